//! The JSON API, version 1: a public contract.

pub(super) mod compare;
pub(super) mod edits;
pub(super) mod figures;
pub(super) mod history;
pub(super) mod ideas;
pub(in crate::web) mod json;
pub(super) mod maps;
pub(super) mod undo;
