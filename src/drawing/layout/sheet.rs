//! Which width a map is wrapped to, so that it suits a sheet of paper or a screen.

use super::map_scene;
use crate::drawing::pdf::{BORDER, Paper, SMALLEST};
use crate::drawing::scene::Scene;
use crate::drawing::{Look, Theme};
use crate::vsm::graph::Graph;
use crate::vsm::{Map, Metrics};

/// The widest picture in one row, in px; a longer map is wrapped.
const WIDEST: f64 = 7_000.0;

/// The picture for a sheet of paper: wrapped to the rows that show it largest; where its letters would become too small
/// to read even so, as wide as they allow, for several pages.
#[must_use]
pub fn for_paper(map: &Map, graph: &Graph, metrics: &Metrics, theme: Theme, paper: Paper) -> Scene {
    let look = |wrap| Look { theme, wrap, heading: true };
    let Some((width, height)) = paper.size() else { return for_screen(map, graph, metrics, &look(None)) };
    let (width, height) = (width - 2.0 * BORDER, height - 2.0 * BORDER);
    let fit = |scene: &Scene| (width / scene.width).min(height / scene.height).min(1.0);
    let mut best = map_scene(map, graph, metrics, &look(None));
    let mut scale = fit(&best);
    // The narrower, the larger the letters, until the picture is too high; widths in even steps of size.
    let mut wrap = width / 0.95;
    while scale < 0.95 && wrap < width / SMALLEST * 1.01 && wrap < best.width {
        let scene = map_scene(map, graph, metrics, &look(Some(wrap)));
        let this = fit(&scene);
        if this > scale * 1.02 {
            (best, scale) = (scene, this);
        }
        wrap *= 1.13;
    }
    if scale < SMALLEST { map_scene(map, graph, metrics, &look(Some(width / SMALLEST))) } else { best }
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
