//! The write path: from an edit request to the single writer, which commits edits in batches.

pub(crate) mod commands;
pub(crate) mod commit_batch;
pub(crate) mod conflicts;
pub(crate) mod writer;
