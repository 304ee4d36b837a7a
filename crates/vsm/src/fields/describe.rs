//! Fields changed by an edit, with their old and new values as text on the map's calendar.

use serde_json::{Map as Json, Value};

use crate::fields::catalog::{MapField, OTHER, OTHER_NAME, StepField};
use crate::model::duration::{Range, Seconds, WorkingCalendar, print_elapsed};
use crate::model::map::Map;
use crate::model::step::{Kind, Source, Step};
use crate::text::quote;

pub(crate) const UNKNOWN: &str = "unknown";

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
    let mut changes = Vec::new();
    if old.name != new.name {
        let values = Some((text(&old.name), text(&new.name)));
        changes.push((Some(MapField::Name), Change { label: MapField::Name.name(), values }));
    }
    let change = |field: &MapField| map_change(*field, old, new).map(|change| (Some(*field), change));
    changes.extend(MapField::ALL.iter().filter(|field| !field.relates_maps()).filter_map(change));
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
            (time(old.wait, old_clock), time(new.wait, new_clock))
        }
        StepField::Work if old.work != new.work && old.work_range == new.work_range => {
            (time(old.work, old_clock), time(new.work, new_clock))
        }
        _ => (step_value(field, old, old_clock), step_value(field, new, new_clock)),
    };
    (was != is).then_some(Change { label, values: Some((was, is)) })
}

fn step_value(field: StepField, step: &Step, clock: &WorkingCalendar) -> String {
    let answer = |yes: Option<bool>| word(yes.map(|yes| if yes { "yes" } else { "no" }));
    match field {
        StepField::Name => text(&step.name),
        StepField::Kind => word(step.kind.map(Kind::as_str)),
        StepField::Team => text(&step.team),
        StepField::Wait | StepField::WaitRange => estimate(step.wait, step.wait_range, clock),
        StepField::WaitReason => text(&step.wait_reason),
        StepField::Every => time(step.every, clock),
        StepField::Queue => number(step.queue),
        StepField::Work | StepField::WorkRange => estimate(step.work, step.work_range, clock),
        StepField::Lead => {
            let both = || step.wait.zip(step.work).and_then(|(wait, work)| wait.checked_add(work));
            time(step.lead.or_else(both), clock)
        }
        StepField::CompleteAccurate => or_unknown(step.complete_accurate.map(per_cent)),
        StepField::People => number(step.people),
        StepField::PeoplePerItem => number(step.people_per_item),
        StepField::Batch => number(step.batch),
        StepField::Downtime => or_unknown(step.downtime.map(|time| match time {
            0 => "none".to_owned(),
            time => print_elapsed(time),
        })),
        StepField::Automated => answer(step.automated),
        StepField::Observed => answer(step.observed),
        StepField::Reversible => answer(step.reversible),
        StepField::Source => word(step.source.map(|source| match source {
            Source::Estimate => "estimate",
            Source::Measured => "measured",
        })),
        StepField::Note => text(&step.note),
    }
}

/// The map's own fields that an edit sets and that differ. The name is described separately.
pub(crate) fn map_changes(old: &Map, new: &Map, set: &Json<String, Value>) -> Vec<Change> {
    let mentioned = MapField::ALL.iter().copied().filter(|field| set.contains_key(field.key()));
    let mut changes: Vec<Change> = mentioned.filter_map(|field| map_change(field, old, new)).collect();
    if set.contains_key(OTHER) && old.other != new.other {
        changes.push(OTHERS);
    }
    changes
}

fn map_change(field: MapField, old: &Map, new: &Map) -> Option<Change> {
    let label = field.name();
    let value: fn(&Map) -> String = match field {
        MapField::Name => return None,
        MapField::State => |map| map.state.as_str().to_owned(),
        MapField::Note => return (old.note != new.note).then_some(Change { label, values: None }),
        MapField::Item => |map| text(&map.item),
        MapField::StartsWith => |map| text(&map.starts_with),
        MapField::EndsWith => |map| text(&map.ends_with),
        MapField::MappedOn => |map| word(Some(&*map.mapped_on).filter(|day| !day.is_empty())),
        MapField::Participants => |map| text(&map.participants),
        MapField::WorkingCalendar => |map| clock(&map.clock),
        MapField::Demand => |map| {
            or_unknown(map.demand.map(|demand| format!("{} per {}", number(Some(demand.items)), demand.per.as_str())))
        },
        MapField::Family => return (old.family != new.family).then_some(Change { label, values: None }),
        MapField::Origin => |map| or_unknown(map.origin.as_ref().map(|origin| quote(&origin.name))),
    };
    let (was, is) = (value(old), value(new));
    (was != is).then_some(Change { label, values: Some((was, is)) })
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

fn time(time: Option<Seconds>, clock: &WorkingCalendar) -> String {
    or_unknown(time.map(|time| clock.print(time)))
}

fn estimate(typical: Option<Seconds>, range: Option<Range>, clock: &WorkingCalendar) -> String {
    match (typical, range) {
        (None, None) => UNKNOWN.to_owned(),
        (None, Some(range)) => format!("{UNKNOWN} ({})", clock.print_range(range)),
        _ => clock.print_estimate(typical, range),
    }
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

fn word(word: Option<&str>) -> String {
    word.unwrap_or(UNKNOWN).to_owned()
}

fn number(number: Option<f64>) -> String {
    or_unknown(number.map(|number| number.to_string()))
}

fn or_unknown(value: Option<String>) -> String {
    value.unwrap_or_else(|| UNKNOWN.to_owned())
}
