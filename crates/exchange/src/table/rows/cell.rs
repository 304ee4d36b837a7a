//! Converts the cells of a row to fields of the map file.

use serde_json::{Map as Json, Value, json};

use crate::table::cells::{Answer, answer, clip, is_unknown_cell, one_line};
use crate::table::heading::{Column, Heading};
use vsm::fields::values;
use vsm::fields::values::Style;
use vsm::model::duration::{Hints, TimeReading, Unit, WorkingCalendar, Written, WrittenRange, is_frequency};
use vsm::model::number::{DecimalSign, NumberReading, is_doubt, read_number, read_percent};
use vsm::model::step::{Kind, Source};

pub(crate) type Fields = Json<String, Value>;

/// A cell with its context.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    pub(crate) text: &'a str,
    pub(crate) heading: &'a Heading,
    /// Whether the %C/A of this file are fractions of 1.
    pub(crate) of_one: bool,
    pub(crate) clock: &'a WorkingCalendar,
    pub(crate) sign: DecimalSign,
    /// Whether Weir wrote the workbook: its hours are how it stores every time, not how someone wrote it.
    pub(crate) is_stored: bool,
}

/// What there is to say about a cell that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Remarks {
    /// Guesses, as sentences.
    pub(crate) doubts: Vec<String>,
    /// Why the cell's text goes to the note as well: not all of it has a field.
    pub(crate) to_note: Option<String>,
}

impl Remarks {
    fn to_note(sentence: String) -> Remarks {
        Remarks { doubts: Vec::new(), to_note: Some(sentence) }
    }

    fn of(rest: &str, doubts: Vec<String>) -> Remarks {
        let to_note = (!rest.is_empty()).then(|| format!("“{}” was added to the step’s note.", clip(rest)));
        Remarks { doubts, to_note }
    }
}

impl Cell<'_> {
    /// Puts the cell's value into the fields of its step.
    ///
    /// # Errors
    /// A sentence that follows the place: `Row 4, Work time: Add a unit, …`.
    pub(crate) fn put_into(&self, fields: &mut Fields) -> Result<Remarks, String> {
        let (text, clock) = (self.text, self.clock);
        let style = if self.is_stored { Style::Seconds } else { Style::Exact(clock) };
        let field = self.heading.column.field();
        let mut remarks = Remarks::default();
        let value: Value = match self.heading.column {
            Column::Step => one_line(text).into(),
            Column::Team | Column::WaitReason | Column::Note | Column::Id if text.is_empty() => Value::Null,
            Column::Team | Column::WaitReason | Column::Note | Column::Id => text.into(),
            Column::Kind => return Ok(self.put_word(fields, Kind::ALL.iter().map(|kind| kind.as_str()))),
            Column::Source => return Ok(self.put_word(fields, Source::ALL.iter().map(|source| source.as_str()))),
            Column::Wait | Column::Work => {
                let estimate = self.time(clock, &mut remarks)?.estimate;
                if let Some(range) = estimate.range {
                    fields.entry(format!("{field}_range")).or_insert_with(|| style.range(Some(range)));
                }
                style.time(estimate.typical)
            }
            Column::WaitRange | Column::WorkRange => match self.time(clock, &mut remarks)?.estimate.range {
                Some(range) => style.range(Some(range)),
                None if is_unknown_cell(text) => Value::Null,
                None => return Err(format!("“{}” isn’t a range. Use a format like 1d–3w.", clip(text))),
            },
            // The column of the other end completes the range.
            Column::WaitLow | Column::WaitHigh | Column::WorkLow | Column::WorkHigh => {
                let Some(time) = self.single(clock, &mut remarks)? else { return Ok(remarks) };
                let end = usize::from(matches!(self.heading.column, Column::WaitHigh | Column::WorkHigh));
                let mut range = fields.get(field).cloned().unwrap_or(json!([null, null]));
                if let Some(place) = range.get_mut(end) {
                    *place = style.time(Some(time));
                }
                range
            }
            Column::Lead => {
                let estimate = self.time(clock, &mut remarks)?.estimate;
                if let (None, Some(range)) = (estimate.typical, estimate.range) {
                    // The row knows what is work of it.
                    fields.insert(LEAD_RANGE.to_owned(), style.range(Some(range)));
                }
                style.time(estimate.typical)
            }
            Column::Every => style.time(self.single(clock, &mut remarks)?),
            Column::Downtime => style.elapsed(self.single(&WorkingCalendar::CALENDAR, &mut remarks)?),
            // Both are kept apart until the row is complete.
            Column::Necessary | Column::WaitAfter => {
                let time = self.single(clock, &mut remarks)?;
                let key = if self.heading.column == Column::Necessary { NECESSARY } else { WAIT_AFTER };
                fields.insert(key.to_owned(), time.map_or(Value::Null, |time| time.seconds.into()));
                return Ok(remarks);
            }
            Column::People => self.people(&mut remarks)?,
            Column::Queue | Column::Batch => values::number(self.whole_number(&mut remarks)?),
            Column::PeoplePerItem => values::number(self.number(&mut remarks)?),
            Column::CompleteAccurate => values::number(self.share(&mut remarks)?),
            Column::Defects => {
                let share = self.share(&mut remarks)?;
                values::number(share.map(|share| ((100.0 - share) * 1e6).round() / 1e6))
            }
            Column::Automated | Column::Observed | Column::Reversible => self.yes_or_no(&mut remarks)?,
            Column::Class => return Ok(self.put_class(fields)),
            // Read when all steps are known, or for the map as a whole.
            Column::Then
            | Column::After
            | Column::Rework
            | Column::Map
            | Column::HoursPerDay
            | Column::DaysPerWeek
            | Column::InWords
            | Column::Spellings
            | Column::Order
            | Column::Unit
            | Column::Remark => Value::Null,
        };
        if !value.is_null() {
            fields.insert(field.to_owned(), value);
        }
        Ok(remarks)
    }

    /// How many people: a number, two numbers together, or names.
    fn people(&self, remarks: &mut Remarks) -> Result<Value, String> {
        let text = self.text;
        if let Some(people) = several(text, self.sign) {
            let sentence = format!("“{}” was read as {people} people and added to the step’s note.", clip(text));
            *remarks = Remarks::to_note(sentence);
            return Ok(values::number(Some(people)));
        }
        match self.number(remarks) {
            Ok(people) => {
                // `2 people` says nothing else.
                if is_counted_people(text) {
                    remarks.to_note = None;
                }
                Ok(values::number(people))
            }
            Err(sentence) => {
                let people = names(text).ok_or(sentence)?;
                let sentence =
                    format!("“{}” was read as {people} people. The names were added to the step’s note.", clip(text));
                *remarks = Remarks::to_note(sentence);
                Ok(people.into())
            }
        }
    }

    fn time(&self, clock: &WorkingCalendar, remarks: &mut Remarks) -> Result<TimeReading, String> {
        if let Some(date) = date(self.text) {
            return Err(date);
        }
        if self.heading.column != Column::Every && is_frequency(self.text) {
            let sentence = "says how often, not how long. Enter how long it takes, such as 2h.";
            return Err(format!("“{}” {sentence}", clip(self.text)));
        }
        let unit = self.heading.unit.as_deref().and_then(Unit::parse);
        let hints = Hints { unit, pattern: self.heading.pattern, sign: self.sign };
        let reading = clock.read_time(self.text, &hints)?;
        *remarks = Remarks::of(&reading.rest, reading.doubts.clone());
        Ok(reading)
    }

    /// A time where there is no place for a range.
    fn single(&self, clock: &WorkingCalendar, remarks: &mut Remarks) -> Result<Option<Written>, String> {
        let estimate = self.time(clock, remarks)?.estimate;
        match (estimate.typical, estimate.range) {
            (None, Some(WrittenRange { .. })) => Err(format!("“{}” is a range. Enter one time.", clip(self.text))),
            (typical, _) => Ok(typical),
        }
    }

    fn number(&self, remarks: &mut Remarks) -> Result<Option<f64>, String> {
        self.counted(read_number(self.text, self.sign), remarks)
    }

    /// A number of items. If it could mean two, it is the whole one: `4.600` is 4600 rather than 4.6.
    fn whole_number(&self, remarks: &mut Remarks) -> Result<Option<f64>, String> {
        let found = self.number(remarks);
        if !found.as_ref().is_err_and(|sentence| is_doubt(sentence)) {
            return found;
        }
        let is_whole = |reading: &NumberReading| reading.value.is_some_and(|value| value.fract() == 0.0);
        let readings = [DecimalSign::Point, DecimalSign::Comma].map(|sign| read_number(self.text, sign));
        let mut whole = readings.into_iter().flatten().filter(is_whole);
        let (Some(mut reading), None) = (whole.next(), whole.next()) else { return found };
        let value = reading.value.unwrap_or_default();
        reading.doubts.push(format!("“{}” was read as {value}, since items are whole.", clip(self.text)));
        self.counted(Ok(reading), remarks)
    }

    fn share(&self, remarks: &mut Remarks) -> Result<Option<f64>, String> {
        self.counted(read_percent(self.text, self.sign, self.of_one), remarks)
    }

    fn counted(&self, reading: Result<NumberReading, String>, remarks: &mut Remarks) -> Result<Option<f64>, String> {
        if let Some(date) = date(self.text) {
            return Err(date);
        }
        let NumberReading { value, rest, doubts } = reading?;
        *remarks = Remarks::of(&rest, doubts);
        Ok(value)
    }

    fn yes_or_no(&self, remarks: &mut Remarks) -> Result<Value, String> {
        let text = self.text;
        Ok(match answer(text) {
            Some(Answer::Yes) => with_words(text, remarks, true),
            Some(Answer::No) => with_words(text, remarks, false),
            Some(Answer::Unknown) => Value::Null,
            Some(Answer::Partly) => {
                let sentence = format!(
                    "“{}” is neither yes nor no, so it stays unknown and was added to the step’s note.",
                    clip(text)
                );
                *remarks = Remarks::to_note(sentence);
                Value::Null
            }
            None => return Err(format!("“{}” isn’t yes or no. Leave the cell empty if you don’t know.", clip(text))),
        })
    }

    /// The kind of step, if a class is one: `Test`. What waits is known when all rows are.
    fn put_class(&self, fields: &mut Fields) -> Remarks {
        let text = self.text.to_lowercase();
        if let Some(kind) = Kind::ALL.iter().find(|kind| has_word(&text, kind.as_str())) {
            fields.entry(Column::Kind.field()).or_insert_with(|| kind.as_str().into());
            return Remarks::default();
        }
        // That a row is work is nothing new; that it waits is read with the rows around it.
        let is_work = ["process", "work", "activity", "step", "operation", "action"].contains(&text.trim());
        let name = fields.get(Column::Step.field()).and_then(Value::as_str).unwrap_or_default();
        let is_wait = is_waiting(&text) || is_without_value(&text) && is_waiting(name);
        if is_unknown_cell(&text) || is_work || is_wait {
            return Remarks::default();
        }
        Remarks::to_note(format!("“{}” was added to the step’s note.", clip(self.text)))
    }

    /// One of a set of words; `Testing` and `deployment` are read as `test` and `deploy`.
    fn put_word(&self, fields: &mut Fields, mut words: impl Iterator<Item = &'static str>) -> Remarks {
        let text = self.text.to_lowercase();
        if is_unknown_cell(&text) {
            return Remarks::default();
        }
        let word = match words.find(|word| has_word(&text, word)) {
            // The file format has `guess`; people read and write `estimate`.
            None if self.heading.column == Column::Source && has_word(&text, "estimate") => {
                Some(Source::Estimate.as_str())
            }
            found => found,
        };
        let Some(word) = word else {
            return Remarks::to_note(format!("“{}” is unknown and was added to the step’s note.", clip(self.text)));
        };
        fields.insert(self.heading.column.field().to_owned(), word.into());
        Remarks::default()
    }
}

/// Words for rows that are waiting rather than work.
#[rustfmt::skip]
const WAITING: &[&str] = &[
    "wait", "waiting", "delay", "queue", "queueing", "queuing", "idle", "storage", "store", "inventory", "hold", "buffer", "warten", "wartezeit", "liegezeit", "lager",
    "attente", "espera", "esperar", "attesa", "wachten", "wachttijd", "oczekiwanie", "czekanie", "等待", "待ち", "待機", "대기", "tunggu", "menunggu",
];

/// Whether the type of a row says that it waits.
pub(crate) fn is_waiting(class: &str) -> bool {
    let class = class.to_lowercase();
    let first = class.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    WAITING.contains(&first) || class.starts_with("on hold")
}

/// Whether the name of a row says that it waits: `Wait for approval`. Some words for it are work as well: `Store files`.
pub(crate) fn is_named_waiting(name: &str) -> bool {
    let is_work = ["store", "storage", "hold", "buffer", "queue", "inventory", "lager"];
    let name = name.to_lowercase();
    let is_one_word = !name.trim().contains(char::is_whitespace);
    is_waiting(&name) && (is_one_word || !is_work.iter().any(|word| name.starts_with(word)))
}

/// Whether the class of a row says that it adds no value.
pub(super) fn is_without_value(class: &str) -> bool {
    let class = class.to_lowercase().replace(['-', ' '], "");
    matches!(class.as_str(), "nva" | "nonvalueadd" | "nonvalueadded" | "nonvalueadding" | "novalue" | "waste" | "muda")
}

/// The range of a lead time, until it is known what is work of it.
pub(crate) const LEAD_RANGE: &str = "lead range";
/// Necessary work, until the rest of the work is known.
pub(super) const NECESSARY: &str = "necessary work";
/// The wait after a step, until the next one is known.
pub(super) const WAIT_AFTER: &str = "wait after";

/// A yes or no with more words behind it, which go to the note.
fn with_words(text: &str, remarks: &mut Remarks, value: bool) -> Value {
    if text.split_whitespace().count() > 2 {
        *remarks = Remarks::of(text, Vec::new());
    }
    value.into()
}

/// Whether a word of the text, in lower case, starts with `word`.
fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word))
}

/// What is wrong if a spreadsheet has made a date of a range such as 1–2.
fn date(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let is_date = parts.next().is_none()
        && is_number(year, 4)
        && is_number(month, 2)
        && day.get(..2).is_some_and(|day| is_number(day, 2));
    is_date.then(|| {
        format!(
            "“{}” is a date. If it was a range such as 1–2, format the cell as text and enter it again.",
            clip(text)
        )
    })
}

/// Words for what is counted as people.
#[rustfmt::skip]
const PEOPLE: &[&str] = &[
    "people", "person", "persons", "ppl", "fte", "ftes", "staff", "employees", "personen", "mitarbeiter", "ma", "leute", "vzä", "vk", "personnes", "personne", "etp", "personas", "persona",
    "pessoas", "pessoa", "persone", "personer", "osoby", "osoba", "osób", "人", "名", "명",
];

/// Whether the words around a number only say that it counts people: `0.5 FTE`.
fn is_counted_people(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.next().is_some_and(|word| PEOPLE.contains(&word)) && words.next().is_none()
}

/// The sum of several counts: `1 dev + 1 QA`, `2 nurses, 1 doctor`.
fn several(text: &str, sign: DecimalSign) -> Option<f64> {
    let parts =
        text.split(['+', '&', ';', '\n']).flat_map(|part| part.split(", ")).flat_map(|part| part.split(" and "));
    let counts: Option<Vec<f64>> = parts
        .map(|part| {
            let part = part.trim();
            let reading = read_number(part, sign).ok().filter(|_| part.starts_with(|c: char| c.is_ascii_digit()))?;
            reading.value.filter(|_| reading.doubts.is_empty())
        })
        .collect();
    counts.filter(|counts| counts.len() > 1).map(|counts| counts.iter().sum())
}

/// How many people a list of names has: `Anna, Bob`.
fn names(text: &str) -> Option<usize> {
    let is_name = |name: &str| {
        !name.is_empty()
            && name.split_whitespace().count() <= 3
            && name.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || matches!(c, '.' | '-' | '’' | '\''))
    };
    let names: Vec<&str> =
        text.split([',', ';', '&', '/', '+', '\n']).flat_map(|part| part.split(" and ")).map(str::trim).collect();
    (names.len() > 1 && names.iter().all(|name| is_name(name))).then_some(names.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_counted() {
        assert_eq!(names("Anna, Bob"), Some(2));
        assert_eq!(names("Anna, Bob and Chris"), Some(3));
        assert_eq!(names("Anna"), None);
        assert_eq!(names("2, 3"), None);
        assert_eq!(names("many"), None);
    }

    #[test]
    fn several_counts_are_added() {
        for (text, expected) in [
            ("1 dev + 1 QA", Some(2.0)),
            ("2 nurses, 1 doctor", Some(3.0)),
            ("1 dev and 0.5 tester", Some(1.5)),
            ("1,5", None),
            ("2-3 + 1", None),
            ("2 people + Anna", None),
            ("2 people", None),
        ] {
            assert_eq!(several(text, DecimalSign::Unknown), expected, "{text}");
        }
        assert!(is_counted_people("0.5 FTE") && is_counted_people("2 people"));
        assert!(!is_counted_people("2 testers") && !is_counted_people("2 people from IT") && !is_counted_people("2"));
    }

    #[test]
    fn dates_are_not_times() {
        assert!(date("2026-02-01").is_some_and(|sentence| sentence.contains("is a date")));
        assert!(date("2026-02-01T00:00:00").is_some());
        assert_eq!((date("1-2-3"), date("1-2 days")), (None, None));
    }
}
