//! A table during import: the meaning of each column is guessed, can be changed by the user, and then the
//! cells are read.

use crate::outcome::Read;
use crate::table::bytes::TableRow;
use crate::table::cells::clip;
use crate::table::heading::{Column, Heading, WRITTEN};
use crate::table::rows::{Mode, read_with_report};
use crate::table::sheet::{RawSheet, Sheet, column_letter};
use vsm::Map;
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;

/// The number of example cells shown per column.
const EXAMPLES: usize = 4;

/// The units that can be selected for bare numbers, with their labels.
pub const UNITS: &[(&str, &str)] = &[
    ("s", "seconds"),
    ("min", "minutes"),
    ("h", "hours"),
    ("d", "days"),
    ("w", "weeks"),
    ("mo", "months"),
    ("y", "years"),
];

/// A table with its headings.
pub struct Table {
    raw: RawSheet,
    sheets: Vec<String>,
}

/// The meaning of a column, guessed or selected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    /// The column's key in forms; empty: the column is skipped.
    pub column: String,
    /// The unit of bare numbers; empty: each cell has its own.
    pub unit: String,
}

/// A column in the preview.
#[derive(Debug, Clone)]
pub struct ColumnPreview {
    /// Its letter in a spreadsheet: A, B, … AA.
    pub letter: String,
    /// Its heading.
    pub heading: String,
    /// The content of its first cells.
    pub examples: Vec<String>,
    /// Its meaning.
    pub meaning: Meaning,
    /// Whether it contains times.
    pub is_time: bool,
}

/// All meanings of a column: the key in forms, and the label.
pub fn meanings() -> impl Iterator<Item = (&'static str, &'static str)> {
    Column::choices().map(|(column, label)| (column.as_str(), label))
}

/// The headings that were chosen; `None`: the column is skipped.
///
/// # Errors
/// `no_headings` if no column has the step names.
pub(crate) fn chosen(meanings: &[Meaning]) -> Result<Vec<Option<Heading>>, ValidationError> {
    let choice = |meaning: &Meaning| {
        let column = Column::parse(&meaning.column)?;
        let unit = Some(meaning.unit.clone()).filter(|unit| column.is_time() && !unit.is_empty());
        Some(Heading::new(column, unit))
    };
    let choices: Vec<Option<Heading>> = meanings.iter().map(choice).collect();
    if choices.iter().flatten().all(|heading| heading.column != Column::Step) {
        let sentence = "Choose which column contains the step names.";
        return Err(ValidationError::new("no_headings", sentence));
    }
    Ok(choices)
}

/// The meaning of a column with this heading.
pub(crate) fn meaning(heading: Option<&Heading>) -> Meaning {
    let is_choice = |heading: &&Heading| !matches!(heading.column, Column::InWords | Column::Spellings);
    heading.filter(is_choice).map_or_else(Meaning::default, |heading| Meaning {
        column: heading.column.as_str().to_owned(),
        unit: heading.unit.clone().unwrap_or_default(),
    })
}

/// Columns for the preview: their headings, if there are any, and their first cells.
pub(crate) fn preview(headings: Option<&TableRow>, rows: &[TableRow], meanings: &[Meaning]) -> Vec<ColumnPreview> {
    let width = rows.iter().chain(headings).map(|row| row.cells.len()).max().unwrap_or(0);
    let shown = |at: usize| {
        let cells = rows.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_empty());
        let meaning = meanings.get(at).cloned().unwrap_or_default();
        ColumnPreview {
            letter: column_letter(at),
            heading: headings.map_or("", |row| row.cell(at)).to_owned(),
            examples: cells.take(EXAMPLES).map(clip).collect(),
            is_time: Column::parse(&meaning.column).is_some_and(Column::is_time),
            meaning,
        }
    };
    (0..width).map(shown).collect()
}

impl Table {
    /// A table from a text file, or from a workbook with the names of its sheets.
    pub(crate) fn new(raw: RawSheet, sheets: Vec<String>) -> Result<Table, ValidationError> {
        if raw.rows.len() < 2 || (raw.score() == 0 && raw.width() < 2) {
            // Fails if there is nothing to select; the error says what is missing.
            Sheet::new(raw, None)?;
            return Err(ValidationError::new("no_rows", "The table has no rows below the headings."));
        }
        Ok(Table { raw, sheets })
    }

    /// The names of the sheets; empty for a text file.
    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// The number of the heading row in a spreadsheet.
    pub fn heading_row(&self) -> usize {
        self.raw.rows.get(self.raw.headings).map_or(1, |row| row.number)
    }

    /// Selects another heading row.
    pub fn set_heading_row(&mut self, number: usize) {
        if let Some(at) = self.raw.rows.iter().position(|row| row.number >= number) {
            self.raw.headings = at;
        }
    }

    /// Whether Weir wrote it. Then every column is recognized by its current or older heading.
    pub fn is_own(&self) -> bool {
        let Some(headings) = self.raw.rows.get(self.raw.headings) else { return false };
        let own = |cell: &String| WRITTEN.iter().any(|column| column.heading() == cell || column.as_str() == cell);
        self.raw.arrows.is_some() || headings.cells.iter().all(own)
    }

    /// The meaning of the columns, guessed from their headings.
    pub fn guess(&self) -> Vec<Meaning> {
        self.raw.guess().iter().map(|choice| meaning(choice.as_ref())).collect()
    }

    /// The columns with these meanings, for the preview.
    pub fn columns(&self, meanings: &[Meaning]) -> Vec<ColumnPreview> {
        let rows = self.raw.rows.get(self.raw.headings + 1..).unwrap_or_default();
        preview(self.raw.rows.get(self.raw.headings), rows, meanings)
    }

    /// The map, with a warning for each cell that wasn't recognized. Values that don't fit go into the
    /// notes of the steps.
    ///
    /// # Errors
    /// If no column has the step names, or the result isn't a valid map, for example because of a cycle.
    pub fn read(self, name: &str, meanings: &[Meaning]) -> Result<Read, ValidationError> {
        let mut findings = Vec::new();
        let map = self.read_with_report(name, meanings, &mut findings)?;
        Ok((map, findings))
    }

    /// Like [`Table::read`], with the warnings also if it fails.
    pub fn read_with_report(
        self,
        name: &str,
        meanings: &[Meaning],
        findings: &mut Vec<Finding>,
    ) -> Result<Map, ValidationError> {
        let choices = chosen(meanings)?;
        findings.clone_from(&self.raw.findings);
        let mut more = Vec::new();
        let read = Sheet::new(self.raw, Some(&choices))
            .and_then(|sheet| read_with_report(sheet, name, Mode::Lenient, &mut more));
        findings.extend(more.into_iter().filter(|finding| !findings.contains(finding)).collect::<Vec<_>>());
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_meaning_of_a_column_is_used() {
        let text = "Beth;Hyd;Pwy\nAdeiladu;3;Ann\nProfi;hir;Bea\n";
        let table = || Table::new(RawSheet::from_text(text.as_bytes()).unwrap(), Vec::new()).unwrap();
        let note = Meaning { column: "kept in the note".to_owned(), unit: String::new() };
        assert_eq!(table().guess(), vec![note; 3]);
        assert!(table().read("x", &table().guess()).unwrap_err().message.contains("contains the step names"));
        let meaning = |column: &str, unit: &str| Meaning { column: column.to_owned(), unit: unit.to_owned() };
        let (map, findings) =
            table().read("x", &[meaning("step", ""), meaning("work", "h"), meaning("kept in the note", "")]).unwrap();
        assert_eq!((map.steps[0].work, map.steps[1].work), (Some(3 * 3600), None));
        assert_eq!((map.steps[0].note.as_str(), map.steps[1].note.as_str()), ("Pwy: Ann", "Hyd: hir\nPwy: Bea"));
        assert_eq!(findings.len(), 2);
        assert!(findings[0].sentence.starts_with("Column “Pwy”"), "{findings:?}");
        assert!(findings[1].sentence.starts_with("Row 3, Hyd: "), "{findings:?}");
    }
}
