//! Fields changed by an edit, with their old and new values as text on the map's calendar.

use serde_json::{Map as Json, Value};

use crate::fields::catalog::{MapField, OTHER, OTHER_NAME, StepField, ValueKind};
use crate::fields::values::Style;
use crate::model::duration::{WorkingCalendar, Written};
use crate::model::map::Map;
use crate::model::step::{Source, Step, StepTime};
use crate::text::quote;

const UNKNOWN: &str = "unknown";

pub(crate) struct Change {
    /// The field's label within a sentence.
    pub(crate) label: &'static str,
    /// The old and the new value; `None` if they are too long to show.
    pub(crate) values: Option<(String, String)>,
}

impl Change {
    /// ` from 3d to 4h`, or an empty string.
    pub(crate) fn values(&self) -> String {
        self.values.as_ref().map_or_else(String::new, |(old, new)| format!(" from {old} to {new}"))
    }

    /// `wait time 3d → 4h`; a removed value reads `no cadence`.
    pub(crate) fn short_form(&self) -> String {
        let label = self.label;
        match &self.values {
            None => label.to_owned(),
            Some((_, new)) if new == UNKNOWN => format!("no {label}"),
            Some((old, new)) if old == UNKNOWN => format!("{label} {new}"),
            Some((old, new)) => format!("{label} {old} → {new}"),
        }
    }

    /// Whether it only accompanies another change and says little by itself.
    pub(crate) fn is_minor(&self) -> bool {
        [StepField::WaitReason, StepField::Queue].iter().any(|field| field.name() == self.label)
    }

    /// Whether `the … of “Build”` reads badly with its label. Then it is written as in a list.
    pub(crate) fn is_answer(&self) -> bool {
        use StepField::{Automated, Observed, People, Queue, Reversible};
        [Automated, Observed, Reversible, People, Queue].iter().any(|field| field.name() == self.label)
    }

    /// `wait time from 3d to 4h`.
    pub(crate) fn long_form(&self) -> String {
        format!("{}{}", self.label, self.values())
    }
}

/// The fields of a step that an edit sets and that differ. The name is described separately.
pub(crate) fn step_changes(
    (old, old_clock): (&Step, &WorkingCalendar),
    (new, new_clock): (&Step, &WorkingCalendar),
    set: &Json<String, Value>,
) -> Vec<Change> {
    let mentions = |field: StepField| set.contains_key(field.key());
    let known = |field: StepField| set.get(field.key()).is_some_and(|value| !value.is_null());
    // Of wait, work and lead time any two give the third. Leave out the derived one unless the lead time
    // itself was set.
    let follows = !known(StepField::Lead) && StepField::ALL.iter().any(|f| f.is_part_of_lead() && mentions(*f));
    let split_changed = (old.wait, old.work) != (new.wait, new.work);
    let is_shown = |field: StepField| match field {
        StepField::Wait => mentions(field) || mentions(StepField::WaitRange) || follows,
        StepField::Work => mentions(field) || mentions(StepField::WorkRange) || follows,
        StepField::Lead => known(field) || follows && !split_changed,
        // Shown with the typical time.
        StepField::Name | StepField::WaitRange | StepField::WorkRange => false,
        other => mentions(other),
    };
    let fields = StepField::ALL.iter().copied().filter(|field| is_shown(*field));
    let mut changes: Vec<Change> =
        fields.filter_map(|field| step_change(field, (old, old_clock), (new, new_clock))).collect();
    if set.contains_key(OTHER) && old.other != new.other {
        changes.push(OTHERS);
    }
    changes
}

const OTHERS: Change = Change { label: OTHER_NAME, values: None };

/// Every field in which two states of a step differ, including the name; the key is `None` for unknown
/// fields. Both states use the same calendar, on which different times have different texts.
pub(crate) fn step_difference(old: &Step, new: &Step, clock: &WorkingCalendar) -> Vec<(Option<StepField>, Change)> {
    // Ranges are shown with their typical times.
    let is_shown = |field: &StepField| !matches!(field, StepField::WaitRange | StepField::WorkRange);
    let change = |field| step_change(field, (old, clock), (new, clock)).map(|change| (Some(field), change));
    let mut changes: Vec<_> = StepField::ALL.iter().copied().filter(is_shown).filter_map(change).collect();
    // If wait and work time are known, their sum adds nothing.
    changes.retain(|(field, _)| *field != Some(StepField::Lead) || old.lead.or(new.lead).is_some());
    if old.other != new.other {
        changes.push((None, OTHERS));
    }
    changes
}

/// Like [`step_difference`], for the fields of two maps, except the related maps and the origin: these say
/// nothing about how the maps differ.
pub(crate) fn map_difference(old: &Map, new: &Map) -> Vec<(Option<MapField>, Change)> {
    let change = |field: &MapField| map_change(*field, old, new).map(|change| (Some(*field), change));
    let mut changes: Vec<_> = MapField::ALL.iter().filter(|field| !field.relates_maps()).filter_map(change).collect();
    if old.other != new.other {
        changes.push((None, OTHERS));
    }
    changes
}

fn step_change(
    field: StepField,
    (old, old_clock): (&Step, &WorkingCalendar),
    (new, new_clock): (&Step, &WorkingCalendar),
) -> Option<Change> {
    let label = field.shown_as().name();
    if field == StepField::Note {
        return (old.note != new.note).then_some(Change { label, values: None });
    }
    let (was, is) = match field {
        // An unchanged range isn't repeated.
        StepField::Wait if old.wait != new.wait && old.wait_range == new.wait_range => {
            (time(old, StepTime::Wait, old_clock), time(new, StepTime::Wait, new_clock))
        }
        StepField::Work if old.work != new.work && old.work_range == new.work_range => {
            (time(old, StepTime::Work, old_clock), time(new, StepTime::Work, new_clock))
        }
        _ => (step_value(field, old, old_clock), step_value(field, new, new_clock)),
    };
    (was != is).then_some(Change { label, values: Some((was, is)) })
}

fn step_value(field: StepField, step: &Step, clock: &WorkingCalendar) -> String {
    match field {
        StepField::Wait | StepField::WaitRange => estimate(step.wait_text(clock)),
        StepField::Work | StepField::WorkRange => estimate(step.work_text(clock)),
        StepField::Lead => {
            let both = || step.wait.zip(step.work).and_then(|(wait, work)| wait.checked_add(work));
            let lead = step.written(StepTime::Lead).or_else(|| both().map(Written::from));
            or_unknown(lead.map(|lead| clock.print(lead)))
        }
        StepField::Downtime if step.downtime == Some(0) => "none".to_owned(),
        // People read another word than the one in files.
        StepField::Source if step.source == Some(Source::Estimate) => "estimate".to_owned(),
        _ => value_text(field.kind(), &field.get(step, Style::Text(clock))),
    }
}

/// A value as in the file format as text within a sentence.
pub(crate) fn value_text(kind: ValueKind, value: &Value) -> String {
    match value {
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or_default();
            if kind == ValueKind::Percent { per_cent(number) } else { number.to_string() }
        }
        Value::String(words) if words.is_empty() => UNKNOWN.to_owned(),
        Value::String(words) if matches!(kind, ValueKind::Text | ValueKind::Paragraphs) => text(words),
        Value::String(words) => words.clone(),
        _ => UNKNOWN.to_owned(),
    }
}

/// The map's own fields that an edit sets and that differ. The name is described separately.
pub(crate) fn map_changes(old: &Map, new: &Map, set: &Json<String, Value>) -> Vec<Change> {
    let described = MapField::ALL.iter().filter(|field| **field != MapField::Name && set.contains_key(field.key()));
    let mut changes: Vec<Change> = described.filter_map(|field| map_change(*field, old, new)).collect();
    if set.contains_key(OTHER) && old.other != new.other {
        changes.push(OTHERS);
    }
    changes
}

fn map_change(field: MapField, old: &Map, new: &Map) -> Option<Change> {
    let label = field.name();
    if matches!(field, MapField::Note | MapField::Family) {
        return (field.get(old) != field.get(new)).then_some(Change { label, values: None });
    }
    let value = |map: &Map| match field {
        MapField::WorkingCalendar => clock(&map.clock),
        MapField::Demand => {
            or_unknown(map.demand.map(|demand| format!("{} per {}", demand.items, demand.per.as_str())))
        }
        MapField::Origin => or_unknown(map.origin.as_ref().map(|origin| quote(&origin.name))),
        _ => value_text(field.kind(), &field.get(map)),
    };
    let (was, is) = (value(old), value(new));
    // Long names may differ only where their texts are clipped.
    let differs = was != is || field == MapField::Name && old.name != new.name;
    differs.then_some(Change { label, values: Some((was, is)) })
}

/// A calendar in a few words.
fn clock(clock: &WorkingCalendar) -> String {
    let days = if clock.is_calendar() {
        "calendar time".to_owned()
    } else {
        format!("working time ({}-hour days, {}-day weeks)", clock.hours_per_day, clock.days_per_week)
    };
    match clock.working_hours_per_week {
        Some(hours) => format!("{days} with {hours} working hours per week"),
        None => days,
    }
}

/// `20%`.
pub(crate) fn per_cent(share: f64) -> String {
    format!("{share}%")
}

fn time(step: &Step, time: StepTime, clock: &WorkingCalendar) -> String {
    or_unknown(step.written(time).map(|time| clock.print(time)))
}

/// `2d (1d–3w)`, `8h+`.
fn estimate(text: String) -> String {
    if text.is_empty() { UNKNOWN.to_owned() } else { text }
}

/// A text in quotation marks, on one line.
fn text(text: &str) -> String {
    if text.is_empty() {
        return UNKNOWN.to_owned();
    }
    if !text.contains(['\n', '\t']) {
        return quote(text);
    }
    quote(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn or_unknown(value: Option<String>) -> String {
    value.unwrap_or_else(|| UNKNOWN.to_owned())
}
