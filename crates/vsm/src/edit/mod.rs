//! The edit: the hinge on which forms, API, keyboard, paste, import, undo and history turn.
//!
//! [`apply`] is pure. It gives the new map and the edit that takes it back, or a refusal and no change at all.
//!
//! ```
//! use vsm::{Map, edit::{Edit, apply}};
//! let edit: Edit = serde_json::from_str(r#"{ "type": "add_step", "step": { "id": "a", "name": "Build" } }"#).unwrap();
//! let done = apply(&Map::new("Release"), &edit).unwrap();
//! assert_eq!(done.map.steps[0].name, "Build");
//! assert_eq!(apply(&done.map, &done.inverse).unwrap().map, Map::new("Release"));
//! ```

pub mod describe;
pub mod describe_idea;
pub mod diff;
pub(crate) mod diff_idea;
pub(crate) mod draft;
pub(crate) mod draft_idea;

use serde::{Deserialize, Serialize};
use serde_json::{Map as Json, Value};

use crate::IdeaId;
use crate::edit::diff::difference;
use crate::edit::draft::Draft;
use crate::fields::catalog::{IdeaField, MapField};
use crate::model::error::ValidationError;
use crate::model::graph::Graph;
use crate::model::map::{Map, Rework};
use crate::model::step::StepId;
use crate::text::grouped;
use crate::validate::map;

/// Most edits in a batch, counted through all levels.
pub const MAX_EDITS: usize = 5000;

/// A change to a map. As JSON it is told apart by `type`: `{"type": "connect", "from": "a", "to": "b"}`.
///
/// Values inside are JSON as the file format writes them; times as text are read on the map's clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Adds a step, at a place in the flow or in the order of the rows.
    AddStep {
        /// The step as the file format writes it. The sender makes its id.
        step: Json<String, Value>,
        /// After this step, whose flows out it takes over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<StepId>,
        /// Before this step, whose flows in it takes over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<StepId>,
        /// In parallel with this step, whose flows in and out it copies.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beside: Option<StepId>,
        /// Without flows, in the order right below this step; `""` is the very first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<StepId>,
    },
    /// Changes fields of a step.
    ChangeStep {
        /// The step.
        step: StepId,
        /// The new values; null makes a figure unknown.
        set: Json<String, Value>,
        /// What the sender saw before, so that overwriting somebody else's newer value is noticed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Json<String, Value>>,
    },
    /// Takes a step out of the flow, as removing it does, and puts it in again, as adding it does.
    MoveStep {
        /// The step.
        step: StepId,
        /// After this step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<StepId>,
        /// Before this step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<StepId>,
        /// In parallel with this step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beside: Option<StepId>,
        /// Only in the order of the rows, right below this step; `""` is the very first. Flows stay.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<StepId>,
    },
    /// Removes a step; each step before it is joined with each after it, unless one leads to the other anyway.
    RemoveStep {
        /// The step.
        step: StepId,
    },
    /// Adds a flow.
    Connect {
        /// Where it starts.
        from: StepId,
        /// Where it leads.
        to: StepId,
    },
    /// Removes a flow.
    Disconnect {
        /// Where it starts.
        from: StepId,
        /// Where it leads.
        to: StepId,
    },
    /// Sets or removes a rework arrow.
    SetRework {
        /// The step that sends back.
        from: StepId,
        /// The step that gets it again.
        to: StepId,
        /// Per cent of what arrives; null removes the arrow. It has to be said: leaving it out is no way to remove one.
        #[serde(deserialize_with = "Option::deserialize")]
        share: Option<f64>,
    },
    /// Changes the map's own fields. A change of clock keeps what people read: 1w stays 1w.
    ChangeMap {
        /// The new values.
        set: Json<String, Value>,
        /// What the sender saw before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Json<String, Value>>,
    },
    /// Adds an idea.
    AddIdea {
        /// The idea as the file format writes it. The sender makes its id.
        idea: Json<String, Value>,
    },
    /// Changes fields of an idea. When it is begun (trying, done), what it is to save is kept as its promise.
    ChangeIdea {
        /// The idea.
        idea: IdeaId,
        /// The new values.
        set: Json<String, Value>,
        /// What the sender saw before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Json<String, Value>>,
    },
    /// Removes an idea.
    RemoveIdea {
        /// The idea.
        idea: IdeaId,
    },
    /// Gives an idea one's vote, or takes it back.
    VoteIdea {
        /// The idea.
        idea: IdeaId,
        /// 1 or 0.
        votes: u32,
        /// Whose vote. What is sent from outside is the sender's own, whatever it says here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        voter: Option<String>,
    },
    /// Makes the change that an idea proposes, and marks it as taken.
    ApplyIdea {
        /// The idea.
        idea: IdeaId,
    },
    /// Several edits: all or none, one line in the history, one undo.
    Batch {
        /// The edits, in order; only the outcome of the last has to be valid.
        edits: Vec<Edit>,
    },
}

/// Where a step is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place<'e> {
    /// At the end if the map is one chain, else alone.
    End,
    After(&'e StepId),
    Before(&'e StepId),
    Beside(&'e StepId),
    /// In the order only; `None` is the very first.
    Below(Option<&'e StepId>),
}

/// What an edit did.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The map after it.
    pub map: Map,
    /// The edit that takes it back.
    pub inverse: Edit,
    /// Rework arrows that the edit would have turned forward or cut from their path, and that are gone.
    pub dropped: Vec<Rework>,
    /// Newer values of others that the edit replaced.
    pub overwritten: Vec<Overwritten>,
}

/// A value that was no longer what the sender had seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overwritten {
    /// The step, `None` for the fields of an idea and the map's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// The idea, when it is a field of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idea: Option<IdeaId>,
    /// The field.
    pub field: String,
    /// What the sender had seen.
    pub was: Value,
    /// What stood there when the edit arrived.
    pub found: Value,
}

/// Is an edit small enough to be taken from outside? What takes an edit back may be larger than the edit was.
///
/// # Errors
/// A refusal with a sentence.
pub fn check_size(edit: &Edit) -> Result<(), ValidationError> {
    if count(edit) > MAX_EDITS {
        let sentence = format!("A batch can have up to {} edits.", grouped(MAX_EDITS));
        return Err(ValidationError::new("too_many", sentence).at("edits"));
    }
    Ok(())
}

/// Applies an edit to a map.
///
/// # Errors
/// A refusal with a sentence; nothing has changed then.
pub fn apply(map: &Map, edit: &Edit) -> Result<Applied, ValidationError> {
    let (map_after, dropped, overwritten) = finished(map, edit)?;
    let inverse = difference(&map_after, map);
    Ok(Applied { map: map_after, inverse, dropped, overwritten })
}

fn finished(map: &Map, edit: &Edit) -> Result<(Map, Vec<Rework>, Vec<Overwritten>), ValidationError> {
    let mut draft = Draft::of(map);
    draft.apply(edit)?;
    let (mut after, set_rework, overwritten) = draft.finish();
    let graph = Graph::of(&after);
    let dropped = drop_cut_rework(map, &mut after, &graph, &set_rework);
    map::check(&after, &graph)?;
    Ok((after, dropped, overwritten))
}

/// The map as an edit would leave it.
///
/// # Errors
/// A refusal with a sentence.
pub fn preview(map: &Map, edit: &Edit) -> Result<Map, ValidationError> {
    finished(map, edit).map(|(map, ..)| map)
}

/// Applies edits one after another, of which only the outcome of the last has to be valid; without the way back, and of
/// any number. So the history is walked back, over edits that fit each other exactly.
///
/// # Errors
/// A refusal with a sentence.
pub fn apply_all<'e>(map: &Map, edits: impl IntoIterator<Item = &'e Edit>) -> Result<Map, ValidationError> {
    let mut draft = Draft::of(map);
    edits.into_iter().try_for_each(|edit| draft.apply(edit))?;
    let (map, ..) = draft.finish();
    map::check(&map, &Graph::of(&map))?;
    Ok(map)
}

/// Drops the arrows that were there before and whose path the edit has cut or turned round. An arrow that the edit
/// itself sets is not dropped but refused, by the check that follows.
fn drop_cut_rework(before: &Map, after: &mut Map, graph: &Graph, set: &[(StepId, StepId)]) -> Vec<Rework> {
    // Arrows whose step is gone went with it; they are told as well.
    let mut dropped: Vec<Rework> = before
        .rework_arrows()
        .filter(|arrow| !after.rework.contains_key(&(arrow.from.clone(), arrow.to.clone())))
        .filter(|arrow| !set.iter().any(|(from, to)| *from == arrow.from && *to == arrow.to))
        .collect();
    if after.rework.is_empty() || !graph.circle.is_empty() {
        return dropped;
    }
    let (index, reach) = (crate::model::graph::index(after), graph.reach());
    let cut: Vec<Rework> = after
        .rework_arrows()
        .filter(|arrow| before.rework.contains_key(&(arrow.from.clone(), arrow.to.clone())))
        .filter(|arrow| match (index.get(arrow.from.as_str()), index.get(arrow.to.as_str())) {
            (Some(&from), Some(&to)) => !reach.leads(to, from),
            _ => true,
        })
        .collect();
    for arrow in &cut {
        after.rework.remove(&(arrow.from.clone(), arrow.to.clone()));
    }
    dropped.extend(cut);
    dropped
}

/// How many edits an edit holds, itself included.
pub(crate) fn count(edit: &Edit) -> usize {
    match edit {
        Edit::Batch { edits } => 1 + edits.iter().map(count).sum::<usize>(),
        _ => 1,
    }
}

impl Edit {
    /// The edit as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        // Texts and numbers under text keys: this can't fail.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// The same edit with ids for the steps and ideas that it adds without one, made by the caller's function.
    #[must_use]
    pub fn fill_missing_ids(mut self, make_id: &mut dyn FnMut() -> String) -> Edit {
        self.complete(make_id);
        self
    }

    fn complete(&mut self, make_id: &mut dyn FnMut() -> String) {
        let mut make = |fields: &mut Json<String, Value>| {
            if fields.get("id").is_none_or(Value::is_null) {
                fields.insert("id".to_owned(), make_id().into());
            }
        };
        match self {
            Edit::AddStep { step, .. } => make(step),
            Edit::AddIdea { idea } => {
                make(idea);
                complete_change(idea, make_id);
            }
            Edit::ChangeIdea { set, .. } => complete_change(set, make_id),
            Edit::Batch { edits } => edits.iter_mut().for_each(|edit| edit.complete(make_id)),
            _ => {}
        }
    }

    /// An edit that sets fields of a step.
    #[must_use]
    pub fn set_step(step: impl Into<StepId>, set: impl IntoIterator<Item = (&'static str, Value)>) -> Edit {
        let set = set.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
        Edit::ChangeStep { step: step.into(), set, was: None }
    }

    /// The same edit as one actor's own: nobody votes in the name of others.
    #[must_use]
    pub fn by(mut self, actor: &str) -> Edit {
        self.sign(actor);
        self
    }

    /// Does it say to which process the map belongs, or what it was drawn from?
    #[must_use]
    pub fn changes_related_maps(&self) -> bool {
        match self {
            Edit::ChangeMap { set, .. } => {
                [MapField::Family, MapField::Origin].iter().any(|field| set.contains_key(field.key()))
            }
            Edit::Batch { edits } => edits.iter().any(Edit::changes_related_maps),
            _ => false,
        }
    }

    fn sign(&mut self, actor: &str) {
        let votes = IdeaField::Votes.key();
        match self {
            Edit::VoteIdea { voter, .. } => *voter = Some(actor.to_owned()),
            // Everybody votes for themselves.
            Edit::AddIdea { idea } => drop(idea.remove(votes)),
            Edit::ChangeIdea { set, .. } => drop(set.remove(votes)),
            Edit::Batch { edits } => edits.iter_mut().for_each(|edit| edit.sign(actor)),
            _ => {}
        }
    }
}

/// Steps that an idea would add have the same id wherever it is applied.
fn complete_change(fields: &mut Json<String, Value>, make_id: &mut dyn FnMut() -> String) {
    let word = IdeaField::Change.key();
    let change = fields.get(word).and_then(|change| serde_json::from_value::<Edit>(change.clone()).ok());
    if let Some(change) = change {
        fields.insert(word.to_owned(), change.fill_missing_ids(make_id).to_json());
    }
}
