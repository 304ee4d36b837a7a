//! fields.

pub mod catalog;
pub(crate) mod describe;
pub mod idea_catalog;
pub mod values;
