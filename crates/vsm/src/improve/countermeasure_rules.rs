//! Which countermeasures a map gives a reason for: its own figures call for it, or it is not shown.

use serde_json::Value;

use crate::Seconds;
use crate::edit::Edit;
use crate::fields::catalog::StepField;
use crate::improve::countermeasures::{
    BATCH, CANARY, Countermeasure, ENVIRONMENT, EVIDENCE, EXPAND, FLAG, OBSERVABLE, PARALLEL, ROLLING, TRUNK,
};
use crate::improve::lever_rules::{Found, found, wait_without_rhythm};
use crate::improve::levers::LeverKind;
use crate::model::duration::print_elapsed;
use crate::model::graph::Graph;
use crate::model::map::Map;
use crate::model::step::{Kind, Step};
use crate::text::{number, quote};

/// A countermeasure at a step, before it is tried.
pub(crate) struct Reason {
    pub(crate) measure: &'static Countermeasure,
    pub(crate) step: usize,
    pub(crate) why: String,
    pub(crate) change: Edit,
}

/// All reasons, in the order of the table.
pub(crate) fn reasons(map: &Map, graph: &Graph) -> Vec<Reason> {
    let mut all: Vec<Reason> = rolling(map, graph).into_iter().collect();
    for &at in &graph.order {
        let Some(step) = map.steps.get(at) else { continue };
        let of = Rules { map, index: at, step };
        let some = [of.expand(), of.flag(), of.canary(), of.evidence(), of.trunk(), of.environment(), of.observable()];
        all.extend(some.into_iter().flatten());
    }
    all.extend(found(map, graph).into_iter().filter_map(|lever| from_lever(map, lever)));
    all
}

/// Everything that stops users, other than a migration, for one upgrade: one reason for the whole map.
fn rolling(map: &Map, graph: &Graph) -> Option<Reason> {
    let stops = |at: &usize| {
        map.steps.get(*at).is_some_and(|s| s.downtime.is_some_and(|d| d > 0) && s.kind != Some(Kind::Migrate))
    };
    let stopping: Vec<usize> = graph.order.iter().copied().filter(stops).collect();
    let is_deploy = |at: &usize| map.steps.get(*at).is_some_and(|step| step.kind == Some(Kind::Deploy));
    let step = stopping.iter().copied().find(is_deploy).or(stopping.first().copied())?;
    let parts = stopping.iter().filter_map(|&at| Some(Rules { map, index: at, step: map.steps.get(at)? }));
    let edits: Vec<Edit> = parts.map(|of| of.without_window()).collect();
    let downtime: Seconds = stopping.iter().filter_map(|&at| map.steps.get(at)?.downtime).sum();
    let names: Vec<String> = stopping.iter().filter_map(|&at| Some(quote(&map.steps.get(at)?.name))).collect();
    let why = match names.as_slice() {
        [one] => format!("{one} causes {} of downtime.", print_elapsed(downtime)),
        many => format!("{} steps cause {} of downtime in total.", many.len(), print_elapsed(downtime)),
    };
    Some(Reason { measure: &ROLLING, step, why, change: Edit::Batch { edits } })
}

/// What levers find, where a countermeasure says how it is done.
fn from_lever(map: &Map, lever: Found) -> Option<Reason> {
    let Found { kind, step, other, change, .. } = lever;
    let here = map.steps.get(step)?;
    let is_test = |step: &Step| matches!(step.kind, Some(Kind::Test | Kind::Verify));
    let (measure, why) = match kind {
        LeverKind::Parallel => {
            let next = map.steps.get(other?).filter(|next| is_test(here) && is_test(next))?;
            (&PARALLEL, format!("{} starts only after {} is done.", quote(&next.name), quote(&here.name)))
        }
        LeverKind::HalveBatch => {
            (&BATCH, format!("{} items go through {} together.", number(here.batch?), quote(&here.name)))
        }
        // A window or a release train; an approval has a countermeasure of its own.
        LeverKind::TwiceAsOften if !matches!(here.kind, Some(Kind::Approval | Kind::Review)) => {
            (&BATCH, format!("{} happens only every {}.", quote(&here.name), map.clock.print(here.every?)))
        }
        _ => return None,
    };
    Some(Reason { measure, step, why, change })
}

struct Rules<'m> {
    map: &'m Map,
    index: usize,
    step: &'m Step,
}

impl Rules<'_> {
    fn time(&self, seconds: Seconds) -> Value {
        self.map.clock.print(seconds).into()
    }

    fn print(&self, seconds: Seconds) -> String {
        self.map.clock.print(seconds)
    }

    fn name(&self) -> String {
        quote(&self.step.name)
    }

    fn is(&self, kinds: &[Kind]) -> bool {
        self.step.kind.is_some_and(|kind| kinds.contains(&kind))
    }

    fn set(&self, set: impl IntoIterator<Item = (StepField, Value)>) -> Edit {
        Edit::set_step(self.step.id.clone(), set.into_iter().map(|(field, value)| (field.key(), value)))
    }

    fn reason(
        &self,
        measure: &'static Countermeasure,
        why: String,
        set: impl IntoIterator<Item = (StepField, Value)>,
    ) -> Reason {
        Reason { measure, step: self.index, why, change: self.set(set) }
    }

    /// No downtime, and no window to wait for where the step has one.
    fn without_window(&self) -> Edit {
        let mut set = vec![(StepField::Downtime, Value::from("0s"))];
        if let Some(every) = self.step.every {
            set.push((StepField::Every, Value::Null));
            let wait = self.step.counted_wait().map(|wait| wait_without_rhythm(wait, every));
            set.extend(wait.map(|wait| (StepField::Wait, self.time(wait))));
            set.push((StepField::WaitReason, "".into()));
        }
        self.set(set)
    }

    fn expand(&self) -> Option<Reason> {
        if !self.is(&[Kind::Migrate]) {
            return None;
        }
        let why = match (self.step.downtime.filter(|&downtime| downtime > 0), self.step.reversible) {
            (Some(downtime), _) => format!("{} causes {} of downtime.", self.name(), print_elapsed(downtime)),
            (None, Some(false)) => format!("{} can’t be rolled back.", self.name()),
            (None, _) => return None,
        };
        let downtime = self.step.downtime.map(|_| (StepField::Downtime, "0s".into()));
        Some(self.reason(&EXPAND, why, downtime.into_iter().chain([(StepField::Reversible, true.into())])))
    }

    /// Where work waits for days to be merged, and comes back.
    fn flag(&self) -> Option<Reason> {
        let day = self.map.clock.day();
        let wait = self.step.wait.filter(|&wait| wait > day && self.step.every.is_none())?;
        let comes_back = self.map.rework.keys().any(|(from, to)| *to == self.step.id && from != to);
        if !comes_back || !matches!(self.step.kind, None | Some(Kind::Task | Kind::Build)) {
            return None;
        }
        let why = format!("Work waits {} for {}, and later steps send it back.", self.print(wait), self.name());
        Some(self.reason(&FLAG, why, [(StepField::Wait, self.time(day))]))
    }

    fn canary(&self) -> Option<Reason> {
        let fails = self.step.complete_accurate.is_some_and(|ca| ca < 100.0);
        if !self.is(&[Kind::Deploy]) || !fails || self.step.reversible == Some(true) {
            return None;
        }
        let right = number(self.step.complete_accurate?);
        let why = format!("{} has a %C/A of {right}% and may not be reversible.", self.name());
        Some(self.reason(&CANARY, why, [(StepField::Reversible, true.into()), (StepField::Observed, true.into())]))
    }

    fn evidence(&self) -> Option<Reason> {
        let wait = self.step.counted_wait().filter(|&wait| wait > 0 && self.is(&[Kind::Approval]))?;
        let why = format!("A release waits {} for {}.", self.print(wait), self.name());
        let mut set = vec![(StepField::Wait, "0s".into()), (StepField::WaitReason, "".into())];
        set.extend(self.step.every.map(|_| (StepField::Every, Value::Null)));
        set.extend(self.step.queue.map(|_| (StepField::Queue, 0.into())));
        set.push((StepField::Automated, true.into()));
        Some(self.reason(&EVIDENCE, why, set))
    }

    /// Where a change waits a day and more to be looked at.
    fn trunk(&self) -> Option<Reason> {
        let day = self.map.clock.day();
        let wait = self.step.wait.filter(|&wait| wait >= day && self.is(&[Kind::Review]))?;
        let why = format!("A change waits {} for {}.", self.print(wait), self.name());
        Some(self.reason(&TRUNK, why, [(StepField::Wait, self.time(day / 2))]))
    }

    /// Where something waits in line for a place to run.
    fn environment(&self) -> Option<Reason> {
        let wait = self.step.wait.filter(|&wait| wait > 0)?;
        let said = self.step.wait_reason.to_lowercase();
        let is_shared =
            ["environment", "test system", "staging", "umgebung", "testsystem"].iter().any(|w| said.contains(w));
        let queues = self.step.queue.is_some_and(|queue| queue > 0.0) && self.is(&[Kind::Test, Kind::Deploy]);
        if !(is_shared || queues) || self.is(&[Kind::Approval]) {
            return None;
        }
        let why = match self.step.queue.filter(|&queue| queue > 0.0) {
            Some(queue) => {
                let items = match number(queue).as_str() {
                    "1" => "1 item waits".to_owned(),
                    many => format!("{many} items wait"),
                };
                format!("{items} {} for {}.", self.print(wait), self.name())
            }
            None => format!("{} waits {}: {}.", self.name(), self.print(wait), self.step.wait_reason),
        };
        let mut set = vec![(StepField::Wait, "0s".into()), (StepField::WaitReason, "".into())];
        set.extend(self.step.queue.map(|_| (StepField::Queue, 0.into())));
        Some(self.reason(&ENVIRONMENT, why, set))
    }

    fn observable(&self) -> Option<Reason> {
        if self.step.observed != Some(false) || !self.is(&[Kind::Deploy, Kind::Migrate, Kind::Verify]) {
            return None;
        }
        let why = format!("{} isn’t monitored, so a failure would go unnoticed.", self.name());
        Some(self.reason(&OBSERVABLE, why, [(StepField::Observed, true.into())]))
    }
}
