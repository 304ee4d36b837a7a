//! A warning: a remark on a valid map.

use serde::Serialize;

use crate::model::ids::StepId;

/// A warning about a valid map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A stable code for programs.
    pub code: &'static str,
    /// The step that it is about, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// The warning as a sentence.
    pub sentence: String,
}
