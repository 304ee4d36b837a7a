//! The wait before a step: a triangle on its arrow, with the time and the reason.

use std::borrow::Cow;

use crate::layout::step::labels::{StepLabels, beside, shortest};
use crate::layout::step::mark;
use crate::scene::{Anchor, Object, Part, Point, Shape, Text, real};
use crate::style::Paint;
use crate::target::Target;
use vsm::Step;
use vsm::model::duration::WorkingCalendar;
use vsm::text::number;

/// How far the triangle reaches above the arrow and below it, and half its width, in px.
pub(crate) const ABOVE: f64 = 13.0;
const BELOW: f64 = 11.0;
const HALF: f64 = 15.0;
/// From the arrow to the baseline of the first line, in px.
const FIRST_LINE: f64 = 24.0;
const LINE_HEIGHT: f64 = 12.5;
/// Width of the number in a triangle, in px.
const QUEUE_WIDTH: f64 = 19.0;

/// A wait before it is drawn.
#[derive(Debug, Clone)]
pub(crate) struct WaitMarker {
    pub(crate) is_known: bool,
    /// Whether it differs from the map that this one is compared with.
    pub(crate) is_changed: bool,
    /// The number of items in the triangle, or what is unknown.
    pub(crate) sign: Option<Cow<'static, str>>,
    /// Text, tooltip and paint of each line.
    lines: Vec<(Cow<'static, str>, Option<String>, Paint)>,
    width: f64,
}

impl WaitMarker {
    /// The wait of a step with texts of at most a width; `None` if items don't wait there.
    pub(crate) fn new(step: &Step, labels: &StepLabels, calendar: &WorkingCalendar, width: f64) -> Option<WaitMarker> {
        let queue = step.queue.filter(|&queue| queue > 0.0);
        let wait = step.counted_wait();
        if wait == Some(0) && step.wait_reason.is_empty() && queue.is_none() && step.wait_range.is_none() {
            return None;
        }
        let sign = match (queue, wait) {
            (Some(queue), _) => Some(number(queue)).filter(|items| Paint::Queue.width_of(items) <= QUEUE_WIDTH),
            (None, None) => Some("?".to_owned()),
            (None, Some(_)) => None,
        };
        let (is_known, is_changed) = (wait.is_some(), false);
        let mut marker =
            WaitMarker { is_known, is_changed, sign: sign.map(Cow::Owned), lines: Vec::with_capacity(3), width };
        if let Some((exact, wait)) = labels.wait.as_ref().zip(wait) {
            let (text, full) = shortest(exact, wait, calendar, width, Paint::WaitValue);
            marker.lines.push((text.into(), full, Paint::WaitValue));
        }
        let range = beside(step.wait, step.wait_range);
        if let Some(range) = range {
            marker.add(&calendar.print_range(range), 1);
        }
        let items = queue.filter(|_| marker.sign.is_none());
        // At most three lines of words.
        let left = 3 - usize::from(range.is_some()) - usize::from(items.is_some());
        if !step.wait_reason.is_empty() {
            marker.add(&step.wait_reason, left);
        } else if let Some(every) = step.every.filter(|_| step.wait_is_from_every()) {
            marker.add(&format!("Half of {} cadence", calendar.print(every)), left);
        }
        if let Some(items) = items {
            marker.add(&format!("{} waiting", number(items)), 1);
        }
        Some(marker)
    }

    /// The time, if it is known.
    pub(crate) fn first_line(&self) -> Option<&str> {
        self.lines.first().map(|(text, ..)| &**text)
    }

    /// Everything but the time in one line: “3d–4w, monthly window”.
    pub(crate) fn rest(&self, step: &Step, calendar: &WorkingCalendar) -> String {
        let range = beside(step.wait, step.wait_range).map(|range| calendar.print_range(range));
        let reason = match step.every.filter(|_| step.wait_is_from_every() && step.wait_reason.is_empty()) {
            Some(every) => Some(format!("half of {} cadence", calendar.print(every))),
            None => Some(step.wait_reason.clone()).filter(|reason| !reason.is_empty()),
        };
        let items = step.queue.filter(|&items| items > 0.0 && self.sign.is_none());
        let items = items.map(|items| format!("{} waiting", number(items)));
        [range, reason, items].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn add(&mut self, text: &str, max_lines: usize) {
        let wrapped = Paint::Reason.within(self.width).wrap(text, max_lines);
        self.lines.extend(wrapped.into_lines(text).map(|(line, full)| (line.into(), full, Paint::Reason)));
    }

    /// How far it reaches below the arrow, in px.
    pub(crate) fn below(&self) -> f64 {
        let lines = real(self.lines.len());
        if lines > 0.0 { FIRST_LINE + (lines - 1.0) * LINE_HEIGHT + 4.0 } else { ABOVE }
    }

    /// Draws the triangle with its center on the arrow, and the text below it.
    pub(crate) fn draw(self, step: &Step, title: String, (x, y): Point) -> Part {
        let mut parts = Vec::with_capacity(2 + self.lines.len());
        parts.extend(triangle((x, y), self.is_known, self.sign.clone()));
        let mut baseline = y + FIRST_LINE;
        if self.is_changed {
            let half = self.lines.first().map_or(0.0, |(text, _, paint)| paint.width_of(text) / 2.0);
            parts.push(mark::diamond((x - half - 8.0, baseline - 4.0)));
        }
        let (below, width) = (self.below(), self.width.min(2.0 * HALF + 30.0));
        for (text, full, paint) in self.lines {
            parts.push(Text::new((x, baseline), Anchor::Middle, self.width, paint, text).with_full(full).into());
            baseline += LINE_HEIGHT;
        }
        let object = Object::new(Target::Wait(step.id.clone()), title, parts);
        object.with_area((x - width / 2.0, y - ABOVE), (width, ABOVE + below)).into()
    }
}

/// A triangle around a point on an arrow, with what stands in it.
pub(crate) fn triangle((x, y): Point, is_known: bool, sign: Option<Cow<'static, str>>) -> impl Iterator<Item = Part> {
    let points = vec![(x, y - ABOVE), (x + HALF, y + BELOW), (x - HALF, y + BELOW)];
    let paint = if is_known { Paint::Triangle } else { Paint::OpenTriangle };
    let sign = sign.map(|sign| Text::new((x, y + 8.0), Anchor::Middle, QUEUE_WIDTH, Paint::Queue, sign).into());
    std::iter::once(Shape::new(points, paint).into()).chain(sign)
}
