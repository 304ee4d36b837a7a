//! A table as its file has it: rows of cells, and what the file says about them. [`crate::table::shape`] finds the
//! headings in it.

use serde_json::{Map as Json, Value};

use crate::table::bytes::TableRow;
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;

/// An arrow listed on a separate sheet of a workbook.
#[derive(Debug, Clone)]
pub(crate) struct ArrowRow {
    /// Its position: `Flows, row 3`.
    pub(crate) place: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// The share of a rework arrow.
    pub(crate) share: Option<String>,
    /// The wait of rework; may be empty.
    pub(crate) wait: String,
}

/// Cells that a spreadsheet shows as one; only the first has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MergedCells {
    /// Numbers of the first and last row, as in the spreadsheet.
    pub(crate) rows: (usize, usize),
    /// Indices of the first and last column.
    pub(crate) columns: (usize, usize),
}

/// A formula that was never calculated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Uncalculated {
    /// The number of its row, and the index of its column.
    pub(crate) row: usize,
    pub(crate) column: usize,
    /// The beginning of the formula; empty if the file doesn't repeat it here.
    pub(crate) formula: String,
}

/// A table.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawSheet {
    /// The character between two cells.
    pub(crate) separator: char,
    /// All rows that aren't empty.
    pub(crate) rows: Vec<TableRow>,
    /// Warnings so far.
    pub(crate) findings: Vec<Finding>,
    /// The map's own fields in a workbook, as in the map file.
    pub(crate) about: Json<String, Value>,
    /// The arrows listed in a workbook.
    pub(crate) arrows: Option<Vec<ArrowRow>>,
    /// Whether its numbers are numbers and not text, as in a workbook. Then they don't show how people
    /// write theirs.
    pub(crate) typed: bool,
    /// The name of the sheet, or the heading above the table in a document; empty if it has none.
    pub(crate) name: String,
    /// The numbers of rows that the spreadsheet hides.
    pub(crate) hidden_rows: Vec<usize>,
    /// The columns that the spreadsheet hides.
    pub(crate) hidden_columns: Vec<usize>,
    /// The merged cells of the spreadsheet.
    pub(crate) merged: Vec<MergedCells>,
    /// The cells that are dates or times of the day in the spreadsheet, by row number and column, in order.
    pub(crate) dates: Vec<(usize, usize)>,
    /// Formulas of the spreadsheet without a result.
    pub(crate) uncalculated: Vec<Uncalculated>,
    /// Comments on cells, by row number and column.
    pub(crate) comments: Vec<(usize, usize, String)>,
    /// The ids of steps that Weir's formulas look up, by row number and column.
    pub(crate) looked_up: Vec<(usize, usize, String)>,
    /// Whether the spreadsheet hides the whole sheet.
    pub(crate) is_hidden: bool,
    /// Why another separator failed, returned if none makes sense; or why the sheet can't be read.
    pub(crate) failed: Option<ValidationError>,
}

impl RawSheet {
    pub(crate) fn from_rows(separator: char, rows: Vec<TableRow>) -> RawSheet {
        RawSheet { separator, rows, ..RawSheet::default() }
    }

    /// A sheet of a workbook that can't be read.
    pub(crate) fn unreadable(failed: ValidationError) -> RawSheet {
        RawSheet { failed: Some(failed), ..RawSheet::default() }
    }

    pub(crate) fn width(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)
    }
}

/// Whether it is the error value of a spreadsheet for a formula that looked up a deleted step.
pub(crate) fn is_gone(cell: &str) -> bool {
    matches!(cell, "#N/A" | "#REF!")
}

/// A column's letter in a spreadsheet.
pub(crate) fn column_letter(at: usize) -> String {
    let last = char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    if at < 26 { last.to_string() } else { format!("{}{last}", column_letter(at / 26 - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        assert_eq!([0, 25, 26, 51, 52, 702].map(column_letter), ["A", "Z", "AA", "AZ", "BA", "AAA"]);
    }
}
