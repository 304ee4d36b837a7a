//! A CSV file before its cells are understood: where the headings are, what each column means, which rows follow.

use serde_json::{Map as Json, Value};

use crate::finding;
use crate::table::bytes::Row;
use crate::table::cells::clip;
use crate::table::columns::{Column, Heading, understand};
use crate::table::grid::{ArrowRow, Choice, Grid};
use vsm::model::error::ValidationError;
use vsm::validate::map::Finding;

/// A file whose headings were found.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// What stands between two cells.
    pub(crate) separator: char,
    /// The columns that are understood: where they are, what they mean, how their heading is written.
    pub(crate) columns: Vec<(usize, Heading, String)>,
    /// The rows below the headings.
    pub(crate) rows: Vec<Row>,
    /// What was left out or assumed.
    pub(crate) findings: Vec<Finding>,
    /// What a workbook says about the map, as fields of the map file.
    pub(super) about: Json<String, Value>,
    /// The arrows that a workbook lists on a sheet of their own.
    pub(super) arrows: Option<Vec<ArrowRow>>,
    /// Are its numbers numbers and no text?
    pub(super) typed: bool,
}

impl Sheet {
    /// Finds the separator and the headings.
    ///
    /// # Errors
    /// A sentence, when this is no table of steps.
    pub(crate) fn open(bytes: &[u8]) -> Result<Sheet, ValidationError> {
        Grid::of_text(bytes)?.sheet(None)
    }

    /// Does the file have this column?
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|(_, heading, _)| heading.column == column)
    }

    /// The columns of a table and the rows below its headings.
    ///
    /// # Errors
    /// A sentence, when two columns say the same.
    pub(super) fn of(grid: Grid, chosen: Option<&[Choice]>) -> Result<Sheet, ValidationError> {
        let Grid { separator, mut rows, headings, mut findings, about, arrows, typed, .. } = grid;
        let below = rows.split_off((headings + 1).min(rows.len()));
        let headings = rows.pop().unwrap_or(Row { number: 1, cells: Vec::new() });
        for above in rows.iter().filter(|row| !row.cell(0).to_lowercase().starts_with("sep=")) {
            let text = above.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str);
            let sentence = format!("Row {} (“{}”) is above the headings and was skipped.", above.number, clip(text));
            findings.push(finding("row_left_out", sentence));
        }
        let mut columns: Vec<(usize, Heading, String)> = Vec::new();
        let width = below.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(headings.cells.len());
        for at in 0..width {
            let meant = match chosen {
                None => understand(headings.cell(at)),
                Some(chosen) => chosen.get(at).and_then(|choice| match choice {
                    Choice::Is(heading) => Some(heading.clone()),
                    Choice::LeaveOut => None,
                }),
            };
            match meant {
                Some(heading) if heading.column == Column::InWords => {}
                Some(heading) => {
                    let title = headings.cell(at);
                    if heading.column == Column::Remark && understand(title).is_none() {
                        findings.extend(not_known(at, title, &below, Place::Note));
                    }
                    columns.push((at, heading, title.to_owned()));
                }
                // A column that says again what another one says is not missed.
                None if understand(headings.cell(at)).is_some_and(|heading| heading.column == Column::InWords) => {}
                None if chosen.is_none() && is_kept(at, headings.cell(at), &below) => {
                    findings.extend(not_known(at, headings.cell(at), &below, Place::Note));
                    let heading = Heading { column: Column::Remark, unit: None };
                    columns.push((at, heading, headings.cell(at).to_owned()));
                }
                None => {
                    let place = if chosen.is_some() { Place::Chosen } else { Place::Nowhere };
                    findings.extend(not_known(at, headings.cell(at), &below, place));
                }
            }
        }
        if chosen.is_none() {
            take_minimum(&mut columns);
            number_the_steps(&mut columns, &below);
        }
        refuse_twice(&columns, headings.number)?;
        findings.extend(by_cycle(&columns).filter(|_| chosen.is_none()));
        Ok(Sheet { separator, columns, rows: below, findings, about, arrows, typed })
    }
}

fn refuse_twice(columns: &[(usize, Heading, String)], row: usize) -> Result<(), ValidationError> {
    for (i, (_, heading, text)) in columns.iter().enumerate() {
        if let Some((.., first)) = columns.iter().take(i).find(|(_, other, _)| other.column == heading.column)
            && heading.column != Column::Remark
        {
            let sentence = format!(
                "Columns “{}” and “{}” both contain the {}. Rename or remove one of them.",
                clip(first),
                clip(text),
                heading.column.in_sentence()
            );
            return Err(ValidationError::new("column_twice", sentence).at(format!("row {row}, {}", clip(text))));
        }
    }
    Ok(())
}

fn by_cycle(columns: &[(usize, Heading, String)]) -> Option<Finding> {
    let (.., text) = columns.iter().find(|(_, heading, text)| {
        heading.column == Column::Work && matches!(text.to_lowercase().get(..2), Some("cy" | "ct" | "c/"))
    })?;
    let sentence =
        format!("Column “{}” was read as work time. If it includes waiting, rename it to “lead time”.", clip(text));
    Some(finding("read_as", sentence))
}

/// In `wait, wait min, wait max` the second is the minimum and not a number of minutes.
pub(super) fn take_minimum(columns: &mut [(usize, Heading, String)]) {
    for (typical, low, high) in
        [(Column::Wait, Column::WaitLow, Column::WaitHigh), (Column::Work, Column::WorkLow, Column::WorkHigh)]
    {
        if columns.iter().any(|(_, h, _)| h.column == high) && !columns.iter().any(|(_, h, _)| h.column == low) {
            let minimum = columns.iter_mut().find(|(_, h, _)| h.column == typical && h.unit.as_deref() == Some("min"));
            if let Some((_, heading, _)) = minimum {
                *heading = Heading { column: low, unit: None };
            }
        }
        // The ends are told in the unit of what lies between them.
        let unit = columns.iter().find(|(_, h, _)| h.column == typical).and_then(|(_, h, _)| h.unit.clone());
        for (_, heading, _) in columns.iter_mut().filter(|(_, h, _)| h.column == low || h.column == high) {
            heading.unit = heading.unit.take().or_else(|| unit.clone());
        }
    }
}

/// Of `Schritt` and `Step` one may only number or letter the steps: then the other names them.
pub(super) fn number_the_steps(columns: &mut [(usize, Heading, String)], rows: &[Row]) {
    let is_step = |(_, heading, _): &(usize, Heading, String)| heading.column == Column::Step;
    let is_number = |at: usize| rows.iter().all(|row| row.cell(at).chars().count() <= 2);
    let named = columns.iter().filter(|column| is_step(column)).any(|(at, ..)| !is_number(*at));
    for (at, heading, _) in columns.iter_mut().filter(|column| is_step(column)) {
        if named && is_number(*at) {
            heading.column = Column::Remark;
        }
    }
}

/// Is a column that says nothing to Weir kept in the notes of the steps? Without a heading nobody would know what it says.
pub(super) fn is_kept(at: usize, heading: &str, rows: &[Row]) -> bool {
    !heading.is_empty() && rows.iter().any(|row| !row.cell(at).is_empty())
}

/// Where the cells of a column go that says nothing to Weir.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Into the notes of the steps.
    Note,
    /// A person has left it out.
    Chosen,
    /// Nowhere: nobody would know what it says.
    Nowhere,
}

/// Tells of a column that says nothing to Weir, unless it is empty.
fn not_known(at: usize, heading: &str, rows: &[Row], place: Place) -> Option<Finding> {
    let filled: Vec<&Row> = rows.iter().filter(|row| !row.cell(at).is_empty()).collect();
    let first = filled.first()?;
    let column = match (heading, place) {
        ("", _) => format!("Column {} has no heading", at + 1),
        (heading, Place::Chosen) => format!("Column “{}” is ignored", clip(heading)),
        (heading, _) => format!("Column “{}” is unknown", clip(heading)),
    };
    let values = match filled.len() {
        1 => format!("Its value in row {}", first.number),
        many => format!("Its {many} values, from row {},", first.number),
    };
    let sentence = match (place, filled.len()) {
        (Place::Note, 1) => format!("{column}. {values} was added to the step’s note."),
        (Place::Note, _) => format!("{column}. {values} were added to the step notes."),
        (_, 1) => format!("{column}. {values} was skipped."),
        _ => format!("{column}. {values} were skipped."),
    };
    Some(finding(if place == Place::Note { "into_note" } else { "column_left_out" }, sentence))
}
