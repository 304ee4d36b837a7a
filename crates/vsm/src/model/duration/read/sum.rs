//! Sums of numbers with units: `2d 4h`, `2h30`, `1 hour and 30 minutes`, `5 business days`.

use crate::model::duration::read::{Reader, add_unit};
use crate::model::duration::written::{Spelling, Written};
use crate::model::duration::{TOO_LONG, WorkingCalendar, real, whole};
use crate::model::number::{AND_A_HALF, Scanned, number_in_words, scan, with_half};
use crate::model::unit::{Unit, Which};
use crate::model::words::{MAX_QUOTED, after_any, bracketed, is_wide, split_word, strip_any};
use crate::text::clip;

/// A time at the start of a text, or a number without a unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Atom<'t> {
    /// The time; the number, if it has no unit.
    pub(super) amount: f64,
    /// The largest unit that was written; `None` if the spelling says nothing.
    pub(super) unit: Option<Unit>,
    /// What the first number counts; `None` without a unit.
    pub(super) first: Option<Counted>,
    /// Whether the amount is seconds.
    pub(super) measure: Measure,
    /// Whether it was one number with a decimal sign.
    pub(super) is_decimal: bool,
    /// Whether a plus stands between number and unit: `8+ hours`.
    pub(super) has_plus: bool,
    /// Whether the number is a word: `two`.
    pub(super) in_words: bool,
    /// The text behind it.
    pub(super) tail: &'t str,
}

impl<'t> Atom<'t> {
    /// A time whose spelling isn't kept.
    pub(super) fn exact(seconds: f64, tail: &'t str) -> Atom<'t> {
        Atom {
            amount: seconds,
            unit: None,
            first: None,
            measure: Measure::Seconds,
            is_decimal: false,
            has_plus: false,
            in_words: false,
            tail,
        }
    }

    /// Whether it is a number without a unit.
    pub(super) fn is_bare(&self) -> bool {
        self.measure == Measure::Bare
    }

    /// How it was written, if that is known.
    pub(super) fn spelling(&self) -> Option<Spelling> {
        self.unit.map(|unit| Spelling { unit, decimal: self.is_decimal })
    }
}

/// What an amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Seconds,
    /// A number without a unit.
    Bare,
}

/// What a number counts: so many of a unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    unit: Unit,
    /// 13 weeks for a quarter, a thousandth of a second for `ms`.
    times: f64,
    which: Option<Which>,
}

impl From<Unit> for Counted {
    fn from(unit: Unit) -> Counted {
        Counted { unit, times: 1.0, which: None }
    }
}

impl Counted {
    /// The length of one of them.
    pub(super) fn length(self, calendar: &WorkingCalendar) -> f64 {
        self.times * self.unit.length(calendar)
    }

    pub(super) fn unit(self) -> Unit {
        self.unit
    }
}

/// Other names of times.
#[rustfmt::skip]
const COMPOUNDS: &[(&str, f64, Unit)] = &[
    ("ms", 0.001, Unit::Second), ("msec", 0.001, Unit::Second), ("msecs", 0.001, Unit::Second), ("millis", 0.001, Unit::Second), ("millisecond", 0.001, Unit::Second),
    ("milliseconds", 0.001, Unit::Second), ("millisekunden", 0.001, Unit::Second), ("millisecondes", 0.001, Unit::Second), ("milisegundos", 0.001, Unit::Second), ("毫秒", 0.001, Unit::Second),
    ("fortnight", 2.0, Unit::Week), ("fortnights", 2.0, Unit::Week), ("quarter", 13.0, Unit::Week), ("quarters", 13.0, Unit::Week), ("quartal", 13.0, Unit::Week), ("quartale", 13.0, Unit::Week),
    ("trimestre", 13.0, Unit::Week), ("trimestres", 13.0, Unit::Week), ("kwartaal", 13.0, Unit::Week), ("kwartał", 13.0, Unit::Week), ("季度", 13.0, Unit::Week), ("四半期", 13.0, Unit::Week), ("분기", 13.0, Unit::Week),
];

/// Signs for minutes and seconds; what begins like another one comes after it.
const PRIMES: &[(&str, Unit)] = &[
    ("''", Unit::Second),
    ("′′", Unit::Second),
    ("’’", Unit::Second),
    ("\"", Unit::Second),
    ("″", Unit::Second),
    ("”", Unit::Second),
    ("'", Unit::Minute),
    ("′", Unit::Minute),
    ("’", Unit::Minute),
];

/// Words between how often and how long: `5 times 10 min`.
const TIMES: &[&str] = &["times", "mal", "fois", "veces", "vezes", "volte", "keer", "razy"];

/// Words for days on which people work, before or behind the unit.
#[rustfmt::skip]
const WORKING: &[&str] = &[
    "business", "working", "work", "labour", "labor", "office", "ouvrés", "ouvré", "ouvrables", "ouvrable", "hábiles", "hábil", "laborables", "laborable", "laborales", "úteis", "útil", "uteis", "lavorativi",
    "lavorativo", "lavorative", "robocze", "roboczych", "roboczy", "pracovní", "pracovních", "pracovné", "pracovných", "kerja",
];

/// Words for days of every kind.
#[rustfmt::skip]
const CALENDAR: &[&str] = &[
    "calendar", "elapsed", "calendaires", "calendaire", "civils", "naturales", "natural", "corridos", "corrido", "calendario", "kalendarzowe", "kalendarzowych", "kalendářních", "kalendárnych", "kalender",
];

/// Words for the work of one person: `3 person-days`.
const PERSON: &[&str] = &["person", "man", "personen", "mann", "personne", "persona", "pessoa", "mens"];

/// The largest share of a time that may be lost untold, since times are whole seconds.
const MAX_ROUNDING: f64 = 0.005;

/// The words between the parts of a sum.
const AND: &[&str] = &["and", "und", "et", "y", "e", "en", "i", "och", "og", "dan", "a"];

fn which(word: &str) -> Option<Which> {
    let word = word.to_lowercase();
    if WORKING.contains(&word.as_str()) {
        return Some(Which::Working);
    }
    if PERSON.contains(&word.as_str()) {
        return Some(Which::Person);
    }
    CALENDAR.contains(&word.as_str()).then_some(Which::Calendar)
}

/// The unit at the start of a text, and the text behind it.
pub(super) fn unit_at(text: &str) -> Option<(Counted, &str)> {
    if let Some((_, unit, tail)) = PRIMES.iter().find_map(|(sign, unit)| Some((sign, *unit, text.strip_prefix(sign)?)))
    {
        return Some((unit.into(), tail));
    }
    let (word, tail) = split_word(text);
    let first = word.chars().next()?;
    if is_wide(first) {
        if let Some((name, times, unit)) = COMPOUNDS.iter().find(|(name, ..)| text.starts_with(name)) {
            return Some((Counted { unit: *unit, times: *times, which: None }, text.strip_prefix(name)?));
        }
        let (unit, name, tail) = Unit::strip_wide(text)?;
        return Some((Counted { unit, times: 1.0, which: Which::of(name) }, tail));
    }
    let named = |word: &str| -> Option<Counted> {
        if let Some(unit) = Unit::parse(word) {
            let which = if unit == Unit::Day && word.len() > 1 { Which::of(&word.to_lowercase()) } else { None };
            return Some(Counted { unit, times: 1.0, which });
        }
        let lower = word.to_lowercase();
        let (_, times, unit) = COMPOUNDS.iter().find(|(name, ..)| *name == lower)?;
        Some(Counted { unit: *unit, times: *times, which: None })
    };
    // `2 edays`: elapsed, in project plans.
    let elapsed = word.strip_prefix(['e', 'E']).filter(|unit| unit.len() > 2);
    if let Some(found) = elapsed.and_then(named).filter(|_| named(word).is_none()) {
        return Some((Counted { which: Some(Which::Calendar), ..found }, without_period(tail)));
    }
    let Some(mut found) = named(word) else {
        let which = which(word)?;
        let (next, behind) = split_word(tail.trim_start_matches([' ', '\u{a0}', '-']));
        let found = named(next).filter(|_| !next.is_empty())?;
        return Some((Counted { which: Some(which), ..found }, without_period(behind)));
    };
    let tail = without_period(tail);
    let (next, behind) = split_word(tail.trim_start());
    if found.which.is_none()
        && found.unit >= Unit::Hour
        && let Some(which) = which(next)
        // `2 days working on it`
        && !(which == Which::Working && behind.trim_start().starts_with(char::is_alphabetic))
    {
        found.which = Some(which);
        return Some((found, behind));
    }
    Some((found, tail))
}

/// A unit alone in brackets at the start of a text, and the text behind it.
fn bracketed_unit(text: &str) -> Option<(Counted, &str)> {
    let (inside, behind) = bracketed(text)?;
    let (counted, rest) = unit_at(inside.trim())?;
    rest.is_empty().then_some((counted, behind))
}

/// The text behind the period of an abbreviation, which is no decimal point.
fn without_period(text: &str) -> &str {
    let rest = text.strip_prefix('.').unwrap_or(text);
    if rest.starts_with(|c: char| c.is_numeric() || c == '.') { text } else { rest }
}

/// The text behind a sign of multiplication before a number.
pub(super) fn after_times(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['x', 'X', '×', '*']).or_else(|| strip_any(text, TIMES))?.trim_start();
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)
}

/// The text behind what may stand between two parts: `2d, 4h`, `2d + 4h`, `2d and 4h`.
fn after_separator(text: &str) -> &str {
    let sign = |c: char| c.is_whitespace() || matches!(c, ',' | '+' | '&');
    let rest = text.trim_start_matches(sign);
    after_any(rest, AND).map_or(rest, |after| after.trim_start_matches(sign))
}

impl Reader<'_> {
    /// A time in any spelling at the start of a text.
    ///
    /// # Errors
    /// If it could mean several, or is a number without its unit.
    pub(super) fn atom<'t>(&mut self, text: &'t str) -> Result<Option<Atom<'t>>, String> {
        if text.starts_with(|c: char| c.is_ascii_digit())
            && let Some(found) = self.clock(text)?
        {
            return Ok(Some(found));
        }
        if let Some(found) = self.iso(text) {
            return Ok(Some(found));
        }
        self.sum(text)
    }

    fn sum<'t>(&mut self, text: &'t str) -> Result<Option<Atom<'t>>, String> {
        let sign = self.hints.sign;
        let (number, in_words) = match scan(text, sign)? {
            Some(number) => (with_half(number), false),
            None => match number_in_words(text) {
                Some(number) => (number, true),
                None => return Ok(None),
            },
        };
        let (has_plus, behind) = match number.tail.strip_prefix('+') {
            Some(behind) if unit_at(behind.trim_start()).is_some() => (true, behind),
            _ => (false, number.tail),
        };
        let start = behind.trim_start();
        // `3 (days)`; below a heading with a unit, `3 (min)` may be the minimum.
        let in_brackets = || bracketed_unit(start).filter(|_| self.hints.unit.is_none());
        let Some((counted, tail)) = unit_at(start).or_else(in_brackets) else {
            if let Some(product) = self.product(text, number, start)? {
                return Ok(Some(product));
            }
            if !number.is_clear_fraction() {
                let written = text.get(..text.len().saturating_sub(number.tail.len())).unwrap_or(text);
                return Err(format!("“{written}” could be a date or a share. Enter how long it takes, such as 2d."));
            }
            return Ok(Some(Atom {
                measure: Measure::Bare,
                is_decimal: number.is_decimal,
                in_words,
                ..Atom::exact(number.value, number.tail)
            }));
        };
        let mut found = Atom {
            unit: Some(counted.unit),
            first: Some(counted),
            is_decimal: number.is_decimal,
            has_plus,
            in_words,
            ..Atom::exact(self.seconds(number.value, counted, text, tail), tail)
        };
        let mut last = counted;
        // `an hour and a half`
        if let Some(tail) = strip_any(tail.trim_start(), AND_A_HALF) {
            found.amount += counted.length(self.calendar) / 2.0;
            found.tail = tail;
        }
        self.unit = Some(counted.unit);
        while !found.has_plus {
            let rest = after_separator(found.tail);
            if last.unit == Unit::Day
                && let Some(clock) = self.clock_behind_days(rest)?
            {
                found.amount += clock.amount;
                found.is_decimal = false;
                found.tail = clock.tail;
                break;
            }
            let Some(number) = scan(rest, sign)? else { break };
            let glued = rest.len() == found.tail.len();
            let (amount, tail) = match unit_at(number.tail.trim_start()) {
                Some((counted, tail)) => {
                    last = counted;
                    (self.seconds(number.value, counted, rest, tail), tail)
                }
                None => match next_smaller(last, number, glued) {
                    Some(unit) => (number.value * unit.length(self.calendar), number.tail),
                    None => break,
                },
            };
            found.amount += amount;
            found.unit = found.unit.max(Some(last.unit));
            found.is_decimal = false;
            found.tail = tail;
        }
        let of_weeks = |first: Counted| first.which == Some(Which::Working) && self.calendar.days_per_week > 5.0;
        if found.first.is_some_and(|first| (first.times - 1.0).abs() > 1e-9 || of_weeks(first)) {
            found.unit = None;
        }
        Ok(Some(found))
    }

    /// `2 x 30 min`: so many times of the same length.
    fn product<'t>(&mut self, text: &str, number: Scanned<'_>, start: &'t str) -> Result<Option<Atom<'t>>, String> {
        let Some(each) = after_times(start).filter(|_| number.digits > 0) else { return Ok(None) };
        let Some(one) = scan(each, self.hints.sign)? else { return Ok(None) };
        // `3 x 10` takes the unit of the heading.
        let of_heading = || {
            let unit = self.hints.unit.filter(|_| one.tail.trim().is_empty())?;
            Some((Counted::from(unit), one.tail))
        };
        let Some((counted, tail)) = unit_at(one.tail.trim_start()).or_else(of_heading) else { return Ok(None) };
        let seconds = number.value * self.seconds(one.value, counted, each, tail);
        let quoted = text.get(..text.len().saturating_sub(tail.len())).unwrap_or(text);
        self.tell_product(quoted, seconds);
        self.unit = Some(counted.unit);
        // In `2–3 x 30 min` the 2 has no unit.
        Ok(Some(Atom { unit: Some(counted.unit), ..Atom::exact(seconds, tail) }))
    }

    /// Tells how a product was read.
    pub(super) fn tell_product(&mut self, text: &str, seconds: f64) {
        if let Ok(printed) = self.calendar.within(seconds).map(|seconds| self.calendar.print(seconds)) {
            self.doubts.push(format!("“{}” was read as {printed}.", clip(text.trim(), MAX_QUOTED)));
        }
    }

    /// The seconds of so many units. What the calendar counts otherwise is told.
    pub(super) fn seconds(&mut self, number: f64, counted: Counted, text: &str, tail: &str) -> f64 {
        let Counted { unit, which, .. } = counted;
        let plain = number * counted.length(self.calendar);
        let Some(which) = which else { return plain };
        let quoted = text.get(..text.len().saturating_sub(tail.len())).unwrap_or(text).trim();
        let calendar = self.calendar;
        match (which, unit) {
            (Which::Working, Unit::Day) if calendar.days_per_week > 5.0 => {
                let weeks = (number / 5.0).floor();
                let seconds = weeks * Unit::Week.length(calendar) + (number - weeks * 5.0) * Unit::Day.length(calendar);
                if let Ok(printed) = calendar.within(seconds).map(|seconds| calendar.print(seconds)) {
                    self.doubts.push(format!("“{quoted}” was read as {printed}: 5 working days are a week."));
                }
                seconds
            }
            (Which::Working, Unit::Hour) if calendar.is_calendar() => {
                self.doubts.push(format!("“{quoted}” was read as hours of calendar time."));
                plain
            }
            (Which::Calendar, Unit::Hour) if !calendar.is_calendar() => {
                self.doubts.push(format!("“{quoted}” was read as hours of working time."));
                plain
            }
            (Which::Calendar, Unit::Day) if !calendar.is_calendar() => {
                let why = if calendar.days_per_week < 7.0 {
                    "the working calendar has no weekends".to_owned()
                } else {
                    format!("a day of the working calendar has {} hours", calendar.hours_per_day)
                };
                if let Ok(printed) = calendar.within(plain).map(|seconds| calendar.print(seconds)) {
                    self.doubts.push(format!("“{quoted}” was read as {printed}: {why}."));
                }
                plain
            }
            (Which::Person, _) => {
                if let Ok(printed) = calendar.within(plain).map(|seconds| calendar.print(seconds)) {
                    self.doubts.push(format!("“{quoted}” was read as {printed}, the work of one person."));
                }
                plain
            }
            _ => plain,
        }
    }

    /// A time with its spelling, if that says more than the time alone.
    pub(super) fn spelled(&self, seconds: f64, spelling: Option<Spelling>) -> Result<Written, String> {
        if !seconds.is_finite() {
            return Err(TOO_LONG.to_owned());
        }
        Ok(self.calendar.settle(Written { seconds: self.calendar.within(seconds)?, spelling }))
    }

    /// A time whose number has a unit, or takes the unit of the heading.
    pub(super) fn written(&mut self, atom: &Atom<'_>) -> Result<Written, String> {
        if !atom.is_bare() {
            let written = self.spelled(atom.amount, atom.spelling())?;
            let lost = (atom.amount - real(written.seconds)).abs();
            // In longer units, such a time is written again as it was: `0.02m`.
            let is_in_seconds = atom.first.map(Counted::unit).or(atom.unit) == Some(Unit::Second);
            if (is_in_seconds || written.seconds == 0) && lost > MAX_ROUNDING * atom.amount {
                let exact = (atom.amount * 1000.0).round() / 1000.0;
                self.doubts.push(format!("{exact} s was rounded to {} s.", written.seconds));
            }
            return Ok(written);
        }
        if atom.amount == 0.0 {
            return Ok(0.into());
        }
        let Some(unit) = self.hints.unit else { return Err(add_unit(atom.amount)) };
        let timed = Atom {
            unit: Some(unit),
            measure: Measure::Seconds,
            amount: atom.amount * unit.length(self.calendar),
            ..*atom
        };
        self.written(&timed)
    }
}

/// In `2h30` the unit of the second number is the next smaller one.
fn next_smaller(last: Counted, number: Scanned<'_>, glued: bool) -> Option<Unit> {
    let unit = match last.unit {
        Unit::Hour => Unit::Minute,
        Unit::Minute => Unit::Second,
        _ => return None,
    };
    let fits = number.digits == 2 && number.value < 60.0;
    // `2h 30 people`
    let alone = glued || !number.tail.trim_start().starts_with(char::is_alphabetic);
    (fits && alone).then_some(unit)
}

impl WorkingCalendar {
    /// Drops a spelling that is Weir's own, or that wouldn't be read back as the same time.
    pub fn settle(&self, written: Written) -> Written {
        let plain = Written::from(written.seconds);
        let Some(given) = written.spelling else { return plain };
        // `2d`, the usual case.
        if written.seconds > 0 && !given.decimal && given.unit == self.largest(written.seconds) {
            return plain;
        }
        let text = self.print(written);
        if text == self.print(plain) {
            return plain;
        }
        let mut reader = Reader::typed(self, &text);
        match reader.sum(&text) {
            Ok(Some(atom)) if atom.tail.is_empty() && !atom.is_bare() && whole(atom.amount) == written.seconds => {
                Written { spelling: atom.spelling(), ..written }
            }
            _ => plain,
        }
    }
}
