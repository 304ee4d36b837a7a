//! A map: one picture of one release process in one state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::IdeaId;
use crate::model::duration::WorkingCalendar;
use crate::model::idea::Idea;
use crate::model::step::{Step, StepId, string_enum};

string_enum! {
    /// How it is, or how it could be.
    State {
        /// How it is today.
        Current = "current",
        /// How it could be.
        Future = "future",
    }
}

string_enum! {
    /// What a demand is counted per.
    Period {
        /// A day of the map's clock.
        Day = "day",
        /// A week.
        Week = "week",
        /// 52/12 weeks.
        Month = "month",
        /// 13 weeks.
        Quarter = "quarter",
        /// 52 weeks.
        Year = "year",
    }
}

/// How many items arrive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Items per period, above 0.
    pub items: f64,
    /// The period.
    pub per: Period,
}

impl Demand {
    /// Items a week, on a clock that says how many days a week has.
    #[must_use]
    pub fn per_week(&self, clock: &WorkingCalendar) -> f64 {
        match self.per {
            Period::Day => self.items * clock.days_per_week,
            Period::Week => self.items,
            Period::Month => self.items * 12.0 / 52.0,
            Period::Quarter => self.items / 13.0,
            Period::Year => self.items / 52.0,
        }
    }

    /// Items a month of 52/12 weeks.
    #[must_use]
    pub fn per_month(&self, clock: &WorkingCalendar) -> f64 {
        self.per_week(clock) * 52.0 / 12.0
    }
}

/// An arrow "then": the output of `from` goes to `to`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flow {
    /// Where it starts.
    pub from: StepId,
    /// Where it leads.
    pub to: StepId,
}

/// An arrow back: a share of what arrives at `from` is sent back to `to`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rework {
    /// The step that sends back.
    pub from: StepId,
    /// The step that gets it again.
    pub to: StepId,
    /// Per cent of what arrives, above 0; all arrows out of a step together stay below 100.
    pub share: f64,
}

/// The map that another one was drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its id on the server where that was done.
    pub map: String,
    /// Its revision then.
    pub revision: u64,
    /// Its name then.
    pub name: String,
}

/// One map. Maps that come out of [`crate::file::read`] or [`crate::edit::apply`] are valid; see [`crate::validate::map`].
///
/// Flows and rework arrows are kept by their ends, so that two maps with the same arrows are equal. Steps are kept in
/// the order in which people put them there, which decides between steps that the flow leaves side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// What people call it; never empty.
    pub name: String,
    /// Current or future.
    pub state: State,
    /// Anything worth telling.
    pub note: String,
    /// What flows: a change, a hotfix, a release.
    pub item: String,
    /// Where the scope starts.
    pub starts_with: String,
    /// Where it ends.
    pub ends_with: String,
    /// The day on which it was mapped, `2026-11-22`; empty when unknown.
    pub mapped_on: String,
    /// Who was in the room.
    pub participants: String,
    /// How days are counted.
    pub clock: WorkingCalendar,
    /// How many items arrive.
    pub demand: Option<Demand>,
    /// The steps, shared between the revisions that hold the same ones.
    pub steps: Vec<Arc<Step>>,
    /// The arrows forward.
    pub flows: BTreeSet<Flow>,
    /// The arrows back, by (from, to), with the share in per cent.
    pub rework: BTreeMap<(StepId, StepId), f64>,
    /// The ideas, shared as the steps are.
    pub ideas: BTreeMap<IdeaId, Arc<Idea>>,
    /// What the maps of one process in its states have in common: the id of the first of them. Empty for a map that is
    /// itself the first, or alone.
    pub family: String,
    /// What it was drawn from, for a future state.
    pub origin: Option<Origin>,
    /// Fields of a newer file that this version does not know: kept and written again.
    pub other: serde_json::Map<String, serde_json::Value>,
}

impl Map {
    /// A map with no steps yet.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Map {
            name: name.into(),
            state: State::Current,
            note: String::new(),
            item: String::new(),
            starts_with: String::new(),
            ends_with: String::new(),
            mapped_on: String::new(),
            participants: String::new(),
            clock: WorkingCalendar::WORKING,
            demand: None,
            steps: Vec::new(),
            flows: BTreeSet::new(),
            rework: BTreeMap::new(),
            ideas: BTreeMap::new(),
            family: String::new(),
            origin: None,
            other: serde_json::Map::new(),
        }
    }

    /// The step with this id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|s| &*s.id == id).map(Arc::as_ref)
    }

    /// Where the step with this id stands in [`Map::steps`].
    #[must_use]
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|s| &*s.id == id)
    }

    /// The rework arrows, as values.
    pub fn rework_arrows(&self) -> impl Iterator<Item = Rework> + '_ {
        self.rework.iter().map(|((from, to), share)| Rework { from: from.clone(), to: to.clone(), share: *share })
    }
}
