//! The drawing of one map.

use crate::layout::dimensions::{MARGIN, MIN_WIDTH, ROW_GAP};
use crate::layout::map_layout::MapLayout;
use crate::layout::row_builder::RowBuilder;
use crate::layout::{heading, rows, timeline};
use crate::scene::{Part, Rect, Scene};
use crate::style::Paint;
use crate::{Arrangement, RenderOptions};
use vsm::model::graph::Graph;
use vsm::{Map, Metrics};

/// Lays out a map; wrapped into rows where [`RenderOptions::wrap`] says so.
pub fn map_scene(map: &Map, graph: &Graph, metrics: &Metrics, options: &RenderOptions) -> Scene {
    let layout = MapLayout::new(map, graph, metrics);
    let limit = max_width(options.arrangement);
    let widths = layout.widths();
    let rows = rows::wrap(&widths, limit);
    let flow_right = rows.iter().map(|row| row.right).fold(0.0, f64::max);
    let mut parts = Vec::with_capacity(map.steps.len() * 8 + 32);
    // The paper lies below everything; its size is known at the end.
    parts.push(paper(0.0, 0.0));
    let mut cuts = Vec::new();

    // The drawing's final width is known only at the end; the heading must not be wider than this.
    let heading_width = if map.steps.is_empty() { heading::EMPTY.0 } else { (flow_right + MARGIN).max(MIN_WIDTH) };
    let mut y = if options.heading { heading::draw(map, heading_width, &mut parts) + 18.0 } else { MARGIN - 8.0 };
    let mut width = heading_width;

    if map.steps.is_empty() {
        heading::draw_empty(y - 12.0, &mut parts);
        y += heading::EMPTY.1;
    } else {
        let mut builder = RowBuilder::new(layout, rows);
        for at in 0..builder.rows.len() {
            if at > 0 {
                y += ROW_GAP;
                cuts.push(y - ROW_GAP / 2.0);
            }
            y = builder.row(at, y);
        }
        let right;
        (right, y) = builder.finish(y, unconnected_width(limit, flow_right), &mut parts, &mut cuts);
        width = width.max(right);
        if options.scale {
            y = timeline::draw(&builder.layout, (MARGIN, y + 22.0), width - 2.0 * MARGIN, &mut parts);
        }
        y += MARGIN - 6.0;
    }
    let height = y.ceil();
    let width = width.ceil();
    if let Some(first) = parts.first_mut() {
        *first = paper(width, height);
    }
    let title = format!("Value-stream map: {}", map.name);
    let description = heading::description(map, metrics);
    Scene { width, height, title, description, theme: options.theme, cuts, parts }
}

/// The width in px that rows may take; `None`: any.
pub(crate) fn max_width(arrangement: Arrangement) -> Option<f64> {
    match arrangement {
        Arrangement::OneRow => None,
        Arrangement::Within(width) => Some(width.max(MIN_WIDTH)),
        Arrangement::Columns(count) => Some((150.0 + 290.0 * f64::from(count)).max(MIN_WIDTH)),
        Arrangement::Vertical => Some(MIN_WIDTH),
    }
}

/// The background, as large as the drawing.
pub(crate) fn paper(width: f64, height: f64) -> Part {
    Rect::new((0.0, 0.0), (width, height), Paint::Paper).into()
}

/// The width that unconnected steps may fill below a flow that ends at `flow_right`.
pub(crate) fn unconnected_width(limit: Option<f64>, flow_right: f64) -> f64 {
    const USUAL_WIDTH: f64 = 1240.0;
    limit.unwrap_or(USUAL_WIDTH.max(flow_right))
}
