//! Text with separators between the cells: CSV and its relatives.

use crate::outcome::finding;
use crate::table::bytes::{ASSUMED_ENCODING, decode, rows};
use crate::table::sheet::RawSheet;
use vsm::model::error::ValidationError;

/// The possible separators.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// The rows of a text file, split at the most plausible separator.
pub(super) fn table(bytes: &[u8]) -> Result<RawSheet, ValidationError> {
    let (text, assumed) = decode(bytes);
    if text.contains('\0') {
        return Err(ValidationError::new("not_text", "This file is neither a map nor a table."));
    }
    let mut failed = None;
    let mut best: Option<((usize, usize), RawSheet)> = None;
    for separator in SEPARATORS {
        match rows(&text, separator) {
            Ok(mut rows) => {
                // The line below the headings of a Markdown table.
                rows.retain(|row| separator != '|' || !row.cells.iter().all(|cell| is_ruler(cell)));
                let raw = RawSheet::from_rows(separator, rows);
                let score = (raw.score(), rows_of_equal_width(&raw));
                if best.as_ref().is_none_or(|(most, _)| score > *most) {
                    best = Some((score, raw));
                }
            }
            Err(error) => _ = failed.get_or_insert(error),
        }
    }
    let Some((_, mut raw)) = best else {
        return Err(failed.unwrap_or_else(|| ValidationError::new("not_text", "This isn’t a table.")));
    };
    raw.failed = failed;
    if assumed {
        raw.findings.push(finding("encoding", ASSUMED_ENCODING.to_owned()));
    }
    Ok(raw)
}

/// The number of rows with as many cells as the first one, if that is more than one.
fn rows_of_equal_width(sheet: &RawSheet) -> usize {
    let width = sheet.rows.first().map_or(0, |row| row.cells.len());
    if width < 2 { 0 } else { sheet.rows.iter().filter(|row| row.cells.len() == width).count() }
}

fn is_ruler(cell: &str) -> bool {
    cell.chars().all(|c| matches!(c, '-' | ':' | '='))
}
