//! Levels: which steps stand side by side, and where each of them and each passing flow is.

use crate::layout::grid::{ColumnAssignment, Grid};
use crate::layout::map_layout::MapLayout;
use crate::layout::routing::Routing;
use crate::layout::vertical::{BOX_LEFT, BOX_WIDTH};
use crate::scene::real;
use vsm::model::graph::Graph;

/// The most steps side by side; more go to the next level.
const MAX_ABREAST: usize = 3;
/// Space between two boxes side by side, in px.
const SIDE_GAP: f64 = 8.0;
/// Width for a flow that passes a level, in px, and for all of them together.
const PASSING: (f64, f64) = (12.0, 100.0);
/// The most flows that pass a level side by side; of more, all run in one line.
const MAX_PASSING: usize = 12;
/// From the left edge of a box to its arrows, in px.
const PORT: f64 = 30.0;

/// The levels of the steps of a map, by their positions in the map: each after those before it, at most three side by
/// side.
pub(crate) fn assign(graph: &Graph) -> ColumnAssignment {
    let mut column = vec![1; graph.len()];
    let mut taken: Vec<usize> = Vec::new();
    for &step in graph.order.iter().filter(|&&step| !graph.stands_alone(step)) {
        let mut level = graph.into[step].iter().map(|&before| column[before] + 1).max().unwrap_or(1);
        while taken.get(level).is_some_and(|&steps| steps >= MAX_ABREAST) {
            level += 1;
        }
        if taken.len() <= level {
            taken.resize(level + 1, 0);
        }
        taken[level] += 1;
        column[step] = level;
    }
    ColumnAssignment { column, count: taken.len() + 1 }
}

/// What stands at a level: a step, an end of the scope, or a flow that passes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    lane: usize,
    pub(crate) node: Option<usize>,
    pub(crate) x: f64,
    pub(crate) width: f64,
    /// Where arrows enter and leave.
    pub(crate) port: f64,
}

/// One level, from left to right.
#[derive(Debug, Clone, Default)]
pub(crate) struct Level {
    pub(crate) slots: Vec<Slot>,
}

impl Level {
    /// The position of the arrows in a lane.
    pub(crate) fn port(&self, lane: usize) -> f64 {
        let passing = || self.slots.iter().find(|slot| slot.node.is_none());
        self.slots.iter().find(|slot| slot.lane == lane).or_else(passing).map_or(BOX_LEFT + PORT, |slot| slot.port)
    }

    /// The slots with boxes.
    pub(crate) fn boxes(&self) -> impl Iterator<Item = (usize, &Slot)> {
        self.slots.iter().filter_map(|slot| Some((slot.node?, slot)))
    }

    /// Whether nothing stands to the right of a node.
    pub(crate) fn is_rightmost(&self, node: usize) -> bool {
        self.slots.last().is_some_and(|slot| slot.node == Some(node))
    }
}

/// All levels of a map, from the start of the scope to its end.
pub(crate) fn levels(grid: &Grid) -> Vec<Level> {
    let mut lanes: Vec<Vec<(usize, Option<usize>)>> = vec![Vec::new(); grid.columns];
    for node in grid.placed.iter().copied().chain([grid.start(), grid.end()]) {
        if let Some(level) = lanes.get_mut(grid.column[node]) {
            level.push((grid.lane[node], Some(node)));
        }
    }
    for edge in &grid.edges {
        for level in &mut lanes[grid.column[edge.from] + 1..grid.column[edge.to]] {
            level.push((edge.lane, None));
        }
    }
    let level = |mut lanes: Vec<(usize, Option<usize>)>| {
        // A lane belongs to one step or to flows that pass together.
        lanes.sort_unstable_by_key(|&(lane, node)| (lane, node.is_none()));
        lanes.dedup_by_key(|&mut (lane, _)| lane);
        if lanes.iter().filter(|(_, node)| node.is_none()).count() > MAX_PASSING {
            // Its lane is the last, so that it runs at the right of all boxes, where others join it.
            let bundle = lanes.iter().rev().find(|(_, node)| node.is_none()).copied();
            lanes.retain(|lane| lane.1.is_some());
            lanes.extend(bundle);
        }
        Level { slots: slots(&lanes) }
    };
    lanes.into_iter().map(level).collect()
}

fn slots(lanes: &[(usize, Option<usize>)]) -> Vec<Slot> {
    let boxes = lanes.iter().filter(|(_, node)| node.is_some()).count();
    let passing = PASSING.0.min(PASSING.1 / real((lanes.len() - boxes).max(1)));
    let is_last_a_box = lanes.last().is_some_and(|(_, node)| node.is_some());
    let gaps = boxes - usize::from(is_last_a_box);
    let rest = BOX_WIDTH - passing * real(lanes.len() - boxes) - SIDE_GAP * real(gaps);
    let width = rest / real(boxes.max(1));
    let mut x = BOX_LEFT;
    let mut slots = Vec::with_capacity(lanes.len());
    for &(lane, node) in lanes {
        let (width, port, gap) = match node {
            Some(_) => (width, PORT.min(width / 2.0), SIDE_GAP),
            None => (passing, passing / 2.0, 0.0),
        };
        slots.push(Slot { lane, node, x, width, port: (x + port).round() });
        x += width + gap;
    }
    slots
}

/// The space between two levels: where flows change their position from left to right.
#[derive(Debug, Clone, Default)]
pub(crate) struct Channel {
    /// Positions of the flows at both sides, from left to right.
    positions: Vec<f64>,
    routing: Routing,
}

impl Channel {
    /// The channel above a level, which is `column` of the grid.
    pub(crate) fn new(layout: &MapLayout, levels: &[Level], column: usize) -> Channel {
        let ends: Vec<(f64, f64)> = layout.pairs[column]
            .iter()
            .map(|&(above, below)| (levels[column - 1].port(above), levels[column].port(below)))
            .collect();
        let mut positions: Vec<f64> = ends.iter().flat_map(|&(a, b)| [a, b]).collect();
        positions.sort_by(f64::total_cmp);
        positions.dedup_by(|a, b| (*a - *b).abs() < 0.5);
        let mut channel = Channel { positions, routing: Routing::default() };
        let pairs = ends.iter().map(|&(above, below)| (channel.at(above), channel.at(below))).collect();
        channel.routing = Routing::new(pairs);
        channel
    }

    fn at(&self, x: f64) -> usize {
        self.positions.iter().position(|position| (position - x).abs() < 0.5).unwrap_or(0)
    }

    /// The number of tracks.
    pub(crate) fn tracks(&self) -> usize {
        self.routing.tracks
    }

    /// The track on which a flow changes from one position to another.
    pub(crate) fn track(&self, above: f64, below: f64) -> Option<usize> {
        self.routing.track(self.at(above), self.at(below))
    }
}
