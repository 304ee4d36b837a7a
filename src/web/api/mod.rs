//! The JSON API, version 1: a public contract.

pub(super) mod edits;
mod json;
pub(super) mod maps;
