//! web steps.

pub(crate) mod common_steps;
pub(crate) mod form;
pub(crate) mod paste;
pub(crate) mod paste_preview;
pub(crate) mod position;
