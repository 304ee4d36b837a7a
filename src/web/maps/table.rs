//! The step table: one row per step, in flow order.

use vsm::fields::catalog::StepField;
use vsm::fields::values::Style;
use vsm::model::step::StepTime;
use vsm::text::whole_percent;
use vsm::{Seconds, Step};

use crate::web::page::form::shown;
use vsm::metrics::explain::{Explanation, per_cent};

/// A column that can be edited.
pub(crate) struct Column {
    pub(crate) field: StepField,
    /// The term that explains it in its heading.
    pub(crate) term: Option<&'static str>,
    pub(crate) is_number: bool,
    /// What an empty field of a new step shows.
    pub(crate) example: &'static str,
    /// The id of a datalist with suggestions; may be empty.
    pub(crate) list: &'static str,
}

impl Column {
    /// Short, because the table has many columns.
    pub(crate) fn label(&self) -> &'static str {
        match self.field {
            StepField::Name => "Step",
            StepField::WaitRange => "Wait range",
            other => other.label(),
        }
    }
}

const fn column(field: StepField, term: Option<&'static str>, is_number: bool, example: &'static str) -> Column {
    let list = if matches!(field, StepField::Team) { "teams" } else { "" };
    Column { field, term, is_number, example, list }
}

/// The columns that can be edited, from left to right: what nearly every step has comes first.
pub(crate) const COLUMNS: &[Column] = &[
    column(StepField::Name, Some("step"), false, ""),
    column(StepField::Team, Some("team"), false, "Team"),
    column(StepField::Wait, Some("wait"), true, "2d"),
    column(StepField::Work, Some("work"), true, "4h"),
    column(StepField::CompleteAccurate, Some("ca"), true, "80"),
    column(StepField::People, Some("people"), true, "2"),
    column(StepField::WaitRange, None, true, "1d–1w"),
    column(StepField::WaitReason, None, false, "Wait reason"),
    column(StepField::Every, None, true, "1w"),
    column(StepField::Queue, None, true, "6"),
    column(StepField::Downtime, Some("downtime"), true, "30m"),
];

#[derive(Debug)]
pub(crate) struct StepRow<'a> {
    pub(crate) number: usize,
    pub(crate) step: &'a Step,
    pub(crate) is_bottleneck: bool,
    /// Why it doesn't determine the lead time; empty if it does.
    pub(crate) parallel_note: &'static str,
    /// The lead time, if its split into wait and work is unknown.
    pub(crate) lead_only: Option<String>,
    pub(crate) wait: Cell,
    pub(crate) wait_range: Cell,
    pub(crate) work: Cell,
    pub(crate) ca: Cell,
    pub(crate) people: Cell,
    pub(crate) every: Cell,
    pub(crate) queue: Cell,
    pub(crate) downtime: Cell,
    pub(crate) share: Option<Share>,
    /// The known fields without a column as JSON, for the panel of the step; empty if there are none.
    pub(crate) more: String,
}

#[derive(Debug, Default)]
pub(crate) struct Cell {
    /// With its unit; `None` if unknown.
    pub(crate) value: Option<String>,
    /// As a form shows it; empty if unknown.
    pub(crate) typed: String,
}

/// The bar of a row, in thousandths of the longest step.
#[derive(Debug)]
pub(crate) struct Share {
    pub(crate) wait: u32,
    pub(crate) work: u32,
    /// Time whose split is unknown.
    pub(crate) unsplit: u32,
    pub(crate) label: String,
}

pub(crate) fn rows(of: Explanation<'_>) -> Vec<StepRow<'_>> {
    let longest = of.map.steps.iter().map(|s| s.counted_lead()).max().unwrap_or(0);
    let bottleneck = of.metrics.bottleneck.as_ref().map(|b| &b.step);
    let in_order = of.graph.order.iter().zip(&of.metrics.steps).enumerate();
    in_order
        .filter_map(|(at, (&index, figures))| {
            let step = of.map.steps.get(index)?;
            let parallel_note = match (of.graph.stands_alone(index), figures.critical) {
                (true, _) => "Not connected",
                (false, false) => "∥ Parallel",
                (false, true) => "",
            };
            let cell = |field| Cell::new(step, field, of);
            let halved = step.wait_is_from_every().then(|| step.counted_wait()).flatten();
            let halved = halved.map(|wait| format!("≈ {}", of.map.clock.about(wait)));
            let wait = cell(StepField::Wait);
            Some(StepRow {
                number: at + 1,
                step,
                is_bottleneck: bottleneck.is_some_and(|b| *b == step.id),
                parallel_note,
                lead_only: step.written(StepTime::Lead).map(|lead| of.map.clock.print(lead)),
                wait: Cell { value: wait.value.or(halved), typed: wait.typed },
                wait_range: cell(StepField::WaitRange),
                work: cell(StepField::Work),
                ca: Cell { value: step.complete_accurate.map(per_cent), ..cell(StepField::CompleteAccurate) },
                people: cell(StepField::People),
                every: cell(StepField::Every),
                queue: cell(StepField::Queue),
                downtime: cell(StepField::Downtime),
                share: share(step, longest, of),
                more: more(step, of),
            })
        })
        .collect()
}

impl Cell {
    fn new(step: &Step, field: StepField, of: Explanation<'_>) -> Cell {
        let typed = typed(step, field, of);
        Cell { value: Some(typed.clone()).filter(|text| !text.is_empty()), typed }
    }
}

/// A value as a form shows it.
pub(crate) fn typed(step: &Step, field: StepField, of: Explanation<'_>) -> String {
    let clock = &of.map.clock;
    match field {
        StepField::WaitRange => step.written_wait_range().map_or_else(String::new, |range| clock.print_range(range)),
        StepField::WorkRange => step.written_work_range().map_or_else(String::new, |range| clock.print_range(range)),
        other => shown(&other.get(step, Style::Text(clock))),
    }
}

fn more(step: &Step, of: Explanation<'_>) -> String {
    let has_column =
        |field: &StepField| COLUMNS.iter().any(|column| column.field == *field) || *field == StepField::Lead;
    let fields = StepField::ALL.iter().filter(|field| !has_column(field));
    let known = fields.map(|field| (field.key(), typed(step, *field, of))).filter(|(_, text)| !text.is_empty());
    let known: serde_json::Map<_, _> = known.map(|(key, text)| (key.to_owned(), text.into())).collect();
    if known.is_empty() { String::new() } else { serde_json::Value::Object(known).to_string() }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "durations stay far below 2^53, and a share is at most 1000"
)]
fn share(step: &Step, longest: Seconds, of: Explanation<'_>) -> Option<Share> {
    if step.has_no_time() || longest == 0 {
        return None;
    }
    let part = |seconds: Seconds| (seconds as f64 / longest as f64 * 1000.0).round() as u32;
    let whole = of.metrics.usual_lead_seconds.unwrap_or(0).max(1);
    let split = step.lead.is_none();
    Some(Share {
        wait: if split { part(step.counted_wait().unwrap_or(0)) } else { 0 },
        work: if split { part(step.counted_work().unwrap_or(0)) } else { 0 },
        unsplit: step.lead.map_or(0, part),
        label: whole_percent(step.counted_lead() as f64 / whole as f64),
    })
}
