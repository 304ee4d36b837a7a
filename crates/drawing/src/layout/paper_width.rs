//! Which width a map is wrapped to, so that it suits a sheet of paper or a screen.

use crate::layout::map_layout::Plan;
use crate::layout::pair::Pair;
use crate::layout::{map_scene, rows};
use crate::pdf;
use crate::pdf::{BORDER, Paper, SMALLEST};
use crate::scene::Scene;
use crate::{RenderOptions, Theme};
use vsm::model::graph::Graph;
use vsm::{Map, Metrics};

/// The widest picture in one row, in px; a longer map is wrapped.
const WIDEST: f64 = 7_000.0;
/// How many ways of wrapping are tried at most.
const TRIES: usize = 8;

/// The picture for a sheet of paper: wrapped to the rows that show it largest; where its letters would become too small
/// to read even so, to those that take the fewest pages.
#[must_use]
pub fn for_paper(map: &Map, graph: &Graph, metrics: &Metrics, theme: Theme, paper: Paper) -> Scene {
    let look = RenderOptions { theme, ..RenderOptions::default() };
    match paper.size() {
        Some(size) => for_sheets(map, graph, metrics, &look, size),
        None => for_screen(map, graph, metrics, &look),
    }
}

/// The same for sheets of a size, in points.
#[must_use]
pub fn for_sheets(map: &Map, graph: &Graph, metrics: &Metrics, look: &RenderOptions, size: (f64, f64)) -> Scene {
    let limits = rows::limits(&Plan::of(map, graph, metrics).widths(), size.0);
    largest(limits, size, |wrap| map_scene(map, graph, metrics, &RenderOptions { wrap: Some(wrap), ..*look }))
}

/// The picture wrapped to the rows that show it largest in an area, given in any unit; and the scale that it then has.
#[must_use]
pub fn for_area(map: &Map, graph: &Graph, metrics: &Metrics, look: &RenderOptions, area: (f64, f64)) -> (Scene, f64) {
    /// Narrower rows would hold one or two boxes.
    const NARROWEST: f64 = 800.0;
    let scale = |scene: &Scene| (area.0 / scene.width).min(area.1 / scene.height);
    let draw = |wrap| map_scene(map, graph, metrics, &RenderOptions { wrap: Some(wrap), ..*look });
    let limits = rows::limits(&Plan::of(map, graph, metrics).widths(), area.0.min(NARROWEST));
    let Some((one_row, wrapped)) = limits.split_first() else {
        let scene = map_scene(map, graph, metrics, look);
        let scale = scale(&scene);
        return (scene, scale);
    };
    let one_row = draw(*one_row);
    let tries = likely(wrapped, one_row.height, area).into_iter().map(draw);
    let scene = std::iter::once(one_row).chain(tries).max_by(|a, b| scale(a).total_cmp(&scale(b)));
    let scene = scene.unwrap_or_else(|| map_scene(map, graph, metrics, look));
    let scale = scale(&scene);
    (scene, scale)
}

/// Of many ways of wrapping into two rows and more, those that will likely show most in an area, judged by their widths
/// and by how high a single row is.
fn likely(limits: &[f64], row: f64, area: (f64, f64)) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a map has few rows")]
    let guess = |(at, limit): (usize, &f64)| ((area.0 / limit).min(area.1 / (row * (at + 2) as f64)), *limit);
    let mut guesses: Vec<(f64, f64)> = limits.iter().enumerate().map(guess).collect();
    guesses.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    guesses.into_iter().take(TRIES - 1).map(|(_, limit)| limit).collect()
}

/// Some of many ways of wrapping, spread over all of them.
fn some_of(limits: Vec<f64>) -> impl Iterator<Item = f64> {
    let step = limits.len().div_ceil(TRIES).max(1);
    limits.into_iter().step_by(step)
}

/// The picture of two maps for a sheet of paper, chosen as [`for_paper`] does.
#[must_use]
pub fn pair_for_paper(pair: &Pair<'_>, theme: Theme, paper: Paper) -> Scene {
    let look = |wrap| RenderOptions { theme, wrap, ..RenderOptions::default() };
    let Some(size) = paper.size() else { return pair_for_screen(pair, &look(None)) };
    largest(pair.limits(size.0), size, |wrap| pair.scene(&look(Some(wrap))))
}

/// Of some ways of wrapping the one that shows most on paper of a size.
fn largest(limits: Vec<f64>, size: (f64, f64), draw: impl Fn(f64) -> Scene) -> Scene {
    // Wider, its letters are too small; narrower, larger than they need be.
    let readable: Vec<f64> = limits.into_iter().filter(|limit| limit * SMALLEST <= size.0 - 2.0 * BORDER).collect();
    let tries = some_of(readable).map(&draw);
    let best = tries.map(|scene| (pdf::fit(&scene, size), scene)).min_by(|(a, _), (b, _)| {
        let ((scale, pages), (other, others)) = (a, b);
        pages.cmp(others).then(other.total_cmp(scale))
    });
    best.map_or_else(|| draw(size.0 / SMALLEST), |(_, scene)| scene)
}

/// The picture for a screen: in one row, or wrapped when it would be very long and nothing else is asked for.
#[must_use]
pub fn for_screen(map: &Map, graph: &Graph, metrics: &Metrics, look: &RenderOptions) -> Scene {
    not_too_long(look, |look| map_scene(map, graph, metrics, look))
}

/// The picture of two maps for a screen, as [`for_screen`] makes it.
#[must_use]
pub fn pair_for_screen(pair: &Pair<'_>, look: &RenderOptions) -> Scene {
    not_too_long(look, |look| pair.scene(look))
}

fn not_too_long(look: &RenderOptions, draw: impl Fn(&RenderOptions) -> Scene) -> Scene {
    let scene = draw(look);
    if look.wrap.is_some() || scene.width <= WIDEST {
        return scene;
    }
    // About as wide as it is high, rather wider.
    let wrap = (scene.width * (scene.height - 100.0).max(200.0) * 1.8).sqrt().clamp(2400.0, WIDEST);
    draw(&RenderOptions { wrap: Some(wrap), ..*look })
}
