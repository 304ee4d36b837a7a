//! The position of each step: its column by the flow, its lane by the branch.
//!
//! A column is the longest distance from a start. A branch (a chain of steps, one after the other) keeps to
//! one lane, so that its arrows run straight; the longest chain has the uppermost lane. A flow that passes
//! columns has a lane of its own in each of them, so that no arrow crosses a box. Times don't matter:
//! nothing moves while someone enters them.

use std::collections::HashMap;

use vsm::model::graph::Graph;

/// A flow from one node to another.
#[derive(Debug, Clone)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// The lane in the columns between the two.
    pub(crate) lane: usize,
    pub(crate) critical: bool,
}

/// Columns and lanes. Nodes are the steps by their positions in the map, then start, then end.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub(crate) steps: usize,
    pub(crate) column: Vec<usize>,
    pub(crate) lane: Vec<usize>,
    pub(crate) columns: usize,
    pub(crate) lanes: usize,
    pub(crate) edges: Vec<Edge>,
    /// Steps in the flow, by column, then by lane.
    pub(crate) placed: Vec<usize>,
    /// Steps without any flow, in the order of the table.
    pub(crate) unconnected: Vec<usize>,
}

/// Given columns for steps, for comparisons: start and end have the first and the last column, and every flow leads to a
/// later one.
#[derive(Debug, Clone)]
pub(crate) struct ColumnAssignment {
    /// The column of each step, by its position in the map, from 1 on.
    pub(crate) column: Vec<usize>,
    /// The number of columns.
    pub(crate) count: usize,
}

/// Needs a lane over some columns: a chain with the flows at both ends, or flows that pass columns.
struct Strand {
    first: usize,
    last: usize,
    under: Vec<usize>,
}

impl Grid {
    /// The start node.
    pub(crate) fn start(&self) -> usize {
        self.steps
    }

    /// The end node.
    pub(crate) fn end(&self) -> usize {
        self.steps + 1
    }

    /// The lane of an edge where it leaves one column for the next: on the left of the channel before `column`.
    pub(crate) fn lane_before(&self, edge: &Edge, column: usize) -> usize {
        if self.column[edge.from] + 1 == column { self.lane[edge.from] } else { edge.lane }
    }

    /// The lane of an edge on the right of the channel before `column`.
    pub(crate) fn lane_after(&self, edge: &Edge, column: usize) -> usize {
        if self.column[edge.to] == column { self.lane[edge.to] } else { edge.lane }
    }

    /// Columns and lanes of a map's graph. `critical`: whether each step is on the critical path.
    pub(crate) fn new(graph: &Graph, critical: &[bool], given: Option<&ColumnAssignment>) -> Grid {
        let steps = graph.len();
        let unconnected: Vec<usize> = graph.order.iter().copied().filter(|&s| graph.stands_alone(s)).collect();
        let mut column: Vec<usize> = match given {
            Some(given) => given.column.clone(),
            None => graph.rank.iter().map(|rank| rank + 1).collect(),
        };
        let last = (0..steps).filter(|&s| !graph.stands_alone(s)).map(|s| column[s]).max();
        // A map without flows has no columns, whatever the given ones are.
        let columns = last.map_or(0, |last| given.map_or(last + 2, |given| given.count.max(last + 2)));
        column.extend([0, columns.saturating_sub(1)]);
        let mut grid = Grid {
            steps,
            column,
            lane: vec![0; steps + 2],
            columns,
            lanes: 0,
            edges: Vec::new(),
            placed: Vec::new(),
            unconnected,
        };
        if columns > 0 {
            grid.add_edges(graph, critical);
            grid.assign_lanes();
            let mut placed: Vec<usize> = (0..steps).filter(|&s| !graph.stands_alone(s)).collect();
            placed.sort_unstable_by_key(|&s| (grid.column[s], grid.lane[s]));
            grid.placed = placed;
        }
        grid
    }

    fn add_edges(&mut self, graph: &Graph, critical: &[bool]) {
        let (start, end) = (self.start(), self.end());
        // The critical path in order: the ranks of its steps rise along it.
        let mut next_critical = vec![usize::MAX; self.steps];
        let path: Vec<usize> = graph.order.iter().copied().filter(|&s| critical[s]).collect();
        for pair in path.windows(2) {
            next_critical[pair[0]] = pair[1];
        }
        let mut edges = Vec::with_capacity(graph.len() * 2);
        for &s in &graph.order {
            if graph.stands_alone(s) {
                continue;
            }
            if graph.into[s].is_empty() {
                edges.push(Edge { from: start, to: s, lane: 0, critical: path.first() == Some(&s) });
            }
            for &to in &graph.out[s] {
                edges.push(Edge { from: s, to, lane: 0, critical: next_critical[s] == to });
            }
            if graph.out[s].is_empty() {
                edges.push(Edge { from: s, to: end, lane: 0, critical: path.last() == Some(&s) });
            }
        }
        self.edges = edges;
    }

    /// Chains: from the start, always along the longest way to the end; then the same with the remaining
    /// steps.
    fn chains(&self, out: &[Vec<usize>]) -> (Vec<Vec<usize>>, Vec<usize>) {
        let nodes = self.steps + 2;
        let mut order: Vec<usize> = (0..nodes).filter(|&n| !out[n].is_empty() || n == self.end()).collect();
        order.sort_by_key(|&n| (self.column[n], n));
        let mut depth = vec![0_usize; nodes];
        for &n in order.iter().rev() {
            depth[n] = out[n].iter().map(|&l| depth[self.edges[l].to] + 1).max().unwrap_or(0);
        }
        let mut chain_of = vec![usize::MAX; nodes];
        let mut chains = Vec::new();
        for &head in &order {
            if chain_of[head] != usize::MAX {
                continue;
            }
            let mut chain = vec![head];
            chain_of[head] = chains.len();
            let mut at = head;
            // On a tie the first flow, in the order of the table.
            while let Some(next) = out[at]
                .iter()
                .map(|&l| self.edges[l].to)
                .filter(|&to| chain_of[to] == usize::MAX)
                .rev()
                .max_by_key(|&to| depth[to])
            {
                chain_of[next] = chains.len();
                chain.push(next);
                at = next;
            }
            chains.push(chain);
        }
        (chains, chain_of)
    }

    fn assign_lanes(&mut self) {
        let nodes = self.steps + 2;
        let (mut out, mut into) = (vec![Vec::new(); nodes], vec![Vec::new(); nodes]);
        for (at, edge) in self.edges.iter().enumerate() {
            out[edge.from].push(at);
            into[edge.to].push(at);
        }
        let (chains, chain_of) = self.chains(&out);
        // The strand that each edge runs in: that of a chain, or one of its sender's own.
        let mut strand_of = vec![usize::MAX; self.edges.len()];
        let mut strands: Vec<Strand> = Vec::with_capacity(chains.len());
        let mut parents = Vec::with_capacity(chains.len());
        for (at, chain) in chains.iter().enumerate() {
            let (head, tail) = (chain[0], chain[chain.len() - 1]);
            let mut strand = Strand { first: self.column[head], last: self.column[tail], under: Vec::new() };
            let entry = into[head].iter().copied().max_by_key(|&l| self.column[self.edges[l].from]);
            let exit = out[tail].iter().copied().min_by_key(|&l| self.column[self.edges[l].to]);
            if let Some(entry) = entry {
                strand.first = self.column[self.edges[entry].from] + 1;
                strand_of[entry] = at;
            }
            if let Some(exit) = exit {
                strand.last = self.column[self.edges[exit].to] - 1;
                strand_of[exit] = at;
            }
            parents.push(entry.map(|l| chain_of[self.edges[l].from]));
            strands.push(strand);
        }
        for chain in &chains {
            for pair in chain.windows(2) {
                let inside = out[pair[0]].iter().copied().find(|&l| self.edges[l].to == pair[1]);
                if let Some(edge) = inside {
                    strand_of[edge] = chain_of[pair[0]];
                }
            }
        }
        // The other flows that pass columns are bundled, one strand per sender, and fork where they arrive.
        let mut bundles: HashMap<usize, usize> = HashMap::new();
        for (at, edge) in self.edges.iter().enumerate() {
            let (from, to) = (self.column[edge.from], self.column[edge.to]);
            if strand_of[at] != usize::MAX || to <= from + 1 {
                continue;
            }
            let bundle = *bundles.entry(edge.from).or_insert_with(|| {
                strands.push(Strand { first: from + 1, last: to - 1, under: Vec::new() });
                parents.push(Some(chain_of[edge.from]));
                strands.len() - 1
            });
            strands[bundle].last = strands[bundle].last.max(to - 1);
            strand_of[at] = bundle;
        }
        let lanes = lanes(strands, &parents);
        for (node, &chain) in chain_of.iter().enumerate() {
            if let Some(&lane) = lanes.get(chain) {
                self.lane[node] = lane;
            }
        }
        for (edge, &strand) in self.edges.iter_mut().zip(&strand_of) {
            edge.lane = lanes.get(strand).copied().unwrap_or(0);
        }
        self.lanes = lanes.iter().max().map_or(0, |lane| lane + 1);
    }
}

/// A lane for each strand: below that of its parent, the shortest first, so that nested strands lie inside.
fn lanes(mut strands: Vec<Strand>, parents: &[Option<usize>]) -> Vec<usize> {
    let mut roots = Vec::new();
    for (at, parent) in parents.iter().enumerate() {
        match parent {
            Some(parent) if *parent != at => strands[*parent].under.push(at),
            _ => roots.push(at),
        }
    }
    let length = |strands: &[Strand], at: usize| (strands[at].last.saturating_sub(strands[at].first), at);
    for at in 0..strands.len() {
        let mut under = std::mem::take(&mut strands[at].under);
        under.sort_unstable_by_key(|&child| length(&strands, child));
        strands[at].under = under;
    }
    let mut lane_of = vec![0; strands.len()];
    let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
    // Depth first, with an explicit stack: a map may nest as deep as it has steps.
    let mut open: Vec<(usize, usize)> = roots.iter().rev().map(|&root| (root, 0)).collect();
    while let Some((at, least)) = open.pop() {
        let span = (strands[at].first, strands[at].last);
        let free = |lane: &Vec<(usize, usize)>| lane.iter().all(|&(first, last)| last < span.0 || span.1 < first);
        let lane = (least..taken.len()).find(|&lane| free(&taken[lane])).unwrap_or(taken.len().max(least));
        while taken.len() <= lane {
            taken.push(Vec::new());
        }
        if span.0 <= span.1 {
            taken[lane].push(span);
        }
        lane_of[at] = lane;
        open.extend(strands[at].under.iter().rev().map(|&child| (child, lane + 1)));
    }
    lane_of
}
