//! Compares two maps: steps added, removed, changed and moved, and the change of every metric.
//!
//! Steps are matched by id, whatever their names. The lists agree with [`crate::edit::diff`]: a step is
//! listed as changed exactly if applying the difference would change it.
//!
//! ```
//! use vsm::{Map, compare::Comparison};
//! let map = Map::new("Release");
//! assert!(Comparison::new(&map, &map).is_empty());
//! ```

mod changes;
mod metrics;
mod order;
mod sentences;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub use crate::compare::changes::ChangedField;
pub use crate::compare::metrics::{
    BottleneckStep, Delta, MetricComparison, Side, Verdict, bottlenecks, compare_metrics,
};
pub use crate::compare::sentences::{DifferenceKind, DifferenceSentence};

use crate::model::graph::Graph;
use crate::model::map::{Flow, Map, SentBack};
use crate::model::step::{Step, StepId};

/// The differences between two maps. Lists of steps follow the flow of the map that contains them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// Steps only in the second map.
    pub added: Vec<StepId>,
    /// Steps only in the first map.
    pub removed: Vec<StepId>,
    /// Steps in both maps with changed fields.
    pub changed: Vec<ChangedStep>,
    /// Steps in both maps whose position in the flow changed.
    pub moved: Vec<MovedStep>,
    /// Flows only in the second map.
    pub flows_added: Vec<Flow>,
    /// Flows only in the first map.
    pub flows_removed: Vec<Flow>,
    /// Rework arrows that were added, removed or have a different share or wait.
    pub rework: Vec<ChangedRework>,
    /// The map's own changed fields.
    pub fields: Vec<ChangedField>,
    /// The maps use different calendars. Times are then shown on each map's own calendar, and a step counts
    /// as changed if its displayed values differ: 1w equals 1w.
    pub clocks_differ: bool,
}

/// A step in both maps with changed fields.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedStep {
    /// The step.
    pub id: StepId,
    /// The changed fields; never empty.
    pub fields: Vec<ChangedField>,
}

/// A step in both maps whose position in the flow changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedStep {
    /// The step.
    pub id: StepId,
    /// Its old and new position, without a full stop.
    pub sentence: String,
}

/// A rework arrow that differs between the maps.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedRework {
    /// The step that sends items back.
    pub from: StepId,
    /// The step that receives them.
    pub to: StepId,
    /// What it sends back in the first map.
    pub before: Option<SentBack>,
    /// And in the second.
    pub after: Option<SentBack>,
}

impl Comparison {
    /// Compares two maps.
    pub fn new(before: &Map, after: &Map) -> Comparison {
        Comparison::with_graphs((before, &Graph::new(before)), (after, &Graph::new(after)))
    }

    /// Like [`Comparison::new`], with graphs that are already built.
    pub fn with_graphs((before, graph): (&Map, &Graph), (after, graph_after): (&Map, &Graph)) -> Comparison {
        let fields = crate::compare::changes::of_map(before, after);
        // A change of calendar keeps the displayed times, as the edit does. Compare against the rescaled
        // map.
        let rescaled = crate::compare::changes::rescaled_to_calendar_of(after, before);
        let read = rescaled.as_ref().unwrap_or(before);
        let old: HashMap<&StepId, &Step> = read.steps.iter().map(|step| (&step.id, &**step)).collect();
        let new: HashSet<&StepId> = after.steps.iter().map(|step| &step.id).collect();

        let mut comparison = Comparison {
            removed: graph.steps(before).filter(|step| !new.contains(&step.id)).map(|s| s.id.clone()).collect(),
            flows_added: after.flows.difference(&before.flows).cloned().collect(),
            flows_removed: before.flows.difference(&after.flows).cloned().collect(),
            moved: crate::compare::order::moved((before, graph), (after, graph_after)),
            rework: rework(&read.rework, &after.rework),
            clocks_differ: rescaled.is_some(),
            fields,
            ..Comparison::default()
        };
        for step in graph_after.steps(after) {
            match old.get(&step.id) {
                None => comparison.added.push(step.id.clone()),
                Some(was) if *was != step => {
                    let fields = crate::compare::changes::of_step(was, step, &after.clock);
                    comparison.changed.push(ChangedStep { id: step.id.clone(), fields });
                }
                Some(_) => {}
            }
        }
        comparison
    }

    /// Whether the two maps are equal.
    pub fn is_empty(&self) -> bool {
        *self == Comparison { clocks_differ: self.clocks_differ, ..Comparison::default() }
    }

    /// The changes of a step in both maps; `None` if it is unchanged.
    pub fn changed(&self, id: &str) -> Option<&ChangedStep> {
        self.changed.iter().find(|step| &*step.id == id)
    }
}

type Arrows = BTreeMap<(StepId, StepId), SentBack>;

fn rework(before: &Arrows, after: &Arrows) -> Vec<ChangedRework> {
    let arrows: BTreeSet<&(StepId, StepId)> = before.keys().chain(after.keys()).collect();
    let shares = |arrow| (before.get(arrow).copied(), after.get(arrow).copied());
    arrows
        .into_iter()
        .map(|arrow| (arrow, shares(arrow)))
        .filter(|(_, (was, is))| was != is)
        .map(|((from, to), (before, after))| ChangedRework { from: from.clone(), to: to.clone(), before, after })
        .collect()
}
