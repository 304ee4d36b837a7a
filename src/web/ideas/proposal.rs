//! The change of an idea as form fields: new values for its step, deleting the step, or running it in parallel. The
//! form describes any other change (such as a batch for several steps) and leaves it unchanged.

use std::collections::BTreeMap;

use serde_json::{Map as Json, Value};

use crate::web::page::form::{Posted, sent, shown};
use vsm::edit::{Edit, preview};
use vsm::fields::catalog::StepField;
use vsm::model::idea::Idea;
use vsm::{Map, StepId, ValidationError};

/// Fields of the step that the form can change.
pub(super) const FIELDS: &[StepField] = &[
    StepField::Wait,
    StepField::Work,
    StepField::Every,
    StepField::CompleteAccurate,
    StepField::People,
    StepField::Batch,
    StepField::Downtime,
    StepField::Automated,
];

pub(super) fn propose(idea: &Idea, map: &Map) -> BTreeMap<String, String> {
    let one = |name: &str, value: String| (name.to_owned(), value);
    let what = |what: &str| one("propose", what.to_owned());
    let here = |step: &StepId| idea.step.as_ref() == Some(step);
    match idea.change.as_deref() {
        None => [what("nothing")].into(),
        Some(Edit::ChangeStep { step, set, .. }) if here(step) && set.keys().all(|key| is_offered(key)) => {
            let figures = set.iter().map(|(key, value)| {
                let text = if value.is_null() { "unknown".to_owned() } else { shown(value) };
                one(&format!("to_{key}"), text)
            });
            figures.chain([what("figures")]).collect()
        }
        Some(Edit::RemoveStep { step }) if here(step) => [what("remove")].into(),
        Some(Edit::MoveStep { step, beside: Some(other), .. }) if here(step) && map.step(other).is_some() => {
            [what("beside"), one("beside_step", other.to_string())].into()
        }
        Some(_) => [what("keep")].into(),
    }
}

fn is_offered(field: &str) -> bool {
    FIELDS.iter().any(|offered| offered.key() == field)
}

/// The new change; `None` if it is unchanged.
pub(super) fn proposed(posted: &Posted, idea: &Idea, map: &Map) -> Result<Option<Value>, ValidationError> {
    let names =
        FIELDS.iter().map(|field| format!("to_{}", field.key())).chain(["propose", "beside_step"].map(str::to_owned));
    let is_touched = names.into_iter().any(|name| posted.get(&name) != posted.was(&name));
    let is_elsewhere = posted.get("step") != posted.was("step");
    if !(is_touched || is_elsewhere) || posted.get("propose") == "keep" || posted.get("propose").is_empty() {
        return Ok(None);
    }
    let step = || {
        let step = posted.non_empty("step").and_then(|step| map.step(step)).map(|step| step.id.clone());
        step.ok_or_else(|| bad_change("step", "Select the step to change."))
    };
    let change = match posted.get("propose") {
        "figures" => Some(figures(posted, step()?)?),
        "remove" => Some(Edit::RemoveStep { step: step()? }),
        "beside" => {
            let other = posted.non_empty("beside_step").and_then(|other| map.step(other)).map(|other| other.id.clone());
            let beside = other.ok_or_else(|| bad_change("beside_step", "Select the step to run in parallel with."))?;
            Some(Edit::MoveStep { step: step()?, after: None, before: None, beside: Some(beside), below: None })
        }
        _ => None,
    };
    // Errors are shown now, not when the change is applied.
    if let Some(change) = change.as_ref().filter(|_| !idea.taken) {
        preview(map, change).map_err(|error| {
            let field = error.field.filter(|field| is_offered(field));
            bad_change(&field.map_or("propose".to_owned(), |field| format!("to_{field}")), error.message)
        })?;
    }
    Ok(Some(change.map_or(Value::Null, |change| serde_json::to_value(change).unwrap_or_default())))
}

fn figures(posted: &Posted, step: StepId) -> Result<Edit, ValidationError> {
    let value = |field: &StepField| {
        let text = posted.get(&format!("to_{}", field.key()));
        (!text.is_empty()).then(|| {
            let value = if vsm::model::duration::is_unknown(text) { Value::Null } else { sent(text) };
            (field.key().to_owned(), value)
        })
    };
    let set: Json<String, Value> = FIELDS.iter().filter_map(value).collect();
    if set.is_empty() {
        return Err(bad_change("propose", "Enter at least one new value, such as a wait time of 4h."));
    }
    Ok(Edit::ChangeStep { step, set, was: None })
}

/// An error at a field of the form.
fn bad_change(field: &str, sentence: impl Into<String>) -> ValidationError {
    ValidationError::new("bad_change", sentence).at(field)
}
