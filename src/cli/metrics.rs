//! `weir metrics`: prints the metrics of a map file.

use std::fmt::Write;
use std::path::PathBuf;

use crate::cli::tables::TableArgs;
use crate::cli::{CommandResult, input, output};
use vsm::fields::catalog::StepField;
use vsm::metrics::catalog::{Metric, StepMetric};
use vsm::metrics::findings::UNKNOWN_FIELD;
use vsm::metrics::{Answers, StepMetrics};
use vsm::model::finding::Finding;
use vsm::model::graph::index;
use vsm::model::step::{Step, StepTime};
use vsm::text::{count, number, percent};
use vsm::{Map, Seconds};

const UNKNOWN: &str = "Unknown";

#[derive(Debug, clap::Args)]
pub(super) struct Metrics {
    /// The map file; `-` is standard input
    file: PathBuf,
    /// Print JSON in the format of the API
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    tables: TableArgs,
}

impl Metrics {
    pub(super) fn run(&self) -> CommandResult {
        let map = input::map(&self.file, &self.tables)?;
        let metrics = vsm::Metrics::new(&map);
        if self.json {
            let json = serde_json::to_string_pretty(&metrics);
            let json = json.map_err(|cause| format!("Can’t write the metrics as JSON: {cause}."))?;
            return output::print(format!("{json}\n").as_bytes());
        }
        output::print(text(&map, &metrics).as_bytes())
    }
}

fn text(map: &Map, metrics: &vsm::Metrics) -> String {
    let mut text = format!("{} ({} state)\n\n", map.name, map.state.as_str());
    for (name, value) in metric_lines(map, metrics) {
        let _ = writeln!(text, "{name:<20}{value}");
    }
    let _ = writeln!(text, "\n{}\n", metrics.bottleneck_sentence());
    text.push_str(&table(&rows(map, metrics)));
    // Unknown fields were reported when the file was read.
    let findings: Vec<&Finding> = metrics.findings.iter().filter(|finding| finding.code != UNKNOWN_FIELD).collect();
    for finding in &findings {
        let _ = write!(text, "\n- {}", finding.sentence);
    }
    if !findings.is_empty() {
        text.push('\n');
    }
    text
}

fn metric_lines(map: &Map, metrics: &vsm::Metrics) -> Vec<(&'static str, String)> {
    let value = |metric: Metric| metric.value(metrics).text(&map.clock);
    let missing = |unknown: usize| match unknown {
        0 => String::new(),
        some => format!(" (missing in {})", count(some, "step", "steps")),
    };
    let with_missing = |metric: Metric, unknown: usize| (metric.label(), value(metric) + &missing(unknown));
    let line = |metric: Metric| (metric.label(), value(metric));
    let mut all = vec![
        line(Metric::Lead),
        line(Metric::ExpectedLead),
        with_missing(Metric::Wait, metrics.unknown.wait),
        with_missing(Metric::Work, metrics.unknown.work),
        line(Metric::Effort),
        line(Metric::FlowEfficiency),
        with_missing(Metric::RolledCompleteAccurate, metrics.unknown.complete_accurate),
        line(Metric::Downtime),
    ];
    if metrics.downtime_seconds_per_month.is_some() {
        all.push(("  per month", value(Metric::DowntimePerMonth)));
    }
    all.push(line(Metric::Handoffs));
    if metrics.work_in_progress.is_some() {
        all.push(line(Metric::WorkInProgress));
    }
    let answers = |a: Answers| format!("{} yes, {} no, {} unknown", a.yes, a.no, a.unknown);
    all.push((Metric::Automated.label(), answers(metrics.confidence.automated)));
    all.push((Metric::Observed.label(), answers(metrics.confidence.observed)));
    all.push((Metric::Reversible.label(), answers(metrics.confidence.reversible)));
    all
}

/// The rows of the step table, headings first. An asterisk marks the critical path.
fn rows(map: &Map, metrics: &vsm::Metrics) -> Vec<Vec<String>> {
    let headings = [
        "",
        "Step",
        StepField::Team.label(),
        StepField::Wait.label(),
        StepField::Work.label(),
        StepMetric::Lead.label(),
        StepField::CompleteAccurate.label(),
        StepMetric::Drag.label(),
        StepMetric::Visits.label(),
        "Capacity per week",
        StepMetric::Utilization.label(),
    ];
    let mut rows = vec![headings.map(str::to_owned).to_vec()];
    let index = index(map);
    let step = |id: &str| index.get(id).and_then(|&at| map.steps.get(at));
    let steps = metrics.steps.iter().filter_map(|step_metrics| Some((step(&step_metrics.id)?, step_metrics)));
    rows.extend(steps.map(|(step, step_metrics)| row(map, step, step_metrics)));
    // Leave out columns without any known value.
    for column in (0..headings.len()).rev() {
        let empty = |row: &Vec<String>| row.get(column).is_none_or(|cell| cell.is_empty() || cell == UNKNOWN);
        if rows.len() > 1 && rows.iter().skip(1).all(empty) {
            for row in &mut rows {
                row.remove(column);
            }
        }
    }
    rows
}

fn row(map: &Map, step: &Step, step_metrics: &StepMetrics) -> Vec<String> {
    let clock = &map.clock;
    let time = |seconds: Option<Seconds>| seconds.map_or_else(|| UNKNOWN.to_owned(), |s| clock.about(s));
    let text = |time, counted: Option<Seconds>| counted.map(|counted| step.text(time, counted, clock));
    let known = |number: Option<String>| number.unwrap_or_else(|| UNKNOWN.to_owned());
    vec![
        if step_metrics.critical { "*".to_owned() } else { String::new() },
        clip(&step.name, 40),
        clip(&step.team, 20),
        known(text(StepTime::Wait, step.counted_wait())),
        known(text(StepTime::Work, step.counted_work())),
        time(step_metrics.lead_seconds),
        known(step.complete_accurate.map(|ca| percent(ca / 100.0))),
        time(step_metrics.drag_seconds),
        known(step_metrics.visits.map(|visits| format!("{visits:.2}"))),
        known(step_metrics.capacity_per_week.map(number)),
        known(step_metrics.utilization.map(percent)),
    ]
}

/// Aligns the cells in columns.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(std::iter::once('…')).collect()
}
