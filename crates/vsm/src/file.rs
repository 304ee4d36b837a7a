//! The map file, `weir-map` version 1: read leniently, written exactly.
//!
//! ```
//! use vsm::file;
//! let (map, findings) = file::read_text(r#"{ "format": "weir-map", "version": 1, "name": "Release",
//!     "steps": [ { "name": "Build", "work": "1h" }, { "name": "Deploy", "wait": "2d", "work": "30m" } ] }"#).unwrap();
//! assert_eq!(map.flows.len(), 1, "without flows the steps follow one another");
//! assert!(findings.is_empty());
//! assert_eq!(file::read_text(&file::write_text(&map)).unwrap().0, map);
//! ```

use std::borrow::Cow;
use std::collections::HashSet;
use std::iter;
use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use crate::fields::catalog::{MapField, StepField, ValueKind};
use crate::fields::idea::{read_idea, write_idea};
use crate::fields::map::set_map;
use crate::fields::step::set_step;
use crate::fields::values;
use crate::fields::values::{Object, Style, bad_value};
use crate::metrics::findings::unknown_fields;
use crate::model::duration::print_elapsed;
use crate::model::error::ValidationError;
use crate::model::finding::Finding;
use crate::model::graph::Graph;
use crate::model::map::{Flow, Map, Rework, SentBack};
use crate::model::step::{Step, StepId};
use crate::text::{grouped, quote};
use crate::validate::idea::{MAX_IDEAS, check_idea};
use crate::validate::map;
use crate::validate::map::{MAX_FLOWS, MAX_REWORK, MAX_STEPS, NOT_FIELDS};

/// The value of the `format` field.
pub const FORMAT: &str = "weir-map";
/// The version that is written, and the newest that can be read.
pub const VERSION: u64 = 1;

/// The code of the warning about a field that can't be stored.
pub const DROPPED_FIELD: &str = "dropped_field";

/// Reads a map file from its text.
///
/// # Errors
/// If the text isn't JSON or isn't a valid map; names the place.
pub fn read_text(text: &str) -> Result<(Map, Vec<Finding>), ValidationError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    crate::json_limits::check(text.as_bytes())?;
    let document = serde_json::from_str(text)
        .map_err(|cause| ValidationError::new("not_json", format!("Invalid JSON: {cause}.")))?;
    read(&document)
}

/// Reads a map file. The warnings list what could not be stored; all other warnings are part of the metrics
/// ([`crate::metrics`]).
///
/// # Errors
/// If it isn't a valid map; names the place, such as `steps[3].wait`.
pub fn read(document: &Value) -> Result<(Map, Vec<Finding>), ValidationError> {
    let mut document = document.clone();
    for list in ["steps", "rework"] {
        let objects = document.get_mut(list).and_then(Value::as_array_mut);
        objects.into_iter().flatten().filter_map(Value::as_object_mut).for_each(spell_seconds);
    }
    read_converted(&document)
}

/// Like [`read`], for a document that was converted from another format: its times in seconds are printed as computed
/// times are, in days and weeks of the calendar.
///
/// # Errors
/// If it isn't a valid map; names the place.
pub fn read_converted(document: &Value) -> Result<(Map, Vec<Finding>), ValidationError> {
    let fields = document.as_object().ok_or_else(not_a_map)?;
    if fields.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(not_a_map().at("format"));
    }
    match fields.get("version").and_then(Value::as_u64) {
        Some(1..=VERSION) => {}
        Some(newer) if newer > VERSION => {
            let sentence = format!(
                "This file has format version {newer}. This version of Weir supports up to version {VERSION}. \
                 Update Weir to open it."
            );
            return Err(ValidationError::new("newer_version", sentence).at("version"));
        }
        _ => {
            let sentence = "The file has no format version. Set \"version\" to 1.";
            return Err(ValidationError::new("no_version", sentence).at("version"));
        }
    }
    let mut map = Map::new("");
    let (own, mut other) = values::known_and_others(fields, |key| MapField::from_key(key).is_some());
    set_map(&mut map, &own)?;
    map.steps = read_steps(fields, &map)?;
    read_flows(fields, &mut map)?;
    read_rework(fields, &mut map)?;
    read_ideas(fields, &mut map)?;
    other.retain(|key, _| !NOT_FIELDS.contains(&key.as_str()));
    map.other = other;
    let graph = Graph::new(&map);
    map::check(&map, &graph)?;
    let mut findings = unknown_fields(&map, &graph);
    findings.extend(dropped_fields(fields));
    Ok((map, findings))
}

/// Unknown fields inside arrows, calendar and demand. The model can't store them, so they are reported.
fn dropped_fields(fields: &Object) -> Vec<Finding> {
    let known = |place: &str| -> &[&str] {
        match place {
            "clock" => &["hours_per_day", "days_per_week", "working_hours_per_week"],
            "demand" => &["items", "per"],
            "flows" => &["from", "to"],
            _ => &["from", "to", "share", "wait"],
        }
    };
    let objects = |place: &'static str| {
        let objects = match fields.get(place) {
            Some(Value::Object(object)) => vec![object],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_object).collect(),
            _ => Vec::new(),
        };
        objects.into_iter().flat_map(move |object| object.keys().map(move |key| (place, key)))
    };
    let mut seen = HashSet::new();
    ["clock", "demand", "flows", "rework"]
        .into_iter()
        .flat_map(objects)
        .filter(|(place, key)| !known(place).contains(&key.as_str()) && seen.insert((*place, key.as_str())))
        .map(|(place, key)| Finding {
            code: DROPPED_FIELD,
            step: None,
            sentence: format!("Unknown field {} in “{place}” was ignored.", quote(key)),
        })
        .collect()
}

/// Writes a map file as indented JSON text.
pub fn write_text(map: &Map) -> String {
    serde_json::to_string_pretty(&Document::new(map)).unwrap_or_default()
}

/// Writes a map file as a JSON value (its fields are in alphabetical order).
pub fn write(map: &Map) -> Value {
    serde_json::to_value(Document::new(map)).unwrap_or_default()
}

/// One step as in the file format.
pub fn write_step(step: &Step, style: Style<'_>) -> Object {
    step_entries(step, style).map(|(key, value)| (key.to_owned(), value.into_owned())).collect()
}

/// The keys and values of a step. The lead time is written only if the split is unknown.
fn step_entries<'s>(step: &'s Step, style: Style<'s>) -> impl Iterator<Item = (&'s str, Cow<'s, Value>)> {
    let fields = StepField::ALL.iter().filter(|field| **field != StepField::Lead || step.lead.is_some());
    let own = fields.map(move |field| (field.key(), Cow::Owned(field.get(step, style))));
    let other = step.other.iter().map(|(key, value)| (key.as_str(), Cow::Borrowed(value)));
    iter::once(("id", Cow::Owned(step.id.as_str().into()))).chain(own).chain(other)
}

/// Reads one step; it must have an id. Times are read on the map's calendar.
///
/// # Errors
/// If a value is invalid, with its field.
pub fn read_step(fields: &Object, map: &Map) -> Result<Step, ValidationError> {
    let id: Option<StepId> = fields.get("id").and_then(values::id);
    let id = id.ok_or_else(|| ValidationError::new("no_id", "The step needs an id.").at("id"))?;
    let mut step = Step::new(id, "");
    let (own, other) = values::known_and_others(fields, |key| StepField::from_key(key).is_some());
    set_step(&mut step, &own, &map.clock)?;
    step.other = other;
    Ok(step)
}

/// A map to be serialized in the file format, with `id` and `revision` where the API adds them.
#[derive(Debug, Clone, Copy)]
pub struct Document<'m> {
    /// The map.
    pub map: &'m Map,
    /// Its id on this server.
    pub id: Option<&'m str>,
    /// Its revision on this server.
    pub revision: Option<u64>,
}

impl<'m> Document<'m> {
    /// The file of a map.
    pub fn new(map: &'m Map) -> Self {
        Document { map, id: None, revision: None }
    }
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let map = self.map;
        let graph = Graph::new(map);
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("format", FORMAT)?;
        out.serialize_entry("version", &VERSION)?;
        if let Some(id) = self.id {
            out.serialize_entry("id", id)?;
        }
        if let Some(revision) = self.revision {
            out.serialize_entry("revision", &revision)?;
        }
        for field in MapField::ALL {
            let value = field.get(map);
            if !(field.relates_maps() && (value.is_null() || value == "")) {
                out.serialize_entry(field.key(), &value)?;
            }
        }
        let steps: Vec<OneStep<'_>> = map.steps.iter().map(|step| OneStep(step, Style::Text(&map.clock))).collect();
        out.serialize_entry("steps", &steps)?;
        let flows = |from: usize| graph.out[from].iter().map(move |&to| (from, to));
        let flows: Vec<Value> = (graph.order.iter().flat_map(|&from| flows(from)))
            .map(|(from, to)| json!({ "from": map.steps[from].id, "to": map.steps[to].id }))
            .collect();
        out.serialize_entry("flows", &flows)?;
        let rework: Vec<Value> = map
            .rework_arrows()
            .map(|Rework { from, to, share, wait }| {
                let share = values::number(Some(share));
                match wait {
                    Some(wait) => json!({ "from": from, "to": to, "share": share, "wait": map.clock.print(wait) }),
                    None => json!({ "from": from, "to": to, "share": share }),
                }
            })
            .collect();
        out.serialize_entry("rework", &rework)?;
        if !map.ideas.is_empty() {
            let ideas: Vec<Object> = map.ideas.values().map(|idea| write_idea(idea, Style::Text(&map.clock))).collect();
            out.serialize_entry("ideas", &ideas)?;
        }
        for (key, value) in &map.other {
            out.serialize_entry(key, value)?;
        }
        out.end()
    }
}

struct OneStep<'m>(&'m Step, Style<'m>);

impl Serialize for OneStep<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(step_entries(self.0, self.1))
    }
}

fn not_a_map() -> ValidationError {
    ValidationError::new("not_a_map", "This isn’t a Weir map file. Its \"format\" must be \"weir-map\".")
}

fn list<'v>(fields: &'v Object, key: &str, most: usize) -> Result<Option<&'v [Value]>, ValidationError> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(list)) if list.len() > most => {
            let what = if key == "rework" { "rework arrows" } else { key };
            let (most, found) = (grouped(most), grouped(list.len()));
            let sentence = format!("A map can have up to {most} {what}. This one has {found}.");
            Err(ValidationError::new("too_many", sentence).at(key))
        }
        Some(Value::Array(list)) => Ok(Some(list)),
        Some(_) => Err(bad_value(key, format!("“{key}” must be a list."))),
    }
}

fn read_steps(fields: &Object, map: &Map) -> Result<Vec<Arc<Step>>, ValidationError> {
    let list = list(fields, "steps", MAX_STEPS)?
        .ok_or_else(|| ValidationError::new("no_steps", "The file has no “steps” list.").at("steps"))?;
    let mut taken: HashSet<StepId> = list.iter().filter_map(|step| step.get("id").and_then(values::id)).collect();
    let mut steps = Vec::with_capacity(list.len());
    for (i, given) in list.iter().enumerate() {
        let place = format!("steps[{i}]");
        let fields = given.as_object().ok_or_else(|| bad_value(&place, "A step must be a JSON object."))?;
        let step = match fields.get("id") {
            None | Some(Value::Null) => {
                let mut with_id = fields.clone();
                with_id.insert("id".to_owned(), free_id(&mut taken, i).as_str().into());
                read_step(&with_id, map)
            }
            Some(_) => read_step(fields, map),
        };
        steps.push(Arc::new(step.map_err(|error| error.within(&place))?));
    }
    Ok(steps)
}

/// Writes times given as seconds in hours and minutes, which mean the same on every calendar: a change of calendar
/// keeps them.
fn spell_seconds(fields: &mut Object) {
    let spell = |given: &mut Value| {
        if let Some(seconds) = given.as_u64() {
            *given = print_elapsed(seconds).into();
        }
    };
    for (key, given) in fields.iter_mut() {
        match (StepField::from_key(key).map(StepField::kind), given) {
            (Some(ValueKind::Time), given) => spell(given),
            (Some(ValueKind::TimeRange), Value::Array(ends)) => ends.iter_mut().for_each(spell),
            _ => {}
        }
    }
}

/// An unused id for the step at this position.
fn free_id(taken: &mut HashSet<StepId>, place: usize) -> StepId {
    let base = format!("step-{}", place + 1);
    let mut id = StepId::from(base.as_str());
    let mut next = 2;
    while !taken.insert(id.clone()) {
        id = format!("{base}-{next}").into();
        next += 1;
    }
    id
}

fn ends(given: &Value, what: &str, place: &str) -> Result<(StepId, StepId), ValidationError> {
    let end = |key| given.get(key).and_then(values::id);
    let both = end("from").zip(end("to"));
    both.ok_or_else(|| bad_value(place, format!("A {what} needs a \"from\" and a \"to\" step.")))
}

fn read_flows(fields: &Object, map: &mut Map) -> Result<(), ValidationError> {
    let Some(list) = list(fields, "flows", MAX_FLOWS)? else {
        let pairs = map.steps.windows(2).map(|pair| Flow { from: pair[0].id.clone(), to: pair[1].id.clone() });
        map.flows = pairs.collect();
        return Ok(());
    };
    for (i, given) in list.iter().enumerate() {
        let place = format!("flows[{i}]");
        let (from, to) = ends(given, "flow", &place)?;
        let sentence = format!("The flow from {} to {} is listed twice.", quote(&from), quote(&to));
        if !map.flows.insert(Flow { from, to }) {
            return Err(ValidationError::new("repeated", sentence).at(place));
        }
    }
    Ok(())
}

fn read_rework(fields: &Object, map: &mut Map) -> Result<(), ValidationError> {
    let Some(list) = list(fields, "rework", MAX_REWORK)? else { return Ok(()) };
    for (i, given) in list.iter().enumerate() {
        let place = format!("rework[{i}]");
        let (from, to) = ends(given, "rework arrow", &place)?;
        let share = given
            .get("share")
            .map_or(Ok(None), values::per_cent)
            .and_then(|share| share.ok_or_else(|| "A rework arrow needs a share in percent.".to_owned()));
        let share = share.map_err(|sentence| bad_value("share", sentence).within(&place))?;
        let sentence = format!("The rework arrow from {} to {} is listed twice.", quote(&from), quote(&to));
        let wait = given.get("wait").map_or(Ok(None), |wait| values::time(wait, &map.clock));
        let wait = wait.map_err(|sentence| bad_value("wait", sentence).within(&place))?;
        if map.rework.insert((from, to), SentBack { share, wait }).is_some() {
            return Err(ValidationError::new("repeated", sentence).at(place));
        }
    }
    Ok(())
}

/// Ideas without an id get one, like steps.
fn read_ideas(fields: &Object, map: &mut Map) -> Result<(), ValidationError> {
    let Some(list) = list(fields, "ideas", MAX_IDEAS)? else { return Ok(()) };
    for (i, given) in list.iter().enumerate() {
        let place = format!("ideas[{i}]");
        let fields = given.as_object().ok_or_else(|| bad_value(&place, "An idea must be a JSON object."))?;
        let mut with_id = fields.clone();
        if fields.get("id").is_none_or(Value::is_null) {
            with_id.insert("id".to_owned(), format!("idea-{}", i + 1).into());
        }
        let idea = read_idea(&with_id, &map.clock).and_then(|idea| check_idea(&idea).map(|()| idea));
        let idea = idea.map_err(|error| error.within(&place))?;
        let sentence = format!("The idea id {} is used twice.", quote(&idea.id));
        if map.ideas.insert(idea.id.clone(), Arc::new(idea)).is_some() {
            return Err(ValidationError::new("id_twice", sentence).at(format!("{place}.id")));
        }
    }
    Ok(())
}
