//! What is asked of the hub, and what it answers.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::live::snapshot::Snapshot;
use crate::storage::Actor;
use vsm::edit::{Edit, Overwritten};
use vsm::model::map::Rework;
use vsm::{IdeaId, StepId, ValidationError};

/// An edit, as somebody sends it.
#[derive(Debug, Clone)]
pub struct EditRequest {
    pub map_id: String,
    /// Made up by the sender; a retry has the same. Unique in its map.
    pub edit_id: String,
    /// The edit as it was sent. Ids that new steps lack are made here, after it was decided whether it is a retry.
    pub edit: Edit,
    pub actor: Actor,
    /// Only if this is the map's revision.
    pub if_match: Option<u64>,
}

/// An edit was made, durably.
#[derive(Debug, Clone)]
pub struct Done {
    /// The revision that it made.
    pub revision: u64,
    /// The map as it is now, with this edit and perhaps later ones.
    pub snapshot: Arc<Snapshot>,
    /// Rework arrows that it dropped.
    pub dropped: Vec<Rework>,
    /// Newer values of others that it replaced.
    pub overwritten: Vec<Overwritten>,
    /// It had been made before; nothing was changed now.
    pub repeated: bool,
}

/// Why an edit was not made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EditError {
    /// There is no such map, or it is in the bin.
    #[error("This map doesn’t exist.")]
    NotFound,
    /// The edit is understood and refused, with a sentence.
    #[error("{}", .0.message)]
    Refused(ValidationError),
    /// Somebody has built on what would be taken back.
    #[error("{}", .why.message)]
    BuiltOn {
        /// The revision that would be taken back.
        of: u64,
        /// Why not, in a sentence.
        why: ValidationError,
    },
    /// The edit's id has been used with other content.
    #[error("An edit with this id and different content exists.")]
    Conflict,
    /// The map is at another revision than the sender said.
    #[error("The map has changed. It is now at version {revision}.")]
    Stale {
        /// The revision it is at.
        revision: u64,
    },
    /// The database could not write it; nobody has seen it.
    #[error("The change couldn’t be saved.")]
    NotSaved,
}

/// What an edit did besides: told to the sender, kept in the log, told again to a retry.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Told {
    pub(crate) dropped: Vec<Rework>,
    pub(crate) overwritten: Vec<Overwritten>,
}

impl Told {
    /// As the log keeps it; `None` when there is nothing to tell.
    pub(crate) fn to_json(&self) -> Option<String> {
        if *self == Told::default() {
            return None;
        }
        let arrow = |Rework { from, to, share }: &Rework| json!({ "from": from, "to": to, "share": share });
        let dropped: Vec<Value> = self.dropped.iter().map(arrow).collect();
        Some(json!({ "dropped": dropped, "overwritten": self.overwritten }).to_string())
    }

    /// From the log. What is not understood (written by a newer version) is left out.
    pub(crate) fn from_json(text: Option<&str>) -> Told {
        let Some(Value::Object(told)) = text.and_then(|text| serde_json::from_str(text).ok()) else {
            return Told::default();
        };
        let list = |name: &str| told.get(name).and_then(Value::as_array).into_iter().flatten();
        Told {
            dropped: list("dropped").filter_map(arrow).collect(),
            overwritten: list("overwritten").filter_map(overwritten).collect(),
        }
    }
}

fn arrow(value: &Value) -> Option<Rework> {
    let id = |name: &str| value.get(name).and_then(Value::as_str).map(StepId::from);
    Some(Rework { from: id("from")?, to: id("to")?, share: value.get("share").and_then(Value::as_f64)? })
}

fn overwritten(value: &Value) -> Option<Overwritten> {
    Some(Overwritten {
        step: value.get("step").and_then(Value::as_str).map(StepId::from),
        idea: value.get("idea").and_then(Value::as_str).map(IdeaId::from),
        field: value.get("field")?.as_str()?.to_owned(),
        was: value.get("was")?.clone(),
        found: value.get("found")?.clone(),
    })
}

/// A hash of an edit's content: the same for the same content, whatever the order of its fields.
pub(crate) fn content_hash(edit: &impl Serialize) -> String {
    // Through a value, whose objects are sorted by key.
    let text = serde_json::to_value(edit).map(|value| value.to_string()).unwrap_or_default();
    let digest = Sha256::digest(text);
    let half = digest.iter().take(16).fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
    format!("{half:032x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_read_back() {
        let told = Told {
            dropped: vec![Rework { from: "a".into(), to: "b".into(), share: 12.5 }],
            overwritten: vec![Overwritten {
                step: Some("a".into()),
                idea: None,
                field: "wait".into(),
                was: json!("1d"),
                found: Value::Null,
            }],
        };
        assert_eq!(Told::from_json(told.to_json().as_deref()), told);
        assert_eq!(Told::default().to_json(), None);
        assert_eq!(Told::from_json(Some("[]")), Told::default());
    }

    #[test]
    fn the_order_of_fields_does_not_matter() {
        let edit = |text: &str| content_hash(&serde_json::from_str::<Edit>(text).unwrap());
        let one = edit(r#"{"type":"change_step","step":"a","set":{"name":"x","team":"y"}}"#);
        assert_eq!(one, edit(r#"{"set":{"team":"y","name":"x"},"step":"a","type":"change_step"}"#));
        assert_ne!(one, edit(r#"{"type":"change_step","step":"a","set":{"name":"x","team":"z"}}"#));
        assert_eq!(one.len(), 32);
    }
}
