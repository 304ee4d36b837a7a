//! The catalog of metrics: the label, formula, unit and meaning of each metric of a map and of a step.
//!
//! One row per metric. The map page, reports, comparison, command line, workbook, API documentation and
//! help take label, unit, formula and value from here. Help pages show the documentation of each variant.
//!
//! ```
//! use vsm::metrics::catalog::{Better, Metric};
//! use vsm::{Map, Metrics};
//! let map = Map::new("Release");
//! let metrics = Metrics::new(&map);
//! assert_eq!(Metric::Lead.label(), "Lead time");
//! assert_eq!(Metric::Lead.value(&metrics).text(&map.clock), "Unknown");
//! assert_eq!(Metric::FlowEfficiency.better(), Better::Higher);
//! ```

use serde::Serialize;
use serde_json::{Value, json};

use crate::metrics::{Answers, Metrics, StepMetrics};
use crate::model::duration::{Seconds, WorkingCalendar, about_elapsed, real, whole};
use crate::text::{number, percent};

/// The unit of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Seconds on the map's calendar.
    Time,
    /// Seconds of an average, shown with less precision.
    AverageTime,
    /// Seconds of elapsed time.
    Elapsed,
    /// A share, 0 to 1.
    Share,
    /// Items.
    Items,
    /// Items per week.
    ItemsPerWeek,
    /// A plain number.
    Count,
    /// A number of the map's steps; compared by its share of all steps.
    Steps,
}

impl Unit {
    /// A value as text: `2d 4h`, `14.6%`, `8 items`.
    pub fn text(self, value: f64, calendar: &WorkingCalendar) -> String {
        match self {
            Unit::Time | Unit::AverageTime => calendar.about(whole(value)),
            Unit::Elapsed if value == 0.0 => "None".to_owned(),
            Unit::Elapsed => about_elapsed(whole(value)),
            Unit::Share => percent(value),
            Unit::Items => items(value),
            Unit::ItemsPerWeek => items(value) + " per week",
            Unit::Count | Unit::Steps => number(value),
        }
    }
}

/// `1 item`, `8 items`.
fn items(count: f64) -> String {
    match number(count).as_str() {
        "1" => "1 item".to_owned(),
        count => format!("{count} items"),
    }
}

/// Which direction of a metric is an improvement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
    /// Neither.
    Neither,
}

/// A metric's row in the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MetricInfo {
    /// Its name in the API.
    pub key: &'static str,
    /// Its label in headings: `Lead time`.
    pub label: &'static str,
    /// Its name within a sentence: `lead time`.
    pub name: &'static str,
    /// Its meaning, as shown in help.
    pub meaning: &'static str,
    /// How it is calculated.
    pub formula: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Which direction is an improvement.
    pub better: Better,
}

macro_rules! metric_catalog {
    (
        $(#[$meta:meta])*
        $enum:ident, $(#[doc = $read_doc:literal])+ $vis:vis fn $read:ident(&$source:ty) -> $value:ty {
            $($(#[doc = $meaning:literal])+ $variant:ident = $key:literal {
                label: $label:literal,
                name: $name:literal,
                unit: $unit:ident,
                better: $better:ident,
                formula: $formula:literal,
                value: $reader:expr,
            })+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $enum { $($(#[doc = $meaning])+ $variant),+ }

        impl $enum {
            /// Every metric, in the order in which tables show them.
            pub const ALL: &'static [$enum] = &[$($enum::$variant),+];

            /// Its row in the catalog.
            pub const fn info(self) -> &'static MetricInfo {
                match self {
                    $($enum::$variant => {
                        const INFO: MetricInfo = MetricInfo {
                            key: $key,
                            label: $label,
                            name: $name,
                            meaning: concat!($($meaning),+).trim_ascii(),
                            formula: $formula,
                            unit: Unit::$unit,
                            better: Better::$better,
                        };
                        &INFO
                    })+
                }
            }

            $(#[doc = $read_doc])+
            $vis fn $read(self, of: &$source) -> $value {
                let reader: fn(&$source) -> $value = match self { $($enum::$variant => $reader),+ };
                reader(of)
            }
        }

        accessors! {
            $enum, MetricInfo {
                key: &'static str,
                label: &'static str,
                name: &'static str,
                meaning: &'static str,
                formula: &'static str,
                unit: Unit,
                better: Better,
            }
        }
    };
}

metric_catalog! {
    /// A metric of a map.
    Metric,
    /// Reads the metric from the metrics of a map.
    fn read(&Metrics) -> Reading {
        /// How long one item takes from start to end without rework.
        Lead = "lead_seconds" {
            label: "Lead time", name: "lead time", unit: Time, better: Lower,
            formula: "The longest path through the map by wait time + work time. Where branches join, the slowest one counts. If times are missing, Weir shows “at least”; of a range, its low end counts.",
            value: |of| Reading::time(of.lead_seconds, of.at_least),
        }
        /// The part of the lead time an item spends waiting.
        Wait = "wait_seconds" {
            label: "Wait time", name: "wait time", unit: Time, better: Lower,
            formula: "The sum of the wait times on the critical path.",
            value: |of| Reading::time(of.wait_seconds, of.wait_at_least),
        }
        /// The part of the lead time someone or something is busy with the item.
        Work = "work_seconds" {
            label: "Work time", name: "work time", unit: Time, better: Lower,
            formula: "The sum of the work times on the critical path.",
            value: |of| Reading::time(of.work_seconds, of.work_at_least),
        }
        /// How long an item takes on average, including rework.
        ExpectedLead = "expected_lead_seconds" {
            label: "Expected lead time", name: "expected lead time", unit: AverageTime, better: Lower,
            formula: "The longest path with each step’s lead time × its expected visits, and the waits of rework arrows × how often items take them. Repeats of repeats count.",
            value: |of| Reading {
                never_finishes: of.lead_seconds.is_some() && of.expected_lead_seconds.is_none(),
                ..Reading::time(of.expected_lead_seconds, of.at_least)
            },
        }
        /// The part of the lead time in which work is done. Also called activity ratio or process cycle efficiency. Few
        /// processes reach 15% when they are first mapped.
        FlowEfficiency = "flow_efficiency" {
            label: "Flow efficiency", name: "flow efficiency", unit: Share, better: Higher,
            formula: "Work time ÷ lead time on the critical path. A range counts with its middle. If a wait time there is unknown or has no upper end, Weir shows “at most”; if a work time is, “at least”; if both are, nothing.",
            value: |of| Reading {
                at_least: of.flow_efficiency_at_least,
                at_most: of.flow_efficiency_at_most,
                ..Reading::new(of.flow_efficiency)
            },
        }
        /// The chance that an item passes the whole map without ever being sent back or corrected.
        RolledCompleteAccurate = "rolled_complete_accurate" {
            label: "Rolled %C/A", name: "rolled %C/A", unit: Share, better: Higher,
            formula: "The product of all steps’ %C/A, on every branch. Steps without one are not included; Weir shows “at most”.",
            value: |of| Reading {
                at_most: of.rolled_complete_accurate_at_most,
                ..Reading::new(of.rolled_complete_accurate)
            },
        }
        /// How long users can’t use the product, per release.
        Downtime = "downtime_seconds" {
            label: "Downtime", name: "downtime", unit: Elapsed, better: Lower,
            formula: "The longest path by downtime.",
            value: |of| Reading::time(of.downtime_seconds, false),
        }
        /// How long users can’t use the product, per month.
        DowntimePerMonth = "downtime_seconds_per_month" {
            label: "Downtime per month", name: "downtime per month", unit: Elapsed, better: Lower,
            formula: "Downtime per release × demand ÷ the largest batch size of a step with downtime.",
            value: |of| Reading::time(of.downtime_seconds_per_month, false),
        }
        /// How much of people’s time one item takes.
        Effort = "effort_seconds" {
            label: "Effort", name: "effort", unit: Time, better: Lower,
            formula: "The sum of work time × people per item over all steps, on the critical path or not.",
            value: |of| Reading::time(of.effort_seconds, of.work_at_least),
        }
        /// How often work passes from one team to another.
        Handoffs = "handoffs" {
            label: "Handoffs", name: "handoffs", unit: Count, better: Lower,
            formula: "Flows between steps of two different teams. Both teams must be known.",
            value: |of| Reading::new(Some(count(of.handoffs))),
        }
        /// How many items are in progress at any time.
        WorkInProgress = "work_in_progress" {
            label: "Work in progress", name: "work in progress", unit: Items, better: Lower,
            formula: "Demand × expected lead time (Little’s law).",
            value: |of| Reading::new(of.work_in_progress),
        }
        /// How many steps the map has.
        Steps = "steps" {
            label: "Steps", name: "steps", unit: Count, better: Neither,
            formula: "The number of steps, on the critical path or not.",
            value: |of| Reading::new(Some(count(of.steps.len()))),
        }
        /// How many steps run without manual work.
        Automated = "automated" {
            label: "Automated", name: "automated", unit: Steps, better: Higher,
            formula: "The number of steps with “yes”; “no” and unknown don’t count.",
            value: |of| Reading::answers(of.confidence.automated),
        }
        /// For how many steps would we notice if they failed?
        Observed = "observed" {
            label: "Monitored", name: "monitored", unit: Steps, better: Higher,
            formula: "The number of steps with “yes”; “no” and unknown don’t count.",
            value: |of| Reading::answers(of.confidence.observed),
        }
        /// How many steps can be rolled back.
        Reversible = "reversible" {
            label: "Reversible", name: "reversible", unit: Steps, better: Higher,
            formula: "The number of steps with “yes”; “no” and unknown don’t count.",
            value: |of| Reading::answers(of.confidence.reversible),
        }
    }
}

metric_catalog! {
    /// A metric of one step.
    StepMetric,
    /// Its value in seconds, as a share or as a number; `None` if unknown.
    pub fn value(&StepMetrics) -> Option<f64> {
        /// The time from arrival at the step until it is done, as far as it is known.
        Lead = "lead_seconds" {
            label: "Lead time", name: "lead time", unit: Time, better: Lower,
            formula: "Wait time + work time.",
            value: |of| of.lead_seconds.map(real),
        }
        /// How often an item passes a step on average, because rework sends some items back.
        Visits = "visits" {
            label: "Expected visits", name: "expected visits", unit: Count, better: Lower,
            formula: "1 + the sum of share × visits of the sending step, over all rework arrows that span the step. Repeats of repeats count: 20% rework is 1.25 visits. Above 1,000 visits, the map “never finishes”.",
            value: |of| of.visits,
        }
        /// How much shorter the lead time of the map would be if this step took no time. A step that isn’t on the
        /// critical path has no drag.
        Drag = "drag_seconds" {
            label: "Drag", name: "drag", unit: Time, better: Lower,
            formula: "Lead time − lead time with the wait and work time of the step at 0 (Devaux). A range counts with its middle. Drag of its wait time: with only the wait time at 0.",
            value: |of| of.drag_seconds.map(real),
        }
        /// How much shorter the lead time of the map would be if nothing waited for this step.
        WaitDrag = "wait_drag_seconds" {
            label: "Drag of the wait time", name: "drag of the wait time", unit: Time, better: Lower,
            formula: "Lead time − lead time with the wait time of the step at 0.",
            value: |of| of.wait_drag_seconds.map(real),
        }
        /// How much the rework arrows into this step add to the expected lead time.
        Rework = "rework_seconds" {
            label: "Added by rework", name: "time added by rework", unit: AverageTime, better: Lower,
            formula: "Expected lead time − expected lead time without the rework arrows into this step.",
            value: |of| of.rework_seconds.map(real),
        }
        /// How many items a step can finish in a week.
        Capacity = "capacity_per_week" {
            label: "Capacity", name: "capacity", unit: ItemsPerWeek, better: Higher,
            formula: "Crews × batch size × working hours per week ÷ (work time × visits). Crews are the people, with half time as 0.5; if an item needs several people, the complete groups of that many. Needs people and work time.",
            value: |of| of.capacity_per_week,
        }
        /// How much of a step’s capacity is used. Near 100%, queues grow without limit.
        Utilization = "utilization" {
            label: "Utilization", name: "utilization", unit: Share, better: Lower,
            formula: "Demand ÷ capacity.",
            value: |of| of.utilization,
        }
    }
}

/// A metric's value and its qualifiers.
#[derive(Debug, Clone, Copy)]
struct Reading {
    value: Option<f64>,
    at_least: bool,
    at_most: bool,
    never_finishes: bool,
}

impl Reading {
    const fn new(value: Option<f64>) -> Reading {
        Reading { value, at_least: false, at_most: false, never_finishes: false }
    }

    fn time(value: Option<Seconds>, misses_times: bool) -> Reading {
        Reading { at_least: misses_times && value.is_some(), ..Reading::new(value.map(real)) }
    }

    fn answers(counted: Answers) -> Reading {
        let is_known = counted.yes + counted.no > 0;
        Reading::new(is_known.then(|| count(counted.yes)))
    }
}

#[expect(clippy::cast_precision_loss, reason = "steps are few")]
fn count(number: usize) -> f64 {
    number as f64
}

/// A metric of one map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MetricValue {
    /// Which metric it is.
    pub metric: Metric,
    /// Seconds, a share or a number, depending on the metric's [`Unit`]; `None` if unknown.
    pub value: Option<f64>,
    /// Some times are missing or ranges: the metric is at least this value.
    pub at_least: bool,
    /// Some values are missing: the metric is at most this value.
    pub at_most: bool,
    /// There is so much rework that items never finish.
    pub never_finishes: bool,
    /// The number of steps in the map.
    steps: usize,
}

impl Metric {
    /// The metric of a map.
    pub fn value(self, of: &Metrics) -> MetricValue {
        let Reading { value, at_least, at_most, never_finishes } = self.read(of);
        MetricValue { metric: self, value, at_least, at_most, never_finishes, steps: of.steps.len() }
    }
}

impl MetricValue {
    /// The qualifier before the value: `at least`, `at most`, or empty.
    pub fn qualifier(&self) -> &'static str {
        match (self.value, self.at_least, self.at_most) {
            (Some(_), true, _) => "at least",
            (Some(_), _, true) => "at most",
            _ => "",
        }
    }

    /// The value as text, without its qualifier; `None` if unknown.
    pub fn amount(&self, calendar: &WorkingCalendar) -> Option<String> {
        let text = self.metric.unit().text(self.value?, calendar);
        Some(if self.metric.unit() == Unit::Steps { format!("{text} of {}", self.steps) } else { text })
    }

    /// The value as text: `at least 3w 2d`, `at most 16.7%`, `3 of 7`, `Unknown`, `Never finishes`.
    pub fn text(&self, calendar: &WorkingCalendar) -> String {
        match self.amount(calendar) {
            Some(amount) => match self.qualifier() {
                "" => amount,
                qualifier => format!("{qualifier} {amount}"),
            },
            None if self.never_finishes => "Never finishes".to_owned(),
            None => "Unknown".to_owned(),
        }
    }

    /// The number to compare between maps: the value, or the share of all steps for step counts.
    pub fn comparable(&self) -> Option<f64> {
        match self.metric.unit() {
            Unit::Steps => self.value.filter(|_| self.steps > 0).map(|value| value / count(self.steps)),
            _ => self.value,
        }
    }
}

/// The catalog for scripts:
/// `{"map": {"lead_seconds": {"key": "lead_seconds", "label": "Lead time", …}, …}, "step": …}`.
pub fn catalog_json() -> Value {
    json!({ "map": Metric::rows(), "step": StepMetric::rows() })
}
