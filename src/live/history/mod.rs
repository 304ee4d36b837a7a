//! What happened to a map: its log in words, its earlier revisions, undo and redo.

pub(crate) mod entries;
pub(crate) mod revisions;
pub(crate) mod trends;
pub(crate) mod undo;
