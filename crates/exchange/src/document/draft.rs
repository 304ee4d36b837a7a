//! A table while it is read from a document. What exceeds the limits of tables fails its table, not the
//! document.

use crate::outcome::finding;
use crate::table::bytes::{MAX_CELL, MAX_COLUMNS, MAX_ROWS, TableRow};
use crate::table::cells::shortened;
use crate::table::sheet::{MergedCells, RawSheet};
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;
use vsm::text::grouped;

/// The maximum number of tables that are read from one document.
const MAX_TABLES: usize = 50;
/// The maximum number of cells of all tables of a document.
const MAX_CELLS: usize = 1_000_000;
/// The maximum number of characters in a table's name.
const MAX_NAME: usize = 100;

/// A table without its meaning: rows, and what the document says about them.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) rows: Vec<TableRow>,
    pub(super) merged: Vec<MergedCells>,
    pub(super) hidden_rows: Vec<usize>,
    /// Whether its numbers are numbers and not text.
    pub(super) typed: bool,
    pub(super) findings: Vec<Finding>,
    /// The number of links whose address was left out, and the row of the first one.
    links: usize,
    first_link: usize,
    failed: Option<ValidationError>,
}

impl Draft {
    pub(super) fn called(name: &str) -> Draft {
        Draft { name: shortened(name.trim(), MAX_NAME), ..Draft::default() }
    }

    /// Whether the table exceeds a limit, so that its other rows needn't be read.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    pub(super) fn fail(&mut self, code: &'static str, row: usize, sentence: &str) {
        self.failed.get_or_insert_with(|| ValidationError::new(code, format!("Row {row}: {sentence}")));
    }

    /// Counts links whose text was kept without their address.
    pub(super) fn count_links(&mut self, row: usize, links: usize) {
        if links > 0 && self.links == 0 {
            self.first_link = row;
        }
        self.links += links;
    }

    fn link_finding(&self) -> Option<Finding> {
        let row = self.first_link;
        let sentence = match self.links {
            0 => return None,
            1 => format!("The address of a link in row {row} was left out. Its text was kept."),
            many => format!(
                "The addresses of {} links, from row {row}, were left out. Their texts were kept.",
                grouped(many)
            ),
        };
        Some(finding("link_left_out", sentence))
    }
}

/// The tables of a document.
#[derive(Debug)]
pub(super) struct Drafts {
    separator: char,
    tables: Vec<Draft>,
    cells: usize,
    more: usize,
    failed: Option<ValidationError>,
}

impl Drafts {
    /// No tables so far; their numbers are written as people do between these separators.
    pub(super) fn new(separator: char) -> Drafts {
        Drafts { separator, tables: Vec::new(), cells: 0, more: 0, failed: None }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.failed.is_none()
    }

    /// Adds a row to a table, unless it is empty.
    pub(super) fn push(&mut self, draft: &mut Draft, number: usize, cells: Vec<String>) {
        if draft.has_failed() || cells.iter().all(String::is_empty) {
            return;
        }
        self.cells += cells.len();
        if cells.len() > MAX_COLUMNS {
            draft.fail("too_many_columns", number, &format!("The limit is {MAX_COLUMNS} columns."));
        } else if cells.iter().any(|cell| cell.len() > MAX_CELL && cell.chars().count() > MAX_CELL) {
            let sentence = format!("Cells can have up to {} characters.", grouped(MAX_CELL));
            draft.fail("too_long", number, &sentence);
        } else if draft.rows.len() == MAX_ROWS {
            draft.fail("too_many_rows", number, &format!("The limit is {} rows.", grouped(MAX_ROWS)));
        } else if self.cells > MAX_CELLS {
            let sentence = format!("The limit is {} cells in all tables of a document.", grouped(MAX_CELLS));
            draft.fail("too_large", number, &sentence);
        } else {
            draft.rows.push(TableRow { number, cells });
            return;
        }
        // A table that fails needs no memory any more.
        draft.rows = Vec::new();
    }

    /// Adds the row of headings above the others, once they are known.
    pub(super) fn push_headings(&mut self, draft: &mut Draft, cells: Vec<String>) {
        self.cells += cells.len();
        if !draft.has_failed() {
            draft.rows.insert(0, TableRow { number: 1, cells });
        }
    }

    /// Adds a table that ends.
    pub(super) fn add(&mut self, mut draft: Draft) {
        if let Some(error) = draft.failed.take() {
            _ = self.failed.get_or_insert(error);
        } else if draft.rows.is_empty() {
        } else if self.tables.len() == MAX_TABLES {
            self.more += 1;
        } else {
            self.tables.push(draft);
        }
    }

    /// The tables. A layout of a page or a single row isn't one if there are others.
    ///
    /// # Errors
    /// The first limit that a table exceeds, if no other table remains.
    pub(super) fn finish(self) -> Result<Vec<RawSheet>, ValidationError> {
        let is_plausible = |draft: &Draft| draft.rows.len() > 1 && draft.rows.iter().any(|row| row.cells.len() > 1);
        let some = self.tables.iter().any(is_plausible);
        let mut about = Vec::new();
        match (&self.failed, self.more) {
            (Some(error), _) if !some => return Err(error.clone()),
            (Some(error), _) => {
                about.push(finding("table_left_out", format!("Another table was left out. {}", error.message)));
            }
            (None, 0) => {}
            (None, _) => {
                let sentence = format!("The file has more than {MAX_TABLES} tables. Only the first ones were read.");
                about.push(finding("table_left_out", sentence));
            }
        }
        let kept = self.tables.into_iter().filter(|draft| !some || is_plausible(draft));
        Ok(kept.map(|draft| sheet(draft, self.separator, &about)).collect())
    }
}

fn sheet(draft: Draft, separator: char, about: &[Finding]) -> RawSheet {
    let links = draft.link_finding();
    let mut raw = RawSheet::from_rows(separator, draft.rows);
    raw.name = draft.name;
    raw.merged = draft.merged;
    raw.hidden_rows = draft.hidden_rows;
    raw.typed = draft.typed;
    raw.findings = draft.findings;
    raw.findings.extend(links);
    raw.findings.extend_from_slice(about);
    raw
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(drafts: &mut Drafts, rows: usize, columns: usize) {
        let mut draft = Draft::called("T");
        for row in 0..rows {
            drafts.push(&mut draft, row + 1, vec!["x".to_owned(); columns]);
        }
        drafts.add(draft);
    }

    #[test]
    fn limits_fail_a_table_and_are_told_by_the_others() {
        let mut drafts = Drafts::new('|');
        table(&mut drafts, 2, MAX_COLUMNS + 1);
        table(&mut drafts, MAX_ROWS + 1, 1);
        let error = drafts.finish().unwrap_err();
        assert_eq!(error.message, "Row 1: The limit is 200 columns.");

        let mut drafts = Drafts::new('|');
        table(&mut drafts, MAX_ROWS + 1, 1);
        table(&mut drafts, 2, 2);
        let found = drafts.finish().unwrap();
        assert_eq!(found.len(), 1);
        let told = &found[0].findings[0].sentence;
        assert_eq!(told, "Another table was left out. Row 5001: The limit is 5,000 rows.");
    }

    #[test]
    fn cells_and_tables_of_a_document_are_limited() {
        let mut drafts = Drafts::new('|');
        for _ in 0..=MAX_TABLES {
            table(&mut drafts, 2, 2);
        }
        let found = drafts.finish().unwrap();
        assert_eq!(found.len(), MAX_TABLES);
        assert!(found[0].findings[0].sentence.contains("more than 50 tables"));

        let mut drafts = Drafts::new('|');
        table(&mut drafts, 2, 2);
        table(&mut drafts, MAX_ROWS, MAX_COLUMNS);
        let found = drafts.finish().unwrap();
        assert!(found[0].findings[0].sentence.contains("1,000,000 cells"));
    }

    #[test]
    fn single_rows_are_tables_only_if_there_is_nothing_else() {
        let mut drafts = Drafts::new('|');
        table(&mut drafts, 1, 2);
        assert_eq!(drafts.finish().unwrap().len(), 1);
        let mut drafts = Drafts::new('|');
        table(&mut drafts, 1, 2);
        table(&mut drafts, 3, 2);
        let found = drafts.finish().unwrap();
        assert_eq!((found.len(), found[0].rows.len()), (1, 3));
    }
}
