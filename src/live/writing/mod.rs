//! live writing.

pub(crate) mod commands;
pub(crate) mod commit_batch;
pub(crate) mod edit_request;
pub(crate) mod recent_edits;
pub(crate) mod writer;
