//! The metrics of a map: how long a release takes, where the time goes, and the bottleneck.
//!
//! The formulas are those of the help page; each is documented where it is computed. All of them are pure
//! functions of the map. Unknown isn't zero: missing values are left out and counted, and a total that
//! lacks some is marked.

pub mod bottleneck;
pub mod catalog;
pub mod critical_path;
pub mod explain;
pub mod findings;
pub mod flow_efficiency;
pub mod notes;
pub mod savings;
pub mod visits;

use serde::Serialize;

use crate::metrics::bottleneck::Bottleneck;
use crate::metrics::critical_path::CriticalPath;
use crate::metrics::flow_efficiency::FlowEfficiency;
use crate::metrics::visits::Loops;
use crate::model::counted::Counted;
use crate::model::duration::{Seconds, WorkingCalendar, real, whole};
use crate::model::finding::Finding;
use crate::model::graph;
use crate::model::graph::Graph;
use crate::model::map::Map;
use crate::model::step::{Step, StepId};

/// All metrics of one map. Durations in seconds, shares from 0 to 1, `None` where unknown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each qualifies another metric")]
pub struct Metrics {
    /// Longest path by lead time.
    pub lead_seconds: Option<Seconds>,
    /// Wait along the critical path.
    pub wait_seconds: Option<Seconds>,
    /// Work along the critical path.
    pub work_seconds: Option<Seconds>,
    /// Work × people per item, summed over all steps.
    pub effort_seconds: Option<Seconds>,
    /// Longest path with each step's lead time × its visits and the waits of rework; also `None` if rework never ends.
    pub expected_lead_seconds: Option<Seconds>,
    /// Some step's time is missing or a range: the lead time is at least this long.
    pub at_least: bool,
    /// The same for the wait time.
    pub wait_at_least: bool,
    /// The same for the work time and the effort.
    pub work_at_least: bool,
    /// The lead time with the middle of each range: what the drag of steps is a share of.
    #[serde(skip)]
    pub usual_lead_seconds: Option<Seconds>,
    /// The expected lead time with the middle of each range: what savings are a share of.
    #[serde(skip)]
    pub usual_expected_lead_seconds: Option<Seconds>,
    /// How many steps lack which value.
    pub unknown: Unknown,
    /// Work ÷ lead time along the critical path.
    pub flow_efficiency: Option<f64>,
    /// A wait on the critical path is unknown or only bounded: the flow efficiency is at most this high.
    pub flow_efficiency_at_most: bool,
    /// A work time on the critical path is unknown or only bounded: the flow efficiency is at least this high.
    pub flow_efficiency_at_least: bool,
    /// Product of all steps' %C/A.
    pub rolled_complete_accurate: Option<f64>,
    /// Some step's %C/A is unknown: the product is at most this high.
    pub rolled_complete_accurate_at_most: bool,
    /// Longest path by downtime, per release; elapsed time.
    pub downtime_seconds: Option<Seconds>,
    /// Downtime × releases per month.
    pub downtime_seconds_per_month: Option<Seconds>,
    /// Flows between two different teams.
    pub handoffs: usize,
    /// Demand × expected lead time (Little's law).
    pub work_in_progress: Option<f64>,
    /// The chain of steps that determines the lead time.
    pub critical_path: Vec<StepId>,
    /// How many steps are automated, monitored and reversible.
    pub confidence: Confidence,
    /// The metrics of each step, in table order.
    pub steps: Vec<StepMetrics>,
    /// The step to improve first, with the reason.
    pub bottleneck: Option<Bottleneck>,
    /// Why no step is the bottleneck, as a sentence; `None` if one is.
    pub bottleneck_note: Option<String>,
    /// Warnings about the map.
    pub findings: Vec<Finding>,
}

/// How many steps lack which value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Unknown {
    /// Steps without a wait time.
    pub wait: usize,
    /// Steps without a work time.
    pub work: usize,
    /// Steps without %C/A.
    pub complete_accurate: usize,
}

/// Three yes/no questions, counted over all steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Confidence {
    /// Does it run without manual work?
    pub automated: Answers,
    /// Would we notice if it failed?
    pub observed: Answers,
    /// Can we roll it back?
    pub reversible: Answers,
}

/// The number of each answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Answers {
    /// Yes.
    pub yes: usize,
    /// No.
    pub no: usize,
    /// Unknown.
    pub unknown: usize,
}

/// The metrics of one step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepMetrics {
    /// The step.
    pub id: StepId,
    /// The known part of its lead time, with the middle of a range; `None` if nothing is known.
    pub lead_seconds: Option<Seconds>,
    /// How often an item passes through it, with rework; `None` if rework never ends.
    pub visits: Option<f64>,
    /// How much shorter the map's lead time would be if the step took no time.
    pub drag_seconds: Option<Seconds>,
    /// The same for its wait time alone.
    pub wait_drag_seconds: Option<Seconds>,
    /// How much the rework arrows into this step add to the expected lead time.
    pub rework_seconds: Option<Seconds>,
    /// How many items it can finish in a week; 0 if it has too few people for one.
    pub capacity_per_week: Option<f64>,
    /// Demand ÷ capacity; `None` if it can finish nothing.
    pub utilization: Option<f64>,
    /// Whether it is on the critical path.
    #[serde(skip)]
    pub critical: bool,
}

impl Metrics {
    /// Computes every metric of a map.
    pub fn new(map: &Map) -> Metrics {
        let graph = Graph::new(map);
        Self::with_graph(map, &graph)
    }

    /// Like [`Metrics::new`], with a graph that is already built.
    pub fn with_graph(map: &Map, graph: &Graph) -> Metrics {
        let loops = Loops::new(map, graph);
        let passes = loops.passes();
        let visits = &passes.visits;
        let path = CriticalPath::new(map, graph);
        let drags = critical_path::drags(map, graph, &path);
        let leads: Vec<Seconds> = map.steps.iter().map(|s| s.counted_lead()).collect();
        let least_leads: Vec<Seconds> = map.steps.iter().map(|s| s.least_lead()).collect();
        let usual_expected = visits::expected_lead(graph, &leads, &passes);
        let expected = visits::expected_lead(graph, &least_leads, &passes);
        let knows_time = map.steps.iter().any(|s| !s.has_no_time());
        let weekly_demand = map.demand.map(|d| d.per_week(&map.clock));

        let steps: Vec<StepMetrics> = graph
            .order
            .iter()
            .map(|&i| {
                let step = &map.steps[i];
                let capacity = visits[i].and_then(|v| capacity_per_week(step, &map.clock, v));
                StepMetrics {
                    id: step.id.clone(),
                    lead_seconds: (!step.has_no_time()).then_some(leads[i]),
                    visits: visits[i],
                    drag_seconds: (!step.has_no_time()).then_some(drags[i].whole),
                    wait_drag_seconds: step.counted_wait().map(|_| drags[i].wait),
                    rework_seconds: usual_expected.map(|total| loops.cost_of_arrows_into(i, graph, &leads, total)),
                    capacity_per_week: capacity,
                    utilization: (weekly_demand.zip(capacity).filter(|(_, capacity)| *capacity > 0.0))
                        .map(|(demand, capacity)| demand / capacity),
                    critical: path.holds[i],
                }
            })
            .collect();

        let rows = refs(map);
        let downtime = downtime(&rows, graph);
        let totals = CriticalPath::of_totals(map, graph);
        let lead = knows_time.then_some(totals.least_lead);
        let efficiency = FlowEfficiency::new(map, &path);
        let week = map.clock.week();
        let mut metrics = Metrics {
            lead_seconds: lead,
            wait_seconds: on_path(map, &totals, |s| s.counted_wait().is_some()).then_some(totals.least_wait),
            work_seconds: on_path(map, &totals, |s| s.counted_work().is_some()).then_some(totals.least_work),
            effort_seconds: effort(&rows, Step::least_work),
            expected_lead_seconds: lead.and(expected).map(whole),
            at_least: map.steps.iter().any(|s| s.known_lead().is_none()),
            wait_at_least: map.steps.iter().any(|s| !s.wait_counts().is_some_and(Counted::is_known)),
            work_at_least: map.steps.iter().any(|s| !s.work_counts().is_some_and(Counted::is_known)),
            usual_lead_seconds: knows_time.then_some(path.lead),
            usual_expected_lead_seconds: lead.and(usual_expected).map(whole),
            unknown: unknown(map),
            flow_efficiency: efficiency.map(|efficiency| efficiency.share),
            flow_efficiency_at_most: efficiency.is_some_and(|efficiency| efficiency.at_most),
            flow_efficiency_at_least: efficiency.is_some_and(|efficiency| efficiency.at_least),
            rolled_complete_accurate: rolled_complete_accurate(map),
            rolled_complete_accurate_at_most: rolled_complete_accurate(map).is_some()
                && map.steps.iter().any(|step| step.complete_accurate.is_none()),
            downtime_seconds: downtime,
            downtime_seconds_per_month: downtime_per_month(map, downtime),
            handoffs: handoffs(&rows, graph),
            work_in_progress: work_in_progress(weekly_demand, lead.and(expected), week),
            critical_path: path.steps.iter().map(|&i| map.steps[i].id.clone()).collect(),
            confidence: confidence(map),
            steps,
            bottleneck: None,
            bottleneck_note: None,
            findings: findings::findings(map, graph, visits),
        };
        match bottleneck::find(map, &metrics) {
            Ok(found) => metrics.bottleneck = Some(found),
            Err(why_not) => metrics.bottleneck_note = Some(why_not),
        }
        metrics
    }

    /// The sentence about the bottleneck: the reason, or why there is none.
    pub fn bottleneck_sentence(&self) -> &str {
        let found = self.bottleneck.as_ref().map(|found| &found.sentence);
        found.or(self.bottleneck_note.as_ref()).map_or("", String::as_str)
    }

    /// The metrics of one step.
    pub fn step(&self, id: &str) -> Option<&StepMetrics> {
        self.steps.iter().find(|s| &*s.id == id)
    }

    /// The step whose rework costs most: the arrows into it add most to the expected lead time; without
    /// such arrows, the step with the lowest %C/A.
    pub fn most_rework<'m>(&self, map: &'m Map) -> Option<&'m Step> {
        let index = graph::index(map);
        let step = |id: &StepId| index.get(id.as_str()).and_then(|&i| map.steps.get(i)).map(AsRef::as_ref);
        let costly = self.steps.iter().filter_map(|s| s.rework_seconds.filter(|&cost| cost > 0).map(|cost| (cost, s)));
        // On a tie the first row wins, hence "max by" over the reversed rows.
        if let Some((_, costliest)) = costly.rev().max_by_key(|(cost, _)| *cost) {
            return step(&costliest.id);
        }
        let leaky = self.steps.iter().filter_map(|s| step(&s.id)).filter_map(|s| s.complete_accurate.map(|ca| (ca, s)));
        leaky.filter(|(ca, _)| *ca < 100.0).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, step)| step)
    }
}

pub(crate) fn refs(map: &Map) -> Vec<&Step> {
    map.steps.iter().map(AsRef::as_ref).collect()
}

/// Capacity: crews × batch × working hours per week ÷ (work × visits), in items per week. `None` unless people and work
/// are known; by default one person does an item, and one item at a time.
fn capacity_per_week(step: &Step, clock: &WorkingCalendar, visits: f64) -> Option<f64> {
    let (crews, work) = step.crews().zip(step.counted_work())?;
    if crews == 0.0 {
        return Some(0.0);
    }
    let work_hours = real(work) / 3600.0 * visits;
    let capacity = crews * step.batch.unwrap_or(1.0) * clock.working_hours() / work_hours;
    capacity.is_finite().then_some(capacity)
}

/// Effort: Σ work × people per item over all steps.
pub(crate) fn effort(steps: &[&Step], work: impl Fn(&Step) -> Option<Seconds>) -> Option<Seconds> {
    let terms = steps.iter().filter_map(|s| work(s).map(|work| real(work) * s.people_per_item.unwrap_or(1.0)));
    let mut known = false;
    let sum: f64 = terms.inspect(|_| known = true).sum();
    known.then(|| whole(sum))
}

fn unknown(map: &Map) -> Unknown {
    Unknown {
        wait: map.steps.iter().filter(|s| s.counted_wait().is_none()).count(),
        work: map.steps.iter().filter(|s| s.counted_work().is_none()).count(),
        complete_accurate: map.steps.iter().filter(|s| s.complete_accurate.is_none()).count(),
    }
}

/// Whether a value is known for some step on the critical path. A sum of nothing is unknown, not zero.
fn on_path(map: &Map, path: &CriticalPath, known: impl Fn(&Step) -> bool) -> bool {
    path.steps.iter().any(|&i| known(&map.steps[i]))
}

/// Rolled %C/A: the product over all steps, on all branches. Unknown ones are left out.
fn rolled_complete_accurate(map: &Map) -> Option<f64> {
    let mut known: Vec<f64> = map.steps.iter().filter_map(|s| s.complete_accurate).collect();
    if known.is_empty() {
        return None;
    }
    // Multiplied in a fixed order, so that the order of the steps can't affect the last digit.
    known.sort_by(f64::total_cmp);
    Some(known.iter().map(|ca| ca / 100.0).product())
}

/// Downtime of a release: the longest path by downtime. `None` if no step has a known downtime.
pub(crate) fn downtime(steps: &[&Step], graph: &Graph) -> Option<Seconds> {
    let known = steps.iter().any(|s| s.downtime.is_some());
    let downtimes: Vec<Seconds> = steps.iter().map(|s| s.downtime.unwrap_or(0)).collect();
    known.then(|| critical_path::longest(graph, &downtimes))
}

/// Downtime per month: × demand ÷ the largest batch of a step with downtime (a release takes that many
/// items).
fn downtime_per_month(map: &Map, downtime: Option<Seconds>) -> Option<Seconds> {
    let (seconds, demand) = downtime.zip(map.demand)?;
    let batch = map
        .steps
        .iter()
        .filter(|s| s.downtime.is_some_and(|d| d > 0))
        .map(|s| s.batch.unwrap_or(1.0))
        .fold(1.0, f64::max);
    Some(whole(real(seconds) * demand.per_month(&map.clock) / batch))
}

/// Handoffs: flows between two different known teams.
pub(crate) fn handoffs(steps: &[&Step], graph: &Graph) -> usize {
    let differ = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a.to_lowercase() != b.to_lowercase();
    let into = |from: usize| graph.out[from].iter().map(move |&to| (from, to));
    (0..graph.len()).flat_map(into).filter(|&(from, to)| differ(&steps[from].team, &steps[to].team)).count()
}

/// Work in progress: demand × expected lead time (Little's law), both in weeks of the map's calendar.
fn work_in_progress(weekly: Option<f64>, expected: Option<f64>, week: Seconds) -> Option<f64> {
    weekly.zip(expected).map(|(demand, seconds)| demand * seconds / real(week))
}

fn confidence(map: &Map) -> Confidence {
    let mut all = Confidence::default();
    for step in &map.steps {
        all.automated.count(step.automated);
        all.observed.count(step.observed);
        all.reversible.count(step.reversible);
    }
    all
}

impl Answers {
    fn count(&mut self, answer: Option<bool>) {
        match answer {
            Some(true) => self.yes += 1,
            Some(false) => self.no += 1,
            None => self.unknown += 1,
        }
    }
}
