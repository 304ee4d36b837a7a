//! A warning: a remark on a valid map.

use serde::Serialize;

use crate::model::ids::StepId;

/// Something worth telling about a map that is valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A short word that programs can rely on.
    pub code: &'static str,
    /// The step that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// What is worth telling.
    pub sentence: String,
}
