//! Savings, levers and ideas in words, for pages.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::web::page::urls;
use drawing::icon::BURST;
use vsm::edit::describe_idea::proposal;
use vsm::improve::countermeasures::PracticeMatch;
use vsm::improve::idea_savings::IdeaSavings;
use vsm::improve::levers::Lever;
use vsm::improve::savings::Saving;
use vsm::model::duration::print_elapsed;
use vsm::model::idea::{Idea, IdeaEffort, IdeaSaving, Status};
use vsm::model::map::State;
use vsm::text::{count, percent, quote};
use vsm::{Map, Metrics, StepId};

/// What a change saves, in words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Saved {
    /// End to end; empty where that is nothing.
    pub(crate) lead: String,
    /// Its share of the lead time: `10.2 %`; empty where that is nothing.
    pub(crate) share: String,
    pub(crate) is_worse: bool,
    pub(crate) more: Vec<String>,
}

impl Saved {
    pub(super) fn of(saving: &Saving, map: &Map, metrics: &Metrics) -> Saved {
        let end_to_end = saving.end_to_end().unwrap_or(0);
        let whole = metrics.expected_lead_seconds.or(metrics.lead_seconds).unwrap_or(0);
        let mut more = Vec::new();
        let mut tell = |seconds: i64, less: &str, print: &dyn Fn(u64) -> String| {
            if seconds != 0 {
                let what = if seconds > 0 { "less" } else { "more" };
                more.push(format!("{} {what} {less}", print(seconds.unsigned_abs())));
            }
        };
        tell(saving.downtime.unwrap_or(0), "downtime", &print_elapsed);
        tell(saving.effort.unwrap_or(0), "effort", &|seconds| map.clock.about(seconds));
        if saving.handoffs != 0 {
            let what = if saving.handoffs > 0 { "less" } else { "more" };
            let handoffs = usize::try_from(saving.handoffs.unsigned_abs()).unwrap_or(usize::MAX);
            more.push(format!("{} {what}", count(handoffs, "handoff", "handoffs")));
        }
        // Rework that stops is part of the saving end to end; how much of it, is worth telling.
        let rework = saving.expected.zip(saving.lead).map_or(0, |(expected, lead)| expected - lead);
        if rework > 0 && saving.lead == Some(0) {
            more.push("all of it from rework".to_owned());
        }
        Saved {
            lead: if end_to_end == 0 { String::new() } else { map.clock.about(end_to_end.unsigned_abs()) },
            share: share(end_to_end, whole),
            is_worse: end_to_end < 0,
            more,
        }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        self.lead.is_empty() && self.more.is_empty()
    }
}

fn share(part: i64, whole: u64) -> String {
    if part <= 0 || whole == 0 {
        return String::new();
    }
    #[expect(clippy::cast_precision_loss, reason = "durations stay far below 2^53")]
    percent(part as f64 / whole as f64)
}

/// One lever or countermeasure of the list.
#[derive(Debug)]
pub(crate) struct Chance {
    /// Its id, and which list it is of: the field that the form sends.
    pub(crate) kind: &'static str,
    pub(crate) id: String,
    pub(crate) title: String,
    /// What it is, and where to read on: for a countermeasure.
    pub(crate) about: Option<About>,
    pub(crate) why: String,
    pub(crate) assumes: &'static str,
    pub(crate) saved: Saved,
    pub(crate) changes: Vec<String>,
    /// The edit that makes it an idea, without the idea's id.
    pub(crate) idea: Value,
    /// The edit that does it, on a map that is a future state.
    pub(crate) apply: Option<Value>,
    /// The idea that it is already.
    pub(crate) made: Option<String>,
}

#[derive(Debug)]
pub(crate) struct About {
    pub(crate) words: &'static str,
    pub(crate) link: &'static str,
    pub(crate) by: &'static str,
}

impl Chance {
    pub(super) fn of_lever(lever: &Lever, map: &Map, metrics: &Metrics) -> Chance {
        let note = Value::from(lever.assumes);
        Chance {
            kind: "lever",
            id: lever.id(),
            title: lever.title.clone(),
            about: None,
            why: lever.because.clone(),
            assumes: lever.assumes,
            saved: Saved::of(&lever.saving, map, metrics),
            // The title says it.
            changes: Vec::new(),
            idea: json!({ "title": lever.title, "step": lever.step, "note": note, "change": lever.change }),
            apply: apply(map, &lever.change),
            made: made(map, &lever.step, &lever.title),
        }
    }

    pub(super) fn of_offer(offer: &PracticeMatch, map: &Map, metrics: &Metrics) -> Chance {
        let measure = offer.measure;
        let note = format!("{} {}\n{}", measure.words, offer.why, measure.link);
        let also: Vec<String> = offer.also.iter().filter_map(|id| map.step(id)).map(|step| quote(&step.name)).collect();
        let why =
            if also.is_empty() { offer.why.clone() } else { format!("{} Also at {}.", offer.why, also.join(", ")) };
        Chance {
            kind: "measure",
            id: offer.id(),
            title: offer.title(),
            about: Some(About { words: measure.words, link: measure.link, by: measure.by }),
            why,
            assumes: "",
            saved: Saved::of(&offer.saving, map, metrics),
            changes: proposal(map, &offer.change),
            idea: json!({ "title": offer.title(), "step": offer.step, "note": note, "change": offer.change }),
            apply: apply(map, &offer.change),
            made: made(map, &offer.step, &offer.title()),
        }
    }
}

/// The idea that was made of a lever: it says the same of the same step.
fn made(map: &Map, step: &StepId, title: &str) -> Option<String> {
    let same = |idea: &&Arc<Idea>| idea.step.as_ref() == Some(step) && idea.title == title;
    map.ideas.values().find(same).map(|idea| idea.id.to_string())
}

fn apply(map: &Map, change: &vsm::edit::Edit) -> Option<Value> {
    (map.state == State::Future).then(|| serde_json::to_value(change).ok()).flatten()
}

/// So many changes of an idea are told in the list; all of them on its own page.
const MAX_CHANGES: usize = 3;

/// One idea of the list.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) vote: String,
    pub(crate) apply: String,
    /// The step that it is pinned to: its address and its name.
    pub(crate) step: Option<(String, String)>,
    pub(crate) effort: &'static str,
    pub(crate) owner: String,
    pub(crate) status: &'static str,
    /// The same as people read it.
    pub(crate) status_label: &'static str,
    pub(crate) is_open: bool,
    pub(crate) votes: u64,
    /// Did whoever looks vote for it? Known only where a page is made for one person.
    pub(crate) has_voted: Option<bool>,
    /// Who voted, for a script that knows who looks.
    pub(crate) voters: String,
    pub(crate) taken: bool,
    pub(crate) changes: Vec<String>,
    /// On top of the ideas that are begun.
    pub(crate) saved: Option<Saved>,
    /// By itself, where that is something else.
    pub(crate) alone: String,
    pub(crate) promised: String,
    pub(crate) measured: String,
    pub(crate) unfit: Option<String>,
    pub(crate) unfit_on_top: Option<String>,
    /// Can its change be made here?
    pub(crate) can_apply: bool,
}

impl Row {
    pub(super) fn of(of: &IdeaSavings, map_id: &str, map: &Map, metrics: &Metrics) -> Row {
        let idea = &of.idea;
        let step = idea.step.as_deref().and_then(|step| map.step(step));
        let alone = of.alone.filter(|alone| of.on_top != Some(*alone));
        let known = idea.status == Status::Done || idea.taken;
        Row {
            id: idea.id.to_string(),
            title: idea.title.clone(),
            href: urls::idea(map_id, &idea.id),
            vote: urls::idea_vote(map_id, &idea.id),
            apply: urls::idea_apply(map_id, &idea.id),
            step: step.map(|step| (urls::at_step(&step.id), step.name.clone())),
            effort: idea.effort.map_or("", IdeaEffort::as_str),
            owner: idea.owner.clone(),
            status: idea.status.as_str(),
            status_label: idea.status.label(),
            is_open: idea.is_open(),
            votes: idea.vote_count(),
            has_voted: None,
            voters: idea.votes.keys().map(String::as_str).collect::<Vec<_>>().join(" "),
            taken: idea.taken,
            changes: idea.change.as_deref().filter(|_| !idea.taken).map_or_else(Vec::new, |change| {
                let mut changes = proposal(map, change);
                let more = changes.len().saturating_sub(MAX_CHANGES);
                changes.truncate(MAX_CHANGES);
                changes.extend((more > 0).then(|| format!("and {more} more")));
                changes
            }),
            saved: of.on_top.map(|saving| Saved::of(&saving, map, metrics)),
            alone: alone.and_then(|saving| saving.end_to_end()).map_or(String::new(), |s| map.clock.print_signed(s)),
            promised: if known { gain(of.promised(), map) } else { String::new() },
            measured: if known { gain(idea.measured, map) } else { String::new() },
            unfit: of.unfit.clone(),
            unfit_on_top: of.unfit_on_top.clone(),
            can_apply: map.state == State::Future && !idea.taken && of.alone.is_some(),
        }
    }
}

/// What was promised or measured, in words; empty when that is not known.
pub(super) fn gain(gain: IdeaSaving, map: &Map) -> String {
    let about = |seconds: i64| {
        let sign = if seconds < 0 { "-" } else { "" };
        format!("{sign}{}", map.clock.about(seconds.unsigned_abs()))
    };
    let lead = gain.lead.map(|seconds| format!("{} end to end", about(seconds)));
    let downtime = gain.downtime.map(|seconds| {
        let what = if seconds < 0 { "more" } else { "less" };
        format!("{} {what} downtime", print_elapsed(seconds.unsigned_abs()))
    });
    lead.into_iter().chain(downtime).collect::<Vec<_>>().join(", ")
}

/// The edit that applies an idea, for the scripts.
pub(super) fn edit_apply(idea: &str) -> Value {
    json!({ "type": "apply_idea", "idea": idea })
}

/// A burst, as value-stream maps on paper have it: the corners of a polygon.
pub(super) fn burst() -> String {
    BURST.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
}
