//! The drawing for print: cut between its columns into rows as wide as the page.

use drawing::scene::{Part, Scene};

/// Widest row in px of the drawing: about what is readable across a landscape A4 page.
const MAX_WIDTH_LANDSCAPE: f64 = 1720.0;
/// The distance of a cut behind a step: between the step and the label of its arrow.
const CUT_GAP: f64 = 6.0;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PrintRow {
    /// The `viewBox`.
    pub(crate) window: String,
    /// Its width in percent of the page, so that all rows have the same scale.
    pub(crate) share: f64,
}

/// Rows for landscape pages, each at most one page high; somewhat smaller if that saves a page.
pub(crate) fn landscape_rows(scene: &Scene) -> Vec<PrintRow> {
    /// Width by height of a page within its margins.
    const ASPECT_RATIO: f64 = 1.5;
    let widest = MAX_WIDTH_LANDSCAPE.max(scene.height * ASPECT_RATIO);
    let tries = [1.0, 1.06, 1.12].map(|smaller| at_most(scene, widest * smaller));
    tries.into_iter().min_by_key(Vec::len).unwrap_or_default()
}

fn at_most(scene: &Scene, widest: f64) -> Vec<PrintRow> {
    let mut rows = Vec::new();
    let mut from = 0.0;
    let cuts = cuts(scene);
    while scene.width - from > widest {
        let fits = |cut: &&f64| **cut > from && **cut - from <= widest;
        // A column wider than a row must be cut.
        let to = cuts.iter().rfind(fits).copied().unwrap_or(from + widest);
        rows.push(row(from, to, scene.height, widest));
        from = to;
    }
    rows.push(row(from, scene.width, scene.height, widest));
    rows
}

fn row(from: f64, to: f64, height: f64, widest: f64) -> PrintRow {
    let round = |number: f64| (number * 10.0).round() / 10.0;
    PrintRow {
        window: format!("{} 0 {} {}", round(from), round(to - from), round(height)),
        share: round((to - from) / widest * 100.0),
    }
}

/// Positions behind each column of steps, from left to right.
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
        if left > right + CUT_GAP && right.is_finite() {
            cuts.push(right + CUT_GAP);
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
    fn landscape_rows_fit_on_their_pages() {
        for sample in samples::ALL {
            let map = sample.map().unwrap();
            let scene = map_scene(&map, &Graph::new(&map), &Metrics::new(&map), &RenderOptions::IN_PAGE);
            let tall = Scene { height: 4000.0, ..scene.clone() };
            for scene in [scene, tall] {
                let rows = landscape_rows(&scene);
                assert!(rows.len() <= at_most(&scene, MAX_WIDTH_LANDSCAPE).len());
                for row in rows {
                    let width: f64 = row.window.split(' ').nth(2).unwrap().parse().unwrap();
                    // A page is 275 mm wide and 188 mm high.
                    let scale = 275.0 * row.share / 100.0 / width;
                    assert!(row.share <= 100.0 && scene.height * scale < 188.0, "{}: {row:?}", sample.slug);
                }
            }
        }
    }
}
