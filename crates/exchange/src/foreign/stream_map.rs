//! Files of value-stream-map. There a wait stands on the arrow; here it stands before the step that the arrow leads to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::Read;
use crate::foreign::builder::{
    Foreign, Object, minutes, name, note, number, object, objects, tell_unknown, text, told_number,
};
use crate::registry::{holds, text_start};
use vsm::model::error::ValidationError;

/// Does it look like such a file?
pub(crate) fn is_stream_map(bytes: &[u8]) -> bool {
    text_start(bytes).first() == Some(&b'{')
        && !holds(bytes, b"\"weir-map\"")
        && holds(bytes, b"\"processes\"")
        && holds(bytes, b"\"connections\"")
}

/// The map.
///
/// # Errors
/// A sentence that names the place.
pub(crate) fn read(called: &str, bytes: &[u8]) -> Result<Vec<Read>, ValidationError> {
    let file = object(bytes)?;
    let data = file.get("data").and_then(Value::as_object).unwrap_or(&file);
    let mut foreign = Foreign::default();
    let mut laid_out = false;
    for given in objects(data, "processes", &mut foreign) {
        laid_out |= given.contains_key("position");
        let step = step(given, &mut foreign);
        foreign.step(&text(given, "id"), step);
    }
    connect(&objects(data, "connections", &mut foreign), &mut foreign);
    if laid_out {
        foreign.tell("not_kept", "Box positions were not imported. Weir arranges the steps automatically.".to_owned());
    }
    let about = json!({ "name": name(&text(data, "name"), called) });
    Ok(vec![foreign.map(about.as_object().cloned().unwrap_or_default())?])
}

fn metrics(of: &Object) -> Object {
    of.get("metrics").and_then(Value::as_object).cloned().unwrap_or_default()
}

fn step(given: &Object, foreign: &mut Foreign) -> Object {
    let called = name(&text(given, "name"), "Unnamed step");
    let metrics = metrics(given);
    let mut step = Object::new();
    step.insert("id".to_owned(), text(given, "id").into());
    if let Some(work) = told_number(&metrics, "processTime", &called, foreign) {
        step.insert("work".to_owned(), minutes(work));
    }
    tell_unknown(&metrics, &["processTime", "completeAccurate"], &called, foreign);
    match told_number(&metrics, "completeAccurate", &called, foreign) {
        Some(share) if share <= 100.0 => _ = step.insert("complete_accurate".to_owned(), share.into()),
        Some(share) => foreign
            .tell("not_understood", format!("The completeAccurate of “{called}” can’t be {share} and was skipped.")),
        None => {}
    }
    step.insert("note".to_owned(), note(&[text(given, "description")], &called, foreign).into());
    step.insert("name".to_owned(), called.into());
    step
}

fn connect(connections: &[&Object], foreign: &mut Foreign) {
    let (mut into, mut back) = (BTreeMap::<usize, Vec<(usize, Option<f64>)>>::new(), Vec::new());
    for given in connections {
        let (from, to) = (text(given, "sourceId"), text(given, "targetId"));
        let Some((source, target)) = foreign.at(&from).zip(foreign.at(&to)) else {
            foreign.loose_arrow(&from, &to);
            continue;
        };
        if given.get("isRework").and_then(Value::as_bool) == Some(true) {
            back.push((source, target));
        } else {
            let called = foreign.name(target);
            let wait = told_number(&metrics(given), "waitTime", &called, foreign);
            into.entry(target).or_default().push((source, wait));
        }
    }
    for (target, arrows) in into {
        let first = arrows.first().and_then(|(_, wait)| *wait);
        if arrows.iter().all(|(_, wait)| *wait == first) {
            if let (Some(wait), Some(step)) = (first, foreign.step_mut(target)) {
                step.insert("wait".to_owned(), minutes(wait));
            }
            for (source, _) in &arrows {
                foreign.flow(*source, target);
            }
        } else {
            for (source, wait) in &arrows {
                wait_between(*source, target, *wait, foreign);
            }
            // Each way to it has its wait in a step of its own; where one is not known, neither is this.
            if arrows.iter().all(|(_, wait)| wait.is_some())
                && let Some(step) = foreign.step_mut(target)
            {
                step.insert("wait".to_owned(), 0.into());
            }
        }
    }
    for start in foreign.starts() {
        if let Some(step) = foreign.step_mut(start) {
            step.insert("wait".to_owned(), 0.into());
        }
    }
    // What a step does not get right is shared by the arrows that go back from it.
    let share = |from: usize, foreign: &mut Foreign| {
        let right = foreign.step_mut(from).and_then(|step| number(step, "complete_accurate")).unwrap_or(100.0);
        let arrows = back.iter().filter(|(other, _)| *other == from).count();
        #[expect(clippy::cast_precision_loss, reason = "a map has few arrows")]
        let share = (100.0 - right) / arrows.max(1) as f64;
        share
    };
    let back: Vec<(usize, usize, f64)> = back.iter().map(|(from, to)| (*from, *to, share(*from, foreign))).collect();
    foreign.rework(back);
}

/// Where arrows with different waits lead into one step, each gets a step of its own that only waits: one wait on the
/// step would be wrong for all but one of them.
fn wait_between(source: usize, target: usize, wait: Option<f64>, foreign: &mut Foreign) {
    let (from, to) = (foreign.name(source), foreign.name(target));
    let Some(wait) = wait else { return foreign.flow(source, target) };
    let mut id = "wait".to_owned();
    while foreign.at(&id).is_some() {
        id.push('+');
    }
    let mut step = Object::new();
    step.insert("id".to_owned(), id.as_str().into());
    step.insert("name".to_owned(), name(&format!("Waiting for {to}"), "Waiting").into());
    step.insert("wait".to_owned(), minutes(wait));
    step.insert("work".to_owned(), 0.into());
    foreign.step(&id, step);
    if let Some(between) = foreign.at(&id) {
        foreign.flow(source, between);
        foreign.flow(between, target);
        let sentence =
            format!("Arrows to “{to}” have different wait times, so a waiting step was added after “{from}”.");
        foreign.tell("step_added", sentence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vsm::Metrics;

    #[test]
    fn waits_move_from_arrows_to_steps() {
        let file = r#"{ "version": 1, "data": { "processes": [
            { "id": "a", "name": "Build", "metrics": { "processTime": 60, "completeAccurate": 80 } },
            { "id": "b", "name": "Test", "metrics": { "processTime": 30 } },
            { "id": "c", "name": "Board", "metrics": { "processTime": 10, "completeAccurate": 90 } },
            { "id": "d", "name": "Ship", "metrics": { "processTime": 5, "completeAccurate": 120 } } ],
          "connections": [
            { "sourceId": "a", "targetId": "b", "metrics": { "waitTime": 120 } },
            { "sourceId": "a", "targetId": "c", "metrics": { "waitTime": 480 } },
            { "sourceId": "b", "targetId": "d", "metrics": { "waitTime": 60 } },
            { "sourceId": "c", "targetId": "d", "metrics": { "waitTime": 0 } },
            { "sourceId": "c", "targetId": "a", "isRework": true } ] } }"#;
        let (map, findings) = read("Their map", file.as_bytes()).unwrap().remove(0);
        assert_eq!(map.name, "Their map");
        assert_eq!(
            map.steps.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
            ["Build", "Test", "Board", "Ship", "Waiting for Ship", "Waiting for Ship"]
        );
        assert_eq!(map.step("b").unwrap().wait, Some(7200));
        assert_eq!(map.step("d").unwrap().wait, Some(0), "its waits have steps of their own");
        assert_eq!(map.rework.values().copied().collect::<Vec<_>>(), [10.0]);
        // 60 + 480 + 10 + 0 + 5 minutes through the board.
        assert_eq!(Metrics::of(&map).lead_seconds, Some(555 * 60));
        assert_eq!(findings.len(), 3, "{findings:?}");
    }
}
