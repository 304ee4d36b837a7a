//! A map's history: its log in sentences, its earlier revisions, metrics over time, undo and redo.

pub(crate) mod entries;
pub(crate) mod revisions;
pub(crate) mod trends;
pub(crate) mod undo;
