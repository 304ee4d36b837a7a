//! What an edit did to ideas, and what an idea proposes, in words.

use serde_json::{Map as Json, Value};

use crate::edit::describe::say;
use crate::edit::{Edit, preview};
use crate::fields::catalog::IdeaField;
use crate::fields::describe::{Change, UNKNOWN, step_changes};
use crate::fields::values;
use crate::model::duration::print_elapsed_signed;
use crate::model::idea::{Idea, IdeaEffort};
use crate::model::map::Map;
use crate::model::step::StepId;
use crate::text::quote;
use crate::{IdeaId, WorkingCalendar};

/// What an edit of ideas did: `voted for the idea “Meet twice a week”`. Nothing for other edits.
pub(crate) fn said(edit: &Edit, before: &Map, after: &Map) -> Option<String> {
    let title = |id: &IdeaId| {
        let idea = before.ideas.get(id).or_else(|| after.ideas.get(id));
        idea.map_or_else(|| "an idea".to_owned(), |idea| format!("the idea {}", quote(&idea.title)))
    };
    Some(match edit {
        Edit::AddIdea { idea } => {
            let text = |field: &str| idea.get(field).and_then(|value| values::line(value).ok()).unwrap_or_default();
            let pinned = after.step(&text("step")).map_or(String::new(), |step| format!(" at {}", quote(&step.name)));
            format!("added the idea {}{pinned}", quote(&text("title")))
        }
        Edit::ChangeIdea { idea, set, .. } => {
            let (old, new) = (before.ideas.get(idea), after.ideas.get(idea));
            let changes = old.zip(new).map_or_else(Vec::new, |(old, new)| changes(old, new, set, (before, after)));
            match changes.as_slice() {
                [] => format!("changed {}", title(idea)),
                changes => format!("changed {}: {}", title(idea), changes.join(", ")),
            }
        }
        Edit::RemoveIdea { idea } => format!("deleted {}", title(idea)),
        Edit::VoteIdea { idea, votes: 0, .. } => format!("removed a vote for {}", title(idea)),
        Edit::VoteIdea { idea, .. } => format!("voted for {}", title(idea)),
        Edit::ApplyIdea { idea } => {
            let change = [before, after].into_iter().find_map(|map| map.ideas.get(idea)?.change.as_deref());
            let done = change.map_or_else(Vec::new, |change| proposal(before, change));
            match done.as_slice() {
                [] => format!("applied {}", title(idea)),
                // The idea may have been thought of for another map: what it did here is what counts.
                done => format!("applied {}: {}", title(idea), done.join(", ")),
            }
        }
        _ => return None,
    })
}

fn changes(old: &Idea, new: &Idea, set: &Json<String, Value>, (before, after): (&Map, &Map)) -> Vec<String> {
    let mentioned = IdeaField::ALL.iter().copied().filter(|field| set.contains_key(field.key()));
    mentioned.filter_map(|field| change(field, (old, before), (new, after))).collect()
}

fn change(field: IdeaField, (old, before): (&Idea, &Map), (new, after): (&Idea, &Map)) -> Option<String> {
    let label = field.name();
    let values = |was: String, is: String| (was != is).then(|| format!("{label} from {was} to {is}"));
    let plain = |differs: bool| differs.then(|| label.to_owned());
    let text = |text: &str| if text.is_empty() { UNKNOWN.to_owned() } else { quote(text) };
    let pinned = |idea: &Idea, map: &Map| {
        let step = idea.step.as_deref().and_then(|id| map.step(id));
        step.map_or_else(|| "the whole map".to_owned(), |step| quote(&step.name))
    };
    let saved = |seconds: Option<i64>, clock: &WorkingCalendar| {
        seconds.map_or_else(|| UNKNOWN.to_owned(), |seconds| clock.print_signed(seconds))
    };
    let elapsed = |seconds: Option<i64>| seconds.map_or_else(|| UNKNOWN.to_owned(), print_elapsed_signed);
    let effort = |idea: &Idea| idea.effort.map_or(UNKNOWN, IdeaEffort::as_str).to_owned();
    match field {
        IdeaField::Title => values(quote(&old.title), quote(&new.title)),
        IdeaField::Step => values(pinned(old, before), pinned(new, after)),
        IdeaField::Note => plain(old.note != new.note),
        IdeaField::Owner => values(text(&old.owner), text(&new.owner)),
        IdeaField::Effort => values(effort(old), effort(new)),
        IdeaField::Status => values(old.status.label().to_owned(), new.status.label().to_owned()),
        IdeaField::Votes => plain(old.votes != new.votes),
        IdeaField::Change => plain(old.change != new.change),
        IdeaField::Taken => {
            (old.taken != new.taken).then(|| if new.taken { label.to_owned() } else { format!("not {label}") })
        }
        IdeaField::PromisedLead | IdeaField::PromisedDowntime => None,
        IdeaField::MeasuredLead => {
            values(saved(old.measured.lead, &before.clock), saved(new.measured.lead, &after.clock))
        }
        IdeaField::MeasuredDowntime => values(elapsed(old.measured.downtime), elapsed(new.measured.downtime)),
    }
}

/// What a change would do to a map, each thing by itself: `“Planning”: wait time 3w → 4h`, `“Test” in parallel with
/// “Review”`, `delete “Change board”`.
#[must_use]
pub fn proposal(map: &Map, change: &Edit) -> Vec<String> {
    let after = preview(map, change).ok();
    let mut told = Vec::new();
    tell(map, after.as_ref().unwrap_or(map), change, &mut told);
    told
}

fn tell(map: &Map, after: &Map, edit: &Edit, told: &mut Vec<String>) {
    let name = |id: &StepId| {
        let step = map.step(id).or_else(|| after.step(id));
        step.map_or_else(|| quote(id), |step| quote(&step.name))
    };
    match edit {
        Edit::Batch { edits } => edits.iter().for_each(|edit| tell(map, after, edit, told)),
        Edit::ChangeStep { step, set, .. } => {
            let (Some(old), Some(new)) = (map.step(step), after.step(step)) else {
                return told.push(format!("change {}", name(step)));
            };
            let mut changes = step_changes((old, &map.clock), (new, &after.clock), set);
            if changes.iter().any(|change| !change.is_minor()) {
                changes.retain(|change| !change.is_minor());
            }
            let changes: Vec<String> = changes.iter().map(Change::becomes).collect();
            if !changes.is_empty() {
                told.push(format!("{}: {}", name(step), changes.join(", ")));
            }
        }
        Edit::RemoveStep { step } => told.push(format!("delete {}", name(step))),
        Edit::MoveStep { step, beside: Some(other), .. } => {
            told.push(format!("{} in parallel with {}", name(step), name(other)));
        }
        Edit::MoveStep { step, after: Some(other), .. } => told.push(format!("{} after {}", name(step), name(other))),
        Edit::MoveStep { step, before: Some(other), .. } => told.push(format!("{} before {}", name(step), name(other))),
        Edit::SetRework { from, to, share } => told.push(match share {
            None => format!("no rework from {} to {}", name(from), name(to)),
            Some(share) => {
                format!("rework from {} to {}: {}", name(from), name(to), crate::fields::describe::per_cent(*share))
            }
        }),
        other => told.push(say(map, other, after)),
    }
}
