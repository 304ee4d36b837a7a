//! The flows of a map as a graph of indices: order, rank, reachability.
//!
//! Every question of what comes before what is answered here. Building it never fails: a flow that names a
//! missing step is ignored, and steps on a cycle are listed in [`Graph::circle`]; [`crate::validate::map`]
//! rejects such maps.

use std::collections::HashMap;

use crate::model::map::Map;

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
    #[must_use]
    pub fn of(map: &Map) -> Graph {
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
        let (rank, circle) = rank(&out, &into);
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|&step| (rank[step], step));
        Graph { out, into, order, rank, circle }
    }

    /// The number of steps.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rank.len()
    }

    /// Whether there are no steps.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rank.is_empty()
    }

    /// Whether the step has no flows while the map has other steps.
    #[must_use]
    pub fn stands_alone(&self, step: usize) -> bool {
        self.len() > 1 && self.out[step].is_empty() && self.into[step].is_empty()
    }

    /// The last step, if the whole map is one chain without branches.
    #[must_use]
    pub fn end_of_chain(&self) -> Option<usize> {
        let one_way = self.out.iter().chain(&self.into).all(|list| list.len() <= 1);
        let mut ends = (0..self.len()).filter(|&s| self.out[s].is_empty());
        match (one_way, ends.next(), ends.next()) {
            (true, Some(end), None) => Some(end),
            _ => None,
        }
    }

    /// Computes which steps can be reached from which.
    #[must_use]
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
    #[must_use]
    pub fn leads(&self, from: usize, to: usize) -> bool {
        self.bits[from * self.words + to / 64] >> (to % 64) & 1 == 1
    }
}

/// The position of each step id in [`Map::steps`].
#[must_use]
pub fn index(map: &Map) -> HashMap<&str, usize> {
    map.steps.iter().enumerate().map(|(i, step)| (step.id.as_str(), i)).collect()
}

/// The longest distance of each step from a start (Kahn), and the steps on a cycle.
fn rank(out: &[Vec<usize>], into: &[Vec<usize>]) -> (Vec<usize>, Vec<usize>) {
    let n = out.len();
    let mut rank = vec![0; n];
    let mut open: Vec<usize> = into.iter().map(Vec::len).collect();
    let mut ready: Vec<usize> = (0..n).filter(|&s| open[s] == 0).collect();
    let mut done = 0;
    while let Some(step) = ready.pop() {
        done += 1;
        for &next in &out[step] {
            rank[next] = rank[next].max(rank[step] + 1);
            open[next] -= 1;
            if open[next] == 0 {
                ready.push(next);
            }
        }
    }
    let circle = if done == n { Vec::new() } else { (0..n).filter(|&s| open[s] > 0).collect() };
    (rank, circle)
}
