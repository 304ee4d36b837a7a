//! What a file does not carry: found by reading it again and comparing, so that it is never wrong.

use super::Format;
use crate::vsm::Map;
use crate::vsm::field::{MapField, StepField, Style};
use crate::vsm::idea_field::write_idea;
use crate::vsm::sentence::quote;

/// What of a map is not in the bytes that were written of it, as sentences; empty where nothing is lost.
#[must_use]
pub fn lost(format: Format, map: &Map, written: &[u8]) -> Vec<String> {
    if !format.can_read() {
        return vec![format!("{} is for people to look at: {}.", format.name(), format.loses())];
    }
    let Ok((again, _)) = super::read(&map.name, written) else {
        return vec![format!("The {} could not be read again.", format.name())];
    };
    let mut lost = Vec::new();
    let fields: Vec<&str> =
        MapField::ALL.iter().filter(|field| field.get(map) != field.get(&again)).map(|field| field.word()).collect();
    if !fields.is_empty() {
        lost.push(format!("{} does not carry of the map: {}.", format.name(), fields.join(", ").replace('_', " ")));
    }
    let ideas =
        |of: &Map| -> Vec<_> { of.ideas.values().map(|idea| write_idea(idea, Style::Text(&map.clock))).collect() };
    if ideas(map) != ideas(&again) {
        lost.push(format!("{} does not carry all that is known of the ideas.", format.name()));
    }
    if map.other != again.other
        || map.steps.iter().any(|step| again.step(&step.id).is_some_and(|other| other.other != step.other))
    {
        lost.push(format!("{} does not carry the fields that this version of Weir does not know.", format.name()));
    }
    for step in &map.steps {
        let Some(other) = again.step(&step.id) else {
            lost.push(format!("The step {} is lost.", quote(&step.name)));
            continue;
        };
        let differ = |field: &&StepField| field.get(step, Style::Seconds) != field.get(other, Style::Seconds);
        let fields: Vec<&str> = StepField::ALL.iter().filter(differ).map(|field| field.word()).collect();
        if !fields.is_empty() {
            lost.push(format!("{} loses: {}.", quote(&step.name), fields.join(", ").replace('_', " ")));
        }
    }
    if (&map.flows, &map.rework) != (&again.flows, &again.rework) {
        lost.push("Some arrows are lost.".to_owned());
    }
    lost
}
