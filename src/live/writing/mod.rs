//! The path of an edit: from its request to the one writer, which commits batches.

pub(crate) mod commands;
pub(crate) mod commit_batch;
pub(crate) mod conflicts;
pub(crate) mod writer;
