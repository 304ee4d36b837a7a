//! Spreadsheets, as CSV: what is written comes back as it was, and what people bring is understood as far as it goes.

pub(crate) mod bytes;
pub(crate) mod cells;
pub(crate) mod columns;
mod comparison;
pub(crate) mod doubts;
pub(crate) mod fields;
pub(crate) mod formula_escape;
pub(crate) mod grid;
mod headings;
pub(crate) mod links;
pub mod mapping;
pub(crate) mod numbers;
pub(crate) mod rows;
pub(crate) mod sheet;
pub(crate) mod totals;
pub(crate) mod write;

use crate::{Options, Read};
use drawing::layout::Pair;
use vsm::Map;
use vsm::model::error::ValidationError;
use vsm::validate::map::Finding;

/// A map as CSV text.
#[must_use]
pub fn write(map: &Map) -> String {
    crate::table::write::write(map)
}

/// Two maps compared, as CSV text.
#[must_use]
pub fn write_comparison(pair: &Pair<'_>) -> String {
    crate::table::comparison::write(pair)
}

/// Any other table as CSV text: headings, then rows; texts that a spreadsheet would run are defused.
#[must_use]
pub fn table<const N: usize>(headings: [String; N], rows: impl Iterator<Item = [String; N]>) -> String {
    crate::table::write::table(headings, rows)
}

/// A map from the bytes of a CSV file; `name` is what it is called where the file does not say it.
///
/// # Errors
/// A refusal that tells row and column.
pub fn read(bytes: &[u8], name: &str) -> Result<(Map, Vec<Finding>), ValidationError> {
    crate::table::rows::read(bytes, name)
}

/// The steps with all that a table says about them.
pub(crate) fn steps_in_full(map: &Map) -> (Vec<&'static str>, Vec<Vec<String>>) {
    crate::table::write::in_full(map)
}

/// A writer of the table of formats.
#[expect(clippy::unnecessary_wraps, reason = "others may fail")]
pub(crate) fn write_file(map: &Map, _: &Options) -> Result<Vec<u8>, ValidationError> {
    Ok(write(map).into_bytes())
}

/// A reader of the table of formats.
///
/// # Errors
/// A refusal that tells row and column.
pub(crate) fn read_file(name: &str, bytes: &[u8]) -> Result<Vec<Read>, ValidationError> {
    Ok(vec![read(bytes, name)?])
}
