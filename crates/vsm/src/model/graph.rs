//! The flows of a map as a graph of indices: order, rank, reachability.
//!
//! Every question of what comes before what is answered here. Building it never fails: a flow that names a
//! missing step is ignored, and steps on a cycle are listed in [`Graph::circle`]; [`crate::validate::map`]
//! rejects such maps.

use std::collections::HashMap;

use crate::model::map::Map;
use crate::model::step::Step;

/// The flow of one map, by the steps' positions in [`Map::steps`].
#[derive(Debug, Clone)]
pub struct Graph {
    /// The successors of each step.
    pub out: Vec<Vec<usize>>,
    /// The predecessors of each step.
    pub into: Vec<Vec<usize>>,
    /// A topological order: every step after its predecessors; ties by rank, then by stored order. This is
    /// also the order of the table's rows.
    pub order: Vec<usize>,
    /// The longest distance from a start, in flows.
    pub rank: Vec<usize>,
    /// Steps on a cycle; empty in a valid map.
    pub circle: Vec<usize>,
}

/// For each step, the set of steps reachable from it (including itself).
#[derive(Debug, Clone)]
pub struct Reach {
    words: usize,
    bits: Vec<u64>,
}

impl Graph {
    /// The graph of a map's flows.
    pub fn new(map: &Map) -> Graph {
        let n = map.steps.len();
        let index = index(map);
        let mut out = vec![Vec::new(); n];
        let mut into = vec![Vec::new(); n];
        for flow in &map.flows {
            if let (Some(&from), Some(&to)) = (index.get(flow.from.as_str()), index.get(flow.to.as_str())) {
                out[from].push(to);
                into[to].push(from);
            }
        }
        // Flows are sorted by id; callers need the order of the steps.
        for list in out.iter_mut().chain(into.iter_mut()) {
            list.sort_unstable();
        }
        let (rank, circle) = ranks(&out);
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|&step| (rank[step], step));
        Graph { out, into, order, rank, circle }
    }

    /// The number of steps.
    pub fn len(&self) -> usize {
        self.rank.len()
    }

    /// Whether there are no steps.
    pub fn is_empty(&self) -> bool {
        self.rank.is_empty()
    }

    /// Whether the step has no flows while the map has other steps.
    pub fn stands_alone(&self, step: usize) -> bool {
        self.len() > 1 && self.out[step].is_empty() && self.into[step].is_empty()
    }

    /// The last step, if the whole map is one chain without branches.
    pub fn end_of_chain(&self) -> Option<usize> {
        let one_way = self.out.iter().chain(&self.into).all(|list| list.len() <= 1);
        let mut ends = (0..self.len()).filter(|&s| self.out[s].is_empty());
        match (one_way, ends.next(), ends.next()) {
            (true, Some(end), None) => Some(end),
            _ => None,
        }
    }

    /// The steps of its map in the order of the table.
    pub fn steps<'m>(&self, map: &'m Map) -> impl Iterator<Item = &'m Step> {
        self.order.iter().filter_map(|&at| map.steps.get(at)).map(AsRef::as_ref)
    }

    /// Computes which steps can be reached from which.
    pub fn reach(&self) -> Reach {
        let words = self.len().div_ceil(64);
        let mut reach = Reach { words, bits: vec![0; words * self.len()] };
        for &step in self.order.iter().rev() {
            reach.bits[step * words + step / 64] |= 1 << (step % 64);
            for &next in &self.out[step] {
                for word in 0..words {
                    let bits = reach.bits[next * words + word];
                    reach.bits[step * words + word] |= bits;
                }
            }
        }
        reach
    }
}

impl Reach {
    /// Whether a path of flows leads from one step to the other. A step reaches itself.
    pub fn leads(&self, from: usize, to: usize) -> bool {
        self.bits[from * self.words + to / 64] >> (to % 64) & 1 == 1
    }
}

/// The position of each step id in [`Map::steps`].
pub fn index(map: &Map) -> HashMap<&str, usize> {
    map.steps.iter().enumerate().map(|(i, step)| (step.id.as_str(), i)).collect()
}

/// The longest distance of each node from a start (Kahn), and the nodes on or after a cycle, from the successors of each.
pub fn ranks(out: &[Vec<usize>]) -> (Vec<usize>, Vec<usize>) {
    let mut rank = vec![0; out.len()];
    let mut open = vec![0_usize; out.len()];
    out.iter().flatten().for_each(|&next| open[next] += 1);
    let mut ready: Vec<usize> = (0..out.len()).filter(|&node| open[node] == 0).collect();
    while let Some(node) = ready.pop() {
        for &next in &out[node] {
            rank[next] = rank[next].max(rank[node] + 1);
            open[next] -= 1;
            if open[next] == 0 {
                ready.push(next);
            }
        }
    }
    (rank, (0..out.len()).filter(|&node| open[node] > 0).collect())
}
