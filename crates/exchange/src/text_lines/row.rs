//! A row while it is parsed, and the report about it.

use serde_json::{Map as Json, Value};

use crate::table::cells::clip;
use crate::table::heading::Column;
use crate::table::rows::cell::Cell;
use crate::table::rows::checked;
use crate::table::rows::row::{Problem, Row, add_to_note, remark};
use vsm::fields::catalog::StepField;
use vsm::fields::values::Style;
use vsm::model::duration::WorkingCalendar;
use vsm::model::step::Source;
use vsm::{Map, Step};

/// The maximum number of rows in pasted text.
pub const MAX_ROWS: usize = 1_000;

type Fields = Json<String, Value>;

/// The fields shown in a preview, in this order; ranges are shown with their times.
#[rustfmt::skip]
const SHOWN: &[StepField] = &[
    StepField::Name, StepField::Team, StepField::Wait, StepField::Work, StepField::Lead, StepField::CompleteAccurate, StepField::People, StepField::Downtime, StepField::Kind, StepField::WaitReason, StepField::Every, StepField::Queue, StepField::PeoplePerItem, StepField::Batch, StepField::Automated, StepField::Observed, StepField::Reversible, StepField::Source, StepField::Note,
];

/// The report about one row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowReport {
    /// Its line in the pasted text, from 1. Steps joined by arrows in one line share it.
    pub line: usize,
    /// The pasted text.
    pub text: String,
    /// The fields of its step: labels and values as they will be shown.
    pub recognized: Vec<(&'static str, String)>,
    /// Assumptions, as sentences.
    pub guesses: Vec<String>,
    /// Texts that were not recognized, or contradict the rest; they are not part of the step.
    pub unrecognized: Vec<String>,
    /// Whether it is a step. A row without a name isn't.
    pub is_step: bool,
    /// How many of its values went to the note.
    pub noted: usize,
}

/// A row while it is parsed.
#[derive(Debug, Default)]
pub(super) struct RowBuilder {
    pub(super) report: RowReport,
    pub(super) fields: Fields,
    /// Texts for the note, since there is no other field for them.
    remarks: Vec<String>,
    /// Whether it is a row of a table, whose cells are never lost.
    is_of_table: bool,
}

impl RowBuilder {
    pub(super) fn new(line: usize, text: &str) -> RowBuilder {
        RowBuilder {
            report: RowReport { line, text: text.to_owned(), ..RowReport::default() },
            ..RowBuilder::default()
        }
    }

    /// Adds a cell to the row; `place` is the name of its column, if it has one.
    pub(super) fn put(&mut self, cell: &Cell<'_>, place: &str) {
        let at = |sentence: &str| {
            if place.is_empty() {
                format!("“{}”: {sentence}", clip(cell.text))
            } else {
                format!("{place}: {sentence}")
            }
        };
        // The two ends of a range complete each other; every other field can occur once.
        let ends = matches!(
            cell.heading.column,
            Column::WaitLow
                | Column::WaitHigh
                | Column::WorkLow
                | Column::WorkHigh
                | Column::WaitRange
                | Column::WorkRange
        );
        let field = cell.heading.column.field();
        if !ends && self.fields.contains_key(field) {
            self.report.unrecognized.push(at(&format!("{} is given twice.", called(field))));
            return;
        }
        match cell.put_into(&mut self.fields) {
            Ok(remarks) => {
                self.report.guesses.extend(remarks.doubts.iter().map(|sentence| at(sentence)));
                if let Some(sentence) = remarks.to_note {
                    self.report.guesses.push(at(&sentence));
                    self.remarks.push(remark(called(field), cell.text));
                }
            }
            Err(sentence) => self.report.unrecognized.push(at(&sentence)),
        }
    }

    /// A row of a table: what can't be read goes to the note.
    pub(super) fn of_table(text: &str, row: Row) -> RowBuilder {
        let Row { number, fields, mut remarks, told, problems, .. } = row;
        let mut report = RowReport { line: number, text: text.to_owned(), ..RowReport::default() };
        report.guesses.extend(told.into_iter().map(|told| format!("{}: {}", clip(&told.title), told.sentence)));
        for Problem { title, sentence, text } in problems {
            report.unrecognized.push(format!("{}: {sentence} The value was added to the step’s note.", clip(&title)));
            remarks.push(remark(&title, &text));
        }
        RowBuilder { report, fields, remarks, is_of_table: true }
    }

    /// The report, and the fields of the step if it is one.
    pub(super) fn finished(mut self, map: &Map) -> (RowReport, Option<Fields>) {
        if self.settled(map).is_none() {
            return (self.report, None);
        }
        self.report.noted = self.remarks.len();
        add_to_note(&mut self.fields, std::mem::take(&mut self.remarks));
        let Some(step) = self.settled(map) else { return (self.report, None) };
        self.report.recognized = shown(&step, &map.clock);
        self.report.is_step = true;
        (self.report, Some(self.fields))
    }

    /// The step, without values that are invalid or contradict each other, which are reported and, of a table, go to
    /// the note instead. `None` without a name.
    fn settled(&mut self, map: &Map) -> Option<Step> {
        if self.fields.get("name").and_then(Value::as_str).is_none_or(str::is_empty) {
            self.report.unrecognized.push("No name, so this row is skipped.".to_owned());
            return None;
        }
        loop {
            let error = match checked(&self.fields, map) {
                Ok(step) => return Some(step),
                Err(error) => error,
            };
            let field = error.field.as_deref().unwrap_or_default().split(['[', '.']).next().unwrap_or_default();
            let place = called(field);
            // If no field is at fault, or it is the name, there is no step. Otherwise retry without the
            // field.
            let removed = if field == "name" { None } else { self.fields.remove(field) };
            let Some(value) = removed else {
                self.report.unrecognized.push(format!("{place}: {}", error.message));
                return None;
            };
            if !self.is_of_table {
                self.report.unrecognized.push(format!("{place}: {}", error.message));
                continue;
            }
            self.report
                .unrecognized
                .push(format!("{place}: {} The value was added to the step’s note.", error.message));
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            self.remarks.push(remark(place, &value));
        }
    }
}

fn called(field: &str) -> &str {
    StepField::from_key(field).map_or(field, |field| field.shown_as().label())
}

/// The values of a step, as its table will show them.
fn shown(step: &Step, clock: &WorkingCalendar) -> Vec<(&'static str, String)> {
    let text = |field: StepField| match field {
        StepField::Wait => step.wait_text(clock),
        StepField::Work => step.work_text(clock),
        StepField::CompleteAccurate => step.complete_accurate.map_or_else(String::new, |share| format!("{share}%")),
        StepField::Source => match step.source {
            Some(Source::Estimate) => "Estimate".to_owned(),
            Some(Source::Measured) => "Measured".to_owned(),
            None => String::new(),
        },
        other => match other.get(step, Style::Text(clock)) {
            Value::Null => String::new(),
            Value::Bool(yes) => if yes { "yes" } else { "no" }.to_owned(),
            Value::String(text) => text,
            number => number.to_string(),
        },
    };
    let all = SHOWN.iter().map(|field| (field.label(), text(*field)));
    all.filter(|(_, value)| !value.is_empty()).collect()
}
