//! What a change to a map would save, computed by applying it.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde::Serialize;

use crate::fields::step::set_step;
use crate::metrics::visits::{Loops, Passes};
use crate::metrics::{self, Metrics};
use crate::metrics::{critical_path, visits};
use crate::model::duration::{Seconds, real, whole};
use crate::model::edit::Edit;
use crate::model::error::ValidationError;
use crate::model::graph::Graph;
use crate::model::idea::IdeaSaving;
use crate::model::map::Map;
use crate::model::step::Step;
use crate::text::whole_percent;

/// The metrics that a change is judged by, with what is needed to recompute them fast. A test holds them
/// equal to those of [`crate::Metrics`].
#[derive(Debug, Clone)]
pub struct Totals {
    /// The metrics alone.
    pub key_metrics: KeyMetrics,
    /// The flow of the map.
    pub(crate) graph: Graph,
    loops: Loops,
    /// How often items pass each step.
    pub(crate) passes: Passes,
}

/// What a change saves: before − after, in seconds; negative if it makes things worse, `None` if unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Saving {
    /// Of the lead time.
    #[serde(rename = "lead_seconds")]
    pub lead: Option<i64>,
    /// Of the expected lead time, which includes rework.
    #[serde(rename = "expected_lead_seconds")]
    pub expected: Option<i64>,
    /// Of the downtime of a release.
    #[serde(rename = "downtime_seconds")]
    pub downtime: Option<i64>,
    /// Of the effort.
    #[serde(rename = "effort_seconds")]
    pub effort: Option<i64>,
    /// Of the handoffs.
    pub handoffs: i64,
}

impl Totals {
    /// The totals of a map.
    pub fn new(map: &Map) -> Totals {
        let graph = Graph::new(map);
        let loops = Loops::new(map, &graph);
        let passes = loops.passes();
        let key_metrics = KeyMetrics::new(&graph, &passes, &metrics::refs(map));
        Totals { key_metrics, graph, loops, passes }
    }

    /// What a change would save on the map with these totals; `preview` applies changes that need a new
    /// map.
    ///
    /// # Errors
    /// Why the change can't be made.
    pub fn saved_with(
        &self,
        map: &Map,
        change: &Edit,
        preview: impl Fn(&Map, &Edit) -> Result<Map, ValidationError>,
    ) -> Result<Saving, ValidationError> {
        if let Some(steps) = changed_steps(map, change) {
            // The arrows stay, and so do the order of the steps and the visits.
            let steps: Vec<&Step> = steps.iter().map(AsRef::as_ref).collect();
            return Ok(self.saving_to(&KeyMetrics::new(&self.graph, &self.passes, &steps)));
        }
        if let Some(passes) = self.passes_without_arrow(map, change) {
            return Ok(self.saving_to(&KeyMetrics::new(&self.graph, &passes, &metrics::refs(map))));
        }
        Ok(self.saving_to(&Totals::new(&preview(map, change)?).key_metrics))
    }

    /// How often items pass each step without a rework arrow; `None` if the change is a different one.
    fn passes_without_arrow(&self, map: &Map, change: &Edit) -> Option<Passes> {
        let Edit::SetRework { from, to, share: None, .. } = change else { return None };
        if !map.rework.contains_key(&(from.clone(), to.clone())) {
            return None;
        }
        Some(self.loops.passes_without_arrow(map.index_of(from)?, map.index_of(to)?))
    }

    fn saving_to(&self, after: &KeyMetrics) -> Saving {
        let before = &self.key_metrics;
        let less = |before: Option<Seconds>, after: Option<Seconds>| {
            before.zip(after).map(|(before, after)| before.cast_signed().saturating_sub(after.cast_signed()))
        };
        let count = |handoffs: usize| i64::try_from(handoffs).unwrap_or(i64::MAX);
        Saving {
            lead: less(before.lead, after.lead),
            expected: less(before.expected, after.expected),
            downtime: less(before.downtime, after.downtime),
            effort: less(before.effort, after.effort),
            handoffs: count(before.handoffs) - count(after.handoffs),
        }
    }
}

/// The metrics that a change is judged by, with the middle of each range.
#[derive(Debug, Clone, Copy)]
pub struct KeyMetrics {
    /// Longest path by lead time.
    pub lead: Option<Seconds>,
    /// The expected lead time, with rework.
    pub expected: Option<Seconds>,
    /// Longest path by downtime.
    pub downtime: Option<Seconds>,
    /// Work × people per item, summed.
    pub effort: Option<Seconds>,
    /// Flows between two different teams.
    pub handoffs: usize,
}

impl KeyMetrics {
    fn new(graph: &Graph, passes: &Passes, steps: &[&Step]) -> KeyMetrics {
        let leads: Vec<Seconds> = steps.iter().map(|step| step.counted_lead()).collect();
        let lead = steps.iter().any(|s| !s.has_no_time()).then(|| critical_path::longest(graph, &leads));
        KeyMetrics {
            lead,
            expected: lead.and(visits::expected_lead(graph, &leads, passes)).map(whole),
            downtime: metrics::downtime(steps, graph),
            effort: metrics::effort(steps, Step::counted_work),
            handoffs: metrics::handoffs(steps, graph),
        }
    }
}

/// The steps after a change that only changes steps; `None` if it changes more than that.
fn changed_steps<'m>(map: &'m Map, change: &Edit) -> Option<Vec<Cow<'m, Step>>> {
    let edits = change.leaves();
    if !edits.iter().all(|edit| matches!(edit, Edit::ChangeStep { .. })) {
        return None;
    }
    let mut steps: Vec<Cow<'m, Step>> = map.steps.iter().map(|step| Cow::Borrowed(&**step)).collect();
    for edit in edits {
        let Edit::ChangeStep { step, set, .. } = edit else { continue };
        let step = map.index_of(step).and_then(|at| steps.get_mut(at))?;
        // An invalid change takes the long way, for the same error.
        match set_step(step.to_mut(), set, &map.clock) {
            Ok(unknown) if unknown.is_empty() && crate::validate::map::check_step(step, &map.clock).is_ok() => {}
            _ => return None,
        }
    }
    Some(steps)
}

impl Saving {
    /// The end-to-end saving: of the expected lead time, or the lead time if that is unknown.
    pub fn end_to_end(&self) -> Option<i64> {
        self.expected.or(self.lead)
    }

    /// The end-to-end saving as a share of the time that it shortens: `28% of the expected lead time`. Without rework,
    /// the expected lead time is the lead time, and called that. `None` if nothing is saved.
    pub fn share_text(&self, map: &Map, before: &Metrics) -> Option<String> {
        let saved = self.end_to_end().filter(|saved| *saved > 0)?.unsigned_abs();
        let (whole, name) = match before.usual_expected_lead_seconds {
            Some(expected) if !map.rework.is_empty() => (expected, "expected lead time"),
            expected => (expected.or(before.usual_lead_seconds)?, "lead time"),
        };
        Some(format!("{} of the {name}", whole_percent(real(saved) / real(whole.max(1)))))
    }

    /// Nothing is saved and nothing gets worse.
    pub fn is_nothing(&self) -> bool {
        let none = |seconds: Option<i64>| seconds.unwrap_or(0) == 0;
        none(self.lead) && none(self.expected) && none(self.downtime) && none(self.effort) && self.handoffs == 0
    }

    /// Whether it is worth offering: at least 1% of the lead time or of the effort, and a minute, or any downtime.
    pub fn is_worthwhile(&self, before: &KeyMetrics) -> bool {
        let is_enough = |saved: Option<i64>, of: Option<Seconds>| {
            let least = of.map_or(60, |of| (of / 100).max(60));
            saved.is_some_and(|saved| saved >= least.cast_signed())
        };
        is_enough(self.end_to_end(), before.expected.or(before.lead))
            || is_enough(self.effort, before.effort)
            || self.downtime.is_some_and(|saved| saved > 0)
    }

    /// The part that can be projected, and measured later.
    pub fn projected(&self) -> IdeaSaving {
        IdeaSaving { lead: self.end_to_end(), downtime: self.downtime.filter(|seconds| *seconds != 0) }
    }

    /// Orders the larger saving first: end to end, then downtime, effort and handoffs.
    pub fn rank(&self, other: &Saving) -> Ordering {
        let key = |saving: &Saving| {
            let Saving { downtime, effort, handoffs, .. } = *saving;
            (saving.end_to_end().unwrap_or(0), downtime.unwrap_or(0), effort.unwrap_or(0), handoffs)
        };
        key(other).cmp(&key(self))
    }
}
