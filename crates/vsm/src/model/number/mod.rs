//! The one reader of numbers: thousands separators, decimal commas, fractions, and words around a number.
//!
//! ```
//! use vsm::model::number::{DecimalSign, read_number, read_percent};
//! let queue = read_number("12 tickets", DecimalSign::Unknown).unwrap();
//! assert_eq!((queue.value, queue.rest.as_str()), (Some(12.0), "tickets"));
//! assert!(read_number("1.250", DecimalSign::Unknown).unwrap_err().contains("could mean 1250 or 1.25"));
//! assert_eq!(read_number("1.250", DecimalSign::Comma).unwrap().value, Some(1250.0));
//! assert_eq!(read_percent("~85 %", DecimalSign::Unknown, false).unwrap().value, Some(85.0));
//! ```

mod in_words;

use std::borrow::Cow;

use crate::model::unit::Unit;
use crate::model::words::{
    Bound, DASHES, MAX_QUOTED, after_any, is_nothing, is_unknown, leading_bound, left_over, split_word, strip_any,
    trailing_bound, without_about, without_marks,
};
use crate::text::clip;

pub(super) use in_words::{AND_A_HALF, number_in_words, with_half};

/// The decimal sign of a text, as far as it is known from other numbers around it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DecimalSign {
    /// Every number is ambiguous.
    #[default]
    Unknown,
    /// `1.5`, `1,200.5`, `1,234,567`.
    Point,
    /// `1,5`, `1.200,5`, `1.234.567`.
    Comma,
    /// The numbers contradict each other.
    Both,
}

impl DecimalSign {
    /// The decimal sign of a text that someone typed, or that Weir wrote with a point. A comma before three digits
    /// stays ambiguous.
    pub(super) fn of_typed(text: &str) -> DecimalSign {
        let mut pairs = text.bytes().zip(text.bytes().skip(1));
        let has_point = pairs.any(|(sign, next)| sign == b'.' && next.is_ascii_digit());
        if has_point { DecimalSign::Point } else { DecimalSign::Unknown }
    }

    /// The decimal sign that the numbers in these cells show.
    pub fn shown<'c>(cells: impl Iterator<Item = &'c str>) -> DecimalSign {
        let (mut point, mut comma) = (false, false);
        for sign in cells.flat_map(runs).filter_map(shows) {
            point |= sign == '.';
            comma |= sign == ',';
        }
        match (point, comma) {
            (true, true) => DecimalSign::Both,
            (true, false) => DecimalSign::Point,
            (false, true) => DecimalSign::Comma,
            (false, false) => DecimalSign::Unknown,
        }
    }
}

/// A number read from a text, with what else the text says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NumberReading {
    /// The number; `None` if unknown.
    pub value: Option<f64>,
    /// Words that aren't part of the number, for the note: `tickets`.
    pub rest: String,
    /// Sentences about what was guessed.
    pub doubts: Vec<String>,
}

/// The most bytes of a text that can be a number.
const MAX_BYTES: usize = 200;

/// Words and signs for a percentage.
#[rustfmt::skip]
const PERCENT: &[&str] = &[
    "%", "percent", "per cent", "pct.", "pct", "prozent", "procent", "procento", "pour cent", "por ciento", "por cento", "per cento", "persen",
    "procenta", "퍼센트",
];

/// Words for a tenth.
const TENTHS: &[&str] = &["割", "成"];

/// Reads a number: `12`, `2.5`, `1 440`, `½`, `~30`, `12 tickets`.
///
/// # Errors
/// If it isn't a number, or could mean two.
pub fn read_number(text: &str, sign: DecimalSign) -> Result<NumberReading, String> {
    let text = narrow(without_marks(text.trim()));
    let found = find(&text, sign)?;
    if !found.is_percent {
        return Ok(found.reading);
    }
    Err(format!("“{}” is a percentage. Enter a number.", clip(&text, MAX_QUOTED)))
}

/// Reads a percentage: `80`, `80 %`, `12,5%`, `~85 percent`; with `of_one` a bare `0.8` is 80 as well.
///
/// # Errors
/// If it isn't a number, or could mean two.
pub fn read_percent(text: &str, sign: DecimalSign, of_one: bool) -> Result<NumberReading, String> {
    let text = narrow(without_marks(text.trim()));
    let mut found = find(&text, sign)?;
    // `9 of 10`
    let all = strip_any(&found.reading.rest, &["of", "out of", "von", "sur", "van", "su"])
        .and_then(|all| whole_at(all.trim_start()));
    if let Some((all, "")) = all
        && let Some(share) =
            found.reading.value.map(|part| part / all).filter(|share| !found.is_percent && *share <= 1.0)
    {
        found.reading = NumberReading { value: Some(share), ..NumberReading::default() };
        found.is_fraction = true;
    }
    // `9割` is nine tenths.
    if !found.is_percent
        && let Some("") = strip_any(&found.reading.rest, TENTHS)
    {
        found.reading.value = found.reading.value.map(|tenths| tenths * 10.0);
        found.reading.rest.clear();
        return Ok(found.reading);
    }
    // `3 rejects` isn’t 3%, but `80 (guess)` and `80, a guess` have remarks.
    let is_counted =
        found.reading.rest.starts_with(char::is_alphabetic) && !text.contains(['(', '[', ',', ';', '-', '–']);
    if !found.is_percent && !found.is_fraction && is_counted {
        return Err(format!("“{}” isn’t a percentage. Enter a number from 0 to 100.", clip(&text, MAX_QUOTED)));
    }
    if !found.is_percent && (of_one || found.is_fraction) {
        found.reading.value = found.reading.value.map(|share| (share * 1e8).round() / 1e6);
        if found.is_fraction {
            let percent = found.reading.value.unwrap_or_default();
            found.reading.doubts = vec![format!("“{}” was read as {percent}%.", clip(&text, MAX_QUOTED))];
        }
    }
    Ok(found.reading)
}

/// How the sentence about a text ends that has no number at all.
pub(crate) const NO_NUMBER: &str = "isn’t a number.";

/// Reads a number that someone typed: nothing may be left over or guessed. `None` is unknown.
///
/// # Errors
/// If it isn't a number, or could mean two.
pub fn parse_number(text: &str) -> Result<Option<f64>, String> {
    exactly(text, &read_number(text, DecimalSign::of_typed(text))?)
}

/// Like [`parse_number`], for a percentage: `80`, `80 %`.
///
/// # Errors
/// As for [`parse_number`].
pub fn parse_percent(text: &str) -> Result<Option<f64>, String> {
    exactly(text, &read_percent(text, DecimalSign::of_typed(text), false)?)
}

fn exactly(text: &str, reading: &NumberReading) -> Result<Option<f64>, String> {
    let quoted = clip(text.trim(), MAX_QUOTED);
    if !reading.rest.is_empty() {
        let rest = clip(&reading.rest, MAX_QUOTED);
        return Err(format!("“{quoted}” is more than a number. Move “{rest}” to the note."));
    }
    if reading.doubts.is_empty() {
        Ok(reading.value)
    } else {
        Err(format!("“{quoted}” isn’t exact. Enter one number."))
    }
}

#[derive(Default)]
struct Found {
    reading: NumberReading,
    is_percent: bool,
    is_fraction: bool,
}

fn find(text: &str, sign: DecimalSign) -> Result<Found, String> {
    let quoted = || clip(text, MAX_QUOTED);
    let refuse = || format!("“{}” {NO_NUMBER}", quoted());
    if is_unknown(text) {
        return Ok(Found::default());
    }
    if is_nothing(text) {
        return Ok(Found {
            reading: NumberReading { value: Some(0.0), ..NumberReading::default() },
            ..Found::default()
        });
    }
    if text.len() > MAX_BYTES {
        return Err(refuse());
    }
    let (bound, rest) = leading_bound(without_about(text));
    let rest = without_about(rest);
    let (minus, rest) = match rest.strip_prefix(['-', '−', '+']) {
        Some(after) => (!rest.starts_with('+'), after),
        None => (false, rest),
    };
    let low = scan(rest, sign)?.or_else(|| number_in_words(rest)).ok_or_else(refuse)?;
    let (mut value, mut tail) = (low.value, low.tail);
    let mut doubts = Vec::new();
    let mut is_percent = false;
    (is_percent, tail) = without_percent(tail, is_percent);
    // `80–90 %`
    let spread = tail.trim_start().strip_prefix(DASHES).or_else(|| after_any(tail.trim_start(), &["to", "bis"]));
    if let Some(high) = spread.map(|rest| scan(rest.trim_start(), sign)).transpose()?.flatten().filter(|_| !minus) {
        value = f64::midpoint(value, high.value);
        (is_percent, tail) = without_percent(high.tail, is_percent);
        doubts.push(format!("“{}” was read as {value}, the middle.", quoted()));
    }
    // `5k`
    if let Some(after) = tail.strip_prefix(['k', 'K']).filter(|after| !after.starts_with(char::is_alphanumeric)) {
        (value, tail) = (value * 1000.0, after);
        doubts.push(format!("“{}” was read as {value}.", quoted()));
    }
    let (bound_behind, tail) = trailing_bound(tail);
    if bound.or(bound_behind).is_some_and(|bound| bound != Bound::About) && doubts.is_empty() {
        doubts.push(format!("“{}” was read as {value}.", quoted()));
    }
    if !low.is_clear_fraction() && doubts.is_empty() {
        doubts.push(format!("“{}” was read as {value}.", quoted()));
    }
    let (word, behind) = split_word(tail.trim_start());
    let runs_on = tail.starts_with(char::is_alphabetic) && behind.starts_with(|c: char| c.is_ascii_digit());
    let second = tail.trim_start().trim_start_matches(['.', ',']).trim_start();
    if runs_on || second.starts_with(|c: char| c.is_ascii_digit() || DASHES.contains(&c) || matches!(c, '/' | ':')) {
        return Err(refuse());
    }
    if !word.is_empty() && Unit::parse(word).is_some() {
        return Err(format!("“{}” is a time. Enter a number.", quoted()));
    }
    if !value.is_finite() {
        return Err(format!("“{}” is too large.", quoted()));
    }
    let value = Some(if minus { -value } else { value });
    Ok(Found {
        reading: NumberReading { value, rest: left_over(tail), doubts },
        is_percent,
        is_fraction: low.is_fraction,
    })
}

fn without_percent(tail: &str, is_percent: bool) -> (bool, &str) {
    let start = tail.trim_start();
    if let Some(after) = strip_any(start, PERCENT) {
        return (true, after);
    }
    (is_percent, tail)
}

/// A number at the start of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scanned<'t> {
    pub(super) value: f64,
    /// Whether it was written with a decimal sign.
    pub(super) is_decimal: bool,
    /// Whether it was written as `1/2`.
    pub(super) is_fraction: bool,
    /// The two numbers of a written fraction.
    fraction: (f64, f64),
    /// How many digits it has, if it is digits only.
    pub(super) digits: usize,
    /// The text behind it.
    pub(super) tail: &'t str,
}

impl Scanned<'_> {
    /// Whether it is no fraction, or one that people write for a part of one: `1/2`, but not `2/4` or `3/5`.
    pub(super) fn is_clear_fraction(&self) -> bool {
        let (top, by) = self.fraction;
        !self.is_fraction || by <= 4.0 && top < by && (top, by) != (2.0, 4.0)
    }
}

/// `1½`.
const FRACTIONS: &[(char, f64)] =
    &[('½', 0.5), ('¼', 0.25), ('¾', 0.75), ('⅓', 1.0 / 3.0), ('⅔', 2.0 / 3.0), ('⅛', 0.125)];

/// Thousands separators besides `,` and `.`: spaces of all kinds, and Swiss apostrophes.
const GROUPERS: &[char] = &[' ', '\u{a0}', '\u{202f}', '\u{2009}', '\u{2007}', '\'', '’'];

/// Reads the number in digits at the start of a text; `None` if there is none.
///
/// # Errors
/// If it could mean two numbers.
pub(super) fn scan(text: &str, sign: DecimalSign) -> Result<Option<Scanned<'_>>, String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let run = text.get(..end).unwrap_or_default();
    // `2..3` is a range.
    let run = run.split("..").next().unwrap_or(run).trim_end_matches(['.', ',']);
    let tail = text.get(run.len()..).unwrap_or_default();
    if run.is_empty() {
        return Ok(vulgar(tail).map(|(value, tail)| Scanned { is_decimal: false, ..whole_number(value, 0, tail) }));
    }
    let digits = if run.bytes().all(|b| b.is_ascii_digit()) { run.len() } else { 0 };
    if (1..=3).contains(&digits)
        && !run.starts_with('0')
        && let Some((joined, tail)) = grouped_by_signs(run, tail)
    {
        let found = |value| Scanned { is_decimal: joined.contains('.'), ..whole_number(value, 0, tail) };
        return Ok(joined.parse().ok().map(found));
    }
    let Some((value, is_decimal)) = resolve(run, sign)? else { return Ok(None) };
    let mut found = Scanned { is_decimal, ..whole_number(value, digits, tail) };
    if let Some((part, tail)) = vulgar(tail).or_else(|| vulgar(tail.strip_prefix(' ')?)) {
        (found.value, found.tail, found.digits) = (found.value + part, tail, 0);
    } else if digits > 0 {
        // `1/2`, `2 1/2`
        if let Some((by, tail)) = tail.strip_prefix('/').and_then(whole_at) {
            if value > by || by == 0.0 {
                return Ok(None);
            }
            let fraction = (value, by);
            found = Scanned { value: value / by, is_fraction: true, fraction, digits: 0, tail, ..found };
        } else if let Some((top, (by, tail))) = whole_at(tail.trim_start())
            .filter(|_| tail.starts_with(char::is_whitespace))
            .and_then(|(top, tail)| Some((top, whole_at(tail.strip_prefix('/')?)?)))
            && top < by
        {
            found = Scanned { value: value + top / by, digits: 0, tail, ..found };
        }
    }
    Ok(Some(found))
}

fn whole_number(value: f64, digits: usize, tail: &str) -> Scanned<'_> {
    Scanned { value, is_decimal: false, is_fraction: false, fraction: (0.0, 1.0), digits, tail }
}

fn whole_at(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, tail) = text.split_at_checked(end)?;
    Some((digits.parse().ok()?, tail))
}

fn vulgar(text: &str) -> Option<(f64, &str)> {
    let first = text.chars().next()?;
    let (sign, value) = FRACTIONS.iter().find(|(sign, _)| *sign == first)?;
    Some((*value, text.get(sign.len_utf8()..)?))
}

/// `1 440`, `12’000.5`: groups of three digits behind the same sign. Returns the digits without the signs, and the
/// text behind them.
fn grouped_by_signs<'t>(first: &str, tail: &'t str) -> Option<(String, &'t str)> {
    let sign = tail.chars().next().filter(|c| GROUPERS.contains(c))?;
    let mut joined = first.to_owned();
    let mut rest = tail;
    while let Some(after) = rest.strip_prefix(sign) {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if digits != 3 {
            break;
        }
        joined.push_str(after.get(..3)?);
        rest = after.get(3..)?;
    }
    if joined.len() == first.len() {
        return None;
    }
    if let Some((decimals, after)) = rest
        .strip_prefix(['.', ','])
        .map(|after| after.split_at(after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len())))
        && !decimals.is_empty()
    {
        joined.push('.');
        joined.push_str(decimals);
        rest = after;
    }
    // `1 440/2` and `1 440 123` are something else.
    (!rest.starts_with('/')).then_some((joined, rest))
}

/// The number that a run of digits, points and commas means, and whether it has a decimal sign; `None` if it is no
/// number.
fn resolve(run: &str, sign: DecimalSign) -> Result<Option<(f64, bool)>, String> {
    let Some((before, after)) = run.rsplit_once(['.', ',']) else {
        return Ok(run.parse().ok().map(|value| (value, false)));
    };
    let (last, other) =
        if run.get(before.len()..).is_some_and(|end| end.starts_with('.')) { ('.', ',') } else { (',', '.') };
    let without = |sign: char| run.chars().filter(|c| *c != sign).collect::<String>();
    let decimal = || format!("{}.{after}", before.replace(other, ""));
    let read = |text: String, is_decimal| Ok(text.parse().ok().map(|value| (value, is_decimal)));
    if before.contains([last, other]) {
        if !before.contains(last) && is_grouped(before, other) {
            return read(decimal(), true);
        }
        return if is_grouped(run, last) { read(without(last), false) } else { Ok(None) };
    }
    if !is_grouped(run, last) {
        return read(decimal(), true);
    }
    match (sign, last) {
        (DecimalSign::Point, '.') | (DecimalSign::Comma, ',') => read(decimal(), true),
        (DecimalSign::Point | DecimalSign::Comma, _) => read(without(last), false),
        (DecimalSign::Unknown | DecimalSign::Both, _) => {
            let decimal = decimal();
            let decimal = decimal.trim_end_matches('0').trim_end_matches('.');
            Err(format!("{run}{TWO_MEANINGS}{} or {decimal}. Write one of these instead.", without(last)))
        }
    }
}

/// The part common to all errors about a number that could mean two.
const TWO_MEANINGS: &str = " could mean ";

/// Whether a sentence says that a number could mean two.
pub fn is_doubt(sentence: &str) -> bool {
    sentence.contains(TWO_MEANINGS)
}

/// The runs of digits, points and commas in a cell.
fn runs(cell: &str) -> impl Iterator<Item = &str> {
    let runs = cell.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    runs.map(|run| run.trim_matches(['.', ','])).filter(|run| !run.is_empty())
}

/// The decimal sign, if the number alone shows it.
fn shows(number: &str) -> Option<char> {
    let (points, commas) = (number.matches('.').count(), number.matches(',').count());
    let last = number.rfind(['.', ',']).and_then(|at| number.get(at..))?;
    match (points, commas) {
        (1.., 1..) => last.chars().next(),
        (2.., 0) => is_grouped(number, '.').then_some(','),
        (0, 2..) => is_grouped(number, ',').then_some('.'),
        // One sign followed by three digits is ambiguous, unless no group could begin so.
        _ if is_grouped(number, if points == 1 { '.' } else { ',' }) => None,
        _ => last.chars().next(),
    }
}

/// Whether it has groups of three digits: `1.234.567`.
fn is_grouped(number: &str, sign: char) -> bool {
    let mut parts = number.split(sign);
    let first =
        parts.next().is_some_and(|part| (1..=3).contains(&part.len()) && !part.starts_with('0') && is_digits(part));
    let mut rest = parts.peekable();
    first && rest.peek().is_some() && rest.all(|part| part.len() == 3 && is_digits(part))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Digits and signs of half width for those of full width, which Japanese keyboards write.
pub(super) fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(|c: char| ('！'..='～').contains(&c)) {
        return text.into();
    }
    let half = |c: char| match c {
        '０'..='９' | '．' | '，' | '％' | '：' | '（' | '）' | '／' | '＋' | '＜' | '＞' | '～' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        other => other,
    };
    text.chars().map(half).collect::<String>().into()
}

#[cfg(test)]
mod tests;
