//! Edits as data. [`crate::edit`] applies them.

use serde::{Deserialize, Serialize};
use serde_json::{Map as Json, Value};

use crate::model::ids::{IdeaId, StepId};

/// A change to a map. In JSON, `type` selects the variant: `{"type": "connect", "from": "a", "to": "b"}`.
///
/// Values inside are JSON as in the file format; times as text are read on the map's calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Adds a step, at a position in the flow or in the row order.
    AddStep {
        /// The step as in the file format. The sender creates its id.
        step: Json<String, Value>,
        /// After this step, whose outgoing flows it takes over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<StepId>,
        /// Before this step, whose incoming flows it takes over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<StepId>,
        /// In parallel with this step, whose flows it copies.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beside: Option<StepId>,
        /// Without flows, in the row below this step; `""` is the very first row.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<StepId>,
    },
    /// Changes fields of a step.
    ChangeStep {
        /// The step.
        step: StepId,
        /// The new values; null makes a value unknown.
        set: Json<String, Value>,
        /// What the sender saw before, to detect that it overwrites someone else's newer value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Json<String, Value>>,
    },
    /// Takes a step out of the flow, like removing it, and inserts it elsewhere, like adding it.
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
        /// Only in the row order, below this step; `""` is the very first row. Flows stay.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        below: Option<StepId>,
    },
    /// Removes a step. Each predecessor is connected to each successor, unless another path connects them
    /// already.
    RemoveStep {
        /// The step.
        step: StepId,
    },
    /// Adds a flow.
    Connect {
        /// The step where it starts.
        from: StepId,
        /// The step where it ends.
        to: StepId,
    },
    /// Removes a flow.
    Disconnect {
        /// The step where it starts.
        from: StepId,
        /// The step where it ends.
        to: StepId,
    },
    /// Sets or removes a rework arrow.
    SetRework {
        /// The step that sends items back.
        from: StepId,
        /// The step that receives them.
        to: StepId,
        /// Percent of arriving items; null removes the arrow. Required: omitting it doesn't remove one.
        #[serde(deserialize_with = "Option::deserialize")]
        share: Option<f64>,
        /// How long an item waits before it is done again, as in the file format; null makes it unknown, and without it,
        /// it stays as it is.
        #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
        wait: Option<Value>,
    },
    /// Changes the map's own fields. A change of calendar keeps the displayed times: 1w stays 1w.
    ChangeMap {
        /// The new values.
        set: Json<String, Value>,
        /// What the sender saw before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Json<String, Value>>,
    },
    /// Adds an idea.
    AddIdea {
        /// The idea as in the file format. The sender creates its id.
        idea: Json<String, Value>,
    },
    /// Changes fields of an idea. When it is started (trying, done), its projected saving is recorded.
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
    /// Adds or removes one's vote for an idea.
    VoteIdea {
        /// The idea.
        idea: IdeaId,
        /// 1 or 0.
        votes: u32,
        /// The voter. Edits from outside always vote as their sender.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        voter: Option<String>,
    },
    /// Applies the change that an idea proposes and marks the idea as applied.
    ApplyIdea {
        /// The idea.
        idea: IdeaId,
    },
    /// Several edits: all or none, one entry in the version history, one undo.
    Batch {
        /// The edits, in order; only the final map has to be valid.
        edits: Vec<Edit>,
    },
}

/// A value that may be null, unlike one that isn't there.
fn given<'d, D: serde::Deserializer<'d>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

impl Edit {
    /// The edit as JSON.
    pub fn to_json(&self) -> Value {
        // Strings and numbers under string keys: this can't fail.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// An edit that sets the share of a rework arrow, or removes it.
    pub fn set_rework(from: impl Into<StepId>, to: impl Into<StepId>, share: Option<f64>) -> Edit {
        Edit::SetRework { from: from.into(), to: to.into(), share, wait: None }
    }

    /// An edit that sets fields of a step.
    pub fn set_step(step: impl Into<StepId>, set: impl IntoIterator<Item = (&'static str, Value)>) -> Edit {
        let set = set.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
        Edit::ChangeStep { step: step.into(), set, was: None }
    }

    /// The edits in it: those of nested batches in order, or the edit itself.
    pub fn leaves(&self) -> Vec<&Edit> {
        match self {
            Edit::Batch { edits } => edits.iter().flat_map(Edit::leaves).collect(),
            leaf => vec![leaf],
        }
    }

    /// The number of edits, including itself.
    pub fn count(&self) -> usize {
        match self {
            Edit::Batch { edits } => 1 + edits.iter().map(Edit::count).sum::<usize>(),
            _ => 1,
        }
    }
}
