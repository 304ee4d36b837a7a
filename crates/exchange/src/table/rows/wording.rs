//! Words that change what a value says, told once: unknown values, and approximate ones.

use crate::outcome::finding;
use crate::table::assigned::Sheet;
use crate::table::cells::{clip, is_unknown_cell};
use vsm::model::duration::is_approximate;
use vsm::model::finding::Finding;

/// The most words that are quoted.
const MAX_QUOTED: usize = 6;
/// Cells that plainly say nothing.
const PLAIN: &[&str] = &["?", "-", "–", "—", "n/a", "unknown"];

/// Warnings about words for unknown values, and about values that aren't exact.
pub(super) fn tell(sheet: &Sheet) -> Vec<Finding> {
    let columns = sheet.columns.iter().filter(|column| column.heading.column.is_value());
    let cells =
        columns.flat_map(|column| sheet.rows.iter().map(|row| row.cell(column.at))).filter(|cell| !cell.is_empty());
    let (mut unknown, mut about): (Vec<&str>, Option<&str>) = (Vec::new(), None);
    for cell in cells {
        if is_unknown_cell(cell) {
            let is_new = !PLAIN.contains(&cell.to_lowercase().as_str())
                && !unknown.iter().any(|known| known.eq_ignore_ascii_case(cell));
            if is_new && unknown.len() < MAX_QUOTED {
                unknown.push(cell);
            }
        } else if about.is_none() && is_approximate(cell) {
            about = Some(cell);
        }
    }
    let quoted: Vec<String> = unknown.iter().map(|word| format!("“{}”", clip(word))).collect();
    let unknown = match quoted.as_slice() {
        [] => None,
        [one] => Some(format!("{one} was read as unknown.")),
        [before @ .., last] => Some(format!("{} and {last} were read as unknown.", before.join(", "))),
    };
    let about = about.map(|cell| format!("Approximate values such as “{}” were read as they stand.", clip(cell)));
    unknown.into_iter().chain(about).map(|sentence| finding("read_as", sentence)).collect()
}
