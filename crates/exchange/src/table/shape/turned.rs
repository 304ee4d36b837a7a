//! Tables with their steps side by side: the first column has the headings, as in the data boxes of a map.

use crate::table::bytes::{MAX_COLUMNS, TableRow};
use crate::table::heading::{Column, Heading};
use crate::table::sheet::RawSheet;

/// Whether the headings are in the first column rather than in a row.
pub(crate) fn is_turned(raw: &RawSheet) -> bool {
    if raw.rows.len() > MAX_COLUMNS || raw.rows.len() < 2 {
        return false;
    }
    let first = raw.rows.iter().map(|row| row.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str));
    let headings: Vec<Option<Heading>> = first.map(Heading::parse).collect();
    let values = headings.iter().flatten().filter(|heading| heading.column.is_value()).count();
    // Below a heading of their own, steps called “Wait” and “File” are no headings.
    let below = || headings.get(1..).unwrap_or_default();
    let are_headings = || raw.score() == 0 || below().iter().flatten().count() * 2 > below().len();
    values >= 2 && are_headings() && turn(raw.clone()).score() > raw.score()
}

/// How many rows with only a title are above the table.
pub(crate) fn rows_above(raw: &RawSheet) -> usize {
    let is_title = |row: &&TableRow| {
        let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
        filled.next().is_some_and(|cell| Heading::parse(cell).is_none()) && filled.next().is_none()
    };
    raw.rows.iter().take_while(is_title).count()
}

/// The table with its rows as columns. Its rows have the numbers of the columns that they were.
pub(crate) fn turn(mut raw: RawSheet) -> RawSheet {
    let width = raw.width();
    let column = |at: usize| {
        let cells: Vec<String> = raw.rows.iter().map(|row| row.cell(at).to_owned()).collect();
        TableRow { number: at + 1, cells }
    };
    let mut rows: Vec<TableRow> =
        (0..width).map(column).filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect();
    // The corner is often empty.
    if let Some(headings) = rows.first_mut() {
        let has_step =
            headings.cells.iter().filter_map(|cell| Heading::parse(cell)).any(|heading| heading.column == Column::Step);
        if let Some(corner) = headings.cells.first_mut().filter(|corner| corner.is_empty() && !has_step) {
            Column::Step.heading().clone_into(corner);
        }
    }
    let raw_rows: Vec<usize> = raw.rows.iter().map(|row| row.number).collect();
    raw.rows = rows;
    raw.merged.clear();
    raw.hidden_rows.clear();
    raw.hidden_columns.clear();
    for (row, column, _) in &mut raw.comments {
        (*row, *column) = (*column + 1, raw_rows.binary_search(row).unwrap_or(usize::MAX));
    }
    raw.comments.sort();
    raw.dates.clear();
    raw.uncalculated.clear();
    raw
}
