//! Changed fields, with the old and new values as JSON and as text.

use serde_json::Value;

use crate::fields::catalog::{MapField, OTHER, StepField};
use crate::fields::describe::{Change, map_difference, step_difference};
use crate::fields::map::set_map;
use crate::fields::values::Style;
use crate::model::duration::WorkingCalendar;
use crate::model::map::Map;
use crate::model::step::Step;

/// A changed field.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedField {
    /// The field's key in the file format.
    pub field: &'static str,
    /// The field's label.
    pub label: &'static str,
    /// The old value as in the file format; times in seconds.
    pub from: Value,
    /// The new value.
    pub to: Value,
    /// Both values as text with units; `None` for values too long to show, such as notes.
    pub texts: Option<(String, String)>,
}

impl ChangedField {
    /// `wait time 3d → 4h`, or only the field's name.
    pub fn words(&self) -> String {
        match &self.texts {
            Some((from, to)) => format!("{} {from} → {to}", self.label),
            None => self.label.to_owned(),
        }
    }
}

impl Change {
    fn between(self, field: Option<&'static str>, from: Value, to: Value) -> ChangedField {
        ChangedField { field: field.unwrap_or(OTHER), label: self.label, from, to, texts: self.values }
    }
}

/// The first map rescaled to the second map's calendar if their calendars differ.
pub(super) fn rescaled_to_calendar_of(after: &Map, before: &Map) -> Option<Map> {
    if before.clock.counts_like(&after.clock) {
        return None;
    }
    let mut rescaled = before.clone();
    let clock = MapField::WorkingCalendar;
    let set = [(clock.key().to_owned(), clock.get(after))].into_iter().collect();
    // The calendar of a valid map is always accepted.
    set_map(&mut rescaled, &set).is_ok().then_some(rescaled)
}

/// The differences between two states of a step whose times use the same calendar.
pub(super) fn of_step(old: &Step, new: &Step, clock: &WorkingCalendar) -> Vec<ChangedField> {
    let value = |step: &Step, field: Option<StepField>| match field {
        Some(field) => field.get(step, Style::Seconds),
        None => Value::Object(step.other.clone()),
    };
    let changes = step_difference(old, new, clock).into_iter();
    changes
        .map(|(field, change)| change.between(field.map(StepField::key), value(old, field), value(new, field)))
        .collect()
}

/// The differences between the maps' own fields.
pub(super) fn of_map(old: &Map, new: &Map) -> Vec<ChangedField> {
    let value = |map: &Map, field: Option<MapField>| match field {
        Some(field) => field.get(map),
        None => Value::Object(map.other.clone()),
    };
    let changes = map_difference(old, new).into_iter();
    changes
        .map(|(field, change)| change.between(field.map(MapField::key), value(old, field), value(new, field)))
        .collect()
}
