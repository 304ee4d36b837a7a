//! The bottleneck, with the sentence that explains it, or why there is none.
//!
//! It is the constraint if more work arrives than the step can do (utilization at or above 100%); otherwise
//! the slowest step, the one with the largest drag. The slowest step is named only if it is clearly ahead of
//! the others and enough times are known; a map of one step has none.

use std::cmp::Ordering;

use serde::Serialize;

use crate::metrics::{Metrics, StepMetrics};
use crate::model::duration::{Seconds, WorkingCalendar, WrittenRange, real};
use crate::model::map::Map;
use crate::model::step::{Step, StepId};
use crate::text::{number, percent, quote, whole_percent};

/// How far the slowest step has to be ahead of the next: its drag is at least 13/10 of that.
const CLEARLY_AHEAD: (Seconds, Seconds) = (13, 10);

/// Utilization is compared with this tolerance, so that rounding doesn't decide.
const TOLERANCE: f64 = 1e-9;

/// Why a step is the bottleneck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// It adds most to the lead time.
    Slowest,
    /// It can't keep up with the demand.
    Constraint,
}

/// The step to improve first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bottleneck {
    /// The rule that selected it.
    pub kind: Why,
    /// The step.
    pub step: StepId,
    /// Its drag ÷ the lead time, 0 to 1; ranges count with their middle.
    pub share: f64,
    /// Demand ÷ its capacity, where both are known.
    pub utilization: Option<f64>,
    /// The reason in plain words, with the name of the step.
    pub sentence: String,
    /// The sentence without the name: `takes 44% of the lead time, nearly all of it waiting.`
    #[serde(skip)]
    pub reason: String,
}

/// Finds the bottleneck of a map whose other metrics are computed.
///
/// # Errors
/// A sentence that says why no step is named.
pub fn find(map: &Map, metrics: &Metrics) -> Result<Bottleneck, String> {
    if let Some(found) = constraint(metrics).filter(|step| is_overloaded(map, step)) {
        let named = named(Why::Constraint, map, metrics, found);
        return match named {
            Some(only) if map.steps.len() == 1 => Err(only.sentence),
            Some(named) => Ok(named),
            None => Err(TOO_FEW_TIMES.to_owned()),
        };
    }
    let found = slowest(map, metrics)?;
    named(Why::Slowest, map, metrics, found).ok_or_else(|| TOO_FEW_TIMES.to_owned())
}

fn is_overloaded(map: &Map, step: &StepMetrics) -> bool {
    let can_do_nothing = map.demand.is_some() && step.capacity_per_week == Some(0.0);
    can_do_nothing || step.utilization.is_some_and(|utilization| utilization >= 1.0 - TOLERANCE)
}

/// The step with the least capacity; ties go to the first row, where the work piles up first.
pub fn constraint(metrics: &Metrics) -> Option<&StepMetrics> {
    let known = metrics.steps.iter().filter_map(|s| s.capacity_per_week.map(|c| (c, s)));
    known.min_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal)).map(|(_, step)| step)
}

const TOO_FEW_TIMES: &str = "Too few times to tell.";

/// The step with the largest drag, if it is clearly ahead.
///
/// # Errors
/// A sentence that says why no step stands out.
pub fn slowest<'m>(map: &Map, metrics: &'m Metrics) -> Result<&'m StepMetrics, String> {
    match map.steps.len() {
        0 => return Err("The map has no steps yet.".to_owned()),
        1 => return Err("The map has only one step.".to_owned()),
        steps if known_times(map) < steps => return Err(TOO_FEW_TIMES.to_owned()),
        _ => {}
    }
    let drag = |step: &StepMetrics| step.drag_seconds.unwrap_or(0);
    let mut rows: Vec<&StepMetrics> = metrics.steps.iter().filter(|step| step.lead_seconds > Some(0)).collect();
    // Stable, so that ties stay in table order.
    rows.sort_by_key(|step| std::cmp::Reverse(drag(step)));
    let Some(&first) = rows.first() else { return Err("No step takes any time.".to_owned()) };
    if drag(first) == 0 {
        return Err("No step stands out: parallel branches take equally long.".to_owned());
    }
    let (times, of) = CLEARLY_AHEAD;
    let is_near = |step: &StepMetrics| drag(step).saturating_mul(times) > drag(first).saturating_mul(of);
    let near: Vec<&StepMetrics> = rows.into_iter().filter(|step| is_near(step)).collect();
    if near.len() == 1 {
        return Ok(first);
    }
    let how = if near.iter().all(|step| drag(step) == drag(first)) { "the same" } else { "about the same" };
    Err(format!("No step stands out: {} take {how}.", who(map, &near)))
}

/// `Code review and Build`, or how many there are.
fn who(map: &Map, steps: &[&StepMetrics]) -> String {
    match steps {
        [one, other] => {
            let name = |step: &StepMetrics| quote(map.step(&step.id).map_or("", |step| &step.name));
            format!("{} and {}", name(one), name(other))
        }
        many => format!("{} steps", many.len()),
    }
}

/// How many wait and work times are known; a lead time alone counts as both.
fn known_times(map: &Map) -> usize {
    let known = |step: &Step| match step.lead {
        Some(_) => 2,
        None => usize::from(step.counted_wait().is_some()) + usize::from(step.counted_work().is_some()),
    };
    map.steps.iter().map(|step| known(step)).sum()
}

fn named(why: Why, map: &Map, metrics: &Metrics, figures: &StepMetrics) -> Option<Bottleneck> {
    let step = map.step(&figures.id)?;
    let lead = metrics.usual_lead_seconds.filter(|&lead| lead > 0);
    let part = lead.map_or(0.0, |lead| real(figures.drag_seconds.unwrap_or(0)) / real(lead));
    let reason = match why {
        Why::Constraint if figures.capacity_per_week == Some(0.0) => {
            let (has, each) = (step.people.unwrap_or(0.0), step.people_per_item.unwrap_or(1.0));
            format!("can finish nothing: it has {has} people, and one item needs {each}. Work piles up here.")
        }
        Why::Constraint => overloaded(map, figures),
        Why::Slowest => slow(map, metrics, step, figures, part),
    };
    Some(Bottleneck {
        kind: why,
        step: step.id.clone(),
        share: part,
        utilization: figures.utilization,
        sentence: format!("{} {reason}", quote(&step.name)),
        reason,
    })
}

fn overloaded(map: &Map, figures: &StepMetrics) -> String {
    let demand = map.demand.map_or(0.0, |d| d.per_week(&map.clock));
    let capacity = figures.capacity_per_week.unwrap_or(0.0);
    let (demand, can) = (number(demand), number(capacity));
    let load = percent(figures.utilization.unwrap_or(0.0));
    let items = if can == "1" { "item" } else { "items" };
    let arrive = if demand == "1" { "arrives" } else { "arrive" };
    if figures.utilization.is_some_and(|u| u > 1.0 + TOLERANCE) {
        format!(
            "can finish {can} {items} per week, but {demand} {arrive} ({load} utilization). Work piles up here, however \
             fast the other steps are."
        )
    } else {
        format!(
            "can finish {can} {items} per week, and {demand} {arrive} ({load} utilization). It can never catch up after \
             a delay."
        )
    }
}

fn slow(map: &Map, metrics: &Metrics, step: &Step, figures: &StepMetrics, part: f64) -> String {
    let known = if metrics.at_least { "known " } else { "" };
    format!(
        "takes {} of the {known}lead time{}.{}{}",
        whole_percent(part),
        mostly(step, figures),
        ranges(step, &map.clock),
        longer(map, metrics, figures)
    )
}

/// Which times of the step are only ranges, and what counts: ` Its wait time is between 2d and 14d; the middle counts.`
fn ranges(step: &Step, clock: &WorkingCalendar) -> String {
    let times = [
        ("wait", step.wait, step.written_wait_range(), step.wait_counts()),
        ("work", step.work, step.written_work_range(), step.work_counts()),
    ];
    let ranged = times.into_iter().filter_map(|(what, typical, range, counted)| match (typical, range, counted) {
        (None, Some(range), Some(_)) => Some((what, range)),
        _ => None,
    });
    let sentence = |(what, WrittenRange { low, high }): (&str, WrittenRange)| match (clock.print(low), high) {
        (low, Some(high)) => format!(" Its {what} time is between {low} and {}; the middle counts.", clock.print(high)),
        (low, None) => format!(" Its {what} time is at least {low}; that counts."),
    };
    ranged.map(sentence).collect()
}

/// Why the longest step isn't the bottleneck, if it's a different one.
fn longer(map: &Map, metrics: &Metrics, found: &StepMetrics) -> String {
    let longest = metrics.steps.iter().rev().max_by_key(|s| s.lead_seconds);
    let Some((longest, step)) = longest.and_then(|s| Some((s, map.step(&s.id)?))) else { return String::new() };
    if longest.lead_seconds <= found.lead_seconds {
        return String::new();
    }
    let (name, lead) = (quote(&step.name), map.clock.about(longest.lead_seconds.unwrap_or(0)));
    format!(" {name} takes longer ({lead}) but runs in parallel with other steps.")
}

/// How much of what the step adds is waiting, in words: the number beside them is another one.
fn mostly(step: &Step, figures: &StepMetrics) -> &'static str {
    match (step.counted_wait(), step.counted_work()) {
        (Some(_), Some(_)) => {
            let drag = real(figures.drag_seconds.unwrap_or(0)).max(1.0);
            match real(figures.wait_drag_seconds.unwrap_or(0)) / drag {
                0.995.. => ", all of it waiting",
                0.85.. => ", nearly all of it waiting",
                0.6.. => ", most of it waiting",
                0.4.. => ", about half of it waiting",
                0.15.. => ", most of it work",
                0.005.. => ", nearly all of it work",
                _ => ", all of it work",
            }
        }
        (Some(_), None) => ", not counting its work time, which is unknown",
        (None, Some(_)) => ", not counting its wait time, which is unknown",
        (None, None) => "; how much of it is waiting is unknown",
    }
}
