//! The timeline ladder: waits on the upper line, work on the lower, right below their steps.

use crate::layout::dimensions::{CARD_WIDTH, MARGIN};
use crate::layout::step::labels::{StepLabels, shortest};
use crate::scene::{Anchor, Line, Part, Point, Text};
use crate::style::Paint;
use vsm::Step;
use vsm::model::duration::{Seconds, WorkingCalendar};

/// Height of the ladder with its times, in px.
pub(crate) const HEIGHT: f64 = 64.0;
const UPPER: f64 = 20.0;
const LOWER: f64 = 44.0;

/// A step on the ladder.
pub(crate) struct Rung<'a> {
    pub(crate) step: &'a Step,
    pub(crate) labels: &'a StepLabels,
    /// The left edge of its box.
    pub(crate) x: f64,
    /// The middle of its wait.
    pub(crate) wait: f64,
}

/// Draws the ladder of a row whose first wait starts at `from`, its upper end at `top`.
pub(crate) fn draw(rungs: &[Rung], calendar: &WorkingCalendar, from: f64, top: f64, parts: &mut Vec<Part>) {
    if rungs.is_empty() {
        return;
    }
    let (upper, lower, middle) = (top + UPPER, top + LOWER, top + f64::midpoint(UPPER, LOWER));
    let mut points: Vec<Point> = Vec::with_capacity(rungs.len() * 4);
    let mut left = from.max(MARGIN);
    for rung in rungs {
        let right = rung.x + CARD_WIDTH;
        if rung.step.lead.is_some() {
            // Only wait and work together are known: a line between the two.
            finish(&mut points, parts);
            parts.push(Line::new(vec![(left, middle), (right, middle)], Paint::OpenLadder).into());
        } else {
            points.extend([(left, upper), (rung.x, upper), (rung.x, lower), (right, lower)]);
        }
        left = right;
    }
    finish(&mut points, parts);
    left = from.max(MARGIN);
    for rung in rungs {
        let (step, labels, right) = (rung.step, rung.labels, rung.x + CARD_WIDTH);
        let time = |exact: &Option<String>, time: Option<Seconds>, at, max_width, paint, unknown: &str| {
            let Some((exact, time)) = exact.as_ref().zip(time) else {
                return label(at, 14.0, Paint::Unknown, "?".to_owned(), Some(unknown.to_owned()));
            };
            let (text, full) = shortest(exact, time, calendar, max_width, paint);
            label(at, max_width, paint, text, full)
        };
        if let Some((exact, lead)) = labels.lead.as_ref().zip(step.lead) {
            let (text, full) = shortest(exact, lead, calendar, CARD_WIDTH - 76.0, Paint::Value);
            let full = full.or(Some(text.clone())).map(|lead| format!("{lead}, wait and work times unknown"));
            let at = (rung.x + CARD_WIDTH / 2.0, middle - 7.0);
            parts.push(label(at, CARD_WIDTH, Paint::Value, format!("{text} in total"), full));
        } else {
            let (at, max_width) = ((rung.wait, upper - 7.0), 2.0 * (rung.x - rung.wait).min(rung.wait - left) - 6.0);
            let wait = step.counted_wait();
            parts.push(time(&labels.wait, wait, at, max_width, Paint::LadderWait, "Wait time unknown"));
            let (at, max_width) = ((f64::midpoint(rung.x, right), lower + 16.0), CARD_WIDTH - 8.0);
            parts.push(time(&labels.work, step.work, at, max_width, Paint::LadderWork, "Work time unknown"));
        }
        left = right;
    }
}

fn finish(points: &mut Vec<Point>, parts: &mut Vec<Part>) {
    if !points.is_empty() {
        parts.push(Line::new(std::mem::take(points), Paint::Ladder).into());
    }
}

fn label(at: Point, max_width: f64, paint: Paint, text: String, full: Option<String>) -> Part {
    Text::new(at, Anchor::Middle, max_width, paint, text).with_full(full).into()
}
