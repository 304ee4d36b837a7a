//! The ladder at the left of the steps: waits on its outer line, work on its inner line, times beside it.

use crate::layout::map_layout::MapLayout;
use crate::layout::step::labels::shortest;
use crate::layout::vertical::Vertical;
use crate::scene::{Anchor, Line, Object, Part, Text};
use crate::style::Paint;
use crate::target::Target;
use vsm::fields::catalog::StepField;
use vsm::model::duration::Seconds;

/// The positions of its two lines, and the right end of the times, in px.
const OUTER: f64 = 54.0;
const INNER: f64 = 66.0;
const TIMES: f64 = 49.0;
const TIME_WIDTH: f64 = 48.0;

/// Draws the ladder of the steps on the critical path.
pub(super) fn draw(drawn: &Vertical, parts: &mut Vec<Part>) {
    let layout = drawn.layout;
    let mut from = drawn.heights.first().map_or(0.0, |heights| heights.bottom);
    for &step in layout.path.iter().filter(|step| !layout.grid.unconnected.contains(step)) {
        let heights = drawn.heights[layout.grid.column[step]];
        rung(layout, step, (from, heights.top, heights.bottom), parts);
        from = heights.bottom;
    }
}

/// Wait and work of a step: from where the wait starts, over the upper edge of its box, to its lower edge.
pub(super) fn rung(layout: &MapLayout, at: usize, (from, top, bottom): (f64, f64, f64), parts: &mut Vec<Part>) {
    let (step, labels) = (&layout.map.steps[at], &layout.labels[at]);
    if let Some(lead) = labels.lead.as_ref().zip(step.lead) {
        let target = Target::Field(step.id.clone(), StepField::Lead);
        let line = Line::new(vec![(OUTER, from), (OUTER, bottom)], Paint::OpenLadder);
        parts.push(segment(layout, target, line, (from, bottom), Some(lead), Paint::Value));
        return;
    }
    let wait = labels.wait.as_ref().zip(step.counted_wait());
    let paint = if wait.is_some() { Paint::LadderWaitEdge } else { Paint::LadderWaitOpen };
    let line = Line::new(vec![(OUTER, from), (OUTER, top)], paint);
    parts.push(segment(layout, Target::Wait(step.id.clone()), line, (from, top), wait, Paint::LadderWait));
    let work = labels.work.as_ref().zip(step.counted_work());
    let paint = if work.is_some() { Paint::LadderWorkEdge } else { Paint::LadderWorkOpen };
    let line = Line::new(vec![(INNER, top), (INNER, bottom)], paint);
    let target = Target::Field(step.id.clone(), StepField::Work);
    parts.push(segment(layout, target, line, (top, bottom), work, Paint::LadderWork));
    for y in [top, bottom] {
        parts.push(Line::new(vec![(OUTER, y), (INNER, y)], Paint::Rule).into());
    }
}

fn segment(
    layout: &MapLayout,
    target: Target,
    line: Line,
    (top, bottom): (f64, f64),
    time: Option<(&String, Seconds)>,
    letters: Paint,
) -> Part {
    let (paint, text, full) = match time {
        Some((exact, seconds)) => {
            let (text, full) = shortest(exact, seconds, &layout.map.clock, TIME_WIDTH, letters);
            (letters, text, full)
        }
        None => (Paint::Unknown, "?".to_owned(), None),
    };
    let at = (TIMES, f64::midpoint(top, bottom) + 4.0);
    let text = Text::new(at, Anchor::End, TIME_WIDTH, paint, text).with_full(full);
    let object = Object::duplicate(target, vec![line.into(), text.into()]);
    object.with_area((2.0, top), (INNER - 2.0, bottom - top)).into()
}
