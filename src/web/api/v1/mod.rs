//! web api v1.

pub(crate) mod compare;
pub(crate) mod edits;
pub(crate) mod history;
pub(crate) mod ideas;
pub(crate) mod maps;
pub(crate) mod members;
pub(crate) mod trends;
pub(crate) mod undo;
