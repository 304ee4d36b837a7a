//! Everything about a map that is known before anything has a coordinate.

use std::collections::HashMap;
use std::ops::Range;

use crate::layout::ends::End;
use crate::layout::grid::{Columns, Grid};
use crate::layout::pair::mark::Marks;
use crate::layout::rework;
use crate::layout::rework::Arrow;
use crate::layout::routing::Channel;
use crate::layout::rows::{Column, Content};
use crate::layout::step::card::{Card, Standing};
use crate::layout::step::labels::Told;
use crate::layout::step::wait_marker::Slot;
use vsm::model::graph::{Graph, index};
use vsm::{Map, Metrics, Step, StepId};

/// The plan of a picture.
pub(crate) struct Plan<'a> {
    pub(crate) map: &'a Map,
    pub(crate) metrics: &'a Metrics,
    pub(crate) grid: Grid,
    /// For each step: its figures as words.
    pub(crate) told: Vec<Told>,
    /// For each step: its box, until it is drawn.
    pub(crate) cards: Vec<Card>,
    /// For each step: its wait, until it is drawn.
    pub(crate) slots: Vec<Option<Slot>>,
    /// Start and end of the scope.
    pub(crate) ends: [End; 2],
    /// The steps on the critical path, in order.
    pub(crate) path: Vec<usize>,
    /// For each column: which lanes the flows lead from and to in the channel before it.
    pub(crate) pairs: Vec<Vec<(usize, usize)>>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) rework: Vec<Arrow>,
    /// For each column: how many rework arrows go up or down in the channel before it.
    pub(crate) rework_tracks: Vec<usize>,
    /// Where the steps of each column start in the grid's list.
    starts: Vec<usize>,
    /// For each step that is marked: how it stands to another map, in words.
    pub(crate) marked: HashMap<usize, String>,
}

impl<'a> Plan<'a> {
    pub(crate) fn of(map: &'a Map, graph: &Graph, metrics: &'a Metrics) -> Plan<'a> {
        Plan::in_columns(map, graph, metrics, None)
    }

    /// The same, where something else says in which columns the steps stand.
    pub(crate) fn in_columns(map: &'a Map, graph: &Graph, metrics: &'a Metrics, columns: Option<&Columns>) -> Plan<'a> {
        // The figures come in the order of the table.
        let mut critical = vec![false; graph.len()];
        for (&step, figures) in graph.order.iter().zip(&metrics.steps) {
            critical[step] = figures.critical;
        }
        let path: Vec<usize> = graph.order.iter().copied().filter(|&step| critical[step]).collect();
        let grid = Grid::of(graph, &critical, columns);
        let bottleneck = metrics.bottleneck.as_ref().map(|b| &b.step);
        let standing = |at: usize| match () {
            () if bottleneck == Some(&map.steps[at].id) => Standing::Bottleneck,
            () if graph.stands_alone(at) => Standing::Loose,
            () if critical[at] => Standing::Critical,
            () => Standing::Side,
        };
        let told: Vec<Told> = map.steps.iter().map(|step| Told::of(step, &map.clock)).collect();
        let steps = || map.steps.iter().zip(&told).enumerate();
        let card = |at, step, told| Card::of(step, told, &map.clock, standing(at), graph.stands_alone(at));
        let ideas = ideas(map);
        let with_ideas = |card: Card, step: &Step| card.with_ideas(ideas.get(&*step.id).copied().unwrap_or(0));
        let cards = steps().map(|(at, (step, told))| with_ideas(card(at, step, told), step)).collect();
        let slots = steps().map(|(_, (step, told))| Slot::of(step, told, &map.clock)).collect();
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
            told,
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
            marked: HashMap::new(),
        }
    }

    /// Marks steps by how they stand to another map.
    pub(crate) fn mark(&mut self, marks: &Marks) {
        for (at, step) in self.map.steps.iter().enumerate() {
            let Some(mark) = marks.get(&step.id) else { continue };
            if let Some(card) = self.cards.get_mut(at) {
                card.mark(mark);
            }
            if let Some(Some(slot)) = self.slots.get_mut(at) {
                slot.is_changed = mark.changes_wait();
            }
            self.marked.insert(at, mark.in_words());
        }
    }

    /// A step in words: for screen readers and for a pointer that rests on it.
    pub(crate) fn in_words(&self, at: usize) -> String {
        let mut words = self.told[at].in_words(&self.map.steps[at], self.bottleneck());
        if let Some(mark) = self.marked.get(&at) {
            words.push_str(". ");
            words.push_str(mark);
        }
        words
    }

    /// The step that holds the release back.
    pub(crate) fn bottleneck(&self) -> Option<&'a StepId> {
        self.metrics.bottleneck.as_ref().map(|bottleneck| &bottleneck.step)
    }

    /// The steps that stand in these columns.
    pub(crate) fn steps_in(&self, columns: &Range<usize>) -> &[usize] {
        &self.grid.placed[self.places(columns)]
    }

    /// Where these steps are in the grid's list.
    pub(crate) fn places(&self, columns: &Range<usize>) -> Range<usize> {
        self.starts[columns.start]..self.starts[columns.end]
    }

    /// How wide each column is.
    pub(crate) fn widths(&self) -> Vec<Column> {
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

/// How many ideas are worth talking about, by the steps that they are pinned to.
fn ideas(map: &Map) -> HashMap<&str, usize> {
    let mut count = HashMap::new();
    let alive = map.ideas.values().filter(|idea| idea.is_open() && !idea.taken);
    for step in alive.filter_map(|idea| idea.step.as_deref()) {
        *count.entry(step).or_default() += 1;
    }
    count
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
