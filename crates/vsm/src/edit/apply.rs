//! Applies an edit to a map: the map after it, and the edit that takes it back.

use crate::edit::diff::difference;
use crate::edit::draft::{Draft, Overwritten, finished};
use crate::model::edit::Edit;
use crate::model::error::ValidationError;
use crate::model::graph::Graph;
use crate::model::map::{Map, Rework};
use crate::validate::map;

/// What an edit did.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The map after it.
    pub map: Map,
    /// The edit that takes it back.
    pub inverse: Edit,
    /// Rework arrows that the edit would have turned forward or cut from their path, and that are gone.
    pub dropped: Vec<Rework>,
    /// Newer values of others that the edit replaced.
    pub overwritten: Vec<Overwritten>,
}

/// Applies an edit to a map.
///
/// # Errors
/// A refusal with a sentence; nothing has changed then.
pub fn apply(map: &Map, edit: &Edit) -> Result<Applied, ValidationError> {
    let (map_after, dropped, overwritten) = finished(map, edit)?;
    let inverse = difference(&map_after, map);
    Ok(Applied { map: map_after, inverse, dropped, overwritten })
}

/// Applies edits one after another, of which only the outcome of the last has to be valid; without the way back, and of
/// any number. So the history is walked back, over edits that fit each other exactly.
///
/// # Errors
/// A refusal with a sentence.
pub fn apply_all<'e>(map: &Map, edits: impl IntoIterator<Item = &'e Edit>) -> Result<Map, ValidationError> {
    let mut draft = Draft::of(map);
    edits.into_iter().try_for_each(|edit| draft.apply(edit))?;
    let (map, ..) = draft.finish();
    map::check(&map, &Graph::of(&map))?;
    Ok(map)
}
