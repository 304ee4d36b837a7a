//! Validation of maps and ideas.

pub mod idea;
pub mod map;

use serde_json::{Map as Json, Value};

use crate::fields::catalog::OTHER;
use crate::model::error::ValidationError;
use crate::model::limits::MAX_ID;
use crate::text::{grouped, quote};

/// `what` names the owner of the id, with an article.
fn check_id(id: &str, what: &str) -> Result<(), ValidationError> {
    // `.` and `..` have a meaning of their own in URLs.
    let plain = !matches!(id, "" | "." | "..") && !id.chars().any(char::is_control);
    if plain && id.chars().count() <= MAX_ID {
        return Ok(());
    }
    let sentence = format!("{what} id must have 1 to {MAX_ID} characters and no control characters.");
    Err(ValidationError::new("bad_id", sentence).at("id"))
}

fn short_enough(field: &str, text: &str, most: usize) -> Result<(), ValidationError> {
    let length = text.chars().count();
    if length <= most {
        return Ok(());
    }
    let sentence = format!("Use at most {} characters. You entered {}.", grouped(most), grouped(length));
    Err(ValidationError::new("too_long", sentence).at(field))
}

/// Unknown fields of a newer file are stored, up to a size and never in place of a known field.
fn check_other<'k>(
    other: &Json<String, Value>,
    most: usize,
    mut known: impl Iterator<Item = &'k str>,
) -> Result<(), ValidationError> {
    if other.is_empty() {
        return Ok(());
    }
    if let Some(field) = known.find(|field| other.contains_key(*field)) {
        let sentence = format!("{} is a known field, so it can’t be stored as an unknown one.", quote(field));
        return Err(ValidationError::new("bad_value", sentence).at(OTHER));
    }
    if other.keys().any(|field| field.chars().any(char::is_control)) {
        let sentence = "Field names can’t contain control characters.";
        return Err(ValidationError::new("bad_value", sentence).at(OTHER));
    }
    match serde_json::to_string(other) {
        Ok(text) if text.len() <= most => Ok(()),
        _ => Err(ValidationError::new("too_long", format!("Unknown fields can take up at most {} KB.", most / 1024))
            .at(OTHER)),
    }
}
