//! Reads a draw.io file: the map that Weir embedded, else the diagram. Its drawings are XML, or compressed:
//! deflated, then base64-encoded.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use percent_encoding::percent_decode;

use crate::diagram;
use crate::drawio::changes;
use crate::outcome::{Read, drawing_error, finding};
use drawing::DrawingError;
use drawing::embed::{self, DrawioContent};
use vsm::file;
use vsm::model::error::ValidationError;
use vsm::text::count;

/// The maximum uncompressed size of a drawing, in bytes.
const MAX_UNPACKED: u64 = 20_000_000;

/// The embedded map, even if draw.io has changed and compressed the drawing since, with a warning about
/// changes to the drawing. A diagram of someone else becomes a map.
pub(crate) fn read(called: &str, bytes: &[u8]) -> Result<Read, ValidationError> {
    let mut xml = String::from_utf8_lossy(bytes);
    let mut found = embed::from_drawio(&xml);
    if let Ok(DrawioContent::Compressed(packed)) = &found {
        let unpacked = unpack(packed)?;
        match embed::from_drawio(&unpacked) {
            Ok(DrawioContent::Compressed(_)) => return Err(damaged()),
            Err(DrawingError::NoMap) => found = Err(DrawingError::NoMap),
            content => {
                xml = unpacked.into();
                found = content;
            }
        }
    }
    let json = match found {
        Ok(DrawioContent::Map(json)) => json,
        Ok(DrawioContent::Compressed(_)) => return Err(damaged()),
        Err(DrawingError::NoMap) => return diagram::drawio::read(called, &xml),
        Err(error) => return Err(drawing_error(&error)),
    };
    let (map, mut findings) = file::read_text(&json)?;
    let changed = changes::count(&map, &xml).map_err(|error| drawing_error(&error))?;
    if changed > 0 {
        let were = count(changed, "shape or arrow was", "shapes or arrows were");
        let these = if changed == 1 { "This change was" } else { "These changes were" };
        findings.push(finding("drawing_changed", format!("{were} changed in draw.io. {these} not imported.")));
    }
    Ok((map, findings))
}

/// The XML of a compressed drawing.
pub(crate) fn unpack(packed: &str) -> Result<String, ValidationError> {
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
