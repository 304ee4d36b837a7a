//! The flows of a map as a graph of indices: order, rank, reachability.
//!
//! Everything that asks "what comes before what" asks here. Building it never fails: a flow that names a step that is
//! not there is left out, and steps on a circle are listed in [`Graph::circle`]; [`crate::validate::map`] refuses such maps.

use std::collections::HashMap;

use crate::model::map::Map;

/// The flow of one map, by the steps' positions in [`Map::steps`].
#[derive(Debug, Clone)]
pub struct Graph {
    /// For each step, where it leads.
    pub out: Vec<Vec<usize>>,
    /// For each step, what leads to it.
    pub into: Vec<Vec<usize>>,
    /// A topological order: every step after all that lead to it; among equals by rank, then as put there.
    /// This is also the order of the rows in the table.
    pub order: Vec<usize>,
    /// The longest distance from a start, in flows.
    pub rank: Vec<usize>,
    /// Steps that flows lead around in a circle; empty in a valid map.
    pub circle: Vec<usize>,
}

/// For each step, the set of steps that can be reached from it (itself included).
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
        // Flows are kept by id; whoever walks them wants the steps' own order.
        for list in out.iter_mut().chain(into.iter_mut()) {
            list.sort_unstable();
        }
        let (rank, circle) = rank(&out, &into);
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|&step| (rank[step], step));
        Graph { out, into, order, rank, circle }
    }

    /// How many steps.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rank.len()
    }

    /// No steps at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rank.is_empty()
    }

    /// Neither led to nor leading anywhere, while the map has other steps.
    #[must_use]
    pub fn stands_alone(&self, step: usize) -> bool {
        self.len() > 1 && self.out[step].is_empty() && self.into[step].is_empty()
    }

    /// Is the whole map one chain, without branches? Then its last step is told.
    #[must_use]
    pub fn end_of_chain(&self) -> Option<usize> {
        let one_way = self.out.iter().chain(&self.into).all(|list| list.len() <= 1);
        let mut ends = (0..self.len()).filter(|&s| self.out[s].is_empty());
        match (one_way, ends.next(), ends.next()) {
            (true, Some(end), None) => Some(end),
            _ => None,
        }
    }

    /// Who can be reached from whom.
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
    /// Does a path of flows lead from one step to the other? A step reaches itself.
    #[must_use]
    pub fn leads(&self, from: usize, to: usize) -> bool {
        self.bits[from * self.words + to / 64] >> (to % 64) & 1 == 1
    }
}

/// Where each step's id stands in [`Map::steps`].
#[must_use]
pub fn index(map: &Map) -> HashMap<&str, usize> {
    map.steps.iter().enumerate().map(|(i, step)| (step.id.as_str(), i)).collect()
}

/// Longest distance from a start for every step (Kahn), and the steps that no order can hold.
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
