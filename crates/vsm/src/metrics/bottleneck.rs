//! The bottleneck, with the sentence that explains it.
//!
//! It is the constraint if more work arrives than the step can do (utilization at or above 100%); otherwise
//! the slowest step, the one with the largest drag.

use std::cmp::Ordering;

use serde::Serialize;

use crate::metrics::{Metrics, StepMetrics};
use crate::model::duration::real;
use crate::model::graph::Graph;
use crate::model::map::Map;
use crate::model::step::{Step, StepId};
use crate::text::{number, percent, quote, share};

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
    /// Its drag ÷ the lead time, 0 to 1.
    pub share: f64,
    /// Demand ÷ its capacity, where both are known.
    pub utilization: Option<f64>,
    /// The reason in plain words.
    pub sentence: String,
}

/// Finds the bottleneck of a map whose other metrics are computed; `None` if no time is known and no step
/// is overloaded.
pub fn find(map: &Map, graph: &Graph, metrics: &Metrics) -> Option<Bottleneck> {
    if let Some(found) = constraint(metrics).filter(|s| s.utilization.is_some_and(|u| u >= 1.0)) {
        return named(Why::Constraint, map, graph, metrics, found);
    }
    named(Why::Slowest, map, graph, metrics, slowest(metrics)?)
}

/// The step with the least capacity; ties go to the first row.
pub fn constraint(metrics: &Metrics) -> Option<&StepMetrics> {
    let known = metrics.steps.iter().filter_map(|s| s.capacity_per_week.map(|c| (c, s)));
    known.min_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal)).map(|(_, step)| step)
}

/// The step with the largest drag. Ties go to the longer step on the critical path, then to the first row.
/// `None` if no time is known.
pub fn slowest(metrics: &Metrics) -> Option<&StepMetrics> {
    metrics
        .steps
        .iter()
        .rev()
        .filter(|s| s.lead_seconds.is_some_and(|lead| lead > 0))
        .max_by_key(|s| (s.drag_seconds, s.critical, s.lead_seconds))
}

fn named(why: Why, map: &Map, graph: &Graph, metrics: &Metrics, figures: &StepMetrics) -> Option<Bottleneck> {
    let step = map.step(&figures.id)?;
    let lead = metrics.lead_seconds.filter(|&lead| lead > 0);
    let part = lead.map_or(0.0, |lead| real(figures.drag_seconds.unwrap_or(0)) / real(lead));
    let sentence = match why {
        Why::Constraint => overloaded(map, step, figures),
        Why::Slowest => slow(map, graph, metrics, step, figures, part),
    };
    Some(Bottleneck { kind: why, step: step.id.clone(), share: part, utilization: figures.utilization, sentence })
}

fn overloaded(map: &Map, step: &Step, figures: &StepMetrics) -> String {
    let demand = map.demand.map_or(0.0, |d| d.per_week(&map.clock));
    let capacity = figures.capacity_per_week.unwrap_or(0.0);
    let (demand, can) = (number(demand), number(capacity));
    let load = percent(figures.utilization.unwrap_or(0.0));
    let name = quote(&step.name);
    let items = if can == "1" { "item" } else { "items" };
    let arrive = if demand == "1" { "arrives" } else { "arrive" };
    if figures.utilization.is_some_and(|u| u > 1.0) {
        format!(
            "{name} can finish {can} {items} per week, but {demand} {arrive} ({load} utilization). Work piles up here, \
             however fast the other steps are."
        )
    } else {
        format!(
            "{name} can finish {can} {items} per week, and {demand} {arrive} ({load} utilization). It can never catch \
             up after a delay."
        )
    }
}

fn slow(map: &Map, graph: &Graph, metrics: &Metrics, step: &Step, figures: &StepMetrics, part: f64) -> String {
    let name = quote(&step.name);
    let drag = figures.drag_seconds.unwrap_or(0);
    let so_far = if metrics.at_least { ", based on known times" } else { "" };
    if drag == 0 {
        let long = map.clock.print(figures.lead_seconds.unwrap_or(0));
        return format!(
            "{name} takes {long}, but a parallel branch takes just as long, so no single step would make a release \
             faster{so_far}."
        );
    }
    let hold = if graph.len() == 1 {
        format!("{name} is the only step and takes {}", map.clock.print(drag))
    } else {
        format!(
            "{name} holds up every release for {}: {} of the lead time ({}{so_far})",
            map.clock.print(drag),
            share(part),
            percent(part)
        )
    };
    format!("{hold}{}.{}", mostly(step), longer(map, metrics, figures))
}

/// Why the longest step isn't the bottleneck, if it's a different one.
fn longer(map: &Map, metrics: &Metrics, found: &StepMetrics) -> String {
    let longest = metrics.steps.iter().rev().max_by_key(|s| s.lead_seconds);
    let Some((longest, step)) = longest.and_then(|s| Some((s, map.step(&s.id)?))) else { return String::new() };
    if longest.lead_seconds <= found.lead_seconds {
        return String::new();
    }
    let (name, lead) = (quote(&step.name), map.clock.print(longest.lead_seconds.unwrap_or(0)));
    let saving = match longest.drag_seconds.unwrap_or(0) {
        0 => "nothing".to_owned(),
        drag => format!("only {}", map.clock.print(drag)),
    };
    format!(" {name} takes longer ({lead}), but removing it would save {saving} because of a parallel branch.")
}

/// What most of the step's time is.
fn mostly(step: &Step) -> String {
    let reason =
        || if step.wait_reason.is_empty() { String::new() } else { format!(" ({})", quote(&step.wait_reason)) };
    match (step.counted_wait(), step.work) {
        (Some(0), Some(_)) => ", all of it work".to_owned(),
        (Some(_), Some(0)) => format!(", all of it waiting{}", reason()),
        (Some(wait), Some(work)) if wait >= work => {
            format!(", {} of it waiting{}", share(real(wait) / real(wait + work)), reason())
        }
        (Some(_), Some(_)) => ", most of it work".to_owned(),
        (Some(_), None) => format!(", counting only its wait time{}; its work time is unknown", reason()),
        (None, Some(_)) => ", counting only its work time; its wait time is unknown".to_owned(),
        (None, None) => "; how much of it is waiting is unknown".to_owned(),
    }
}
