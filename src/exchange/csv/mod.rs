//! Spreadsheets, as CSV: what is written comes back as it was, and what people bring is understood as far as it goes.

pub(super) mod cell;
pub(super) mod column;
mod comparison;
pub(super) mod defuse;
pub(super) mod doubts;
pub(super) mod fields;
pub(super) mod grid;
mod heading;
pub(super) mod links;
pub(super) mod read;
pub(super) mod rows;
pub(super) mod sheet;
pub(super) mod spelling;
pub(super) mod sums;
pub(super) mod write;

use super::{Options, Read};
use crate::drawing::layout::Pair;
use crate::vsm::Map;
use crate::vsm::check::Finding;
use crate::vsm::refusal::Refusal;

/// A map as CSV text.
#[must_use]
pub fn write(map: &Map) -> String {
    write::write(map)
}

/// Two maps compared, as CSV text.
#[must_use]
pub fn write_comparison(pair: &Pair<'_>) -> String {
    comparison::write(pair)
}

/// Any other table as CSV text: headings, then rows; texts that a spreadsheet would run are defused.
#[must_use]
pub fn table<const N: usize>(headings: [String; N], rows: impl Iterator<Item = [String; N]>) -> String {
    write::table(headings, rows)
}

/// A map from the bytes of a CSV file; `name` is what it is called where the file does not say it.
///
/// # Errors
/// A refusal that tells row and column.
pub fn read(bytes: &[u8], name: &str) -> Result<(Map, Vec<Finding>), Refusal> {
    read::read(bytes, name)
}

/// The steps with all that a table says about them.
pub(super) fn steps_in_full(map: &Map) -> (Vec<&'static str>, Vec<Vec<String>>) {
    write::in_full(map)
}

/// A writer of the table of formats.
#[expect(clippy::unnecessary_wraps, reason = "others may fail")]
pub(super) fn write_file(map: &Map, _: &Options) -> Result<Vec<u8>, Refusal> {
    Ok(write(map).into_bytes())
}

/// A reader of the table of formats.
///
/// # Errors
/// A refusal that tells row and column.
pub(super) fn read_file(name: &str, bytes: &[u8]) -> Result<Vec<Read>, Refusal> {
    Ok(vec![read(bytes, name)?])
}
