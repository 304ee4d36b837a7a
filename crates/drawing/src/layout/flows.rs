//! Flows as arrows: out of a box, through the channels, into a box. Where a flow leads to another row, it leaves by a
//! numbered connector and continues at the connector with the same number; rows between the two have nothing of it.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::layout::dimensions::LEAD;
use crate::layout::grid::Edge;
use crate::layout::lanes::Lanes;
use crate::layout::map_layout::MapLayout;
use crate::layout::rows::MapRow;
use crate::scene::{Access, Anchor, Line, Object, Part, Point, Rect, Shape, Text};
use crate::style::Paint;
use crate::target::Target;
use crate::text::isolated;

/// Length and half the width of an arrowhead, in px.
pub(crate) const HEAD: (f64, f64) = (8.0, 4.0);
const BEND: f64 = 6.0;
const CONNECTOR_RADIUS: f64 = 9.0;
/// The widest number of a connector, in px: four digits, in a map of a thousand steps.
const MAX_NUMBER: f64 = 34.0;
/// From the left end of a row to the middle of a connector.
const CONNECTOR_IN: f64 = LEAD - 13.0;

/// Draws every flow of the map.
pub(crate) fn draw(layout: &MapLayout, rows: &[MapRow], lanes: &[Lanes], parts: &mut Vec<Part>) {
    let mut row_of = vec![0; layout.grid.columns];
    for (at, row) in rows.iter().enumerate() {
        row_of[row.columns.clone()].fill(at);
    }
    let flows = Flows { layout, rows, lanes, row_of };
    let mut has_head = vec![false; layout.grid.steps + 2];
    for edge in layout.grid.edges.iter().filter(|edge| edge.critical) {
        has_head[edge.to] = true;
    }
    // The critical path lies on top, and every node has one arrowhead.
    for critical in [false, true] {
        for edge in layout.grid.edges.iter().filter(|edge| edge.critical == critical) {
            let mut inside = Vec::with_capacity(2);
            flows.draw_line(edge, &mut inside);
            if critical || !std::mem::replace(&mut has_head[edge.to], true) {
                inside.push(head(flows.entry(edge.to), if critical { Paint::Head } else { Paint::SideHead }));
            }
            parts.push(object(layout, edge, inside));
        }
    }
    flows.connectors(parts);
}

/// A flow with its name.
pub(crate) fn object(layout: &MapLayout, edge: &Edge, parts: Vec<Part>) -> Part {
    let (from, to) = (layout.map.steps.get(edge.from), layout.map.steps.get(edge.to));
    let from_name = from.map_or("the start", |step| step.name.as_str());
    let to_name = to.map_or("the end", |step| step.name.as_str());
    let title = ["Flow from ", &isolated(from_name), " to ", &isolated(to_name)].concat();
    let target = Target::Flow(from.map(|step| step.id.clone()), to.map(|step| step.id.clone()));
    Object::new(target, title, parts).with_access(Access::Passed).into()
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

    /// The middle of the connector at the right or left end of a row.
    fn connector_x(&self, row: usize, leaves: bool) -> f64 {
        if leaves { self.rows[row].right - CONNECTOR_RADIUS } else { self.rows[row].left + CONNECTOR_IN }
    }

    /// Draws the line of a flow; in several pieces where it continues in another row.
    fn draw_line(&self, edge: &Edge, parts: &mut Vec<Part>) {
        let grid = &self.layout.grid;
        let paint = if edge.critical { Paint::Flow } else { Paint::SideFlow };
        let (from, to) = (grid.column[edge.from], grid.column[edge.to]);
        let row = self.row_of[from];
        let mut points = vec![(self.rows[row].right_of(from), self.port(row, grid.lane[edge.from]))];
        if let Some(jump) = self.jump(edge) {
            self.run(edge, row, from + 1..=self.rows[row].columns.end - 1, &mut points);
            points.push((self.connector_x(row, true) - CONNECTOR_RADIUS, self.port(row, jump.leaves.1)));
            let done = std::mem::take(&mut points);
            parts.push(Line::new(done, paint).rounded(BEND).into());
            let (row, lane) = jump.enters;
            points.push((self.connector_x(row, false) + CONNECTOR_RADIUS, self.port(row, lane)));
            self.run(edge, row, self.rows[row].columns.start..=to, &mut points);
        } else {
            self.run(edge, row, from + 1..=to, &mut points);
        }
        let (x, y) = self.entry(edge.to);
        points.push((x - HEAD.0 + 1.0, y));
        parts.push(Line::new(points, paint).rounded(BEND).into());
    }

    /// Where a flow changes lanes in the channels before these columns of a row.
    fn run(&self, edge: &Edge, row: usize, columns: RangeInclusive<usize>, points: &mut Vec<Point>) {
        for column in columns {
            let (left, right) = (self.layout.grid.lane_before(edge, column), self.layout.grid.lane_after(edge, column));
            if left != right {
                let track = self.layout.routings[column].track(left, right).unwrap_or(0);
                let x = self.rows[row].track(column, track);
                points.extend([(x, self.port(row, left)), (x, self.port(row, right))]);
            }
        }
    }

    /// Where a flow leads to another row, if it does.
    fn jump(&self, edge: &Edge) -> Option<Jump> {
        let grid = &self.layout.grid;
        let [from, to] = [edge.from, edge.to].map(|node| self.row_of[grid.column[node]]);
        let entry = self.rows[to].columns.start;
        (from != to).then(|| Jump {
            leaves: (from, grid.lane_before(edge, self.rows[from].columns.end)),
            enters: (to, grid.lane_before(edge, entry)),
        })
    }

    /// The connectors at the ends of rows: a number for all flows that leave a row in one lane, and the same wherever
    /// they continue.
    fn connectors(&self, parts: &mut Vec<Part>) {
        let jumps: BTreeSet<Jump> = self.layout.grid.edges.iter().filter_map(|edge| self.jump(edge)).collect();
        let jumps: Vec<Jump> = jumps.into_iter().collect();
        for (number, together) in jumps.chunk_by(|a, b| a.leaves == b.leaves).enumerate() {
            let (row, lane) = together[0].leaves;
            let mut targets: Vec<usize> = together.iter().map(|jump| jump.enters.0).collect();
            targets.dedup();
            let leaves = (self.connector_x(row, true), self.port(row, lane));
            parts.extend(connector(number + 1, leaves, &leaves_title(row, &targets)));
            for &Jump { enters: (target, lane), .. } in together {
                let continues = (self.connector_x(target, false), self.port(target, lane));
                parts.extend(connector(number + 1, continues, &enters_title(row, target)));
            }
        }
    }
}

/// Where a flow leads from one row to another: the rows, and the lanes that it leaves and enters them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Jump {
    leaves: (usize, usize),
    enters: (usize, usize),
}

fn leaves_title(row: usize, targets: &[usize]) -> String {
    let numbers = |rows: &[usize]| rows.iter().map(|row| (row + 1).to_string()).collect::<Vec<_>>().join(", ");
    match targets {
        [target] if *target == row + 1 => "Continues in the next row".to_owned(),
        [target] => format!("Continues in row {}", target + 1),
        [others @ .., last] => format!("Continues in rows {} and {}", numbers(others), last + 1),
        [] => String::new(),
    }
}

fn enters_title(row: usize, target: usize) -> String {
    if target == row + 1 {
        "Continued from the row above".to_owned()
    } else {
        format!("Continued from row {}", row + 1)
    }
}

fn connector(number: usize, (x, y): Point, title: &str) -> [Part; 2] {
    let size = 2.0 * CONNECTOR_RADIUS;
    let circle = Rect::new((x - CONNECTOR_RADIUS, y - CONNECTOR_RADIUS), (size, size), Paint::Connector);
    let max_width = if number < 100 { size } else { MAX_NUMBER };
    let text = Text::new((x, y + 4.0), Anchor::Middle, max_width, Paint::ConnectorNumber, number.to_string());
    [circle.rounded(CONNECTOR_RADIUS).with_title(title).into(), text.into()]
}
