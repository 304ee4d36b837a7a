//! Metrics over the versions of a map: one panel per metric, all on one time axis.

use crate::chart::panel::{HEIGHT, Panel, PanelPoint, x_of};
use crate::chart::{MARGIN, WIDTH};
use crate::scene::{Anchor, Line, Part, Rect, Scene, Step, Text};
use crate::style::Paint;
use vsm::metrics::catalog::{Metric, MetricValue, Unit};
use vsm::model::duration::whole;
use vsm::{Metrics, StepId, WorkingCalendar};

/// Space between two panels, in px.
const GAP: f64 = 18.0;

/// The metrics at one time.
#[derive(Debug, Clone, Copy)]
pub struct TrendPoint<'a> {
    /// The revision.
    pub revision: u64,
    /// The time, in any unit.
    pub at: i64,
    /// The point as text: version, day, metrics.
    pub title: &'a str,
    /// The metrics.
    pub metrics: &'a Metrics,
}

/// A mark on the time axis.
#[derive(Debug, Clone)]
pub struct TimeMark {
    /// The time, in the unit of [`TrendPoint::at`].
    pub at: i64,
    /// Its label.
    pub label: String,
}

/// The chart of two or more points, oldest first. Each point is a [`Step`] of the scene, with its revision as id.
pub fn trends(name: &str, calendar: &WorkingCalendar, points: &[TrendPoint<'_>], marks: &[TimeMark]) -> Scene {
    let first = points.first().map_or(0, |point| point.at);
    let last = points.iter().map(|point| point.at).max().unwrap_or(first);
    let position = |at: i64| position(at, first, last);
    let all = [
        (Metric::Lead, Paint::LeadLine, Paint::LeadDot),
        (Metric::Work, Paint::WorkLine, Paint::WorkDot),
        (Metric::Downtime, Paint::DownLine, Paint::DownDot),
    ];
    let has_downtime = points.iter().any(|point| point.metrics.downtime_seconds.is_some());
    let shown = all.into_iter().filter(|(metric, ..)| *metric != Metric::Downtime || has_downtime);
    let panels = shown.map(|(metric, line, dot)| {
        let calendar = (metric.unit() == Unit::Time).then_some(calendar);
        let value = |point: &TrendPoint<'_>| {
            let MetricValue { value, at_least, .. } = metric.value(point.metrics);
            PanelPoint { position: position(point.at), seconds: value.map(whole), is_incomplete: at_least }
        };
        Panel { name: metric.label(), calendar, points: points.iter().map(value).collect(), line, dot }
    });
    let mut parts = Vec::new();
    let mut groups: Vec<Vec<Part>> = vec![Vec::new(); points.len()];
    let mut y = MARGIN;
    for panel in panels {
        for (group, dot) in groups.iter_mut().zip(panel.draw(y, &mut parts)) {
            group.extend(dot);
        }
        y += HEIGHT + GAP;
    }
    y = axis(marks, position, y - GAP, &mut parts);
    for (point, dots) in points.iter().zip(groups).filter(|(_, dots)| !dots.is_empty()) {
        let id = StepId::from(point.revision.to_string());
        parts.push(Step { id, title: point.title.to_owned(), parts: dots }.into());
    }
    let height = (y + MARGIN).ceil();
    parts.insert(0, Rect::new((0.0, 0.0), (WIDTH, height), Paint::Paper).into());
    let ends = [points.first(), points.last()].map(|point| point.map_or("", |point| point.title));
    let description = format!("From {} to {}.", ends[0], ends[1]);
    let title = format!("Metrics of {name} over time");
    Scene { width: WIDTH, height, title, description, parts, ..Scene::default() }
}

/// The position on the time axis, 0 to 1; in the middle if there is no time between.
#[expect(clippy::cast_precision_loss, reason = "a chart needs no more than 2^53 parts")]
fn position(at: i64, first: i64, last: i64) -> f64 {
    if last <= first {
        return 0.5;
    }
    (at.saturating_sub(first) as f64 / last.saturating_sub(first) as f64).clamp(0.0, 1.0)
}

/// The marks below the panels, as many as fit; returns the lower end.
fn axis(marks: &[TimeMark], position: impl Fn(i64) -> f64, y: f64, parts: &mut Vec<Part>) -> f64 {
    let mut taken = f64::NEG_INFINITY;
    for mark in marks {
        let x = x_of(position(mark.at));
        let width = Paint::Reason.width_of(&mark.label) + 0.5;
        // The label stays within the chart.
        let middle = x.clamp(MARGIN + width / 2.0, WIDTH - MARGIN - width / 2.0);
        if middle - width / 2.0 < taken + 12.0 {
            continue;
        }
        taken = middle + width / 2.0;
        parts.push(Line::new(vec![(x, y - 8.0), (x, y - 3.0)], Paint::Axis).into());
        parts.push(Text::fitted((middle, y + 9.0), Anchor::Middle, width, Paint::Reason, &mark.label).into());
    }
    y + 12.0
}
