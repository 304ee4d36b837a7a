//! Reads the map embedded in a draw.io file. Its drawings are XML, or compressed: deflated, then
//! base64-encoded.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use percent_encoding::percent_decode;

use crate::drawio::changes;
use crate::outcome::{Read, drawing_error, finding};
use drawing::embed;
use drawing::embed::DrawioContent;
use vsm::file;
use vsm::model::error::ValidationError;

/// The maximum uncompressed size of a drawing, in bytes.
const MAX_UNPACKED: u64 = 20_000_000;

/// The embedded map, even if draw.io has changed and compressed the drawing since.
pub(crate) fn read(_: &str, bytes: &[u8]) -> Result<Vec<Read>, ValidationError> {
    let content = |xml: &str| embed::from_drawio(xml).map_err(|error| drawing_error(&error));
    let text = String::from_utf8_lossy(bytes);
    let read = match content(&text)? {
        DrawioContent::Map(json) => with_changes(file::read_text(&json)?, &text),
        DrawioContent::Compressed(packed) => {
            let xml = unpack(&packed)?;
            match content(&xml)? {
                DrawioContent::Map(json) => with_changes(file::read_text(&json)?, &xml),
                DrawioContent::Compressed(_) => Err(damaged()),
            }
        }
    };
    Ok(vec![read?])
}

/// Adds a warning about changes to the drawing.
fn with_changes((map, mut findings): Read, xml: &str) -> Result<Read, ValidationError> {
    let changed = changes::count(&map, xml).map_err(|error| drawing_error(&error))?;
    if changed > 0 {
        let (were, these) = match changed {
            1 => ("1 shape or arrow was".to_owned(), "This change was"),
            many => (format!("{many} shapes or arrows were"), "These changes were"),
        };
        let sentence = format!("{were} changed in draw.io. {these} not imported.");
        findings.push(finding("drawing_changed", sentence));
    }
    Ok((map, findings))
}

fn unpack(packed: &str) -> Result<String, ValidationError> {
    let packed: String = packed.split_ascii_whitespace().collect();
    let deflated = STANDARD.decode(packed).map_err(|_| damaged())?;
    let mut encoded = Vec::new();
    DeflateDecoder::new(deflated.as_slice()).take(MAX_UNPACKED + 1).read_to_end(&mut encoded).map_err(|_| damaged())?;
    if encoded.len() as u64 > MAX_UNPACKED {
        return Err(ValidationError::new("too_large", "The drawing in this file is too large and wasn’t opened."));
    }
    percent_decode(&encoded).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| damaged())
}

fn damaged() -> ValidationError {
    ValidationError::new("not_readable", "This draw.io file is damaged and can’t be read.")
}
