//! The edit as data: a change to a map. What it does is in [`crate::edit`].

use serde::{Deserialize, Serialize};
use serde_json::{Map as Json, Value};

use crate::model::ids::{IdeaId, StepId};

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

impl Edit {
    /// The edit as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        // Texts and numbers under text keys: this can't fail.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// An edit that sets fields of a step.
    #[must_use]
    pub fn set_step(step: impl Into<StepId>, set: impl IntoIterator<Item = (&'static str, Value)>) -> Edit {
        let set = set.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
        Edit::ChangeStep { step: step.into(), set, was: None }
    }

    /// How many edits it holds, itself included.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Edit::Batch { edits } => 1 + edits.iter().map(Edit::count).sum::<usize>(),
            _ => 1,
        }
    }
}
