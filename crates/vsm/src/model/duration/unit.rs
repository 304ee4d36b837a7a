//! Units of time: their names in several languages, and how a time was written.

use crate::model::duration::{Seconds, WorkingCalendar};

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day of the calendar.
    Day,
    /// A week of the calendar.
    Week,
    /// 52/12 weeks.
    Month,
    /// 52 weeks.
    Year,
}

/// The names of each unit besides its symbol, in lower case.
#[rustfmt::skip]
const NAMES: &[(Unit, &[&str])] = &[
    (Unit::Second, &["sec", "secs", "second", "seconds", "sek", "sekunde", "sekunden", "seconde", "secondes", "秒", "秒間"]),
    (Unit::Minute, &["min", "mins", "minute", "minutes", "minuten", "分", "分間"]),
    (Unit::Hour, &["hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures", "時間"]),
    (Unit::Day, &["day", "days", "tag", "tage", "tagen", "arbeitstag", "arbeitstage", "werktag", "werktage", "jour", "jours", "日", "日間", "営業日"]),
    (Unit::Week, &["wk", "wks", "week", "weeks", "woche", "wochen", "semaine", "semaines", "週", "週間"]),
    (Unit::Month, &["mon", "month", "months", "monat", "monate", "monaten", "mois", "か月", "ヶ月", "ヵ月", "カ月", "ケ月"]),
    (Unit::Year, &["yr", "yrs", "year", "years", "jahr", "jahre", "jahren", "an", "ans", "année", "années", "年"]),
];

impl Unit {
    /// Every unit, the largest first.
    pub const ALL: [Unit; 7] = [Unit::Year, Unit::Month, Unit::Week, Unit::Day, Unit::Hour, Unit::Minute, Unit::Second];

    /// Its symbol: `h`.
    pub const fn symbol(self) -> &'static str {
        match self {
            Unit::Second => "s",
            Unit::Minute => "m",
            Unit::Hour => "h",
            Unit::Day => "d",
            Unit::Week => "w",
            Unit::Month => "mo",
            Unit::Year => "y",
        }
    }

    /// Reads its symbol or a name of it, with or without a final period: `h`, `hours`, `Std.`.
    pub fn parse(word: &str) -> Option<Unit> {
        let word = word.trim_end_matches('.').to_lowercase();
        let by_symbol = Unit::ALL.into_iter().find(|unit| unit.symbol() == word);
        by_symbol.or_else(|| NAMES.iter().find(|(_, names)| names.contains(&word.as_str())).map(|(unit, _)| *unit))
    }

    /// Its length in seconds, not rounded.
    pub(super) fn length(self, calendar: &WorkingCalendar) -> f64 {
        let day = calendar.hours_per_day * 3600.0;
        let week = day * calendar.days_per_week;
        match self {
            Unit::Second => 1.0,
            Unit::Minute => 60.0,
            Unit::Hour => 3600.0,
            Unit::Day => day,
            Unit::Week => week,
            Unit::Month => week * 52.0 / 12.0,
            Unit::Year => week * 52.0,
        }
    }
}

/// How a time was written, where that differs from how Weir would write it: `30h` rather than `3d 6h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spelling {
    /// The largest unit that was written.
    pub unit: Unit,
    /// Whether it was one number with a decimal sign: `1.5h` rather than `1h 30m`.
    pub decimal: bool,
}

impl Spelling {
    /// A code for storage: `h`, or `.h` for a decimal number of hours.
    pub fn code(self) -> String {
        format!("{}{}", if self.decimal { "." } else { "" }, self.unit.symbol())
    }

    /// Reads [`Spelling::code`].
    pub fn from_code(code: &str) -> Option<Spelling> {
        let (decimal, symbol) = code.strip_prefix('.').map_or((false, code), |symbol| (true, symbol));
        let unit = Unit::ALL.into_iter().find(|unit| unit.symbol() == symbol)?;
        Some(Spelling { unit, decimal })
    }
}

/// A time with its spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// The time.
    pub seconds: Seconds,
    /// How it was written; `None` if that is how Weir writes it.
    pub spelling: Option<Spelling>,
}

impl From<Seconds> for Written {
    fn from(seconds: Seconds) -> Written {
        Written { seconds, spelling: None }
    }
}
