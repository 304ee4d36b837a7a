//! The drawing as an image. SVG and PNG embed the map and can be imported again.

use crate::drawio;
use crate::options::Options;
use crate::outcome::{Read, drawing_error};
use drawing::layout::{for_area, for_paper, for_screen, map_scene};
use drawing::report::{ReportData, StepTable, render_pdf};
use drawing::scene::Scene;
use drawing::{Arrangement, DrawingError, embed, pdf, png, svg};
use vsm::model::error::ValidationError;
use vsm::model::graph::Graph;
use vsm::{Map, Metrics, file};

/// The height of a slide ÷ its width.
const SLIDE: f64 = 9.0 / 16.0;
/// Space around the table below a drawing, in px.
const MARGIN: f64 = 24.0;
/// The minimum width of that table, in px.
const NARROWEST_TABLE: f64 = 700.0;
const MAX_TABLE: f64 = 1_800.0;

/// The drawing as SVG, at the requested width.
pub(crate) fn svg(map: &Map, options: &Options) -> String {
    let scene = scene(map, options);
    svg::stand_alone_wide(&scene, options.width.unwrap_or(scene.width), map_inside(map, options).as_deref())
}

/// The drawing as PNG, at the requested width or scale.
pub(crate) fn png(map: &Map, options: &Options) -> Result<Vec<u8>, ValidationError> {
    let scene = scene(map, options);
    png::render(&scene, scale(&scene, options), map_inside(map, options).as_deref())
        .map_err(|error| drawing_error(&error))
}

/// The scale of an image: as requested, or from the requested width.
pub(crate) fn scale(scene: &Scene, options: &Options) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a scale is a small number")]
    let scale = |width: f64| (width / scene.width).min(8.0) as f32;
    options.width.map_or(options.scale, scale)
}

/// The drawing as PDF: on one page if its text stays readable, otherwise on several.
pub(crate) fn pdf(map: &Map, options: &Options) -> Result<Vec<u8>, ValidationError> {
    pdf::render(&on_paper(map, options), options.paper).map_err(|error| drawing_error(&error))
}

/// The report as PDF.
pub(crate) fn report(map: &Map, options: &Options) -> Result<Vec<u8>, ValidationError> {
    render_pdf(map, options.report()).map_err(|error| drawing_error(&error))
}

/// The map embedded in an SVG, or the diagram that draw.io embedded.
pub(crate) fn read_svg(called: &str, bytes: &[u8]) -> Result<Read, ValidationError> {
    let text = std::str::from_utf8(bytes).map_err(|_| drawing_error(&DrawingError::Unreadable("SVG")))?;
    match embed::from_svg(text) {
        Ok(json) => file::read_text(&json),
        Err(error) => match embed::drawio_in_svg(text) {
            Some(diagram) => drawio::read(called, diagram.as_bytes()),
            None => Err(drawing_error(&error)),
        },
    }
}

/// The map embedded in a PNG, or the diagram that draw.io embedded.
pub(crate) fn read_png(called: &str, bytes: &[u8]) -> Result<Read, ValidationError> {
    match embed::from_png(bytes) {
        Ok(json) => file::read_text(&json),
        Err(error) => match embed::drawio_in_png(bytes) {
            Some(encoded) => drawio::read(called, &percent_encoding::percent_decode_str(&encoded).collect::<Vec<u8>>()),
            None => Err(drawing_error(&error)),
        },
    }
}

/// The map file as embedded in an image: without line breaks.
fn map_inside(map: &Map, options: &Options) -> Option<String> {
    options.map_inside.then(|| serde_json::to_string(&file::Document::new(map)).unwrap_or_default())
}

/// The drawing for a screen. With a requested width, the rows are those that show it largest on a slide.
/// The table is below, if requested.
pub(crate) fn scene(map: &Map, options: &Options) -> Scene {
    let data = ReportData::new(map);
    let (graph, metrics, render) = (&data.graph, &data.metrics, &options.render);
    let drawing = match options.width {
        Some(width) if render.arrangement == Arrangement::OneRow => {
            for_area(map, graph, metrics, render, (width, width * SLIDE)).0
        }
        _ => for_screen(map, graph, metrics, render),
    };
    if !options.table || map.steps.is_empty() {
        return drawing;
    }
    let width = (drawing.width - 2.0 * MARGIN).clamp(NARROWEST_TABLE, MAX_TABLE);
    drawing.above(StepTable::new(&data, width, render.theme).whole().with_margin(MARGIN))
}

/// Wrapped as requested, or else to fit the paper.
pub(crate) fn on_paper(map: &Map, options: &Options) -> Scene {
    let graph = Graph::new(map);
    let metrics = Metrics::with_graph(map, &graph);
    match options.render.arrangement {
        Arrangement::OneRow => for_paper(map, &graph, &metrics, options.render.theme, options.paper),
        _ => map_scene(map, &graph, &metrics, &options.render),
    }
}
