//! One metric over time: its name, its current value, lines at round values, and its course.

use crate::chart::{MARGIN, WIDTH};
use crate::scene::{Anchor, Line, Part, Point, Rect, Text};
use crate::style::Paint;
use crate::time_scale::{fraction, round_durations};
use vsm::Seconds;
use vsm::model::duration::{WorkingCalendar, about_elapsed, print_elapsed};

/// Width of the labels of the lines, in px.
const GUTTER: f64 = 72.0;
/// Height of the plot, and of the name above it, in px.
const PLOT: f64 = 92.0;
const NAME: f64 = 26.0;
/// Radius of a dot, in px.
const DOT: f64 = 3.5;
/// How many lines a panel has at most besides the one at zero.
const MAX_LINES: u64 = 3;

/// Height of a panel, in px.
pub(super) const HEIGHT: f64 = NAME + PLOT;

/// A metric at one time.
pub(super) struct PanelPoint {
    /// The position on the time axis, 0 to 1.
    pub(super) position: f64,
    pub(super) seconds: Option<Seconds>,
    /// Whether the value lacks some times.
    pub(super) is_incomplete: bool,
}

/// A metric over time.
pub(super) struct Panel<'a> {
    pub(super) name: &'static str,
    /// The calendar of its durations; `None` for elapsed time.
    pub(super) calendar: Option<&'a WorkingCalendar>,
    /// Oldest first.
    pub(super) points: Vec<PanelPoint>,
    pub(super) line: Paint,
    pub(super) dot: Paint,
}

/// The x of a position on the time axis, 0 to 1.
pub(super) fn x_of(position: f64) -> f64 {
    let left = MARGIN + GUTTER;
    left + position * (WIDTH - MARGIN - 12.0 - left)
}

impl Panel<'_> {
    fn about(&self, seconds: Seconds) -> String {
        match self.calendar {
            Some(calendar) => calendar.about(seconds),
            None if seconds == 0 => "none".to_owned(),
            None => about_elapsed(seconds),
        }
    }

    fn print(&self, seconds: Seconds) -> String {
        match self.calendar {
            Some(calendar) => calendar.print(seconds),
            None if seconds == 0 => "none".to_owned(),
            None => print_elapsed(seconds),
        }
    }

    /// Draws it, its upper end at y; returns the dots, one for each point with a value.
    pub(super) fn draw(&self, y: f64, parts: &mut Vec<Part>) -> Vec<Option<Part>> {
        parts.push(Text::fitted((MARGIN, y + 13.0), Anchor::Start, 200.0, Paint::Name, self.name).into());
        if let Some(PanelPoint { seconds: Some(now), is_incomplete, .. }) = self.points.last() {
            let at_least = if *is_incomplete { "at least " } else { "" };
            let text = format!("{at_least}{} now", self.about(*now));
            let end = (WIDTH - MARGIN, y + 13.0);
            parts.push(Text::fitted(end, Anchor::End, 300.0, Paint::Value, &text).into());
        }
        let bottom = y + NAME + PLOT - 8.0;
        let calendar = self.calendar.unwrap_or(&WorkingCalendar::CALENDAR);
        let max = self.points.iter().filter_map(|point| point.seconds).max().unwrap_or(0);
        let step = round_durations(calendar).find(|step| max / step <= MAX_LINES).unwrap_or(max).max(1);
        // Up to the next line, so that the highest value lies below one.
        let top = max.div_ceil(step).max(1) * step;
        let y_of = |seconds: Seconds| bottom - fraction(seconds, top) * (PLOT - 16.0);
        for at in (0..=top / step).map(|line| line * step) {
            let points = vec![(x_of(0.0) - 6.0, y_of(at)), (WIDTH - MARGIN, y_of(at))];
            let paint = if at == 0 { Paint::Axis } else { Paint::Rule };
            parts.push(Line::new(points, paint).into());
            let label = if at == 0 { "0".to_owned() } else { self.print(at) };
            let end = (x_of(0.0) - 12.0, y_of(at) + 4.0);
            parts.push(Text::fitted(end, Anchor::End, GUTTER - 12.0, Paint::Reason, &label).into());
        }
        self.draw_lines(&y_of, parts);
        let dot =
            |point: &PanelPoint| Some(self.dot((x_of(point.position), y_of(point.seconds?)), point.is_incomplete));
        self.points.iter().map(dot).collect()
    }

    /// A metric stays the same until a change: the line has steps, and is broken where the value is unknown.
    fn draw_lines(&self, y_of: &impl Fn(Seconds) -> f64, parts: &mut Vec<Part>) {
        let mut points: Vec<Point> = Vec::new();
        let mut finish = |points: &mut Vec<Point>| {
            let points = std::mem::take(points);
            if points.len() > 1 {
                parts.push(Line::new(points, self.line).into());
            }
        };
        for point in &self.points {
            let x = x_of(point.position);
            if let Some((_, before)) = points.last().copied() {
                points.push((x, before));
            }
            match point.seconds {
                Some(seconds) => points.push((x, y_of(seconds))),
                None => finish(&mut points),
            }
        }
        finish(&mut points);
    }

    /// A dot, hollow where the value is incomplete.
    fn dot(&self, (x, y): Point, is_incomplete: bool) -> Part {
        let paint = if is_incomplete { Paint::OpenDot } else { self.dot };
        Rect::new((x - DOT, y - DOT), (2.0 * DOT, 2.0 * DOT), paint).rounded(DOT).into()
    }
}
