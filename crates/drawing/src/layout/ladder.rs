//! The timeline ladder: a band right below the steps, amber with its edge on top where items wait, teal with its edge
//! below where someone works.

use crate::layout::dimensions::{CARD_WIDTH, MARGIN};
use crate::layout::step::labels::{StepLabels, shortest};
use crate::scene::{Anchor, Line, Object, Part, Rect, Text};
use crate::style::Paint;
use crate::target::Target;
use vsm::Step;
use vsm::fields::catalog::StepField;
use vsm::model::duration::{Seconds, WorkingCalendar};

/// Height of the ladder, in px.
pub(crate) const HEIGHT: f64 = 21.0;
/// From its upper end to the baseline of the times, in px.
const BASELINE: f64 = 14.8;

/// A step on the ladder.
pub(crate) struct Rung<'a> {
    pub(crate) step: &'a Step,
    pub(crate) labels: &'a StepLabels,
    /// The left edge of its box.
    pub(crate) x: f64,
    /// Width of the space in front of it.
    pub(crate) gap: f64,
}

/// Draws the ladder of a row whose first wait starts at `from`, its upper end at `top`.
pub(crate) fn draw(rungs: &[Rung], calendar: &WorkingCalendar, from: f64, top: f64, parts: &mut Vec<Part>) {
    let mut left = from.max(MARGIN);
    for rung in rungs {
        let (step, labels, right) = (rung.step, rung.labels, rung.x + CARD_WIDTH);
        // A step further on: the wait begins where the step before ends, its time is in front of its own box.
        let middle = rung.x - rung.gap.min(rung.x - left) / 2.0;
        let (work, wait) =
            (labels.work.as_ref().zip(step.counted_work()), labels.wait.as_ref().zip(step.counted_wait()));
        if let Some(lead) = labels.lead.as_ref().zip(step.lead) {
            let middle = rung.x + CARD_WIDTH / 2.0;
            parts.push(segment(&LEAD, step, (left, right), middle, Some(lead), calendar, top));
        } else {
            parts.push(segment(&WAIT, step, (left, rung.x), middle, wait, calendar, top));
            parts.push(segment(&WORK, step, (rung.x, right), f64::midpoint(rung.x, right), work, calendar, top));
        }
        left = right;
    }
}

/// How a kind of time is drawn.
struct Style {
    target: fn(&Step) -> Target,
    area: Paint,
    edge: Paint,
    open_edge: Paint,
    letters: Paint,
    /// Where the edge is, from the upper end.
    y: f64,
}

const WAIT: Style = Style {
    target: |step| Target::Wait(step.id.clone()),
    area: Paint::LadderWaitArea,
    edge: Paint::LadderWaitEdge,
    open_edge: Paint::LadderWaitOpen,
    letters: Paint::LadderWait,
    y: 0.0,
};
const WORK: Style = Style {
    target: |step| Target::Field(step.id.clone(), StepField::Work),
    area: Paint::LadderWorkArea,
    edge: Paint::LadderWorkEdge,
    open_edge: Paint::LadderWorkOpen,
    letters: Paint::LadderWork,
    y: HEIGHT,
};
/// Only wait and work together are known.
const LEAD: Style = Style {
    target: |step| Target::Field(step.id.clone(), StepField::Lead),
    area: Paint::LadderLeadArea,
    edge: Paint::OpenLadder,
    open_edge: Paint::OpenLadder,
    letters: Paint::Value,
    y: HEIGHT / 2.0,
};

/// A time on the ladder from left to right, or a question mark.
fn segment(
    style: &Style,
    step: &Step,
    (left, right): (f64, f64),
    middle: f64,
    time: Option<(&String, Seconds)>,
    calendar: &WorkingCalendar,
    top: f64,
) -> Part {
    let max_width = 2.0 * (middle - left).min(right - middle) - 4.0;
    let (paint, text, full) = match time {
        Some((exact, seconds)) => {
            let (text, full) = shortest(exact, seconds, calendar, max_width, style.letters);
            (style.letters, text, full)
        }
        None => (Paint::Unknown, "?".to_owned(), None),
    };
    let edge = if time.is_some() { style.edge } else { style.open_edge };
    let y = top + style.y;
    let mut parts = Vec::with_capacity(4);
    parts.push(Rect::new((left, top), (right - left, HEIGHT), style.area).into());
    let at = (middle, top + BASELINE);
    if edge == Paint::OpenLadder {
        // The line runs on both sides of the time, at its height.
        let half = paint.width_of(&text) / 2.0 + 5.0;
        for ends in [(left + 4.0, middle - half), (middle + half, right - 4.0)] {
            parts.push(Line::new(vec![(ends.0, y), (ends.1, y)], edge).into());
        }
    } else {
        parts.push(Line::new(vec![(left, y), (right, y)], edge).into());
    }
    parts.push(Text::new(at, Anchor::Middle, max_width, paint, text).with_full(full).into());
    Object::duplicate((style.target)(step), parts).into()
}
