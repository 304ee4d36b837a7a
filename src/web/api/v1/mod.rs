//! One file per resource.

pub(crate) mod compare;
pub(crate) mod edits;
pub(crate) mod family;
pub(crate) mod history;
pub(crate) mod ideas;
pub(crate) mod levers;
pub(crate) mod maps;
pub(crate) mod members;
pub(crate) mod trends;
pub(crate) mod undo;
pub(crate) mod undo_by;
