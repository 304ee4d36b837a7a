//! Draws the rework arrows of a row above the boxes, or their halves where the other end is in another row.

use crate::layout::lanes::Lanes;
use crate::layout::map_layout::MapLayout;
use crate::layout::rework_arrows::ReworkArrow;
use crate::layout::rework_levels::{MAX_LABEL_WIDTH, ReworkLevels, far_label, is_in, ports};
use crate::layout::rows::MapRow;
use crate::scene::{Anchor, Line, Part, Point, Rect, Shape, Text};
use crate::style::Paint;
use vsm::text::percent;

/// Radius of the corners, in px.
const BEND: f64 = 7.0;
/// Length and half the width of an arrowhead, in px.
const HEAD: (f64, f64) = (8.0, 4.5);
/// Length of the horizontal part of an arrow that leads to another row, in px; then comes its label.
const STUB: f64 = 12.0;

/// Draws the arrows, then their labels.
pub(crate) fn draw(layout: &MapLayout, row: &MapRow, levels: &ReworkLevels, lanes: &Lanes, parts: &mut Vec<Part>) {
    let mut labels = Vec::new();
    for (at, arrow) in layout.rework.iter().enumerate() {
        let height = |node: usize| {
            let lane = layout.grid.lane[node];
            let top = lanes.get(lane).top();
            (top, top - levels.height_above(at, lane))
        };
        let (out, into) = ports(layout, row, arrow);
        match (is_in(layout, row, arrow.from), is_in(layout, row, arrow.to)) {
            (true, true) => {
                let ((out_top, out_height), (in_top, in_height)) = (height(arrow.from), height(arrow.to));
                let mut points = vec![(out, out_top), (out, out_height)];
                if let Some((column, track)) = arrow.lane_change {
                    let x = row.rework_track(column, track, layout.rework_tracks[column]);
                    points.extend([(x, out_height), (x, in_height)]);
                }
                points.extend([(into, in_height), (into, in_top - HEAD.0)]);
                parts.push(line(points));
                parts.push(head((into, in_top - 1.0)));
                let (left, right) = levels.extent(at, upper_lane(layout, arrow));
                let middle = (f64::midpoint(left, right), out_height.min(in_height));
                draw_label(format!("{} back", percent(arrow.share / 100.0)), middle, &mut labels);
            }
            (true, false) => {
                let (top, height) = height(arrow.from);
                let side = side_of(levels, at, layout.grid.lane[arrow.from], out);
                parts.push(line(vec![(out, top), (out, height), (out + side * STUB, height)]));
                let end = (out + side * (STUB + 4.0), height);
                draw_far_label(far_label(layout, arrow, true), end, side, &mut labels);
            }
            (false, true) => {
                let (top, height) = height(arrow.to);
                let side = side_of(levels, at, layout.grid.lane[arrow.to], into);
                parts.push(line(vec![(into + side * STUB, height), (into, height), (into, top - HEAD.0)]));
                parts.push(head((into, top - 1.0)));
                let end = (into + side * (STUB + 4.0), height);
                draw_far_label(far_label(layout, arrow, false), end, side, &mut labels);
            }
            (false, false) => {}
        }
    }
    parts.append(&mut labels);
}

/// The side of a port for an arrow's label: -1 for left, 1 for right.
fn side_of(levels: &ReworkLevels, arrow: usize, lane: usize, port: f64) -> f64 {
    let (left, right) = levels.extent(arrow, lane);
    if port - left > right - port { -1.0 } else { 1.0 }
}

fn upper_lane(layout: &MapLayout, arrow: &ReworkArrow) -> usize {
    layout.grid.lane[arrow.from].min(layout.grid.lane[arrow.to])
}

fn line(points: Vec<Point>) -> Part {
    Line::new(points, Paint::Rework).rounded(BEND).into()
}

/// An arrowhead that points down, its tip at a point.
fn head((x, y): Point) -> Part {
    let (length, half) = HEAD;
    Shape::new(vec![(x, y), (x - half, y - length), (x + half, y - length)], Paint::ReworkHead).into()
}

/// The share, in the middle of the arrow, on a background.
fn draw_label(text: String, (x, y): Point, parts: &mut Vec<Part>) {
    let width = Paint::ReworkLabel.width_of(&text) + 8.0;
    parts.push(plate((x - width / 2.0, y), width));
    parts.push(label_text(text, None, (x, y), Anchor::Middle));
}

/// The label of an arrow whose other end is in another row, at the end of its stub.
fn draw_far_label((text, full): (String, Option<String>), (x, y): Point, side: f64, parts: &mut Vec<Part>) {
    let width = Paint::ReworkLabel.width_of(&text);
    let (left, anchor) = if side < 0.0 { (x - width, Anchor::End) } else { (x, Anchor::Start) };
    parts.push(plate((left - 2.0, y), width + 4.0));
    parts.push(label_text(text, full, (x, y), anchor));
}

fn plate((x, y): Point, width: f64) -> Part {
    Rect::new((x, y - 8.0), (width, 16.0), Paint::Plate).rounded(3.0).into()
}

fn label_text(text: String, full: Option<String>, (x, y): Point, anchor: Anchor) -> Part {
    Text::new((x, y + 4.0), anchor, MAX_LABEL_WIDTH, Paint::ReworkLabel, text).with_full(full).into()
}
