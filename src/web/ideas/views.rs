//! Savings, suggestions and ideas as pages show them.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::live::Snapshot;
use crate::web::page::urls;
use crate::web::steps::choices::step_choices;
use drawing::icon::BURST;
use vsm::edit::describe::proposal;
use vsm::improve::countermeasures::PracticeMatch;
use vsm::improve::edit_savings::Saving;
use vsm::improve::idea_savings::{IdeaSavings, idea_savings};
use vsm::improve::levers::Lever;
use vsm::model::duration::about_elapsed;
use vsm::model::idea::{Idea, IdeaSaving, Status};
use vsm::model::map::State;
use vsm::text::{count, quote};
use vsm::{Map, Metrics, StepId};

#[derive(Debug, Clone, Default)]
pub(crate) struct SavingView {
    /// End to end; empty if there is no saving.
    pub(crate) lead: String,
    /// Such as `28% of the lead time`; empty if there is no saving.
    pub(crate) share: String,
    pub(crate) is_worse: bool,
    pub(crate) more: Vec<String>,
}

impl SavingView {
    pub(super) fn new(saving: &Saving, map: &Map, metrics: &Metrics) -> SavingView {
        let end_to_end = saving.end_to_end().unwrap_or(0);
        let mut more = Vec::new();
        let mut add = |seconds: i64, less: &str, print: &dyn Fn(u64) -> String| {
            if seconds != 0 {
                let what = if seconds > 0 { "less" } else { "more" };
                more.push(format!("{} {what} {less}", print(seconds.unsigned_abs())));
            }
        };
        add(saving.downtime.unwrap_or(0), "downtime", &about_elapsed);
        add(saving.effort.unwrap_or(0), "effort", &|seconds| map.clock.about(seconds));
        if saving.handoffs != 0 {
            let (one, many) = match saving.handoffs {
                1.. => ("fewer handoff", "fewer handoffs"),
                _ => ("more handoff", "more handoffs"),
            };
            let handoffs = usize::try_from(saving.handoffs.unsigned_abs()).unwrap_or(usize::MAX);
            more.push(count(handoffs, one, many));
        }
        let rework = saving.expected.zip(saving.lead).map_or(0, |(expected, lead)| expected - lead);
        if rework > 0 && saving.lead == Some(0) {
            more.push("all of it from rework".to_owned());
        }
        SavingView {
            lead: if end_to_end == 0 { String::new() } else { map.clock.about(end_to_end.unsigned_abs()) },
            share: saving.share_text(map, metrics).unwrap_or_default(),
            is_worse: end_to_end < 0,
            more,
        }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        self.lead.is_empty() && self.more.is_empty()
    }
}

/// A suggestion: a lever or a proven practice.
#[derive(Debug)]
pub(crate) struct LeverView {
    /// The form field that holds its id: `lever` or `measure`.
    pub(crate) kind: &'static str,
    pub(crate) id: String,
    pub(crate) title: String,
    /// Of a proven practice.
    pub(crate) about: Option<PracticeInfo>,
    pub(crate) why: String,
    pub(crate) assumes: &'static str,
    pub(crate) saving: SavingView,
    pub(crate) changes: Vec<String>,
    /// The idea in the edit that saves the suggestion, without an id.
    pub(crate) idea: Value,
    /// The edit that applies it, on a future state.
    pub(crate) apply: Option<Value>,
    /// The idea that it is already saved as.
    pub(crate) saved_as: Option<String>,
}

#[derive(Debug)]
pub(crate) struct PracticeInfo {
    pub(crate) words: &'static str,
    pub(crate) link: &'static str,
    pub(crate) by: &'static str,
}

impl LeverView {
    pub(super) fn of_lever(lever: &Lever, map: &Map, metrics: &Metrics) -> LeverView {
        LeverView {
            kind: "lever",
            id: lever.id(),
            title: lever.title.clone(),
            about: None,
            why: lever.because.clone(),
            assumes: lever.assumes,
            saving: SavingView::new(&lever.saving, map, metrics),
            // They are in the title.
            changes: Vec::new(),
            idea: json!({ "title": lever.title, "step": lever.step, "note": lever.assumes, "change": lever.change }),
            apply: apply(map, &lever.change),
            saved_as: saved_as(map, &lever.step, &lever.title),
        }
    }

    pub(super) fn of_practice(practice: &PracticeMatch, map: &Map, metrics: &Metrics) -> LeverView {
        let measure = practice.measure;
        let note = format!("{} {}\n{}", measure.words, practice.why, measure.link);
        let also: Vec<String> =
            practice.also.iter().filter_map(|id| map.step(id)).map(|step| quote(&step.name)).collect();
        let why = if also.is_empty() {
            practice.why.clone()
        } else {
            format!("{} Also at {}.", practice.why, also.join(", "))
        };
        LeverView {
            kind: "measure",
            id: practice.id(),
            title: practice.title(),
            about: Some(PracticeInfo { words: measure.words, link: measure.link, by: measure.by }),
            why,
            assumes: "",
            saving: SavingView::new(&practice.saving, map, metrics),
            changes: proposal(map, &practice.change),
            idea: json!({ "title": practice.title(), "step": practice.step, "note": note, "change": practice.change }),
            apply: apply(map, &practice.change),
            saved_as: saved_as(map, &practice.step, &practice.title()),
        }
    }
}

/// An idea with the same title for the same step.
fn saved_as(map: &Map, step: &StepId, title: &str) -> Option<String> {
    let same = |idea: &&Arc<Idea>| idea.step.as_ref() == Some(step) && idea.title == title;
    map.ideas.values().find(same).map(|idea| idea.id.to_string())
}

fn apply(map: &Map, change: &vsm::edit::Edit) -> Option<Value> {
    (map.state == State::Future).then(|| serde_json::to_value(change).ok()).flatten()
}

/// The ideas of a map, ranked by their saving per implementation effort, and the form to add one.
pub(crate) struct IdeaList<'a> {
    pub(crate) open: Vec<IdeaRow>,
    pub(crate) closed: Vec<IdeaRow>,
    /// Ids and names.
    pub(crate) steps: Vec<(&'a str, String)>,
}

impl<'a> IdeaList<'a> {
    pub(crate) fn new(snapshot: &'a Snapshot) -> IdeaList<'a> {
        let rows = idea_savings(&snapshot.map).into_iter().map(|one| IdeaRow::new(one, snapshot));
        let (open, closed) = rows.partition(|row| row.idea.is_open());
        IdeaList { open, closed, steps: step_choices(snapshot) }
    }

    /// For a page of one visitor, who can remove their vote there.
    pub(super) fn seen_by(mut self, actor: &str) -> IdeaList<'a> {
        for row in self.open.iter_mut().chain(&mut self.closed) {
            row.has_voted = Some(row.idea.votes.contains_key(actor));
        }
        self
    }

    pub(crate) fn count(&self) -> usize {
        self.open.len() + self.closed.len()
    }
}

/// Changes shown per idea; the page of the idea has all.
const MAX_CHANGES: usize = 3;

#[derive(Debug)]
pub(crate) struct IdeaRow {
    pub(crate) idea: Arc<Idea>,
    /// Address and name of the step it is pinned to.
    pub(crate) step: Option<(String, String)>,
    /// Known only on pages for one visitor.
    pub(crate) has_voted: Option<bool>,
    /// Actor ids, for the script, which knows the visitor.
    pub(crate) voters: String,
    pub(crate) changes: Vec<String>,
    /// In addition to ideas in progress.
    pub(crate) saving: Option<SavingView>,
    /// On its own, if it differs.
    pub(crate) alone: String,
    pub(crate) promised: String,
    pub(crate) measured: String,
    pub(crate) unfit: Option<String>,
    pub(crate) unfit_on_top: Option<String>,
    pub(crate) can_apply: bool,
}

impl IdeaRow {
    fn new(of: IdeaSavings, snapshot: &Snapshot) -> IdeaRow {
        let (idea, map) = (&of.idea, &*snapshot.map);
        let step = idea.step.as_deref().and_then(|step| map.step(step));
        let alone = of.alone.filter(|alone| of.on_top != Some(*alone));
        let known = idea.status == Status::Done || idea.taken;
        IdeaRow {
            step: step.map(|step| (urls::map_at(&snapshot.id, &step.id), step.name.clone())),
            has_voted: None,
            voters: idea.votes.keys().map(String::as_str).collect::<Vec<_>>().join(" "),
            changes: idea.change.as_deref().filter(|_| !idea.taken).map_or_else(Vec::new, |change| {
                let mut changes = proposal(map, change);
                let more = changes.len().saturating_sub(MAX_CHANGES);
                changes.truncate(MAX_CHANGES);
                changes.extend((more > 0).then(|| format!("and {more} more")));
                changes
            }),
            saving: of.on_top.map(|saving| SavingView::new(&saving, map, snapshot.metrics())),
            alone: alone.and_then(|saving| saving.end_to_end()).map_or(String::new(), |saved| about_signed(saved, map)),
            promised: if known { saving_words(of.promised(), map) } else { String::new() },
            measured: if known { saving_words(idea.measured, map) } else { String::new() },
            can_apply: map.state == State::Future && !idea.taken && of.alone.is_some(),
            unfit: of.unfit,
            unfit_on_top: of.unfit_on_top,
            idea: of.idea,
        }
    }
}

fn about_signed(seconds: i64, map: &Map) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    format!("{sign}{}", map.clock.about(seconds.unsigned_abs()))
}

/// A projected or measured saving as text; empty if unknown.
pub(super) fn saving_words(saving: IdeaSaving, map: &Map) -> String {
    let lead = saving.lead.map(|seconds| format!("{} end to end", about_signed(seconds, map)));
    let downtime = saving.downtime.map(|seconds| {
        let what = if seconds < 0 { "more" } else { "less" };
        format!("{} {what} downtime", about_elapsed(seconds.unsigned_abs()))
    });
    lead.into_iter().chain(downtime).collect::<Vec<_>>().join(", ")
}

/// The edit that applies an idea, for the scripts.
pub(super) fn edit_apply(idea: &str) -> Value {
    json!({ "type": "apply_idea", "idea": idea })
}

/// The points of a kaizen burst.
pub(super) fn burst() -> String {
    BURST.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
}
