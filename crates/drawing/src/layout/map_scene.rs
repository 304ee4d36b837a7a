//! The drawing of one map.

use crate::layout::dimensions::{CARD_WIDTH, GAP, LEAD, MARGIN, MIN_WIDTH, ROW_GAP, TAIL};
use crate::layout::map_layout::MapLayout;
use crate::layout::row_builder::RowBuilder;
use crate::layout::rows::RowPlan;
use crate::layout::{heading, timeline, totals, vertical};
use crate::scene::{Part, Rect, Scene};
use crate::style::Paint;
use crate::{Arrangement, RenderOptions};
use vsm::model::graph::Graph;
use vsm::{Map, Metrics};

/// Space above and below the drawing, in px.
const EDGE: f64 = 8.0;

/// Lays out a map as [`RenderOptions::arrangement`] says.
pub fn map_scene(map: &Map, graph: &Graph, metrics: &Metrics, options: &RenderOptions) -> Scene {
    let mut parts = Vec::with_capacity(map.steps.len() * 8 + 32);
    // The paper lies below everything; its size is known at the end.
    parts.push(paper(0.0, 0.0));
    let mut cuts = Vec::new();
    let (width, height) = match options.arrangement {
        _ if map.steps.is_empty() => empty(map, options, &mut parts),
        Arrangement::Vertical => in_a_column(map, graph, metrics, options, &mut parts),
        _ => in_rows(map, graph, metrics, options, (&mut parts, &mut cuts)),
    };
    let (width, height) = (width.ceil(), height.ceil());
    if let Some(first) = parts.first_mut() {
        *first = paper(width, height);
    }
    let title = format!("Value-stream map: {}", map.name);
    let description = heading::description(map, metrics);
    Scene { width, height, title, description, theme: options.theme, cuts, parts }
}

/// Draws the heading, if it is wanted, in a width; returns where the map begins.
fn head(map: &Map, options: &RenderOptions, width: f64, parts: &mut Vec<Part>) -> f64 {
    if options.heading { heading::draw(map, width, parts) + 14.0 } else { EDGE }
}

/// Draws a map without steps; returns width and height.
fn empty(map: &Map, options: &RenderOptions, parts: &mut Vec<Part>) -> (f64, f64) {
    let y = head(map, options, heading::EMPTY.0, parts);
    heading::draw_empty(y - 12.0, parts);
    (heading::EMPTY.0, y + heading::EMPTY.1)
}

/// Draws rows; returns width and height.
fn in_rows(
    map: &Map,
    graph: &Graph,
    metrics: &Metrics,
    options: &RenderOptions,
    (parts, cuts): (&mut Vec<Part>, &mut Vec<f64>),
) -> (f64, f64) {
    let mut layout = MapLayout::new(map, graph, metrics);
    let plan = plan(&layout, options.arrangement);
    let rows = plan.arrange(&mut layout);
    let flow_right = rows.iter().map(|row| row.right).fold(0.0, f64::max);
    // The drawing's final width is known only at the end; the heading must not be wider than this.
    let width = (flow_right + MARGIN).max(MIN_WIDTH);
    let mut y = head(map, options, width, parts);
    let mut builder = RowBuilder::new(layout, rows);
    for at in 0..builder.rows.len() {
        if at > 0 {
            y += ROW_GAP;
            cuts.push(y - ROW_GAP / 2.0);
        }
        y = builder.row(at, y);
    }
    let rest = (unconnected_width(options.arrangement, flow_right), options.totals);
    let (right, mut y) = builder.finish((MARGIN, y), rest, parts, cuts);
    let width = width.max(right);
    if options.scale {
        y = timeline::draw(&builder.layout, (MARGIN, y + 22.0), width - 2.0 * MARGIN, parts);
    }
    (width, y + EDGE)
}

/// Draws one column from top to bottom; returns width and height.
fn in_a_column(
    map: &Map,
    graph: &Graph,
    metrics: &Metrics,
    options: &RenderOptions,
    parts: &mut Vec<Part>,
) -> (f64, f64) {
    let layout = vertical::layout(map, graph, metrics);
    let y = head(map, options, MIN_WIDTH, parts);
    let (right, mut y) = vertical::draw(&layout, y, parts);
    if options.totals {
        y = totals::draw(map, metrics, (MARGIN, y + 24.0), right - MARGIN, parts);
    }
    if options.scale {
        y = timeline::draw(&layout, (MARGIN, y + 22.0), right - MARGIN, parts);
    }
    (right + MARGIN, y + EDGE)
}

/// The rows of an arrangement.
pub(crate) fn plan(layout: &MapLayout, arrangement: Arrangement) -> RowPlan {
    match arrangement {
        Arrangement::OneRow => RowPlan::new(layout, usize::MAX),
        Arrangement::Within(width) => RowPlan::within(layout, width.max(MIN_WIDTH)),
        Arrangement::Columns(count) => RowPlan::new(layout, count.into()),
        Arrangement::Vertical => RowPlan::new(layout, 1),
    }
}

/// The background, as large as the drawing.
pub(crate) fn paper(width: f64, height: f64) -> Part {
    Rect::new((0.0, 0.0), (width, height), Paint::Paper).into()
}

/// The width that unconnected steps may fill below a flow that ends at `flow_right`.
pub(crate) fn unconnected_width(arrangement: Arrangement, flow_right: f64) -> f64 {
    const USUAL_WIDTH: f64 = 1060.0;
    match arrangement {
        Arrangement::OneRow => USUAL_WIDTH.max(flow_right),
        Arrangement::Within(width) => width.max(MIN_WIDTH),
        Arrangement::Columns(count) => (LEAD + TAIL + (GAP + CARD_WIDTH) * f64::from(count)).max(flow_right),
        Arrangement::Vertical => MIN_WIDTH,
    }
}
