//! Wraps a map into rows for paper or a screen.

use std::iter;

use crate::layout::map_layout::MapLayout;
use crate::layout::map_scene::map_scene;
use crate::layout::pair::Pair;
use crate::layout::rows::{RowChoice, RowPlan};
use crate::paper;
use crate::paper::{BORDER, MIN_SCALE, Paper};
use crate::scene::{Scene, real};
use crate::{Arrangement, RenderOptions, Theme};
use vsm::model::graph::Graph;
use vsm::{Map, Metrics};

/// The widest drawing in one row, in px; a longer map is wrapped.
const MAX_WIDTH: f64 = 7_000.0;
/// The maximum number of ways of wrapping that are tried.
const MAX_TRIES: usize = 8;

/// Lays a map out for paper: in the rows that show it largest, or, if its text would be too small to read,
/// in those that need the fewest pages.
pub fn for_paper(map: &Map, graph: &Graph, metrics: &Metrics, theme: Theme, paper: Paper) -> Scene {
    let options = RenderOptions { theme, ..RenderOptions::default() };
    match paper.size() {
        Some(size) => for_page_size(map, graph, metrics, &options, size),
        None => for_screen(map, graph, metrics, &options),
    }
}

/// Like [`for_paper`], for pages of a size in points.
pub fn for_page_size(map: &Map, graph: &Graph, metrics: &Metrics, options: &RenderOptions, size: (f64, f64)) -> Scene {
    let draw = |arrangement| map_scene(map, graph, metrics, &RenderOptions { arrangement, ..*options });
    largest(choices(map, graph, metrics, size.0), size, draw)
}

/// Lays a map out in the rows that show it largest in an area of any unit; also returns its scale there.
pub fn for_area(
    map: &Map,
    graph: &Graph,
    metrics: &Metrics,
    options: &RenderOptions,
    area: (f64, f64),
) -> (Scene, f64) {
    /// Narrower rows would hold one or two boxes.
    const MIN_ROW_WIDTH: f64 = 800.0;
    let scale = |scene: &Scene| (area.0 / scene.width).min(area.1 / scene.height);
    let draw = |choice: RowChoice| {
        map_scene(map, graph, metrics, &RenderOptions { arrangement: choice.arrangement(), ..*options })
    };
    let choices = choices(map, graph, metrics, area.0.min(MIN_ROW_WIDTH));
    let largest = choices.split_first().and_then(|(one_row, wrapped)| {
        let one_row = draw(*one_row);
        let tries = most_promising(wrapped, one_row.height, area).into_iter().map(draw);
        iter::once(one_row).chain(tries).max_by(|a, b| scale(a).total_cmp(&scale(b)))
    });
    let scene = largest.unwrap_or_else(|| map_scene(map, graph, metrics, options));
    let scale = scale(&scene);
    (scene, scale)
}

/// Of many ways of wrapping into two or more rows, those likely to be largest in an area, judged by their
/// widths and the height of a single row.
fn most_promising(choices: &[RowChoice], row: f64, area: (f64, f64)) -> Vec<RowChoice> {
    let guess =
        |(at, choice): (usize, &RowChoice)| ((area.0 / choice.width).min(area.1 / (row * real(at + 2))), *choice);
    let mut guesses: Vec<(f64, RowChoice)> = choices.iter().enumerate().map(guess).collect();
    guesses.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    guesses.into_iter().take(MAX_TRIES - 1).map(|(_, choice)| choice).collect()
}

/// The ways in which a map can be wrapped into rows of at least a width.
fn choices(map: &Map, graph: &Graph, metrics: &Metrics, least: f64) -> Vec<RowChoice> {
    let layout = MapLayout::new(map, graph, metrics);
    RowPlan::choices(layout.grid.columns, least, |per_row| RowPlan::new(&layout, per_row).width())
}

/// Lays two maps out for paper, like [`for_paper`].
pub fn pair_for_paper(pair: &Pair<'_>, theme: Theme, paper: Paper) -> Scene {
    let options = |arrangement| RenderOptions { theme, arrangement, ..RenderOptions::default() };
    let Some(size) = paper.size() else { return pair_for_screen(pair, &options(Arrangement::OneRow)) };
    largest(pair.choices(size.0), size, |arrangement| pair.scene(&options(arrangement)))
}

/// Of several ways of wrapping, the one that is largest on paper of a size.
fn largest(choices: Vec<RowChoice>, size: (f64, f64), draw: impl Fn(Arrangement) -> Scene) -> Scene {
    // Wider, the text would be too small; narrower, larger than necessary.
    let fits = |choice: &RowChoice| choice.width * MIN_SCALE <= size.0 - 2.0 * BORDER;
    let readable: Vec<RowChoice> = choices.into_iter().filter(fits).collect();
    let step = readable.len().div_ceil(MAX_TRIES).max(1);
    let tries = readable.into_iter().step_by(step).map(|choice| draw(choice.arrangement()));
    let best = tries.map(|scene| (paper::fit(&scene, size), scene)).min_by(|(a, _), (b, _)| {
        let ((scale, pages), (other_scale, other_pages)) = (a, b);
        pages.cmp(other_pages).then(other_scale.total_cmp(scale))
    });
    best.map_or_else(|| draw(Arrangement::Within(size.0 / MIN_SCALE)), |(_, scene)| scene)
}

/// Lays a map out for a screen: in one row, or wrapped if it would be very long and `options` don't say how.
pub fn for_screen(map: &Map, graph: &Graph, metrics: &Metrics, options: &RenderOptions) -> Scene {
    not_too_long(options, |options| map_scene(map, graph, metrics, options))
}

/// Lays two maps out for a screen, like [`for_screen`].
pub fn pair_for_screen(pair: &Pair<'_>, options: &RenderOptions) -> Scene {
    not_too_long(options, |options| pair.scene(options))
}

fn not_too_long(options: &RenderOptions, draw: impl Fn(&RenderOptions) -> Scene) -> Scene {
    let scene = draw(options);
    if options.arrangement != Arrangement::OneRow || scene.width <= MAX_WIDTH {
        return scene;
    }
    // Somewhat wider than high.
    let wrap = (scene.width * (scene.height - 100.0).max(200.0) * 1.8).sqrt().clamp(2400.0, MAX_WIDTH);
    draw(&RenderOptions { arrangement: Arrangement::Within(wrap), ..*options })
}
