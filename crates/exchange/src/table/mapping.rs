//! A table during import: its shape and the meaning of its columns are guessed, can be changed by a person, and then its
//! cells are read.
//!
//! ```
//! use exchange::table::mapping::{Choice, Table};
//! use exchange::table::Mode;
//! let table = Table::open(b"Step,Wait (h),PT (min)\nBuild,8,30\nShip,16,5\n", &Choice::default()).unwrap();
//! let mapping = table.guess();
//! assert_eq!(mapping.columns[1].column, "wait");
//! let (map, findings) = table.read("Release", &mapping, Mode::Strict).maps.unwrap().remove(0);
//! assert_eq!(map.steps[1].wait, Some(16 * 3600));
//! assert!(findings.is_empty());
//! ```

use std::collections::BTreeSet;

use crate::outcome::{Read, finding};
use crate::table::assigned::Sheet;
use crate::table::bytes::TableRow;
use crate::table::cells::{clip, one_line};
use crate::table::event_log;
use crate::table::guess::{Guess, guess};
use crate::table::heading::{Column, Heading, WRITTEN};
use crate::table::rows::{self, Mode};
use crate::table::shape::{ShapeChoice, Shaped, shape};
use crate::table::sheet::{RawSheet, column_letter};
use vsm::model::duration::{ClockPattern, WorkingCalendar};
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;
use vsm::model::map::State as MapState;
use vsm::model::number::DecimalSign;

/// The number of example cells shown per column.
const EXAMPLES: usize = 4;

/// The units that can be selected for bare numbers, with their labels; and how times with colons are meant.
pub const UNITS: &[(&str, &str)] = &[
    ("s", "seconds"),
    ("min", "minutes"),
    ("h", "hours"),
    ("d", "days"),
    ("w", "weeks"),
    ("mo", "months"),
    ("y", "years"),
    ("mm:ss", "minutes:seconds"),
    ("hh:mm", "hours:minutes"),
    ("d:hh", "days:hours"),
    ("d:hh:mm", "days:hours:minutes"),
];

/// How times with colons are meant, by the keys in [`UNITS`].
const PATTERNS: &[(&str, ClockPattern)] = &[
    ("mm:ss", ClockPattern::MinutesSeconds),
    ("hh:mm", ClockPattern::HoursMinutes),
    ("hh:mm", ClockPattern::HoursMinutesSeconds),
    ("d:hh", ClockPattern::DaysHours),
    ("d:hh:mm", ClockPattern::DaysHoursMinutes),
];

/// What a person says about a table. Everything else is guessed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choice {
    /// Which of the tables of the file.
    pub table: Option<usize>,
    /// Where its headings are.
    pub shape: ShapeChoice,
    /// What its columns and rows mean.
    pub mapping: Option<Mapping>,
}

/// What the columns and rows of a table mean.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mapping {
    /// The meaning of each column.
    pub columns: Vec<Meaning>,
    /// The decimal sign of its numbers, `.` or `,`; `None`: as its numbers show.
    pub decimal: Option<char>,
    /// Hours per day and days per week; `None`: as the file says, else those of working time.
    pub calendar: Option<(f64, f64)>,
    /// The numbers of the rows that are steps; `None`: guessed.
    pub steps: Option<BTreeSet<usize>>,
    /// Whether a person named the columns without seeing a guess: then nothing about them is one.
    pub is_named: bool,
}

/// The meaning of a column, guessed or selected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    /// The column's key in forms; empty: the column is skipped.
    pub column: String,
    /// The unit of bare numbers, or how times with colons are meant; empty: each cell has its own.
    pub unit: String,
    /// `current` or `future`, if the table has both states side by side.
    pub state: String,
}

/// A table as it is shown to a person, who can change it.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The names of the tables in the file.
    pub tables: Vec<String>,
    /// The index of this one.
    pub table: usize,
    /// The number of the first row with headings, and how many such rows there are: 0 to 3.
    pub headings: (usize, usize),
    /// Whether its steps are side by side.
    pub turned: bool,
    /// The columns, with the meaning that they are read with.
    pub columns: Vec<ColumnPreview>,
    /// The rows below the headings.
    pub rows: Vec<RowPreview>,
    /// The decimal sign: chosen, or `None`.
    pub decimal: Option<char>,
    /// Whether it has the current and the future state side by side.
    pub has_states: bool,
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
    /// Why it has this meaning, as a sentence; empty if its heading says so, or it was chosen.
    pub why: String,
    /// Whether its meaning is a guess that a person should look at.
    pub is_guess: bool,
    /// Whether it contains times.
    pub is_time: bool,
}

/// A row below the headings in the preview.
#[derive(Debug, Clone)]
pub struct RowPreview {
    /// Its number in the file.
    pub number: usize,
    /// Its cells on one line.
    pub text: String,
    /// Whether it is read as a step.
    pub is_step: bool,
}

/// The result of reading a table.
#[derive(Debug)]
pub struct Outcome {
    /// The map; two if the table has the current and the future state side by side.
    pub maps: Result<Vec<Read>, ValidationError>,
    /// All warnings, also if it can't be read.
    pub findings: Vec<Finding>,
    /// How many values went to the notes of the steps, for each map.
    pub noted: Vec<usize>,
}

impl Outcome {
    fn failed(error: ValidationError, findings: Vec<Finding>) -> Outcome {
        Outcome { maps: Err(error), findings, noted: Vec::new() }
    }
}

/// All meanings of a column: the key in forms, and the label.
pub fn meanings() -> impl Iterator<Item = (&'static str, &'static str)> {
    Column::choices().map(|(column, label)| (column.as_str(), label))
}

/// A table with its headings.
pub struct Table {
    names: Vec<String>,
    at: usize,
    pub(super) shaped: Shaped,
    guesses: Vec<Guess>,
    is_own: bool,
}

impl Table {
    /// The chosen one of these tables, else the one that looks most like steps.
    pub(crate) fn among(mut sheets: Vec<RawSheet>, choice: &Choice) -> Result<Table, ValidationError> {
        let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let scores: Vec<usize> = sheets.iter().map(RawSheet::score).collect();
        let chosen = choice.table.filter(|at| *at < names.len());
        let table = chosen.or_else(|| most_like_steps(&sheets, &scores)).unwrap_or(0);
        if table >= sheets.len() {
            return Err(ValidationError::new("no_table", "This file contains no table."));
        }
        let mut raw = sheets.swap_remove(table);
        if choice.table.is_none() {
            raw.findings.extend(other_tables(&raw, table, &names, &scores));
        }
        if raw.rows.is_empty() {
            return Err(raw.failed.unwrap_or_else(|| ValidationError::new("no_rows", "The file is empty.")));
        }
        let shaped = shape(raw, choice.shape);
        let titles: Vec<String> = shaped.titles.iter().map(|title| title.text.clone()).collect();
        // Headings that mean nothing here are a row like the others.
        let (headings, rows) = match shaped.all.split_first() {
            Some((first, rows)) if shaped.headings.1 == 0 => (&first.cells, rows),
            _ => (&titles, shaped.all.as_slice()),
        };
        if event_log::looks_like_one(headings, rows) {
            return Err(event_log::refusal("table"));
        }
        let guesses = guess(&shaped);
        let is_own = is_own(&shaped);
        Ok(Table { names, at: table, shaped, guesses, is_own })
    }

    /// Whether Weir wrote it. Then every column is recognized by its current or older heading.
    pub fn is_own(&self) -> bool {
        self.is_own
    }

    /// Whether its headings are known ones.
    pub fn is_recognized(&self) -> bool {
        self.shaped.titles.iter().any(|title| title.heading.is_some())
    }

    /// The error if none of its rows is a step.
    pub fn no_steps(&self) -> ValidationError {
        let sentence = match self.row_count() {
            0 => "The table has no rows below the headings. Add a row for each step.",
            _ => "No row is read as a step. Check the rows that are steps.",
        };
        ValidationError::new("no_rows", sentence)
    }

    /// How many rows are below the headings, steps or not.
    pub(crate) fn row_count(&self) -> usize {
        self.shaped.all.len()
    }

    /// The rows below the headings that may be steps.
    pub(crate) fn rows(&self) -> &[TableRow] {
        &self.shaped.rows
    }

    /// The meaning of the columns, guessed from their headings and cells.
    pub fn guess(&self) -> Mapping {
        let columns = self.guesses.iter().map(|guess| meaning(guess.heading.as_ref())).collect();
        Mapping { columns, ..Mapping::default() }
    }

    /// The table for the preview, with this mapping.
    pub fn preview(&self, mapping: &Mapping) -> Preview {
        let steps = self.steps(mapping);
        let rows = self.shaped.all.iter().map(|row| RowPreview {
            number: row.number,
            text: on_one_line(row),
            is_step: steps.contains(&row.number),
        });
        let has_states = mapping
            .columns
            .iter()
            .chain(&self.guess().columns)
            .any(|meaning| meaning.state == MapState::Future.as_str());
        Preview {
            tables: self.names.clone(),
            table: self.at,
            headings: self.shaped.headings,
            turned: self.shaped.turned,
            columns: (0..self.width()).map(|at| self.column(at, mapping)).collect(),
            rows: rows.collect(),
            decimal: mapping.decimal,
            has_states,
        }
    }

    fn width(&self) -> usize {
        self.guesses.len()
    }

    fn column(&self, at: usize, mapping: &Mapping) -> ColumnPreview {
        let cells = self.shaped.all.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_empty());
        let chosen = mapping.columns.get(at).cloned().unwrap_or_default();
        let guess = self.guesses.get(at).filter(|guess| meaning(guess.heading.as_ref()) == chosen);
        ColumnPreview {
            letter: column_letter(at),
            heading: self.shaped.titles.get(at).map_or_else(String::new, |title| title.text.clone()),
            examples: cells.take(EXAMPLES).map(clip).collect(),
            is_time: Column::parse(&chosen.column).is_some_and(Column::is_time),
            why: guess.map_or_else(String::new, |guess| guess.why.clone()),
            is_guess: guess.is_some_and(|guess| guess.is_doubtful),
            meaning: chosen,
        }
    }

    /// The numbers of the rows that are steps.
    fn steps(&self, mapping: &Mapping) -> BTreeSet<usize> {
        if let Some(steps) = &mapping.steps {
            return steps.clone();
        }
        let sheets = self.sheets(mapping).unwrap_or_default();
        sheets.into_iter().next().map(rows::step_numbers).unwrap_or_default()
    }

    /// The table with the meaning of its columns.
    pub(crate) fn sheets(&self, mapping: &Mapping) -> Result<Vec<Sheet>, ValidationError> {
        let is_guess = !mapping.is_named && mapping.columns == self.guess().columns;
        let mut meanings = if is_guess { self.guesses.clone() } else { chosen(&mapping.columns, &self.guesses) };
        if mapping.is_named {
            for meaning in &mut meanings {
                meaning.why.clear();
                meaning.is_doubtful = false;
            }
        }
        let mut sheets = Sheet::of(&self.shaped, &meanings, !is_guess)?;
        for sheet in &mut sheets {
            if let Some(steps) = &mapping.steps {
                sheet.rows.clone_from(&self.shaped.all);
                sheet.steps = Some(steps.clone());
            }
            match mapping.decimal {
                Some(',') => sheet.sign = DecimalSign::Comma,
                Some('.') => sheet.sign = DecimalSign::Point,
                _ => {}
            }
            if let Some((hours_per_day, days_per_week)) = mapping.calendar {
                sheet.calendar = Some(WorkingCalendar { hours_per_day, days_per_week, ..WorkingCalendar::WORKING });
            }
        }
        Ok(sheets)
    }

    /// The map, with a warning for everything that was guessed or has no field. In lenient mode, values that don't fit go
    /// into the notes of the steps.
    pub fn read(&self, name: &str, mapping: &Mapping, mode: Mode) -> Outcome {
        let sheets = match self.sheets(mapping) {
            Ok(_) if mode == Mode::Strict && !mapping.is_named && !self.is_recognized() && *mapping == self.guess() => {
                // Without headings, the meaning of every column would be a guess.
                return Outcome::failed(crate::table::assigned::no_headings(&self.shaped), Vec::new());
            }
            Ok(sheets) => sheets,
            Err(error) => return Outcome::failed(error, self.shaped.source.findings.clone()),
        };
        let (mut maps, mut all_noted) = (Vec::with_capacity(sheets.len()), Vec::new());
        let mut all: Vec<Finding> = Vec::new();
        for sheet in sheets {
            let mut findings = Vec::new();
            let map = rows::read_sheet(sheet, name, mode, &mut findings);
            all.extend(findings.iter().filter(|finding| !all.contains(finding)).cloned().collect::<Vec<_>>());
            match map {
                Ok((map, noted)) => {
                    maps.push((map, findings));
                    all_noted.push(noted);
                }
                Err(error) => return Outcome::failed(error, all),
            }
        }
        Outcome { maps: Ok(maps), findings: all, noted: all_noted }
    }
}

/// The index of the sheet that looks most like steps: of equal ones the first, a hidden one only if nothing else does.
fn most_like_steps(sheets: &[RawSheet], scores: &[usize]) -> Option<usize> {
    let rank = |(sheet, score): (&RawSheet, &usize)| (*score > 0, !sheet.is_hidden, *score, sheet.rows.len().min(2));
    let ranked = sheets.iter().zip(scores).map(rank).enumerate();
    ranked.rev().max_by_key(|(_, rank)| *rank).map(|(at, _)| at)
}

/// Says which sheet was imported if others look half as much like steps, or if it is hidden.
fn other_tables(raw: &RawSheet, table: usize, names: &[String], scores: &[usize]) -> Option<Finding> {
    if raw.arrows.is_some() {
        return None;
    }
    let most = scores.get(table).copied().unwrap_or(0);
    let is_like = |score: usize| score > 3 && score * 2 >= most;
    let others = names.iter().zip(scores).enumerate().filter(|(at, (_, score))| *at != table && is_like(**score));
    let others: Vec<String> = others.map(|(_, (name, _))| format!("“{}”", clip(name))).collect();
    // The list that is the whole file has no name.
    let called = if raw.name.is_empty() { "The outer list".to_owned() } else { format!("“{}”", clip(&raw.name)) };
    let imported = format!("{called}{} was imported.", if raw.is_hidden { " (hidden)" } else { "" });
    let sentence = match others.as_slice() {
        [] if raw.is_hidden => imported,
        [] => return None,
        [other] => format!("{imported} {other} also looks like steps and was skipped."),
        [others @ .., last] => {
            format!("{imported} {} and {last} also look like steps and were skipped.", others.join(", "))
        }
    };
    Some(finding("other_table", sentence))
}

fn is_own(shaped: &Shaped) -> bool {
    let own = |title: &str| WRITTEN.iter().any(|column| column.heading() == title || column.as_str() == title);
    let titles = shaped.titles.iter().map(|title| title.text.as_str());
    shaped.source.arrows.is_some()
        || shaped.headings.1 == 1 && titles.clone().next().is_some() && titles.clone().all(own)
}

/// A row on one line.
pub(crate) fn on_one_line(row: &TableRow) -> String {
    row.cells.iter().filter(|cell| !cell.is_empty()).map(|cell| one_line(cell)).collect::<Vec<_>>().join(" | ")
}

/// The meanings that a person chose; where that is the guess, with the pattern that the heading has.
fn chosen(meanings: &[Meaning], guesses: &[Guess]) -> Vec<Guess> {
    let all = (0..guesses.len()).map(|at| {
        let chosen = meanings.get(at).cloned().unwrap_or_default();
        match guesses.get(at) {
            Some(guess) if meaning(guess.heading.as_ref()) == chosen => guess.clone(),
            _ => Guess { heading: heading(&chosen), why: String::new(), is_doubtful: false, is_group: false },
        }
    });
    all.collect()
}

/// The heading that means the same.
fn heading(chosen: &Meaning) -> Option<Heading> {
    let column = Column::parse(&chosen.column)?;
    let pattern = PATTERNS.iter().find(|(key, _)| *key == chosen.unit).map(|(_, pattern)| *pattern);
    let unit = Some(chosen.unit.clone()).filter(|unit| column.is_time() && pattern.is_none() && !unit.is_empty());
    Some(Heading { pattern, state: MapState::parse(&chosen.state), ..Heading::new(column, unit) })
}

/// The meaning of a column with this heading.
pub(crate) fn meaning(heading: Option<&Heading>) -> Meaning {
    let is_choice = |heading: &&Heading| !matches!(heading.column, Column::InWords | Column::Spellings | Column::Unit);
    heading.filter(is_choice).map_or_else(Meaning::default, |heading| {
        let pattern = heading.pattern.and_then(|wanted| PATTERNS.iter().find(|(_, pattern)| *pattern == wanted));
        Meaning {
            column: heading.column.as_str().to_owned(),
            unit: pattern.map(|(key, _)| (*key).to_owned()).or_else(|| heading.unit.clone()).unwrap_or_default(),
            state: heading.state.map_or_else(String::new, |state| state.as_str().to_owned()),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_meaning_of_a_column_is_used() {
        let text = "Was;Dauer;Wer\nBauen;3;Ann\nTesten;lange;Bea\n";
        let table = Table::open(text.as_bytes(), &Choice::default()).unwrap();
        let meaning = |column: &str, unit: &str| Meaning {
            column: column.to_owned(),
            unit: unit.to_owned(),
            ..Meaning::default()
        };
        let mapping = Mapping {
            columns: vec![meaning("step", ""), meaning("work", "h"), meaning("kept in the note", "")],
            ..Mapping::default()
        };
        let Outcome { maps, findings, noted } = table.read("x", &mapping, Mode::Lenient);
        assert_eq!(noted, [3]);
        let (map, _) = maps.unwrap().remove(0);
        assert_eq!((map.steps[0].work, map.steps[1].work), (Some(3 * 3600), None));
        assert_eq!((map.steps[0].note.as_str(), map.steps[1].note.as_str()), ("Wer: Ann", "Wer: Bea\nDauer: lange"));
        assert!(findings.iter().any(|finding| finding.sentence.starts_with("Row 3, Dauer: ")), "{findings:?}");
    }
}
