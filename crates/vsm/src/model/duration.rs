//! Durations as people write them, and the calendar that reads and prints them.
//!
//! Every duration in Weir is a whole number of seconds. A [`WorkingCalendar`] defines the length of a day
//! and a week, and is used only to read and print durations: `1d` is 8 hours of working time and 24 of
//! calendar time.
//!
//! ```
//! use vsm::model::duration::WorkingCalendar;
//! let clock = WorkingCalendar::WORKING;
//! assert_eq!(clock.parse("2d 4h").unwrap(), 20 * 3600);
//! assert_eq!(clock.parse("1,5 h").unwrap(), 5400);
//! assert_eq!(clock.print(9 * 144_000 + 3 * 28_800), "9w 3d");
//! assert!(clock.parse("12").unwrap_err().contains("such as 12h"));
//! ```

use std::fmt::Write as _;

use crate::text::clip;

/// A duration in whole seconds.
pub type Seconds = u64;

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;
/// The number of weeks in 100 years, the longest duration that Weir accepts.
const MAX_IN_WEEKS: f64 = 100.0 * 365.25 / 7.0;

/// How a map counts days and weeks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorkingCalendar {
    /// Hours in a day, from 1 to 24.
    pub hours_per_day: f64,
    /// Days in a week, from 1 to 7.
    pub days_per_week: f64,
    /// Working hours per week for capacity, if they differ from the calendar.
    pub working_hours_per_week: Option<f64>,
}

impl Default for WorkingCalendar {
    fn default() -> Self {
        Self::WORKING
    }
}

/// The lowest and highest value people have seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The shortest, in seconds.
    pub low: Seconds,
    /// The longest, in seconds; never below `low`.
    pub high: Seconds,
}

/// A time with its range as written in one field: `2d (1d–3w)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Estimate {
    /// The typical value; `None` if unknown.
    pub typical: Option<Seconds>,
    /// The range, if one was written.
    pub range: Option<Range>,
}

/// A duration split into the units that it is printed in.
struct Units {
    months: u64,
    weeks: u64,
    days: u64,
    rest: u64,
}

impl Units {
    fn new(seconds: Seconds, day: Seconds, week: Seconds) -> Units {
        Units { months: 0, weeks: seconds / week, days: seconds % week / day, rest: seconds % week % day }
    }

    /// All but the months.
    fn parts(&self) -> [(u64, &'static str); 5] {
        let Units { weeks, days, rest, .. } = *self;
        [(weeks, "w"), (days, "d"), (rest / HOUR, "h"), (rest % HOUR / MINUTE, "m"), (rest % MINUTE, "s")]
    }
}

impl WorkingCalendar {
    /// Rejects impossible numbers of hours and days.
    pub(crate) fn check(&self) -> Result<(), String> {
        if !(1.0..=24.0).contains(&self.hours_per_day) {
            return Err("Hours per day must be 1 to 24.".to_owned());
        }
        if !(1.0..=7.0).contains(&self.days_per_week) {
            return Err("Days per week must be 1 to 7.".to_owned());
        }
        match self.working_hours_per_week {
            Some(hours) if !(hours > 0.0 && hours <= 168.0) => {
                Err("Working hours per week must be above 0 and at most 168.".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// 8-hour days, 5-day weeks.
    pub const WORKING: WorkingCalendar =
        WorkingCalendar { hours_per_day: 8.0, days_per_week: 5.0, working_hours_per_week: None };
    /// Around the clock: 24-hour days, 7-day weeks. Downtime uses it too.
    pub const CALENDAR: WorkingCalendar =
        WorkingCalendar { hours_per_day: 24.0, days_per_week: 7.0, working_hours_per_week: None };

    /// Seconds in a day.
    pub fn day(&self) -> Seconds {
        whole(self.hours_per_day * 3600.0).max(1)
    }

    /// Seconds in a week.
    pub fn week(&self) -> Seconds {
        whole(self.hours_per_day * 3600.0 * self.days_per_week).max(1)
    }

    /// Seconds in a month of 52/12 weeks.
    pub fn month(&self) -> Seconds {
        whole(self.hours_per_day * 3600.0 * self.days_per_week * 52.0 / 12.0).max(1)
    }

    /// The longest accepted duration: 100 years of this calendar.
    pub fn longest(&self) -> Seconds {
        whole(self.hours_per_day * 3600.0 * self.days_per_week * MAX_IN_WEEKS)
    }

    /// Whether it counts every hour of the week.
    pub fn is_calendar(&self) -> bool {
        self.hours_per_day >= 24.0 && self.days_per_week >= 7.0
    }

    /// Whether a day and a week are as long as on another calendar, so that the same text means the same time.
    pub fn counts_like(&self, other: &WorkingCalendar) -> bool {
        (self.hours_per_day, self.days_per_week) == (other.hours_per_day, other.days_per_week)
    }

    /// Weekly working hours of a step's people: as set, else those of the working calendar, else 40 in
    /// calendar time.
    pub fn working_hours(&self) -> f64 {
        match self.working_hours_per_week {
            Some(hours) => hours,
            None if self.is_calendar() => 40.0,
            None => self.hours_per_day * self.days_per_week,
        }
    }

    /// Reads a duration: `4h`, `1.5h`, `1,5 h`, `2d 4h`, `2 weeks`, `90m`, `0`.
    ///
    /// # Errors
    /// If it has no unit, is negative, isn't a time or is too long.
    pub fn parse(&self, text: &str) -> Result<Seconds, String> {
        let mut sum = 0.0_f64;
        for (number, unit) in parts(text.trim())? {
            let unit_seconds = match unit {
                Some(name) => self.unit(&name).ok_or_else(|| {
                    format!("“{}” isn’t a time unit. Use s, m, h, d, w, mo or y.", clip(&name, MAX_QUOTED))
                })?,
                None if number == 0.0 => 0.0,
                None => return Err(format!("Add {NO_UNIT} {number}h, {number}d or {number}w.")),
            };
            sum += number * unit_seconds;
        }
        if sum.is_finite() { self.within(sum) } else { Err(TOO_LONG.to_owned()) }
    }

    /// Checks a number of seconds against the longest duration.
    ///
    /// # Errors
    /// If it is longer than 100 years.
    pub fn accept(&self, seconds: Seconds) -> Result<Seconds, String> {
        if seconds > self.longest() { Err(TOO_LONG.to_owned()) } else { Ok(seconds) }
    }

    /// Reads a time with or without its range: `2d`, `2d (1d–3w)`, `1d–3w`, `1–3d`; empty, `?` and
    /// `unknown` are unknown.
    ///
    /// # Errors
    /// As for [`WorkingCalendar::parse`], or if the range is reversed.
    pub fn parse_estimate(&self, text: &str) -> Result<Estimate, String> {
        let text = text.trim();
        if is_unknown(text) {
            return Ok(Estimate::default());
        }
        if let Some((typical, range)) = text.split_once(['(', '[']) {
            let range = range.trim_end().trim_end_matches([')', ']']);
            let typical = if is_unknown(typical.trim()) { None } else { Some(self.parse(typical)?) };
            let range = if is_unknown(range.trim()) { None } else { Some(self.parse_range(range)?) };
            return Ok(Estimate { typical, range });
        }
        match split_range(text) {
            Some(_) => Ok(Estimate { typical: None, range: Some(self.parse_range(text)?) }),
            None => Ok(Estimate { typical: Some(self.parse(text)?), range: None }),
        }
    }

    /// Reads a range: `1d–3w`, `1-3d`, `1h to 2d`.
    ///
    /// # Errors
    /// If it isn't two times, or the first is the longer one.
    pub fn parse_range(&self, text: &str) -> Result<Range, String> {
        let (low, high) = split_range(text)
            .ok_or_else(|| format!("“{}” isn’t a range. Use a format like 1d–3w.", clip(text.trim(), MAX_QUOTED)))?;
        // In `1–3d` the unit is written once for both.
        let low = match parts(low.trim())?.as_slice() {
            [(number, None)] if *number != 0.0 => {
                let unit: String = high.chars().skip_while(|c| !c.is_alphabetic()).collect();
                self.parse(&format!("{number} {unit}"))?
            }
            _ => self.parse(low)?,
        };
        Range::new(low, self.parse(high)?)
    }

    /// Prints a duration exactly, in the largest units that fit: `9w 3d`, `4d 6h`, `30m`, `0s`.
    /// [`WorkingCalendar::parse`] reads back the same number.
    pub fn print(&self, seconds: Seconds) -> String {
        let units = self.take_apart(seconds);
        if units.months > 0 {
            return format!("{}mo", units.months);
        }
        join(&units.parts())
    }

    /// Prints a duration rounded to its three largest units, for computed values.
    pub fn about(&self, seconds: Seconds) -> String {
        let (day, week) = (self.day(), self.week());
        let unit = match seconds {
            s if s >= week => HOUR.min(day),
            s if s >= day => MINUTE,
            _ => 1,
        };
        let rounded = (seconds.saturating_add(unit / 2)) / unit * unit;
        // Rounding 4w 4.6d up gives 5w: split again, so that no unit overflows. A week that isn't a whole
        // number of days leaves smaller units behind; they are below the displayed precision.
        let all = Units::new(rounded, day, week).parts();
        let first = all.iter().position(|(n, _)| *n > 0).unwrap_or(4);
        join(&all[first..(first + 3).min(5)])
    }

    /// Prints a duration that may be negative: `2d`, `-2d`.
    pub fn print_signed(&self, seconds: i64) -> String {
        signed(seconds, |seconds| self.print(seconds))
    }

    /// Prints a time with its range: `2d (1d–3w)`.
    pub fn print_estimate(&self, typical: Option<Seconds>, range: Option<Range>) -> String {
        match (typical, range) {
            (None, None) => String::new(),
            (Some(t), None) => self.print(t),
            (None, Some(r)) => self.print_range(r),
            (Some(t), Some(r)) => format!("{} ({})", self.print(t), self.print_range(r)),
        }
    }

    /// Prints a range: `1d–3w`.
    pub fn print_range(&self, range: Range) -> String {
        format!("{}–{}", self.print(range.low), self.print(range.high))
    }

    /// The number of seconds that reads the same on another calendar: 1w stays 1w.
    pub fn rescale(&self, seconds: Seconds, to: &WorkingCalendar) -> Seconds {
        let units = self.take_apart(seconds);
        units.months * to.month() + units.weeks * to.week() + units.days * to.day() + units.rest
    }

    fn take_apart(&self, seconds: Seconds) -> Units {
        let (day, week, month) = (self.day(), self.week(), self.month());
        // Months only if the value isn't whole weeks: every 13 weeks is 13w, every month is 1mo.
        if seconds > 0 && !seconds.is_multiple_of(week) && seconds.is_multiple_of(month) {
            return Units { months: seconds / month, weeks: 0, days: 0, rest: 0 };
        }
        Units::new(seconds, day, week)
    }

    fn unit(&self, name: &str) -> Option<f64> {
        let hours = self.hours_per_day * 3600.0;
        let week = hours * self.days_per_week;
        Some(match name.to_lowercase().as_str() {
            "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
            "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
            "d" | "day" | "days" => hours,
            "w" | "wk" | "wks" | "week" | "weeks" => week,
            "mo" | "mon" | "month" | "months" => week * 52.0 / 12.0,
            "y" | "yr" | "yrs" | "year" | "years" => week * 52.0,
            _ => return None,
        })
    }

    fn within(&self, seconds: f64) -> Result<Seconds, String> {
        // Checked before the conversion, so that the number is small and positive here.
        if seconds > real(self.longest()) { Err(TOO_LONG.to_owned()) } else { Ok(whole(seconds)) }
    }
}

impl Range {
    /// A range from low to high, in seconds.
    ///
    /// # Errors
    /// If it is reversed.
    pub fn new(low: Seconds, high: Seconds) -> Result<Range, String> {
        if low > high {
            return Err("Enter the shorter time of the range first.".to_owned());
        }
        Ok(Range { low, high })
    }
}

/// The most characters of a text that is quoted in an error.
const MAX_QUOTED: usize = 40;

const TOO_LONG: &str = "Times can be up to 100 years.";

/// The part common to all errors about a missing unit.
pub const NO_UNIT: &str = "a unit, such as";

/// Like [`print_elapsed`], for values that may be negative.
pub fn print_elapsed_signed(seconds: i64) -> String {
    signed(seconds, print_elapsed)
}

fn signed(seconds: i64, print: impl Fn(Seconds) -> String) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    format!("{sign}{}", print(seconds.unsigned_abs()))
}

/// Prints elapsed time (downtime) in hours and minutes, whatever the map's calendar: `26h 30m`.
pub fn print_elapsed(seconds: Seconds) -> String {
    join(&[(seconds / HOUR, "h"), (seconds % HOUR / MINUTE, "m"), (seconds % MINUTE, "s")])
}

/// Whether the text stands for "I don't know".
pub fn is_unknown(text: &str) -> bool {
    matches!(
        text.trim().to_lowercase().as_str(),
        "" | "?" | "unknown" | "-" | "–" | "—" | "n/a" | "don't know" | "null"
    )
}

/// The nearest whole number; callers pass finite numbers that aren't negative.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a saturating cast is intended")]
pub fn whole(number: f64) -> u64 {
    number.round() as u64
}

/// A duration as a number for calculations.
#[expect(clippy::cast_precision_loss, reason = "durations stay far below 2^53")]
pub fn real(seconds: Seconds) -> f64 {
    seconds as f64
}

fn join(units: &[(u64, &str)]) -> String {
    let mut out = String::new();
    for (number, unit) in units.iter().filter(|(n, _)| *n > 0) {
        let space = if out.is_empty() { "" } else { " " };
        let _ = write!(out, "{space}{number}{unit}");
    }
    if out.is_empty() { "0s".to_owned() } else { out }
}

/// Splits `2d 4h` into its numbers and units.
fn parts(text: &str) -> Result<Vec<(f64, Option<String>)>, String> {
    let not_a_time = || format!("“{}” isn’t a time. Use a format like 30m, 4h, 2d or 3w.", clip(text, MAX_QUOTED));
    if text.starts_with(['-', '−', '–']) {
        return Err("Times can’t be negative.".to_owned());
    }
    if text.len() > 200 {
        return Err(not_a_time());
    }
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        if number.split_once(',').is_some_and(|(whole, rest)| rest.len() == 3 && !whole.starts_with('0')) {
            return Err(format!("“{}” is ambiguous. Enter it without the comma.", clip(text, MAX_QUOTED)));
        }
        let number = number.replace(',', ".");
        let number: f64 = number.parse().map_err(|_| not_a_time())?;
        let tail = tail.trim_start();
        let letters = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        found.push((number, (!unit.is_empty()).then(|| unit.to_owned())));
        rest = tail.trim_start_matches(|c: char| c.is_whitespace() || c == ',' || c == '+');
    }
    if found.is_empty() { Err(not_a_time()) } else { Ok(found) }
}

/// Splits `1d–3w` at its dash, or at `to`.
fn split_range(text: &str) -> Option<(&str, &str)> {
    text.split_once(" to ").or_else(|| text.split_once("..")).or_else(|| {
        let (at, dash) = text.char_indices().find(|(i, c)| *i > 0 && matches!(c, '–' | '—' | '-' | '−'))?;
        Some((&text[..at], &text[at + dash.len_utf8()..]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_spellings_of_durations_are_parsed() {
        let c = WorkingCalendar::WORKING;
        for (text, seconds) in [
            ("4h", 14_400),
            ("1.5h", 5_400),
            ("1,5 h", 5_400),
            ("2d 4h", 72_000),
            ("2d4h", 72_000),
            ("2d, 4h", 72_000),
            ("2w", 288_000),
            ("90m", 5_400),
            ("2 Weeks", 288_000),
            ("1mo", 624_000),
            ("0", 0),
            ("0s", 0),
            ("1y", 7_488_000),
        ] {
            assert_eq!(c.parse(text), Ok(seconds), "{text}");
        }
        assert_eq!(WorkingCalendar::CALENDAR.parse("1w 1d"), Ok(8 * 86_400));
    }

    #[test]
    fn invalid_durations_return_a_sentence() {
        let c = WorkingCalendar::WORKING;
        for text in [
            "",
            "-2d",
            "−2d",
            "12",
            "2x",
            "abc",
            "NaN",
            "inf",
            "1.2.3h",
            "1e5h",
            "1:30",
            "200y",
            "99999999999999999999w",
            ".",
        ] {
            let sentence = c.parse(text).unwrap_err();
            assert!(sentence.ends_with('.'), "{text}: {sentence}");
        }
    }

    #[test]
    fn durations_are_printed_exactly_or_rounded() {
        let c = WorkingCalendar::WORKING;
        assert_eq!(c.print(624_000), "1mo");
        assert_eq!(c.print(13 * 144_000), "13w");
        assert_eq!(c.print(61), "1m 1s");
        assert_eq!(c.about(144_000 * 4 + 28_800 * 4 + 28_000), "5w");
        assert_eq!(c.about(28_800 + 3600 + 1705), "1d 1h 28m");
        assert_eq!(c.about(0), "0s");
        assert_eq!(print_elapsed(95_400), "26h 30m");
    }

    #[test]
    fn estimates_are_parsed() {
        let c = WorkingCalendar::WORKING;
        let e = c.parse_estimate("2d (1d–3w)").unwrap();
        assert_eq!((e.typical, e.range), (Some(57_600), Some(Range { low: 28_800, high: 432_000 })));
        assert_eq!(c.parse_estimate("1–3d").unwrap().range, Some(Range { low: 28_800, high: 86_400 }));
        assert_eq!(c.parse_estimate("1d-3d").unwrap().typical, None);
        assert_eq!(c.parse_estimate("?").unwrap(), Estimate::default());
        assert!(c.parse_estimate("2d (3w–1d)").unwrap_err().contains("shorter time"));
        assert!(c.parse_estimate("-2d").unwrap_err().contains("negative"));
    }

    #[test]
    fn rescaled_duration_reads_the_same() {
        let (w, c) = (WorkingCalendar::WORKING, WorkingCalendar::CALENDAR);
        assert_eq!(w.rescale(144_000 + 28_800 + 3600, &c), 604_800 + 86_400 + 3600);
        assert_eq!(w.rescale(624_000, &c), c.month());
    }
}
