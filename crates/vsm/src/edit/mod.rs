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

pub mod describe;
pub mod diff;
mod draft;
mod prepare;

pub use crate::edit::draft::{Overwritten, preview};
pub use crate::edit::prepare::{MAX_EDITS, check_size};
pub use crate::model::edit::Edit;

use crate::edit::diff::difference;
use crate::edit::draft::{Draft, finished};
use crate::model::error::ValidationError;
use crate::model::graph::Graph;
use crate::model::map::{Map, Rework};
use crate::validate::map;

/// The result of an edit.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The map after the edit.
    pub map: Map,
    /// The edit that reverses it.
    pub inverse: Edit,
    /// Rework arrows deleted because the edit would have turned them forward or cut their path.
    pub dropped: Vec<Rework>,
    /// Other people's newer values that the edit replaced.
    pub overwritten: Vec<Overwritten>,
}

/// Applies an edit to a map.
///
/// # Errors
/// If the edit or the resulting map is invalid; nothing is changed then.
pub fn apply(map: &Map, edit: &Edit) -> Result<Applied, ValidationError> {
    let (map_after, dropped, overwritten) = finished(map, edit)?;
    let inverse = difference(&map_after, map);
    Ok(Applied { map: map_after, inverse, dropped, overwritten })
}

/// Applies any number of edits in a row without computing inverses; only the final map has to be valid. The
/// history uses it to go back over edits that fit each other exactly.
///
/// # Errors
/// If an edit can't be applied or the final map is invalid.
pub fn apply_all<'e>(map: &Map, edits: impl IntoIterator<Item = &'e Edit>) -> Result<Map, ValidationError> {
    let mut draft = Draft::new(map);
    edits.into_iter().try_for_each(|edit| draft.apply(edit))?;
    map::check(&draft.map, &Graph::new(&draft.map))?;
    Ok(draft.map)
}
