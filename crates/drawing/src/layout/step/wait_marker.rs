//! The wait before a step: a triangle on its arrow, with the time and the reason.

use std::borrow::Cow;

use crate::layout::step::labels::{StepLabels, shortest};
use crate::layout::step::mark;
use crate::scene::{Anchor, Part, Point, Shape, Text, real};
use crate::style::Paint;
use vsm::Step;
use vsm::model::duration::WorkingCalendar;
use vsm::text::number;

/// Width of the text below the triangle, in px.
const TEXT_WIDTH: f64 = 92.0;
/// How far the triangle reaches above the arrow, in px.
pub(crate) const ABOVE: f64 = 13.0;
/// From the arrow to the baseline of the first line, in px.
const FIRST_LINE: f64 = 25.0;
const LINE_HEIGHT: f64 = 13.0;

/// A wait before it is drawn.
#[derive(Debug)]
pub(crate) struct WaitMarker {
    is_known: bool,
    /// Whether it differs from the map that this one is compared with.
    pub(crate) is_changed: bool,
    /// Text, tooltip and paint of each line.
    lines: Vec<(Cow<'static, str>, Option<String>, Paint)>,
}

impl WaitMarker {
    /// The wait of a step; `None` if items don't wait there.
    pub(crate) fn new(step: &Step, labels: &StepLabels, calendar: &WorkingCalendar) -> Option<WaitMarker> {
        let queue = step.queue.filter(|&queue| queue > 0.0);
        let wait = step.counted_wait();
        if wait == Some(0) && step.wait_reason.is_empty() && queue.is_none() && step.wait_range.is_none() {
            return None;
        }
        let mut marker = WaitMarker { is_known: wait.is_some(), is_changed: false, lines: Vec::with_capacity(3) };
        if let Some((exact, wait)) = labels.wait.as_ref().zip(wait) {
            let (text, full) = shortest(exact, wait, calendar, TEXT_WIDTH, Paint::WaitValue);
            marker.lines.push((text.into(), full, Paint::WaitValue));
        }
        if let Some(range) = step.wait_range {
            marker.add(&calendar.print_range(range), 1);
        }
        // At most three lines of words.
        let left = 3 - usize::from(step.wait_range.is_some()) - usize::from(queue.is_some());
        if !step.wait_reason.is_empty() {
            marker.add(&step.wait_reason, left);
        } else if let Some(every) = step.every.filter(|_| step.wait_is_from_every()) {
            marker.add(&format!("Half of {} cadence", calendar.print(every)), left);
        }
        if let Some(queue) = queue {
            let items = number(queue);
            let text = format!("{items} {} waiting", if items == "1" { "item" } else { "items" });
            // Large numbers leave no space for the word.
            let fits = Paint::Reason.within(TEXT_WIDTH).fits(&text);
            marker.add(&if fits { text } else { format!("{items} waiting") }, 1);
        }
        Some(marker)
    }

    fn add(&mut self, text: &str, max_lines: usize) {
        let wrapped = Paint::Reason.within(TEXT_WIDTH).wrap(text, max_lines);
        self.lines.extend(wrapped.into_lines(text).map(|(line, full)| (line.into(), full, Paint::Reason)));
    }

    /// How far it reaches below the arrow, in px.
    pub(crate) fn below(&self) -> f64 {
        let lines = real(self.lines.len());
        if lines > 0.0 { FIRST_LINE + (lines - 1.0) * LINE_HEIGHT + 6.0 } else { ABOVE }
    }

    /// Draws the triangle with its center on the arrow, and the text below it.
    pub(crate) fn draw(self, (x, y): Point, parts: &mut Vec<Part>) {
        let points = vec![(x, y - ABOVE), (x + 13.0, y + 9.0), (x - 13.0, y + 9.0)];
        parts.push(Shape::new(points, if self.is_known { Paint::Triangle } else { Paint::OpenTriangle }).into());
        if !self.is_known {
            let mark = Text::new((x, y + 6.0), Anchor::Middle, 14.0, Paint::WaitValue, "?");
            parts.push(mark.with_full(Some("Wait time unknown".to_owned())).into());
        }
        let mut baseline = y + FIRST_LINE;
        if self.is_changed {
            let half = self.lines.first().map_or(0.0, |(text, _, paint)| paint.width_of(text) / 2.0);
            parts.push(mark::diamond((x - half - 8.0, baseline - 4.0)));
        }
        for (text, full, paint) in self.lines {
            parts.push(Text::new((x, baseline), Anchor::Middle, TEXT_WIDTH, paint, text).with_full(full).into());
            baseline += LINE_HEIGHT;
        }
    }
}
