//! A small library of countermeasures that have worked in practice: what each is, and the change that it makes. Which of
//! them a map gives a reason for is said in [`crate::improve::countermeasure_rules`].

use crate::edit::Edit;
use crate::improve::budget::{Budget, most_saved};
use crate::improve::countermeasure_rules;
use crate::improve::countermeasure_rules::Reason;
use crate::improve::savings::{Saving, Totals};
use crate::model::map::Map;
use crate::model::step::StepId;

/// One countermeasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Countermeasure {
    /// A short word for addresses and programs.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it is, in two sentences.
    pub words: &'static str,
    /// Where to read on.
    pub link: &'static str,
    /// Who wrote that.
    pub by: &'static str,
}

/// A countermeasure that a map gives a reason for.
#[derive(Debug, Clone, PartialEq)]
pub struct PracticeMatch {
    /// Which.
    pub measure: &'static Countermeasure,
    /// At which step: where it saves most.
    pub step: StepId,
    /// Other steps of the map that give a reason for it as well.
    pub also: Vec<StepId>,
    /// What the map says that calls for it.
    pub why: String,
    /// What it changes.
    pub change: Edit,
    /// What that saves.
    pub saving: Saving,
}

impl PracticeMatch {
    /// A short text that tells it apart from the others of its map: `canary:deploy`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}:{}", self.measure.id, self.step)
    }

    /// In a few words, as the title of an idea.
    #[must_use]
    pub fn title(&self) -> String {
        self.measure.title.to_owned()
    }
}

/// All of them.
pub const ALL: &[Countermeasure] =
    &[ROLLING, EXPAND, FLAG, CANARY, EVIDENCE, PARALLEL, BATCH, TRUNK, ENVIRONMENT, OBSERVABLE];

pub(crate) const ROLLING: Countermeasure = Countermeasure {
    id: "rolling_upgrade",
    title: "Rolling upgrade",
    words: "Replace running instances one by one while the others keep serving. No user is interrupted, so there’s no \
            window to wait for.",
    link: "https://kubernetes.io/docs/tutorials/kubernetes-basics/update/update-intro/",
    by: "Kubernetes",
};

pub(crate) const EXPAND: Countermeasure = Countermeasure {
    id: "expand_contract",
    title: "Decouple database migrations from application updates",
    words: "Expand the schema so that both the old and the new version run on it, migrate the data while users work, \
            and contract it one release later. Each step is small, and all but the last can be rolled back.",
    link: "https://martinfowler.com/bliki/ParallelChange.html",
    by: "Danilo Sato, Martin Fowler",
};

pub(crate) const FLAG: Countermeasure = Countermeasure {
    id: "feature_flag",
    title: "Feature flag instead of a long-lived branch",
    words: "Merge unfinished work every day behind a flag, and release it by turning the flag on. Nothing waits for a \
            freeze, and a mistake is turned off instead of rolled back.",
    link: "https://martinfowler.com/articles/feature-toggles.html",
    by: "Pete Hodgson",
};

pub(crate) const CANARY: Countermeasure = Countermeasure {
    id: "canary",
    title: "Canary release with automatic rollback",
    words: "Give the new version to a small share of users first, and compare its errors with the old version’s. If \
            errors rise, it rolls back automatically before most users see it.",
    link: "https://martinfowler.com/bliki/CanaryRelease.html",
    by: "Danilo Sato",
};

pub(crate) const EVIDENCE: Countermeasure = Countermeasure {
    id: "automated_approval",
    title: "Automated approval with recorded evidence",
    words: "Let the pipeline record who reviewed a change and which tests it passed, and use that record as the \
            approval. People only check unusual changes, and auditors get more than meeting minutes.",
    link: "https://dora.dev/capabilities/streamlining-change-approval/",
    by: "DORA",
};

pub(crate) const PARALLEL: Countermeasure = Countermeasure {
    id: "test_in_parallel",
    title: "Test in parallel",
    words: "Run tests that don’t depend on each other at the same time, each in its own environment. The release then \
            waits for the longest test, not for all of them in a row.",
    link: "https://dora.dev/capabilities/test-automation/",
    by: "DORA",
};

pub(crate) const BATCH: Countermeasure = Countermeasure {
    id: "smaller_batch",
    title: "Smaller batches: release more often",
    words: "Release half as much, twice as often. Less work waits, less can go wrong at a time, and problems are \
            found sooner.",
    link: "https://dora.dev/capabilities/working-in-small-batches/",
    by: "DORA",
};

pub(crate) const TRUNK: Countermeasure = Countermeasure {
    id: "trunk_based",
    title: "Trunk-based development",
    words: "Work in small changes that are reviewed and merged to the main branch within a day. There’s no long queue \
            of branches, and no merge that no one understands.",
    link: "https://dora.dev/capabilities/trunk-based-development/",
    by: "DORA",
};

pub(crate) const ENVIRONMENT: Countermeasure = Countermeasure {
    id: "environment_on_demand",
    title: "Environments on demand",
    words: "Create a production-like environment from code when you need it, and delete it afterwards. No one waits \
            for a shared environment.",
    link: "https://dora.dev/capabilities/flexible-infrastructure/",
    by: "DORA",
};

pub(crate) const OBSERVABLE: Countermeasure = Countermeasure {
    id: "observable_deployment",
    title: "Observable deployments",
    words: "Mark each deployment in your monitoring, and watch a few metrics that users feel, such as errors, latency \
            and sign-ins. Everyone sees within minutes whether the deployment went well.",
    link: "https://dora.dev/capabilities/monitoring-and-observability/",
    by: "DORA",
};

/// The countermeasures that a map gives a reason for, those that save most first; each at the step where it saves most.
#[must_use]
pub fn offers(map: &Map) -> Vec<PracticeMatch> {
    let totals = Totals::of(map);
    let most_saved = most_saved(map, totals.graph());
    let mut reasons = countermeasure_rules::reasons(map, totals.graph());
    // Stable: among equals in the order of the table.
    reasons.sort_by_key(|reason| std::cmp::Reverse(most_saved.get(reason.step).copied()));
    let mut trials = Budget::of(map);
    reasons.retain(|reason| trials.allows(&reason.change));
    let mut offers: Vec<PracticeMatch> = reasons
        .into_iter()
        .filter_map(|Reason { measure, step, why, change }| {
            let saving = totals.saved_by(map, &change).ok()?;
            Some(PracticeMatch {
                measure,
                step: map.steps.get(step)?.id.clone(),
                also: Vec::new(),
                why,
                change,
                saving,
            })
        })
        .collect();
    offers.sort_by(|a, b| a.saving.rank(&b.saving));
    once_each(offers)
}

/// Each countermeasure where it saves most; where else it would help is only told.
fn once_each(offers: Vec<PracticeMatch>) -> Vec<PracticeMatch> {
    let mut kept: Vec<PracticeMatch> = Vec::new();
    for offer in offers {
        match kept.iter_mut().find(|first| first.measure == offer.measure) {
            Some(first) if first.step == offer.step => {}
            Some(first) => first.also.push(offer.step),
            None => kept.push(offer),
        }
    }
    kept
}

/// The offer of a map with this id ([`PracticeMatch::id`]).
#[must_use]
pub fn find(map: &Map, id: &str) -> Option<PracticeMatch> {
    offers(map).into_iter().find(|offer| offer.id() == id)
}
