//! The map file, in JSON.

use crate::outcome::Read;
use vsm::model::error::ValidationError;
use vsm::{Map, file};

/// The map file, with a final line break.
pub(crate) fn write(map: &Map) -> String {
    file::write_text(map) + "\n"
}

pub(crate) fn read(bytes: &[u8]) -> Result<Read, ValidationError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| ValidationError::new("not_text", "This isn’t a map file: its text isn’t UTF-8."))?;
    file::read_text(text)
}
