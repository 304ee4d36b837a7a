//! The drawing on paper: cut between its columns into rows as wide as the page, so that it can be read when printed.

use drawing::scene::{Part, Scene};

/// The widest row in px of the drawing: about what can be read across an upright A4 page.
const WIDEST: f64 = 1150.0;
/// The same across one that lies on its side.
const MAX_ACROSS: f64 = 1720.0;
/// How far behind a box the drawing is cut: between the box and what is written at the arrow.
const BEHIND: f64 = 6.0;

/// One row: a window on the drawing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) window: String,
    /// How much of the page it takes, in per cent, so that all rows have one scale.
    pub(crate) share: f64,
}

/// The rows of a drawing, from left to right.
pub(crate) fn rows(scene: &Scene) -> Vec<Row> {
    at_most(scene, WIDEST)
}

/// The rows of a drawing that is printed on paper that lies on its side, each as high as a sheet at most; somewhat
/// smaller where that saves a sheet.
pub(crate) fn rows_across(scene: &Scene) -> Vec<Row> {
    /// How much wider than high a sheet is within its margins.
    const SHAPE: f64 = 1.5;
    let widest = MAX_ACROSS.max(scene.height * SHAPE);
    let tries = [1.0, 1.06, 1.12].map(|smaller| at_most(scene, widest * smaller));
    tries.into_iter().min_by_key(Vec::len).unwrap_or_default()
}

fn at_most(scene: &Scene, widest: f64) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut from = 0.0;
    let cuts = cuts(scene);
    while scene.width - from > widest {
        let fits = |cut: &&f64| **cut > from && **cut - from <= widest;
        // A column wider than a row is cut where it has to be.
        let to = cuts.iter().rfind(fits).copied().unwrap_or(from + widest);
        rows.push(row(from, to, scene.height, widest));
        from = to;
    }
    rows.push(row(from, scene.width, scene.height, widest));
    rows
}

fn row(from: f64, to: f64, height: f64, widest: f64) -> Row {
    let round = |number: f64| (number * 10.0).round() / 10.0;
    Row {
        window: format!("{} 0 {} {}", round(from), round(to - from), round(height)),
        share: round((to - from) / widest * 100.0),
    }
}

/// Where no box is cut: behind every column of boxes, from left to right.
fn cuts(scene: &Scene) -> Vec<f64> {
    let mut boxes: Vec<(f64, f64)> = scene
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Step(step) => step.parts.iter().find_map(|part| match part {
                Part::Rect(rect) => Some((rect.x, rect.x + rect.width)),
                _ => None,
            }),
            _ => None,
        })
        .collect();
    boxes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut cuts: Vec<f64> = Vec::new();
    let mut right = f64::NEG_INFINITY;
    for (left, end) in boxes {
        if left > right + BEHIND && right.is_finite() {
            cuts.push(right + BEHIND);
        }
        right = right.max(end);
    }
    cuts
}

#[cfg(test)]
mod tests {
    use drawing::RenderOptions;
    use drawing::layout::map_scene;
    use vsm::model::graph::Graph;
    use vsm::{Metrics, samples};

    use super::*;

    #[test]
    fn rows_across_fit_their_sheets() {
        for sample in samples::ALL {
            let map = sample.map().unwrap();
            let scene = map_scene(&map, &Graph::of(&map), &Metrics::of(&map), &RenderOptions::IN_PAGE);
            let tall = Scene { height: 4000.0, ..scene.clone() };
            for scene in [scene, tall] {
                let rows = rows_across(&scene);
                assert!(rows.len() <= at_most(&scene, MAX_ACROSS).len());
                for row in rows {
                    let width: f64 = row.window.split(' ').nth(2).unwrap().parse().unwrap();
                    // 275 mm are the whole width of a sheet, 188 its height.
                    let scale = 275.0 * row.share / 100.0 / width;
                    assert!(row.share <= 100.0 && scene.height * scale < 188.0, "{}: {row:?}", sample.slug);
                }
            }
        }
    }

    #[test]
    fn rows_show_all_of_the_drawing_and_fit_the_page() {
        for sample in samples::ALL {
            let map = sample.map().unwrap();
            let scene = map_scene(&map, &Graph::of(&map), &Metrics::of(&map), &RenderOptions::IN_PAGE);
            let rows = rows(&scene);
            let width = |row: &Row| row.window.split(' ').nth(2).unwrap().parse::<f64>().unwrap();
            assert!(rows.iter().all(|row| width(row) <= WIDEST + 0.1), "{}", sample.slug);
            assert!((rows.iter().map(width).sum::<f64>() - scene.width).abs() < 1.0, "{}", sample.slug);
            assert!(rows.len() > 1 || scene.width <= WIDEST, "{}", sample.slug);
        }
    }
}
