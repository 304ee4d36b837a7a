//! Limits how many changes are tried on a map. Each one is applied and its metrics are computed, which
//! takes longer the larger the map is; a map at the limits has thousands of levers, and trying all of them
//! would keep a server busy for minutes. So the most promising are tried first, and the number of untried
//! ones is reported.

use crate::edit::Edit;
use crate::metrics::critical_path::{CriticalPath, drags};
use crate::model::duration::Seconds;
use crate::model::graph::Graph;
use crate::model::map::Map;

/// The maximum work per map, in visits to a step, a flow or a rework arrow: some tenths of a second.
/// Typical maps take a hundredth of it.
const MAX_WORK: usize = 15_000_000;

/// The remaining work for trying changes of one map.
pub(crate) struct Budget {
    left: usize,
    /// The cost of changing values: some longest paths.
    of_figures: usize,
    /// The cost of removing a rework arrow: the visits, and the same.
    of_rework: usize,
    /// The cost of any other change: a new map, its validation, graph and loops.
    of_flow: usize,
}

impl Budget {
    pub(crate) fn new(map: &Map) -> Budget {
        let once = map.steps.len() + map.flows.len();
        let loops = map.rework.len() * map.steps.len();
        Budget { left: MAX_WORK, of_figures: once, of_rework: once + loops / 4, of_flow: 8 * once + loops }
    }

    /// Spends the cost of this change if the budget allows it.
    pub(crate) fn allows(&mut self, change: &Edit) -> bool {
        let cost = self.cost(change);
        let fits = cost <= self.left;
        self.left -= if fits { cost } else { 0 };
        fits
    }

    fn cost(&self, change: &Edit) -> usize {
        match change {
            Edit::ChangeStep { .. } => self.of_figures,
            Edit::SetRework { share: None, .. } => self.of_rework,
            Edit::Batch { edits } => edits.iter().map(|edit| self.cost(edit)).max().unwrap_or(0),
            _ => self.of_flow,
        }
    }
}

/// An upper bound of what a change at each step can save on the first pass: its drag.
pub(crate) fn max_savings(map: &Map, graph: &Graph) -> Vec<Seconds> {
    drags(map, graph, &CriticalPath::new(map, graph)).into_iter().map(|drag| drag.whole).collect()
}
