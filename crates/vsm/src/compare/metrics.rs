//! Every figure of two maps, before and after.

use std::cmp::Ordering;

use crate::metrics::{Answers, Metrics};
use crate::model::duration::{Seconds, WorkingCalendar, print_elapsed, whole};
use crate::model::map::Map;
use crate::model::step::StepId;
use crate::text::{number, percent};

/// One figure of both maps.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name in the API.
    pub key: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// In the first map.
    pub before: Side,
    /// In the second map.
    pub after: Side,
    /// After − before, where both are known: seconds, shares, or how many.
    pub difference: Option<f64>,
    /// Difference ÷ before, where that means something.
    pub change: Option<f64>,
    /// Is it better now? None where it is neither, or not known for sure.
    pub verdict: Option<Verdict>,
    /// The difference in words; none where it is not known.
    pub delta: Option<Delta>,
}

/// A figure of one map.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Its value in seconds, as a share, or how many; none where it is not known.
    pub value: Option<f64>,
    /// As people read it, on the map's own clock.
    pub told: String,
    /// Something is missing in it: it is at least this much.
    pub at_least: bool,
}

/// How a figure came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It got better.
    Better,
    /// It got worse.
    Worse,
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
        }
    }
}

/// A difference in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// Less, the same, or more.
    pub direction: Ordering,
    /// By how much, with its unit.
    pub size: String,
}

impl Delta {
    /// `3w 2d less`, `no change`.
    #[must_use]
    pub fn words(&self) -> String {
        match self.direction {
            Ordering::Less => format!("{} less", self.size),
            Ordering::Equal => "no change".to_owned(),
            Ordering::Greater => format!("{} more", self.size),
        }
    }

    /// `−3w 2d`, `No change`; with a minus sign that is no hyphen.
    #[must_use]
    pub fn signed(&self) -> String {
        match self.direction {
            Ordering::Less => format!("−{}", self.size),
            Ordering::Equal => "No change".to_owned(),
            Ordering::Greater => format!("+{}", self.size),
        }
    }
}

impl Figure {
    /// The change as `−62%`; none where it means nothing.
    #[must_use]
    pub fn percent(&self) -> Option<String> {
        let change = self.change.filter(|change| *change != 0.0)?;
        Some(format!("{}{}", if change < 0.0 { "−" } else { "+" }, percent(change.abs())))
    }
}

/// The bottleneck of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Culprit {
    /// The step.
    pub step: StepId,
    /// Its name.
    pub name: String,
    /// Why.
    pub sentence: String,
}

/// Who holds a release back, before and after.
#[must_use]
pub fn bottlenecks(before: (&Map, &Metrics), after: (&Map, &Metrics)) -> [Option<Culprit>; 2] {
    [before, after].map(|(map, metrics)| {
        let found = metrics.bottleneck.as_ref()?;
        let name = map.step(&found.step)?.name.clone();
        Some(Culprit { step: found.step.clone(), name, sentence: found.sentence.clone() })
    })
}

/// What a figure is counted in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// Time of the map's clock.
    Time,
    /// The same as an average, told no finer than it is meant.
    Average,
    /// Elapsed time.
    Elapsed,
    Share,
    Items,
    Count,
    /// So many of all steps; judged by their share.
    Steps,
}

/// Which way is better?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Good {
    Less,
    More,
    Neither,
}

/// What is read from one map: the value, whether something is missing in it, and of how many it is.
struct Read {
    value: Option<f64>,
    at_least: bool,
    of: usize,
    /// Instead of the value.
    told: Option<&'static str>,
}

type Reader = fn(&Map, &Metrics) -> Read;

const fn plain(value: Option<f64>) -> Read {
    Read { value, at_least: false, of: 0, told: None }
}

fn time(seconds: Option<Seconds>, misses: bool) -> Read {
    #[expect(clippy::cast_precision_loss, reason = "durations stay far below 2^53")]
    let value = seconds.map(|seconds| seconds as f64);
    Read { at_least: misses && value.is_some(), ..plain(value) }
}

#[expect(clippy::cast_precision_loss, reason = "steps are few")]
fn count(number: usize) -> f64 {
    number as f64
}

fn answers(counted: Answers) -> Read {
    let known = counted.yes + counted.no > 0;
    Read { of: counted.yes + counted.no + counted.unknown, ..plain(known.then(|| count(counted.yes))) }
}

fn expected(_: &Map, metrics: &Metrics) -> Read {
    let mut read = time(metrics.expected_lead_seconds, metrics.at_least);
    if metrics.lead_seconds.is_some() && metrics.expected_lead_seconds.is_none() {
        read.told = Some("Never finishes");
    }
    read
}

#[rustfmt::skip]
const TABLE: &[(&str, &str, Unit, Good, Reader)] = &[
    ("lead_seconds", "Lead time", Unit::Time, Good::Less, |_, m| time(m.lead_seconds, m.at_least)),
    ("wait_seconds", "Wait time", Unit::Time, Good::Less, |_, m| time(m.wait_seconds, m.unknown.wait > 0)),
    ("work_seconds", "Work time", Unit::Time, Good::Less, |_, m| time(m.work_seconds, m.unknown.work > 0)),
    ("expected_lead_seconds", "Expected lead time", Unit::Average, Good::Less, expected),
    ("flow_efficiency", "Flow efficiency", Unit::Share, Good::More, |_, m| plain(m.flow_efficiency)),
    ("rolled_complete_accurate", "Rolled %C/A", Unit::Share, Good::More, |_, m| plain(m.rolled_complete_accurate)),
    ("downtime_seconds", "Downtime", Unit::Elapsed, Good::Less, |_, m| time(m.downtime_seconds, false)),
    ("downtime_seconds_per_month", "Downtime per month", Unit::Elapsed, Good::Less, |_, m| time(m.downtime_seconds_per_month, false)),
    ("effort_seconds", "Effort", Unit::Time, Good::Less, |_, m| time(m.effort_seconds, m.unknown.work > 0)),
    ("handoffs", "Handoffs", Unit::Count, Good::Less, |_, m| plain(Some(count(m.handoffs)))),
    ("work_in_progress", "Work in progress", Unit::Items, Good::Less, |_, m| plain(m.work_in_progress)),
    ("steps", "Steps", Unit::Count, Good::Neither, |map, _| plain(Some(count(map.steps.len())))),
    ("automated", "Automated", Unit::Steps, Good::More, |_, m| answers(m.confidence.automated)),
    ("observed", "Monitored", Unit::Steps, Good::More, |_, m| answers(m.confidence.observed)),
    ("reversible", "Reversible", Unit::Steps, Good::More, |_, m| answers(m.confidence.reversible)),
];

/// Every figure of two maps. The difference of times on two clocks is told in hours as each map counts them, and
/// neither as a percentage nor as better or worse: an hour of working time is not one of the calendar.
#[must_use]
pub fn figures(before: (&Map, &Metrics), after: (&Map, &Metrics)) -> Vec<Figure> {
    let clocks = [&before.0.clock, &after.0.clock];
    let one_clock =
        (clocks[0].hours_per_day, clocks[0].days_per_week) == (clocks[1].hours_per_day, clocks[1].days_per_week);
    let row = |&(key, label, unit, good, read): &(&'static str, &'static str, Unit, Good, Reader)| {
        let (was, is) = (read(before.0, before.1), read(after.0, after.1));
        let difference = was.value.zip(is.value).map(|(was, is)| is - was);
        // More that is on its way because more arrives is no worse.
        let good = if unit == Unit::Items && before.0.demand != after.0.demand { Good::Neither } else { good };
        let comparable = one_clock || !matches!(unit, Unit::Time | Unit::Average);
        let clock = one_clock.then_some(clocks[1]);
        Figure {
            key,
            label,
            change: change(unit, &was, difference).filter(|_| comparable),
            verdict: verdict(unit, good, &was, &is).filter(|_| comparable),
            delta: difference.map(|difference| delta(unit, difference, clock)),
            difference,
            before: side(unit, &was, clocks[0]),
            after: side(unit, &is, clocks[1]),
        }
    };
    TABLE.iter().map(row).collect()
}

fn change(unit: Unit, was: &Read, difference: Option<f64>) -> Option<f64> {
    // So many of other steps are no percentage of each other.
    let base = was.value.filter(|was| *was > 0.0 && unit != Unit::Steps)?;
    difference.map(|difference| difference / base)
}

/// Better or worse, as far as that is sure: a figure in which something is missing can only grow.
fn verdict(unit: Unit, good: Good, was: &Read, is: &Read) -> Option<Verdict> {
    let part = |read: &Read| match unit {
        Unit::Steps => read.value.filter(|_| read.of > 0).map(|value| value / count(read.of)),
        _ => read.value,
    };
    let (old, new) = part(was).zip(part(is))?;
    let up = match new.partial_cmp(&old)? {
        Ordering::Equal => return None,
        Ordering::Greater if was.at_least => return None,
        Ordering::Less if is.at_least => return None,
        Ordering::Greater => true,
        Ordering::Less => false,
    };
    match good {
        Good::Neither => None,
        Good::More => Some(if up { Verdict::Better } else { Verdict::Worse }),
        Good::Less => Some(if up { Verdict::Worse } else { Verdict::Better }),
    }
}

fn side(unit: Unit, read: &Read, clock: &WorkingCalendar) -> Side {
    let Read { value, at_least, of, told } = *read;
    let words = value.map(|value| match unit {
        Unit::Time => clock.print(whole(value)),
        Unit::Average => clock.about(whole(value)),
        Unit::Elapsed if value == 0.0 => "None".to_owned(),
        Unit::Elapsed => print_elapsed(whole(value)),
        Unit::Share => percent(value),
        Unit::Items => items(value),
        Unit::Count => number(value),
        Unit::Steps => format!("{} of {of}", number(value)),
    });
    let words = words.map(|words| if at_least { format!("at least {words}") } else { words });
    Side { value, told: words.unwrap_or_else(|| told.unwrap_or("Unknown").to_owned()), at_least }
}

fn items(count: f64) -> String {
    match number(count).as_str() {
        "1" => "1 item".to_owned(),
        count => format!("{count} items"),
    }
}

/// A difference in words; of times without a clock in hours.
fn delta(unit: Unit, difference: f64, clock: Option<&WorkingCalendar>) -> Delta {
    let size = difference.abs();
    let told = match unit {
        Unit::Time => clock.map_or_else(|| print_elapsed(whole(size)), |clock| clock.print(whole(size))),
        Unit::Average => clock.map_or_else(|| print_elapsed(whole(size)), |clock| clock.about(whole(size))),
        Unit::Elapsed => print_elapsed(whole(size)),
        Unit::Share => {
            let points = format!("{} points", number(size * 100.0));
            if points == "1 points" { "1 point".to_owned() } else { points }
        }
        Unit::Items => items(size),
        Unit::Count | Unit::Steps => number(size),
    };
    Delta { direction: difference.partial_cmp(&0.0).unwrap_or(Ordering::Equal), size: told }
}
