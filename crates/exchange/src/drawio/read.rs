//! Reads a draw.io file: the map that Weir embedded, else the diagram.

use crate::diagram;
use crate::diagram::drawio::unpack::{damaged, unpack};
use crate::drawio::changes;
use crate::outcome::{Read, drawing_error, finding};
use drawing::DrawingError;
use drawing::embed::{self, DrawioContent};
use vsm::file;
use vsm::model::error::ValidationError;
use vsm::text::count;

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
