//! The metrics of a map and its steps as text, for reports, Markdown and workbooks.

use std::sync::Arc;

use crate::time_scale::fraction;
use vsm::fields::catalog::StepField;
use vsm::improve::edit_savings::Saving;
use vsm::improve::idea_savings::{IdeaSavings, idea_savings};
use vsm::improve::levers::levers;
use vsm::metrics::bottleneck::{constraint, slowest};
use vsm::metrics::catalog::Metric;
use vsm::metrics::explain::{Explanation, Line, per_cent};
use vsm::metrics::notes::note;
use vsm::model::duration::{WorkingCalendar, about_elapsed, print_elapsed};
use vsm::model::graph::Graph;
use vsm::model::idea::Idea;
use vsm::model::step::StepTime;
use vsm::text::{number, percent, quote, whole_percent};
use vsm::{Map, Metrics, Step};

/// How many terms of a sum a short explanation shows.
const MAX_TERMS: usize = 2;

/// A map with all its calculated data.
#[derive(Debug)]
pub struct ReportData<'m> {
    /// The map.
    pub map: &'m Map,
    /// Its graph.
    pub graph: Graph,
    /// Its metrics.
    pub metrics: Metrics,
}

/// The subject of a metric, for its color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Anything else, and unknown values.
    Neutral,
    /// Wait time.
    Wait,
    /// Work time.
    Work,
    /// A problem for users, such as downtime.
    Problem,
}

/// A column of the table of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepColumn {
    /// The row number.
    Number,
    /// A field of the step.
    Field(StepField),
    /// The step's share of the lead time.
    ShareOfLead,
}

impl StepColumn {
    /// Its heading.
    pub fn heading(self) -> &'static str {
        match self {
            StepColumn::Number => "#",
            StepColumn::Field(StepField::Name) => "Step",
            StepColumn::Field(field) => field.label(),
            StepColumn::ShareOfLead => "Share of lead time",
        }
    }
}

/// A headline metric.
#[derive(Debug, Clone)]
pub struct Headline {
    /// Its label.
    pub name: &'static str,
    /// The value with its unit, or "Unknown".
    pub value: String,
    /// Its color.
    pub tone: Tone,
    /// The note below it; may be empty.
    pub note: String,
    /// How it's calculated, line by line.
    pub explanation: Vec<String>,
    /// The same, shortened.
    pub short_explanation: String,
}

/// An idea with its saving.
#[derive(Debug)]
pub struct IdeaRow {
    /// The idea.
    pub idea: Arc<Idea>,
    /// The name of the step that it is pinned to; may be empty.
    pub step: String,
    /// The saving as text; empty if there is none or it is unknown.
    pub saving: String,
    /// The saved lead time in seconds, including rework.
    pub saved_seconds: Option<i64>,
}

impl<'m> ReportData<'m> {
    /// Calculates the metrics of a map.
    pub fn new(map: &'m Map) -> ReportData<'m> {
        let graph = Graph::new(map);
        let metrics = Metrics::with_graph(map, &graph);
        ReportData { map, graph, metrics }
    }

    /// The steps in the order of the table.
    pub fn steps(&self) -> impl Iterator<Item = &'m Step> {
        self.graph.steps(self.map)
    }

    /// The headline metrics.
    pub fn headlines(&self) -> Vec<Headline> {
        let explain = Explanation { map: self.map, graph: &self.graph, metrics: &self.metrics };
        let metrics = &self.metrics;
        let headline = |metric: Metric, tone, lines: Vec<Line>| {
            let value = metric.value(metrics);
            let short = lines.iter().take(2).map(|line| ended(short_names(line).shortened(MAX_TERMS)));
            Headline {
                name: metric.label(),
                value: value.text(&self.map.clock),
                tone: if value.value.is_none() { Tone::Neutral } else { tone },
                note: note(metric, self.map, metrics),
                short_explanation: short.collect::<Vec<_>>().join(" "),
                explanation: lines.iter().map(|line| ended(line.plain())).collect(),
            }
        };
        let is_down = metrics.downtime_seconds.is_some_and(|seconds| seconds > 0);
        let down = if is_down { Tone::Problem } else { Tone::Neutral };
        vec![
            headline(Metric::Lead, Tone::Neutral, explain.lead()),
            headline(Metric::Work, Tone::Work, explain.work()),
            headline(Metric::Wait, Tone::Wait, explain.wait()),
            headline(Metric::FlowEfficiency, Tone::Neutral, explain.flow_efficiency()),
            headline(Metric::RolledCompleteAccurate, Tone::Neutral, explain.rolled()),
            headline(Metric::Downtime, down, explain.downtime()),
        ]
    }

    /// The sentence about the bottleneck, or why there is none.
    pub fn bottleneck(&self) -> String {
        self.metrics.bottleneck_sentence().to_owned()
    }

    /// Does one step stand out?
    pub fn has_bottleneck(&self) -> bool {
        self.metrics.bottleneck.is_some()
    }

    /// Slowest step, constraint and most rework, if known, each with a sentence.
    pub fn bottlenecks(&self) -> Vec<(&'static str, String)> {
        let clock = &self.map.clock;
        let name = |id: &str| quote(self.map.step(id).map_or("", |step| &step.name));
        let mut all = Vec::new();
        if let Ok(row) = slowest(self.map, &self.metrics)
            && let Some(drag) = row.drag_seconds.filter(|drag| *drag > 0)
        {
            let (name, sooner) = (name(&row.id), clock.about(drag));
            all.push(("Slowest step", format!("{name}. Without it, a release would be {sooner} faster.")));
        }
        if let Some(row) = constraint(&self.metrics)
            && let Some(capacity) = row.capacity_per_week
        {
            let load = row.utilization.map_or(String::new(), |value| format!(", utilization {}", percent(value)));
            all.push(("Constraint", format!("{}. {} items per week{load}.", name(&row.id), number(capacity))));
        }
        if let Some(step) = self.metrics.most_rework(self.map) {
            let cost = self.metrics.step(&step.id).and_then(|row| row.rework_seconds).filter(|cost| *cost > 0);
            let why = match (cost, step.complete_accurate) {
                (Some(cost), _) => format!(". Rework adds {}.", clock.about(cost)),
                (None, Some(share)) => format!(". %C/A {}.", per_cent(share)),
                (None, None) => String::new(),
            };
            all.push(("Most rework", format!("{}{why}", quote(&step.name))));
        }
        all
    }

    /// The suggestions that save something, each with its title and saving, the largest first.
    pub fn suggestions(&self, max: usize) -> Vec<(String, String)> {
        let all = levers(self.map).into_iter().filter(|lever| !lever.is_idle());
        all.map(|lever| (lever.title, self.saving(&lever.saving)))
            .filter(|(_, saving)| !saving.is_empty())
            .take(max)
            .collect()
    }

    /// The ideas, those with the largest savings first.
    pub fn ideas(&self) -> Vec<IdeaRow> {
        let row = |savings: IdeaSavings| {
            let IdeaSavings { idea, on_top: saving, .. } = savings;
            let step = idea.step.as_ref().and_then(|id| self.map.step(id));
            IdeaRow {
                step: step.map_or(String::new(), |step| step.name.clone()),
                saving: saving.map_or(String::new(), |saving| self.saving(&saving)),
                saved_seconds: saving.and_then(|saving| saving.end_to_end()),
                idea,
            }
        };
        idea_savings(self.map).into_iter().map(row).collect()
    }

    fn saving(&self, saving: &Saving) -> String {
        let positive = |seconds: Option<i64>| seconds.filter(|s| *s > 0).map(i64::unsigned_abs);
        let lead = positive(saving.end_to_end()).map(|s| format!("{} end to end", self.map.clock.about(s)));
        let downtime = positive(saving.downtime).map(|s| format!("{} less downtime", about_elapsed(s)));
        let effort = positive(saving.effort).map(|s| format!("{} less effort", self.map.clock.about(s)));
        [lead, downtime, effort].into_iter().flatten().take(2).collect::<Vec<_>>().join(", ")
    }

    /// State, scope, demand and working calendar, if given.
    pub fn scope(&self) -> Vec<String> {
        let map = self.map;
        let mut parts = vec![map.state.label().to_owned()];
        let ends = match (map.starts_with.as_str(), map.ends_with.as_str()) {
            ("", "") => String::new(),
            (from, "") => format!("from “{from}”"),
            ("", to) => format!("to “{to}”"),
            (from, to) => format!("from “{from}” to “{to}”"),
        };
        let scope = [map.item.as_str(), ends.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        parts.push(scope.join(", "));
        if let Some(demand) = map.demand {
            parts.push(format!("{} per {}", number(demand.items), demand.per.as_str()));
        }
        parts.push(calendar_words(&map.clock));
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// The table of steps: columns, and a row per step. Empty columns are omitted.
    pub fn step_table(&self) -> (Vec<StepColumn>, Vec<Vec<String>>) {
        use StepField::{CompleteAccurate, Downtime, Name, People, Team, Wait, WaitReason, Work};
        let clock = &self.map.clock;
        let lead = self.metrics.usual_lead_seconds.unwrap_or(0);
        let fields = [Name, Team, Wait, WaitReason, Work, CompleteAccurate, People, Downtime].map(StepColumn::Field);
        let columns = [&[StepColumn::Number][..], &fields, &[StepColumn::ShareOfLead]].concat();
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (at, step) in self.steps().enumerate() {
            let on_path = self.metrics.steps.get(at).is_some_and(|figures| figures.critical);
            rows.push(vec![
                (at + 1).to_string(),
                step.name.clone(),
                step.team.clone(),
                step.wait_text(clock),
                step.wait_reason.clone(),
                match step.written(StepTime::Lead) {
                    Some(lead) => format!("{} including wait", clock.print(lead)),
                    None => step.work_text(clock),
                },
                step.complete_accurate.map_or(String::new(), per_cent),
                step.people.map_or(String::new(), |people| people.to_string()),
                step.written(StepTime::Downtime).filter(|d| d.seconds > 0).map_or(String::new(), print_elapsed),
                match () {
                    () if step.has_no_time() => String::new(),
                    () if on_path => whole_percent(fraction(step.counted_lead(), lead)),
                    () => "parallel".to_owned(),
                },
            ]);
        }
        let has_values = |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()));
        let shown: Vec<usize> = (0..columns.len()).filter(|&column| column < 2 || has_values(column)).collect();
        let pick = |row: &Vec<String>| shown.iter().filter_map(|&column| row.get(column).cloned()).collect();
        let columns = shown.iter().filter_map(|&column| columns.get(column).copied()).collect();
        (columns, rows.iter().map(pick).collect())
    }
}

/// The same line with long names shortened, never its numbers.
fn short_names(line: &Line) -> Line {
    const MAX_LENGTH: usize = 22;
    let Line::Sum(sum) = line else { return line.clone() };
    let mut sum = sum.clone();
    for term in &mut sum.terms {
        if term.of.chars().count() > MAX_LENGTH {
            term.of = term.of.chars().take(MAX_LENGTH - 1).collect::<String>().trim_end().to_owned() + "…";
        }
    }
    Line::Sum(sum)
}

/// A line with a full stop, so that another one can follow.
fn ended(line: String) -> String {
    if line.ends_with(['.', ':']) { line } else { line + "." }
}

fn calendar_words(calendar: &WorkingCalendar) -> String {
    if calendar.is_calendar() {
        return "calendar time".to_owned();
    }
    format!("{}-hour days, {}-day weeks", number(calendar.hours_per_day), number(calendar.days_per_week))
}
