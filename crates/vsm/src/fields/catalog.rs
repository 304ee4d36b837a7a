//! One table of the fields of a step and of a map: their names, how they are read and how they are written.
//!
//! Files, forms, edits and spreadsheets all go through here, so a value means the same wherever it comes from. Values
//! are JSON: text as people write it, numbers, `null` for unknown; forms and spreadsheets send everything as text.

use serde_json::{Map as Json, Value, json};

use crate::fields::values;
use crate::model::duration::{Range, Seconds, WorkingCalendar, is_unknown, print_elapsed};
use crate::model::error::ValidationError;
use crate::model::map::{Demand, Map, Origin, Period, State};
use crate::model::step::{Kind, Source, Step, string_enum};

string_enum! {
    /// A field of a step, in the order in which files and tables show them.
    StepField {
        /// What people call it.
        Name = "name",
        /// What it is.
        Kind = "kind",
        /// Who does it.
        Team = "team",
        /// How long an item waits.
        Wait = "wait",
        /// The range of the wait.
        WaitRange = "wait_range",
        /// Why it waits.
        WaitReason = "wait_reason",
        /// How often it happens.
        Every = "every",
        /// Items lying before it.
        Queue = "queue",
        /// How long the work takes.
        Work = "work",
        /// The range of the work.
        WorkRange = "work_range",
        /// Wait and work together.
        Lead = "lead",
        /// Percent complete and accurate.
        CompleteAccurate = "complete_accurate",
        /// How many can work on it at once.
        People = "people",
        /// How many one item needs.
        PeoplePerItem = "people_per_item",
        /// How many items go through together.
        Batch = "batch",
        /// How long users are cut off.
        Downtime = "downtime",
        /// Does it run without hands?
        Automated = "automated",
        /// Would we see it fail?
        Observed = "observed",
        /// Can we go back?
        Reversible = "reversible",
        /// Guessed or measured.
        Source = "source",
        /// Anything worth telling.
        Note = "note",
    }
}

string_enum! {
    /// A field of a map, in the order in which files show them.
    MapField {
        /// What people call it.
        Name = "name",
        /// Current or future.
        State = "state",
        /// Anything worth telling.
        Note = "note",
        /// What flows.
        Item = "item",
        /// Where the scope starts.
        StartsWith = "starts_with",
        /// Where it ends.
        EndsWith = "ends_with",
        /// The day it was mapped.
        MappedOn = "mapped_on",
        /// Who was in the room.
        Participants = "participants",
        /// How days are counted.
        WorkingCalendar = "clock",
        /// How many items arrive.
        Demand = "demand",
        /// What the maps of one process have in common.
        Family = "family",
        /// The map that it was drawn from.
        Origin = "origin",
    }
}

/// How durations are written.
#[derive(Debug, Clone, Copy)]
pub enum Style<'c> {
    /// As people read them on this clock: `2d 4h`.
    Text(&'c WorkingCalendar),
    /// As whole seconds, which mean the same on every clock.
    Seconds,
}

/// The key under which an edit carries fields that this version does not know.
pub const OTHER: &str = "other";

impl Style<'_> {
    fn time(self, seconds: Option<Seconds>) -> Value {
        match (self, seconds) {
            (_, None) => Value::Null,
            (Style::Text(clock), Some(s)) => clock.print(s).into(),
            (Style::Seconds, Some(s)) => s.into(),
        }
    }

    fn range(self, range: Option<Range>) -> Value {
        range.map_or(Value::Null, |r| json!([self.time(Some(r.low)), self.time(Some(r.high))]))
    }
}

impl StepField {
    /// The field's value, as the file format writes it.
    #[must_use]
    pub fn get(self, step: &Step, style: Style<'_>) -> Value {
        match self {
            StepField::Name => step.name.as_str().into(),
            StepField::Kind => step.kind.map(Kind::as_str).into(),
            StepField::Team => step.team.as_str().into(),
            StepField::Wait => style.time(step.wait),
            StepField::WaitRange => style.range(step.wait_range),
            StepField::WaitReason => step.wait_reason.as_str().into(),
            StepField::Every => style.time(step.every),
            StepField::Queue => values::number(step.queue),
            StepField::Work => style.time(step.work),
            StepField::WorkRange => style.range(step.work_range),
            StepField::Lead => style.time(step.lead),
            StepField::CompleteAccurate => values::number(step.complete_accurate),
            StepField::People => values::number(step.people),
            StepField::PeoplePerItem => values::number(step.people_per_item),
            StepField::Batch => values::number(step.batch),
            StepField::Downtime => match (style, step.downtime) {
                (Style::Text(_), Some(seconds)) => print_elapsed(seconds).into(),
                _ => style.time(step.downtime),
            },
            StepField::Automated => step.automated.into(),
            StepField::Observed => step.observed.into(),
            StepField::Reversible => step.reversible.into(),
            StepField::Source => step.source.map(Source::as_str).into(),
            StepField::Note => step.note.as_str().into(),
        }
    }

    /// Is it one of wait, work and lead time, of which two give the third?
    #[must_use]
    pub fn is_share_of_lead(self) -> bool {
        matches!(self, StepField::Wait | StepField::Work | StepField::Lead)
    }
}

/// Sets fields of a step from JSON values; the fields that are not mentioned stay. Returns the names that no field has.
///
/// Of wait, work and lead time any two give the third. A lead time alone keeps the work where that is known and changes
/// the wait; where neither is known the split stays unknown.
///
/// # Errors
/// A sentence at the field; the step may then be half changed, so work on a copy.
pub fn set_step<'v>(
    step: &mut Step,
    values: &'v Json<String, Value>,
    clock: &WorkingCalendar,
) -> Result<Vec<&'v str>, ValidationError> {
    let mut unknown = Vec::new();
    let mut times = Times::default();
    for (key, given) in values {
        let Some(field) = StepField::parse(key).filter(|f| f.as_str() == key) else {
            if key == OTHER {
                step.other = values::object(given).map_err(|s| refuse(key, s))?;
            } else {
                unknown.push(key.as_str());
            }
            continue;
        };
        set_field(step, field, given, clock, &mut times).map_err(|sentence| refuse(key, sentence))?;
    }
    // Ranges that stand on their own come last: they win over one written beside the typical time.
    if let Some(range) = values.get(StepField::WaitRange.as_str()) {
        step.wait_range = values::range(range, clock).map_err(|s| refuse("wait_range", s))?;
    }
    if let Some(range) = values.get(StepField::WorkRange.as_str()) {
        step.work_range = values::range(range, clock).map_err(|s| refuse("work_range", s))?;
    }
    times.settle(step, clock)?;
    Ok(unknown)
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
            step.wait_range = estimate.range.or(step.wait_range);
        }
        StepField::Work => {
            let estimate = values::estimate(given, clock)?;
            times.work = Some(estimate.typical);
            step.work_range = estimate.range.or(step.work_range);
        }
        StepField::Lead => times.lead = Some(values::time(given, clock)?),
        StepField::WaitRange | StepField::WorkRange => {}
        StepField::WaitReason => step.wait_reason = values::line(given)?,
        StepField::Every => {
            step.every = values::time(given, clock)?;
            if step.every == Some(0) {
                return Err("Cadence must be above 0, such as 1w.".to_owned());
            }
        }
        StepField::Queue => step.queue = values::count(given)?,
        StepField::CompleteAccurate => step.complete_accurate = values::per_cent(given)?,
        StepField::People => step.people = values::count(given)?,
        StepField::PeoplePerItem => step.people_per_item = values::count(given)?,
        StepField::Batch => step.batch = values::count(given)?,
        StepField::Downtime => step.downtime = values::time(given, &WorkingCalendar::CALENDAR)?,
        StepField::Automated => step.automated = values::answer(given)?,
        StepField::Observed => step.observed = values::answer(given)?,
        StepField::Reversible => step.reversible = values::answer(given)?,
        StepField::Source => step.source = values::word(given, Source::ALL, Source::as_str)?,
        StepField::Note => step.note = values::paragraphs(given)?,
    }
    Ok(())
}

/// What was given of wait, work and lead: not mentioned, unknown, or a time.
#[derive(Debug, Default)]
#[expect(clippy::option_option, reason = "the outer is whether it was mentioned, the inner whether it is known")]
struct Times {
    wait: Option<Option<Seconds>>,
    work: Option<Option<Seconds>>,
    lead: Option<Option<Seconds>>,
}

impl Times {
    fn settle(&self, step: &mut Step, clock: &WorkingCalendar) -> Result<(), ValidationError> {
        let given = (self.wait.flatten(), self.work.flatten());
        // The total that the parts have to meet: given now, or known from before and not taken back.
        let total = match self.lead {
            Some(lead) => lead,
            None => step.lead.filter(|_| given.0.is_none() || given.1.is_none()),
        };
        let Some(total) = total else {
            step.lead = None;
            step.wait = self.wait.unwrap_or(step.wait);
            step.work = self.work.unwrap_or(step.work);
            return Ok(());
        };
        let kept_work = step.work.filter(|_| self.work != Some(None));
        let kept_wait = step.wait.filter(|_| self.wait != Some(None));
        let parts = match given {
            (Some(wait), Some(work)) if wait.checked_add(work) != Some(total) => {
                let (wait, work, total) = (clock.print(wait), clock.print(work), clock.print(total));
                let sentence = format!("Wait time {wait} and work time {work} don’t add up to lead time {total}.");
                return Err(refuse("lead", sentence));
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
        (step.wait, step.work) = parts.unzip();
        step.lead = if parts.is_some() { None } else { Some(total) };
        Ok(())
    }
}

fn rest(
    total: Seconds,
    part: Seconds,
    field: &str,
    what: &str,
    clock: &WorkingCalendar,
) -> Result<Seconds, ValidationError> {
    total.checked_sub(part).ok_or_else(|| {
        let (total, part) = (clock.print(total), clock.print(part));
        refuse(field, format!("Lead time {total} is shorter than its {what} {part}."))
    })
}

impl MapField {
    /// The field's value, as the file format writes it.
    #[must_use]
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

    /// Is it left out of files while it says nothing? Only maps that were drawn from others have it.
    #[must_use]
    pub fn is_for_families(self) -> bool {
        matches!(self, MapField::Family | MapField::Origin)
    }
}

/// Sets fields of a map from JSON values; the fields that are not mentioned stay. Returns the names that no field has.
/// A change of clock keeps what people read: 1w stays 1w.
///
/// # Errors
/// A sentence at the field; the map may then be half changed, so work on a copy.
pub fn set_map<'v>(map: &mut Map, values: &'v Json<String, Value>) -> Result<Vec<&'v str>, ValidationError> {
    let mut unknown = Vec::new();
    for (key, given) in values {
        let Some(field) = MapField::parse(key).filter(|f| f.as_str() == key) else {
            if key == OTHER {
                map.other = values::object(given).map_err(|s| refuse(key, s))?;
            } else {
                unknown.push(key.as_str());
            }
            continue;
        };
        set_map_field(map, field, given).map_err(|sentence| refuse(key, sentence))?;
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
        if text.chars().count() > crate::validate::map::MAX_NAME { Err(refuse()) } else { Ok(text) }
    };
    let revision = fields.get("revision").map_or(Some(0), Value::as_u64).ok_or_else(refuse)?;
    // As the database keeps it.
    let revision = i64::try_from(revision).map_or(0, i64::unsigned_abs);
    Ok(Some(Origin { map: text("map")?, revision, name: text("name")? }))
}

fn set_clock(map: &mut Map, clock: WorkingCalendar) {
    let old = std::mem::replace(&mut map.clock, clock);
    if (old.hours_per_day, old.days_per_week) == (clock.hours_per_day, clock.days_per_week) {
        return;
    }
    for step in &mut map.steps {
        let step = std::sync::Arc::make_mut(step);
        for time in [&mut step.wait, &mut step.work, &mut step.lead, &mut step.every] {
            *time = time.map(|seconds| old.rescale(seconds, &clock));
        }
        for range in [&mut step.wait_range, &mut step.work_range] {
            *range = range.map(|r| {
                let (low, high) = (old.rescale(r.low, &clock), old.rescale(r.high, &clock));
                Range { low: low.min(high), high: high.max(low) }
            });
        }
    }
    // What an idea changes is kept as people said it, and needs no new reading.
    for idea in map.ideas.values_mut() {
        let [promised, measured] = [idea.promised.lead, idea.measured.lead].map(|gain| {
            gain.map(|seconds| {
                let size = i64::try_from(old.rescale(seconds.unsigned_abs(), &clock)).unwrap_or(i64::MAX);
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
    // Refused here and not later: durations are read and rescaled with it.
    crate::validate::map::check_clock(&clock).map_err(|refusal| refusal.message)?;
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

fn refuse(field: &str, sentence: String) -> ValidationError {
    ValidationError::new("bad_value", sentence).at(field)
}
