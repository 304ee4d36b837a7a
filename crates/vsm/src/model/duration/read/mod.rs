//! The one reader of times: fields, cells, pasted text, files and the API all use it.
//!
//! It reads sums (`2d 4h`, `2h30`, `1 hour and 30 minutes`), ISO 8601 (`PT4H`), times with colons, cadences
//! (`weekly`, `twice a week`), bounds (`~3d`, `<1h`, `8h+`) and ranges (`1–2 days`), each with words around it.

mod cadence;
mod clock;
mod iso;
mod range;
mod sum;
mod vague;

use crate::model::duration::read::vague::is_vague;
use crate::model::duration::written::Written;
use crate::model::duration::{Estimate, Hints, NO_UNIT, Seconds, TimeReading, WorkingCalendar, WrittenRange, real};
use crate::model::number::{DecimalSign, narrow};
use crate::model::unit::Unit;
use crate::model::words::{MAX_QUOTED, bracketed, is_nothing, is_unknown, left_over, without_marks};
use crate::text::clip;

pub use cadence::is_frequency;

/// The most bytes of a text that can be a time.
const MAX_BYTES: usize = 200;

impl WorkingCalendar {
    /// Reads a duration: `4h`, `1.5h`, `1,5 h`, `2d 4h`, `2h30`, `2 weeks`, `PT4H`, `weekly`, `~3d`, `0`.
    ///
    /// # Errors
    /// If it has no unit, is negative, isn't a time, is a range or is too long.
    pub fn parse(&self, text: &str) -> Result<Seconds, String> {
        self.parse_written(text).map(|written| written.seconds)
    }

    /// Like [`WorkingCalendar::parse`], with its spelling.
    ///
    /// # Errors
    /// As for [`WorkingCalendar::parse`].
    pub fn parse_written(&self, text: &str) -> Result<Written, String> {
        if let Some(written) = self.plain(text.trim()) {
            return written;
        }
        let Estimate { typical, range } = self.typed(text)?;
        let quoted = clip(text.trim(), MAX_QUOTED);
        match (typical, range) {
            (Some(typical), None) => Ok(typical),
            (None, None) => Err(not_a_time(text.trim())),
            (_, Some(WrittenRange { high: None, .. })) => {
                Err(format!("“{quoted}” has no upper limit. Enter one time, such as 2d."))
            }
            (_, Some(_)) => Err(format!("“{quoted}” is a range. Enter one time, such as 2d.")),
        }
    }

    /// Reads a time with or without its range: `2d`, `2d (1d–3w)`, `1d–3w`, `1–3 days`; `<1h` is a range from 0, and
    /// `8h+` one without an upper end. Empty, `?`, `TBD` and the like are unknown.
    ///
    /// # Errors
    /// As for [`WorkingCalendar::parse`], or if the range is reversed.
    pub fn parse_estimate(&self, text: &str) -> Result<Estimate, String> {
        if let Some(written) = self.plain(text.trim()) {
            return Ok(Estimate { typical: Some(written?), range: None });
        }
        if is_unknown(text) {
            return Ok(Estimate::default());
        }
        self.typed(text)
    }

    /// Reads a range: `1d–3w`, `1-3d`, `1h to 2d`, `between 1 and 2 days`, `<1h`, `8h+`.
    ///
    /// # Errors
    /// If it isn't two times, or the first is the longer one.
    pub fn parse_range(&self, text: &str) -> Result<WrittenRange, String> {
        match self.typed(text)? {
            Estimate { typical: None, range: Some(range) } => Ok(range),
            _ => Err(format!("“{}” is one time. Enter a range like 1d–3w.", clip(text.trim(), MAX_QUOTED))),
        }
    }

    /// Reads a time as people write it in tables and lists: words around it are left over, guesses are told.
    ///
    /// # Errors
    /// If it isn't a time, or could mean several.
    pub fn read_time(&self, text: &str, hints: &Hints) -> Result<TimeReading, String> {
        let text = narrow(without_marks(text.trim()));
        if let Some(written) = self.plain(&text) {
            let estimate = Estimate { typical: Some(written?), range: None };
            return Ok(TimeReading { estimate, ..TimeReading::default() });
        }
        let mut reader =
            Reader { calendar: self, text: &text, hints: *hints, doubts: Vec::new(), unit: None, is_strict: false };
        let (estimate, rest) = reader.read()?;
        Ok(TimeReading { estimate, rest, doubts: reader.doubts })
    }

    /// A time that someone typed, or that Weir wrote: nothing may be left over.
    fn typed(&self, text: &str) -> Result<Estimate, String> {
        let text = narrow(without_marks(text.trim()));
        let (estimate, rest) = Reader::typed(self, &text).read()?;
        if rest.is_empty() {
            return Ok(estimate);
        }
        let (text, rest) = (clip(&text, MAX_QUOTED), clip(&rest, MAX_QUOTED));
        Err(format!("“{text}” is more than a time. Move “{rest}” to the note."))
    }

    /// `30m`, `2d`: most times are as short as that.
    fn plain(&self, text: &str) -> Option<Result<Written, String>> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, symbol) = text.split_at_checked(digits)?;
        if digits == 0 || digits > 9 {
            return None;
        }
        let unit = Unit::ALL.into_iter().find(|unit| unit.symbol() == symbol)?;
        let seconds = number.parse::<f64>().ok()? * unit.length(self);
        let spelling = Some(crate::model::duration::Spelling { unit, decimal: false });
        Some(self.within(seconds).map(|seconds| self.settle(Written { seconds, spelling })))
    }
}

/// Reads one text.
struct Reader<'c> {
    calendar: &'c WorkingCalendar,
    /// The whole text, as errors quote it.
    text: &'c str,
    hints: Hints,
    doubts: Vec<String>,
    /// The unit that was read last, which the range behind a time shares: `2 days (1–3)`.
    unit: Option<Unit>,
    /// Whether nothing may be guessed.
    is_strict: bool,
}

impl<'c> Reader<'c> {
    /// The reader of what someone typed, or Weir wrote.
    fn typed(calendar: &'c WorkingCalendar, text: &'c str) -> Reader<'c> {
        let sign = DecimalSign::of_typed(text);
        Reader {
            calendar,
            text,
            hints: Hints { sign, ..Hints::default() },
            doubts: Vec::new(),
            unit: None,
            is_strict: true,
        }
    }

    /// The time and the words that are left over.
    fn read(&mut self) -> Result<(Estimate, String), String> {
        let text = self.text;
        if text.len() > MAX_BYTES {
            return Err(not_a_time(text));
        }
        if is_unknown(text) {
            return if self.is_strict { Err(not_a_time(text)) } else { Ok(Default::default()) };
        }
        if is_nothing(text) {
            return Ok((one(0.into()), String::new()));
        }
        if is_date(text) {
            return Err(a_date(text));
        }
        if is_vague(text) {
            return Ok((Estimate::default(), text.to_owned()));
        }
        if let Some(found) = self.unknown_with_words(text)? {
            return Ok(found);
        }
        // A text that begins with a digit is a cadence only if it is no time: `2 per week`.
        let begins_with_word = !text.starts_with(|c: char| c.is_ascii_digit());
        if begins_with_word && let Some(found) = self.cadence_with_words(text) {
            return found;
        }
        let found = self.whole_or_rest(text);
        if !begins_with_word
            && found.as_ref().map_or(true, |(_, rest)| !rest.is_empty())
            && let Some(cadence) = self.cadence_with_words(text)
        {
            self.doubts.clear();
            return cadence;
        }
        found
    }

    /// A time, and what is left over as words.
    fn whole_or_rest(&mut self, text: &str) -> Result<(Estimate, String), String> {
        let (mut estimate, tail) = self.bounded(text)?;
        let tail = self.range_in_brackets(&mut estimate, tail)?;
        if let Estimate { typical: Some(time), range: None } = estimate
            && let Some(factor) = factor(tail)
        {
            let seconds = real(time.seconds) * factor;
            self.tell_product(self.text, seconds);
            return Ok((one(self.spelled(seconds, time.spelling)?), String::new()));
        }
        let rest = left_over(tail);
        let start = tail.trim_start();
        if start.starts_with('/') && rest.trim_start_matches('/').trim_start().starts_with(|c: char| c.is_ascii_digit())
        {
            return Err(format!(
                "“{}” holds two times. Enter one, or a range like 1d–3w.",
                clip(self.text, MAX_QUOTED)
            ));
        }
        // `1h:30m`, `30 min × 3`
        let sign = start.strip_prefix([':', '×', 'x', '*']);
        if sign.is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit())) {
            return Err(not_a_time(self.text));
        }
        if is_rate(start) {
            let quoted = clip(self.text, MAX_QUOTED);
            return Err(format!("“{quoted}” is a share of a time. Enter how long it takes, such as 2h."));
        }
        // Another number without a word is no remark.
        if !rest.is_empty() && !start.starts_with(['(', '[']) && !rest.contains(char::is_alphabetic) {
            return Err(match rest.parse::<f64>() {
                Ok(number) => add_unit(number),
                Err(_) => not_a_time(self.text),
            });
        }
        Ok((estimate, rest))
    }
}

/// `x 3`, `(×2)`: how many times a time is meant.
fn factor(tail: &str) -> Option<f64> {
    let start = tail.trim();
    let inside = bracketed(start).filter(|(_, after)| after.is_empty()).map_or(start, |(inside, _)| inside);
    sum::after_times(inside)?.parse::<u16>().ok().filter(|factor| *factor > 0).map(f64::from)
}

fn one(time: Written) -> Estimate {
    Estimate { typical: Some(time), range: None }
}

/// Whether a time is followed by `per day`: it is a load, not a time.
fn is_rate(tail: &str) -> bool {
    const PER: &[&str] = &["/", "per", "a", "an", "each", "every", "pro", "je", "par", "por"];
    crate::model::words::after_any(tail, PER).is_some_and(|rest| sum::unit_at(rest).is_some())
}

/// `2026-11-22`, `22.11.2026`, `11/22/26`, `22.11.`
fn is_date(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !matches!(digits, 1 | 2 | 4) {
        return false;
    }
    let sign = text.get(digits..).and_then(|rest| rest.chars().next()).filter(|c| matches!(c, '-' | '.' | '/'));
    let Some(sign) = sign else { return false };
    let day = text.split([' ', 'T']).next().unwrap_or(text);
    let digits = |part: &str| if part.bytes().all(|b| b.is_ascii_digit()) { part.len() } else { 0 };
    let mut parts = day.split(sign).map(digits);
    let [first, second, third, more] = std::array::from_fn(|_| parts.next());
    let parts = (first, second, third, more);
    // `05.10.`
    let is_day_and_month = day.ends_with('.') && matches!(parts, (Some(1 | 2), Some(1 | 2), Some(0), None));
    is_day_and_month
        || matches!(parts, (Some(4), Some(1 | 2), Some(1 | 2), None) | (Some(1 | 2), Some(1 | 2), Some(2 | 4), None))
}

fn a_date(text: &str) -> String {
    format!("“{}” is a date. Enter how long it takes, such as 2d.", clip(text, MAX_QUOTED))
}

fn not_a_time(text: &str) -> String {
    format!("“{}” isn’t a time. Use a format like 30m, 4h, 2d or 3w.", clip(text, MAX_QUOTED))
}

fn not_a_range(text: &str) -> String {
    format!("“{}” isn’t a range. Use a format like 1d–3w.", clip(text, MAX_QUOTED))
}

fn add_unit(number: f64) -> String {
    format!("Add {NO_UNIT} {number}h, {number}d or {number}w.")
}
