//! The flows from level to level, and the waits on them.

use crate::layout::flows::{HEAD, object};
use crate::layout::grid::Edge;
use crate::layout::map_layout::MapLayout;
use crate::layout::step::wait_marker::WaitMarker;
use crate::layout::vertical::levels::Slot;
use crate::layout::vertical::{BOX_RIGHT, Vertical};
use crate::scene::{Anchor, Line, Object, Part, Point, Shape, Text};
use crate::style::Paint;
use crate::target::Target;

const BEND: f64 = 6.0;
/// A triangle: from its lower edge to the box, its height, half its width, in px.
const TRIANGLE: (f64, f64, f64) = (10.0, 20.0, 12.5);

/// Draws every flow.
pub(super) fn draw(drawn: &Vertical, parts: &mut Vec<Part>) {
    let grid = &drawn.layout.grid;
    let mut has_head = vec![false; grid.steps + 2];
    for edge in grid.edges.iter().filter(|edge| edge.critical) {
        has_head[edge.to] = true;
    }
    // The critical path lies on top, and every node has one arrowhead.
    for critical in [false, true] {
        for edge in grid.edges.iter().filter(|edge| edge.critical == critical) {
            let points = points(drawn, edge);
            let tip = points.last().map_or((0.0, 0.0), |&(x, y)| (x, y + HEAD.0 - 1.0));
            let (line, paint) = if critical { (Paint::Flow, Paint::Head) } else { (Paint::SideFlow, Paint::SideHead) };
            let mut inside = vec![Line::new(points, line).rounded(BEND).into()];
            if critical || !std::mem::replace(&mut has_head[edge.to], true) {
                inside.push(down_head(tip, paint));
            }
            parts.push(object(drawn.layout, edge, inside));
        }
    }
}

fn points(drawn: &Vertical, edge: &Edge) -> Vec<Point> {
    let grid = &drawn.layout.grid;
    let (from, to) = (grid.column[edge.from], grid.column[edge.to]);
    let mut points = vec![(drawn.levels[from].port(grid.lane[edge.from]), drawn.heights[from].bottom)];
    for column in from + 1..=to {
        let above = drawn.levels[column - 1].port(grid.lane_before(edge, column));
        let below = drawn.levels[column].port(grid.lane_after(edge, column));
        if (above - below).abs() > 0.5 {
            let y = drawn.track(column, drawn.channels[column].track(above, below).unwrap_or(0));
            points.extend([(above, y), (below, y)]);
        }
    }
    let end = drawn.levels[to].port(grid.lane[edge.to]);
    points.push((end, drawn.heights[to].top - HEAD.0));
    points
}

/// An arrowhead that points down, its tip at a point.
fn down_head((x, y): Point, paint: Paint) -> Part {
    let (length, half) = HEAD;
    Shape::new(vec![(x, y), (x - half, y - length), (x + half, y - length)], paint).into()
}

/// The space for a wait: the arrow, the lower end, and how far the text may reach.
#[derive(Debug, Clone, Copy)]
pub(super) struct WaitZone {
    pub(super) x: f64,
    pub(super) bottom: f64,
    pub(super) right: f64,
}

/// Draws the wait before a step.
pub(super) fn draw_wait(drawn: &Vertical, column: usize, node: usize, slot: &Slot, parts: &mut Vec<Part>) {
    let level = &drawn.levels[column];
    // The text ends before the next arrow, with its triangle.
    let next = level.slots.iter().find(|other| other.port > slot.port);
    let right = match next {
        Some(next) if next.node.is_some() => next.port - TRIANGLE.2 - 4.0,
        Some(next) => next.port - 4.0,
        None => BOX_RIGHT - drawn.rework.label_width(column),
    };
    let bottom = drawn.heights[column].top - drawn.rework.space_at_boxes(column);
    wait(drawn.layout, node, WaitZone { x: slot.port, bottom, right }, parts);
}

/// Draws the wait before a step: a triangle, at its right the time and the reason.
pub(super) fn wait(layout: &MapLayout, at: usize, zone: WaitZone, parts: &mut Vec<Part>) {
    let (step, labels, calendar) = (&layout.map.steps[at], &layout.labels[at], &layout.map.clock);
    let (below, height, half) = TRIANGLE;
    let (x, foot) = (zone.x, zone.bottom - below);
    let Some(marker) = WaitMarker::new(step, labels, calendar, zone.right - x - 18.0) else { return };
    let paint = if marker.is_known { Paint::Triangle } else { Paint::OpenTriangle };
    let triangle = Shape::new(vec![(x, foot - height), (x + half, foot), (x - half, foot)], paint);
    let mut inside = vec![triangle.into()];
    if let Some(sign) = marker.sign.clone() {
        inside.push(Text::new((x, foot - 3.4), Anchor::Middle, 19.0, Paint::Queue, sign).into());
    }
    let (mut left, baseline) = (x + 18.0, foot - 4.0);
    let mut say = |text: &str, paint: Paint| {
        let most = zone.right - left;
        // Less than a few letters say nothing.
        if text.is_empty() || most < 22.0 {
            return;
        }
        let text = Text::fitted((left, baseline), Anchor::Start, most, paint, text);
        left = text.extent().1 + 6.0;
        inside.push(text.into());
    };
    match marker.first_line() {
        Some(time) if marker.is_known => say(time, Paint::WaitValue),
        _ => say("Wait time unknown", Paint::Reason),
    }
    say(&marker.rest(step, calendar), Paint::Reason);
    let title = labels.wait_description(step, calendar);
    let object = Object::new(Target::Wait(step.id.clone()), title, inside);
    let width = (left - 6.0 - (x - half)).max(2.0 * half + 12.0);
    parts.push(object.with_area((x - half - 4.0, foot - height - 2.0), (width + 8.0, height + 6.0)).into());
}
