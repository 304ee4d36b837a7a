//! What would help most: changes derived from the map, each with its saving, the largest end-to-end saving
//! first. There are no rules of thumb: every lever is tried on the map.

use serde::Serialize;
use serde_json::Value;

use crate::Seconds;
use crate::edit::{Edit, preview};
use crate::fields::catalog::StepField;
use crate::fields::{kinds, values};
use crate::improve::budget::{Budget, max_savings};
use crate::improve::edit_savings::{Saving, Totals};
use crate::metrics::{Metrics, critical_path};
use crate::model::duration::{real, whole};
use crate::model::graph::{Graph, Reach, index};
use crate::model::map::{Map, Rework};
use crate::model::step::{Kind, Step, StepId, StepTime, string_enum};
use crate::text::{number, quote};

string_enum! {
    /// The kind of a lever.
    LeverKind {
        /// Halve a wait.
        HalveWait = "halve_wait",
        /// Hold a meeting, or open a window, twice as often.
        TwiceAsOften = "twice_as_often",
        /// Do two steps in parallel.
        Parallel = "parallel",
        /// Stop a rework arrow.
        StopRework = "stop_rework",
        /// Automate a step.
        Automate = "automate",
        /// Delete an approval.
        RemoveApproval = "remove_approval",
        /// Halve the batch.
        HalveBatch = "halve_batch",
        /// Remove a step's downtime.
        NoDowntime = "no_downtime",
    }
}

/// One possible change of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// Its kind.
    pub kind: LeverKind,
    /// The step it changes.
    pub step: StepId,
    /// The other step, for steps in parallel and for rework.
    pub other: Option<StepId>,
    /// A short title, used for an idea.
    pub title: String,
    /// Its assumption; empty if the map has all it needs.
    pub assumes: &'static str,
    /// The change.
    pub change: Edit,
    /// What the change saves.
    pub saving: Saving,
    /// Why it saves nothing, or less than it takes off the step itself; otherwise empty.
    pub because: String,
}

impl Lever {
    /// An id that is unique within the map: `halve_wait:plan`.
    pub fn id(&self) -> String {
        let other = self.other.as_ref().map_or(String::new(), |other| format!(":{other}"));
        format!("{}:{}{other}", self.kind.as_str(), self.step)
    }

    /// Whether it changes no metric.
    pub fn is_idle(&self) -> bool {
        self.saving.is_nothing()
    }
}

impl Serialize for Lever {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Lever", 9)?;
        out.serialize_field("id", &self.id())?;
        out.serialize_field("kind", self.kind.as_str())?;
        out.serialize_field("step", &self.step)?;
        out.serialize_field("other", &self.other)?;
        out.serialize_field("title", &self.title)?;
        out.serialize_field("assumes", self.assumes)?;
        out.serialize_field("saving", &self.saving)?;
        out.serialize_field("because", &self.because)?;
        out.serialize_field("change", &self.change)?;
        out.end()
    }
}

/// The levers of a map, the largest end-to-end saving first.
pub fn levers(map: &Map) -> Vec<Lever> {
    levers_and_untried(map).0
}

/// Like [`levers`], with the number of levers that were not tried because the map is too large: those that
/// take least off their own step.
pub fn levers_and_untried(map: &Map) -> (Vec<Lever>, usize) {
    let totals = Totals::new(map);
    let graph = &totals.graph;
    let mut reasons = Reasons::new(map, graph);
    let (tried, untried) = within_budget(map, graph);
    let mut levers: Vec<Lever> = tried
        .into_iter()
        .filter_map(|Found { kind, step, other, title, mut assumes, change, local }| {
            // A change that is invalid (two joins that would form a cycle) is no lever, nor is one that
            // makes the lead time longer.
            let saving = totals
                .saved_by(map, &change)
                .ok()
                .filter(|saving| saving.end_to_end().is_none_or(|seconds| seconds >= 0))?;
            match kind {
                // Its saving would come from ending the rework between the two, which is a different lever.
                LeverKind::Parallel if ends_rework(map, &change) => return None,
                LeverKind::RemoveApproval if ends_rework(map, &change) => assumes = SENDS_NOTHING_BACK,
                _ => {}
            }
            let visits = totals.passes.visits.get(step).copied().flatten().unwrap_or(1.0);
            let because = reasons.because(step, whole(real(local) * visits), &saving);
            // One without an effect is only listed to say why.
            if if saving.is_nothing() { because.is_empty() } else { !saving.is_worthwhile(&totals.key_metrics) } {
                return None;
            }
            let id = |at: usize| map.steps.get(at).map(|step| step.id.clone());
            Some(Lever { kind, step: id(step)?, other: other.and_then(id), title, assumes, change, saving, because })
        })
        .collect();
    // Stable: equal savings stay in table order.
    levers.sort_by(|a, b| a.saving.rank(&b.saving));
    (levers, untried)
}

/// The levers within the budget, in table order, and the number of others.
fn within_budget(map: &Map, graph: &Graph) -> (Vec<Found>, usize) {
    let max_savings = max_savings(map, graph);
    let mut all: Vec<(usize, Found)> = found(map, graph).into_iter().enumerate().collect();
    let count = all.len();
    all.sort_by_key(|(_, lever)| {
        let counts = max_savings.get(lever.step).map_or(0, |&most| most.min(lever.local));
        // The saving of stopping rework can't be estimated in advance, but trying it is fast.
        std::cmp::Reverse((lever.kind == LeverKind::StopRework, counts, lever.local))
    });
    let mut trials = Budget::new(map);
    all.retain(|(_, lever)| trials.allows(&lever.change));
    all.sort_by_key(|(at, _)| *at);
    let untried = count - all.len();
    (all.into_iter().map(|(_, lever)| lever).collect(), untried)
}

const MIDDLE: &str = "Counts the middle of the range, or its low end if it has no upper end.";
const SENDS_NOTHING_BACK: &str = "Assumes that no later step sends back what this step rejects today.";

/// Whether the change would delete rework arrows.
fn ends_rework(map: &Map, change: &Edit) -> bool {
    !map.rework.is_empty() && preview(map, change).is_ok_and(|after| after.rework.len() < map.rework.len())
}

/// Explains why a lever does less than it seems to.
struct Reasons<'m> {
    map: &'m Map,
    graph: &'m Graph,
    /// Whether each step is on the critical path.
    critical: Vec<bool>,
    /// Computed on first use.
    reach: Option<Reach>,
}

impl<'m> Reasons<'m> {
    fn new(map: &'m Map, graph: &'m Graph) -> Self {
        let critical = critical_path::CriticalPath::new(map, graph).holds;
        Reasons { map, graph, critical, reach: None }
    }

    /// `local`: how much the lever takes off the step's own lead time with all of its visits, in seconds.
    fn because(&mut self, step: usize, local: Seconds, saving: &Saving) -> String {
        // The saving that is shown beside it.
        let Some(counted) = saving.end_to_end() else { return String::new() };
        // Both are rounded to whole seconds.
        if local == 0 || counted.cast_unsigned().saturating_add(1) >= local && counted >= 0 {
            return String::new();
        }
        let beside = self.longest_beside(step).map(|other| quote(&self.map.steps[other].name));
        let clock = &self.map.clock;
        match (counted, beside) {
            (0, Some(other)) if self.critical[step] => {
                format!("The parallel path through {other} takes just as long, so the lead time stays the same.")
            }
            (0, Some(other)) => format!("{other} runs in parallel and takes longer, so the lead time stays the same."),
            (0, None) => "Another path takes longer, so the lead time stays the same.".to_owned(),
            (_, Some(other)) => {
                let (counted, local) = (clock.about(counted.unsigned_abs()), clock.about(local));
                format!("Only {counted} of {local} counts. Beyond that, the parallel step {other} takes longer.")
            }
            (_, None) => String::new(),
        }
    }

    /// Of the steps parallel to this one, the one on the critical path that takes longest.
    fn longest_beside(&mut self, step: usize) -> Option<usize> {
        let graph = self.graph;
        let reach = self.reach.get_or_insert_with(|| graph.reach());
        let beside = (0..graph.len()).filter(|&other| !reach.leads(step, other) && !reach.leads(other, step));
        let lead = |other: usize| self.map.steps[other].counted_lead();
        // On the critical path first; ties go to the first row.
        beside
            .filter(|&other| lead(other) > 0)
            .max_by_key(|&other| (self.critical[other], lead(other), std::cmp::Reverse(other)))
    }
}

/// The lever with this id ([`Lever::id`]).
pub fn find(map: &Map, id: &str) -> Option<Lever> {
    levers(map).into_iter().find(|lever| lever.id() == id)
}

/// The lever that saves most, in one sentence.
pub fn first_sentence(map: &Map, metrics: &Metrics, levers: &[Lever]) -> Option<String> {
    let best = levers.first()?;
    let saved = best.saving.end_to_end().filter(|saved| *saved > 0)?.unsigned_abs();
    let share = best.saving.share_text(map, metrics)?;
    Some(format!("{}. This would save {} end to end, {share}.", best.title, map.clock.about(saved)))
}

/// A lever before it is tried.
pub(crate) struct Found {
    pub(crate) kind: LeverKind,
    pub(crate) step: usize,
    pub(crate) other: Option<usize>,
    pub(crate) title: String,
    pub(crate) assumes: &'static str,
    pub(crate) change: Edit,
    /// How much it takes off the step's own lead time, in seconds.
    pub(crate) local: Seconds,
}

/// All levers, in table order.
pub(crate) fn found(map: &Map, graph: &Graph) -> Vec<Found> {
    let mut all = Vec::with_capacity(map.steps.len() * 2);
    let weekly = map.demand.map(|demand| demand.per_week(&map.clock));
    for of in Rules::new(map, graph) {
        all.extend(
            [of.wait(), of.cadence(), of.batch(weekly), of.manual_work(), of.approval(), of.downtime()]
                .into_iter()
                .flatten(),
        );
        all.extend(graph.out[of.at].iter().filter_map(|&next| of.parallel(next)));
    }
    all.extend(rework(map));
    all
}

/// The wait that remains with a shorter cadence: an item arrives, on average, halfway between two times, so at
/// most half of `every` is part of the wait, and shrinks with it.
pub(crate) fn wait_with_cadence(wait: Seconds, every: Seconds, shorter: Seconds) -> Seconds {
    let part = wait.min(every / 2);
    wait - part + whole(real(part) * real(shorter) / real(every.max(1)))
}

/// The wait that remains without the cadence.
pub(crate) fn wait_without_cadence(wait: Seconds, every: Seconds) -> Seconds {
    wait - wait.min(every / 2)
}

/// A step to which the rules of levers and practices are applied.
pub(super) struct Rules<'m> {
    pub(super) map: &'m Map,
    pub(super) at: usize,
    pub(super) step: &'m Step,
}

impl<'m> Rules<'m> {
    /// Every step of the map, in table order.
    pub(super) fn new(map: &'m Map, graph: &'m Graph) -> impl Iterator<Item = Rules<'m>> {
        graph.order.iter().filter_map(|&at| Some(Rules { map, at, step: map.steps.get(at)? }))
    }

    /// The wait time that people gave, as one value or as a range, of which the middle counts.
    pub(super) fn given_wait(&self) -> Option<Seconds> {
        self.step.counted_wait().filter(|_| !self.step.wait_is_from_every())
    }

    /// A new wait time, in place of a range if only that was known.
    pub(super) fn new_wait(&self, wait: Value) -> impl Iterator<Item = (StepField, Value)> {
        let range =
            (self.step.wait.is_none() && self.step.wait_range.is_some()).then_some((StepField::WaitRange, Value::Null));
        [(StepField::Wait, wait)].into_iter().chain(range)
    }

    /// A time of the step as written.
    pub(super) fn text(&self, time: StepTime) -> String {
        self.step.text(time, 0, &self.map.clock)
    }

    /// A computed time in two units, as its title shows it: no one arranges a wait of 4d 4h 55m.
    pub(super) fn rounded(&self, seconds: Seconds) -> Seconds {
        self.map.clock.parse(&self.map.clock.about(seconds)).unwrap_or(seconds)
    }

    pub(super) fn time(&self, seconds: Seconds) -> Value {
        self.map.clock.print(seconds).into()
    }

    pub(super) fn name(&self) -> String {
        quote(&self.step.name)
    }

    pub(super) fn set(&self, set: impl IntoIterator<Item = (StepField, Value)>) -> Edit {
        Edit::set_step(self.step.id.clone(), set.into_iter().map(|(field, value)| (field.key(), value)))
    }

    pub(super) fn is(&self, kinds: &[Kind]) -> bool {
        self.step.kind.is_some_and(|kind| kinds.contains(&kind))
    }
}

impl Rules<'_> {
    fn about(&self, seconds: Seconds) -> String {
        self.map.clock.about(seconds)
    }

    /// About half of a time, in two units.
    fn half(&self, seconds: Seconds) -> Seconds {
        self.rounded(seconds / 2)
    }

    /// About half of a cadence, as people arrange it: every 2 weeks instead of monthly.
    fn half_cadence(&self, every: Seconds) -> Seconds {
        let (week, month) = (self.map.clock.week(), self.map.clock.month());
        match every {
            every if every == month => 2 * week,
            every if every == 13 * week => 6 * week,
            every => self.half(every),
        }
    }

    fn cadence_text(&self, seconds: Seconds) -> String {
        self.map.clock.print_cadence(seconds)
    }

    fn found(&self, kind: LeverKind, title: String, change: Edit, local: Seconds) -> Found {
        Found { kind, step: self.at, other: None, title, assumes: "", change, local }
    }

    /// If the cadence explains the whole wait, the cadence is the lever.
    fn wait(&self) -> Option<Found> {
        let wait = self.given_wait().filter(|&wait| wait > 1)?;
        if self.step.every.is_some_and(|every| wait <= every) {
            return None;
        }
        let half = self.half(wait);
        let title =
            format!("Halve the wait time of {} ({} → {})", self.name(), self.text(StepTime::Wait), self.about(half));
        let change = self.set(self.new_wait(self.time(half)));
        let assumes = if self.step.wait.is_none() { MIDDLE } else { "" };
        Some(Found { assumes, ..self.found(LeverKind::HalveWait, title, change, wait - half) })
    }

    fn cadence(&self) -> Option<Found> {
        let every = self.step.every.filter(|&every| every > 1)?;
        let wait = self.step.counted_wait()?;
        let half = self.half_cadence(every);
        let shorter =
            if self.given_wait().is_some() { self.rounded(wait_with_cadence(wait, every, half)) } else { half / 2 };
        let mut set = vec![(StepField::Every, self.time(half))];
        if self.given_wait().is_some() {
            set.extend(self.new_wait(self.time(shorter)));
        }
        // Twice as often means half the batch.
        if let Some(batch) = self.step.batch.filter(|&batch| batch >= 2.0) {
            set.push((StepField::Batch, values::number(Some((batch / 2.0).ceil()))));
        }
        let what = if self.is(&[Kind::Approval, Kind::Review]) { "Hold" } else { "Run" };
        let title =
            format!("{what} {} {} instead of {}", self.name(), self.cadence_text(half), self.cadence_text(every));
        Some(self.found(LeverKind::TwiceAsOften, title, self.set(set), wait.saturating_sub(shorter)))
    }

    /// An item waits, on average, for half of the others to arrive: (batch − 1) ÷ 2 ÷ demand. Needs a
    /// demand; if the step has a cadence, that determines the batch.
    fn batch(&self, weekly: Option<f64>) -> Option<Found> {
        let batch = self.step.batch.filter(|&batch| batch >= 2.0)?;
        if self.step.every.is_some() {
            return None;
        }
        let (weekly, wait) = weekly.zip(self.given_wait())?;
        let half = (batch / 2.0).ceil();
        let gathering = |batch: f64| (batch - 1.0) / 2.0 / weekly * real(self.map.clock.week());
        let less = wait - self.rounded(wait - whole(gathering(batch) - gathering(half)).min(wait)).min(wait);
        let title = format!("Halve the batch size of {} ({} → {})", self.name(), number(batch), number(half));
        let batch = (StepField::Batch, values::number(Some(half)));
        let change = self.set([batch].into_iter().chain(self.new_wait(self.time(wait - less))));
        Some(self.found(LeverKind::HalveBatch, title, change, less))
    }

    fn manual_work(&self) -> Option<Found> {
        if self.step.automated != Some(false) || self.is(&[Kind::Approval, Kind::Review]) {
            return None;
        }
        let work = self.step.counted_work().filter(|&work| work > 1)?;
        let low = self.step.work_range.map(|range| range.low).filter(|&low| low < work);
        let fast = low.unwrap_or_else(|| self.half(work));
        let title =
            format!("Automate {} (work time {} → {})", self.name(), self.text(StepTime::Work), self.about(fast));
        let range = self.step.work.is_none().then_some((StepField::WorkRange, Value::Null));
        let set = [(StepField::Automated, true.into()), (StepField::Work, self.time(fast))];
        let change = self.set(set.into_iter().chain(range));
        let assumes = if low.is_some() {
            "Assumes automation always takes the shortest work time on the map."
        } else {
            "Assumes automation halves the work time. The map has no better estimate."
        };
        Some(Found { assumes, ..self.found(LeverKind::Automate, title, change, work - fast) })
    }

    fn approval(&self) -> Option<Found> {
        if !self.is(&[Kind::Approval]) || self.map.steps.len() < 2 {
            return None;
        }
        let title = format!("Delete {}", self.name());
        let change = Edit::RemoveStep { step: self.step.id.clone() };
        Some(self.found(LeverKind::RemoveApproval, title, change, self.step.counted_lead()))
    }

    fn downtime(&self) -> Option<Found> {
        self.step.downtime.filter(|&downtime| downtime > 0)?;
        let title = format!("Run {} without downtime", self.name());
        let change = self.set([(StepField::Downtime, "0".into())]);
        Some(self.found(LeverKind::NoDowntime, title, change, 0))
    }

    /// Two consecutive checks of the same thing need not wait for each other, unless the second needs the
    /// first: an approval decides on what was found before, and what is deployed or released has to exist before
    /// it is verified.
    fn parallel(&self, next: usize) -> Option<Found> {
        let other = self.map.steps.get(next)?;
        let is_check = |step: &Step| match step.kind {
            Some(Kind::Review | Kind::Approval | Kind::Test) => !kinds::produces_or_verifies(&step.name),
            _ => false,
        };
        if !is_check(self.step) || !is_check(other) || other.kind == Some(Kind::Approval) {
            return None;
        }
        let shorter = self.step.counted_lead().min(other.counted_lead());
        if shorter == 0 {
            return None;
        }
        let title = format!("Run {} and {} in parallel", self.name(), quote(&other.name));
        let change = Edit::MoveStep {
            step: other.id.clone(),
            after: None,
            before: None,
            beside: Some(self.step.id.clone()),
            below: None,
        };
        let found = self.found(LeverKind::Parallel, title, change, shorter);
        Some(Found { other: Some(next), ..found })
    }
}

fn rework(map: &Map) -> Vec<Found> {
    let at = index(map);
    let found = |Rework { from, to, share, .. }: Rework| {
        let (step, other) = (*at.get(from.as_str())?, *at.get(to.as_str())?);
        let (from_name, to_name) = (quote(&map.steps.get(step)?.name), quote(&map.steps.get(other)?.name));
        let title = format!("Eliminate rework from {from_name} to {to_name} ({}%)", number(share));
        let change = Edit::set_rework(from, to, None);
        Some(Found { kind: LeverKind::StopRework, step, other: Some(other), title, assumes: "", change, local: 0 })
    };
    map.rework_arrows().filter_map(found).collect()
}
