//! Prepares an edit from outside before it is applied: checks its size, fills in missing ids and kinds and sets
//! the voter to its actor.

use serde_json::{Map as Json, Value};

use crate::fields::catalog::{IdeaField, MapField, StepField};
use crate::fields::kinds;
use crate::model::edit::Edit;
use crate::model::error::ValidationError;
use crate::text::grouped;

/// The maximum number of edits in a batch, counted through all levels.
pub const MAX_EDITS: usize = 5000;

/// Checks that an edit from outside is small enough. Inverse edits may be larger.
///
/// # Errors
/// If it has more than [`MAX_EDITS`] edits.
pub fn check_size(edit: &Edit) -> Result<(), ValidationError> {
    if edit.count() > MAX_EDITS {
        let sentence = format!("A batch can have up to {} edits.", grouped(MAX_EDITS));
        return Err(ValidationError::new("too_many", sentence).at("edits"));
    }
    Ok(())
}

impl Edit {
    /// Fills in what steps and ideas that are added lack: an id, which `make_id` creates, and for a step whose
    /// kind isn't mentioned the one that its name shows.
    #[must_use]
    pub fn fill_missing(mut self, make_id: &mut dyn FnMut() -> String) -> Edit {
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
            Edit::AddStep { step, .. } => {
                make(step);
                fill_kind(step);
            }
            Edit::AddIdea { idea } => {
                make(idea);
                complete_change(idea, make_id);
            }
            Edit::ChangeIdea { set, .. } => complete_change(set, make_id),
            Edit::Batch { edits } => edits.iter_mut().for_each(|edit| edit.complete(make_id)),
            _ => {}
        }
    }

    /// Sets the voter to the actor, so that no one votes in someone else's name.
    #[must_use]
    pub fn by(mut self, actor: &str) -> Edit {
        self.sign(actor);
        self
    }

    /// Whether it sets the map's related maps or its origin.
    pub fn changes_related_maps(&self) -> bool {
        match self {
            Edit::ChangeMap { set, .. } => {
                MapField::ALL.iter().any(|field| field.relates_maps() && set.contains_key(field.key()))
            }
            Edit::Batch { edits } => edits.iter().any(Edit::changes_related_maps),
            _ => false,
        }
    }

    fn sign(&mut self, actor: &str) {
        let votes = IdeaField::Votes.key();
        match self {
            Edit::VoteIdea { voter, .. } => *voter = Some(actor.to_owned()),
            // People vote for themselves only.
            Edit::AddIdea { idea } => drop(idea.remove(votes)),
            Edit::ChangeIdea { set, .. } => drop(set.remove(votes)),
            Edit::Batch { edits } => edits.iter_mut().for_each(|edit| edit.sign(actor)),
            _ => {}
        }
    }
}

/// The kind that the name of a new step shows, unless its kind is mentioned, even as unknown.
fn fill_kind(step: &mut Json<String, Value>) {
    let (name, kind) = (StepField::Name.key(), StepField::Kind.key());
    if let Some(found) = step.get(name).and_then(Value::as_str).and_then(kinds::guess) {
        step.entry(kind).or_insert_with(|| found.as_str().into());
    }
}

/// Gives steps that an idea would add fixed ids, so that they are the same wherever it is applied.
fn complete_change(fields: &mut Json<String, Value>, make_id: &mut dyn FnMut() -> String) {
    let word = IdeaField::Change.key();
    let change = fields.get(word).and_then(|change| serde_json::from_value::<Edit>(change.clone()).ok());
    if let Some(change) = change {
        fields.insert(word.to_owned(), change.fill_missing(make_id).to_json());
    }
}
