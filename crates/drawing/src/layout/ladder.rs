//! The timeline ladder: waits on the upper line, work on the lower, right below their steps.

use crate::layout::rows::MARGIN;
use crate::layout::step::card::WIDTH;
use crate::layout::step::labels::Told;
use crate::layout::step::wait_marker::shortest;
use crate::scene::{Anchor, Line, Part, Point, Text};
use crate::style::Paint;
use vsm::Step;
use vsm::model::duration::WorkingCalendar;

/// Height of the ladder with its figures, in px.
pub(crate) const HEIGHT: f64 = 64.0;
const UPPER: f64 = 20.0;
const LOWER: f64 = 44.0;

/// A step on the ladder and the left edge of its box.
pub(crate) struct Rung<'a> {
    pub(crate) step: &'a Step,
    pub(crate) told: &'a Told,
    pub(crate) x: f64,
    /// The middle of its wait.
    pub(crate) wait: f64,
}

/// Draws the ladder of a row whose first wait starts at `from`, its upper end at `top`.
pub(crate) fn draw(rungs: &[Rung], clock: &WorkingCalendar, from: f64, top: f64, parts: &mut Vec<Part>) {
    if rungs.is_empty() {
        return;
    }
    let (upper, lower, middle) = (top + UPPER, top + LOWER, top + f64::midpoint(UPPER, LOWER));
    let mut whole: Vec<Point> = Vec::with_capacity(rungs.len() * 4);
    let mut left = from.max(MARGIN);
    for rung in rungs {
        let right = rung.x + WIDTH;
        if rung.step.lead.is_some() {
            // Wait and work together: a line between the two.
            let open = vec![(left, middle), (right, middle)];
            finish(&mut whole, parts);
            parts.push(Part::Line(Line { points: open, radius: 0.0, paint: Paint::OpenLadder }));
        } else {
            whole.extend([(left, upper), (rung.x, upper), (rung.x, lower), (right, lower)]);
        }
        left = right;
    }
    finish(&mut whole, parts);
    left = from.max(MARGIN);
    for rung in rungs {
        let (step, told, right) = (rung.step, rung.told, rung.x + WIDTH);
        if let Some((exact, lead)) = told.lead.as_ref().zip(step.lead) {
            let (text, full) = shortest(exact, lead, clock, WIDTH - 76.0, Paint::Value);
            let full = full.or(Some(text.clone())).map(|lead| format!("{lead}, wait and work times unknown"));
            say(format!("{text} in total"), full, rung.x + WIDTH / 2.0, middle - 7.0, WIDTH, Paint::Value, parts);
        } else {
            let middle = rung.wait;
            let room = 2.0 * (rung.x - middle).min(middle - left) - 6.0;
            match told.wait.as_ref().zip(step.counted_wait()) {
                Some((exact, wait)) => {
                    let (text, full) = shortest(exact, wait, clock, room, Paint::LadderWait);
                    say(text, full, middle, upper - 7.0, room, Paint::LadderWait, parts);
                }
                None => unknown(middle, upper - 7.0, "Wait time unknown", parts),
            }
            let middle = f64::midpoint(rung.x, right);
            match told.work.as_ref().zip(step.work) {
                Some((exact, work)) => {
                    let (text, full) = shortest(exact, work, clock, WIDTH - 8.0, Paint::LadderWork);
                    say(text, full, middle, lower + 16.0, WIDTH - 8.0, Paint::LadderWork, parts);
                }
                None => unknown(middle, lower + 16.0, "Work time unknown", parts),
            }
        }
        left = right;
    }
}

fn finish(points: &mut Vec<Point>, parts: &mut Vec<Part>) {
    if !points.is_empty() {
        parts.push(Part::Line(Line { points: std::mem::take(points), radius: 0.0, paint: Paint::Ladder }));
    }
}

fn unknown(x: f64, y: f64, why: &str, parts: &mut Vec<Part>) {
    say("?".to_owned(), Some(why.to_owned()), x, y, 14.0, Paint::Unknown, parts);
}

fn say(text: String, full: Option<String>, x: f64, y: f64, room: f64, paint: Paint, parts: &mut Vec<Part>) {
    parts.push(Part::Text(Text { x, y, anchor: Anchor::Middle, room, paint, text: text.into(), full }));
}
