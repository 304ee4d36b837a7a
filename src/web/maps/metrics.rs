//! The summary of a map: its metrics, each with unit and calculation, and the steps to improve.

use vsm::Step;
use vsm::metrics::Answers;
use vsm::metrics::bottleneck::{constraint, slowest};
use vsm::metrics::catalog::Metric;
use vsm::metrics::notes::note;
use vsm::model::step::StepTime;
use vsm::text::{number, percent, whole_percent};

use crate::web::page::glossary::{TermButton, term, term_as};
use crate::web::page::urls;
use vsm::metrics::explain::{Explanation, Line, name, per_cent};

#[derive(Debug)]
pub(crate) struct MetricView {
    pub(crate) term: TermButton,
    /// `at least`, `at most` or empty.
    pub(crate) before: &'static str,
    /// With its unit; `None` if unknown.
    pub(crate) value: Option<String>,
    /// The color class: `wait`, `work`, `hurt` or empty.
    pub(crate) tone: &'static str,
    /// Small print below the value; may be empty.
    pub(crate) aside: String,
    pub(crate) how: Vec<Line>,
    /// The heading of the calculation.
    pub(crate) title: &'static str,
    /// Is it in the summary only where there is much space?
    pub(crate) is_extra: bool,
}

/// A step worth looking at besides the bottleneck.
#[derive(Debug)]
pub(crate) struct Hotspot {
    pub(crate) term: TermButton,
    /// Address and name.
    pub(crate) step: Option<(String, String)>,
    pub(crate) reason: String,
}

impl MetricView {
    /// Its value, label and qualifier from the catalog.
    fn new(metric: Metric, of: Explanation<'_>, how: Vec<Line>, aside: impl Into<String>) -> MetricView {
        let value = metric.value(of.metrics);
        let amount = value.amount(&of.map.clock);
        MetricView {
            term: metric_term(metric),
            before: value.qualifier(),
            value: amount.or_else(|| value.never_finishes.then(|| value.text(&of.map.clock))),
            tone: match metric {
                Metric::Wait => "wait",
                Metric::Work => "work",
                Metric::Downtime if of.metrics.downtime_seconds.is_some_and(|s| s > 0) => "hurt",
                _ => "",
            },
            aside: aside.into(),
            how,
            title: metric.label(),
            is_extra: false,
        }
    }

    /// The address of its calculation, from within the page of the map.
    pub(crate) fn href(&self) -> String {
        urls::explain(self.term.id())
    }

    /// `≥` or `≤`, for what stands before the value.
    pub(crate) fn sign(&self) -> &'static str {
        match self.before {
            "at least" => "≥",
            "at most" => "≤",
            other => other,
        }
    }
}

/// A metric as a button that opens the note of its term.
pub(crate) fn metric_term(metric: Metric) -> TermButton {
    let id = match metric {
        Metric::Lead => "lead",
        Metric::Wait => "map-wait",
        Metric::Work => "map-work",
        Metric::ExpectedLead => "expected-lead",
        Metric::FlowEfficiency => "flow-efficiency",
        Metric::RolledCompleteAccurate => "rolled-ca",
        Metric::Downtime | Metric::DowntimePerMonth => "map-downtime",
        Metric::Effort => "effort",
        Metric::Handoffs => "handoffs",
        Metric::WorkInProgress => "wip",
        Metric::Steps => "step",
        Metric::Automated => "automated",
        Metric::Observed => "observed",
        Metric::Reversible => "reversible",
    };
    term_as(id, metric.label())
}

/// The headline metrics.
const HEADLINE: [Metric; 6] = [
    Metric::Lead,
    Metric::Wait,
    Metric::Work,
    Metric::FlowEfficiency,
    Metric::RolledCompleteAccurate,
    Metric::Downtime,
];

/// The metrics in the line above the drawing.
pub(crate) fn in_summary(of: Explanation<'_>) -> Vec<MetricView> {
    let metric = |metric| MetricView::new(metric, of, Vec::new(), "");
    let extra =
        [Metric::ExpectedLead, Metric::WorkInProgress].map(|extra| MetricView { is_extra: true, ..metric(extra) });
    HEADLINE.into_iter().map(metric).chain(extra).collect()
}

fn headline(metric: Metric, of: Explanation<'_>) -> MetricView {
    let how = match metric {
        Metric::Wait => of.wait(),
        Metric::Work => of.work(),
        Metric::FlowEfficiency => of.flow_efficiency(),
        Metric::RolledCompleteAccurate => of.rolled(),
        Metric::Downtime => of.downtime(),
        _ => of.lead(),
    };
    MetricView::new(metric, of, how, note(metric, of.map, of.metrics))
}

/// All metrics with their calculations.
pub(crate) fn all(of: Explanation<'_>) -> Vec<MetricView> {
    let confidence = &of.metrics.confidence;
    let progress = if of.map.demand.is_none() { "Set a demand in Map settings" } else { "in progress at any time" };
    let more = [
        MetricView::new(Metric::ExpectedLead, of, of.expected(), ""),
        MetricView::new(Metric::Effort, of, of.effort(), "of people’s time per item"),
        MetricView::new(Metric::Handoffs, of, of.handoffs(), "between teams"),
        MetricView::new(Metric::WorkInProgress, of, of.wip(), progress),
        answers(Metric::Automated, of, &confidence.automated, of.answers(|s: &Step| s.automated)),
        answers(Metric::Observed, of, &confidence.observed, of.answers(|s: &Step| s.observed)),
        answers(Metric::Reversible, of, &confidence.reversible, of.answers(|s: &Step| s.reversible)),
    ];
    HEADLINE.into_iter().map(|metric| headline(metric, of)).chain(more).collect()
}

fn answers(metric: Metric, of: Explanation<'_>, counted: &Answers, how: Vec<Line>) -> MetricView {
    let aside = if counted.unknown > 0 { format!("{} unknown", counted.unknown) } else { String::new() };
    MetricView::new(metric, of, how, aside)
}

pub(crate) fn hotspots(of: Explanation<'_>) -> Vec<Hotspot> {
    vec![slowest_step(of), constraint_step(of), most_rework_step(of)]
}

fn slowest_step(of: Explanation<'_>) -> Hotspot {
    let clock = &of.map.clock;
    let row = match slowest(of.map, of.metrics) {
        Ok(row) => row,
        Err(why_not) => return Hotspot { term: term("slowest"), step: None, reason: why_not },
    };
    let drag = row.drag_seconds.unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "durations stay far below 2^53")]
    let part = of.metrics.usual_lead_seconds.map_or(0.0, |lead| drag as f64 / lead.max(1) as f64);
    let wait = row.wait_drag_seconds.filter(|&wait| wait > 0);
    let wait = wait.map_or(String::new(), |wait| format!("; without its wait time, {} faster", clock.about(wait)));
    let (drag, part) = (clock.about(drag), whole_percent(part));
    let reason = format!("Without this step, a release would be {drag} ({part}) faster{wait}.");
    Hotspot { term: term("slowest"), step: Some(named(of, &row.id)), reason }
}

fn constraint_step(of: Explanation<'_>) -> Hotspot {
    let found = constraint(of.metrics);
    let reason = match found.and_then(|row| Some((row, row.capacity_per_week?, of.map.step(&row.id)?))) {
        None => "Unknown. Add people and work time to a step.".to_owned(),
        Some((row, capacity, step)) => {
            let load = match row.utilization {
                Some(load) => format!("Utilization: {}.", percent(load)),
                None if of.map.demand.is_some() => "It has too few people for one item.".to_owned(),
                None => "Set a demand to see the utilization.".to_owned(),
            };
            let capacity = number(capacity);
            let items = if capacity == "1" { "item" } else { "items" };
            format!("Capacity: {capacity} {items} per week ({}). {load}", capacity_formula(of, step, row.visits))
        }
    };
    Hotspot { term: term("constraint"), step: found.map(|row| named(of, &row.id)), reason }
}

fn capacity_formula(of: Explanation<'_>, step: &Step, visits: Option<f64>) -> String {
    let clock = &of.map.clock;
    let people = step.people.unwrap_or(1.0);
    let noun = if people > 1.0 { "people" } else { "person" };
    let mut factors = vec![format!("{people} {noun}")];
    if let Some(each) = step.people_per_item.filter(|&each| each > 1.0) {
        factors = vec![format!("{} of {each} people", count_groups(step.crews()))];
    }
    if let Some(batch) = step.batch.filter(|&batch| batch > 1.0) {
        factors.push(format!("× batch size {}", number(batch)));
    }
    let work = step.written(StepTime::Work).map_or_else(String::new, |work| clock.print(work));
    factors.push(format!("× {}h ÷ {work}", number(clock.working_hours())));
    if let Some(visits) = visits.filter(|&visits| visits > 1.0) {
        factors.push(format!("÷ {} visits", number(visits)));
    }
    factors.join(" ")
}

/// `1 group`, `2 groups`.
fn count_groups(groups: Option<f64>) -> String {
    let groups = groups.unwrap_or(0.0).to_string();
    format!("{groups} {}", if groups == "1" { "group" } else { "groups" })
}

fn most_rework_step(of: Explanation<'_>) -> Hotspot {
    let found = of.metrics.most_rework(of.map);
    let reason = match found {
        None => "No rework arrows and no %C/A below 100%.".to_owned(),
        Some(step) => {
            let cost = of.metrics.step(&step.id).and_then(|row| row.rework_seconds).filter(|&cost| cost > 0);
            match (cost, step.complete_accurate) {
                (Some(cost), _) => {
                    format!("Rework sent back to this step adds {} on average.", of.map.clock.about(cost))
                }
                (None, Some(ca)) => format!("Only {} of its output is complete and accurate.", per_cent(ca)),
                (None, None) => String::new(),
            }
        }
    };
    Hotspot { term: term("most-rework"), step: found.map(|step| named(of, &step.id)), reason }
}

fn named(of: Explanation<'_>, id: &str) -> (String, String) {
    (urls::at_step(id), name(of.map, id).to_owned())
}
