//! How times are printed: as they were written, exactly, or rounded to two units.

use std::fmt::Write as _;

use crate::model::duration::written::{Spelling, Written};
use crate::model::duration::{Seconds, WorkingCalendar, WrittenRange, real, whole};
use crate::model::unit::Unit;

const MINUTE: Seconds = 60;
const HOUR: Seconds = 3600;

impl WorkingCalendar {
    /// Prints a time exactly: as it was written, else in the largest units that fit: `9w 3d`, `4d 6h`,
    /// `30m`, `0`. [`WorkingCalendar::parse`] reads back the same number.
    pub fn print(&self, time: impl Into<Written>) -> String {
        let time = time.into();
        match time.spelling {
            None => join(self.take_apart(time.seconds, self.largest(time.seconds))),
            Some(spelling) => self.print_as(time.seconds, spelling),
        }
    }

    fn print_as(&self, seconds: Seconds, Spelling { unit, decimal }: Spelling) -> String {
        let symbol = unit.symbol();
        if seconds == 0 {
            return format!("0{symbol}");
        }
        if decimal {
            let length = unit.length(self);
            // Three decimals could be thousands to a reader of another language.
            let number = (real(seconds) / length * 100.0).round() / 100.0;
            if whole(number * length) == seconds {
                return format!("{number}{symbol}");
            }
        }
        join(self.take_apart(seconds, unit))
    }

    /// Prints a computed time, rounded to two units: `9w 3d`, `5h 43m`. Seconds are shown only below a minute.
    pub fn about(&self, seconds: Seconds) -> String {
        two_units(seconds, &[(self.week(), "w"), (self.day(), "d"), (HOUR, "h"), (MINUTE, "m"), (1, "s")])
    }

    /// Prints a cadence in words: `weekly`, `every 2 weeks`, `twice a week`, `every 10 days`.
    pub fn print_cadence(&self, time: impl Into<Written>) -> String {
        let time = time.into();
        let (day, week, month) = (self.day(), self.week(), self.month());
        match time.seconds {
            HOUR => "hourly".to_owned(),
            seconds if seconds == week => "weekly".to_owned(),
            seconds if seconds == day => "daily".to_owned(),
            seconds if seconds == month => "monthly".to_owned(),
            seconds if seconds == 13 * week => "quarterly".to_owned(),
            seconds if seconds == 52 * week => "yearly".to_owned(),
            seconds if seconds * 2 == day => "twice a day".to_owned(),
            seconds if seconds * 2 == week => "twice a week".to_owned(),
            seconds if seconds * 2 == month => "twice a month".to_owned(),
            seconds if seconds > 0 && seconds.is_multiple_of(week) => format!("every {} weeks", seconds / week),
            seconds if seconds > 0 && seconds.is_multiple_of(day) => format!("every {} days", seconds / day),
            _ => format!("every {}", self.print(time)),
        }
    }

    /// Prints a duration that may be negative: `2d`, `-2d`.
    pub fn print_signed(&self, seconds: i64) -> String {
        signed(seconds, |seconds| self.print(seconds))
    }

    /// Prints a time with its range: `2d (1d–3w)`.
    pub fn print_estimate(
        &self,
        typical: Option<impl Into<Written>>,
        range: Option<impl Into<WrittenRange>>,
    ) -> String {
        match (typical, range) {
            (None, None) => String::new(),
            (Some(t), None) => self.print(t),
            (None, Some(r)) => self.print_range(r),
            (Some(t), Some(r)) => format!("{} ({})", self.print(t), self.print_range(r)),
        }
    }

    /// Prints a range: `1d–3w`, `8h+`.
    pub fn print_range(&self, range: impl Into<WrittenRange>) -> String {
        let WrittenRange { low, high } = range.into();
        match high {
            Some(high) => format!("{}–{}", self.print(low), self.print(high)),
            None => format!("{}+", self.print(low)),
        }
    }

    /// The time that reads the same on another calendar: 1w stays 1w, and 24h stays 24h.
    pub fn rescale(&self, time: impl Into<Written>, to: &WorkingCalendar) -> Written {
        let Written { seconds, spelling } = time.into();
        if self.counts_like(to) || seconds == 0 {
            return Written { seconds, spelling };
        }
        let spelling = spelling.unwrap_or(Spelling { unit: self.largest(seconds), decimal: false });
        let length = |unit: Unit| whole(unit.length(to));
        let seconds = if spelling.decimal {
            whole(real(seconds) / spelling.unit.length(self) * spelling.unit.length(to))
        } else {
            self.take_apart(seconds, spelling.unit).map(|(number, unit)| number * length(unit)).sum()
        };
        to.settle(Written { seconds, spelling: Some(spelling) })
    }

    /// The largest unit in which a time is printed that no one wrote.
    pub(super) fn largest(&self, seconds: Seconds) -> Unit {
        // Months only if the value isn't whole weeks: every 13 weeks is 13w, every month is 1mo.
        let whole_months = || seconds.is_multiple_of(self.month()) && !seconds.is_multiple_of(self.week());
        match seconds {
            0 => Unit::Second,
            _ if whole_months() => Unit::Month,
            _ if seconds >= self.week() => Unit::Week,
            _ if seconds >= self.day() => Unit::Day,
            HOUR.. => Unit::Hour,
            MINUTE.. => Unit::Minute,
            _ => Unit::Second,
        }
    }

    /// Splits a time into units, the largest first, none larger than `largest`.
    fn take_apart(&self, seconds: Seconds, largest: Unit) -> impl Iterator<Item = (u64, Unit)> {
        let mut rest = seconds;
        let units = Unit::ALL.into_iter().filter(move |unit| *unit <= largest);
        let parts = units.map(move |unit| {
            let length = whole(unit.length(self)).max(1);
            let number = rest / length;
            rest %= length;
            (number, unit)
        });
        parts.filter(|(number, _)| *number > 0)
    }
}

/// Like [`print_elapsed`], for values that may be negative.
pub fn print_elapsed_signed(seconds: i64) -> String {
    signed(seconds, print_elapsed::<Seconds>)
}

fn signed(seconds: i64, print: impl Fn(Seconds) -> String) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    format!("{sign}{}", print(seconds.unsigned_abs()))
}

/// Prints elapsed time (downtime) exactly, in hours and minutes, whatever the map's calendar: `26h 30m`; as it
/// was written, if in smaller units than days.
pub fn print_elapsed<T: Into<Written>>(time: T) -> String {
    let Written { seconds, spelling } = time.into();
    let calendar = &WorkingCalendar::CALENDAR;
    match spelling.filter(|spelling| spelling.unit <= Unit::Hour) {
        None => join(calendar.take_apart(seconds, Unit::Hour)),
        Some(spelling) => calendar.print_as(seconds, spelling),
    }
}

/// Prints computed elapsed time, rounded to hours and minutes: `26h 30m`. Seconds are shown only below a minute.
pub fn about_elapsed(seconds: Seconds) -> String {
    two_units(seconds, &[(HOUR, "h"), (MINUTE, "m"), (1, "s")])
}

/// A time in at most two of these units, which are given with their lengths, the largest first: exactly if two are
/// enough, else rounded to the one below the largest.
fn two_units(seconds: Seconds, units: &[(Seconds, &str)]) -> String {
    let split = |seconds: Seconds| {
        let mut rest = seconds;
        let parts = units.iter().map(|(length, symbol)| {
            let number = rest / length;
            rest %= length;
            (number, *symbol)
        });
        parts.filter(|(number, _)| *number > 0).collect::<Vec<_>>()
    };
    let exact = split(seconds);
    if exact.len() <= 2 && (seconds < MINUTE || seconds.is_multiple_of(MINUTE)) {
        return join_symbols(exact);
    }
    let largest = units.iter().position(|(length, _)| *length <= seconds).unwrap_or(0);
    let unit = units.get(largest + 1).map_or(1, |(length, _)| (*length).max(MINUTE.min(seconds)));
    let mut parts = split(seconds.saturating_add(unit / 2) / unit * unit);
    // A week that isn't a whole number of days leaves smaller units behind.
    parts.truncate(2);
    join_symbols(parts)
}

fn join(units: impl Iterator<Item = (u64, Unit)>) -> String {
    join_symbols(units.map(|(number, unit)| (number, unit.symbol())))
}

fn join_symbols<'s>(units: impl IntoIterator<Item = (u64, &'s str)>) -> String {
    let mut out = String::new();
    for (number, symbol) in units {
        if !out.is_empty() {
            out.push(' ');
        }
        let _ = write!(out, "{number}");
        out.push_str(symbol);
    }
    if out.is_empty() { "0".to_owned() } else { out }
}
