//! Flows as lines: out of a box, through the channels, into a box; numbered connectors where a row ends.

use crate::layout::dimensions::{CONNECTOR_WIDTH, MARGIN};
use crate::layout::grid::Edge;
use crate::layout::lanes::Lanes;
use crate::layout::map_layout::MapLayout;
use crate::layout::rows::MapRow;
use crate::scene::{Anchor, Line, Part, Point, Rect, Shape, Text};
use crate::style::Paint;

/// Length and half the width of an arrowhead, in px.
const HEAD: (f64, f64) = (9.0, 5.0);
const BEND: f64 = 7.0;
const CONNECTOR_RADIUS: f64 = 9.5;

/// Draws every flow of the map.
pub(crate) fn draw(layout: &MapLayout, rows: &[MapRow], lanes: &[Lanes], parts: &mut Vec<Part>) {
    let mut row_of = vec![0; layout.grid.columns];
    for (at, row) in rows.iter().enumerate() {
        row_of[row.columns.clone()].fill(at);
    }
    let flows = Flows { layout, rows, lanes, row_of };
    // The critical path lies on top.
    let mut has_head = vec![false; layout.grid.steps + 2];
    let mut heads = Vec::with_capacity(layout.grid.edges.len());
    for critical in [false, true] {
        for edge in layout.grid.edges.iter().filter(|edge| edge.critical == critical) {
            flows.draw_line(edge, parts);
        }
    }
    for critical in [true, false] {
        for edge in layout.grid.edges.iter().filter(|edge| edge.critical == critical) {
            if !std::mem::replace(&mut has_head[edge.to], true) {
                heads.push(head(flows.entry(edge.to), if critical { Paint::Head } else { Paint::SideHead }));
            }
        }
    }
    parts.append(&mut heads);
    flows.connectors(parts);
}

/// An arrowhead that points right, its tip at a point.
fn head((x, y): Point, paint: Paint) -> Part {
    let (length, half) = HEAD;
    Shape::new(vec![(x, y), (x - length, y - half), (x - length, y + half)], paint).into()
}

struct Flows<'a> {
    layout: &'a MapLayout<'a>,
    rows: &'a [MapRow],
    lanes: &'a [Lanes],
    row_of: Vec<usize>,
}

impl Flows<'_> {
    fn port(&self, row: usize, lane: usize) -> f64 {
        self.lanes[row].get(lane).port
    }

    /// Where arrows enter a node.
    fn entry(&self, node: usize) -> Point {
        let (column, lane) = (self.layout.grid.column[node], self.layout.grid.lane[node]);
        let row = self.row_of[column];
        (self.rows[row].x(column) - 1.0, self.port(row, lane))
    }

    /// Draws the line of a flow; in several pieces where it continues in another row.
    fn draw_line(&self, edge: &Edge, parts: &mut Vec<Part>) {
        let grid = &self.layout.grid;
        let paint = if edge.critical { Paint::Flow } else { Paint::SideFlow };
        let (from, to) = (grid.column[edge.from], grid.column[edge.to]);
        let mut row = self.row_of[from];
        let mut points = vec![(self.rows[row].right_of(from), self.port(row, grid.lane[edge.from]))];
        for column in from + 1..=to {
            let (left, right) = (grid.lane_before(edge, column), grid.lane_after(edge, column));
            if self.row_of[column] != row {
                points.push((self.rows[row].right - 2.0 * CONNECTOR_RADIUS, self.port(row, left)));
                let done = std::mem::take(&mut points);
                parts.push(Line::new(done, paint).rounded(BEND).into());
                row = self.row_of[column];
                points.push((MARGIN + 2.0 * CONNECTOR_RADIUS, self.port(row, left)));
            }
            if left != right {
                let track = self.layout.routings[column].track(left, right).unwrap_or(0);
                let x = self.rows[row].track(column, track);
                points.extend([(x, self.port(row, left)), (x, self.port(row, right))]);
            }
        }
        let (x, y) = self.entry(edge.to);
        points.push((x - HEAD.0 + 1.0, y));
        parts.push(Line::new(points, paint).rounded(BEND).into());
    }

    /// The connectors at the ends of rows, each number twice.
    fn connectors(&self, parts: &mut Vec<Part>) {
        let mut number = 0;
        for (row, pair) in self.rows.windows(2).enumerate() {
            for lane in self.layout.routings[pair[1].columns.start].left_lanes() {
                number += 1;
                let leaves = (pair[0].right - CONNECTOR_RADIUS, self.port(row, lane));
                let continues = (MARGIN + CONNECTOR_RADIUS, self.port(row + 1, lane));
                parts.extend(connector(number, leaves, "Continues in the next row"));
                parts.extend(connector(number, continues, "Continued from the row above"));
            }
        }
    }
}

fn connector(number: usize, (x, y): Point, title: &str) -> [Part; 2] {
    let size = 2.0 * CONNECTOR_RADIUS;
    let circle = Rect::new((x - CONNECTOR_RADIUS, y - CONNECTOR_RADIUS), (size, size), Paint::Connector);
    // Four digits still fit, in a map of a thousand steps.
    let max_width = if number < 100 { size } else { CONNECTOR_WIDTH };
    let text = Text::new((x, y + 4.0), Anchor::Middle, max_width, Paint::ConnectorNumber, number.to_string());
    [circle.rounded(CONNECTOR_RADIUS).with_title(title).into(), text.into()]
}
