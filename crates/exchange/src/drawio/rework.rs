//! Where rework arrows run: as the drawing has them, above the boxes, nested, each on a height and at a place of its own.

use std::collections::{HashMap, VecDeque};

use crate::drawio::frame::Frame;
use drawing::scene::{Line, Part, Point, Scene};
use drawing::style::Paint;
use vsm::Map;

/// From the tip of an arrow's line to the box, in px: the drawing puts a head there.
const HEAD: f64 = 8.0;
/// Arrows to another row run in the margin to the left of the rows, this many px from the edge and from one another.
const MARGIN: (f64, f64, usize) = (5.0, 3.0, 5);

/// An arrow back.
pub(super) struct Route {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Per cent.
    pub(super) share: f64,
    /// Where on the upper edge it leaves and arrives, as part of the width.
    pub(super) leaves: f64,
    pub(super) arrives: f64,
    /// Where it turns.
    pub(super) between: Vec<Point>,
}

/// The arrows of a map, on the lines that the scene draws for them.
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

/// The step on whose upper edge, or so high above it, a point lies.
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

/// Between two rows: along the height on which it leaves to the left margin, up or down there, and on the height on which
/// it arrives. No box stands in these places.
fn around(out: &Line, into: &Line, number: usize) -> Vec<Point> {
    let (Some(&leaves), Some(&arrives)) = (out.points.get(1), into.points.iter().nth_back(1)) else {
        return Vec::new();
    };
    let (left, apart, most) = MARGIN;
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let x = left + apart * (number % most) as f64;
    vec![leaves, (x, leaves.1), (x, arrives.1), arrives]
}
