//! The step table: one row per step, in flow order.

use vsm::fields::catalog::StepField;
use vsm::fields::values::Style;
use vsm::model::duration::print_elapsed;
use vsm::model::step::{Kind, Source, StepTime};
use vsm::text::{number, whole_percent};
use vsm::{Seconds, Step};

use crate::web::page::form::shown;
use crate::web::page::urls;
use crate::web::steps::choices::rework;
use vsm::metrics::explain::{Explanation, per_cent};

#[derive(Debug)]
pub(crate) struct StepRow<'a> {
    pub(crate) number: usize,
    pub(crate) step: &'a Step,
    pub(crate) href: String,
    /// Kind, source and the like, in one line.
    pub(crate) kind: String,
    pub(crate) rework: Vec<String>,
    pub(crate) is_bottleneck: bool,
    /// Why it doesn't determine the lead time; empty if it does.
    pub(crate) parallel_note: &'static str,
    /// The lead time, if its split into wait and work is unknown.
    pub(crate) lead_only: Option<String>,
    pub(crate) wait: Cell,
    pub(crate) work: Cell,
    pub(crate) ca: Cell,
    pub(crate) people: Cell,
    pub(crate) downtime: Cell,
    pub(crate) share: Option<Share>,
}

#[derive(Debug, Default)]
pub(crate) struct Cell {
    /// With its unit; `None` if unknown.
    pub(crate) value: Option<String>,
    /// As a form shows it; empty if unknown.
    pub(crate) typed: String,
    pub(crate) below: Vec<String>,
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

pub(crate) fn rows<'a>(map_id: &str, of: Explanation<'a>) -> Vec<StepRow<'a>> {
    let longest = of.map.steps.iter().map(|s| s.counted_lead()).max().unwrap_or(0);
    let bottleneck = of.metrics.bottleneck.as_ref().map(|b| &b.step);
    let in_order = of.graph.order.iter().zip(&of.metrics.steps).enumerate();
    in_order
        .filter_map(|(at, (&index, figures))| {
            let step = of.map.steps.get(index)?;
            let parallel_note = match (of.graph.stands_alone(index), figures.critical) {
                (true, _) => "Not connected",
                (false, false) => "∥ Parallel to the critical path",
                (false, true) => "",
            };
            Some(StepRow {
                number: at + 1,
                step,
                href: urls::step(map_id, &step.id),
                kind: kind(step),
                rework: rework(of.map, step),
                is_bottleneck: bottleneck.is_some_and(|b| *b == step.id),
                parallel_note,
                lead_only: step.written(StepTime::Lead).map(|lead| of.map.clock.print(lead)),
                wait: wait(step, of),
                work: Cell {
                    value: step.written(StepTime::Work).map(|work| of.map.clock.print(work)),
                    typed: step.work_text(&of.map.clock),
                    below: step.written_work_range().map(|range| of.map.clock.print_range(range)).into_iter().collect(),
                },
                ca: Cell {
                    value: step.complete_accurate.map(per_cent),
                    typed: typed(step, StepField::CompleteAccurate, of),
                    below: Vec::new(),
                },
                people: people(step, of),
                downtime: Cell {
                    value: step.written(StepTime::Downtime).map(|downtime| match downtime.seconds {
                        0 => "none".to_owned(),
                        _ => print_elapsed(downtime),
                    }),
                    typed: typed(step, StepField::Downtime, of),
                    below: Vec::new(),
                },
                share: share(step, longest, of),
            })
        })
        .collect()
}

fn kind(step: &Step) -> String {
    let answers = [
        (step.automated, "Automated", "Manual"),
        (step.observed, "Monitored", "Not monitored"),
        (step.reversible, "Reversible", "Not reversible"),
    ];
    let answers = answers.into_iter().filter_map(|(answer, yes, no)| answer.map(|a| if a { yes } else { no }));
    let source = step.source.map(|source| match source {
        Source::Estimate => "Estimate",
        Source::Measured => "Measured",
    });
    let words = step.kind.map(Kind::as_str).into_iter().chain(answers).chain(source);
    let mut line = words.collect::<Vec<_>>().join(" · ");
    if let Some(first) = line.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    line
}

fn wait(step: &Step, of: Explanation<'_>) -> Cell {
    let clock = &of.map.clock;
    let mut below = Vec::new();
    below.extend(step.written_wait_range().map(|range| clock.print_range(range)));
    if !step.wait_reason.is_empty() {
        below.push(step.wait_reason.clone());
    }
    below.extend(step.written(StepTime::Every).map(|every| clock.print_cadence(every)));
    below.extend(step.queue.map(number).map(|queue| {
        let items = if queue == "1" { "item" } else { "items" };
        format!("{queue} {items} waiting")
    }));
    let halved = step.wait_is_from_every().then(|| step.counted_wait()).flatten();
    Cell {
        value: (step.written(StepTime::Wait).map(|wait| clock.print(wait)))
            .or(halved.map(|wait| format!("≈ {}", clock.about(wait)))),
        typed: step.wait_text(clock),
        below,
    }
}

fn typed(step: &Step, field: StepField, of: Explanation<'_>) -> String {
    shown(&field.get(step, Style::Text(&of.map.clock)))
}

fn people(step: &Step, of: Explanation<'_>) -> Cell {
    let mut below = Vec::new();
    below.extend(step.people_per_item.filter(|&n| n > 1.0).map(|n| format!("{} per item", number(n))));
    below.extend(step.batch.filter(|&n| n > 1.0).map(|n| format!("batch size {}", number(n))));
    Cell { value: step.people.map(number), typed: typed(step, StepField::People, of), below }
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
    let whole = of.metrics.lead_seconds.unwrap_or(0).max(1);
    let split = step.lead.is_none();
    Some(Share {
        wait: if split { part(step.counted_wait().unwrap_or(0)) } else { 0 },
        work: if split { part(step.work.unwrap_or(0)) } else { 0 },
        unsplit: step.lead.map_or(0, part),
        label: whole_percent(step.counted_lead() as f64 / whole as f64),
    })
}
