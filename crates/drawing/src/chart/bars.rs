//! Headline figures of several maps: the time of each to one scale, waiting and work apart, and its downtime.

use crate::chart::{MARGIN, WIDTH, say};
use crate::layout::scale::share;
use crate::scene::{Anchor, Part, Point, Rect, Scene};
use crate::style::{Paint, Theme};
use vsm::model::duration::{Seconds, WorkingCalendar, print_elapsed};
use vsm::{Metrics, StepId};

/// Height of a bar, and of all that belongs to one map, in px.
const BAR: f64 = 20.0;
const ROW: f64 = 60.0;
/// Room for what is told of a map at the right end, in px.
const FACTS: f64 = 348.0;

/// One map.
#[derive(Debug, Clone, Copy)]
pub struct Bar<'a> {
    /// By which the page knows it: the map's id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How it counts days.
    pub clock: &'a WorkingCalendar,
    /// Its figures.
    pub metrics: &'a Metrics,
}

/// The chart of some maps, in their order. In a page each map is a step whose id is the map's.
#[must_use]
pub fn bars(maps: &[Bar<'_>]) -> Scene {
    let most = maps.iter().filter_map(|map| map.metrics.lead_seconds).max().unwrap_or(0);
    let mut parts = Vec::new();
    let mut y = MARGIN;
    for map in maps {
        let mut inside = Vec::new();
        draw(map, most, (MARGIN, y), &mut inside);
        let (id, title) = (StepId::from(map.id), format!("{}: {}", map.name, told(map)));
        parts.push(Part::Step(crate::scene::Step { id, title, parts: inside }));
        y += ROW;
    }
    let height = (y + MARGIN - 14.0).max(2.0 * MARGIN).ceil();
    let paper = Rect { x: 0.0, y: 0.0, width: WIDTH, height, radius: 0.0, paint: Paint::Paper, title: None };
    parts.insert(0, Part::Rect(paper));
    let description = maps.iter().map(|map| format!("{}: {}.", map.name, told(map))).collect::<Vec<_>>().join(" ");
    let title = "Metrics of the maps".to_owned();
    Scene { width: WIDTH, height, title, description, theme: Theme::Light, cuts: Vec::new(), parts }
}

/// The figures of a map in words.
fn told(map: &Bar<'_>) -> String {
    let metrics = map.metrics;
    let time = |seconds: Option<Seconds>| seconds.map_or_else(|| "unknown".to_owned(), |s| map.clock.print(s));
    let at_least = if metrics.at_least && metrics.lead_seconds.is_some() { "at least " } else { "" };
    let mut words = format!("{at_least}{}, work time {}", time(metrics.lead_seconds), time(metrics.work_seconds));
    match metrics.downtime_seconds {
        Some(0) => words.push_str(", no downtime"),
        Some(downtime) => words.extend([", downtime ", &print_elapsed(downtime)]),
        None => {}
    }
    words
}

fn draw(map: &Bar<'_>, most: Seconds, (x, y): Point, parts: &mut Vec<Part>) {
    let room = WIDTH - 2.0 * MARGIN;
    say((x, y + 12.0), Anchor::Start, Paint::Name, map.name, room - FACTS - 12.0, parts);
    say((x + room, y + 12.0), Anchor::End, Paint::Value, &told(map), FACTS, parts);
    let lead = map.metrics.lead_seconds.unwrap_or(0);
    let work = map.metrics.work_seconds.unwrap_or(0).min(lead);
    let wait = map.metrics.wait_seconds.unwrap_or(0).min(lead - work);
    let pieces = [(wait, Paint::WaitBar), (work, Paint::WorkBar), (lead - work - wait, Paint::OpenBar)];
    let mut left = x;
    for (seconds, paint) in pieces.into_iter().filter(|piece| piece.0 > 0) {
        let width = share(seconds, most) * room;
        let y = y + 20.0;
        parts.push(Part::Rect(Rect { x: left, y, width, height: BAR, radius: 0.0, paint, title: None }));
        left += width;
    }
}
