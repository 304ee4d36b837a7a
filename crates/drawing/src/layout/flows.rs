//! Flows as lines: out of a box, through the channels, into a box; numbered marks where a row ends.

use crate::layout::grid::Link;
use crate::layout::lanes::Lanes;
use crate::layout::map_layout::Plan;
use crate::layout::rows::{JOINT, MARGIN, Row};
use crate::scene::{Anchor, Line, Part, Point, Rect, Shape, Text};
use crate::style::Paint;

/// Length and half the width of an arrow's head, in px.
const HEAD: (f64, f64) = (9.0, 5.0);
const BEND: f64 = 7.0;
const JOINT_RADIUS: f64 = 9.5;

/// Draws every flow of the map.
pub(crate) fn draw(plan: &Plan, rows: &[Row], lanes: &[Lanes], parts: &mut Vec<Part>) {
    let mut row_of = vec![0; plan.grid.columns];
    for (at, row) in rows.iter().enumerate() {
        row_of[row.columns.clone()].fill(at);
    }
    let flows = Flows { plan, rows, lanes, row_of };
    // The critical path lies on top.
    let mut has_head = vec![false; plan.grid.steps + 2];
    let mut heads = Vec::with_capacity(plan.grid.links.len());
    for critical in [false, true] {
        for link in plan.grid.links.iter().filter(|link| link.critical == critical) {
            flows.line(link, parts);
        }
    }
    for critical in [true, false] {
        for link in plan.grid.links.iter().filter(|link| link.critical == critical) {
            if !std::mem::replace(&mut has_head[link.to], true) {
                heads.push(head(flows.entry(link.to), if critical { Paint::Head } else { Paint::SideHead }));
            }
        }
    }
    parts.append(&mut heads);
    flows.joints(parts);
}

/// An arrow's head, its tip at a point, pointing right.
fn head((x, y): Point, paint: Paint) -> Part {
    let (length, half) = HEAD;
    Part::Shape(Shape { points: vec![(x, y), (x - length, y - half), (x - length, y + half)], paint })
}

struct Flows<'a> {
    plan: &'a Plan<'a>,
    rows: &'a [Row],
    lanes: &'a [Lanes],
    row_of: Vec<usize>,
}

impl Flows<'_> {
    fn port(&self, row: usize, lane: usize) -> f64 {
        self.lanes[row].get(lane).port
    }

    /// Where arrows enter a node.
    fn entry(&self, node: usize) -> Point {
        let (column, lane) = (self.plan.grid.column[node], self.plan.grid.lane[node]);
        let row = self.row_of[column];
        (self.rows[row].x(column) - 1.0, self.port(row, lane))
    }

    /// The line of a flow; of several pieces when it goes on in another row.
    fn line(&self, link: &Link, parts: &mut Vec<Part>) {
        let grid = &self.plan.grid;
        let paint = if link.critical { Paint::Flow } else { Paint::SideFlow };
        let (from, to) = (grid.column[link.from], grid.column[link.to]);
        let mut row = self.row_of[from];
        let mut points = vec![(self.rows[row].right_of(from), self.port(row, grid.lane[link.from]))];
        for column in from + 1..=to {
            let (left, right) = (grid.lane_before(link, column), grid.lane_after(link, column));
            if self.row_of[column] != row {
                points.push((self.rows[row].right - 2.0 * JOINT_RADIUS, self.port(row, left)));
                let done = std::mem::take(&mut points);
                parts.push(Part::Line(Line { points: done, radius: BEND, paint }));
                row = self.row_of[column];
                points.push((MARGIN + 2.0 * JOINT_RADIUS, self.port(row, left)));
            }
            if left != right {
                let track = self.plan.channels[column].track(left, right).unwrap_or(0);
                let x = self.rows[row].track(column, track);
                points.extend([(x, self.port(row, left)), (x, self.port(row, right))]);
            }
        }
        let (x, y) = self.entry(link.to);
        points.push((x - HEAD.0 + 1.0, y));
        parts.push(Part::Line(Line { points, radius: BEND, paint }));
    }

    /// The marks at the ends of rows, each number twice.
    fn joints(&self, parts: &mut Vec<Part>) {
        let mut number = 0;
        for (row, pair) in self.rows.windows(2).enumerate() {
            for lane in self.plan.channels[pair[1].columns.start].left_lanes() {
                number += 1;
                let leaves = (pair[0].right - JOINT_RADIUS, self.port(row, lane));
                let goes_on = (MARGIN + JOINT_RADIUS, self.port(row + 1, lane));
                joint(number, leaves, "Continues in the next row", parts);
                joint(number, goes_on, "Continued from the row above", parts);
            }
        }
    }
}

fn joint(number: usize, (x, y): Point, title: &str, parts: &mut Vec<Part>) {
    let (corner, size) = ((x - JOINT_RADIUS, y - JOINT_RADIUS), 2.0 * JOINT_RADIUS);
    parts.push(Part::Rect(Rect {
        x: corner.0,
        y: corner.1,
        width: size,
        height: size,
        radius: JOINT_RADIUS,
        paint: Paint::Joint,
        title: Some(title.to_owned()),
    }));
    // Four digits still fit, in a map of a thousand steps.
    let room = if number < 100 { size } else { JOINT };
    parts.push(Part::Text(Text {
        x,
        y: y + 4.0,
        anchor: Anchor::Middle,
        room,
        paint: Paint::JointNumber,
        text: number.to_string().into(),
        full: None,
    }));
}
