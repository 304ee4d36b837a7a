//! A small library of proven practices: what each one is, the change it makes, and the rules by which it
//! fits a map.

use serde_json::Value;

use crate::Seconds;
use crate::edit::Edit;
use crate::fields::catalog::StepField;
use crate::improve::budget::{Budget, max_savings};
use crate::improve::edit_savings::{Saving, Totals};
use crate::improve::levers::{Found, LeverKind, Rules, found, wait_without_cadence};
use crate::model::duration::{about_elapsed, print_elapsed};
use crate::model::graph::Graph;
use crate::model::map::Map;
use crate::model::step::{Kind, Step, StepId, StepTime};
use crate::text::{number, quote};

/// A proven practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Countermeasure {
    /// Its id in URLs and the API.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it is, in two sentences.
    pub words: &'static str,
    /// Where to read more.
    pub link: &'static str,
    /// The author of the linked text.
    pub by: &'static str,
}

/// A proven practice that fits a map.
#[derive(Debug, Clone, PartialEq)]
pub struct PracticeMatch {
    /// The practice.
    pub measure: &'static Countermeasure,
    /// The step where it saves most.
    pub step: StepId,
    /// Other steps that it fits.
    pub also: Vec<StepId>,
    /// Why it fits, in the map's own numbers.
    pub why: String,
    /// The change it makes.
    pub change: Edit,
    /// What the change saves.
    pub saving: Saving,
}

impl PracticeMatch {
    /// An id that is unique within the map: `canary:deploy`.
    pub fn id(&self) -> String {
        format!("{}:{}", self.measure.id, self.step)
    }

    /// A short title, used for an idea.
    pub fn title(&self) -> String {
        self.measure.title.to_owned()
    }
}

/// Every practice.
pub const ALL: &[Countermeasure] =
    &[ROLLING, EXPAND, FLAG, CANARY, EVIDENCE, PARALLEL, BATCH, TRUNK, ENVIRONMENT, OBSERVABLE];

const ROLLING: Countermeasure = Countermeasure {
    id: "rolling_upgrade",
    title: "Rolling upgrade",
    words: "Replace running instances one by one while the others keep serving. No user is interrupted, so there’s no \
            window to wait for.",
    link: "https://kubernetes.io/docs/tutorials/kubernetes-basics/update/update-intro/",
    by: "Kubernetes",
};

const EXPAND: Countermeasure = Countermeasure {
    id: "expand_contract",
    title: "Decouple database migrations from application updates",
    words: "Expand the schema so that both the old and the new version run on it, migrate the data while users work, \
            and contract it one release later. Each step is small, and all but the last can be rolled back.",
    link: "https://martinfowler.com/bliki/ParallelChange.html",
    by: "Danilo Sato, Martin Fowler",
};

const FLAG: Countermeasure = Countermeasure {
    id: "feature_flag",
    title: "Feature flag instead of a long-lived branch",
    words: "Merge unfinished work every day behind a flag, and release it by turning the flag on. Nothing waits for a \
            freeze, and a mistake is turned off instead of rolled back.",
    link: "https://martinfowler.com/articles/feature-toggles.html",
    by: "Pete Hodgson",
};

const CANARY: Countermeasure = Countermeasure {
    id: "canary",
    title: "Canary release with automatic rollback",
    words: "Give the new version to a small share of users first, and compare its errors with the old version’s. If \
            errors rise, it rolls back automatically before most users see it.",
    link: "https://martinfowler.com/bliki/CanaryRelease.html",
    by: "Danilo Sato",
};

const EVIDENCE: Countermeasure = Countermeasure {
    id: "automated_approval",
    title: "Automated approval with recorded evidence",
    words: "Let the pipeline record who reviewed a change and which tests it passed, and use that record as the \
            approval. People only check unusual changes, and auditors get more than meeting minutes.",
    link: "https://dora.dev/capabilities/streamlining-change-approval/",
    by: "DORA",
};

const PARALLEL: Countermeasure = Countermeasure {
    id: "test_in_parallel",
    title: "Test in parallel",
    words: "Run tests that don’t depend on each other at the same time, each in its own environment. The release then \
            waits for the longest test, not for all of them in a row.",
    link: "https://dora.dev/capabilities/test-automation/",
    by: "DORA",
};

const BATCH: Countermeasure = Countermeasure {
    id: "smaller_batch",
    title: "Smaller batches: release more often",
    words: "Release half as much, twice as often. Less work waits, less can go wrong at a time, and problems are \
            found sooner.",
    link: "https://dora.dev/capabilities/working-in-small-batches/",
    by: "DORA",
};

const TRUNK: Countermeasure = Countermeasure {
    id: "trunk_based",
    title: "Trunk-based development",
    words: "Work in small changes that are reviewed and merged to the main branch within a day. There’s no long queue \
            of branches, and no merge that no one understands.",
    link: "https://dora.dev/capabilities/trunk-based-development/",
    by: "DORA",
};

const ENVIRONMENT: Countermeasure = Countermeasure {
    id: "environment_on_demand",
    title: "Environments on demand",
    words: "Create a production-like environment from code when you need it, and delete it afterwards. No one waits \
            for a shared environment.",
    link: "https://dora.dev/capabilities/flexible-infrastructure/",
    by: "DORA",
};

const OBSERVABLE: Countermeasure = Countermeasure {
    id: "observable_deployment",
    title: "Observable deployments",
    words: "Mark each deployment in your monitoring, and watch a few metrics that users feel, such as errors, latency \
            and sign-ins. Everyone sees within minutes whether the deployment went well.",
    link: "https://dora.dev/capabilities/monitoring-and-observability/",
    by: "DORA",
};

/// The practices that fit a map, the largest saving first; each at the step where it saves most.
pub fn matching_practices(map: &Map) -> Vec<PracticeMatch> {
    let totals = Totals::new(map);
    let max_savings = max_savings(map, &totals.graph);
    let mut reasons = reasons(map, &totals.graph);
    // Stable: ties stay in table order.
    reasons.sort_by_key(|reason| std::cmp::Reverse(max_savings.get(reason.step).copied()));
    let mut trials = Budget::new(map);
    reasons.retain(|reason| trials.allows(&reason.change));
    let mut matching_practices: Vec<PracticeMatch> = reasons
        .into_iter()
        .filter_map(|Reason { measure, step, why, change }| {
            let saving = totals.saved_by(map, &change).ok()?;
            // These two are about time alone.
            if [PARALLEL, BATCH].contains(measure) && !saving.is_worthwhile(&totals.key_metrics) {
                return None;
            }
            let step = map.steps.get(step)?.id.clone();
            Some(PracticeMatch { measure, step, also: Vec::new(), why, change, saving })
        })
        .collect();
    matching_practices.sort_by(|a, b| a.saving.rank(&b.saving));
    once_each(matching_practices)
}

/// Each practice at the step where it saves most; other steps that it fits are only listed.
fn once_each(matching_practices: Vec<PracticeMatch>) -> Vec<PracticeMatch> {
    let mut best: Vec<PracticeMatch> = Vec::new();
    for practice in matching_practices {
        match best.iter_mut().find(|first| first.measure == practice.measure) {
            Some(first) if first.step == practice.step => {}
            Some(first) => first.also.push(practice.step),
            None => best.push(practice),
        }
    }
    best
}

/// The match with this id ([`PracticeMatch::id`]).
pub fn find(map: &Map, id: &str) -> Option<PracticeMatch> {
    matching_practices(map).into_iter().find(|practice| practice.id() == id)
}

/// A practice at a step, before it is tried.
struct Reason {
    measure: &'static Countermeasure,
    step: usize,
    why: String,
    change: Edit,
}

/// All candidates, in table order.
fn reasons(map: &Map, graph: &Graph) -> Vec<Reason> {
    let mut all: Vec<Reason> = rolling(map, graph).into_iter().collect();
    for of in Rules::new(map, graph) {
        let some = [of.expand(), of.flag(), of.canary(), of.evidence(), of.trunk(), of.environment(), of.observable()];
        all.extend(some.into_iter().flatten());
    }
    all.extend(found(map, graph).into_iter().filter_map(|lever| from_lever(map, lever)));
    all
}

/// Replaces all downtime, except that of migrations, by rolling updates: one candidate for the whole map.
fn rolling(map: &Map, graph: &Graph) -> Option<Reason> {
    let stops = |of: &Rules<'_>| of.step.downtime.is_some_and(|d| d > 0) && !of.is(&[Kind::Migrate]);
    let stopping: Vec<Rules<'_>> = Rules::new(map, graph).filter(stops).collect();
    let first = stopping.iter().find(|of| of.is(&[Kind::Deploy])).or(stopping.first())?;
    let edits: Vec<Edit> = stopping.iter().map(Rules::without_window).collect();
    let downtime: Seconds = stopping.iter().filter_map(|of| of.step.downtime).sum();
    let why = match stopping.as_slice() {
        [one] => format!("{} causes {} of downtime.", one.name(), about_elapsed(downtime)),
        many => format!("{} steps cause {} of downtime in total.", many.len(), about_elapsed(downtime)),
    };
    Some(Reason { measure: &ROLLING, step: first.at, why, change: Edit::Batch { edits } })
}

/// Practices that show how to achieve a lever.
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
        // A window or a release train; an approval has a practice of its own.
        LeverKind::TwiceAsOften if !matches!(here.kind, Some(Kind::Approval | Kind::Review)) => (
            &BATCH,
            format!("{} happens {}.", quote(&here.name), map.clock.print_cadence(here.written(StepTime::Every)?)),
        ),
        _ => return None,
    };
    Some(Reason { measure, step, why, change })
}

impl Rules<'_> {
    /// The wait time: as written, or from the cadence.
    fn wait_text(&self) -> String {
        match self.step.counted_wait().filter(|_| self.step.wait_is_from_every()) {
            Some(wait) => format!("about {}", self.map.clock.about(wait)),
            None => self.text(StepTime::Wait),
        }
    }

    fn reason(
        &self,
        measure: &'static Countermeasure,
        why: String,
        set: impl IntoIterator<Item = (StepField, Value)>,
    ) -> Reason {
        Reason { measure, step: self.at, why, change: self.set(set) }
    }

    /// No downtime, and no window to wait for if the step has one.
    fn without_window(&self) -> Edit {
        let mut set = vec![(StepField::Downtime, Value::from("0"))];
        if let Some(every) = self.step.every {
            set.push((StepField::Every, Value::Null));
            let wait = self.step.counted_wait().map(|wait| self.rounded(wait_without_cadence(wait, every)));
            set.extend(wait.into_iter().flat_map(|wait| self.new_wait(self.time(wait))));
            set.push((StepField::WaitReason, "".into()));
        }
        self.set(set)
    }

    fn expand(&self) -> Option<Reason> {
        if !self.is(&[Kind::Migrate]) {
            return None;
        }
        let downtime = self.step.written(StepTime::Downtime).filter(|downtime| downtime.seconds > 0);
        let why = match (downtime, self.step.reversible) {
            (Some(downtime), _) => format!("{} causes {} of downtime.", self.name(), print_elapsed(downtime)),
            (None, Some(false)) => format!("{} can’t be rolled back.", self.name()),
            (None, _) => return None,
        };
        let downtime = self.step.downtime.map(|_| (StepField::Downtime, "0".into()));
        Some(self.reason(&EXPAND, why, downtime.into_iter().chain([(StepField::Reversible, true.into())])))
    }

    /// Work waits for days to be merged and is sent back.
    fn flag(&self) -> Option<Reason> {
        let day = self.map.clock.day();
        self.given_wait().filter(|&wait| wait > day && self.step.every.is_none())?;
        let gets_rework = self.map.rework.keys().any(|(from, to)| *to == self.step.id && from != to);
        if !gets_rework || !matches!(self.step.kind, None | Some(Kind::Task | Kind::Build)) {
            return None;
        }
        let why = format!("Work waits {} for {}, and later steps send it back.", self.wait_text(), self.name());
        Some(self.reason(&FLAG, why, self.new_wait(self.time(day))))
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
        self.step.counted_wait().filter(|&wait| wait > 0 && self.is(&[Kind::Approval]))?;
        let why = format!("A release waits {} for {}.", self.wait_text(), self.name());
        let mut set = vec![(StepField::WaitReason, "".into())];
        set.extend(self.new_wait("0".into()));
        set.extend(self.step.every.map(|_| (StepField::Every, Value::Null)));
        set.extend(self.step.queue.map(|_| (StepField::Queue, 0.into())));
        set.push((StepField::Automated, true.into()));
        Some(self.reason(&EVIDENCE, why, set))
    }

    /// A change waits a day or more for review.
    fn trunk(&self) -> Option<Reason> {
        let day = self.map.clock.day();
        self.given_wait().filter(|&wait| wait >= day && self.is(&[Kind::Review]))?;
        let why = format!("A change waits {} for {}.", self.wait_text(), self.name());
        Some(self.reason(&TRUNK, why, self.new_wait(self.time(day / 2))))
    }

    /// Work queues for an environment.
    fn environment(&self) -> Option<Reason> {
        self.given_wait().filter(|&wait| wait > 0)?;
        let reason = self.step.wait_reason.to_lowercase();
        let is_shared =
            ["environment", "test system", "staging", "umgebung", "testsystem"].iter().any(|w| reason.contains(w));
        // What waits for a date, or for testers, doesn't queue for an environment.
        let may_queue = self.is(&[Kind::Deploy]) || self.is(&[Kind::Test]) && reason.is_empty();
        let queues = may_queue && self.step.every.is_none() && self.step.queue.is_some_and(|queue| queue > 0.0);
        if !(is_shared || queues) || self.is(&[Kind::Approval]) {
            return None;
        }
        let why = match self.step.queue.filter(|&queue| queue > 0.0) {
            Some(queue) => {
                let items = match number(queue).as_str() {
                    "1" => "1 item waits".to_owned(),
                    many => format!("{many} items wait"),
                };
                format!("{items} {} for {}.", self.wait_text(), self.name())
            }
            None => format!("{} waits {}: {}.", self.name(), self.wait_text(), self.step.wait_reason),
        };
        let mut set = vec![(StepField::WaitReason, "".into())];
        set.extend(self.new_wait("0".into()));
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
