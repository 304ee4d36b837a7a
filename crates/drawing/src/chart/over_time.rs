//! Headline figures over the revisions of a map: one panel for each figure, all on one axis of time.

use crate::chart::panel::{HEIGHT, Panel, Value, along};
use crate::chart::{MARGIN, WIDTH, say};
use crate::scene::{Anchor, Line, Part, Rect, Scene, Step};
use crate::style::{Paint, Theme};
use vsm::{Metrics, Seconds, StepId, WorkingCalendar};

/// Space between two panels, in px.
const GAP: f64 = 18.0;

/// The figures at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// By which the page knows it: its revision.
    pub id: u64,
    /// When it was, on any scale.
    pub at: i64,
    /// What is told of it: revision, day, figures.
    pub told: &'a str,
    /// The figures.
    pub metrics: &'a Metrics,
}

/// A mark on the axis of time.
#[derive(Debug, Clone)]
pub struct Mark {
    /// When, on the scale of [`Moment::at`].
    pub at: i64,
    /// What is written there.
    pub label: String,
}

/// The chart of two or more moments, oldest first. In a page each moment is a step whose id is its revision.
#[must_use]
pub fn over_time(name: &str, clock: &WorkingCalendar, moments: &[Moment<'_>], marks: &[Mark]) -> Scene {
    let first = moments.first().map_or(0, |moment| moment.at);
    let last = moments.iter().map(|moment| moment.at).max().unwrap_or(first);
    let far = |at: i64| part(at, first, last);
    let values = |read: fn(&Metrics) -> (Option<Seconds>, bool)| -> Vec<Value> {
        moments.iter().map(|moment| (far(moment.at), read(moment.metrics))).map(|(at, (s, v))| (at, s, v)).collect()
    };
    let mut panels = vec![
        Panel {
            name: "Lead time",
            clock: Some(clock),
            values: values(|m| (m.lead_seconds, m.at_least)),
            line: Paint::LeadLine,
            dot: Paint::LeadDot,
        },
        Panel {
            name: "Work time",
            clock: Some(clock),
            values: values(|m| (m.work_seconds, m.unknown.work > 0)),
            line: Paint::WorkLine,
            dot: Paint::WorkDot,
        },
    ];
    if moments.iter().any(|moment| moment.metrics.downtime_seconds.is_some()) {
        let values = values(|m| (m.downtime_seconds, false));
        panels.push(Panel { name: "Downtime", clock: None, values, line: Paint::DownLine, dot: Paint::DownDot });
    }
    let mut parts = Vec::new();
    let mut groups: Vec<Vec<Part>> = vec![Vec::new(); moments.len()];
    let mut y = MARGIN;
    for panel in &panels {
        for (group, dot) in groups.iter_mut().zip(panel.draw(y, &mut parts)) {
            group.extend(dot);
        }
        y += HEIGHT + GAP;
    }
    y = axis(marks, far, y - GAP, &mut parts);
    for (moment, dots) in moments.iter().zip(groups).filter(|(_, dots)| !dots.is_empty()) {
        let id = StepId::from(moment.id.to_string());
        parts.push(Part::Step(Step { id, title: moment.told.to_owned(), parts: dots }));
    }
    let height = (y + MARGIN).ceil();
    let paper = Rect { x: 0.0, y: 0.0, width: WIDTH, height, radius: 0.0, paint: Paint::Paper, title: None };
    parts.insert(0, Part::Rect(paper));
    let ends = [moments.first(), moments.last()].map(|moment| moment.map_or("", |moment| moment.told));
    let description = format!("From {} to {}.", ends[0], ends[1]);
    let title = format!("Metrics of {name} over time");
    Scene { width: WIDTH, height, title, description, theme: Theme::Light, cuts: Vec::new(), parts }
}

/// How far along, 0 to 1; in the middle where there is no time between.
#[expect(clippy::cast_precision_loss, reason = "a chart needs no more than 2^53 parts")]
fn part(at: i64, first: i64, last: i64) -> f64 {
    if last <= first {
        return 0.5;
    }
    (at.saturating_sub(first) as f64 / last.saturating_sub(first) as f64).clamp(0.0, 1.0)
}

/// The marks of time below the panels, as many as have room; gives the lower end.
fn axis(marks: &[Mark], far: impl Fn(i64) -> f64, y: f64, parts: &mut Vec<Part>) -> f64 {
    let mut taken = f64::NEG_INFINITY;
    for mark in marks {
        let x = along(far(mark.at));
        let wide = Paint::Reason.width_of(&mark.label) + 0.5;
        // The words stay within the picture.
        let middle = x.clamp(MARGIN + wide / 2.0, WIDTH - MARGIN - wide / 2.0);
        if middle - wide / 2.0 < taken + 12.0 {
            continue;
        }
        taken = middle + wide / 2.0;
        let points = vec![(x, y - 8.0), (x, y - 3.0)];
        parts.push(Part::Line(Line { points, radius: 0.0, paint: Paint::Axis }));
        say((middle, y + 9.0), Anchor::Middle, Paint::Reason, &mark.label, wide, parts);
    }
    y + 12.0
}
