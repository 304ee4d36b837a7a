//! Metrics of several maps: wait and work time of each on one scale, and its downtime.

use crate::chart::{MARGIN, WIDTH};
use crate::scene::{Anchor, Part, Point, Rect, Scene, Step, Text};
use crate::style::Paint;
use crate::time_scale::fraction;
use vsm::model::duration::{Seconds, WorkingCalendar, about_elapsed};
use vsm::{Metrics, StepId};

/// Height of a bar, and of all that belongs to one map, in px.
const BAR: f64 = 20.0;
const ROW: f64 = 60.0;
/// Width of the metrics at the right end, in px.
const METRICS_WIDTH: f64 = 348.0;

/// A map in the chart.
#[derive(Debug, Clone, Copy)]
pub struct MapBar<'a> {
    /// The map's id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its working calendar.
    pub clock: &'a WorkingCalendar,
    /// Its metrics.
    pub metrics: &'a Metrics,
}

/// The chart of some maps, in the given order. Each map is a [`Step`] of the scene, with the map's id.
pub fn map_bars(maps: &[MapBar<'_>]) -> Scene {
    let max = maps.iter().filter_map(|map| map.metrics.lead_seconds).max().unwrap_or(0);
    let mut parts = Vec::new();
    let mut y = MARGIN;
    for map in maps {
        let mut inside = Vec::new();
        draw(map, max, (MARGIN, y), &mut inside);
        let (id, title) = (StepId::from(map.id), format!("{}: {}", map.name, summary(map)));
        parts.push(Step { id, title, parts: inside }.into());
        y += ROW;
    }
    let height = (y + MARGIN - 14.0).max(2.0 * MARGIN).ceil();
    parts.insert(0, Rect::new((0.0, 0.0), (WIDTH, height), Paint::Paper).into());
    let description = maps.iter().map(|map| format!("{}: {}.", map.name, summary(map))).collect::<Vec<_>>().join(" ");
    let title = "Metrics of the maps".to_owned();
    Scene { width: WIDTH, height, title, description, parts, ..Scene::default() }
}

/// The metrics of a map as text.
fn summary(map: &MapBar<'_>) -> String {
    let metrics = map.metrics;
    let time = |seconds: Option<Seconds>| seconds.map_or_else(|| "unknown".to_owned(), |s| map.clock.about(s));
    let at_least = if metrics.at_least && metrics.lead_seconds.is_some() { "at least " } else { "" };
    let mut words = format!("{at_least}{}, work time {}", time(metrics.lead_seconds), time(metrics.work_seconds));
    match metrics.downtime_seconds {
        Some(0) => words.push_str(", no downtime"),
        Some(downtime) => words.extend([", downtime ", &about_elapsed(downtime)]),
        None => {}
    }
    words
}

fn draw(map: &MapBar<'_>, max: Seconds, (x, y): Point, parts: &mut Vec<Part>) {
    let full_width = WIDTH - 2.0 * MARGIN;
    let name_width = full_width - METRICS_WIDTH - 12.0;
    parts.push(Text::fitted((x, y + 12.0), Anchor::Start, name_width, Paint::Name, map.name).into());
    let end = (x + full_width, y + 12.0);
    parts.push(Text::fitted(end, Anchor::End, METRICS_WIDTH, Paint::Value, &summary(map)).into());
    let lead = map.metrics.lead_seconds.unwrap_or(0);
    let work = map.metrics.work_seconds.unwrap_or(0).min(lead);
    let wait = map.metrics.wait_seconds.unwrap_or(0).min(lead - work);
    let segments = [(wait, Paint::WaitBar), (work, Paint::WorkBar), (lead - work - wait, Paint::OpenBar)];
    let mut left = x;
    for (seconds, paint) in segments.into_iter().filter(|segment| segment.0 > 0) {
        let width = fraction(seconds, max) * full_width;
        parts.push(Rect::new((left, y + 20.0), (width, BAR), paint).into());
        left += width;
    }
}
