//! Every metric of two maps, before and after.

use std::cmp::Ordering;

use crate::metrics::Metrics;
use crate::metrics::catalog::{Better, Metric, MetricValue, Unit};
use crate::model::duration::{WorkingCalendar, about_elapsed, whole};
use crate::model::map::Map;
use crate::model::step::StepId;
use crate::text::{number, percent};

/// A metric of both maps.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricComparison {
    /// Which metric it is.
    pub metric: Metric,
    /// The first map's value.
    pub before: Side,
    /// The second map's value.
    pub after: Side,
    /// After − before if both are known: seconds, a share or a number.
    pub difference: Option<f64>,
    /// Difference ÷ before, where a percentage makes sense.
    pub change: Option<f64>,
    /// Whether the metric improved; `None` if it is neutral or uncertain.
    pub verdict: Option<Verdict>,
    /// The difference as text; `None` if it is unknown.
    pub delta: Option<Delta>,
}

/// A metric of one map.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// The value in seconds, as a share or as a number; `None` if unknown.
    pub value: Option<f64>,
    /// The value as text, on the map's own calendar.
    pub text: String,
    /// Some times are missing: the metric is at least this value.
    pub at_least: bool,
    /// Some values are missing: the metric is at most this value.
    pub at_most: bool,
}

impl Side {
    /// Whether values are missing.
    pub fn is_vague(&self) -> bool {
        self.at_least || self.at_most
    }
}

/// Whether a metric improved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It improved.
    Better,
    /// It got worse.
    Worse,
}

impl Verdict {
    /// The verdict's wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
        }
    }
}

/// A difference as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// Less, the same, or more.
    pub direction: Ordering,
    /// The size of the difference with its unit.
    pub size: String,
}

impl Delta {
    /// `3w 2d less`, `no change`.
    pub fn words(&self) -> String {
        match self.direction {
            Ordering::Less => format!("{} less", self.size),
            Ordering::Equal => "no change".to_owned(),
            Ordering::Greater => format!("{} more", self.size),
        }
    }

    /// `−3w 2d`, `No change`; with a true minus sign, not a hyphen.
    pub fn signed(&self) -> String {
        match self.direction {
            Ordering::Less => format!("−{}", self.size),
            Ordering::Equal => "No change".to_owned(),
            Ordering::Greater => format!("+{}", self.size),
        }
    }
}

impl MetricComparison {
    /// The change as `−62%`; `None` where a percentage makes no sense.
    pub fn percent(&self) -> Option<String> {
        let change = self.change.filter(|change| *change != 0.0)?;
        Some(format!("{}{}", if change < 0.0 { "−" } else { "+" }, percent(change.abs())))
    }
}

/// The bottleneck of a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BottleneckStep {
    /// The step.
    pub step: StepId,
    /// Its name.
    pub name: String,
    /// The reason.
    pub sentence: String,
}

/// The bottlenecks before and after; a sentence where a map has none.
pub fn bottlenecks(before: (&Map, &Metrics), after: (&Map, &Metrics)) -> [Result<BottleneckStep, String>; 2] {
    [before, after].map(|(map, metrics)| {
        let found = metrics.bottleneck.as_ref().ok_or_else(|| metrics.bottleneck_sentence().to_owned())?;
        let name = map.step(&found.step).map_or_else(String::new, |step| step.name.clone());
        Ok(BottleneckStep { step: found.step.clone(), name, sentence: found.sentence.clone() })
    })
}

/// Every metric of two maps. If the maps use different calendars, differences of times are shown in hours
/// as each map counts them, without a percentage or a verdict: an hour of working time isn't an hour of
/// calendar time.
pub fn compare_metrics(before: (&Map, &Metrics), after: (&Map, &Metrics)) -> Vec<MetricComparison> {
    let clocks = [&before.0.clock, &after.0.clock];
    let one_clock = clocks[0].counts_like(clocks[1]);
    let row = |metric: Metric| {
        let (was, is) = (metric.value(before.1), metric.value(after.1));
        let unit = metric.unit();
        let difference = was.value.zip(is.value).map(|(was, is)| is - was);
        // More work in progress because of more demand isn't worse.
        let is_neutral = unit == Unit::Items && before.0.demand != after.0.demand;
        let comparable = one_clock || !matches!(unit, Unit::Time | Unit::AverageTime);
        let clock = one_clock.then_some(clocks[1]);
        MetricComparison {
            metric,
            change: change(&was, difference).filter(|_| comparable),
            verdict: verdict(&was, &is).filter(|_| comparable && !is_neutral),
            delta: difference.map(|difference| delta(unit, difference, clock)),
            difference,
            before: side(&was, clocks[0]),
            after: side(&is, clocks[1]),
        }
    };
    Metric::ALL.iter().copied().map(row).collect()
}

fn change(was: &MetricValue, difference: Option<f64>) -> Option<f64> {
    // Step counts of two maps are compared by share of all steps, so they get no percentage.
    let base = was.value.filter(|value| *value > 0.0 && was.metric.unit() != Unit::Steps)?;
    difference.map(|difference| difference / base)
}

/// The verdict, if it is certain: a metric that lacks some values can only grow, or only shrink.
fn verdict(was: &MetricValue, is: &MetricValue) -> Option<Verdict> {
    let (old, new) = was.comparable().zip(is.comparable())?;
    let up = match new.partial_cmp(&old)? {
        Ordering::Equal => return None,
        Ordering::Greater if was.at_least || is.at_most => return None,
        Ordering::Less if is.at_least || was.at_most => return None,
        Ordering::Greater => true,
        Ordering::Less => false,
    };
    match was.metric.better() {
        Better::Neither => None,
        Better::Higher => Some(if up { Verdict::Better } else { Verdict::Worse }),
        Better::Lower => Some(if up { Verdict::Worse } else { Verdict::Better }),
    }
}

fn side(read: &MetricValue, clock: &WorkingCalendar) -> Side {
    Side { value: read.value, text: read.text(clock), at_least: read.at_least, at_most: read.at_most }
}

/// The difference as text; times without a calendar are shown in hours.
fn delta(unit: Unit, difference: f64, clock: Option<&WorkingCalendar>) -> Delta {
    let size = difference.abs();
    let text = match (unit, clock) {
        (Unit::Elapsed, _) | (Unit::Time | Unit::AverageTime, None) => about_elapsed(whole(size)),
        (Unit::Share, _) => match number(size * 100.0).as_str() {
            "1" => "1 point".to_owned(),
            points => format!("{points} points"),
        },
        // Only times depend on the calendar.
        _ => unit.text(size, clock.unwrap_or(&WorkingCalendar::CALENDAR)),
    };
    Delta { direction: difference.partial_cmp(&0.0).unwrap_or(Ordering::Equal), size: text }
}
