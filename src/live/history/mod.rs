//! live history.

pub(crate) mod conflicts;
pub(crate) mod entries;
pub(crate) mod revision_cache;
pub(crate) mod revisions;
pub(crate) mod trends;
pub(crate) mod undo;
