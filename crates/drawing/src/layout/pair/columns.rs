//! Columns for two maps in which a common step has the same column in both.

use std::collections::{HashMap, HashSet};

use crate::layout::grid::ColumnAssignment;
use vsm::compare::Comparison;
use vsm::model::graph::{Graph, ranks};
use vsm::{Map, StepId};

/// A node of both flows together: a step in the same order in both is one node, one that moved is two.
#[derive(PartialEq, Eq, Hash)]
enum Node<'m> {
    Both(&'m StepId),
    Moved(&'m StepId, bool),
}

/// The columns of two maps: the longest distance from a start over the flows of both.
///
/// The flows of both together have no cycle: both maps agree on the order of steps that did not move, and
/// only such steps are shared. `None` if there is a cycle nevertheless; then each map has its own columns.
pub(crate) fn columns(
    (before, graph): (&Map, &Graph),
    (after, graph_after): (&Map, &Graph),
    comparison: &Comparison,
) -> Option<[ColumnAssignment; 2]> {
    let moved: HashSet<&StepId> = comparison.moved.iter().map(|step| &step.id).collect();
    let mut nodes: HashMap<Node<'_>, usize> = HashMap::new();
    let mut places = [Vec::new(), Vec::new()];
    for (which, map) in [before, after].into_iter().enumerate() {
        for step in &map.steps {
            let node = if moved.contains(&step.id) { Node::Moved(&step.id, which == 1) } else { Node::Both(&step.id) };
            let next = nodes.len();
            places[which].push(*nodes.entry(node).or_insert(next));
        }
    }
    let mut out = vec![Vec::new(); nodes.len()];
    for (graph, places) in [graph, graph_after].into_iter().zip(&places) {
        for (from, next) in graph.out.iter().enumerate() {
            out[places[from]].extend(next.iter().map(|&to| places[to]));
        }
    }
    let (rank, cycle) = ranks(&out);
    if !cycle.is_empty() {
        return None;
    }
    let in_flow = |(graph, places): (&Graph, &Vec<usize>)| {
        let in_flow = (0..graph.len()).filter(|&step| !graph.stands_alone(step));
        in_flow.map(|step| rank[places[step]] + 1).max()
    };
    let pairs = [graph, graph_after].into_iter().zip(&places);
    let count = pairs.filter_map(in_flow).max().map_or(0, |last| last + 2);
    let column = |places: Vec<usize>| places.iter().map(|&node| rank[node] + 1).collect();
    Some(places.map(|places| ColumnAssignment { column: column(places), count }))
}
