//! What is done to an edit from outside before it is applied: its size is checked, missing ids are filled in, and it is
//! made the actor's own.

use serde_json::{Map as Json, Value};

use crate::fields::catalog::{IdeaField, MapField};
use crate::model::edit::Edit;
use crate::model::error::ValidationError;
use crate::text::grouped;

/// Most edits in a batch, counted through all levels.
pub const MAX_EDITS: usize = 5000;

/// Is an edit small enough to be taken from outside? What takes an edit back may be larger than the edit was.
///
/// # Errors
/// A refusal with a sentence.
pub fn check_size(edit: &Edit) -> Result<(), ValidationError> {
    if edit.count() > MAX_EDITS {
        let sentence = format!("A batch can have up to {} edits.", grouped(MAX_EDITS));
        return Err(ValidationError::new("too_many", sentence).at("edits"));
    }
    Ok(())
}

impl Edit {
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
