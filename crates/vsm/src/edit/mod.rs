//! Edits: the one way to change a map, for forms, API, keyboard, paste, import, undo and history.
//!
//! [`apply`] is pure. It returns the new map and the inverse edit, or an error and no change at all.
//!
//! ```
//! use vsm::{Map, edit::{Edit, apply}};
//! let edit: Edit = serde_json::from_str(r#"{ "type": "add_step", "step": { "id": "a", "name": "Build" } }"#).unwrap();
//! let done = apply(&Map::new("Release"), &edit).unwrap();
//! assert_eq!(done.map.steps[0].name, "Build");
//! assert_eq!(apply(&done.map, &done.inverse).unwrap().map, Map::new("Release"));
//! ```

mod apply;
pub mod describe;
pub mod diff;
mod draft;
mod prepare;

pub use crate::edit::apply::{Applied, apply, apply_all};
pub use crate::edit::draft::{Overwritten, preview};
pub use crate::edit::prepare::{MAX_EDITS, check_size};
pub use crate::model::edit::Edit;
