//! A table before its cells are understood: its rows, where the headings are, and what stands beside it in a workbook.

use serde_json::{Map as Json, Value};

use crate::finding;
use crate::table::bytes::{Row, decode, rows};
use crate::table::cells::clip;
use crate::table::columns::{Column, Heading, understand};
use crate::table::headings::unit_of;
use crate::table::sheet::Sheet;
use vsm::model::error::ValidationError;
use vsm::validate::map::Finding;

/// What may stand between two cells.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// The headings are looked for in so many rows; above them, people write a title.
const ROWS_ABOVE: usize = 20;

/// An arrow that a workbook lists on a sheet of its own.
#[derive(Debug, Clone)]
pub(crate) struct ArrowRow {
    /// Where it stands: `Flows, row 3`.
    pub(crate) place: String,
    /// Who sends.
    pub(crate) from: String,
    /// Who receives.
    pub(crate) to: String,
    /// The share of a rework arrow.
    pub(crate) share: Option<String>,
}

/// What a column is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    /// It means this.
    Is(Heading),
    /// It is left out.
    LeaveOut,
}

/// A table.
#[derive(Debug)]
pub(crate) struct Grid {
    /// What stands between two cells.
    pub(crate) separator: char,
    /// All rows that are not empty.
    pub(crate) rows: Vec<Row>,
    /// Which of them holds the headings.
    pub(crate) headings: usize,
    /// What is worth telling before anything is understood.
    pub(crate) findings: Vec<Finding>,
    /// What a workbook says about the map, as fields of the map file.
    pub(crate) about: Json<String, Value>,
    /// The arrows that a workbook lists.
    pub(crate) arrows: Option<Vec<ArrowRow>>,
    /// Are its numbers numbers and no text, as in a workbook? Then they do not show how people write theirs.
    pub(crate) typed: bool,
    /// Why another way of cutting the rows failed; told when none makes sense.
    failed: Option<ValidationError>,
}

impl Grid {
    /// The rows of a text file, cut at the separator that makes most sense.
    ///
    /// # Errors
    /// A sentence, when it cannot be cut at all.
    pub(crate) fn of_text(bytes: &[u8]) -> Result<Grid, ValidationError> {
        let (text, assumed) = decode(bytes);
        if text.contains('\0') {
            return Err(ValidationError::new("not_text", "This file is neither a map nor a table."));
        }
        let mut failed = None;
        let mut best: Option<((usize, usize), Grid)> = None;
        for separator in SEPARATORS {
            match rows(&text, separator) {
                Ok(mut rows) => {
                    // The line below the headings of a table in Markdown.
                    rows.retain(|row| separator != '|' || !row.cells.iter().all(|cell| is_ruler(cell)));
                    let grid = Grid::of_rows(separator, rows);
                    let score = (grid.score(), grid.even());
                    if best.as_ref().is_none_or(|(most, _)| score > *most) {
                        best = Some((score, grid));
                    }
                }
                Err(refusal) => _ = failed.get_or_insert(refusal),
            }
        }
        let Some((_, mut grid)) = best else {
            return Err(failed.unwrap_or_else(|| ValidationError::new("not_text", "This isn’t a table.")));
        };
        grid.failed = failed;
        if assumed {
            let sentence = "The file isn’t UTF-8 and was read as Windows-1252. Check letters such as ü or é.";
            grid.findings.push(finding("encoding", sentence.to_owned()));
        }
        Ok(grid)
    }

    /// Rows that are cut already.
    pub(crate) fn of_rows(separator: char, rows: Vec<Row>) -> Grid {
        let mut headings = 0;
        let mut most = 0;
        for (at, row) in rows.iter().take(ROWS_ABOVE).enumerate() {
            let known = known_headings(row);
            if known > most {
                (headings, most) = (at, known);
            }
        }
        Grid {
            separator,
            rows,
            headings,
            findings: Vec::new(),
            about: Json::new(),
            arrows: None,
            typed: false,
            failed: None,
        }
    }

    /// The same table, of a workbook.
    pub(crate) fn typed(self) -> Grid {
        Grid { typed: true, ..self }
    }

    /// How many headings are understood; none at all unless one of them names the steps.
    pub(crate) fn score(&self) -> usize {
        self.rows.get(self.headings).map_or(0, known_headings)
    }

    /// How many rows have as many cells as the first one, if that is more than one.
    fn even(&self) -> usize {
        let width = self.rows.first().map_or(0, |row| row.cells.len());
        if width < 2 { 0 } else { self.rows.iter().filter(|row| row.cells.len() == width).count() }
    }

    /// How many columns it has.
    pub(crate) fn width(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)
    }

    /// What the columns are taken for, by their headings. Of two that say the same, the first is meant.
    pub(crate) fn guess(&self) -> Vec<Choice> {
        let headings = self.rows.get(self.headings);
        let heading = |at: usize| headings.map_or("", |row| row.cell(at));
        let mut columns: Vec<_> =
            (0..self.width()).filter_map(|at| Some((at, understand(heading(at))?, heading(at).to_owned()))).collect();
        let below = self.rows.get(self.headings + 1..).unwrap_or_default();
        crate::table::sheet::take_minimum(&mut columns);
        crate::table::sheet::number_the_steps(&mut columns, below);
        let mut taken: Vec<Column> = Vec::new();
        let mut choices = vec![Choice::LeaveOut; self.width()];
        for (at, heading, _) in columns {
            if !taken.contains(&heading.column)
                && let Some(choice) = choices.get_mut(at)
            {
                taken.push(heading.column);
                *choice = Choice::Is(heading);
            }
        }
        // What nobody knows goes into the notes, with the unit that it names: a person may say what it is.
        for (at, choice) in choices.iter_mut().enumerate() {
            let again = understand(heading(at)).is_some_and(|heading| heading.column == Column::InWords);
            if *choice == Choice::LeaveOut && !again && crate::table::sheet::is_kept(at, heading(at), below) {
                *choice = Choice::Is(Heading { column: Column::Remark, unit: unit_of(heading(at)) });
            }
        }
        choices
    }

    /// The table with its headings understood, or taken for what a person chose.
    ///
    /// # Errors
    /// A sentence, when no column names the steps, or two say the same.
    pub(crate) fn sheet(self, chosen: Option<&[Choice]>) -> Result<Sheet, ValidationError> {
        if chosen.is_none() && self.score() == 0 {
            return Err(self.failed.clone().unwrap_or_else(|| self.no_headings()));
        }
        Sheet::of(self, chosen)
    }

    fn no_headings(&self) -> ValidationError {
        let between = if self.separator == '\t' { ", ".to_owned() } else { self.separator.to_string() };
        let first = self.rows.first().map(|row| row.cells.join(&between));
        let sentence = match first {
            None => "The file is empty.".to_owned(),
            Some(line) => format!(
                "No step column found. The first row must contain headings, including “step”. It starts with “{}”.",
                clip(&line)
            ),
        };
        ValidationError::new("no_headings", sentence).at("row 1")
    }
}

fn is_ruler(cell: &str) -> bool {
    cell.chars().all(|c| matches!(c, '-' | ':' | '='))
}

fn known_headings(row: &Row) -> usize {
    let known: Vec<Column> = row.cells.iter().filter_map(|cell| understand(cell)).map(|h| h.column).collect();
    if known.contains(&Column::Step) { known.len() } else { 0 }
}
