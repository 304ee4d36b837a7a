//! The routes of rework arrows: as in the drawing, above the boxes, nested, each at a height and position
//! of its own.

use std::collections::{HashMap, VecDeque};

use crate::drawio::Frame;
use drawing::scene::{Line, Part, Point, Scene};
use drawing::style::Paint;
use vsm::Map;

/// From the tip of an arrow's line to the box, in px: the drawing has the arrowhead there.
const HEAD: f64 = 8.0;
/// Arrows to another row run in the margin to the left of the rows: distance from the edge and from each
/// other in px, and their number.
const MARGIN: (f64, f64, usize) = (5.0, 3.0, 5);

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
    // Lines by the step where they leave or arrive.
    let mut leaving: HashMap<usize, VecDeque<&Line>> = HashMap::new();
    let mut arriving = leaving.clone();
    for part in &scene.parts {
        let Part::Line(line @ Line { paint: Paint::Rework, .. }) = part else { continue };
        let leaves = line.points.first().and_then(|first| on_top(cards, *first, 0.0));
        let arrives = line.points.last().and_then(|last| on_top(cards, *last, HEAD));
        for (lines, at) in [(&mut leaving, leaves), (&mut arriving, arrives)] {
            if let Some(at) = at {
                lines.entry(at).or_default().push_back(line);
            }
        }
    }
    let mut routes = Vec::new();
    for arrow in map.rework_arrows() {
        let Some((from, to)) = map.index_of(&arrow.from).zip(map.index_of(&arrow.to)) else { continue };
        // The scene draws them in the same order.
        let out = leaving.get_mut(&from).and_then(VecDeque::pop_front);
        let into = arriving.get_mut(&to).and_then(VecDeque::pop_front);
        let part = |point: Option<&Point>, at: usize| {
            point.zip(cards.get(&at)).map_or(0.5, |(point, card)| (point.0 - card.x) / card.width)
        };
        let leaves = part(out.and_then(|line| line.points.first()), from);
        let arrives = part(into.and_then(|line| line.points.last()), to);
        let between = match (out, into) {
            (Some(out), Some(into)) if std::ptr::eq(out, into) => inner(&out.points),
            (Some(out), Some(into)) => around(out, into, routes.len()),
            _ => Vec::new(),
        };
        routes.push(Route { from, to, share: arrow.share, leaves, arrives, between });
    }
    routes
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
