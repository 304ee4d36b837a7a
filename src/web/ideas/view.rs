//! Savings, levers and ideas in words, for pages.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::drawing::icon::BURST;
use crate::vsm::appraisal::Appraisal;
use crate::vsm::countermeasure::Offer;
use crate::vsm::duration::print_elapsed;
use crate::vsm::idea::{Effort, Gain, Idea, Status};
use crate::vsm::lever::Lever;
use crate::vsm::map::State;
use crate::vsm::saving::Saving;
use crate::vsm::say_idea::proposal;
use crate::vsm::sentence::{count, percent, quote};
use crate::vsm::{Map, Metrics, StepId};
use crate::web::paths;

/// What a change saves, in words.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Saved {
    /// End to end; empty where that is nothing.
    pub(in crate::web) lead: String,
    /// Its share of the lead time: `10.2 %`; empty where that is nothing.
    pub(in crate::web) share: String,
    /// Does it get worse?
    pub(in crate::web) is_worse: bool,
    /// Downtime, effort, handoffs.
    pub(in crate::web) more: Vec<String>,
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

    /// Nothing at all?
    pub(in crate::web) fn is_nothing(&self) -> bool {
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
pub(in crate::web) struct Chance {
    /// Its id, and which list it is of: the field that the form sends.
    pub(in crate::web) kind: &'static str,
    pub(in crate::web) id: String,
    pub(in crate::web) title: String,
    /// What it is, and where to read on: for a countermeasure.
    pub(in crate::web) about: Option<About>,
    pub(in crate::web) why: String,
    pub(in crate::web) assumes: &'static str,
    pub(in crate::web) saved: Saved,
    pub(in crate::web) changes: Vec<String>,
    /// The edit that makes it an idea, without the idea's id.
    pub(in crate::web) idea: Value,
    /// The edit that does it, on a map that is a future state.
    pub(in crate::web) apply: Option<Value>,
    /// The idea that it is already.
    pub(in crate::web) made: Option<String>,
}

#[derive(Debug)]
pub(in crate::web) struct About {
    pub(in crate::web) words: &'static str,
    pub(in crate::web) link: &'static str,
    pub(in crate::web) by: &'static str,
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

    pub(super) fn of_offer(offer: &Offer, map: &Map, metrics: &Metrics) -> Chance {
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

fn apply(map: &Map, change: &crate::vsm::edit::Edit) -> Option<Value> {
    (map.state == State::Future).then(|| serde_json::to_value(change).ok()).flatten()
}

/// So many changes of an idea are told in the list; all of them on its own page.
const MOST_CHANGES: usize = 3;

/// One idea of the list.
#[derive(Debug)]
pub(in crate::web) struct Row {
    pub(in crate::web) id: String,
    pub(in crate::web) title: String,
    pub(in crate::web) href: String,
    pub(in crate::web) vote: String,
    pub(in crate::web) apply: String,
    /// The step that it is pinned to: its address and its name.
    pub(in crate::web) step: Option<(String, String)>,
    pub(in crate::web) effort: &'static str,
    pub(in crate::web) owner: String,
    pub(in crate::web) status: &'static str,
    /// The same as people read it.
    pub(in crate::web) status_label: &'static str,
    pub(in crate::web) is_alive: bool,
    pub(in crate::web) votes: u64,
    /// Did whoever looks vote for it? Known only where a page is made for one person.
    pub(in crate::web) has_voted: Option<bool>,
    /// Who voted, for a script that knows who looks.
    pub(in crate::web) voters: String,
    pub(in crate::web) taken: bool,
    pub(in crate::web) changes: Vec<String>,
    /// On top of the ideas that are begun.
    pub(in crate::web) saved: Option<Saved>,
    /// By itself, where that is something else.
    pub(in crate::web) alone: String,
    pub(in crate::web) promised: String,
    pub(in crate::web) measured: String,
    pub(in crate::web) unfit: Option<String>,
    pub(in crate::web) unfit_on_top: Option<String>,
    /// Can its change be made here?
    pub(in crate::web) can_apply: bool,
}

impl Row {
    pub(super) fn of(of: &Appraisal, map_id: &str, map: &Map, metrics: &Metrics) -> Row {
        let idea = &of.idea;
        let step = idea.step.as_deref().and_then(|step| map.step(step));
        let alone = of.alone.filter(|alone| of.on_top != Some(*alone));
        let known = idea.status == Status::Done || idea.taken;
        Row {
            id: idea.id.to_string(),
            title: idea.title.clone(),
            href: paths::idea(map_id, &idea.id),
            vote: paths::idea_vote(map_id, &idea.id),
            apply: paths::idea_apply(map_id, &idea.id),
            step: step.map(|step| (paths::at_step(&step.id), step.name.clone())),
            effort: idea.effort.map_or("", Effort::word),
            owner: idea.owner.clone(),
            status: idea.status.word(),
            status_label: idea.status.label(),
            is_alive: idea.is_alive(),
            votes: idea.vote_count(),
            has_voted: None,
            voters: idea.votes.keys().map(String::as_str).collect::<Vec<_>>().join(" "),
            taken: idea.taken,
            changes: idea.change.as_deref().filter(|_| !idea.taken).map_or_else(Vec::new, |change| {
                let mut changes = proposal(map, change);
                let more = changes.len().saturating_sub(MOST_CHANGES);
                changes.truncate(MOST_CHANGES);
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
pub(super) fn gain(gain: Gain, map: &Map) -> String {
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
