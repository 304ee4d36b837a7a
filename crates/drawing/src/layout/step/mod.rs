//! layout step.

pub(crate) mod card;
pub(crate) mod data;
pub(crate) mod labels;
pub(crate) mod wait_marker;
