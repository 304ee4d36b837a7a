//! Which width a map is wrapped to, so that it suits a sheet of paper or a screen.

use super::plan::Plan;
use super::{map_scene, rows};
use crate::drawing::pdf::{self, BORDER, Paper, SMALLEST};
use crate::drawing::scene::Scene;
use crate::drawing::{Look, Theme};
use crate::vsm::graph::Graph;
use crate::vsm::{Map, Metrics};

/// The widest picture in one row, in px; a longer map is wrapped.
const WIDEST: f64 = 7_000.0;
/// How many ways of wrapping are tried at most.
const TRIES: usize = 8;

/// The picture for a sheet of paper: wrapped to the rows that show it largest; where its letters would become too small
/// to read even so, to those that take the fewest pages.
#[must_use]
pub fn for_paper(map: &Map, graph: &Graph, metrics: &Metrics, theme: Theme, paper: Paper) -> Scene {
    let look = Look { theme, ..Look::default() };
    match paper.size() {
        Some(size) => for_sheets(map, graph, metrics, &look, size),
        None => for_screen(map, graph, metrics, &look),
    }
}

/// The same for sheets of a size, in points.
#[must_use]
pub fn for_sheets(map: &Map, graph: &Graph, metrics: &Metrics, look: &Look, size: (f64, f64)) -> Scene {
    // Wider, its letters are too small; narrower, larger than they need be.
    let readable = |limit: &f64| limit * SMALLEST <= size.0 - 2.0 * BORDER;
    let best = wrapped(map, graph, metrics, look, size.0, readable)
        .map(|scene| (pdf::fit(&scene, size), scene))
        .min_by(|((scale, pages), _), ((other, others), _)| pages.cmp(others).then(other.total_cmp(scale)));
    let narrowest = || map_scene(map, graph, metrics, &Look { wrap: Some(size.0 / SMALLEST), ..*look });
    best.map_or_else(narrowest, |(_, scene)| scene)
}

/// The picture wrapped to the rows that show it largest in an area, given in any unit; and the scale that it then has.
#[must_use]
pub fn for_area(map: &Map, graph: &Graph, metrics: &Metrics, look: &Look, area: (f64, f64)) -> (Scene, f64) {
    let scale = |scene: &Scene| (area.0 / scene.width).min(area.1 / scene.height);
    let narrow = area.0.min(800.0);
    let best = wrapped(map, graph, metrics, look, narrow, |_| true).max_by(|a, b| scale(a).total_cmp(&scale(b)));
    let scene = best.unwrap_or_else(|| map_scene(map, graph, metrics, look));
    let scale = scale(&scene);
    (scene, scale)
}

/// Some of the ways of wrapping a map, down to a width in px.
fn wrapped<'m>(
    map: &'m Map,
    graph: &'m Graph,
    metrics: &'m Metrics,
    look: &'m Look,
    least: f64,
    suits: impl Fn(&f64) -> bool,
) -> impl Iterator<Item = Scene> + 'm {
    let limits = rows::limits(&Plan::of(map, graph, metrics).widths(), least);
    let suiting: Vec<f64> = limits.into_iter().filter(suits).collect();
    let step = suiting.len().div_ceil(TRIES).max(1);
    let suiting = suiting.into_iter().step_by(step);
    suiting.map(move |limit| map_scene(map, graph, metrics, &Look { wrap: Some(limit), ..*look }))
}

/// The picture for a screen: in one row, or wrapped when it would be very long and nothing else is asked for.
#[must_use]
pub fn for_screen(map: &Map, graph: &Graph, metrics: &Metrics, look: &Look) -> Scene {
    let scene = map_scene(map, graph, metrics, look);
    if look.wrap.is_some() || scene.width <= WIDEST {
        return scene;
    }
    // About as wide as it is high, rather wider.
    let wrap = (scene.width * (scene.height - 100.0).max(200.0) * 1.8).sqrt().clamp(2400.0, WIDEST);
    map_scene(map, graph, metrics, &Look { wrap: Some(wrap), ..*look })
}
