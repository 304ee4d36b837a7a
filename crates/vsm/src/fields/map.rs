//! Converts the fields of a map from and to JSON.

use serde_json::{Map as Json, Value, json};

use crate::fields::catalog::{MapField, OTHER};
use crate::fields::values;
use crate::fields::values::bad_value;
use crate::model::duration::{WorkingCalendar, WrittenRange, is_unknown};
use crate::model::error::ValidationError;
use crate::model::limits::MAX_NAME;
use crate::model::map::{Demand, Map, Origin, Period, State};
use crate::model::step::StepTime;

impl MapField {
    /// The field's value as in the file format.
    pub fn get(self, map: &Map) -> Value {
        match self {
            MapField::Name => map.name.as_str().into(),
            MapField::State => map.state.as_str().into(),
            MapField::Note => map.note.as_str().into(),
            MapField::Item => map.item.as_str().into(),
            MapField::StartsWith => map.starts_with.as_str().into(),
            MapField::EndsWith => map.ends_with.as_str().into(),
            MapField::MappedOn if map.mapped_on.is_empty() => Value::Null,
            MapField::MappedOn => map.mapped_on.as_str().into(),
            MapField::Participants => map.participants.as_str().into(),
            MapField::WorkingCalendar => clock_value(&map.clock),
            MapField::Demand => map.demand.map_or(
                Value::Null,
                |demand| json!({ "items": values::number(Some(demand.items)), "per": demand.per.as_str() }),
            ),
            MapField::Family => map.family.as_str().into(),
            MapField::Origin => map.origin.as_ref().map_or(
                Value::Null,
                |Origin { map, revision, name }| json!({ "map": map, "revision": revision, "name": name }),
            ),
        }
    }
}

/// Sets fields of a map from JSON values; other fields stay. Returns the keys that are not fields. A change
/// of calendar keeps the displayed times: 1w stays 1w.
///
/// # Errors
/// If a value is invalid. The map may then be half changed, so work on a copy.
pub fn set_map<'v>(map: &mut Map, values: &'v Json<String, Value>) -> Result<Vec<&'v str>, ValidationError> {
    let mut unknown = Vec::new();
    for (key, given) in values {
        let Some(field) = MapField::from_key(key) else {
            if key == OTHER {
                map.other = values::object(given).map_err(|s| bad_value(key, s))?;
            } else {
                unknown.push(key.as_str());
            }
            continue;
        };
        set_map_field(map, field, given).map_err(|sentence| bad_value(key, sentence))?;
    }
    Ok(unknown)
}

fn set_map_field(map: &mut Map, field: MapField, given: &Value) -> Result<(), String> {
    match field {
        MapField::Name => map.name = values::line(given)?,
        MapField::State => map.state = values::word(given, State::ALL, State::as_str)?.unwrap_or(State::Current),
        MapField::Note => map.note = values::paragraphs(given)?,
        MapField::Item => map.item = values::line(given)?,
        MapField::StartsWith => map.starts_with = values::line(given)?,
        MapField::EndsWith => map.ends_with = values::line(given)?,
        MapField::MappedOn => map.mapped_on = values::date(given)?,
        MapField::Participants => map.participants = values::paragraphs(given)?,
        MapField::WorkingCalendar => set_clock(map, read_clock(given)?),
        MapField::Demand => map.demand = read_demand(given)?,
        MapField::Family => map.family = values::line(given)?,
        MapField::Origin => map.origin = read_origin(given)?,
    }
    Ok(())
}

fn read_origin(given: &Value) -> Result<Option<Origin>, String> {
    let refuse = || "Origin must look like { \"map\": \"…\", \"revision\": 3, \"name\": \"…\" }.".to_owned();
    let fields = match given {
        Value::Null => return Ok(None),
        Value::Object(fields) => fields,
        _ => return Err(refuse()),
    };
    let text = |name: &str| {
        let text = values::line(fields.get(name).unwrap_or(&Value::Null))?;
        if text.chars().count() > MAX_NAME { Err(refuse()) } else { Ok(text) }
    };
    let revision = fields.get("revision").map_or(Some(0), Value::as_u64).ok_or_else(refuse)?;
    // The range that the database can store.
    let revision = i64::try_from(revision).map_or(0, i64::unsigned_abs);
    Ok(Some(Origin { map: text("map")?, revision, name: text("name")? }))
}

fn set_clock(map: &mut Map, clock: WorkingCalendar) {
    let old = std::mem::replace(&mut map.clock, clock);
    if old.counts_like(&clock) {
        return;
    }
    for step in &mut map.steps {
        let step = std::sync::Arc::make_mut(step);
        let time = |time| step.written(time).map(|time| old.rescale(time, &clock));
        let [wait, work, lead, every] = [StepTime::Wait, StepTime::Work, StepTime::Lead, StepTime::Every].map(time);
        let range = |range: Option<WrittenRange>| {
            range.map(|range| {
                let low = old.rescale(range.low, &clock);
                let high = range.high.map(|high| old.rescale(high, &clock));
                // 20h–1d is reversed if a day becomes shorter than that.
                match high.filter(|high| high.seconds < low.seconds) {
                    Some(high) => WrittenRange { low: high, high: Some(low) },
                    None => WrittenRange { low, high },
                }
            })
        };
        let (wait_range, work_range) = (range(step.written_wait_range()), range(step.written_work_range()));
        step.set_wait(wait);
        step.set_work(work);
        step.set_lead(lead);
        step.set_every(every);
        step.set_wait_range(wait_range);
        step.set_work_range(work_range);
    }
    for sent_back in map.rework.values_mut() {
        sent_back.wait = sent_back.wait.map(|wait| old.rescale(wait, &clock));
    }
    // An idea's change is stored as it was written and needs no rescaling.
    for idea in map.ideas.values_mut() {
        let [promised, measured] = [idea.promised.lead, idea.measured.lead].map(|saving| {
            saving.map(|seconds| {
                let size = i64::try_from(old.rescale(seconds.unsigned_abs(), &clock).seconds).unwrap_or(i64::MAX);
                size * seconds.signum()
            })
        });
        if (promised, measured) != (idea.promised.lead, idea.measured.lead) {
            let idea = std::sync::Arc::make_mut(idea);
            (idea.promised.lead, idea.measured.lead) = (promised, measured);
        }
    }
}

fn clock_value(clock: &WorkingCalendar) -> Value {
    let mut object = Json::new();
    object.insert("hours_per_day".to_owned(), values::number(Some(clock.hours_per_day)));
    object.insert("days_per_week".to_owned(), values::number(Some(clock.days_per_week)));
    if clock.working_hours_per_week.is_some() {
        object.insert("working_hours_per_week".to_owned(), values::number(clock.working_hours_per_week));
    }
    Value::Object(object)
}

fn read_clock(given: &Value) -> Result<WorkingCalendar, String> {
    let fields = match given {
        Value::Null => return Ok(WorkingCalendar::WORKING),
        Value::String(text) if text == "working" => return Ok(WorkingCalendar::WORKING),
        Value::String(text) if text == "calendar" => return Ok(WorkingCalendar::CALENDAR),
        Value::Object(fields) => fields,
        _ => return Err("Working calendar must look like { \"hours_per_day\": 8, \"days_per_week\": 5 }.".to_owned()),
    };
    let number = |name: &str| fields.get(name).map_or(Ok(None), values::count);
    let clock = WorkingCalendar {
        hours_per_day: number("hours_per_day")?.unwrap_or(WorkingCalendar::WORKING.hours_per_day),
        days_per_week: number("days_per_week")?.unwrap_or(WorkingCalendar::WORKING.days_per_week),
        working_hours_per_week: number("working_hours_per_week")?,
    };
    // Checked first: durations are parsed and rescaled with it.
    clock.check()?;
    Ok(clock)
}

fn read_demand(given: &Value) -> Result<Option<Demand>, String> {
    let fields = match given {
        Value::Null => return Ok(None),
        Value::String(text) if is_unknown(text) => return Ok(None),
        Value::Object(fields) => fields,
        _ => return Err("Demand must look like { \"items\": 4, \"per\": \"month\" }.".to_owned()),
    };
    let Some(items) = fields.get("items").map_or(Ok(None), values::count)? else { return Ok(None) };
    if items <= 0.0 {
        return Err("Demand must be above 0.".to_owned());
    }
    let per = fields.get("per").map_or(Ok(None), |per| values::word(per, Period::ALL, Period::as_str))?;
    Ok(Some(Demand { items, per: per.unwrap_or(Period::Month) }))
}
