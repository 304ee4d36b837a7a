//! Converts the fields of an idea from and to JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::fields::catalog::{IdeaField, OTHER};
use crate::fields::values;
use crate::fields::values::{Object, Style, bad_value};
use crate::model::duration::{WorkingCalendar, is_unknown};
use crate::model::edit::Edit;
use crate::model::error::ValidationError;
use crate::model::idea::{Idea, IdeaEffort, Status};
use crate::{IdeaId, StepId};

impl IdeaField {
    /// The field's value as in the file format. Only [`Style::Text`] leaves Weir; the others keep who
    /// voted.
    pub fn get(self, idea: &Idea, style: Style<'_>) -> Value {
        match self {
            IdeaField::Title => idea.title.as_str().into(),
            IdeaField::Step => idea.step.as_deref().into(),
            IdeaField::Note => idea.note.as_str().into(),
            IdeaField::Owner => idea.owner.as_str().into(),
            IdeaField::Effort => idea.effort.map(IdeaEffort::as_str).into(),
            IdeaField::Status => idea.status.as_str().into(),
            IdeaField::Votes => match style {
                Style::Text(_) => idea.vote_count().into(),
                Style::Seconds | Style::Exact(_) => {
                    idea.votes.iter().map(|(who, votes)| (who.clone(), Value::from(*votes))).collect()
                }
            },
            IdeaField::Change => idea.change.as_ref().map_or(Value::Null, |change| change.to_json()),
            IdeaField::Taken => idea.taken.into(),
            IdeaField::PromisedLead => saved(idea.promised.lead, style),
            IdeaField::PromisedDowntime => saved_downtime(idea.promised.downtime, style),
            IdeaField::MeasuredLead => saved(idea.measured.lead, style),
            IdeaField::MeasuredDowntime => saved_downtime(idea.measured.downtime, style),
        }
    }

    fn set(self, idea: &mut Idea, given: &Value, clock: &WorkingCalendar) -> Result<(), String> {
        match self {
            IdeaField::Title => idea.title = values::line(given)?,
            IdeaField::Step => idea.step = step(given)?,
            IdeaField::Note => idea.note = values::paragraphs(given)?,
            IdeaField::Owner => idea.owner = values::line(given)?,
            IdeaField::Effort => idea.effort = values::word(given, IdeaEffort::ALL, IdeaEffort::as_str)?,
            IdeaField::Status => {
                idea.status = values::word(given, Status::ALL, Status::as_str)?.unwrap_or(Status::Open);
            }
            IdeaField::Votes => idea.votes = votes(given)?,
            IdeaField::Change => idea.change = change(given)?,
            IdeaField::Taken => idea.taken = values::answer(given)?.unwrap_or(false),
            IdeaField::PromisedLead => idea.promised.lead = values::saving(given, clock)?,
            IdeaField::PromisedDowntime => idea.promised.downtime = values::saving(given, &WorkingCalendar::CALENDAR)?,
            IdeaField::MeasuredLead => idea.measured.lead = values::saving(given, clock)?,
            IdeaField::MeasuredDowntime => idea.measured.downtime = values::saving(given, &WorkingCalendar::CALENDAR)?,
        }
        Ok(())
    }
}

fn saved(seconds: Option<i64>, style: Style<'_>) -> Value {
    match style {
        Style::Text(clock) => seconds.map(|seconds| clock.print_signed(seconds)).into(),
        Style::Seconds | Style::Exact(_) => seconds.into(),
    }
}

fn saved_downtime(seconds: Option<i64>, style: Style<'_>) -> Value {
    match style {
        Style::Text(_) => seconds.map(crate::model::duration::print_elapsed_signed).into(),
        Style::Seconds | Style::Exact(_) => seconds.into(),
    }
}

fn step(given: &Value) -> Result<Option<StepId>, String> {
    match given {
        Value::Null => Ok(None),
        Value::String(id) if id.is_empty() => Ok(None),
        Value::String(id) => Ok(Some(id.as_str().into())),
        _ => Err("The step of an idea must be a step id, or empty.".to_owned()),
    }
}

/// A number, or votes by actor: `{"<actor>": 1}`.
fn votes(given: &Value) -> Result<BTreeMap<String, u32>, String> {
    let refuse = || "Votes must be a whole number.".to_owned();
    let number = |given: &Value| given.as_u64().and_then(|n| u32::try_from(n).ok()).ok_or_else(refuse);
    let counted = match given {
        Value::Null => BTreeMap::new(),
        Value::Object(by) => {
            by.iter().map(|(who, n)| Ok((who.clone(), number(n)?))).collect::<Result<BTreeMap<_, _>, String>>()?
        }
        Value::String(text) if is_unknown(text) => BTreeMap::new(),
        other => [(String::new(), number(other)?)].into(),
    };
    Ok(counted.into_iter().filter(|(_, n)| *n > 0).collect())
}

fn change(given: &Value) -> Result<Option<Arc<Edit>>, String> {
    match given {
        Value::Null => Ok(None),
        Value::Object(_) => serde_json::from_value(given.clone())
            .map(Some)
            .map_err(|cause| format!("The change of an idea must be an edit, as in the API: {cause}.")),
        _ => Err("The change of an idea must be an edit, as in the API.".to_owned()),
    }
}

/// Sets fields of an idea from JSON values; other fields stay. Returns the keys that are not fields.
///
/// # Errors
/// If a value is invalid. The idea may then be half changed, so work on a copy.
pub fn set_idea<'v>(
    idea: &mut Idea,
    values: &'v Object,
    clock: &WorkingCalendar,
) -> Result<Vec<&'v str>, ValidationError> {
    let mut unknown = Vec::new();
    for (key, given) in values {
        let set = match IdeaField::from_key(key) {
            Some(field) => field.set(idea, given, clock),
            None if key == OTHER => values::object(given).map(|other| idea.other = other),
            None => {
                unknown.push(key.as_str());
                Ok(())
            }
        };
        set.map_err(|sentence| bad_value(key, sentence))?;
    }
    Ok(unknown)
}

/// One idea as in the file format. Unknown values are omitted, so that an idea with only a title is one
/// line.
pub fn write_idea(idea: &Idea, style: Style<'_>) -> Object {
    let mut object: Object = idea.other.clone();
    object.insert("id".to_owned(), idea.id.as_str().into());
    for field in IdeaField::ALL {
        let value = field.get(idea, style);
        let is_empty = match &value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            // A saving of zero is information; zero votes are not.
            Value::Number(number) => *field == IdeaField::Votes && number.as_u64() == Some(0),
            _ => false,
        };
        if !is_empty {
            object.insert(field.key().to_owned(), value);
        }
    }
    object
}

/// Reads one idea; it must have an id.
///
/// # Errors
/// If a value is invalid, with its field.
pub fn read_idea(fields: &Object, clock: &WorkingCalendar) -> Result<Idea, ValidationError> {
    let id: Option<IdeaId> = fields.get("id").and_then(values::id);
    let id = id.ok_or_else(|| ValidationError::new("no_id", "An idea needs an id.").at("id"))?;
    let mut idea = Idea::new(id, "");
    let (own, other) = values::known_and_others(fields, |key| IdeaField::from_key(key).is_some());
    set_idea(&mut idea, &own, clock)?;
    idea.other = other;
    Ok(idea)
}
