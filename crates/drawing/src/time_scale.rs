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

    /// The class of its bars where they are drawn as thick lines.
    pub(crate) fn line_class(self) -> &'static str {
        match self {
            TimeKind::Wait => "d-lines-wait",
            TimeKind::Work => "d-lines-work",
            TimeKind::Lead => "d-lines-lead",
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

/// The usual wait and work times of some steps that are above zero: position of the step, kind, seconds.
pub(crate) fn segments<'a>(
    steps: impl Iterator<Item = (usize, &'a vsm::Step)>,
) -> impl Iterator<Item = (usize, TimeKind, Seconds)> {
    let times = |(at, step): (usize, &vsm::Step)| match step.lead {
        Some(lead) => [(at, TimeKind::Lead, lead), (at, TimeKind::Work, 0)],
        None => [
            (at, TimeKind::Wait, step.counted_wait().unwrap_or(0)),
            (at, TimeKind::Work, step.counted_work().unwrap_or(0)),
        ],
    };
    steps.flat_map(times).filter(|segment| segment.2 > 0)
}

/// Part of a whole, 0 to 1.
pub(crate) fn fraction(part: Seconds, whole: Seconds) -> f64 {
    real(part) / real(whole.max(1))
}

/// The round times at which an axis as wide as some px has a tick: at least 80 px apart, so that labels fit, and at most
/// two dozen.
pub(crate) fn ticks(calendar: &WorkingCalendar, total: Seconds, width: f64) -> impl Iterator<Item = Seconds> {
    let min_width = (width / 24.0).max(80.0);
    let distance = round_durations(calendar).find(|&step| fraction(step, total) * width >= min_width);
    let distance = distance.unwrap_or(total).max(1);
    (0..=total / distance).map(move |tick| tick * distance)
}

/// Round durations of a calendar, from a minute to a century.
pub(crate) fn round_durations(calendar: &WorkingCalendar) -> impl Iterator<Item = Seconds> {
    let (hour, day, week) = (3600, calendar.day(), calendar.week());
    let short = [60, 300, 900, 1800, hour, 2 * hour, 4 * hour, day, 2 * day];
    let weeks = [1, 2, 4, 13, 26, 52].map(|times| times * week);
    let years = [5, 10, 20, 50, 100].map(|times| 52 * week * times);
    short.into_iter().chain(weeks).chain(years)
}
