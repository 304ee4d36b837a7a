//! The map file, as JSON.

use crate::vsm::check::Finding;
use crate::vsm::refusal::Refusal;
use crate::vsm::{Map, file};

/// The bytes of a map file, ended by a line break.
pub(super) fn write(map: &Map) -> Vec<u8> {
    let mut text = file::write_text(map);
    text.push('\n');
    text.into_bytes()
}

/// The map in a map file.
///
/// # Errors
/// A sentence that names the place.
pub(super) fn read(bytes: &[u8]) -> Result<(Map, Vec<Finding>), Refusal> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Refusal::new("not_text", "This is not a map file: its text is not UTF-8."))?;
    file::read_text(text)
}
