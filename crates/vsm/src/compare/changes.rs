//! Fields that differ: each from what it was to what it is, as values and in words.

use serde_json::Value;

use crate::fields::catalog::{MapField, OTHER, StepField};
use crate::fields::describe::{Change, map_difference, step_difference};
use crate::fields::map::set_map;
use crate::fields::values::Style;
use crate::model::duration::WorkingCalendar;
use crate::model::map::Map;
use crate::model::step::Step;

/// A field that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedField {
    /// The field, as the file format names it.
    pub field: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// Its value before, as the file format writes it, times in seconds.
    pub from: Value,
    /// Its value after.
    pub to: Value,
    /// Both in words with their units; none for what is too long to be told, such as a note.
    pub told: Option<(String, String)>,
}

impl ChangedField {
    /// `wait time 3d → 4h`, or only which field it is.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.told {
            Some((from, to)) => format!("{} {from} → {to}", self.label),
            None => self.label.to_owned(),
        }
    }
}

/// The first map as it reads on the clock of the second, where they count days differently.
pub(super) fn on_the_clock_of(after: &Map, before: &Map) -> Option<Map> {
    if (before.clock.hours_per_day, before.clock.days_per_week)
        == (after.clock.hours_per_day, after.clock.days_per_week)
    {
        return None;
    }
    let mut rescaled = before.clone();
    let clock = MapField::WorkingCalendar;
    let set = [(clock.key().to_owned(), clock.get(after))].into_iter().collect();
    // The clock of a valid map is taken without a refusal.
    set_map(&mut rescaled, &set).is_ok().then_some(rescaled)
}

/// What differs between two states of a step, whose times are on one clock.
pub(super) fn of_step(old: &Step, new: &Step, clock: &WorkingCalendar) -> Vec<ChangedField> {
    let field = |(field, change): (Option<StepField>, Change)| {
        let value = |step: &Step| match field {
            Some(field) => field.get(step, Style::Seconds),
            None => Value::Object(step.other.clone()),
        };
        let word = field.map_or(OTHER, StepField::key);
        ChangedField { field: word, label: change.label, from: value(old), to: value(new), told: change.values }
    };
    step_difference(old, new, clock).into_iter().map(field).collect()
}

/// What differs between the fields of the maps themselves.
pub(super) fn of_map(old: &Map, new: &Map) -> Vec<ChangedField> {
    let field = |(field, change): (Option<MapField>, Change)| {
        let value = |map: &Map| match field {
            Some(field) => field.get(map),
            None => Value::Object(map.other.clone()),
        };
        let word = field.map_or(OTHER, MapField::key);
        ChangedField { field: word, label: change.label, from: value(old), to: value(new), told: change.values }
    };
    map_difference(old, new).into_iter().map(field).collect()
}
