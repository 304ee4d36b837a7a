//! The wait before a step: a triangle on its arrow, with how long and why.

use std::borrow::Cow;

use crate::layout::pair::mark;
use crate::layout::step::card::SLOT_ROOM;
use crate::layout::step::labels::Told;
use crate::scene::{Anchor, Part, Point, Shape, Text};
use crate::style::Paint;
use vsm::Step;
use vsm::model::duration::{Seconds, WorkingCalendar};
use vsm::text::number;

/// How far the triangle reaches above the arrow, in px.
pub(crate) const ABOVE: f64 = 13.0;
const VALUE: f64 = 25.0;
const LINE: f64 = 13.0;

/// What is told of a wait.
#[derive(Debug)]
pub(crate) struct Slot {
    known: bool,
    /// Does it wait otherwise than in the map that this one is compared with?
    pub(crate) is_changed: bool,
    lines: Vec<(Cow<'static, str>, Option<String>, Paint)>,
}

impl Slot {
    /// The wait of a step; none when an item does not wait there.
    pub(crate) fn of(step: &Step, told: &Told, clock: &WorkingCalendar) -> Option<Slot> {
        let queue = step.queue.filter(|&queue| queue > 0.0);
        let wait = step.counted_wait();
        if wait == Some(0) && step.wait_reason.is_empty() && queue.is_none() && step.wait_range.is_none() {
            return None;
        }
        let mut slot = Slot { known: wait.is_some(), is_changed: false, lines: Vec::with_capacity(3) };
        if let Some((exact, wait)) = told.wait.as_ref().zip(wait) {
            let (text, full) = shortest(exact, wait, clock, SLOT_ROOM, Paint::WaitValue);
            slot.lines.push((text.into(), full, Paint::WaitValue));
        }
        if let Some(range) = step.wait_range {
            slot.add(&clock.print_range(range), 1);
        }
        // Three lines of words at most.
        let left = 3 - usize::from(step.wait_range.is_some()) - usize::from(queue.is_some());
        if !step.wait_reason.is_empty() {
            slot.add(&step.wait_reason, left);
        } else if let Some(every) = step.every.filter(|_| step.wait_is_from_every()) {
            slot.add(&format!("Half of {} cadence", clock.print(every)), left);
        }
        if let Some(queue) = queue {
            let items = number(queue);
            let words = format!("{items} {} waiting", if items == "1" { "item" } else { "items" });
            // Hundreds of items leave no room for the word.
            let fits = Paint::Reason.within(SLOT_ROOM).fits(&words);
            slot.add(&if fits { words } else { format!("{items} waiting") }, 1);
        }
        Some(slot)
    }

    fn add(&mut self, words: &str, lines: usize) {
        let wrapped = Paint::Reason.within(SLOT_ROOM).wrap(words, lines);
        let last = wrapped.lines.len().saturating_sub(1);
        for (at, line) in wrapped.lines.into_iter().enumerate() {
            let full = (wrapped.cut && at == last).then(|| words.to_owned());
            self.lines.push((line.into(), full, Paint::Reason));
        }
    }

    /// How far it reaches below the arrow, in px.
    pub(crate) fn below(&self) -> f64 {
        let lines = f64::from(u8::try_from(self.lines.len()).unwrap_or(u8::MAX));
        if lines > 0.0 { VALUE + (lines - 1.0) * LINE + 6.0 } else { ABOVE }
    }

    /// The triangle with its centre on the arrow, and the words below it.
    pub(crate) fn draw(self, (x, y): Point, parts: &mut Vec<Part>) {
        let points = vec![(x, y - ABOVE), (x + 13.0, y + 9.0), (x - 13.0, y + 9.0)];
        let paint = if self.known { Paint::Triangle } else { Paint::OpenTriangle };
        parts.push(Part::Shape(Shape { points, paint }));
        if !self.known {
            let full = Some("Wait time unknown".to_owned());
            parts.push(words(x, y + 6.0, 14.0, Paint::WaitValue, "?".into(), full));
        }
        let mut base = y + VALUE;
        if self.is_changed {
            let half = self.lines.first().map_or(0.0, |(text, _, paint)| paint.width_of(text) / 2.0);
            parts.push(mark::diamond((x - half - 8.0, base - 4.0)));
        }
        for (text, full, paint) in self.lines {
            parts.push(words(x, base, SLOT_ROOM, paint, text, full));
            base += LINE;
        }
    }
}

fn words(x: f64, y: f64, room: f64, paint: Paint, text: Cow<'static, str>, full: Option<String>) -> Part {
    Part::Text(Text { x, y, anchor: Anchor::Middle, room, paint, text, full })
}

/// A duration as exact as the room allows: as it is, else to its two largest units, else cut; then the exact one on asking.
pub(crate) fn shortest(
    exact: &str,
    seconds: Seconds,
    clock: &WorkingCalendar,
    room: f64,
    paint: Paint,
) -> (String, Option<String>) {
    let setting = paint.within(room);
    if setting.fits(exact) {
        return (exact.to_owned(), None);
    }
    (setting.one_line(&clock.about(seconds)).0, Some(exact.to_owned()))
}
