//! Converts the fields of a step from and to JSON, for files, forms, edits and spreadsheets.

use serde_json::{Map as Json, Value};

use crate::fields::catalog::{OTHER, StepField};
use crate::fields::values;
use crate::fields::values::{NOT_A_NUMBER, PER_CENT_RULE, Style, bad_value};
use crate::model::duration::{Spelling, WorkingCalendar, Written, print_elapsed};
use crate::model::error::ValidationError;
use crate::model::step::{Kind, Source, Step, StepTime};

impl StepField {
    /// The field's value as in the file format.
    pub fn get(self, step: &Step, style: Style<'_>) -> Value {
        match self {
            StepField::Name => step.name.as_str().into(),
            StepField::Kind => step.kind.map(Kind::as_str).into(),
            StepField::Team => step.team.as_str().into(),
            StepField::Wait => style.time(step.written(StepTime::Wait)),
            StepField::WaitRange => style.range(step.written_wait_range()),
            StepField::WaitReason => step.wait_reason.as_str().into(),
            StepField::Every => style.time(step.written(StepTime::Every)),
            StepField::Queue => values::number(step.queue),
            StepField::Work => style.time(step.written(StepTime::Work)),
            StepField::WorkRange => style.range(step.written_work_range()),
            StepField::Lead => style.time(step.written(StepTime::Lead)),
            StepField::CompleteAccurate => values::number(step.complete_accurate),
            StepField::People => values::number(step.people),
            StepField::PeoplePerItem => values::number(step.people_per_item),
            StepField::Batch => values::number(step.batch),
            StepField::Downtime => style.elapsed(step.written(StepTime::Downtime)),
            StepField::Automated => step.automated.into(),
            StepField::Observed => step.observed.into(),
            StepField::Reversible => step.reversible.into(),
            StepField::Source => step.source.map(Source::as_str).into(),
            StepField::Note => step.note.as_str().into(),
        }
    }
}

/// Sets fields of a step from JSON values; other fields stay. Returns the keys that are not fields.
///
/// Of wait, work and lead time any two give the third. A lead time alone keeps the work time if that is
/// known and changes the wait time; if neither is known, the split stays unknown.
///
/// # Errors
/// If a value is invalid. The step may then be half changed, so work on a copy.
pub fn set_step<'v>(
    step: &mut Step,
    values: &'v Json<String, Value>,
    clock: &WorkingCalendar,
) -> Result<Vec<&'v str>, ValidationError> {
    let mut unknown = Vec::new();
    let mut times = Times::default();
    for (key, given) in values {
        let Some(field) = StepField::from_key(key) else {
            if key == OTHER {
                step.other = values::object(given).map_err(|s| bad_value(key, s))?;
            } else {
                unknown.push(key.as_str());
            }
            continue;
        };
        set_field(step, field, given, clock, &mut times).map_err(|sentence| bad_value(key, sentence))?;
    }
    // Separate ranges come last: they override one written with the typical time.
    if let Some(range) = values.get(StepField::WaitRange.key()) {
        step.set_wait_range(values::range(range, clock).map_err(|s| bad_value("wait_range", s))?);
    }
    if let Some(range) = values.get(StepField::WorkRange.key()) {
        step.set_work_range(values::range(range, clock).map_err(|s| bad_value("work_range", s))?);
    }
    times.apply_to(step, clock)?;
    Ok(unknown)
}

fn count(field: StepField, given: &Value) -> Result<Option<f64>, String> {
    values::count(given).map_err(|sentence| match &*sentence {
        NOT_A_NUMBER => format!("{} must be a number.", field.label()),
        _ => sentence,
    })
}

fn set_field(
    step: &mut Step,
    field: StepField,
    given: &Value,
    clock: &WorkingCalendar,
    times: &mut Times,
) -> Result<(), String> {
    match field {
        StepField::Name => step.name = values::line(given)?,
        StepField::Kind => step.kind = values::word(given, Kind::ALL, Kind::as_str)?,
        StepField::Team => step.team = values::line(given)?,
        StepField::Wait => {
            let estimate = values::estimate(given, clock)?;
            times.wait = Some(estimate.typical);
            if estimate.range.is_some() {
                step.set_wait_range(estimate.range);
            }
        }
        StepField::Work => {
            let estimate = values::estimate(given, clock)?;
            times.work = Some(estimate.typical);
            if estimate.range.is_some() {
                step.set_work_range(estimate.range);
            }
        }
        StepField::Lead => times.lead = Some(values::time(given, clock)?),
        StepField::WaitRange | StepField::WorkRange => {}
        StepField::WaitReason => step.wait_reason = values::line(given)?,
        StepField::Every => {
            step.set_every(values::time(given, clock)?);
            if step.every == Some(0) {
                return Err("Cadence must be above 0, such as 1w.".to_owned());
            }
        }
        StepField::Queue => step.queue = count(field, given)?,
        StepField::CompleteAccurate => {
            step.complete_accurate = values::per_cent(given).map_err(|_| PER_CENT_RULE.to_owned())?;
        }
        StepField::People => step.people = count(field, given)?,
        StepField::PeoplePerItem => step.people_per_item = count(field, given)?,
        StepField::Batch => step.batch = count(field, given)?,
        StepField::Downtime => step.set_downtime(values::time(given, &WorkingCalendar::CALENDAR)?.map(elapsed)),
        StepField::Automated => step.automated = values::answer(given)?,
        StepField::Observed => step.observed = values::answer(given)?,
        StepField::Reversible => step.reversible = values::answer(given)?,
        StepField::Source => step.source = values::word(given, Source::ALL, Source::as_str)?,
        StepField::Note => step.note = values::paragraphs(given)?,
    }
    Ok(())
}

/// The given wait, work and lead times: not mentioned, unknown, or a time.
#[derive(Debug, Default)]
#[expect(clippy::option_option, reason = "the outer is whether it was mentioned, the inner whether it is known")]
struct Times {
    wait: Option<Option<Written>>,
    work: Option<Option<Written>>,
    lead: Option<Option<Written>>,
}

impl Times {
    fn apply_to(&self, step: &mut Step, clock: &WorkingCalendar) -> Result<(), ValidationError> {
        let (wait, work, lead) =
            (step.written(StepTime::Wait), step.written(StepTime::Work), step.written(StepTime::Lead));
        let given = (self.wait.flatten(), self.work.flatten());
        // The total that the parts must add up to: given now, or known from before and not cleared.
        let total = match self.lead {
            Some(lead) => lead,
            None => lead.filter(|_| given.0.is_none() || given.1.is_none()),
        };
        let Some(total) = total else {
            step.set_lead(None);
            step.set_wait(self.wait.unwrap_or(wait));
            step.set_work(self.work.unwrap_or(work));
            return Ok(());
        };
        let kept_work = work.filter(|_| self.work != Some(None));
        let kept_wait = wait.filter(|_| self.wait != Some(None));
        let parts = match given {
            (Some(wait), Some(work)) if wait.seconds.checked_add(work.seconds) != Some(total.seconds) => {
                let (wait, work, total) = (clock.print(wait), clock.print(work), clock.print(total));
                let sentence = format!("Wait time {wait} and work time {work} don’t add up to lead time {total}.");
                return Err(bad_value("lead", sentence));
            }
            (Some(wait), Some(work)) => Some((wait, work)),
            (None, Some(work)) => Some((rest(total, work, "work", "work time", clock)?, work)),
            (Some(wait), None) => Some((wait, rest(total, wait, "wait", "wait time", clock)?)),
            (None, None) => match (kept_wait, kept_work) {
                (_, Some(work)) => Some((rest(total, work, "lead", "work time", clock)?, work)),
                (Some(wait), None) => Some((wait, rest(total, wait, "lead", "wait time", clock)?)),
                (None, None) => None,
            },
        };
        let (wait, work) = parts.unzip();
        step.set_wait(wait);
        step.set_work(work);
        step.set_lead(if parts.is_some() { None } else { Some(total) });
        Ok(())
    }
}

fn rest(
    total: Written,
    part: Written,
    field: &str,
    what: &str,
    clock: &WorkingCalendar,
) -> Result<Written, ValidationError> {
    // In the unit of the total, so that it stays the same time when the calendar changes.
    let spelling = total.spelling.map(|spelling| Spelling { decimal: false, ..spelling });
    let rest = total.seconds.checked_sub(part.seconds).map(|seconds| clock.settle(Written { seconds, spelling }));
    rest.ok_or_else(|| {
        let (total, part) = (clock.print(total), clock.print(part));
        bad_value(field, format!("Lead time {total} is shorter than its {what} {part}."))
    })
}

/// Elapsed time is shown in hours and minutes, so days aren't remembered.
fn elapsed(time: Written) -> Written {
    let shown = print_elapsed(time);
    let plain = Written::from(time.seconds);
    if shown == print_elapsed(plain) { plain } else { time }
}
