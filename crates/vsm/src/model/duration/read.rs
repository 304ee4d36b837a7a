//! The one reader of times: fields, cells, pasted text, files and the API all use it.
//!
//! It reads sums (`2d 4h`, `2h30`, `1 hour and 30 minutes`), ISO 8601 (`PT4H`), frequencies (`weekly`,
//! `twice a week`), estimates (`~3d`, `<1h`) and ranges (`1–2 days`).

use crate::model::duration::unit::{Spelling, Unit, Written};
use crate::model::duration::{Estimate, NO_UNIT, Seconds, TOO_LONG, WorkingCalendar, WrittenRange, whole};
use crate::text::clip;

/// The most characters of a text that is quoted in an error.
const MAX_QUOTED: usize = 40;

/// The most bytes of a text that can be a time.
const MAX_BYTES: usize = 200;

/// Words for "I don't know".
#[rustfmt::skip]
const UNKNOWN: &[&str] = &[
    "", "?", "??", "???", "-", "–", "—", "...", "…", "unknown", "not known", "unclear", "n/a", "na", "n.a.", "tbd", "tbc", "tba", "varies",
    "variable", "don't know", "don’t know", "null", "unbekannt", "unklar", "k.a.", "k. a.",
];

/// Words for no time at all.
const NOTHING: &[&str] = &["none", "zero", "nothing", "immediately", "instant", "instantly", "keine", "sofort"];

/// What may stand before a time that isn't exact.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "~", "≈", "∼", "≃", "about", "around", "approximately", "approx.", "approx", "roughly", "circa", "ca.", "ca", "c.", "usually", "typically",
    "etwa", "ungefähr", "rund", "zirka",
];

/// What may stand before the longest possible time.
#[rustfmt::skip]
const AT_MOST: &[&str] = &[
    "<=", "≤", "<", "up to", "at most", "no more than", "less than", "maximum", "maximal", "max.", "max", "under", "below", "within", "bis zu",
    "höchstens", "weniger als",
];

/// What may stand before the shortest possible time.
#[rustfmt::skip]
const AT_LEAST: &[&str] = &[
    ">=", "≥", ">", "at least", "no less than", "more than", "minimum", "min.", "min", "over", "above", "mindestens", "mehr als", "über",
];

/// Frequencies in one word.
#[rustfmt::skip]
const FREQUENCIES: &[(&str, f64, Unit)] = &[
    ("hourly", 1.0, Unit::Hour), ("daily", 1.0, Unit::Day), ("nightly", 1.0, Unit::Day), ("weekly", 1.0, Unit::Week), ("fortnightly", 2.0, Unit::Week),
    ("biweekly", 2.0, Unit::Week), ("bi-weekly", 2.0, Unit::Week), ("monthly", 1.0, Unit::Month), ("quarterly", 13.0, Unit::Week),
    ("yearly", 1.0, Unit::Year), ("annually", 1.0, Unit::Year),
    ("stündlich", 1.0, Unit::Hour), ("täglich", 1.0, Unit::Day), ("wöchentlich", 1.0, Unit::Week), ("zweiwöchentlich", 2.0, Unit::Week),
    ("monatlich", 1.0, Unit::Month), ("vierteljährlich", 13.0, Unit::Week), ("jährlich", 1.0, Unit::Year),
];

/// Numbers as words.
#[rustfmt::skip]
const NUMBERS: &[(&str, f64)] = &[
    ("a", 1.0), ("an", 1.0), ("one", 1.0), ("two", 2.0), ("three", 3.0), ("four", 4.0), ("five", 5.0), ("six", 6.0), ("seven", 7.0), ("eight", 8.0),
    ("nine", 9.0), ("ten", 10.0), ("twelve", 12.0), ("half", 0.5), ("ein", 1.0), ("eine", 1.0), ("einen", 1.0), ("zwei", 2.0), ("drei", 3.0), ("vier", 4.0),
];

/// How many times: `twice`.
const TIMES: &[(&str, f64)] =
    &[("once", 1.0), ("twice", 2.0), ("thrice", 3.0), ("einmal", 1.0), ("zweimal", 2.0), ("dreimal", 3.0)];

/// `1½`.
const FRACTIONS: &[(char, f64)] = &[('½', 0.5), ('¼', 0.25), ('¾', 0.75), ('⅓', 1.0 / 3.0), ('⅔', 2.0 / 3.0)];

/// What stands between the ends of a range, or before a negative number.
const DASHES: [char; 4] = ['–', '—', '-', '−'];

/// Words for the type of day, which the map's working calendar defines already.
const WHICH_DAYS: &[&str] = &["business", "working", "work", "ouvrés", "ouvrables"];

/// Whether the text stands for "I don't know".
pub fn is_unknown(text: &str) -> bool {
    let text = text.trim();
    // The longest of the words; most texts are told apart without a copy.
    text.len() <= 16 && UNKNOWN.contains(&text.to_lowercase().as_str())
}

/// Whether the text says how often something happens: `weekly`, `every 2 weeks`, `twice a week`.
pub fn is_frequency(text: &str) -> bool {
    WorkingCalendar::CALENDAR.frequency(&text.trim().to_lowercase()).is_some()
}

/// What a text says about the time in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    About,
    AtMost,
}

impl WorkingCalendar {
    /// Reads a duration: `4h`, `1.5h`, `1,5 h`, `2d 4h`, `2h30`, `2 weeks`, `PT4H`, `weekly`, `~3d`, `0`.
    ///
    /// # Errors
    /// If it has no unit, is negative, isn't a time or is too long.
    pub fn parse(&self, text: &str) -> Result<Seconds, String> {
        self.parse_written(text).map(|written| written.seconds)
    }

    /// Like [`WorkingCalendar::parse`], with its spelling.
    ///
    /// # Errors
    /// As for [`WorkingCalendar::parse`].
    pub fn parse_written(&self, text: &str) -> Result<Written, String> {
        self.bounded(text).map(|(written, _)| written)
    }

    /// Reads a time with or without its range: `2d`, `2d (1d–3w)`, `1d–3w`, `1–3 days`; `<1h` is 1h, at
    /// least 0. Empty, `?`, `TBD` and the like are unknown.
    ///
    /// # Errors
    /// As for [`WorkingCalendar::parse`], or if the range is reversed.
    pub fn parse_estimate(&self, text: &str) -> Result<Estimate, String> {
        let text = text.trim();
        if is_unknown(text) {
            return Ok(Estimate::default());
        }
        if let Some((typical, range)) = text.split_once(['(', '[']) {
            let range = range.trim_end().trim_end_matches([')', ']']).trim();
            let typical = if is_unknown(typical.trim()) { None } else { Some(self.parse_written(typical)?) };
            let range = if !range.is_empty() && is_unknown(range) { None } else { Some(self.range_in(range, text)?) };
            return Ok(Estimate { typical, range });
        }
        if split_range(text).is_some() && !is_frequency(text) {
            return Ok(Estimate { typical: None, range: Some(self.range_in(text, text)?) });
        }
        let (written, bound) = self.bounded(text)?;
        let range = (bound == Bound::AtMost).then_some(WrittenRange { low: 0.into(), high: Some(written) });
        Ok(Estimate { typical: Some(written), range })
    }

    /// Reads a range: `1d–3w`, `1-3d`, `1h to 2d`, `between 1 and 2 days`.
    ///
    /// # Errors
    /// If it isn't two times, or the first is the longer one.
    pub fn parse_range(&self, text: &str) -> Result<WrittenRange, String> {
        self.range_in(text, text)
    }

    /// Reads a range that is all or part of what was `typed`.
    fn range_in(&self, text: &str, typed: &str) -> Result<WrittenRange, String> {
        let is_end = |end: &str| !end.is_empty() && !end.starts_with(DASHES) && split_range(end).is_none();
        let (low, high) = split_range(text)
            .filter(|(low, high)| is_end(low.trim()) && is_end(high.trim()))
            .ok_or_else(|| format!("“{}” isn’t a range. Use a format like 1d–3w.", clip(typed.trim(), MAX_QUOTED)))?;
        // In `1–3d` the unit is written once for both.
        let low = match parts(low.trim())?.as_slice() {
            [Part { number, unit: None, .. }] if *number != 0.0 => {
                let unit = parts(high.trim())?.first().and_then(|part| part.unit).map_or("", Unit::symbol);
                self.parse_written(&format!("{} {unit}", low.trim()))?
            }
            _ => self.parse_written(low)?,
        };
        WrittenRange::new(low, self.parse_written(high)?)
    }

    /// A time, and what is said about it.
    fn bounded(&self, text: &str) -> Result<(Written, Bound), String> {
        let trimmed = text.trim();
        if trimmed.len() > MAX_BYTES {
            return Err(not_a_time(trimmed));
        }
        let mut rest = without_about(trimmed);
        let mut bound = Bound::About;
        if let Some(after) = after_any(rest, AT_MOST) {
            (rest, bound) = (without_about(after), Bound::AtMost);
        }
        if rest.ends_with('+') || rest.ends_with(" or more") || after_any(rest, AT_LEAST).is_some() {
            let quoted = clip(trimmed, MAX_QUOTED);
            return Err(format!("“{quoted}” has no upper limit. Enter a typical time, or a range like 1d–3w."));
        }
        let lower = rest.to_lowercase();
        if NOTHING.contains(&lower.as_str()) {
            return Ok((0.into(), bound));
        }
        let written = match self.frequency(&lower).or_else(|| self.iso(&lower)) {
            Some(written) => written?,
            None => self.sum(rest)?,
        };
        Ok((written, bound))
    }

    /// `2d 4h`, `2h30`, `1 hour and 30 minutes`.
    fn sum(&self, text: &str) -> Result<Written, String> {
        let parts = parts(text)?;
        let seconds = self.total(&parts)?;
        self.spelled(seconds, spelling(&parts))
    }

    fn total(&self, parts: &[Part]) -> Result<f64, String> {
        let seconds = |Part { number, unit, .. }: &Part| match unit {
            Some(unit) => Ok(number * unit.length(self)),
            None if *number == 0.0 => Ok(0.0),
            None => Err(format!("Add {NO_UNIT} {number}h, {number}d or {number}w.")),
        };
        parts.iter().map(seconds).sum()
    }

    /// A frequency in lower case, as the time between two of its events.
    fn frequency(&self, text: &str) -> Option<Result<Written, String>> {
        let every = |number: f64, unit: Unit| {
            Some(self.spelled(number * unit.length(self), Some(Spelling { unit, decimal: false })))
        };
        if let Some((_, number, unit)) = FREQUENCIES.iter().find(|(word, ..)| *word == text) {
            return every(*number, *unit);
        }
        if let Some(rest) = after_any(text, &["every", "each", "alle", "jede", "jeden", "jedes"]) {
            if let Some(unit) = after_any(rest, &["other", "second", "2nd", "zweite", "zweiten"]).and_then(Unit::parse)
            {
                return every(2.0, unit);
            }
            return match Unit::parse(rest) {
                Some(unit) => every(1.0, unit),
                None => self.sum(rest).ok().map(Ok),
            };
        }
        // `twice a week`, `3 times per month`, `2x/week`
        if !text.contains([' ', '/']) {
            return None;
        }
        let text = text.replace('/', " per ").replace(['x', '×'], " times ");
        let words: Vec<&str> = text.split_whitespace().collect();
        let (unit, words) = words.split_last()?;
        let (per, words) = words.split_last()?;
        let unit = Unit::parse(unit).filter(|_| ["a", "an", "per", "each", "every", "pro"].contains(per))?;
        let number = |word: &str| word.parse::<f64>().ok().or_else(|| named(NUMBERS, word));
        let times = match words {
            [word] => named(TIMES, word).or_else(|| number(word).filter(|_| *per != "a" && *per != "an"))?,
            [count, "times" | "mal"] => number(count)?,
            _ => return None,
        };
        let each = 1.0 / times;
        (each.is_finite() && each * unit.length(self) >= 1.0).then(|| every(each, unit)).flatten()
    }

    /// ISO 8601 in lower case: `pt4h`, `p1dt2h30m`.
    fn iso(&self, text: &str) -> Option<Result<Written, String>> {
        let (date, time) = text.strip_prefix('p').map(|rest| rest.split_once('t').unwrap_or((rest, "")))?;
        let mut seconds = 0.0;
        let mut largest = None;
        for (mut rest, minutes) in [(date, false), (time, true)] {
            while !rest.is_empty() {
                let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')?;
                let number: f64 = rest.get(..end)?.replace(',', ".").parse().ok()?;
                let letter = rest.get(end..)?.chars().next()?;
                let unit = match (letter, minutes) {
                    ('y', false) => Unit::Year,
                    ('m', false) => Unit::Month,
                    ('w', false) => Unit::Week,
                    ('d', false) => Unit::Day,
                    ('h', true) => Unit::Hour,
                    ('m', true) => Unit::Minute,
                    ('s', true) => Unit::Second,
                    _ => return None,
                };
                seconds += number * unit.length(self);
                largest = largest.max(Some(unit));
                rest = rest.get(end + letter.len_utf8()..)?;
            }
        }
        largest.map(|unit| self.spelled(seconds, Some(Spelling { unit, decimal: false })))
    }

    /// A time with its spelling, if that says more than the time alone.
    fn spelled(&self, seconds: f64, spelling: Option<Spelling>) -> Result<Written, String> {
        if !seconds.is_finite() {
            return Err(TOO_LONG.to_owned());
        }
        Ok(self.settle(Written { seconds: self.within(seconds)?, spelling }))
    }

    /// Drops a spelling that is Weir's own, or that wouldn't be read back as the same time.
    pub fn settle(&self, written: Written) -> Written {
        let plain = Written::from(written.seconds);
        let Some(given) = written.spelling else { return plain };
        // `2d`, the usual case.
        if written.seconds > 0 && !given.decimal && given.unit == self.largest(written.seconds) {
            return plain;
        }
        let text = self.print(written);
        match parts(&text) {
            Ok(parts) if text != self.print(plain) && self.total(&parts).map(whole) == Ok(written.seconds) => {
                Written { spelling: spelling(&parts), ..written }
            }
            _ => plain,
        }
    }
}

/// A number and its unit.
#[derive(Debug, Clone, Copy)]
struct Part {
    number: f64,
    unit: Option<Unit>,
    /// Whether it was written with a decimal sign.
    decimal: bool,
}

fn spelling(parts: &[Part]) -> Option<Spelling> {
    let unit = parts.iter().filter_map(|part| part.unit).max()?;
    Some(Spelling { unit, decimal: matches!(parts, [Part { decimal: true, .. }]) })
}

fn not_a_time(text: &str) -> String {
    format!("“{}” isn’t a time. Use a format like 30m, 4h, 2d or 3w.", clip(text, MAX_QUOTED))
}

/// Splits `2d 4h` into its numbers and units.
fn parts(text: &str) -> Result<Vec<Part>, String> {
    if text.starts_with(DASHES) {
        let quoted = clip(text, MAX_QUOTED);
        return Err(format!("“{quoted}” is negative. Enter a time of 0 or more, or a range like 1d–3w."));
    }
    let mut found: Vec<Part> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (number, digits, tail) = number(rest, text)?;
        let decimal = digits.contains(['.', ',']);
        // “a while” begins like a time.
        let (unit, tail) = unit(tail.trim_start()).map_err(|e| if digits.is_empty() { not_a_time(text) } else { e })?;
        // In `2h30` the unit of the second number is the next smaller one.
        let follows = match found.last().and_then(|part| part.unit) {
            Some(Unit::Hour) => Some(Unit::Minute),
            Some(Unit::Minute) => Some(Unit::Second),
            _ => None,
        };
        let unit = unit.or(follows.filter(|_| digits.len() == 2 && number < 60.0 && !decimal));
        found.push(Part { number, unit, decimal });
        rest = after_separator(tail);
    }
    if found.is_empty() { Err(not_a_time(text)) } else { Ok(found) }
}

/// The number at the start of a text, its digits, and the text behind it.
fn number<'t>(rest: &'t str, text: &str) -> Result<(f64, &'t str, &'t str), String> {
    if rest.starts_with(char::is_alphabetic) {
        let (word, tail) = split_word(rest);
        let number = named(NUMBERS, &word.to_lowercase()).ok_or_else(|| not_a_time(text))?;
        // `half a day`
        let tail = tail.trim_start();
        let tail = if number < 1.0 { after_any(tail, &["an", "a"]).unwrap_or(tail) } else { tail };
        return Ok((number, "", tail));
    }
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
    let (digits, mut tail) = rest.split_at(end);
    if digits.split_once(',').is_some_and(|(whole, rest)| rest.len() == 3 && !whole.starts_with('0')) {
        return Err(format!("“{}” is ambiguous. Enter it without the comma.", clip(text, MAX_QUOTED)));
    }
    let fraction = |tail: &str| {
        let first = tail.chars().next()?;
        FRACTIONS.iter().find(|(sign, _)| *sign == first).map(|(sign, value)| (*value, sign.len_utf8()))
    };
    let found = fraction(tail);
    let mut number: f64 = match digits {
        "" if found.is_some() => 0.0,
        digits => digits.replace(',', ".").parse().map_err(|_| not_a_time(text))?,
    };
    if let Some((value, length)) = found {
        number += value;
        tail = tail.get(length..).unwrap_or_default();
    } else if let Some(below) = tail.strip_prefix('/') {
        let end = below.find(|c: char| !c.is_ascii_digit()).unwrap_or(below.len());
        let (by, after) = below.split_at(end);
        let by = by.parse::<f64>().ok().filter(|by| *by > 0.0).ok_or_else(|| not_a_time(text))?;
        (number, tail) = (number / by, after);
    }
    Ok((number, digits, tail))
}

/// The unit at the start of a text, if there is a word at all, and the text behind it.
fn unit(text: &str) -> Result<(Option<Unit>, &str), String> {
    let (word, tail) = split_word(text);
    if word.is_empty() || is_and(word) {
        return Ok((None, text));
    }
    let (word, tail) = match split_word(tail.trim_start()) {
        (day, after) if WHICH_DAYS.contains(&word.to_lowercase().as_str()) && Unit::parse(day) == Some(Unit::Day) => {
            (day, after)
        }
        _ => (word, tail),
    };
    let unit = Unit::parse(word)
        .ok_or_else(|| format!("“{}” isn’t a time unit. Use s, m, h, d, w, mo or y.", clip(word, MAX_QUOTED)))?;
    let tail = match split_word(tail.trim_start()) {
        (which, after) if unit == Unit::Day && WHICH_DAYS.contains(&which.to_lowercase().as_str()) => after,
        _ => tail,
    };
    // The period of an abbreviation, not a decimal point.
    let tail = tail.strip_prefix('.').filter(|rest| !rest.starts_with(char::is_numeric)).unwrap_or(tail);
    Ok((Some(unit), tail))
}

/// The text behind what may stand between two parts: `2d, 4h`, `2d + 4h`, `2d and 4h`.
fn after_separator(text: &str) -> &str {
    let sign = |c: char| c.is_whitespace() || matches!(c, ',' | '+' | '&');
    let rest = text.trim_start_matches(sign);
    let (word, after) = split_word(rest);
    if is_and(word) && !after.trim().is_empty() { after.trim_start_matches(sign) } else { rest }
}

fn is_and(word: &str) -> bool {
    ["and", "und", "et"].iter().any(|and| word.eq_ignore_ascii_case(and))
}

/// The letters at the start of a text, and the rest.
fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len()))
}

fn named(names: &[(&str, f64)], word: &str) -> Option<f64> {
    names.iter().find(|(name, _)| *name == word).map(|(_, number)| *number)
}

/// The text behind one of these words or signs, whatever its case. A word has to end where it ends.
fn after_any<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    // Most texts begin with a digit, and hardly any of the words.
    let first = text.chars().next()?.to_lowercase().next()?;
    words.iter().filter(|word| word.starts_with(first)).find_map(|word| {
        let (start, rest) = text.split_at_checked(word.len())?;
        if start != *word && start.to_lowercase() != *word {
            return None;
        }
        let ends = !word.ends_with(char::is_alphabetic) || rest.starts_with(|c: char| !c.is_alphabetic());
        let rest = rest.trim_start();
        (ends && !rest.is_empty()).then_some(rest)
    })
}

/// The text behind `about` and the like.
fn without_about(mut text: &str) -> &str {
    while let Some(rest) = after_any(text, ABOUT) {
        text = rest;
    }
    text
}

/// Splits `1d–3w` at its dash, or at `to`.
fn split_range(text: &str) -> Option<(&str, &str)> {
    let text = without_about(text.trim());
    if after_any(text, AT_MOST).is_some() {
        return None;
    }
    let inside = after_any(text, &["between", "from", "zwischen", "von"])
        .and_then(|rest| [" and ", " to ", " und ", " bis "].iter().find_map(|word| rest.split_once(word)));
    if let Some(ends) = inside {
        return Some(ends);
    }
    let words = [" to ", " bis ", " à ", ".."].iter().find_map(|word| text.split_once(word));
    words.or_else(|| {
        let (at, dash) = text.char_indices().find(|(i, c)| *i > 0 && DASHES.contains(c))?;
        Some((&text[..at], &text[at + dash.len_utf8()..]))
    })
}
