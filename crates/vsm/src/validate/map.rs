//! Validation of maps.

use std::collections::{HashMap, HashSet};

use crate::fields::catalog::{MapField, StepField};
use crate::fields::values::PER_CENT_RULE;
use crate::model::duration::WorkingCalendar;
use crate::model::error::ValidationError;
use crate::model::graph::{Graph, index};
use crate::model::map::{Demand, Map, SentBack};
use crate::model::step::{Step, StepId};
use crate::text::{grouped, quote};
use crate::validate::idea::check_ideas;
use crate::validate::{check_id, check_other, short_enough};

pub use crate::model::limits::*;

/// Checks a whole map.
///
/// # Errors
/// The first error, with its place.
pub fn check(map: &Map, graph: &Graph) -> Result<(), ValidationError> {
    check_map_fields(map)?;
    if map.steps.len() > MAX_STEPS {
        let (most, found) = (grouped(MAX_STEPS), grouped(map.steps.len()));
        let sentence = format!("A map can have up to {most} steps. This one has {found}.");
        return Err(ValidationError::new("too_many_steps", sentence).at("steps"));
    }
    let mut seen = HashSet::new();
    for (i, step) in map.steps.iter().enumerate() {
        check_step(step, &map.clock).map_err(|r| r.within(&format!("steps[{i}]")))?;
        if !seen.insert(step.id.as_str()) {
            let sentence = format!("The step id {} is used twice.", quote(&step.id));
            return Err(ValidationError::new("id_twice", sentence).at(format!("steps[{i}].id")));
        }
    }
    check_flows(map, graph)?;
    check_rework(map, graph)?;
    check_ideas(map)
}

/// The keys of a map file that aren't fields of the map.
pub(crate) const NOT_FIELDS: [&str; 8] = ["format", "version", "id", "revision", "steps", "flows", "rework", "ideas"];

/// Checks the map's own fields.
///
/// # Errors
/// The first invalid field.
pub fn check_map_fields(map: &Map) -> Result<(), ValidationError> {
    if map.name.trim().is_empty() {
        return Err(ValidationError::new("no_name", "Enter a map name.").at("name"));
    }
    for (field, text, most) in [
        ("name", &map.name, MAX_NAME),
        ("item", &map.item, MAX_NAME),
        ("starts_with", &map.starts_with, MAX_NAME),
        ("ends_with", &map.ends_with, MAX_NAME),
        ("family", &map.family, MAX_ID),
        ("participants", &map.participants, MAX_NOTE),
        ("note", &map.note, MAX_NOTE),
    ] {
        short_enough(field, text, most)?;
    }
    check_other(&map.other, MAX_OTHER, MapField::ALL.iter().map(|field| field.key()).chain(NOT_FIELDS))?;
    map.clock.check().map_err(|sentence| ValidationError::new("out_of_range", sentence).at("clock"))?;
    if map.demand.is_some_and(|Demand { items, .. }| !(items > 0.0 && items <= MAX_COUNT)) {
        let sentence = "Demand must be above 0 and at most 1,000,000,000 items.";
        return Err(ValidationError::new("out_of_range", sentence).at("demand"));
    }
    Ok(())
}

/// Checks one step by itself.
///
/// # Errors
/// The first invalid field.
pub fn check_step(step: &Step, clock: &WorkingCalendar) -> Result<(), ValidationError> {
    check_id(&step.id, "A step")?;
    if step.name.trim().is_empty() {
        return Err(ValidationError::new("no_name", "Enter a step name.").at("name"));
    }
    for (field, text, most) in [
        ("name", &step.name, MAX_NAME),
        ("team", &step.team, MAX_NAME),
        ("wait_reason", &step.wait_reason, MAX_NAME),
        ("note", &step.note, MAX_NOTE),
    ] {
        short_enough(field, text, most)?;
    }
    check_other(&step.other, MAX_OTHER_OF_STEP, StepField::ALL.iter().map(|field| field.key()).chain(["id"]))?;
    let times = [("wait", step.wait), ("work", step.work), ("lead", step.lead), ("every", step.every)];
    let ranges = [("wait_range", step.wait_range), ("work_range", step.work_range)];
    let ends = ranges.map(|(field, range)| (field, range.map(|r| r.high.unwrap_or(r.low))));
    for (field, seconds) in times.into_iter().chain(ends) {
        if let Some(seconds) = seconds {
            clock.accept(seconds).map_err(|s| ValidationError::new("too_long", s).at(field))?;
        }
    }
    if let Some(seconds) = step.downtime {
        WorkingCalendar::CALENDAR.accept(seconds).map_err(|s| ValidationError::new("too_long", s).at("downtime"))?;
    }
    if let Some(lead) = step.known_lead() {
        clock.accept(lead).map_err(|s| ValidationError::new("too_long", s).at("wait"))?;
    }
    if step.complete_accurate.is_some_and(|ca| !(0.0..=100.0).contains(&ca)) {
        return Err(ValidationError::new("out_of_range", PER_CENT_RULE).at("complete_accurate"));
    }
    for (field, value, least) in [
        (StepField::People, step.people, MIN_PEOPLE),
        (StepField::PeoplePerItem, step.people_per_item, 1.0),
        (StepField::Batch, step.batch, 1.0),
        (StepField::Queue, step.queue, 0.0),
    ] {
        if value.is_some_and(|v| !(least..=MAX_COUNT).contains(&v)) {
            let rule = match value {
                Some(large) if large > MAX_COUNT => "at most 1,000,000,000".to_owned(),
                Some(people) if field == StepField::People && people <= 0.0 => "above 0".to_owned(),
                _ => format!("at least {least}"),
            };
            let sentence = format!("{} must be {rule}.", field.label());
            return Err(ValidationError::new("out_of_range", sentence).at(field.key()));
        }
    }
    Ok(())
}

fn check_flows(map: &Map, graph: &Graph) -> Result<(), ValidationError> {
    if map.flows.len() > MAX_FLOWS {
        let sentence = format!("A map can have up to {} flows.", grouped(MAX_FLOWS));
        return Err(ValidationError::new("too_many_flows", sentence).at("flows"));
    }
    let index = index(map);
    for flow in &map.flows {
        known_ends(&index, &flow.from, &flow.to, "flow").map_err(|r| r.at("flows"))?;
        if flow.from == flow.to {
            let name = quote(&map.steps[index[flow.from.as_str()]].name);
            let sentence = format!("{name} can’t flow into itself. Use a rework arrow.");
            return Err(ValidationError::new("circle", sentence).at("flows"));
        }
    }
    let Some(&step) = graph.circle.first() else { return Ok(()) };
    let name = quote(&map.steps[step].name);
    let sentence = format!("These flows would create a cycle through {name}. Use a rework arrow to go back.");
    Err(ValidationError::new("circle", sentence).at("flows"))
}

fn check_rework(map: &Map, graph: &Graph) -> Result<(), ValidationError> {
    if map.rework.is_empty() {
        return Ok(());
    }
    if map.rework.len() > MAX_REWORK {
        let sentence = format!("A map can have up to {MAX_REWORK} rework arrows.");
        return Err(ValidationError::new("too_much_rework", sentence).at("rework"));
    }
    let (index, reach) = (index(map), graph.reach());
    let mut leaving: HashMap<&StepId, f64> = HashMap::new();
    for ((from, to), SentBack { share, wait }) in &map.rework {
        known_ends(&index, from, to, "rework arrow").map_err(|r| r.at("rework"))?;
        let (sender, receiver) = (index[from.as_str()], index[to.as_str()]);
        let (sender_name, receiver_name) = (quote(&map.steps[sender].name), quote(&map.steps[receiver].name));
        if !reach.leads(receiver, sender) {
            let sentence = format!("Rework must go back: no flow leads from {receiver_name} to {sender_name}.");
            return Err(ValidationError::new("rework_forward", sentence).at("rework"));
        }
        if !(*share > 0.0 && *share < 100.0) {
            let sentence = "A rework share must be above 0% and below 100%.";
            return Err(ValidationError::new("out_of_range", sentence).at("share"));
        }
        if let Some(wait) = wait {
            map.clock.accept(wait.seconds).map_err(|s| ValidationError::new("too_long", s).at("wait"))?;
        }
        let sum = leaving.entry(from).or_default();
        *sum += share;
        if *sum >= 100.0 {
            let sentence = format!("{sender_name} would send back 100% or more, so no item would ever finish.");
            return Err(ValidationError::new("out_of_range", sentence).at("share"));
        }
    }
    Ok(())
}

fn known_ends(index: &HashMap<&str, usize>, from: &StepId, to: &StepId, what: &str) -> Result<(), ValidationError> {
    let missing = [from, to].into_iter().find(|id| !index.contains_key(id.as_str()));
    missing.map_or(Ok(()), |id| {
        let sentence = format!("A {what} refers to step {}, which doesn’t exist.", quote(id));
        Err(ValidationError::new("no_such_step", sentence))
    })
}
