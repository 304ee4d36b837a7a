//! From a map to a [`Scene`]: what stands where.
//!
//! `grid` gives columns and lanes, `channel` the tracks between columns, `rows` the widths and the wrapping, `lane` the
//! heights; the others draw their part at the places that these say.

mod ends;
mod flows;
mod grid;
mod heading;
mod ladder;
mod lanes;
mod map_layout;
mod pair;
mod paper_width;
mod rework;
mod routing;
mod row_builder;
mod rows;
pub(crate) mod scale;
pub mod step;
mod totals;
mod unconnected;

pub use crate::layout::pair::{Half, Pair};
pub use crate::layout::paper_width::{for_area, for_paper, for_screen, for_sheets, pair_for_paper, pair_for_screen};

use crate::RenderOptions;
use crate::layout::map_layout::Plan;
use crate::layout::row_builder::Sketch;
use crate::layout::rows::MARGIN;
use crate::scene::{Part, Rect, Scene};
use crate::style::Paint;
use vsm::model::graph::Graph;
use vsm::{Map, Metrics};

/// Space between two rows, in px.
const ROW_GAP: f64 = 44.0;
/// Space between the boxes and their ladder, in px.
const LADDER_GAP: f64 = crate::layout::step::card::BADGE + 7.0;
/// The narrowest picture, in px.
const NARROWEST: f64 = 420.0;
/// Width in px that steps which stand alone may fill when nothing else says how wide the picture is.
const LOOSE_WIDTH: f64 = 1240.0;

/// The picture of a map.
#[must_use]
pub fn map_scene(map: &Map, graph: &Graph, metrics: &Metrics, look: &RenderOptions) -> Scene {
    let plan = Plan::of(map, graph, metrics);
    let limit = look.wrap.map(|limit| limit.max(NARROWEST));
    let widths = plan.widths();
    let rows = if widths.is_empty() { Vec::new() } else { crate::layout::rows::wrap(&widths, limit) };
    let flow_right = rows.iter().map(|row| row.right).fold(0.0, f64::max);
    let loose_width = limit.unwrap_or(LOOSE_WIDTH.max(flow_right));
    let mut parts = Vec::with_capacity(map.steps.len() * 8 + 32);
    // The paper lies below everything; how large it is, is known at the end.
    parts.push(paper(0.0, 0.0));
    let mut cuts = Vec::new();

    // The heading is as wide as the picture, whose width is known only at the end; it does not reach further than this.
    let heading_width =
        if map.steps.is_empty() { crate::layout::heading::EMPTY.0 } else { (flow_right + MARGIN).max(NARROWEST) };
    let mut y =
        if look.heading { crate::layout::heading::draw(map, heading_width, &mut parts) + 18.0 } else { MARGIN - 8.0 };
    let mut width = heading_width;

    if map.steps.is_empty() {
        crate::layout::heading::draw_empty(y - 12.0, &mut parts);
        y += crate::layout::heading::EMPTY.1;
    } else {
        let mut sketch = Sketch::of(plan, rows);
        for at in 0..sketch.rows() {
            if at > 0 {
                y += ROW_GAP;
                cuts.push(y - ROW_GAP / 2.0);
            }
            y = sketch.row(at, y);
        }
        let right;
        (right, y) = sketch.finish(y, loose_width, &mut parts, &mut cuts);
        width = width.max(right);
        if look.scale {
            y = crate::layout::scale::draw(sketch.plan(), (MARGIN, y + 22.0), width - 2.0 * MARGIN, &mut parts);
        }
        y += MARGIN - 6.0;
    }
    let height = y.ceil();
    let width = width.ceil();
    if let Some(first) = parts.first_mut() {
        *first = paper(width, height);
    }
    let title = format!("Value-stream map: {}", map.name);
    Scene {
        width,
        height,
        title,
        description: crate::layout::heading::description(map, metrics),
        theme: look.theme,
        cuts,
        parts,
    }
}

fn paper(width: f64, height: f64) -> Part {
    Part::Rect(Rect { x: 0.0, y: 0.0, width, height, radius: 0.0, paint: Paint::Paper, title: None })
}
