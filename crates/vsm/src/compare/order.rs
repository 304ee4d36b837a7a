//! Steps that moved within the flow.
//!
//! Only steps in both maps count, and for each pair only whether one comes after the other, across any
//! steps in between. So adding or removing a step moves no other step. If a step moved, its order relative
//! to every step it passed differs, while the order among those is unchanged: the result is the smallest
//! set of steps that explains every difference.

use std::collections::HashMap;

use crate::compare::MovedStep;
use crate::model::graph::{Graph, index};
use crate::model::map::Map;
use crate::model::step::StepId;
use crate::text::quote;

/// The steps in both maps that moved, in the second map's flow order.
pub(super) fn moved(before: (&Map, &Graph), after: (&Map, &Graph)) -> Vec<MovedStep> {
    let old = index(before.0);
    let places: Vec<(usize, usize)> =
        after.1.order.iter().filter_map(|&at| Some((*old.get(after.0.steps.get(at)?.id.as_str())?, at))).collect();
    let was = Order::new(before.1, places.iter().map(|place| place.0));
    let is = Order::new(after.1, places.iter().map(|place| place.1));
    let names: Vec<&str> = places.iter().map(|&(_, at)| after.0.steps[at].name.as_str()).collect();
    // Each step's combined position in both maps, counted among the common steps.
    let common: HashMap<usize, usize> = places.iter().enumerate().map(|(at, place)| (place.0, at)).collect();
    let mut late: Vec<usize> = (0..places.len()).collect();
    for (rank, at) in before.1.order.iter().filter_map(|at| common.get(at)).enumerate() {
        late[*at] += rank;
    }
    let id = |at: usize| -> &StepId { &after.0.steps[places[at].1].id };
    let mut moved = least(&was, &is, |at| (late[at], id(at).clone()));
    moved.sort_unstable();
    let describer = Describer { was: &was, is: &is, names: &names };
    moved.into_iter().map(|at| MovedStep { id: id(at).clone(), sentence: describer.describe(at) }).collect()
}

/// Steps whose removal makes the two orders equal. Greedy: always takes the step that explains most of the
/// remaining differences; on a tie the one later in both maps combined, so that the result is symmetric.
fn least<K: Ord>(was: &Order, is: &Order, key: impl Fn(usize) -> K) -> Vec<usize> {
    let n = was.len;
    let mut conflicts: Vec<Set> = (0..n)
        .map(|at| {
            let mut set = Set::empty(n);
            for word in 0..set.0.len() {
                let later = was.later[at].0[word] ^ is.later[at].0[word];
                let earlier = was.earlier[at].0[word] ^ is.earlier[at].0[word];
                set.0[word] = later | earlier;
            }
            set
        })
        .collect();
    let mut left: Vec<usize> = conflicts.iter().map(Set::count).collect();
    let mut found = Vec::new();
    while let Some(worst) = (0..n).filter(|&at| left[at] > 0).max_by_key(|&at| (left[at], key(at))) {
        found.push(worst);
        left[worst] = 0;
        for other in std::mem::replace(&mut conflicts[worst], Set::empty(n)).members() {
            if conflicts[other].remove(worst) {
                left[other] = left[other].saturating_sub(1);
            }
        }
    }
    found
}

/// A set of small numbers.
#[derive(Debug, Clone)]
struct Set(Vec<u64>);

impl Set {
    fn empty(most: usize) -> Set {
        Set(vec![0; most.div_ceil(64)])
    }

    fn insert(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    /// Returns whether it was present.
    fn remove(&mut self, at: usize) -> bool {
        let was = self.has(at);
        self.0[at / 64] &= !(1 << (at % 64));
        was
    }

    fn has(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn members(&self) -> impl Iterator<Item = usize> + '_ {
        let bits =
            |(at, &word): (usize, &u64)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |b| at * 64 + b);
        self.0.iter().enumerate().flat_map(bits)
    }

    fn intersects(&self, other: &Set) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

/// For each common step of one map, the common steps after and before it.
struct Order {
    len: usize,
    later: Vec<Set>,
    earlier: Vec<Set>,
}

impl Order {
    fn new(graph: &Graph, steps: impl Iterator<Item = usize>) -> Order {
        let steps: Vec<usize> = steps.collect();
        let (len, reach) = (steps.len(), graph.reach());
        let mut order = Order { len, later: vec![Set::empty(len); len], earlier: vec![Set::empty(len); len] };
        for (a, &from) in steps.iter().enumerate() {
            for (b, &to) in steps.iter().enumerate().filter(|(b, _)| *b != a) {
                if reach.leads(from, to) {
                    order.later[a].insert(b);
                    order.earlier[b].insert(a);
                }
            }
        }
        order
    }

    fn parallel(&self, a: usize, b: usize) -> bool {
        a != b && !self.later[a].has(b) && !self.earlier[a].has(b)
    }

    /// The direct predecessors among the common steps.
    fn right_before(&self, at: usize) -> Vec<usize> {
        let earlier = &self.earlier[at];
        earlier.members().filter(|&other| !self.later[other].intersects(earlier)).collect()
    }

    /// The direct successors among the common steps.
    fn right_after(&self, at: usize) -> Vec<usize> {
        let later = &self.later[at];
        later.members().filter(|&other| !self.earlier[other].intersects(later)).collect()
    }
}

struct Describer<'a> {
    was: &'a Order,
    is: &'a Order,
    names: &'a [&'a str],
}

impl Describer<'_> {
    /// A sentence with a step's old and new position.
    fn describe(&self, at: usize) -> String {
        let name = quote(self.names[at]);
        let beside = |steps: Vec<usize>| steps.into_iter().find(|&other| self.is.parallel(at, other));
        if let Some(other) = beside(self.was.right_before(at)) {
            return format!("{name} now runs in parallel with {} (previously after it)", quote(self.names[other]));
        }
        if let Some(other) = beside(self.was.right_after(at)) {
            return format!("{name} now runs in parallel with {} (previously before it)", quote(self.names[other]));
        }
        let apart = |steps: Vec<usize>| steps.into_iter().find(|&other| self.was.parallel(at, other));
        if let Some(other) = apart(self.is.right_before(at)) {
            return format!("{name} now follows {} (previously in parallel)", quote(self.names[other]));
        }
        if let Some(other) = apart(self.is.right_after(at)) {
            return format!("{name} now precedes {} (previously in parallel)", quote(self.names[other]));
        }
        format!("{name} is now {} (previously {})", self.place(self.is, at), self.place(self.was, at))
    }

    fn place(&self, order: &Order, at: usize) -> String {
        match (self.list(&order.right_before(at)), self.list(&order.right_after(at))) {
            (Some(before), Some(after)) => format!("after {before} and before {after}"),
            (Some(before), None) => format!("after {before}, at the end"),
            (None, Some(after)) => format!("first, before {after}"),
            (None, None) => "on its own".to_owned(),
        }
    }

    /// At most two names, then the number of others.
    fn list(&self, steps: &[usize]) -> Option<String> {
        let name = |at: &usize| quote(self.names[*at]);
        match steps {
            [] => None,
            [one] => Some(name(one)),
            [one, other] => Some(format!("{} and {}", name(one), name(other))),
            [one, other, more @ ..] => Some(format!("{}, {} and {} more", name(one), name(other), more.len())),
        }
    }
}
