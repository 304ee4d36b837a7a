//! The routes of rework arrows: as in the drawing, above the boxes, nested, each at a height and position
//! of its own.

use std::collections::{HashMap, VecDeque};

use crate::drawio::frame::Frame;
use drawing::scene::{Line, Part, Point, Scene};
use drawing::style::Paint;
use vsm::Map;

/// From the tip of an arrow's line to the box, in px: the drawing has the arrowhead there.
const HEAD: f64 = 8.0;
/// Arrows to another row run in the margin to the left of the rows: distance from the edge and from each
/// other in px, and their number.
const MARGIN: (f64, f64, usize) = (5.0, 3.0, 5);

/// A rework arrow.
pub(super) struct Route {
    pub(super) from: usize,
    pub(super) to: usize,
    /// In percent.
    pub(super) share: f64,
    /// Where it leaves and arrives on the upper edge, as a fraction of the width.
    pub(super) leaves: f64,
    pub(super) arrives: f64,
    /// Its bends.
    pub(super) between: Vec<Point>,
}

/// The arrows of a map, along the lines that the scene draws for them.
pub(super) fn routes(map: &Map, cards: &HashMap<usize, Frame>, scene: &Scene) -> Vec<Route> {
    let (mut leaving, mut arriving) = (Lines::new(), Lines::new());
    for part in &scene.parts {
        let Part::Line(line) = part else { continue };
        let (Some(first), Some(last)) = (line.points.first(), line.points.last()) else { continue };
        if line.paint == Paint::Rework {
            leaving.add(line, on_top(cards, *first, 0.0));
            arriving.add(line, on_top(cards, *last, HEAD));
        }
    }
    let mut routes = Vec::new();
    for arrow in map.rework_arrows() {
        let ends = map.index_of(&arrow.from).zip(map.index_of(&arrow.to));
        let Some((from, to)) = ends else { continue };
        // The scene draws them in the same order.
        let (out, into) = (leaving.next(from), arriving.next(to));
        let part = |at: usize, x: f64| cards.get(&at).map_or(0.5, |card| (x - card.x) / card.width);
        let x = |point: Option<&Point>, at: usize| point.map_or(0.5, |point| part(at, point.0));
        let leaves = x(out.and_then(|line| line.points.first()), from);
        let arrives = x(into.and_then(|line| line.points.last()), to);
        let between = match (out, into) {
            (Some(out), Some(into)) if std::ptr::eq(out, into) => inner(&out.points),
            (Some(out), Some(into)) => around(out, into, routes.len()),
            _ => Vec::new(),
        };
        routes.push(Route { from, to, share: arrow.share, leaves, arrives, between });
    }
    routes
}

/// Lines by the step where they leave or arrive.
struct Lines<'s>(HashMap<usize, VecDeque<&'s Line>>);

impl<'s> Lines<'s> {
    fn new() -> Lines<'s> {
        Lines(HashMap::new())
    }

    fn add(&mut self, line: &'s Line, at: Option<usize>) {
        if let Some(at) = at {
            self.0.entry(at).or_default().push_back(line);
        }
    }

    fn next(&mut self, at: usize) -> Option<&'s Line> {
        self.0.get_mut(&at)?.pop_front()
    }
}

/// The step with a point on its upper edge, or this far above it.
fn on_top(cards: &HashMap<usize, Frame>, (x, y): Point, above: f64) -> Option<usize> {
    let below = |card: &Frame| (y + above - card.y).abs() < 0.5 && (card.x..=card.x + card.width).contains(&x);
    cards.iter().find(|(_, card)| below(card)).map(|(&at, _)| at)
}

fn inner(points: &[Point]) -> Vec<Point> {
    match points {
        [_, inner @ .., _] => inner.to_vec(),
        _ => Vec::new(),
    }
}

/// Between two rows: at the height where it leaves to the left margin, up or down there, and at the height
/// where it arrives. These places have no boxes.
fn around(out: &Line, into: &Line, number: usize) -> Vec<Point> {
    let (Some(&leaves), Some(&arrives)) = (out.points.get(1), into.points.iter().nth_back(1)) else {
        return Vec::new();
    };
    let (left, apart, most) = MARGIN;
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let x = left + apart * (number % most) as f64;
    vec![leaves, (x, leaves.1), (x, arrives.1), arrives]
}
