//! Converts the cells of a row to fields of the map file.

use serde_json::{Map as Json, Value, json};

use crate::table::cells::{Numbers, answer, clip, one_line};
use crate::table::columns::{Column, Heading};
use vsm::fields::values;
use vsm::fields::values::Style;
use vsm::model::duration::{WorkingCalendar, is_unknown};
use vsm::model::step::{Kind, Source};

type Fields = Json<String, Value>;

/// A cell with its context.
pub(crate) struct Cell<'a> {
    pub(crate) text: &'a str,
    pub(crate) heading: &'a Heading,
    /// Whether the %C/A of this file are fractions of 1.
    pub(crate) of_one: bool,
    pub(crate) clock: &'a WorkingCalendar,
    pub(crate) numbers: Numbers,
    /// Whether Weir wrote the workbook: its hours are how it stores every time, not how someone wrote it.
    pub(crate) is_stored: bool,
}

impl Cell<'_> {
    /// Puts the cell's value into the fields of its step. Returns a sentence if something was skipped.
    pub(crate) fn put_into(&self, fields: &mut Fields) -> Result<Option<String>, String> {
        let unit = self.heading.unit.as_deref();
        let (text, numbers, clock) = (self.text, self.numbers, self.clock);
        let style = if self.is_stored { Style::Seconds } else { Style::Exact(clock) };
        let value: Value = match self.heading.column {
            Column::Step => one_line(text).into(),
            Column::Team | Column::WaitReason | Column::Note | Column::Id if text.is_empty() => Value::Null,
            Column::Team | Column::WaitReason | Column::Note | Column::Id => text.into(),
            Column::Kind => return Ok(self.put_word(fields, Kind::ALL.iter().map(|kind| kind.as_str()))),
            Column::Source => return Ok(self.put_word(fields, Source::ALL.iter().map(|source| source.as_str()))),
            Column::Wait | Column::Work => {
                let estimate = numbers.estimate(text, unit, clock)?;
                if let Some(range) = estimate.range {
                    let field = format!("{}_range", self.heading.column.field());
                    fields.entry(field).or_insert_with(|| style.range(Some(range)));
                }
                style.time(estimate.typical)
            }
            Column::WaitRange | Column::WorkRange => match numbers.estimate(text, unit, clock)?.range {
                Some(range) => style.range(Some(range)),
                None if is_unknown(text) => Value::Null,
                None => return Err(format!("“{}” isn’t a range. Use a format like 1d–3w.", clip(text))),
            },
            // The column of the other end completes the range.
            Column::WaitLow | Column::WaitHigh | Column::WorkLow | Column::WorkHigh => {
                let Some(time) = numbers.time(text, unit, clock)? else { return Ok(None) };
                let end = usize::from(matches!(self.heading.column, Column::WaitHigh | Column::WorkHigh));
                let mut range = fields.get(self.heading.column.field()).cloned().unwrap_or(json!([null, null]));
                if let Some(place) = range.get_mut(end) {
                    *place = style.time(Some(time));
                }
                range
            }
            Column::Every | Column::Lead => style.time(numbers.time(text, unit, clock)?),
            Column::Downtime => style.elapsed(numbers.time(text, unit, &WorkingCalendar::CALENDAR)?),
            Column::People | Column::Queue | Column::PeoplePerItem | Column::Batch => {
                values::number(numbers.number(text)?)
            }
            Column::CompleteAccurate => values::number(numbers.percent(text, self.of_one)?),
            Column::Automated | Column::Observed | Column::Reversible => answer(text)?.into(),
            // Read when all steps are known, or for the map as a whole.
            Column::Then
            | Column::After
            | Column::Rework
            | Column::Map
            | Column::HoursPerDay
            | Column::DaysPerWeek
            | Column::InWords
            | Column::Spellings
            | Column::Remark => Value::Null,
        };
        if !value.is_null() {
            fields.insert(self.heading.column.field().to_owned(), value);
        }
        Ok(None)
    }

    /// One of a set of words; `Testing` and `deployment` are read as `test` and `deploy`.
    fn put_word(&self, fields: &mut Fields, mut words: impl Iterator<Item = &'static str>) -> Option<String> {
        let text = self.text.to_lowercase();
        if is_unknown(&text) {
            return None;
        }
        let word = match words.find(|word| has_word(&text, word)) {
            // The file format has `guess`; people read and write `estimate`.
            None if self.heading.column == Column::Source && has_word(&text, "estimate") => {
                Some(Source::Estimate.as_str())
            }
            found => found,
        };
        let Some(word) = word else {
            return Some(format!("“{}” is unknown and was skipped.", clip(self.text)));
        };
        fields.insert(self.heading.column.field().to_owned(), word.into());
        None
    }
}

/// Whether a word of the text, in lower case, starts with `word`.
fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word))
}
