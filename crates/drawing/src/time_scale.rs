//! Time to scale: the segments of the critical path, fractions, and round durations for axes.

use crate::style::Paint;
use vsm::fields::catalog::StepField;
use vsm::model::duration::{Seconds, WorkingCalendar, real};
use vsm::model::step::StepTime;

/// A type of segment of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeKind {
    /// Wait time.
    Wait,
    /// Work time.
    Work,
    /// Wait and work time together: only their sum is known.
    Lead,
}

impl TimeKind {
    /// Its name within a sentence.
    pub(crate) fn name(self) -> &'static str {
        match self {
            TimeKind::Wait => StepField::Wait.name(),
            TimeKind::Work => StepField::Work.name(),
            TimeKind::Lead => StepField::Lead.name(),
        }
    }

    /// The paint of its bars, and of the text on them.
    pub(crate) fn time(self) -> StepTime {
        match self {
            TimeKind::Wait => StepTime::Wait,
            TimeKind::Work => StepTime::Work,
            TimeKind::Lead => StepTime::Lead,
        }
    }

    pub(crate) fn paints(self) -> (Paint, Paint) {
        match self {
            TimeKind::Wait => (Paint::WaitBar, Paint::OnWait),
            TimeKind::Work => (Paint::WorkBar, Paint::OnWork),
            TimeKind::Lead => (Paint::OpenBar, Paint::OnOpen),
        }
    }
}

/// The wait and work times of some steps that are above zero: position of the step, kind, seconds.
pub(crate) fn segments<'a>(
    steps: impl Iterator<Item = (usize, &'a vsm::Step)>,
) -> impl Iterator<Item = (usize, TimeKind, Seconds)> {
    let times = |(at, step): (usize, &vsm::Step)| match step.lead {
        Some(lead) => [(at, TimeKind::Lead, lead), (at, TimeKind::Work, 0)],
        None => [(at, TimeKind::Wait, step.counted_wait().unwrap_or(0)), (at, TimeKind::Work, step.work.unwrap_or(0))],
    };
    steps.flat_map(times).filter(|segment| segment.2 > 0)
}

/// Part of a whole, 0 to 1.
pub(crate) fn fraction(part: Seconds, whole: Seconds) -> f64 {
    real(part) / real(whole.max(1))
}

/// Round durations of a calendar, from a minute to a century.
pub(crate) fn round_durations(calendar: &WorkingCalendar) -> impl Iterator<Item = Seconds> {
    let (hour, day, week) = (3600, calendar.day(), calendar.week());
    let short = [60, 300, 900, 1800, hour, 2 * hour, 4 * hour, day, 2 * day];
    let weeks = [1, 2, 4, 13, 26, 52].map(|times| times * week);
    let years = [5, 10, 20, 50, 100].map(|times| 52 * week * times);
    short.into_iter().chain(weeks).chain(years)
}
