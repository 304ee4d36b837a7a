//! Everything about a map that is known before anything has a coordinate.

use std::ops::Range;

use super::card::{Card, Standing};
use super::channel::Channel;
use super::ends::End;
use super::grid::Grid;
use super::rework::{self, Arrow};
use super::rows::{Column, Content};
use super::slot::Slot;
use crate::vsm::graph::{Graph, index};
use crate::vsm::{Map, Metrics};

/// The plan of a picture.
pub(super) struct Plan<'a> {
    pub(super) map: &'a Map,
    pub(super) metrics: &'a Metrics,
    pub(super) grid: Grid,
    /// For each step.
    pub(super) cards: Vec<Card>,
    /// For each step: its wait.
    pub(super) slots: Vec<Option<Slot>>,
    /// Start and end of the scope.
    pub(super) ends: [End; 2],
    /// The steps on the critical path, in order.
    pub(super) path: Vec<usize>,
    /// For each column: which lanes the flows lead from and to in the channel before it.
    pub(super) pairs: Vec<Vec<(usize, usize)>>,
    pub(super) channels: Vec<Channel>,
    pub(super) rework: Vec<Arrow>,
    /// For each column: how many rework arrows go up or down in the channel before it.
    pub(super) rework_tracks: Vec<usize>,
    /// Where the steps of each column start in the grid's list.
    starts: Vec<usize>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(map: &'a Map, graph: &Graph, metrics: &'a Metrics) -> Plan<'a> {
        // The figures come in the order of the table.
        let mut critical = vec![false; graph.len()];
        for (&step, figures) in graph.order.iter().zip(&metrics.steps) {
            critical[step] = figures.critical;
        }
        let path: Vec<usize> = graph.order.iter().copied().filter(|&step| critical[step]).collect();
        let grid = Grid::of(graph, &critical);
        let bottleneck = metrics.bottleneck.as_ref().map(|b| &b.step);
        let standing = |at: usize| match () {
            () if bottleneck == Some(&map.steps[at].id) => Standing::Bottleneck,
            () if graph.stands_alone(at) => Standing::Loose,
            () if critical[at] => Standing::Critical,
            () => Standing::Side,
        };
        let cards = map.steps.iter().enumerate();
        let cards = cards.map(|(at, step)| Card::of(step, &map.clock, standing(at), graph.stands_alone(at))).collect();
        let slots = map.steps.iter().map(|step| Slot::of(step, &map.clock)).collect();
        let pairs = pairs(&grid);
        let mut rework = Vec::new();
        let mut rework_tracks = vec![0; grid.columns];
        if !map.rework.is_empty() {
            rework = rework::arrows(map, &index(map), &grid, &mut rework_tracks);
        }
        let mut starts = vec![0; grid.columns + 1];
        for &step in &grid.placed {
            starts[grid.column[step] + 1] += 1;
        }
        for column in 0..grid.columns {
            starts[column + 1] += starts[column];
        }
        Plan {
            map,
            metrics,
            cards,
            slots,
            ends: [End::of("START", &map.starts_with), End::of("END", &map.ends_with)],
            path,
            channels: pairs.iter().map(|pairs| Channel::of(pairs.clone())).collect(),
            pairs,
            rework,
            rework_tracks,
            starts,
            grid,
        }
    }

    /// The steps that stand in these columns.
    pub(super) fn steps_in(&self, columns: &Range<usize>) -> &[usize] {
        &self.grid.placed[self.starts[columns.start]..self.starts[columns.end]]
    }

    /// How wide each column is.
    pub(super) fn widths(&self) -> Vec<Column> {
        let column = |at: usize| {
            let waits = self.steps_in(&(at..at + 1)).iter().any(|&step| self.slots[step].is_some());
            Column::of(&Content {
                channel: (at > 0).then(|| &self.channels[at]),
                rework: self.rework_tracks[at],
                waits,
                end: at == 0 || at + 1 == self.grid.columns,
            })
        };
        (0..self.grid.columns).map(column).collect()
    }
}

/// For each column: which lanes the flows lead from and to in the channel before it.
fn pairs(grid: &Grid) -> Vec<Vec<(usize, usize)>> {
    let mut pairs: Vec<Vec<(usize, usize)>> = vec![Vec::new(); grid.columns];
    for link in &grid.links {
        let columns = grid.column[link.from] + 1..=grid.column[link.to];
        for (column, pairs) in columns.clone().zip(&mut pairs[columns]) {
            pairs.push((grid.lane_before(link, column), grid.lane_after(link, column)));
        }
    }
    for pairs in &mut pairs {
        pairs.sort_unstable();
        pairs.dedup();
    }
    pairs
}
