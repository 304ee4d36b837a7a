//! Two maps compared: what was added, removed, changed and moved, and what became of every figure.
//!
//! Steps are the same where their ids are, whatever their names. The lists agree with [`crate::edit::diff`]: a step is
//! told as changed exactly where applying the difference would change it.
//!
//! ```
//! use vsm::{Map, compare::Comparison};
//! let map = Map::new("Release");
//! assert!(Comparison::of(&map, &map).is_empty());
//! ```

mod changes;
mod metrics;
mod order;
mod sentences;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub use crate::compare::changes::ChangedField;
pub use crate::compare::metrics::{Culprit, Delta, Figure, Side, Verdict, bottlenecks, figures};
pub use crate::compare::sentences::{DifferenceKind, Sentence};

use crate::model::graph::Graph;
use crate::model::map::{Flow, Map};
use crate::model::step::{Step, StepId};

/// What lies between two maps. Lists of steps follow the flow of the map in which the steps are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// Steps that only the second map has.
    pub added: Vec<StepId>,
    /// Steps that only the first map has.
    pub removed: Vec<StepId>,
    /// Steps of both maps in which a field differs.
    pub changed: Vec<ChangedStep>,
    /// Steps of both maps whose place in the flow differs.
    pub moved: Vec<MovedStep>,
    /// Flows that only the second map has.
    pub flows_added: Vec<Flow>,
    /// Flows that only the first map has.
    pub flows_removed: Vec<Flow>,
    /// Rework arrows that came, went, or have another share.
    pub rework: Vec<ChangedRework>,
    /// The map's own fields that differ.
    pub fields: Vec<ChangedField>,
    /// Do the maps count days differently? Then times are told on each map's own clock, and a step counts as changed
    /// where what people read differs: 1w is 1w.
    pub clocks_differ: bool,
}

/// A step of both maps in which a field differs.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedStep {
    /// The step.
    pub id: StepId,
    /// What differs; never empty.
    pub fields: Vec<ChangedField>,
}

/// A step of both maps whose place in the flow differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedStep {
    /// The step.
    pub id: StepId,
    /// Where it was and is, without a full stop.
    pub sentence: String,
}

/// A rework arrow that is not the same in both maps; shares in per cent.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedRework {
    /// The step that sends back.
    pub from: StepId,
    /// The step that gets it again.
    pub to: StepId,
    /// The share in the first map.
    pub before: Option<f64>,
    /// The share in the second.
    pub after: Option<f64>,
}

impl Comparison {
    /// Compares two maps.
    #[must_use]
    pub fn of(before: &Map, after: &Map) -> Comparison {
        Comparison::with_graphs((before, &Graph::of(before)), (after, &Graph::of(after)))
    }

    /// The same, where the graphs are at hand.
    #[must_use]
    pub fn with_graphs((before, graph): (&Map, &Graph), (after, graph_after): (&Map, &Graph)) -> Comparison {
        let fields = crate::compare::changes::of_map(before, after);
        // A change of clock keeps what people read, as an edit of it does: what follows is compared with the outcome.
        let rescaled = crate::compare::changes::on_the_clock_of(after, before);
        let read = rescaled.as_ref().unwrap_or(before);
        let old: HashMap<&StepId, &Step> = read.steps.iter().map(|step| (&step.id, &**step)).collect();
        let new: HashSet<&StepId> = after.steps.iter().map(|step| &step.id).collect();

        let mut comparison = Comparison {
            removed: in_order(before, graph).filter(|step| !new.contains(&step.id)).map(|s| s.id.clone()).collect(),
            flows_added: after.flows.difference(&before.flows).cloned().collect(),
            flows_removed: before.flows.difference(&after.flows).cloned().collect(),
            moved: crate::compare::order::moved((before, graph), (after, graph_after)),
            rework: rework(&before.rework, &after.rework),
            clocks_differ: rescaled.is_some(),
            fields,
            ..Comparison::default()
        };
        for step in in_order(after, graph_after) {
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

    /// Do the two maps hold the same?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Comparison { clocks_differ: self.clocks_differ, ..Comparison::default() }
    }

    /// What differs in a step of both maps; none when it holds the same.
    #[must_use]
    pub fn changed(&self, id: &str) -> Option<&ChangedStep> {
        self.changed.iter().find(|step| &*step.id == id)
    }
}

/// The steps of a map along its flow.
fn in_order<'m>(map: &'m Map, graph: &'m Graph) -> impl Iterator<Item = &'m Step> {
    graph.order.iter().filter_map(|&at| map.steps.get(at)).map(AsRef::as_ref)
}

fn rework(before: &BTreeMap<(StepId, StepId), f64>, after: &BTreeMap<(StepId, StepId), f64>) -> Vec<ChangedRework> {
    let arrows: BTreeSet<&(StepId, StepId)> = before.keys().chain(after.keys()).collect();
    let shares = |arrow| (before.get(arrow).copied(), after.get(arrow).copied());
    arrows
        .into_iter()
        .map(|arrow| (arrow, shares(arrow)))
        .filter(|(_, (was, is))| was != is)
        .map(|((from, to), (before, after))| ChangedRework { from: from.clone(), to: to.clone(), before, after })
        .collect()
}
