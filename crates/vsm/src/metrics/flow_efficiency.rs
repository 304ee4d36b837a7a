//! Flow efficiency: work ÷ lead time along the critical path.

use crate::metrics::critical_path::CriticalPath;
use crate::model::counted::{Certainty, Counted};
use crate::model::duration::{Seconds, real};
use crate::model::map::Map;
use crate::model::step::Step;

/// The flow efficiency of a map, as far as its times tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlowEfficiency {
    /// From 0 to 1.
    pub share: f64,
    /// A wait is unknown or only bounded.
    pub at_most: bool,
    /// A work time is unknown or only bounded.
    pub at_least: bool,
    /// The work that counts: a range with its middle, else what is certain.
    pub work: Seconds,
    /// The lead time that counts, likewise.
    pub lead: Seconds,
}

impl FlowEfficiency {
    /// Computes it. `None` if no time or no work is known, if the split of a step's lead time is unknown, if both a wait
    /// and a work time are vague, or if no wait is known that would say something: missing waits never make 100%.
    pub fn new(map: &Map, path: &CriticalPath) -> Option<FlowEfficiency> {
        let steps = || path.steps.iter().filter_map(|&at| map.steps.get(at)).map(AsRef::as_ref);
        let is_vague = |time: Option<Counted>| time.is_none_or(|time| time.certainty == Certainty::Bounded);
        let sum = |of: fn(&Step) -> Option<Counted>| steps().filter_map(of).map(Counted::certain).sum::<Seconds>();
        let (wait, work) = (sum(Step::wait_counts), sum(Step::work_counts));
        let at_most = steps().any(|step| is_vague(step.wait_counts()));
        let at_least = steps().any(|step| is_vague(step.work_counts()));
        let says_nothing = steps().any(|step| step.lead.is_some())
            || steps().all(|step| step.work_counts().is_none())
            || at_most && (at_least || wait == 0);
        let lead = wait + work;
        (lead > 0 && !says_nothing).then(|| FlowEfficiency {
            share: real(work) / real(lead),
            at_most,
            at_least,
            work,
            lead,
        })
    }
}
