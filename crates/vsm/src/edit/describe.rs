//! Describes an edit as a sentence for the version history: without the actor, with names instead of ids.
//!
//! ```
//! use vsm::{Map, edit::{Edit, apply, describe::describe_edit}};
//! let edit: Edit = serde_json::from_str(r#"{ "type": "add_step", "step": { "id": "a", "name": "Build" } }"#).unwrap();
//! let before = Map::new("Release");
//! let after = apply(&before, &edit).unwrap().map;
//! assert_eq!(describe_edit(&before, &edit, &after), "added “Build”");
//! ```

use serde_json::{Map as Json, Value};

use crate::edit::draft::preview;
use crate::fields::catalog::IdeaField;
use crate::fields::describe::{Change, map_changes, per_cent, step_changes, value_text};
use crate::fields::values;
use crate::fields::values::Style;
use crate::model::edit::Edit;
use crate::model::idea::Idea;
use crate::model::ids::IdeaId;
use crate::model::map::Map;
use crate::model::step::StepId;
use crate::text::{clip, count, quote};

/// The maximum length of a sentence, in characters.
pub const MAX_LENGTH: usize = 400;

/// The maximum number of edits of a batch that are described; the others are counted.
const MAX_PARTS: usize = 3;
/// The maximum number of fields of one change that are described.
const MAX_FIELDS: usize = 4;

/// Describes what an edit did to a map: `changed the wait time of “Build” from 3d to 4h`. Never empty, at
/// most [`MAX_LENGTH`] characters, without a full stop, so that an actor's name can precede it.
pub fn describe_edit(before: &Map, edit: &Edit, after: &Map) -> String {
    let describer = Describer { before, after, leaves: edit.leaves() };
    let mut sentence = describer.all();
    describer.add_deleted_rework(&mut sentence);
    clip(&sentence, MAX_LENGTH).into_owned()
}

struct Describer<'m> {
    before: &'m Map,
    after: &'m Map,
    leaves: Vec<&'m Edit>,
}

impl Describer<'_> {
    fn all(&self) -> String {
        match self.leaves.as_slice() {
            [] => "made no changes".to_owned(),
            [only] => self.one(only),
            many if many.iter().all(|edit| matches!(edit, Edit::AddStep { .. })) => {
                let names = many.iter().take(MAX_PARTS).filter_map(|edit| match edit {
                    Edit::AddStep { step, .. } => Some(self.new_name(step)),
                    _ => None,
                });
                let names = names.collect::<Vec<_>>().join(", ");
                format!("added {} steps: {names}{}", many.len(), and_more(many.len(), MAX_PARTS, " "))
            }
            many => {
                let parts = many.iter().take(MAX_PARTS).map(|edit| self.one(edit)).collect::<Vec<_>>().join("; ");
                format!("made {} changes: {parts}{}", many.len(), and_more(many.len(), MAX_PARTS, "; "))
            }
        }
    }

    fn one(&self, edit: &Edit) -> String {
        let name = |id: &StepId| self.name(id);
        match edit {
            Edit::AddStep { step, after, before, beside, below } => {
                let place = self.place(after.as_ref(), before.as_ref(), beside.as_ref(), below.as_ref());
                format!("added {}{place}", self.new_name(step))
            }
            Edit::MoveStep { step, after: None, before: None, beside: None, below: None } => {
                if self.after.flows.iter().any(|flow| flow.from == *step || flow.to == *step) {
                    format!("moved {} to the end", name(step))
                } else {
                    format!("disconnected {}", name(step))
                }
            }
            Edit::MoveStep { step, below: Some(id), .. } if id.is_empty() => {
                format!("moved {} to the first row", name(step))
            }
            Edit::MoveStep { step, after, before, beside, below } => {
                let place = self.place(after.as_ref(), before.as_ref(), beside.as_ref(), below.as_ref());
                let row = if below.is_some() { "the row of " } else { "" };
                format!("moved {row}{}{place}", name(step))
            }
            Edit::RemoveStep { step } => format!("deleted {}", name(step)),
            Edit::Connect { from, to } => format!("connected {} to {}", name(from), name(to)),
            Edit::Disconnect { from, to } => format!("disconnected {} from {}", name(from), name(to)),
            Edit::SetRework { from, to, share, .. } => self.rework(from, to, *share),
            Edit::ChangeStep { step, set, .. } => self.change_step(step, set),
            Edit::ChangeMap { set, .. } => {
                let changes = map_changes(self.before, self.after, set);
                changed("the map", (&self.before.name, &self.after.name), &changes)
            }
            Edit::AddIdea { idea } => {
                let text = |field: IdeaField| values::line(idea.get(field.key())?).ok();
                let step = text(IdeaField::Step).and_then(|id| self.after.step(&id));
                let pinned = step.map_or(String::new(), |step| format!(" at {}", quote(&step.name)));
                format!("added the idea {}{pinned}", quote(&text(IdeaField::Title).unwrap_or_default()))
            }
            Edit::ChangeIdea { idea, set, .. } => {
                with_details("changed", &self.title(idea), &self.idea_changes(idea, set))
            }
            Edit::RemoveIdea { idea } => format!("deleted {}", self.title(idea)),
            Edit::VoteIdea { idea, votes: 0, .. } => format!("removed a vote for {}", self.title(idea)),
            Edit::VoteIdea { idea, .. } => format!("voted for {}", self.title(idea)),
            Edit::ApplyIdea { idea } => {
                let maps = [self.before, self.after];
                let change = maps.into_iter().find_map(|map| map.ideas.get(idea)?.change.as_deref());
                // The idea may have been written for another map, so describe what it changed here.
                let done = change.map_or_else(Vec::new, |change| proposal(self.before, change));
                with_details("applied", &self.title(idea), &done)
            }
            // Batches have been flattened already.
            Edit::Batch { .. } => "made several changes".to_owned(),
        }
    }

    fn change_step(&self, id: &StepId, set: &Json<String, Value>) -> String {
        let (Some(old), Some(new)) = (self.before.step(id), self.after.step(id)) else {
            // Added or removed by another edit of the same batch.
            return format!("changed {}", self.name(id));
        };
        let changes = step_changes((old, &self.before.clock), (new, &self.after.clock), set);
        changed(&quote(&old.name), (&old.name, &new.name), &changes)
    }

    fn rework(&self, from: &StepId, to: &StepId, share: Option<f64>) -> String {
        let ends = (from.clone(), to.clone());
        let text = |map: &Map| map.rework.get(&ends).map(|sent_back| sent_back.text(&map.clock));
        let (was, is) = (text(self.before), text(self.after));
        let (from, to) = (self.name(from), self.name(to));
        // An arrow that another edit of the same batch deletes again has only the share of this edit.
        match (share.map(|share| is.unwrap_or_else(|| per_cent(share))), was) {
            (None, _) => format!("deleted the rework arrow from {from} to {to}"),
            (Some(is), Some(was)) if is != was => format!("changed rework from {from} to {to} from {was} to {is}"),
            (Some(is), _) => format!("set rework from {from} to {to} to {is}"),
        }
    }

    fn place(
        &self,
        after: Option<&StepId>,
        before: Option<&StepId>,
        beside: Option<&StepId>,
        below: Option<&StepId>,
    ) -> String {
        match (after, before, beside, below) {
            (Some(id), ..) => format!(" after {}", self.name(id)),
            (_, Some(id), ..) => format!(" before {}", self.name(id)),
            (_, _, Some(id), _) => format!(" in parallel with {}", self.name(id)),
            (_, _, _, Some(id)) if id.is_empty() => " at the top".to_owned(),
            (_, _, _, Some(id)) => format!(" below {}", self.name(id)),
            (None, None, None, None) => String::new(),
        }
    }

    /// A step's name, preferably the one before the edit, since readers know it by that.
    fn name(&self, id: &StepId) -> String {
        let existing_name = || self.before.step(id).or_else(|| self.after.step(id)).map(|step| quote(&step.name));
        // A batch can add a step and remove it again.
        let passing = || {
            self.leaves.iter().find_map(|edit| match edit {
                Edit::AddStep { step, .. } if step.get("id").and_then(Value::as_str) == Some(id) => given_name(step),
                _ => None,
            })
        };
        existing_name().or_else(passing).unwrap_or_else(|| quote(id))
    }

    fn new_name(&self, step: &Json<String, Value>) -> String {
        let id = step.get("id").and_then(Value::as_str);
        let added = id.and_then(|id| self.after.step(id)).map(|step| quote(&step.name));
        added.or_else(|| given_name(step)).unwrap_or_else(|| "a step".to_owned())
    }

    /// `the idea “Meet twice a week”`.
    fn title(&self, id: &IdeaId) -> String {
        let idea = self.before.ideas.get(id).or_else(|| self.after.ideas.get(id));
        idea.map_or_else(|| "an idea".to_owned(), |idea| format!("the idea {}", quote(&idea.title)))
    }

    fn idea_changes(&self, id: &IdeaId, set: &Json<String, Value>) -> Vec<String> {
        let (Some(old), Some(new)) = (self.before.ideas.get(id), self.after.ideas.get(id)) else { return Vec::new() };
        let mentioned = IdeaField::ALL.iter().filter(|field| set.contains_key(field.key()));
        mentioned.filter_map(|field| idea_change(*field, (old, self.before), (new, self.after))).collect()
    }

    /// Rework arrows deleted as a side effect.
    fn add_deleted_rework(&self, sentence: &mut String) {
        let cuts = |edit: &&Edit| !matches!(edit, Edit::ChangeStep { .. } | Edit::ChangeMap { .. });
        if self.before.rework.is_empty() || !self.leaves.iter().any(cuts) {
            return;
        }
        let is_meant = |arrow: &(StepId, StepId)| {
            let sets =
                |edit: &&Edit| matches!(edit, Edit::SetRework { from, to, .. } if (from, to) == (&arrow.0, &arrow.1));
            self.leaves.iter().any(sets)
        };
        let gone = self.before.rework.keys().filter(|arrow| !self.after.rework.contains_key(*arrow));
        let deleted: Vec<_> = gone.filter(|arrow| !is_meant(arrow)).collect();
        let what = match deleted.as_slice() {
            [] => return,
            [(from, to)] => format!("the rework arrow from {} to {}", self.name(from), self.name(to)),
            many => count(many.len(), "rework arrow", "rework arrows"),
        };
        sentence.extend(["; also deleted ", &what]);
    }
}

/// The sentence for changed fields of a step or of the map.
fn changed(what: &str, (old_name, new_name): (&str, &str), changes: &[Change]) -> String {
    let renamed = (old_name != new_name).then(|| {
        if what == "the map" {
            format!("renamed the map from {} to {}", quote(old_name), quote(new_name))
        } else {
            format!("renamed {what} to {}", quote(new_name))
        }
    });
    let listed = changes.iter().take(MAX_FIELDS).map(Change::long_form).collect::<Vec<_>>().join(", ");
    let more = and_more(changes.len(), MAX_FIELDS, " ");
    match (renamed, changes) {
        (Some(renamed), []) => renamed,
        (Some(renamed), _) => format!("{renamed} and changed {listed}{more}"),
        (None, []) => format!("made no changes to {what}"),
        (None, [only]) if !only.is_answer() => format!("changed the {} of {what}{}", only.label, only.values()),
        (None, _) => format!("changed {what}: {listed}{more}"),
    }
}

/// `changed the idea “Meet twice a week”: owner from unknown to “Ann”`.
fn with_details(verb: &str, what: &str, details: &[String]) -> String {
    if details.is_empty() { format!("{verb} {what}") } else { format!("{verb} {what}: {}", details.join(", ")) }
}

fn and_more(all: usize, shown: usize, before: &str) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        more => format!("{before}and {more} more"),
    }
}

fn given_name(step: &Json<String, Value>) -> Option<String> {
    let name = values::line(step.get("name")?).ok()?;
    (!name.is_empty()).then(|| quote(&name))
}

fn idea_change(field: IdeaField, (old, before): (&Idea, &Map), (new, after): (&Idea, &Map)) -> Option<String> {
    let label = field.name();
    let values = |was: String, is: String| (was != is).then(|| format!("{label} from {was} to {is}"));
    let plain = |differs: bool| differs.then(|| label.to_owned());
    let pinned = |idea: &Idea, map: &Map| {
        let step = idea.step.as_deref().and_then(|id| map.step(id));
        step.map_or_else(|| "the whole map".to_owned(), |step| quote(&step.name))
    };
    let value = |idea: &Idea, map: &Map| value_text(field.kind(), &field.get(idea, Style::Text(&map.clock)));
    match field {
        IdeaField::Step => values(pinned(old, before), pinned(new, after)),
        IdeaField::Note => plain(old.note != new.note),
        IdeaField::Status => values(old.status.label().to_owned(), new.status.label().to_owned()),
        IdeaField::Votes => plain(old.votes != new.votes),
        IdeaField::Change => plain(old.change != new.change),
        IdeaField::Taken => {
            (old.taken != new.taken).then(|| if new.taken { label.to_owned() } else { format!("not {label}") })
        }
        IdeaField::PromisedLead | IdeaField::PromisedDowntime => None,
        _ => values(value(old, before), value(new, after)),
    }
}

/// What a change would do to a map, one entry per change: `“Planning”: wait time 3w → 4h`,
/// `“Test” in parallel with “Review”`, `delete “Change board”`.
pub fn proposal(map: &Map, change: &Edit) -> Vec<String> {
    let after = preview(map, change).ok();
    let after = after.as_ref().unwrap_or(map);
    change.leaves().into_iter().filter_map(|edit| describe_proposal(map, after, edit)).collect()
}

/// `None` if it changes nothing.
fn describe_proposal(map: &Map, after: &Map, edit: &Edit) -> Option<String> {
    let name = |id: &StepId| quote(map.step(id).or_else(|| after.step(id)).map_or(id, |step| &step.name));
    Some(match edit {
        Edit::ChangeStep { step, set, .. } => {
            let (Some(old), Some(new)) = (map.step(step), after.step(step)) else {
                return Some(format!("change {}", name(step)));
            };
            let changes = step_changes((old, &map.clock), (new, &after.clock), set);
            let has_major = changes.iter().any(|change| !change.is_minor());
            let shown = changes.iter().filter(|change| !(has_major && change.is_minor()));
            let changes: Vec<String> = shown.map(Change::short_form).collect();
            if changes.is_empty() {
                return None;
            }
            format!("{}: {}", name(step), changes.join(", "))
        }
        Edit::RemoveStep { step } => format!("delete {}", name(step)),
        Edit::MoveStep { step, beside: Some(other), .. } => {
            format!("{} in parallel with {}", name(step), name(other))
        }
        Edit::MoveStep { step, after: Some(other), .. } => format!("{} after {}", name(step), name(other)),
        Edit::MoveStep { step, before: Some(other), .. } => format!("{} before {}", name(step), name(other)),
        Edit::SetRework { from, to, share: None, .. } => format!("no rework from {} to {}", name(from), name(to)),
        Edit::SetRework { from, to, share: Some(share), .. } => {
            let arrow = after.rework.get(&(from.clone(), to.clone()));
            let text = arrow.map_or_else(|| per_cent(*share), |arrow| arrow.text(&after.clock));
            format!("rework from {} to {}: {text}", name(from), name(to))
        }
        other => describe_edit(map, other, after),
    })
}
