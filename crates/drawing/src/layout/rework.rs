//! Draws the rework arrows: above the boxes of a row, and from row to row through the left margin.

use crate::layout::lanes::Lanes;
use crate::layout::map_layout::MapLayout;
use crate::layout::rework_arrows::{ReworkArrow, after};
use crate::layout::rework_levels::{ReworkLevels, is_in, ports};
use crate::layout::rows::MapRow;
use crate::scene::{Anchor, Line, Object, Part, Point, Rect, Shape, Text};
use crate::style::Paint;
use crate::target::Target;
use crate::text::isolated;
use vsm::text::percent;

/// Radius of the corners, in px.
const BEND: f64 = 6.0;
/// Length and half the width of an arrowhead, in px.
const HEAD: (f64, f64) = (8.0, 4.0);

/// One end of an arrow: where it meets its box, and the height at which it runs above the lane.
#[derive(Debug, Clone, Copy)]
struct ArrowEnd {
    port: Point,
    level: f64,
}

/// The way of an arrow, collected row by row.
#[derive(Debug, Clone, Default)]
struct Way {
    out: Option<ArrowEnd>,
    into: Option<ArrowEnd>,
    /// Where it changes lanes within a row.
    change: Option<f64>,
    /// The middle of its label.
    label: Point,
}

/// The ways of the rework arrows of a map.
#[derive(Debug, Default)]
pub(crate) struct ReworkWays(Vec<Way>);

impl ReworkWays {
    pub(crate) fn new(layout: &MapLayout) -> ReworkWays {
        ReworkWays(vec![Way::default(); layout.rework.len()])
    }

    /// Adds the ends of the arrows that are in a row.
    pub(crate) fn add(&mut self, layout: &MapLayout, row: &MapRow, levels: &ReworkLevels, lanes: &Lanes) {
        for (at, (arrow, way)) in layout.rework.iter().zip(&mut self.0).enumerate() {
            let (out, into) = ports(layout, row, arrow);
            let end = |node: usize, x: f64| {
                let lane = layout.grid.lane[node];
                let top = lanes.get(lane).top();
                ArrowEnd { port: (x, top), level: top - levels.height_above(at, lane) }
            };
            let (has_from, has_to) = (is_in(layout, row, arrow.from), is_in(layout, row, arrow.to));
            if has_to {
                way.into = Some(end(arrow.to, into));
            }
            if has_from {
                way.out = Some(end(arrow.from, out));
                way.change = arrow.lane_change.map(|(column, track)| row.rework_track(column, track));
                let lane = if has_to { upper_lane(layout, arrow) } else { layout.grid.lane[arrow.from] };
                let (left, right) = levels.extent(at, lane).unwrap_or((out, out));
                let (out, into) = (end(arrow.from, out).level, end(arrow.to, into).level);
                way.label = (f64::midpoint(left, right), if has_to { out.min(into) } else { out });
            }
        }
    }

    /// Draws the arrows with their labels.
    pub(crate) fn draw(&self, layout: &MapLayout, parts: &mut Vec<Part>) {
        for (arrow, way) in layout.rework.iter().zip(&self.0) {
            if let (Some(out), Some(into)) = (way.out, way.into) {
                let mut points = vec![out.port, (out.port.0, out.level)];
                if let Some(x) = way.change.or(arrow.margin_x) {
                    points.extend([(x, out.level), (x, into.level)]);
                }
                points.extend([(into.port.0, into.level), (into.port.0, into.port.1 - HEAD.0)]);
                let head = down_head((into.port.0, into.port.1 - 1.0));
                parts.push(object(layout, arrow, points, head, way.label));
            }
        }
    }
}

/// An arrow through points with its head, and its label on a background.
pub(crate) fn object(layout: &MapLayout, arrow: &ReworkArrow, points: Vec<Point>, head: Part, label: Point) -> Part {
    let width = Paint::ReworkLabel.width_of(&arrow.label) + 0.5;
    let (x, y) = label;
    let plate = Rect::new((x - width / 2.0 - 3.0, y - 7.0), (width + 6.0, 14.0), Paint::Plate);
    let label = Text::new((x, y + 4.0), Anchor::Middle, width, Paint::ReworkLabel, arrow.label.clone());
    let (from, to) = (&layout.map.steps[arrow.from], &layout.map.steps[arrow.to]);
    let sent_back = layout.map.rework.get(&(from.id.clone(), to.id.clone())).copied().unwrap_or(0.0.into());
    let (share, after) = (percent(sent_back.share / 100.0), after(sent_back, &layout.map.clock));
    let title =
        format!("Rework: {share} of items at {} go back to {}{after}", isolated(&from.name), isolated(&to.name));
    let line = Line::new(points, Paint::Rework).rounded(BEND);
    let parts = vec![line.into(), head, plate.rounded(3.0).into(), label.into()];
    Object::new(Target::Rework(from.id.clone(), to.id.clone()), title, parts).into()
}

fn upper_lane(layout: &MapLayout, arrow: &ReworkArrow) -> usize {
    layout.grid.lane[arrow.from].min(layout.grid.lane[arrow.to])
}

/// An arrowhead that points down, its tip at a point.
fn down_head((x, y): Point) -> Part {
    let (length, half) = HEAD;
    Shape::new(vec![(x, y), (x - half, y - length), (x + half, y - length)], Paint::ReworkHead).into()
}
