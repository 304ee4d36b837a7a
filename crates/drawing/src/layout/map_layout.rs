//! A map with everything that the layout knows before anything has a coordinate.

use std::collections::HashMap;
use std::ops::Range;

use crate::layout::grid::{ColumnAssignment, Grid};
use crate::layout::rework_arrows;
use crate::layout::rework_arrows::ReworkArrow;
use crate::layout::routing::Routing;
use crate::layout::scope_ends::ScopeEnd;
use crate::layout::step::card::{Card, CardStyle};
use crate::layout::step::labels::StepLabels;
use crate::layout::step::mark::Marks;
use crate::layout::step::wait_marker::WaitMarker;
use vsm::model::graph::{Graph, index};
use vsm::text::percent;
use vsm::{Map, Metrics, StepId};

/// The layout of a map, without coordinates.
pub(crate) struct MapLayout<'a> {
    pub(crate) map: &'a Map,
    graph: &'a Graph,
    pub(crate) metrics: &'a Metrics,
    pub(crate) grid: Grid,
    /// For each step: its values as text.
    pub(crate) labels: Vec<StepLabels>,
    /// For each step: its box, until it is drawn.
    pub(crate) cards: Vec<Card>,
    /// For each step: its wait, from the arrangement on until it is drawn.
    pub(crate) wait_markers: Vec<Option<WaitMarker>>,
    /// Start and end of the scope.
    pub(crate) ends: [ScopeEnd; 2],
    /// The steps on the critical path, in order.
    pub(crate) path: Vec<usize>,
    /// For each column: the lanes that flows connect through the channel before it; in rows, without the flows that
    /// skip the row.
    pub(crate) pairs: Vec<Vec<(usize, usize)>>,
    /// For each column: the tracks in the channel before it.
    pub(crate) routings: Vec<Routing>,
    pub(crate) rework: Vec<ReworkArrow>,
    /// Where the steps of each column start in [`Grid::placed`].
    starts: Vec<usize>,
    /// For each step that differs from another map: how, as text.
    differences: HashMap<usize, (String, bool)>,
}

impl<'a> MapLayout<'a> {
    pub(crate) fn new(map: &'a Map, graph: &'a Graph, metrics: &'a Metrics) -> MapLayout<'a> {
        MapLayout::with_columns(map, graph, metrics, None)
    }

    /// The same with given columns, if there are any.
    pub(crate) fn with_columns(
        map: &'a Map,
        graph: &'a Graph,
        metrics: &'a Metrics,
        columns: Option<&ColumnAssignment>,
    ) -> MapLayout<'a> {
        // The steps of the metrics are in the order of the table.
        let mut critical = vec![false; graph.len()];
        for (&step, figures) in graph.order.iter().zip(&metrics.steps) {
            critical[step] = figures.critical;
        }
        let grid = Grid::new(graph, &critical, columns);
        let bottleneck = metrics.bottleneck.as_ref().map(|b| &b.step);
        let style = |at: usize| match () {
            () if bottleneck == Some(&map.steps[at].id) => CardStyle::Bottleneck,
            () if graph.stands_alone(at) => CardStyle::Unconnected,
            () if critical[at] => CardStyle::Critical,
            () => CardStyle::Side,
        };
        let labels: Vec<StepLabels> = map.steps.iter().map(|step| StepLabels::new(step, &map.clock)).collect();
        let steps = || map.steps.iter().zip(&labels);
        let ideas = open_ideas(map);
        let card = |(at, (step, labels)): (usize, (&std::sync::Arc<vsm::Step>, &StepLabels))| {
            let ideas = ideas.get(&*step.id).copied().unwrap_or(0);
            Card::new(step, labels, &map.clock, style(at), graph.stands_alone(at), ideas)
        };
        let cards = steps().enumerate().map(card).collect();
        let pairs = lane_pairs(&grid, &vec![0; grid.columns]);
        let rework = if map.rework.is_empty() { Vec::new() } else { rework_arrows::arrows(map, &index(map), &grid) };
        let mut starts = vec![0; grid.columns + 1];
        for &step in &grid.placed {
            starts[grid.column[step] + 1] += 1;
        }
        for column in 0..grid.columns {
            starts[column + 1] += starts[column];
        }
        MapLayout {
            map,
            metrics,
            labels,
            cards,
            wait_markers: Vec::new(),
            ends: [ScopeEnd::start(map), ScopeEnd::end(map)],
            path: graph.order.iter().copied().filter(|&step| critical[step]).collect(),
            routings: pairs.iter().map(|pairs| Routing::new(pairs.clone())).collect(),
            pairs,
            rework,
            starts,
            grid,
            graph,
            differences: HashMap::new(),
        }
    }

    /// Divides the columns into rows; `row_of` is the row of each.
    pub(crate) fn set_rows(&mut self, row_of: &[usize]) {
        self.pairs = lane_pairs(&self.grid, row_of);
    }

    /// Marks the steps that differ from another map.
    pub(crate) fn mark(&mut self, marks: &Marks) {
        for (at, step) in self.map.steps.iter().enumerate() {
            let Some(mark) = marks.get(&step.id) else { continue };
            if let Some(card) = self.cards.get_mut(at) {
                card.mark(mark);
            }
            self.differences.insert(at, (mark.description(), mark.changes_wait()));
        }
    }

    /// A step as text, for screen readers and tooltips.
    pub(crate) fn description(&self, at: usize) -> String {
        let mut words = self.labels[at].description(&self.map.steps[at], &self.map.clock);
        let name = |step: usize| self.map.steps[step].name.as_str();
        let id = &self.map.steps[at].id;
        let arrows = self.map.rework.range((id.clone(), StepId::default())..).take_while(|((from, _), _)| from == id);
        for ((_, to), sent_back) in arrows {
            let to = self.map.index_of(to).map_or("", name);
            words.extend([". Rework: ", &percent(sent_back.share / 100.0), " go back to ", to]);
            words.push_str(&rework_arrows::after(*sent_back, &self.map.clock));
        }
        if let [first, others @ ..] = self.graph.out[at].as_slice()
            && !others.is_empty()
        {
            words.extend([". Next: ", name(*first)]);
            for &step in others {
                words.extend([", ", name(step)]);
            }
        }
        if self.bottleneck() == Some(&self.map.steps[at].id) {
            words.push_str(". Bottleneck");
        }
        if let Some((difference, _)) = self.differences.get(&at) {
            words.extend([". ", difference]);
        }
        words
    }

    /// The wait before a step, with texts of at most a width.
    pub(crate) fn wait_marker(&self, step: usize, width: f64) -> Option<WaitMarker> {
        let mut marker = WaitMarker::new(&self.map.steps[step], &self.labels[step], &self.map.clock, width)?;
        marker.is_changed = self.differences.get(&step).is_some_and(|(_, changes_wait)| *changes_wait);
        Some(marker)
    }

    pub(crate) fn bottleneck(&self) -> Option<&'a StepId> {
        self.metrics.bottleneck.as_ref().map(|bottleneck| &bottleneck.step)
    }

    /// The steps in these columns.
    pub(crate) fn steps_in(&self, columns: &Range<usize>) -> &[usize] {
        &self.grid.placed[self.places(columns)]
    }

    /// Where these steps are in [`Grid::placed`].
    pub(crate) fn places(&self, columns: &Range<usize>) -> Range<usize> {
        self.starts[columns.start]..self.starts[columns.end]
    }
}

/// The number of open ideas that are not yet part of the map, by step.
fn open_ideas(map: &Map) -> HashMap<&str, usize> {
    let mut count = HashMap::new();
    let open = map.ideas.values().filter(|idea| idea.is_open() && !idea.taken);
    for step in open.filter_map(|idea| idea.step.as_deref()) {
        *count.entry(step).or_default() += 1;
    }
    count
}

/// For each column: the lanes that flows connect through the channel before it. Rows between the ends of a flow have
/// nothing of it.
fn lane_pairs(grid: &Grid, row_of: &[usize]) -> Vec<Vec<(usize, usize)>> {
    let mut pairs: Vec<Vec<(usize, usize)>> = vec![Vec::new(); grid.columns];
    for edge in &grid.edges {
        let (from, to) = (grid.column[edge.from], grid.column[edge.to]);
        for column in from + 1..=to {
            if row_of[column] == row_of[from] || row_of[column] == row_of[to] {
                pairs[column].push((grid.lane_before(edge, column), grid.lane_after(edge, column)));
            }
        }
    }
    for pairs in &mut pairs {
        pairs.sort_unstable();
        pairs.dedup();
    }
    pairs
}
