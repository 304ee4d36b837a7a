//! The drawing as a file. SVG and PNG carry their map inside and can be opened again.

use super::Options;
use crate::drawing::layout::{for_paper, for_screen, map_scene};
use crate::drawing::scene::Scene;
use crate::drawing::{DrawingError, embedded, pdf, png, svg};
use crate::vsm::check::Finding;
use crate::vsm::graph::Graph;
use crate::vsm::refusal::Refusal;
use crate::vsm::{Map, Metrics, file};

/// The drawing as SVG.
pub(super) fn svg(map: &Map, options: &Options) -> Vec<u8> {
    svg::stand_alone(&scene(map, options), Some(&map_inside(map))).into_bytes()
}

/// The drawing as PNG.
///
/// # Errors
/// A sentence, when the scale is out of bounds.
pub(super) fn png(map: &Map, options: &Options) -> Result<Vec<u8>, Refusal> {
    png::render(&scene(map, options), options.scale, Some(&map_inside(map))).map_err(|error| refusal(&error))
}

/// The drawing as PDF: one page where its letters stay readable, else as many as it takes.
///
/// # Errors
/// A sentence, when the painter refuses.
pub(super) fn pdf(map: &Map, options: &Options) -> Result<Vec<u8>, Refusal> {
    pdf::render(&on_paper(map, options), options.paper).map_err(|error| refusal(&error))
}

/// The map inside an SVG.
///
/// # Errors
/// A sentence, when there is none.
pub(super) fn read_svg(bytes: &[u8]) -> Result<(Map, Vec<Finding>), Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| refusal(&DrawingError::Unreadable("SVG")))?;
    file::read_text(&embedded::from_svg(text).map_err(|error| refusal(&error))?)
}

/// The map inside a PNG.
///
/// # Errors
/// A sentence, when there is none.
pub(super) fn read_png(bytes: &[u8]) -> Result<(Map, Vec<Finding>), Refusal> {
    file::read_text(&embedded::from_png(bytes).map_err(|error| refusal(&error))?)
}

/// The map file as it goes into a picture, where nobody reads it: without line breaks.
fn map_inside(map: &Map) -> String {
    serde_json::to_string(&file::Document::of(map)).unwrap_or_default()
}

fn scene(map: &Map, options: &Options) -> Scene {
    let graph = Graph::of(map);
    for_screen(map, &graph, &Metrics::with_graph(map, &graph), &options.look)
}

/// Wrapped as asked, else as it suits the paper.
fn on_paper(map: &Map, options: &Options) -> Scene {
    let graph = Graph::of(map);
    let metrics = Metrics::with_graph(map, &graph);
    match options.look.wrap {
        Some(_) => map_scene(map, &graph, &metrics, &options.look),
        None => for_paper(map, &graph, &metrics, options.look.theme, options.paper),
    }
}

pub(super) fn refusal(error: &DrawingError) -> Refusal {
    let code = match error {
        DrawingError::Painting(_) => "not_painted",
        DrawingError::Scale => return Refusal::new("out_of_range", error.to_string()).at("scale"),
        DrawingError::Unreadable(_) | DrawingError::CostlyTag => "not_readable",
        DrawingError::NoMap => "no_map",
        DrawingError::TooLarge => "too_large",
    };
    Refusal::new(code, error.to_string())
}
