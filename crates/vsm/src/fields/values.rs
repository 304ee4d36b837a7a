//! Converts single values between JSON or text as people write it and the model.
//!
//! Errors are sentences for the person who wrote the value.

use serde_json::{Map as Json, Number, Value, json};

use crate::model::duration::{Estimate, Seconds, WorkingCalendar, Written, WrittenRange, is_unknown, print_elapsed};
use crate::model::error::ValidationError;
use crate::model::number::{NO_NUMBER, parse_number, parse_percent};

pub(crate) type Object = Json<String, Value>;

/// How durations are written.
#[derive(Debug, Clone, Copy)]
pub enum Style<'c> {
    /// As text on this calendar, as people wrote it: `2d 4h`.
    Text(&'c WorkingCalendar),
    /// As whole seconds, which mean the same on every calendar.
    Seconds,
    /// Within edits that Weir makes: as whole seconds, except where text says more about how it was written.
    Exact(&'c WorkingCalendar),
}

impl Style<'_> {
    /// A time; unknown is `null`.
    pub fn time(self, time: Option<Written>) -> Value {
        self.with(time, |time, calendar| calendar.print(time))
    }

    /// Elapsed time, such as downtime.
    pub fn elapsed(self, time: Option<Written>) -> Value {
        self.with(time, |time, _| print_elapsed(time))
    }

    fn with(self, time: Option<Written>, print: impl Fn(Written, &WorkingCalendar) -> String) -> Value {
        let Some(time) = time else { return Value::Null };
        match self {
            Style::Text(calendar) => print(time, calendar).into(),
            Style::Exact(calendar) if time.spelling.is_some() => print(time, calendar).into(),
            Style::Seconds | Style::Exact(_) => time.seconds.into(),
        }
    }

    /// A range, as its two ends; an unknown upper end is `null`.
    pub fn range(self, range: Option<WrittenRange>) -> Value {
        range.map_or(Value::Null, |range| json!([self.time(Some(range.low)), self.time(range.high)]))
    }
}

/// A number as JSON, whole numbers without a decimal point; unknown is `null`.
pub fn number(value: Option<f64>) -> Value {
    let Some(value) = value else { return Value::Null };
    #[expect(clippy::cast_possible_truncation, reason = "only whole numbers within ±2^53 are converted")]
    if value.fract() == 0.0 && value.abs() < 9e15 {
        return Value::from(value as i64);
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// One line of text: runs of control characters and white space become one space, invisible characters are
/// removed.
///
/// # Errors
/// If the value isn't text.
pub fn line(given: &Value) -> Result<String, String> {
    let text = text(given)?;
    let plain = |c: char| !c.is_control() && !is_invisible(c) && (!c.is_whitespace() || c == ' ');
    if text.chars().all(plain) && !text.contains("  ") {
        return Ok(text.trim().to_owned());
    }
    let seen: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let words = seen.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    Ok(words.collect::<Vec<_>>().join(" "))
}

/// Invisible characters that reverse the text after them or make two names look alike. (The joiners that
/// some scripts and emoji need are allowed.)
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Text of several lines: of the control characters only line breaks and tabs are kept.
pub(crate) fn paragraphs(given: &Value) -> Result<String, String> {
    let text = text(given)?.replace("\r\n", "\n").replace('\r', "\n");
    Ok(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect::<String>().trim().to_owned())
}

fn text(given: &Value) -> Result<&str, String> {
    match given {
        Value::Null => Ok(""),
        Value::String(text) => Ok(text),
        _ => Err("Enter text.".to_owned()),
    }
}

/// A day, `2026-11-22`.
pub(crate) fn date(given: &Value) -> Result<String, String> {
    let text = line(given)?;
    if is_unknown(&text) {
        return Ok(String::new());
    }
    // Digits only: `parse` would also take a sign.
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let lengths: Vec<usize> = text.split('-').filter(|part| digits(part)).map(str::len).collect();
    let parts: Vec<Option<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    let valid = match parts.as_slice() {
        [Some(year), Some(month), Some(day)] if lengths == [4, 2, 2] => {
            let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
            let days = match month {
                2 => 28 + u32::from(leap),
                4 | 6 | 9 | 11 => 30,
                1..=12 => 31,
                _ => 0,
            };
            (1..=days).contains(day)
        }
        _ => false,
    };
    if valid { Ok(text) } else { Err("Use a date like 2026-11-22.".to_owned()) }
}

/// A time with an optional range: text, or whole seconds.
pub(crate) fn estimate(given: &Value, clock: &WorkingCalendar) -> Result<Estimate, String> {
    match given {
        Value::String(text) => clock.parse_estimate(text),
        _ => Ok(Estimate { typical: time(given, clock)?, range: None }),
    }
}

/// A time: text, or whole seconds.
pub(crate) fn time(given: &Value, clock: &WorkingCalendar) -> Result<Option<Written>, String> {
    match given {
        Value::Null => Ok(None),
        Value::String(text) if is_unknown(text) => Ok(None),
        Value::String(text) => clock.parse_written(text).map(Some),
        Value::Number(number) => clock.accept(whole_seconds(number)?).map(|seconds| Some(seconds.into())),
        _ => Err("Use a time like \"2d 4h\" or a number of whole seconds.".to_owned()),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be whole, positive and below 1e15"
)]
fn whole_seconds(number: &Number) -> Result<Seconds, String> {
    if let Some(seconds) = number.as_u64() {
        return Ok(seconds);
    }
    match number.as_f64() {
        Some(seconds) if seconds < 0.0 => Err("Times can’t be negative.".to_owned()),
        Some(seconds) if seconds.fract() == 0.0 && seconds < 1e15 => Ok(seconds as u64),
        _ => Err("A time given as a number must be whole seconds.".to_owned()),
    }
}

/// A saved time: like [`time`], and negative (`-2d`) if things got worse.
pub(crate) fn saving(given: &Value, clock: &WorkingCalendar) -> Result<Option<i64>, String> {
    let loss = match given {
        Value::String(text) => text.trim().strip_prefix(['-', '\u{2212}']).map(|rest| Value::from(rest.trim_start())),
        _ => given.as_i64().filter(|number| *number < 0).map(|number| number.unsigned_abs().into()),
    };
    let seconds = time(loss.as_ref().unwrap_or(given), clock)?;
    let seconds = seconds.map(|time| i64::try_from(time.seconds).unwrap_or(i64::MAX));
    Ok(seconds.map(|seconds| if loss.is_some() { -seconds } else { seconds }))
}

/// A range: `["1d", "3w"]`, `["8h", null]` without an upper end, or text such as `1d–3w`.
pub(crate) fn range(given: &Value, clock: &WorkingCalendar) -> Result<Option<WrittenRange>, String> {
    let refuse = || Err("A range needs one or two times, such as [\"1d\", \"3w\"] or [\"8h\", null].".to_owned());
    match given {
        Value::Null => Ok(None),
        Value::String(text) if is_unknown(text) => Ok(None),
        Value::String(text) => clock.parse_range(text).map(Some),
        Value::Array(ends) if matches!(ends.len(), 1 | 2) => {
            let end = |at: usize| ends.get(at).map_or(Ok(None), |end| time(end, clock));
            match (end(0)?, end(1)?) {
                (None, None) => Ok(None),
                (Some(low), Some(high)) => WrittenRange::new(low, high).map(Some),
                (Some(low), None) => Ok(Some(WrittenRange::at_least(low))),
                // At most as long as this.
                (None, Some(high)) => WrittenRange::new(0.into(), high).map(Some),
            }
        }
        _ => refuse(),
    }
}

pub(crate) const PER_CENT_RULE: &str = "%C/A must be between 0 and 100.";
/// The error for text that isn’t a number, where the field is named beside it.
pub(crate) const NOT_A_NUMBER: &str = "Enter a number.";

/// A count or another plain number; text may have a decimal comma.
pub(crate) fn count(given: &Value) -> Result<Option<f64>, String> {
    number_by(parse_number, given)
}

/// A percentage; text may end in `%`.
pub(crate) fn per_cent(given: &Value) -> Result<Option<f64>, String> {
    number_by(parse_percent, given)
}

fn number_by(parse: fn(&str) -> Result<Option<f64>, String>, given: &Value) -> Result<Option<f64>, String> {
    match given {
        Value::Null => Ok(None),
        Value::String(text) => parse(text)
            .map_err(|sentence| if sentence.ends_with(NO_NUMBER) { NOT_A_NUMBER.to_owned() } else { sentence }),
        Value::Number(number) => match number.as_f64().filter(|number| number.is_finite()) {
            Some(number) => Ok(Some(number)),
            None => Err("This number is too large.".to_owned()),
        },
        _ => Err(NOT_A_NUMBER.to_owned()),
    }
}

/// Yes, no or unknown.
pub(crate) fn answer(given: &Value) -> Result<Option<bool>, String> {
    match given {
        Value::Null => Ok(None),
        Value::Bool(answer) => Ok(Some(*answer)),
        Value::String(text) if is_unknown(text) => Ok(None),
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "yes" | "true" | "y" | "1" => Ok(Some(true)),
            "no" | "false" | "n" | "0" => Ok(Some(false)),
            _ => Err("Enter yes, no or unknown.".to_owned()),
        },
        _ => Err("Use true, false or null.".to_owned()),
    }
}

/// One of a closed set of words.
pub(crate) fn word<T: Copy>(given: &Value, all: &[T], spell: fn(T) -> &'static str) -> Result<Option<T>, String> {
    let text = text(given)?.trim();
    if is_unknown(text) {
        return Ok(None);
    }
    let found = all.iter().copied().find(|w| spell(*w).eq_ignore_ascii_case(text));
    found.map(Some).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|w| spell(*w)).collect();
        format!("Use one of {}.", words.join(", "))
    })
}

/// Copies of the fields that are known, and of the others except the id.
pub(crate) fn known_and_others(fields: &Object, is_known: impl Fn(&str) -> bool) -> (Object, Object) {
    let fields = fields.iter().filter(|(key, _)| *key != "id");
    fields.map(|(key, value)| (key.clone(), value.clone())).partition(|(key, _)| is_known(key))
}

/// A JSON object, or `null` for an empty one.
pub(crate) fn object(given: &Value) -> Result<Object, String> {
    match given {
        Value::Null => Ok(Object::new()),
        Value::Object(fields) => Ok(fields.clone()),
        _ => Err("Use a JSON object.".to_owned()),
    }
}

/// Ids are text; handwritten files may number their steps and ideas.
pub(crate) fn id<I: for<'t> From<&'t str>>(given: &Value) -> Option<I> {
    match given {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().as_str().into()),
        _ => None,
    }
}

pub(crate) fn bad_value(field: &str, sentence: impl Into<String>) -> ValidationError {
    ValidationError::new("bad_value", sentence).at(field)
}
