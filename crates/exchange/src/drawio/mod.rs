//! draw.io files: the drawing as editable shapes, and the embedded map.

mod cells;
mod changes;
mod ideas;
mod read;
mod rework;

use std::fmt::Write as _;

use crate::drawio::cells::{Cells, escaped};
pub(crate) use crate::drawio::read::read;
use crate::options::Options;
use drawing::RenderOptions;
use drawing::embed::DRAWIO_ATTRIBUTE;
use drawing::layout::map_scene;
use vsm::model::graph::Graph;
use vsm::{Map, Metrics, file};

/// The position and size of a shape, in px.
#[derive(Clone, Copy)]
struct Frame {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// The drawing in one row, since there is no paper to fit. The map is in the data of the root cell, which
/// draw.io keeps when the file is changed and saved.
pub(crate) fn write(map: &Map, options: &Options) -> String {
    let given = options.render;
    let render = RenderOptions { arrangement: given.arrangement, theme: given.theme, ..RenderOptions::default() };
    let graph = Graph::new(map);
    let metrics = Metrics::with_graph(map, &graph);
    let scene = map_scene(map, &graph, &metrics, &render);
    let json = serde_json::to_string(&file::Document::new(map)).unwrap_or_default();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = write!(
        out,
        "<mxfile host=\"Weir\" compressed=\"false\"><diagram id=\"map\" name=\"{}\"><mxGraphModel dx=\"0\" dy=\"0\" grid=\"0\" \
         guides=\"1\" tooltips=\"1\" connect=\"1\" arrows=\"1\" fold=\"1\" page=\"0\" pageScale=\"1\" pageWidth=\"{}\" pageHeight=\"{}\"><root>",
        escaped(&map.name),
        scene.width.ceil(),
        scene.height.ceil()
    );
    let _ = writeln!(
        out,
        "<object label=\"\" {DRAWIO_ATTRIBUTE}=\"{}\" id=\"0\"><mxCell/></object><mxCell id=\"1\" parent=\"0\"/>",
        escaped(&json)
    );
    out.push_str(&Cells::new(map, &graph, &scene).xml);
    out.push_str("</root></mxGraphModel></diagram></mxfile>\n");
    out
}
