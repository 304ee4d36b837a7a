//! The routes of rework arrows: as in the drawing, around the boxes, each with a way of its own.

use std::collections::HashMap;

use crate::drawio::Frame;
use drawing::Target;
use drawing::scene::{Part, Point, Scene};
use vsm::Map;
use vsm::metrics::explain::per_cent;

pub(super) struct Route {
    pub(super) from: usize,
    pub(super) to: usize,
    /// `20%`, `20% after 1h`.
    pub(super) label: String,
    /// Where it leaves and arrives on the upper edge, as a fraction of the width.
    pub(super) leaves: f64,
    pub(super) arrives: f64,
    /// Its bends.
    pub(super) between: Vec<Point>,
}

/// The arrows of a map, along the lines that the scene draws for them.
pub(super) fn routes(map: &Map, cards: &HashMap<usize, Frame>, scene: &Scene) -> Vec<Route> {
    let mut lines: HashMap<(&str, &str), &[Point]> = HashMap::new();
    for part in &scene.parts {
        let Part::Object(object) = part else { continue };
        let Target::Rework(from, to) = &object.target else { continue };
        let line = object.parts.iter().find_map(|part| if let Part::Line(line) = part { Some(line) } else { None });
        if let Some(line) = line {
            lines.insert((from.as_str(), to.as_str()), &line.points);
        }
    }
    let mut routes = Vec::new();
    for arrow in map.rework_arrows() {
        let Some((from, to)) = map.index_of(&arrow.from).zip(map.index_of(&arrow.to)) else { continue };
        let points = lines.get(&(&*arrow.from, &*arrow.to)).copied().unwrap_or_default();
        let part = |point: Option<&Point>, at: usize| {
            point.zip(cards.get(&at)).map_or(0.5, |(point, card)| (point.0 - card.x) / card.width)
        };
        let between = match points {
            [_, inner @ .., _] => inner.to_vec(),
            _ => Vec::new(),
        };
        let (leaves, arrives) = (part(points.first(), from), part(points.last(), to));
        let wait = arrow.wait.map_or_else(String::new, |wait| format!(" after {}", map.clock.print(wait)));
        let label = per_cent(arrow.share) + &wait;
        routes.push(Route { from, to, label, leaves, arrives, between });
    }
    routes
}
