//! Which levers a map offers. A lever is offered only where the map holds the figures that carry its effect.

use serde_json::Value;

use crate::Seconds;
use crate::edit::Edit;
use crate::fields::catalog::StepField;
use crate::fields::values;
use crate::improve::levers::LeverKind;
use crate::model::graph::{Graph, index};
use crate::model::map::{Map, Rework};
use crate::model::step::{Kind, Step};
use crate::text::{number, quote};

/// A lever before it is tried.
pub(crate) struct Found {
    pub(crate) kind: LeverKind,
    pub(crate) step: usize,
    pub(crate) other: Option<usize>,
    pub(crate) title: String,
    pub(crate) assumes: &'static str,
    pub(crate) change: Edit,
    /// What it takes off the step's own lead time, in seconds.
    pub(crate) local: Seconds,
}

/// All of them, in the order of the table.
pub(crate) fn found(map: &Map, graph: &Graph) -> Vec<Found> {
    let mut all = Vec::with_capacity(map.steps.len() * 2);
    let weekly = map.demand.map(|demand| demand.per_week(&map.clock));
    for &at in &graph.order {
        let Some(step) = map.steps.get(at) else { continue };
        let of = Rules { map, at, step };
        all.extend(
            [of.wait(), of.rhythm(), of.batch(weekly), of.hands(), of.approval(), of.downtime()].into_iter().flatten(),
        );
        all.extend(graph.out[at].iter().filter_map(|&next| of.parallel(next)));
    }
    all.extend(rework(map));
    all
}

/// What a change of how often something happens takes off the wait for it: an item arrives, on average, half-way between
/// two times, so of the wait at most half of `every` is owed to it, and half of that goes.
#[must_use]
pub(crate) fn wait_twice_as_often(wait: Seconds, every: Seconds) -> Seconds {
    wait - wait.min(every / 2) / 2
}

/// The wait that is left when it does not depend on a rhythm any more.
#[must_use]
pub(crate) fn wait_without_rhythm(wait: Seconds, every: Seconds) -> Seconds {
    wait - wait.min(every / 2)
}

struct Rules<'m> {
    map: &'m Map,
    at: usize,
    step: &'m Step,
}

impl Rules<'_> {
    fn time(&self, seconds: Seconds) -> Value {
        self.map.clock.print(seconds).into()
    }

    fn print(&self, seconds: Seconds) -> String {
        self.map.clock.about(seconds)
    }

    fn name(&self) -> String {
        quote(&self.step.name)
    }

    fn set(&self, set: Vec<(StepField, Value)>) -> Edit {
        Edit::set_step(self.step.id.clone(), set.into_iter().map(|(field, value)| (field.key(), value)))
    }

    fn found(&self, kind: LeverKind, title: String, change: Edit, local: Seconds) -> Found {
        Found { kind, step: self.at, other: None, title, assumes: "", change, local }
    }

    /// Where a rhythm explains the whole wait, the rhythm is the lever.
    fn wait(&self) -> Option<Found> {
        let wait = self.step.wait.filter(|&wait| wait > 1)?;
        if self.step.every.is_some_and(|every| wait <= every) {
            return None;
        }
        let half = wait / 2;
        let title = format!("Halve the wait time of {} ({} → {})", self.name(), self.print(wait), self.print(half));
        let change = self.set(vec![(StepField::Wait, self.time(half))]);
        Some(self.found(LeverKind::HalveWait, title, change, wait - half))
    }

    fn rhythm(&self) -> Option<Found> {
        let every = self.step.every.filter(|&every| every > 1)?;
        let wait = self.step.counted_wait()?;
        let half = every / 2;
        let shorter = if self.step.wait.is_some() { wait_twice_as_often(wait, every) } else { half / 2 };
        let mut set = vec![(StepField::Every, self.time(half))];
        if self.step.wait.is_some() {
            set.push((StepField::Wait, self.time(shorter)));
        }
        // What comes together twice as often is half as much.
        if let Some(batch) = self.step.batch.filter(|&batch| batch >= 2.0) {
            set.push((StepField::Batch, values::number(Some((batch / 2.0).ceil()))));
        }
        let what = match self.step.kind {
            Some(Kind::Approval | Kind::Review) => "Hold",
            _ => "Run",
        };
        let title = format!(
            "{what} {} twice as often (every {} → {})",
            self.name(),
            self.map.clock.print(every),
            self.print(half)
        );
        Some(self.found(LeverKind::TwiceAsOften, title, self.set(set), wait.saturating_sub(shorter)))
    }

    /// An item waits, on average, until half of the others have come: (batch − 1) ÷ 2 ÷ demand. Known where the demand is;
    /// where the step has a rhythm, that is what makes the batch.
    fn batch(&self, weekly: Option<f64>) -> Option<Found> {
        let batch = self.step.batch.filter(|&batch| batch >= 2.0)?;
        if self.step.every.is_some() {
            return None;
        }
        let (weekly, wait) = weekly.zip(self.step.wait)?;
        let half = (batch / 2.0).ceil();
        #[expect(clippy::cast_precision_loss, reason = "a week is a small number")]
        let gathering = |batch: f64| (batch - 1.0) / 2.0 / weekly * self.map.clock.week() as f64;
        let less = crate::model::duration::whole(gathering(batch) - gathering(half)).min(wait);
        let title = format!("Halve the batch size of {} ({} → {})", self.name(), number(batch), number(half));
        let change =
            self.set(vec![(StepField::Batch, values::number(Some(half))), (StepField::Wait, self.time(wait - less))]);
        Some(self.found(LeverKind::HalveBatch, title, change, less))
    }

    fn hands(&self) -> Option<Found> {
        let by_people = matches!(self.step.kind, Some(Kind::Approval | Kind::Review));
        if self.step.automated != Some(false) || by_people {
            return None;
        }
        let work = self.step.work.filter(|&work| work > 1)?;
        let low = self.step.work_range.map(|range| range.low).filter(|&low| low < work);
        let fast = low.unwrap_or(work / 2);
        let title = format!("Automate {} (work time {} → {})", self.name(), self.print(work), self.print(fast));
        let change = self.set(vec![(StepField::Automated, true.into()), (StepField::Work, self.time(fast))]);
        let assumes = if low.is_some() {
            "Assumes automation always takes the shortest work time on the map."
        } else {
            "Assumes automation halves the work time. The map has no better estimate."
        };
        Some(Found { assumes, ..self.found(LeverKind::Automate, title, change, work - fast) })
    }

    fn approval(&self) -> Option<Found> {
        if self.step.kind != Some(Kind::Approval) || self.map.steps.len() < 2 {
            return None;
        }
        let title = format!("Remove {}", self.name());
        let change = Edit::RemoveStep { step: self.step.id.clone() };
        Some(self.found(LeverKind::RemoveApproval, title, change, self.step.counted_lead()))
    }

    fn downtime(&self) -> Option<Found> {
        self.step.downtime.filter(|&downtime| downtime > 0)?;
        let title = format!("Run {} without downtime", self.name());
        let change = self.set(vec![(StepField::Downtime, "0s".into())]);
        Some(self.found(LeverKind::NoDowntime, title, change, 0))
    }

    /// Two checks of the same thing, one after the other, need not wait for each other. What makes something new (a
    /// build, a deployment) has to come before what looks at it.
    fn parallel(&self, next: usize) -> Option<Found> {
        let is_check =
            |step: &Step| matches!(step.kind, Some(Kind::Review | Kind::Approval | Kind::Test | Kind::Verify));
        let other = self.map.steps.get(next).filter(|other| is_check(self.step) && is_check(other))?;
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
    let found = |Rework { from, to, share }: Rework| {
        let (step, other) = (*at.get(from.as_str())?, *at.get(to.as_str())?);
        let (from_name, to_name) = (quote(&map.steps.get(step)?.name), quote(&map.steps.get(other)?.name));
        let title = format!("Eliminate rework from {from_name} to {to_name} ({}%)", number(share));
        let change = Edit::SetRework { from, to, share: None };
        Some(Found { kind: LeverKind::StopRework, step, other: Some(other), title, assumes: "", change, local: 0 })
    };
    map.rework_arrows().filter_map(found).collect()
}
