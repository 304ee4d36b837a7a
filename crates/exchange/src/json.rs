//! The map file, in JSON.

use crate::options::Options;
use crate::outcome::Read;
use vsm::model::error::ValidationError;
use vsm::{Map, file};

/// The map file as bytes, with a final line break.
#[expect(clippy::unnecessary_wraps, reason = "a writer of the table of formats")]
pub(crate) fn write(map: &Map, _: &Options) -> Result<Vec<u8>, ValidationError> {
    let mut text = file::write_text(map);
    text.push('\n');
    Ok(text.into_bytes())
}

/// Reads a map file.
pub(crate) fn read(_: &str, bytes: &[u8]) -> Result<Vec<Read>, ValidationError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| ValidationError::new("not_text", "This isn’t a map file: its text isn’t UTF-8."))?;
    Ok(vec![file::read_text(text)?])
}
