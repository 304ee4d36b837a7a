//! What a sheet tells about its cells beside their text: what is merged, hidden, a date or a formula.

use crate::table::bytes::{MAX_COLUMNS, TableRow};
use crate::table::cells::{clip, one_line, shortened};
use crate::table::formula_escape::defuse;
use crate::table::sheet::{MergedCells, RawSheet, Uncalculated};
use crate::xlsx::formula::id_in;

/// The maximum number of merged areas that are kept. Each is compared with the rows of the sheet.
const MAX_MERGED: usize = 10_000;
/// The maximum number of dates and of formulas that are kept: more than the arrows and ideas of any map.
const MAX_PLACES: usize = 40_000;
/// The maximum number of comments that are kept, and the longest, in characters.
const MAX_COMMENTS: usize = 2_000;
const MAX_COMMENT: usize = 500;

/// Marks of the cells of a sheet; rows by number, columns by index.
#[derive(Debug, Default)]
pub(super) struct Marks {
    hidden_rows: Vec<usize>,
    hidden_columns: Vec<usize>,
    merged: Vec<MergedCells>,
    dates: Vec<(usize, usize)>,
    uncalculated: Vec<Uncalculated>,
    looked_up: Vec<(usize, usize, String)>,
    comments: Vec<(usize, usize, String)>,
}

impl Marks {
    pub(super) fn hide_row(&mut self, row: usize) {
        self.hidden_rows.push(row);
    }

    /// Hides the columns from the first to the one before `end`.
    pub(super) fn hide_columns(&mut self, first: usize, end: usize) {
        let new = (first..end.min(MAX_COLUMNS)).filter(|column| !self.hidden_columns.contains(column));
        let new: Vec<usize> = new.collect();
        self.hidden_columns.extend(new);
    }

    pub(super) fn merge(&mut self, cells: MergedCells) {
        if self.merged.len() < MAX_MERGED {
            self.merged.push(cells);
        }
    }

    pub(super) fn date(&mut self, place: (usize, usize)) {
        if self.dates.len() < MAX_PLACES {
            self.dates.push(place);
        }
    }

    pub(super) fn uncalculated(&mut self, (row, column): (usize, usize), formula: &str) {
        if self.uncalculated.len() < MAX_PLACES {
            self.uncalculated.push(Uncalculated { row, column, formula: clip(formula) });
        }
    }

    /// Keeps the step that Weir's formula looks up by id. The saved result may be outdated or missing: some
    /// programs save none.
    pub(super) fn look_up(&mut self, (row, column): (usize, usize), formula: &str) {
        if let Some(id) = id_in(formula).filter(|_| self.looked_up.len() < MAX_PLACES) {
            self.looked_up.push((row, column, defuse(&id)));
        }
    }

    /// Keeps what people said about a cell.
    pub(super) fn comment(&mut self, (row, column): (usize, usize), text: &str) {
        // Excel writes this above what is said, for its older versions.
        let text = match text.split_once("[Threaded comment]") {
            Some((_, threaded)) => threaded.split_once("Comment:").map_or(threaded, |(_, said)| said),
            None => text,
        };
        let said = shortened(&one_line(text), MAX_COMMENT);
        if !said.is_empty() && self.comments.len() < MAX_COMMENTS {
            self.comments.push((row, column, said));
        }
    }

    /// The sheet with these rows.
    pub(super) fn into_sheet(self, rows: Vec<TableRow>) -> RawSheet {
        let Marks { mut hidden_rows, mut hidden_columns, merged, mut dates, uncalculated, looked_up, mut comments } =
            self;
        comments.sort();
        hidden_rows.sort_unstable();
        hidden_rows.dedup();
        hidden_rows.retain(|number| rows.binary_search_by_key(number, |row| row.number).is_ok());
        hidden_columns.sort_unstable();
        hidden_columns.retain(|column| rows.iter().any(|row| !row.cell(*column).is_empty()));
        dates.sort_unstable();
        RawSheet {
            typed: true,
            hidden_rows,
            hidden_columns,
            merged,
            dates,
            uncalculated,
            looked_up,
            comments,
            ..RawSheet::from_rows('\t', rows)
        }
    }
}
