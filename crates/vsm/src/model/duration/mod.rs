//! Durations as people write them, and the calendar that reads and prints them.
//!
//! Every duration in Weir is a whole number of seconds. A [`WorkingCalendar`] defines the length of a day
//! and a week, and is used only to read and print durations: `1d` is 8 hours of working time and 24 of
//! calendar time. A time that someone wrote keeps its [`Spelling`], so that `30h` stays `30h`; computed times
//! are printed in the largest units that fit.
//!
//! ```
//! use vsm::model::duration::WorkingCalendar;
//! let clock = WorkingCalendar::WORKING;
//! assert_eq!(clock.parse("2d 4h").unwrap(), 20 * 3600);
//! assert_eq!(clock.print(clock.parse_written("30h").unwrap()), "30h");
//! assert_eq!(clock.about(30 * 3600 + 60), "3d 6h");
//! assert_eq!(clock.parse("1,5 h").unwrap(), 5400);
//! assert_eq!(clock.print(9 * 144_000 + 3 * 28_800), "9w 3d");
//! assert!(clock.parse("12").unwrap_err().contains("such as 12h"));
//! ```

mod print;
mod read;
mod written;

use crate::model::number::DecimalSign;

pub use crate::model::unit::Unit;
pub use crate::model::words::{is_approximate, is_unknown};
pub use print::{about_elapsed, print_elapsed, print_elapsed_signed};
pub use read::is_frequency;
pub use written::{Spelling, Written};

/// A duration in whole seconds.
pub type Seconds = u64;

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

/// How a time with colons is meant, as some headings say: `mm:ss`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockPattern {
    /// `1:30` is 90 minutes; `26:15:00` has seconds as well.
    HoursMinutes,
    /// `1:30` is 90 seconds.
    MinutesSeconds,
    /// `1:30:00` is 90 minutes.
    HoursMinutesSeconds,
    /// `1:06:30` is a day, 6 hours and 30 minutes.
    DaysHoursMinutes,
    /// `1:06` is a day and 6 hours.
    DaysHours,
}

/// The lowest and highest value people have seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The shortest, in seconds.
    pub low: Seconds,
    /// The longest, in seconds; never below `low`. `None` if nobody knows an upper end: `8h+`.
    pub high: Option<Seconds>,
}

/// A range with the spelling of its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenRange {
    /// The shortest.
    pub low: Written,
    /// The longest; never shorter than `low`. `None` if nobody knows an upper end: `8h+`.
    pub high: Option<Written>,
}

/// A time with its range as written in one field: `2d (1d–3w)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Estimate {
    /// The typical value; `None` if unknown.
    pub typical: Option<Written>,
    /// The range, if one was written.
    pub range: Option<WrittenRange>,
}

/// What is known about a text besides the text, such as from the heading of its column.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints {
    /// The unit of numbers without one.
    pub unit: Option<Unit>,
    /// How times with colons are meant.
    pub pattern: Option<ClockPattern>,
    /// The decimal sign.
    pub sign: DecimalSign,
}

/// A time read from a text, with what else the text says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimeReading {
    /// The time and its range.
    pub estimate: Estimate,
    /// Words that aren't part of the time, for the note: `review` of `30 min review`.
    pub rest: String,
    /// Sentences about what was guessed.
    pub doubts: Vec<String>,
}

impl WorkingCalendar {
    /// Rejects impossible numbers of hours and days.
    pub fn check(&self) -> Result<(), String> {
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

    /// Checks a number of seconds against the longest duration.
    ///
    /// # Errors
    /// If it is longer than 100 years.
    pub fn accept(&self, seconds: Seconds) -> Result<Seconds, String> {
        if seconds > self.longest() { Err(TOO_LONG.to_owned()) } else { Ok(seconds) }
    }

    fn within(&self, seconds: f64) -> Result<Seconds, String> {
        // Checked before the conversion, so that the number is small and positive here.
        if seconds > real(self.longest()) { Err(TOO_LONG.to_owned()) } else { Ok(whole(seconds)) }
    }
}

impl Range {
    /// Whether a time is within the range.
    pub fn contains(&self, time: Seconds) -> bool {
        self.low <= time && self.high.is_none_or(|high| time <= high)
    }
}

impl WrittenRange {
    /// A range from low to high.
    ///
    /// # Errors
    /// If it is reversed.
    pub fn new(low: Written, high: Written) -> Result<WrittenRange, String> {
        if low.seconds > high.seconds {
            return Err(SHORTER_FIRST.to_owned());
        }
        Ok(WrittenRange { low, high: Some(high) })
    }

    /// A range without an upper end: `8h+`.
    pub fn at_least(low: Written) -> WrittenRange {
        WrittenRange { low, high: None }
    }

    /// The range without its spelling.
    pub fn range(&self) -> Range {
        Range { low: self.low.seconds, high: self.high.map(|high| high.seconds) }
    }
}

impl From<Range> for WrittenRange {
    fn from(range: Range) -> WrittenRange {
        WrittenRange { low: range.low.into(), high: range.high.map(Written::from) }
    }
}

const SHORTER_FIRST: &str = "Enter the shorter time of the range first.";

const TOO_LONG: &str = "Times can be up to 100 years.";

/// The part common to all errors about a missing unit.
pub const NO_UNIT: &str = "a unit, such as";

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

#[cfg(test)]
mod tests;
#[cfg(test)]
mod texts;
