//! What the ideas of a map would save: each by itself, and on top of those that are taken already.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::edit::preview;
use crate::improve::savings::{Saving, Totals};
use crate::model::error::ValidationError;
use crate::model::idea::{Idea, IdeaEffort, IdeaSaving, Status};
use crate::model::map::Map;

/// What an idea would save.
#[derive(Debug, Clone, PartialEq)]
pub struct IdeaSavings {
    /// The idea.
    pub idea: Arc<Idea>,
    /// What it saves by itself; `None` when it proposes no change, its change is part of the map, or does not fit.
    pub alone: Option<Saving>,
    /// What it saves on top of the ideas that are being tried or done and not part of the map yet: of those, on top of
    /// the ones before it.
    pub on_top: Option<Saving>,
    /// Why its change does not fit the map (any more).
    pub unfit: Option<String>,
    /// Why its change fits the map, but not any more once those are made: it saves nothing beside them.
    pub unfit_on_top: Option<String>,
}

/// All ideas of a map: those that are alive first, by what they save for their effort ([`IdeaSavings::worth`]), then by
/// votes; among equals the older first.
#[must_use]
pub fn idea_savings(map: &Map) -> Vec<IdeaSavings> {
    if map.ideas.is_empty() {
        return Vec::new();
    }
    let totals = Totals::of(map);
    let is_begun = |idea: &Idea| matches!(idea.status, Status::InProgress | Status::Done) && !idea.taken;
    let mut begun = map.clone();
    let mut begun_totals = totals.clone();
    let mut of = |idea: &Arc<Idea>, grows: bool| {
        let change = idea.change.as_deref().filter(|_| !idea.taken);
        let alone = change.map(|change| totals.saved_by(map, change));
        let on_top = change.map(|change| begun_totals.saved_by(&begun, change));
        if grows && let Some(after) = change.and_then(|change| preview(&begun, change).ok()) {
            begun_totals = Totals::of(&after);
            begun = after;
        }
        let (alone, unfit) = told(alone);
        let (on_top, unfit_on_top) = told(on_top);
        let unfit_on_top = unfit_on_top.filter(|_| unfit.is_none());
        IdeaSavings { idea: Arc::clone(idea), alone, on_top, unfit, unfit_on_top }
    };
    let (first, rest): (Vec<_>, Vec<_>) = map.ideas.values().partition(|idea| is_begun(idea));
    let mut all: Vec<IdeaSavings> = first.into_iter().map(|idea| of(idea, true)).collect();
    all.extend(rest.into_iter().map(|idea| of(idea, false)));
    all.sort_by(IdeaSavings::rank);
    all
}

/// What is saved, or why that cannot be told.
fn told(saving: Option<Result<Saving, ValidationError>>) -> (Option<Saving>, Option<String>) {
    match saving {
        None => (None, None),
        Some(Ok(saving)) => (Some(saving), None),
        Some(Err(refusal)) => (None, Some(refusal.message)),
    }
}

impl IdeaSavings {
    /// What it saves end to end for its effort, in seconds: the saving on top of the others ÷ the weight of its effort
    /// ([`IdeaEffort::weight`]; where nobody has said how much it takes, that of medium).
    #[must_use]
    pub fn worth(&self) -> f64 {
        let saved = self.on_top.and_then(|saving| saving.end_to_end());
        let saved = saved.or(self.idea.promised.lead.filter(|_| self.idea.taken)).unwrap_or(0);
        #[expect(clippy::cast_precision_loss, reason = "durations stay far below 2^53")]
        let saved = saved as f64;
        saved / self.idea.effort.unwrap_or(IdeaEffort::Medium).weight()
    }

    /// What was promised, where that is kept; else what is worked out now.
    #[must_use]
    pub fn promised(&self) -> IdeaSaving {
        let now = self.alone.map(|saving| saving.gain()).unwrap_or_default();
        let kept = self.idea.promised;
        if kept == IdeaSaving::default() { now } else { kept }
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
            .then(other.worth().total_cmp(&self.worth()))
            .then(downtime(other).cmp(&downtime(self)))
            .then(other.idea.vote_count().cmp(&self.idea.vote_count()))
            .then(self.idea.id.cmp(&other.idea.id))
    }
}
