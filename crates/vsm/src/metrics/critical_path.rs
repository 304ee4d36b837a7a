//! The critical path and each step's drag.

use crate::model::duration::Seconds;
use crate::model::graph::Graph;
use crate::model::map::Map;
use crate::model::step::Step;

/// The chain of steps that determines the lead time.
///
/// The longest path by usual lead time ([`Counted::usual`](crate::model::counted::Counted::usual)); a join waits for its
/// slowest branch. Of equally long paths, the one with more work, then the one that comes first in the table.
#[derive(Debug, Clone)]
pub struct CriticalPath {
    /// The positions of its steps, in order.
    pub steps: Vec<usize>,
    /// For each step of the map, whether it is on the path.
    pub holds: Vec<bool>,
    /// The usual lead time along it.
    pub lead: Seconds,
    /// The shortest lead time along it.
    pub least_lead: Seconds,
    /// The shortest wait time along it.
    pub least_wait: Seconds,
    /// The shortest work time along it.
    pub least_work: Seconds,
}

/// How much shorter the map's lead time would be without a step's time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drag {
    /// With the step's wait and work at 0.
    pub whole: Seconds,
    /// With its wait at 0.
    pub wait: Seconds,
}

impl CriticalPath {
    /// Finds the critical path.
    pub fn new(map: &Map, graph: &Graph) -> CriticalPath {
        CriticalPath::by(map, graph, |step| {
            let [lead, work] = [step.counted_lead(), step.counted_work().unwrap_or(0)];
            [lead, work, step.least_lead(), step.least_work().unwrap_or(0)]
        })
    }

    /// The path whose times are the totals of the map, which count the low end of each range: the critical path, unless
    /// another one is longer with the low ends.
    pub fn of_totals(map: &Map, graph: &Graph) -> CriticalPath {
        let usual = CriticalPath::new(map, graph);
        let least = CriticalPath::by(map, graph, |step| {
            let [lead, work] = [step.least_lead(), step.least_work().unwrap_or(0)];
            [lead, work, step.counted_lead(), step.counted_work().unwrap_or(0)]
        });
        if least.least_lead > usual.least_lead { least } else { usual }
    }

    /// The longest path by these times of the steps: by the first, of equally long ones by the second, and so on.
    fn by(map: &Map, graph: &Graph, times: impl Fn(&Step) -> [Seconds; 4]) -> CriticalPath {
        let n = graph.len();
        // The longest times from each step to an end, computed backwards, so that following the
        // choices forwards breaks ties by table order.
        let mut best: Vec<[Seconds; 4]> = vec![[0; 4]; n];
        let row = rows(graph);
        let first_best = |candidates: &[usize], best: &[[Seconds; 4]]| {
            candidates.iter().copied().max_by_key(|&s| (best[s], std::cmp::Reverse(row[s])))
        };
        for &step in graph.order.iter().rev() {
            let own = times(&map.steps[step]);
            let rest = first_best(&graph.out[step], &best).map_or([0; 4], |next| best[next]);
            best[step] = std::array::from_fn(|time| own[time] + rest[time]);
        }
        let starts: Vec<usize> = (0..n).filter(|&s| graph.into[s].is_empty()).collect();
        let mut path = CriticalPath {
            steps: Vec::new(),
            holds: vec![false; n],
            lead: 0,
            least_lead: 0,
            least_wait: 0,
            least_work: 0,
        };
        let mut at = first_best(&starts, &best);
        while let Some(step) = at {
            if path.holds[step] {
                break; // only in a cycle, which a valid map doesn't have
            }
            path.steps.push(step);
            path.holds[step] = true;
            path.lead += map.steps[step].counted_lead();
            path.least_lead += map.steps[step].least_lead();
            path.least_wait += map.steps[step].least_wait().unwrap_or(0);
            path.least_work += map.steps[step].least_work().unwrap_or(0);
            at = first_best(&graph.out[step], &best);
        }
        path
    }
}

/// The place of each step in the order of the table.
fn rows(graph: &Graph) -> Vec<usize> {
    let mut row = vec![0; graph.len()];
    for (at, &step) in graph.order.iter().enumerate() {
        row[step] = at;
    }
    row
}

/// The longest path through the graph by a time for each step.
pub fn longest(graph: &Graph, times: &[Seconds]) -> Seconds {
    along(graph.order.iter(), &graph.into, |step| times[step]).into_iter().max().unwrap_or(0)
}

/// For each step, the longest path that ends there, in an order in which the steps before it (`before`) come first.
fn along<'s>(
    order: impl Iterator<Item = &'s usize>,
    before: &[Vec<usize>],
    time: impl Fn(usize) -> Seconds,
) -> Vec<Seconds> {
    let mut until = vec![0; before.len()];
    for &step in order {
        until[step] = time(step) + before[step].iter().map(|&p| until[p]).max().unwrap_or(0);
    }
    until
}

/// Drag of every step (Devaux, critical-path drag): lead time − lead time with the step's time at 0.
///
/// With a step at 0 the longest path is either one through the step, shorter by the step's time, or the longest one
/// around it. So drag = min(time, lead − longest path around), and 0 where a longest path leads around. In
/// topological order a path that avoids a step ends before it, starts after it, or jumps over it by one flow; one
/// sweep over the flows finds the longest of these for all steps.
pub fn drags(map: &Map, graph: &Graph, path: &CriticalPath) -> Vec<Drag> {
    let around = longest_around(map, graph);
    (0..graph.len())
        .map(|s| {
            let saving = path.lead.saturating_sub(around[s]);
            let step = &map.steps[s];
            Drag { whole: step.counted_lead().min(saving), wait: step.counted_wait().unwrap_or(0).min(saving) }
        })
        .collect()
}

/// For each step, the longest path that does not touch it.
fn longest_around(map: &Map, graph: &Graph) -> Vec<Seconds> {
    let n = graph.len();
    let time = |s: usize| map.steps[s].counted_lead();
    let until = along(graph.order.iter(), &graph.into, time);
    let from = along(graph.order.iter().rev(), &graph.out, time);
    let row = rows(graph);
    // The jumps over each span of rows (exclusive at both ends), longest first.
    let mut jumps: Vec<(Seconds, usize, usize)> = Vec::new();
    for s in 0..n {
        if graph.out[s].is_empty() {
            jumps.push((until[s], row[s] + 1, n));
        }
        if graph.into[s].is_empty() {
            jumps.push((from[s], 0, row[s]));
        }
        for &next in &graph.out[s] {
            jumps.push((until[s] + from[next], row[s] + 1, row[next]));
        }
    }
    jumps.sort_unstable_by_key(|jump| std::cmp::Reverse(jump.0));
    // The first jump over a row is its longest: fill each row once, skipping the filled ones.
    let mut by_row = vec![0; n];
    let mut next_free: Vec<usize> = (0..=n).collect();
    for (length, start, end) in jumps {
        let mut at = find(&mut next_free, start);
        while at < end {
            by_row[at] = length;
            next_free[at] = at + 1;
            at = find(&mut next_free, at + 1);
        }
    }
    (0..n).map(|s| by_row[row[s]]).collect()
}

/// The first unfilled row from `at` on (union-find with path halving).
fn find(next_free: &mut [usize], mut at: usize) -> usize {
    while next_free[at] != at {
        next_free[at] = next_free[next_free[at]];
        at = next_free[at];
    }
    at
}
