//! How long a unit is, and how a time was written.

use crate::model::duration::{Seconds, WorkingCalendar};
use crate::model::unit::Unit;

impl Unit {
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
