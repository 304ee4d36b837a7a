//! One row of a table as the fields of a step, with what there is to say about it.

use serde_json::Value;

use crate::outcome::finding;
use crate::table::assigned::{Sheet, SheetColumn};
use crate::table::bytes::TableRow;
use crate::table::cells::{clip, is_error_value, shortened};
use crate::table::formula_escape::unescape;
use crate::table::heading::Column;
use crate::table::rows::cell::{Cell, Fields};
use crate::table::rows::doubts::shares_of_one;
use vsm::fields::kinds;
use vsm::model::duration::{WorkingCalendar, Written, print_elapsed};
use vsm::model::finding::Finding;
use vsm::model::step::{Spellings, StepTime};
use vsm::validate::map;

/// A row of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// Its number in the file.
    pub(crate) number: usize,
    /// The index of its cells in the rows of its sheet.
    pub(crate) at: usize,
    /// The fields of its step.
    pub(crate) fields: Fields,
    /// Texts for the note of the step, since there is no other field for them.
    pub(crate) remarks: Vec<String>,
    /// What was guessed, or goes to the note.
    pub(crate) told: Vec<Told>,
    /// The cells that can't be read.
    pub(crate) problems: Vec<Problem>,
}

/// A sentence about a cell that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// The heading of its column.
    pub(crate) title: String,
    pub(crate) sentence: String,
    /// Whether the cell, or a part of it, goes to the note.
    pub(crate) goes_to_note: bool,
}

/// A cell that can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The heading of its column.
    pub(crate) title: String,
    pub(crate) sentence: String,
    /// Its text.
    pub(crate) text: String,
}

/// What all cells of a table have in common.
pub(crate) struct RowReader<'s> {
    sheet: &'s Sheet,
    clock: &'s WorkingCalendar,
    of_one: bool,
}

impl<'s> RowReader<'s> {
    pub(crate) fn new(sheet: &'s Sheet, clock: &'s WorkingCalendar, findings: &mut Vec<Finding>) -> RowReader<'s> {
        RowReader { sheet, clock, of_one: shares_of_one(sheet, findings) }
    }

    /// Reads every cell of a row.
    pub(crate) fn read(&self, cells: &TableRow) -> Row {
        let mut row = Row { number: cells.number, ..Row::default() };
        let is_stored = self.sheet.arrows.is_some();
        for SheetColumn { at, heading, title } in &self.sheet.columns {
            let text = unescape(cells.cell(*at));
            if heading.column == Column::Remark && !text.is_empty() {
                row.remarks.push(remark(title, &text));
            }
            if is_error_value(&text) && !is_stored && heading.column != Column::Remark {
                let sentence =
                    format!("“{text}” is an error of the spreadsheet. Correct its formula, or clear the cell.");
                row.problems.push(Problem { title: title.clone(), sentence, text });
                continue;
            }
            let cell =
                Cell { text: &text, heading, of_one: self.of_one, clock: self.clock, sign: self.sheet.sign, is_stored };
            match cell.put_into(&mut row.fields) {
                Ok(remarks) => {
                    for sentence in remarks.doubts {
                        row.tell(title, sentence);
                    }
                    if let Some(sentence) = remarks.to_note {
                        row.told.push(Told { title: title.clone(), sentence, goes_to_note: true });
                        row.remarks.push(remark(title, &text));
                    }
                }
                Err(sentence) => row.problems.push(Problem { title: title.clone(), sentence, text }),
            }
        }
        if let Some(SheetColumn { at, .. }) = self.sheet.column(Column::Spellings).filter(|_| is_stored) {
            spell(&mut row.fields, &Spellings::from_code(cells.cell(*at)), self.clock);
        }
        // An added step gets its kind from its name.
        if !self.sheet.is_chain
            && !self.sheet.has(Column::Kind)
            && let Some(kind) = row.name().and_then(kinds::guess)
        {
            row.fields.insert("kind".to_owned(), kind.as_str().into());
        }
        row
    }
}

impl Row {
    /// The name of its step.
    pub(crate) fn name(&self) -> Option<&str> {
        self.fields.get("name").and_then(Value::as_str)
    }

    /// Adds a sentence about a column.
    pub(crate) fn tell(&mut self, title: &str, sentence: String) {
        self.told.push(Told { title: title.to_owned(), sentence, goes_to_note: false });
    }

    /// A time in seconds; `None` if it is unknown.
    pub(crate) fn seconds(&self, field: &str, clock: &WorkingCalendar) -> Option<u64> {
        seconds(self.fields.get(field)?, clock)
    }

    /// Cuts a name that is too long; the whole name goes to the note.
    pub(crate) fn cut_name(&mut self) -> Option<Finding> {
        let name = self.name().filter(|name| name.chars().count() > map::MAX_NAME)?.to_owned();
        self.fields.insert("name".to_owned(), shortened(&name, map::MAX_NAME).into());
        self.remarks.push(name);
        let sentence = format!("Row {}: The name was shortened to {} characters.", self.number, map::MAX_NAME);
        Some(finding("too_long", sentence))
    }
}

/// A time in a field of a step, in seconds.
pub(crate) fn seconds(value: &Value, clock: &WorkingCalendar) -> Option<u64> {
    match value {
        Value::String(text) => clock.parse(text).ok(),
        other => other.as_u64(),
    }
}

/// Writes the times of a step, read as seconds, as someone had written them.
fn spell(fields: &mut Fields, spellings: &Spellings, clock: &WorkingCalendar) {
    for &time in StepTime::ALL {
        let Some(spelling) = spellings.get(time) else { continue };
        let value = match time {
            StepTime::WaitLow => fields.get_mut("wait_range").and_then(|range| range.get_mut(0)),
            StepTime::WaitHigh => fields.get_mut("wait_range").and_then(|range| range.get_mut(1)),
            StepTime::WorkLow => fields.get_mut("work_range").and_then(|range| range.get_mut(0)),
            StepTime::WorkHigh => fields.get_mut("work_range").and_then(|range| range.get_mut(1)),
            other => fields.get_mut(other.as_str()),
        };
        let Some(value) = value else { continue };
        let Some(seconds) = value.as_u64() else { continue };
        let written = Written { seconds, spelling: Some(spelling) };
        *value = if time == StepTime::Downtime { print_elapsed(written) } else { clock.print(written) }.into();
    }
}

/// A line for the note of a step, with a value that has no other field.
pub(crate) fn remark(title: &str, text: &str) -> String {
    format!("{}: {text}", clip(title))
}

/// Adds lines to the note of a step, up to its maximum length.
pub(crate) fn add_to_note(fields: &mut Fields, remarks: Vec<String>) {
    if remarks.is_empty() {
        return;
    }
    let before = fields.get("note").and_then(Value::as_str).unwrap_or_default().to_owned();
    let lines: Vec<String> = std::iter::once(before).filter(|note| !note.is_empty()).chain(remarks).collect();
    let note: String = lines.join("\n").chars().take(map::MAX_NOTE).collect();
    fields.insert("note".to_owned(), note.into());
}
