//! Collects the cells of a sheet as rows of text, within bounds on what all sheets may take together.

use crate::table::bytes::{MAX_CELL, MAX_COLUMNS, MAX_ROWS, TableRow};
use vsm::model::error::ValidationError;
use vsm::text::grouped;

/// The maximum number of cells on a sheet, including those that aren't read.
const MAX_CELLS: usize = 1_000_000;
/// The maximum size of the text on one sheet, in bytes: many cells may refer to one long text.
const MAX_TEXT: usize = 8_000_000;
/// The maximum number of cells on all sheets.
const ALL_CELLS: usize = 3_000_000;
/// The maximum memory for the cells of all sheets, in bytes.
const ALL_MEMORY: usize = 48_000_000;

/// What all sheets may still take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    cells: usize,
    memory: usize,
}

impl Budget {
    pub(super) const ALL: Budget = Budget { cells: ALL_CELLS, memory: ALL_MEMORY };
}

/// The cells of one sheet.
pub(super) struct Grid<'b> {
    name: String,
    rows: Vec<TableRow>,
    cells: usize,
    text: usize,
    memory: usize,
    budget: &'b mut Budget,
}

impl<'b> Grid<'b> {
    pub(super) fn new(name: &str, budget: &'b mut Budget) -> Grid<'b> {
        Grid { name: name.to_owned(), rows: Vec::new(), cells: 0, text: 0, memory: 0, budget }
    }

    /// Counts a cell, whether or not anything is in it.
    pub(super) fn count_cell(&mut self) -> Result<(), ValidationError> {
        self.cells += 1;
        if self.cells > MAX_CELLS || self.budget.cells == 0 {
            return self.refuse("too_large", &format!("The limit is {} cells.", grouped(MAX_CELLS)));
        }
        self.budget.cells -= 1;
        Ok(())
    }

    /// Puts a text into a cell, by the number of its row and the index of its column.
    pub(super) fn put(&mut self, number: usize, column: usize, text: String) -> Result<(), ValidationError> {
        if text.is_empty() {
            return Ok(());
        }
        self.text += text.len();
        if self.text > MAX_TEXT {
            return self.refuse("too_large", &format!("The limit is {} MB of text.", MAX_TEXT / 1_000_000));
        }
        if column >= MAX_COLUMNS {
            return self.refuse("too_many_columns", &format!("The limit is {MAX_COLUMNS} columns (row {number})."));
        }
        if text.len() > MAX_CELL && text.chars().count() > MAX_CELL {
            let most = grouped(MAX_CELL);
            return self.refuse("too_long", &format!("Cells can have up to {most} characters (row {number})."));
        }
        let place = match self.rows.binary_search_by_key(&number, |row| row.number) {
            Ok(place) => place,
            Err(_) if self.rows.len() == MAX_ROWS => {
                return self.refuse("too_many_rows", &format!("The limit is {} rows.", grouped(MAX_ROWS)));
            }
            Err(place) => {
                self.rows.insert(place, TableRow { number, cells: Vec::new() });
                place
            }
        };
        let Some(row) = self.rows.get_mut(place) else { return Ok(()) };
        let new_cells = (column + 1).saturating_sub(row.cells.len());
        self.memory += text.len() + new_cells * size_of::<String>();
        if let Some(cell) = row.cell_mut(column) {
            *cell = text;
        }
        if self.memory > self.budget.memory {
            return self.refuse("too_large", "This workbook contains too many cells. Delete the sheets without steps.");
        }
        Ok(())
    }

    /// The rows that aren't empty, in order.
    pub(super) fn finish(self) -> Vec<TableRow> {
        self.budget.memory = self.budget.memory.saturating_sub(self.memory);
        self.rows
    }

    fn refuse<T>(&self, code: &'static str, sentence: &str) -> Result<T, ValidationError> {
        Err(ValidationError::new(code, format!("Sheet “{}”: {sentence}", self.name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sheets_together_are_limited() {
        let mut budget = Budget { cells: 5, memory: 100 };
        let mut first = Grid::new("First", &mut budget);
        first.count_cell().unwrap();
        first.put(3, 1, "text".to_owned()).unwrap();
        first.put(2, 0, String::new()).unwrap();
        assert_eq!(first.finish(), [TableRow { number: 3, cells: vec![String::new(), "text".to_owned()] }]);
        assert_eq!((budget.cells, budget.memory), (4, 100 - 4 - 2 * size_of::<String>()));
        let mut second = Grid::new("Second", &mut budget);
        let error = second.put(1, 10, "text".to_owned()).unwrap_err();
        assert_eq!(
            error.message,
            "Sheet “Second”: This workbook contains too many cells. Delete the sheets without steps."
        );
        let mut third = Grid::new("Third", &mut budget);
        third.put(1, 0, "x".to_owned()).unwrap();
        assert_eq!((0..9).filter(|_| third.count_cell().is_ok()).count(), 4);
    }
}
