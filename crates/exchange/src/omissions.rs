//! Lists what an exported file doesn't include, by importing it again and comparing, so that it is always
//! right.

use std::collections::HashMap;
use std::sync::Arc;

use crate::import;
use crate::registry::Format;
use vsm::fields::catalog::{MapField, StepField};
use vsm::fields::idea::write_idea;
use vsm::fields::values::Style;
use vsm::model::map::Flow;
use vsm::text::quote;
use vsm::{Map, StepId};

/// What the exported bytes don't include of the map, as sentences; empty if nothing is missing.
pub fn omissions(format: Format, map: &Map, written: &[u8]) -> Vec<String> {
    if !format.can_read() {
        return vec![format!("{} is export only: it {}.", format.name(), format.omits())];
    }
    let Ok((mut again, _)) = import::read(&map.name, written) else {
        return vec![format!("The {} file couldn’t be read back.", format.name())];
    };
    if matches!(format, Format::Mermaid | Format::Markdown) {
        call_alike(&mut again, map);
    }
    let mut omissions = Vec::new();
    let fields = MapField::ALL.iter().filter(|field| field.get(map) != field.get(&again));
    let fields: Vec<&str> = fields.map(|field| field.name()).collect();
    if !fields.is_empty() {
        omissions.push(format!("{} doesn’t include these map fields: {}.", format.name(), fields.join(", ")));
    }
    let ideas =
        |of: &Map| -> Vec<_> { of.ideas.values().map(|idea| write_idea(idea, Style::Text(&map.clock))).collect() };
    if ideas(map) != ideas(&again) {
        omissions.push(format!("{} doesn’t include all details of the ideas.", format.name()));
    }
    if map.other != again.other
        || map.steps.iter().any(|step| again.step(&step.id).is_some_and(|other| other.other != step.other))
    {
        omissions.push(format!("{} doesn’t include fields from newer versions of Weir.", format.name()));
    }
    for step in &map.steps {
        let Some(other) = again.step(&step.id) else {
            omissions.push(format!("Step {} is not included.", quote(&step.name)));
            continue;
        };
        let differ = |field: &&StepField| field.get(step, Style::Seconds) != field.get(other, Style::Seconds);
        let fields: Vec<&str> = StepField::ALL.iter().filter(differ).map(|field| field.name()).collect();
        if !fields.is_empty() {
            let name = quote(&step.name);
            omissions.push(format!(
                "{} doesn’t include these fields of step {name}: {}.",
                format.name(),
                fields.join(", ")
            ));
        }
    }
    if (&map.flows, &map.rework) != (&again.flows, &again.rework) {
        omissions.push("Some connections are not included.".to_owned());
    }
    omissions
}

/// Gives the steps the ids that they have in `map`, by their order: flowcharts and Markdown don't have them.
fn call_alike(again: &mut Map, map: &Map) {
    let ids: Vec<StepId> = again.steps.iter().map(|step| step.id.clone()).collect();
    let own: HashMap<&StepId, &StepId> = ids.iter().zip(map.steps.iter().map(|step| &step.id)).collect();
    let id = |id: &StepId| own.get(id).map_or_else(|| id.clone(), |own| (*own).clone());
    for step in &mut again.steps {
        let step = Arc::make_mut(step);
        step.id = id(&step.id);
    }
    again.flows = again.flows.iter().map(|flow| Flow { from: id(&flow.from), to: id(&flow.to) }).collect();
    again.rework = again.rework.iter().map(|((from, to), share)| ((id(from), id(to)), *share)).collect();
}
