//! The places of cells in a table whose cells may cover several rows and columns.

use crate::table::bytes::MAX_COLUMNS;
use crate::table::sheet::MergedCells;

/// The number of columns that cells can have.
pub(super) const WIDTH: usize = MAX_COLUMNS;

/// The columns that cells of earlier rows cover.
#[derive(Default)]
pub(super) struct Grid {
    /// The number of the row, from 1; 0 before the first one.
    row: usize,
    /// The last row that is covered in each column.
    covered: Vec<usize>,
    column: usize,
    merged: Vec<MergedCells>,
    /// The first of `merged` in the section.
    section: usize,
}

impl Grid {
    pub(super) fn row(&self) -> usize {
        self.row
    }

    pub(super) fn begin_row(&mut self) {
        self.row += 1;
        self.column = 0;
    }

    /// The column of the next cell; `None` beyond the last one. A cell with a text that covers more than its
    /// own place is noted.
    pub(super) fn place(&mut self, columns: usize, rows: usize, has_text: bool) -> Option<usize> {
        while self.covered.get(self.column).is_some_and(|last| *last >= self.row) {
            self.column += 1;
        }
        let first = self.column;
        if first >= WIDTH {
            return None;
        }
        let last = first.saturating_add(columns - 1).min(WIDTH - 1);
        let last_row = self.row.saturating_add(rows.max(1) - 1);
        if self.covered.len() <= last {
            self.covered.resize(last + 1, 0);
        }
        for covered in self.covered.iter_mut().take(last + 1).skip(first) {
            *covered = last_row.max(*covered);
        }
        self.column = last + 1;
        if has_text && (last > first || last_row > self.row) {
            self.merged.push(MergedCells { rows: (self.row, last_row), columns: (first, last) });
        }
        Some(first)
    }

    /// No cell reaches beyond its section.
    pub(super) fn end_section(&mut self) {
        self.covered.clear();
        for merged in self.merged.iter_mut().skip(self.section) {
            merged.rows.1 = merged.rows.1.min(self.row);
        }
        self.section = self.merged.len();
    }

    /// All cells that cover more than one place.
    pub(super) fn merged(mut self) -> Vec<MergedCells> {
        self.end_section();
        self.merged.retain(|merged| merged.rows.0 < merged.rows.1 || merged.columns.0 < merged.columns.1);
        self.merged
    }
}
