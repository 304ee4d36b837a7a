//! One figure over time: its name, what it is now, lines at round values, and how it went.

use crate::chart::{MARGIN, WIDTH, say};
use crate::layout::scale::{rounds, share};
use crate::scene::{Anchor, Line, Part, Point, Rect};
use crate::style::Paint;
use vsm::Seconds;
use vsm::model::duration::{WorkingCalendar, print_elapsed};

/// Room for the words at the lines, in px.
const GUTTER: f64 = 72.0;
/// Height of what is plotted, and of the name above it.
const PLOT: f64 = 92.0;
const NAME: f64 = 26.0;
/// Radius of a dot.
const DOT: f64 = 3.5;
/// How many lines a panel has besides the one at nothing.
const LINES: u64 = 3;

/// Height of a panel, in px.
pub(super) const HEIGHT: f64 = NAME + PLOT;

/// A figure at one moment: how far along, its value, and whether something is missing in it.
pub(super) type Value = (f64, Option<Seconds>, bool);

/// A figure over time.
pub(super) struct Panel<'a> {
    pub(super) name: &'static str,
    /// The clock that it is told on; none for elapsed time.
    pub(super) clock: Option<&'a WorkingCalendar>,
    /// Oldest first.
    pub(super) values: Vec<Value>,
    pub(super) line: Paint,
    pub(super) dot: Paint,
}

/// Where something stands that is so far along, 0 to 1.
pub(super) fn along(share: f64) -> f64 {
    let left = MARGIN + GUTTER;
    left + share * (WIDTH - MARGIN - 12.0 - left)
}

impl Panel<'_> {
    fn tell(&self, seconds: Seconds) -> String {
        match self.clock {
            Some(clock) => clock.print(seconds),
            None if seconds == 0 => "none".to_owned(),
            None => print_elapsed(seconds),
        }
    }

    fn most(&self) -> Seconds {
        self.values.iter().filter_map(|value| value.1).max().unwrap_or(0)
    }

    /// Draws it, its upper end at y; gives the dots, one for each moment at which it is known.
    pub(super) fn draw(&self, y: f64, parts: &mut Vec<Part>) -> Vec<Option<Part>> {
        say((MARGIN, y + 13.0), Anchor::Start, Paint::Name, self.name, 200.0, parts);
        if let Some((_, Some(now), vague)) = self.values.last() {
            let at_least = if *vague { "at least " } else { "" };
            let told = format!("{at_least}{} now", self.tell(*now));
            say((WIDTH - MARGIN, y + 13.0), Anchor::End, Paint::Value, &told, 300.0, parts);
        }
        let bottom = y + NAME + PLOT - 8.0;
        let clock = self.clock.unwrap_or(&WorkingCalendar::CALENDAR);
        let most = self.most();
        let step = rounds(clock).find(|step| most / step <= LINES).unwrap_or(most).max(1);
        // Up to the next line, so that the highest value lies below one.
        let top = most.div_ceil(step).max(1) * step;
        let height = |seconds: Seconds| bottom - share(seconds, top) * (PLOT - 16.0);
        for at in (0..=top / step).map(|line| line * step) {
            let points = vec![(along(0.0) - 6.0, height(at)), (WIDTH - MARGIN, height(at))];
            let paint = if at == 0 { Paint::Axis } else { Paint::Rule };
            parts.push(Part::Line(Line { points, radius: 0.0, paint }));
            let told = if at == 0 { "0".to_owned() } else { self.tell(at) };
            say((along(0.0) - 12.0, height(at) + 4.0), Anchor::End, Paint::Reason, &told, GUTTER - 12.0, parts);
        }
        self.lines(&height, parts);
        let dot = |&(at, seconds, vague): &Value| Some(self.dot((along(at), height(seconds?)), vague));
        self.values.iter().map(dot).collect()
    }

    /// A figure holds until it is changed: steps, broken where it is not known.
    fn lines(&self, height: &impl Fn(Seconds) -> f64, parts: &mut Vec<Part>) {
        let mut points: Vec<Point> = Vec::new();
        let mut finish = |points: &mut Vec<Point>| {
            let points = std::mem::take(points);
            if points.len() > 1 {
                parts.push(Part::Line(Line { points, radius: 0.0, paint: self.line }));
            }
        };
        for (at, seconds, _) in &self.values {
            let x = along(*at);
            if let Some((_, before)) = points.last().copied() {
                points.push((x, before));
            }
            match seconds {
                Some(seconds) => points.push((x, height(*seconds))),
                None => finish(&mut points),
            }
        }
        finish(&mut points);
    }

    /// Hollow where something is missing in it.
    fn dot(&self, (x, y): Point, vague: bool) -> Part {
        let paint = if vague { Paint::OpenDot } else { self.dot };
        let side = 2.0 * DOT;
        Part::Rect(Rect { x: x - DOT, y: y - DOT, width: side, height: side, radius: DOT, paint, title: None })
    }
}
