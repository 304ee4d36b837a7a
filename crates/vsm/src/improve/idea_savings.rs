//! What the ideas of a map would save: each by itself, and on top of those already started.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::edit::preview;
use crate::improve::edit_savings::{Saving, Totals};
use crate::model::error::ValidationError;
use crate::model::idea::{Idea, IdeaEffort, IdeaSaving, Status};
use crate::model::map::Map;

/// The saving of an idea.
#[derive(Debug, Clone, PartialEq)]
pub struct IdeaSavings {
    /// The idea.
    pub idea: Arc<Idea>,
    /// The saving of the idea by itself; `None` if it proposes no change, is already applied, or doesn't
    /// fit.
    pub alone: Option<Saving>,
    /// The saving on top of the ideas that are in progress or done but not yet applied; for one of those,
    /// on top of the ones before it.
    pub on_top: Option<Saving>,
    /// Why its change doesn't fit the map (any more).
    pub unfit: Option<String>,
    /// Why its change fits the map, but not after the changes of the started ideas: it saves nothing on top
    /// of them.
    pub unfit_on_top: Option<String>,
}

/// All ideas of a map: open ones and those in progress first, by saving per effort
/// ([`IdeaSavings::saving_per_effort`]), then by votes; ties go to the older idea.
pub fn idea_savings(map: &Map) -> Vec<IdeaSavings> {
    if map.ideas.is_empty() {
        return Vec::new();
    }
    let totals = Totals::new(map);
    let is_started = |idea: &Idea| matches!(idea.status, Status::InProgress | Status::Done) && !idea.taken;
    let mut with_started = map.clone();
    let mut started_totals = totals.clone();
    let mut of = |idea: &Arc<Idea>, grows: bool| {
        let change = idea.change.as_deref().filter(|_| !idea.taken);
        let alone = change.map(|change| totals.saved_by(map, change));
        let on_top = change.map(|change| started_totals.saved_by(&with_started, change));
        if grows && let Some(after) = change.and_then(|change| preview(&with_started, change).ok()) {
            started_totals = Totals::new(&after);
            with_started = after;
        }
        let (alone, unfit) = split(alone);
        let (on_top, unfit_on_top) = split(on_top);
        let unfit_on_top = unfit_on_top.filter(|_| unfit.is_none());
        IdeaSavings { idea: Arc::clone(idea), alone, on_top, unfit, unfit_on_top }
    };
    let (first, rest): (Vec<_>, Vec<_>) = map.ideas.values().partition(|idea| is_started(idea));
    let mut all: Vec<IdeaSavings> = first.into_iter().map(|idea| of(idea, true)).collect();
    all.extend(rest.into_iter().map(|idea| of(idea, false)));
    all.sort_by(IdeaSavings::rank);
    all
}

/// Splits a result into the saving and the reason why there is none.
fn split(saving: Option<Result<Saving, ValidationError>>) -> (Option<Saving>, Option<String>) {
    match saving {
        None => (None, None),
        Some(Ok(saving)) => (Some(saving), None),
        Some(Err(error)) => (None, Some(error.message)),
    }
}

impl IdeaSavings {
    /// The saving per effort, in seconds: the end-to-end saving on top of the others ÷ the weight of the
    /// effort ([`IdeaEffort::rank_divisor`]; medium if no effort is set).
    pub fn saving_per_effort(&self) -> f64 {
        let saved = self.on_top.and_then(|saving| saving.end_to_end());
        let saved = saved.or(self.idea.promised.lead.filter(|_| self.idea.taken)).unwrap_or(0);
        #[expect(clippy::cast_precision_loss, reason = "durations stay far below 2^53")]
        let saved = saved as f64;
        saved / self.idea.effort.unwrap_or(IdeaEffort::Medium).rank_divisor()
    }

    /// The recorded projected saving, or else the one computed now.
    pub fn promised(&self) -> IdeaSaving {
        let now = self.alone.map(|saving| saving.projected()).unwrap_or_default();
        let recorded = self.idea.promised;
        if recorded == IdeaSaving::default() { now } else { recorded }
    }

    fn rank(&self, other: &IdeaSavings) -> Ordering {
        let group = |one: &IdeaSavings| match one.idea.status {
            Status::Open | Status::InProgress => 0,
            Status::Done => 1,
            Status::Rejected => 2,
        };
        let downtime = |one: &IdeaSavings| one.on_top.and_then(|saving| saving.downtime).unwrap_or(0);
        group(self)
            .cmp(&group(other))
            .then(other.saving_per_effort().total_cmp(&self.saving_per_effort()))
            .then(downtime(other).cmp(&downtime(self)))
            .then(other.idea.vote_count().cmp(&self.idea.vote_count()))
            .then(self.idea.id.cmp(&other.idea.id))
    }
}
