//! A map's history: its log in sentences, its earlier revisions, metrics over time, undo and redo,
//! and undoing everything by one actor.

pub(crate) mod entries;
pub(crate) mod revisions;
pub(crate) mod trends;
pub(crate) mod undo;
pub(crate) mod undo_by;
