//! A map: one release process in one state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::IdeaId;
use crate::model::duration::{WorkingCalendar, Written};
use crate::model::idea::Idea;
use crate::model::step::{Step, StepId, string_enum};

string_enum! {
    /// Whether a map shows the process as it is or as it could be.
    #[derive(Default)]
    State {
        /// How it is.
        #[default]
        Current = "current",
        /// How it could be.
        Future = "future",
    }
}

impl State {
    /// The state as a label.
    pub fn label(self) -> &'static str {
        match self {
            State::Current => "Current state",
            State::Future => "Future state",
        }
    }
}

string_enum! {
    /// The period of a demand.
    Period {
        /// A day of the map's calendar.
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

/// How many items arrive in a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Items per period, above 0.
    pub items: f64,
    /// The period.
    pub per: Period,
}

impl Demand {
    /// Items per week, on a calendar that defines the days per week.
    pub fn per_week(&self, clock: &WorkingCalendar) -> f64 {
        match self.per {
            Period::Day => self.items * clock.days_per_week,
            Period::Week => self.items,
            Period::Month => self.items * 12.0 / 52.0,
            Period::Quarter => self.items / 13.0,
            Period::Year => self.items / 52.0,
        }
    }

    /// Items per month of 52/12 weeks.
    pub fn per_month(&self, clock: &WorkingCalendar) -> f64 {
        self.per_week(clock) * 52.0 / 12.0
    }
}

/// A flow: the output of `from` goes to `to`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flow {
    /// The step where it starts.
    pub from: StepId,
    /// The step where it ends.
    pub to: StepId,
}

/// What a rework arrow sends back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SentBack {
    /// Percent of arriving items, above 0; all arrows out of a step together stay below 100.
    pub share: f64,
    /// How long an item waits before it is done again; `None` if that isn't known, and then nothing is added.
    pub wait: Option<Written>,
}

impl From<f64> for SentBack {
    fn from(share: f64) -> SentBack {
        SentBack { share, wait: None }
    }
}

impl SentBack {
    /// `20%`, `20% after 1h`.
    pub fn text(&self, clock: &WorkingCalendar) -> String {
        let after = self.wait.map_or_else(String::new, |wait| format!(" after {}", clock.print(wait)));
        format!("{}%{after}", self.share)
    }
}

/// A rework arrow: a share of what arrives at `from` is sent back to `to`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rework {
    /// The step that sends items back.
    pub from: StepId,
    /// The step that receives them.
    pub to: StepId,
    /// Percent of arriving items, above 0; all arrows out of a step together stay below 100.
    pub share: f64,
    /// How long an item waits before it is done again.
    pub wait: Option<Written>,
}

impl Rework {
    /// The arrow between two steps.
    pub fn new((from, to): &(StepId, StepId), SentBack { share, wait }: SentBack) -> Rework {
        Rework { from: from.clone(), to: to.clone(), share, wait }
    }
}

/// The map that a future state was created from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its id on the server where the future state was created.
    pub map: String,
    /// Its version then.
    pub revision: u64,
    /// Its name then.
    pub name: String,
}

/// One map. Maps from [`crate::file::read`] or [`crate::edit::apply`] are valid; see
/// [`crate::validate::map`].
///
/// Flows and rework arrows are sorted by their ends, so that two maps with the same arrows are equal. Steps
/// are in the order in which people put them, which breaks ties between parallel steps.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Map {
    /// Its name; never empty.
    pub name: String,
    /// Current or future state.
    pub state: State,
    /// Anything else about the map.
    pub note: String,
    /// What flows through the map: a change, a hotfix, a release.
    pub item: String,
    /// Where the scope starts.
    pub starts_with: String,
    /// Where it ends.
    pub ends_with: String,
    /// The day on which it was mapped, `2026-11-22`; empty if unknown.
    pub mapped_on: String,
    /// Who took part in mapping the process.
    pub participants: String,
    /// How the map counts days.
    pub clock: WorkingCalendar,
    /// How many items arrive.
    pub demand: Option<Demand>,
    /// The steps, shared between versions with the same ones.
    pub steps: Vec<Arc<Step>>,
    /// The flows.
    pub flows: BTreeSet<Flow>,
    /// The rework arrows, by (from, to).
    pub rework: BTreeMap<(StepId, StepId), SentBack>,
    /// The ideas, shared like the steps.
    pub ideas: BTreeMap<IdeaId, Arc<Idea>>,
    /// The id of the current state that related maps have in common. Empty for that map itself and for a
    /// map without related maps.
    pub family: String,
    /// The map that this future state was created from.
    pub origin: Option<Origin>,
    /// Unknown fields of a newer file, stored and written back.
    pub other: serde_json::Map<String, serde_json::Value>,
}

impl Map {
    /// A map without steps.
    pub fn new(name: impl Into<String>) -> Self {
        Map { name: name.into(), ..Map::default() }
    }

    /// The step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|s| &*s.id == id).map(Arc::as_ref)
    }

    /// The position of the step with this id in [`Map::steps`].
    pub fn index_of(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|s| &*s.id == id)
    }

    /// The rework arrows, as values.
    pub fn rework_arrows(&self) -> impl Iterator<Item = Rework> + '_ {
        self.rework.iter().map(|(ends, sent_back)| Rework::new(ends, *sent_back))
    }
}
