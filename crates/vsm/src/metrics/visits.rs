//! How often an item passes through each step when rework sends shares of it back.
//!
//! v(j) = 1 + Σ share · v(k) over the rework arrows k→i for which j lies on a path from i to k. Solved from the ends
//! backwards: v(k) · (1 − its own shares) = 1 + Σ of the later arrows that span it. Parallel work outside the loop is
//! not repeated. A rework arrow may have a wait: it is added to the time at its sender, as often as items take the arrow.

use crate::model::duration::{Seconds, real, whole};
use crate::model::graph::{Graph, index};
use crate::model::map::{Map, SentBack};

/// Above this number of visits a map never finishes.
pub const MAX_VISITS: f64 = 1000.0;

/// A rework arrow by step positions; its share from 0 to 1.
#[derive(Debug, Clone)]
struct Arrow {
    to: usize,
    share: f64,
    /// In seconds, before the repeat begins.
    wait: f64,
    /// The steps to be done again: those on a path from `to` to the arrow's sender, without the sender.
    spans: Vec<usize>,
}

/// The rework loops of a map.
#[derive(Debug, Clone)]
pub struct Loops {
    /// The arrows out of each step.
    out: Vec<Vec<Arrow>>,
    /// Whether some arrow leads to each step.
    targets: Vec<bool>,
    order: Vec<usize>,
}

impl Loops {
    /// The loops of a map.
    pub fn new(map: &Map, graph: &Graph) -> Loops {
        let n = graph.len();
        let mut loops = Loops { out: vec![Vec::new(); n], targets: vec![false; n], order: graph.order.clone() };
        if map.rework.is_empty() {
            return loops;
        }
        let index = index(map);
        let reach = graph.reach();
        for ((from, to), SentBack { share, wait }) in &map.rework {
            let (Some(&from), Some(&to)) = (index.get(from.as_str()), index.get(to.as_str())) else { continue };
            let spans = (0..n).filter(|&s| s != from && reach.leads(to, s) && reach.leads(s, from)).collect();
            loops.out[from].push(Arrow {
                to,
                share: share / 100.0,
                wait: wait.map_or(0.0, |wait| real(wait.seconds)),
                spans,
            });
            loops.targets[to] = true;
        }
        // Summed in table order, so that the order of the ids can't affect the last digit.
        for arrows in &mut loops.out {
            arrows.sort_by_key(|a| a.to);
        }
        loops
    }

    /// How often items pass each step.
    pub fn passes(&self) -> Passes {
        self.passes_with(|_, _| true)
    }

    /// The same without the rework arrow between two steps.
    pub fn passes_without_arrow(&self, from: usize, to: usize) -> Passes {
        self.passes_with(|sender, arrow| (sender, arrow.to) != (from, to))
    }

    /// Expected lead time − the same without the rework arrows into a step, in seconds.
    pub fn cost_of_arrows_into(&self, step: usize, graph: &Graph, leads: &[Seconds], expected: f64) -> Seconds {
        if !self.targets[step] {
            return 0;
        }
        let without = expected_lead(graph, leads, &self.passes_with(|_, arrow| arrow.to != step)).unwrap_or(expected);
        whole((expected - without).max(0.0))
    }

    /// With the arrows that `counts` accepts, given the sender and the arrow.
    fn passes_with(&self, counts: impl Fn(usize, &Arrow) -> bool) -> Passes {
        // 1 + what the arrows solved so far send back over each step; all of them start later than what
        // they span.
        let mut arrives = vec![1.0_f64; self.order.len()];
        let mut waits = vec![0.0_f64; self.order.len()];
        for &step in self.order.iter().rev() {
            let own = || self.out[step].iter().filter(|arrow| counts(step, arrow));
            let stays = 1.0 - own().map(|a| a.share).sum::<f64>();
            arrives[step] = if stays > 0.0 { arrives[step] / stays } else { f64::INFINITY };
            for arrow in own() {
                let sent_back = arrow.share * arrives[step];
                waits[step] += sent_back * arrow.wait;
                for &again in &arrow.spans {
                    arrives[again] += sent_back;
                }
            }
        }
        Passes { visits: arrives.into_iter().map(|v| (v <= MAX_VISITS).then_some(v)).collect(), waits }
    }
}

/// How often items pass each step.
#[derive(Debug, Clone)]
pub struct Passes {
    /// Expected visits of each step; `None` where they exceed [`MAX_VISITS`].
    pub visits: Vec<Option<f64>>,
    /// Expected seconds that items wait on the rework arrows out of each step.
    waits: Vec<f64>,
}

/// Longest path with each step's lead time × its visits and the waits of its rework arrows, in seconds; `None` if some
/// step is visited without end.
pub fn expected_lead(graph: &Graph, leads: &[Seconds], passes: &Passes) -> Option<f64> {
    let mut until = vec![0.0_f64; graph.len()];
    let mut longest = 0.0_f64;
    for &step in &graph.order {
        let own = real(leads[step]) * passes.visits[step]? + passes.waits[step];
        until[step] = own + graph.into[step].iter().map(|&p| until[p]).fold(0.0, f64::max);
        longest = longest.max(until[step]);
    }
    Some(longest)
}
