//! The fields of steps, maps and ideas: their catalog, how values are read and written, and how changes are
//! described.
//!
//! Files, forms, edits and spreadsheets all use this module, so a value means the same wherever it comes
//! from. Values are JSON: text as people write it, numbers, `null` for unknown; forms and spreadsheets send
//! everything as text.

pub mod catalog;
pub(crate) mod describe;
pub mod idea;
pub mod kinds;
pub mod map;
pub mod step;
pub mod values;
