//! What makes a map valid, and what is worth telling about one that is.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde_json::{Map as Json, Value};

use crate::fields::catalog::{MapField, OTHER, StepField};
use crate::model::duration::WorkingCalendar;
use crate::model::error::ValidationError;
use crate::model::graph::{Graph, index};
use crate::model::map::{Demand, Map};
use crate::model::step::{Step, StepId};
use crate::text::{count, grouped, quote};
use crate::validate::idea::check_ideas;

/// Most steps in a map.
pub const MAX_STEPS: usize = 1000;
/// Most flows in a map.
pub const MAX_FLOWS: usize = 5000;
/// Most rework arrows in a map. What each of them costs is worked out by leaving it out, so they are dear.
pub const MAX_REWORK: usize = 300;
/// Most characters in a name or another short text.
pub const MAX_NAME: usize = 200;
/// Most characters in a note or in the list of participants.
pub const MAX_NOTE: usize = 4000;
/// Most characters in a step's id.
pub const MAX_ID: usize = 100;
/// Most bytes, as JSON, of the fields of a newer file that a map keeps.
pub const MAX_OTHER: usize = 64 * 1024;
/// The same for a step.
pub const MAX_OTHER_OF_STEP: usize = 4 * 1024;
/// The largest count (people, batch, queue, demand) that is taken.
pub const MAX_COUNT: f64 = 1e9;

/// Something worth telling about a map that is valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A short word that programs can rely on.
    pub code: &'static str,
    /// The step that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// What is worth telling.
    pub sentence: String,
}

/// Checks a whole map.
///
/// # Errors
/// The first thing that is wrong, with a sentence that names the place.
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
            return Err(ValidationError::new("id_twice", format!("The step id {} is used twice.", quote(&step.id)))
                .at(format!("steps[{i}].id")));
        }
    }
    check_flows(map, graph)?;
    check_rework(map, graph)?;
    check_ideas(map)
}

/// Checks the map's own fields.
///
/// # Errors
/// A sentence at the field.
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
    let own = MapField::ALL.iter().map(|field| field.key());
    check_other(
        &map.other,
        MAX_OTHER,
        own.chain(["format", "version", "id", "revision", "steps", "flows", "rework", "ideas"]),
    )?;
    check_clock(&map.clock)?;
    match map.demand {
        Some(Demand { items, .. }) if !(items > 0.0 && items <= MAX_COUNT) => {
            Err(ValidationError::new("out_of_range", "Demand must be above 0 and at most 1,000,000,000 items.")
                .at("demand"))
        }
        _ => Ok(()),
    }
}

pub(crate) fn check_clock(clock: &WorkingCalendar) -> Result<(), ValidationError> {
    let refuse = |sentence: &str| Err(ValidationError::new("out_of_range", sentence).at("clock"));
    if !(1.0..=24.0).contains(&clock.hours_per_day) {
        return refuse("Hours per day must be 1 to 24.");
    }
    if !(1.0..=7.0).contains(&clock.days_per_week) {
        return refuse("Days per week must be 1 to 7.");
    }
    match clock.working_hours_per_week {
        Some(hours) if !(hours > 0.0 && hours <= 168.0) => {
            refuse("Working hours per week must be above 0 and at most 168.")
        }
        _ => Ok(()),
    }
}

/// Checks one step by itself.
///
/// # Errors
/// A sentence at the field.
pub fn check_step(step: &Step, clock: &WorkingCalendar) -> Result<(), ValidationError> {
    let id = step.id.as_str();
    // `.` and `..` would mean something else in an address.
    let plain = !matches!(id, "" | "." | "..") && !id.chars().any(char::is_control);
    if !plain || id.chars().count() > MAX_ID {
        let sentence = format!("A step id must have 1 to {MAX_ID} characters and no control characters.");
        return Err(ValidationError::new("bad_id", sentence).at("id"));
    }
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
    let highs = ranges.map(|(field, range)| (field, range.map(|r| r.high)));
    for (field, seconds) in times.into_iter().chain(highs) {
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
        return Err(ValidationError::new("out_of_range", "%C/A must be between 0 and 100.").at("complete_accurate"));
    }
    for (field, value, least, what) in [
        ("people", step.people, 1.0, "People"),
        ("people_per_item", step.people_per_item, 1.0, "People per item"),
        ("batch", step.batch, 1.0, "Batch size"),
        ("queue", step.queue, 0.0, "Items waiting"),
    ] {
        if value.is_some_and(|v| !(least..=MAX_COUNT).contains(&v)) {
            let sentence = format!("{what} must be from {least} to 1,000,000,000.");
            return Err(ValidationError::new("out_of_range", sentence).at(field));
        }
    }
    Ok(())
}

pub(crate) fn short_enough(field: &str, text: &str, most: usize) -> Result<(), ValidationError> {
    let length = text.chars().count();
    if length <= most {
        return Ok(());
    }
    let sentence = format!("Use at most {} characters. You entered {}.", grouped(most), grouped(length));
    Err(ValidationError::new("too_long", sentence).at(field))
}

/// Fields of a newer file are kept, but not at any size, and never in the place of a field that is known here.
pub(crate) fn check_other<'k>(
    other: &Json<String, Value>,
    most: usize,
    mut known: impl Iterator<Item = &'k str>,
) -> Result<(), ValidationError> {
    if other.is_empty() {
        return Ok(());
    }
    if let Some(field) = known.find(|field| other.contains_key(*field)) {
        let sentence = format!("{} is a known field, so it can’t be stored as an unknown one.", quote(field));
        return Err(ValidationError::new("bad_value", sentence).at(OTHER));
    }
    if other.keys().any(|field| field.chars().any(char::is_control)) {
        let sentence = "Field names can’t contain control characters.";
        return Err(ValidationError::new("bad_value", sentence).at(OTHER));
    }
    match serde_json::to_string(other) {
        Ok(text) if text.len() <= most => Ok(()),
        _ => Err(ValidationError::new("too_long", format!("Unknown fields can take up at most {} KB.", most / 1024))
            .at(OTHER)),
    }
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
    match graph.circle.first() {
        Some(&step) => Err(ValidationError::new(
            "circle",
            format!(
                "These flows would create a cycle through {}. Use a rework arrow to go back.",
                quote(&map.steps[step].name)
            ),
        )
        .at("flows")),
        None => Ok(()),
    }
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
    for ((from, to), share) in &map.rework {
        known_ends(&index, from, to, "rework arrow").map_err(|r| r.at("rework"))?;
        let (sender, receiver) = (index[from.as_str()], index[to.as_str()]);
        let (sender_name, receiver_name) = (quote(&map.steps[sender].name), quote(&map.steps[receiver].name));
        if !reach.leads(receiver, sender) {
            return Err(ValidationError::new(
                "rework_forward",
                format!("Rework must go back: no flow leads from {receiver_name} to {sender_name}."),
            )
            .at("rework"));
        }
        if !(*share > 0.0 && *share < 100.0) {
            return Err(
                ValidationError::new("out_of_range", "A rework share must be above 0% and below 100%.").at("share")
            );
        }
        let sum = leaving.entry(from).or_default();
        *sum += share;
        if *sum >= 100.0 {
            return Err(ValidationError::new(
                "out_of_range",
                format!("{sender_name} would send back 100% or more, so no item would ever finish."),
            )
            .at("share"));
        }
    }
    Ok(())
}

fn known_ends(index: &HashMap<&str, usize>, from: &StepId, to: &StepId, what: &str) -> Result<(), ValidationError> {
    match [from, to].into_iter().find(|id| !index.contains_key(id.as_str())) {
        Some(id) => Err(ValidationError::new(
            "no_such_step",
            format!("A {what} refers to step {}, which doesn’t exist.", quote(id)),
        )),
        None => Ok(()),
    }
}

/// The fields that this version does not know, which were kept.
#[must_use]
pub fn unknown_fields(map: &Map, graph: &Graph) -> Vec<Finding> {
    let of_map = map.other.keys().map(|field| unknown_field(None, field));
    let of_step = |step: &'_ Step| step.other.keys().map(|field| unknown_field(Some(step), field)).collect::<Vec<_>>();
    of_map.chain(graph.order.iter().flat_map(|&i| of_step(&map.steps[i]))).collect()
}

/// What is worth telling about a valid map, in the order of the table. `visits` as computed by [`crate::metrics::visits`].
#[must_use]
pub fn findings(map: &Map, graph: &Graph, visits: &[Option<f64>]) -> Vec<Finding> {
    let mut all = Vec::new();
    let senders: HashSet<&StepId> = map.rework.keys().map(|(from, _)| from).collect();
    for &i in &graph.order {
        let step = &map.steps[i];
        let name = quote(&step.name);
        let mut tell = |code, sentence| all.push(Finding { code, step: Some(step.id.clone()), sentence });
        match (step.known_lead(), step.counted_wait(), step.work) {
            (Some(_), ..) => {}
            (None, None, None) => tell("time_missing", format!("{name} has no times.")),
            (None, None, Some(_)) => tell("wait_missing", format!("{name} has no wait time.")),
            (None, Some(_), _) => tell("work_missing", format!("{name} has no work time.")),
        }
        if step.wait_is_from_every()
            && let Some(every) = step.every
        {
            tell(
                "wait_from_every",
                format!("{name} has no wait time. Half its cadence ({}) is used.", map.clock.print(every)),
            );
        }
        if graph.stands_alone(i) {
            tell("stands_alone", format!("{name} isn’t connected to the flow."));
        }
        if step.complete_accurate.is_some_and(|ca| ca < 100.0) && !senders.contains(&step.id) {
            tell("no_rework_arrow", format!("{name} has a %C/A below 100% but no rework arrow."));
        }
        let times = [("wait time", step.wait, step.wait_range), ("work time", step.work, step.work_range)];
        for (what, typical, range) in times {
            if let Some((typical, range)) = typical.zip(range)
                && !(range.low..=range.high).contains(&typical)
            {
                tell("outside_range", format!("The {what} of {name} is outside its range."));
            }
        }
        if visits[i].is_none() {
            tell("does_not_finish", format!("{name} never finishes because too much work comes back."));
        }
    }
    all.extend(unknown_fields(map, graph));
    all
}

fn unknown_field(step: Option<&Step>, field: &str) -> Finding {
    let place = step.map_or("The map".to_owned(), |s| format!("Step {}", quote(&s.name)));
    Finding {
        code: "unknown_field",
        step: step.map(|s| s.id.clone()),
        sentence: format!("{place} has an unknown field {}. It is preserved.", quote(field)),
    }
}

/// How many steps have no time, for totals that are "at least".
#[must_use]
pub fn without_a_time(map: &Map) -> String {
    let missing = map.steps.iter().filter(|s| s.known_lead().is_none()).count();
    count(missing, "step without a time", "steps without a time")
}
