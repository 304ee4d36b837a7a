//! How many changes are tried on a map. Each is really made and worked out anew, which takes the longer the larger the map
//! is; a map at the limits has thousands of levers, and working all of them out would keep a server busy for minutes. So
//! those are tried first that can save most, and what there is no room for is counted and said.

use crate::edit::Edit;
use crate::metrics::critical_path::{CriticalPath, drags};
use crate::model::duration::Seconds;
use crate::model::graph::Graph;
use crate::model::map::Map;

/// The most work for one map, in looks at a step, a flow or a rework arrow: some tenths of a second. Maps that people draw
/// take a hundredth of it.
const MAX_WORK: usize = 15_000_000;

/// The room that is left for trying changes of one map.
pub(crate) struct Budget {
    left: usize,
    /// What a change of figures takes: some longest paths.
    of_figures: usize,
    /// What the end of a rework arrow takes: who passes how often, and the same.
    of_rework: usize,
    /// What any other change takes: a new map, its checks, its graph and loops.
    of_flow: usize,
}

impl Budget {
    pub(crate) fn of(map: &Map) -> Budget {
        let once = map.steps.len() + map.flows.len();
        let loops = map.rework.len() * map.steps.len();
        Budget { left: MAX_WORK, of_figures: once, of_rework: once + loops / 4, of_flow: 8 * once + loops }
    }

    /// Is there room for this change? It is taken then.
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

/// At most how much a change at each step can save on the first pass: its drag.
pub(crate) fn most_saved(map: &Map, graph: &Graph) -> Vec<Seconds> {
    drags(map, graph, &CriticalPath::of(map, graph)).into_iter().map(|drag| drag.whole).collect()
}
