//! Files of value-stream-map. There the wait belongs to the arrow; in Weir it belongs to the step that the
//! arrow leads to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::foreign::builder::{
    Back, MapBuilder, Object, checked_number, minutes, name, note_text, note_unknown, number, object, objects, text,
};
use crate::outcome::Read;
use vsm::fields::catalog::StepField;
use vsm::model::error::ValidationError;

pub(crate) fn read(called: &str, bytes: &[u8]) -> Result<Read, ValidationError> {
    let file = object(bytes)?;
    let data = file.get("data").and_then(Value::as_object).unwrap_or(&file);
    let mut builder = MapBuilder::default();
    builder.steps(data, "processes", step);
    connect(&objects(data, "connections", &mut builder), &mut builder);
    builder.note_positions();
    builder.map(json!({ "name": name(&text(data, "name"), called) }))
}

fn metrics(of: &Object) -> Object {
    of.get("metrics").and_then(Value::as_object).cloned().unwrap_or_default()
}

fn step(given: &Object, builder: &mut MapBuilder) -> Object {
    let called = name(&text(given, "name"), "Unnamed step");
    let metrics = metrics(given);
    let mut step = Object::new();
    step.insert("id".to_owned(), text(given, "id").into());
    if let Some(work) = checked_number(&metrics, ("processTime", StepField::Work), &called, builder) {
        step.insert("work".to_owned(), minutes(work));
    }
    note_unknown(&metrics, &["processTime", "completeAccurate"], &called, builder);
    match checked_number(&metrics, ("completeAccurate", StepField::CompleteAccurate), &called, builder) {
        Some(share) if share <= 100.0 => _ = step.insert("complete_accurate".to_owned(), share.into()),
        Some(share) => {
            builder.note("not_understood", format!("The %C/A of “{called}” can’t be {share} and was skipped."));
        }
        None => {}
    }
    step.insert("note".to_owned(), note_text(&[text(given, "description")], &called, builder).into());
    step.insert("name".to_owned(), called.into());
    step
}

fn connect(connections: &[&Object], builder: &mut MapBuilder) {
    let (mut into, mut back) = (BTreeMap::<usize, Vec<(usize, Option<f64>)>>::new(), Vec::new());
    for given in connections {
        let ends = builder.ends(&text(given, "sourceId"), &text(given, "targetId"));
        let Some((source, target)) = ends else { continue };
        if given.get("isRework").and_then(Value::as_bool) == Some(true) {
            back.push((source, target));
        } else {
            let called = builder.name(target);
            let wait = checked_number(&metrics(given), ("waitTime", StepField::Wait), &called, builder);
            into.entry(target).or_default().push((source, wait));
        }
    }
    for (target, arrows) in into {
        let arrows = arrows.into_iter().map(|(source, wait)| (source, wait.map(minutes).unwrap_or_default())).collect();
        builder.waits_into(target, arrows, MapBuilder::flow);
    }
    for start in builder.starts() {
        builder.set(start, "wait", 0.into());
    }
    // The share that a step doesn't get right is divided among its rework arrows.
    let share = |&(from, to): &(usize, usize)| {
        let right = builder.given(from).and_then(|step| number(step, "complete_accurate")).unwrap_or(100.0);
        let arrows = back.iter().filter(|(other, _)| *other == from).count();
        #[expect(clippy::cast_precision_loss, reason = "a map has few arrows")]
        let share = (100.0 - right) / arrows as f64;
        Back { from, to, share, wait: Value::Null }
    };
    let back = back.iter().map(share).collect();
    builder.rework(back);
}

#[cfg(test)]
mod tests {
    use super::*;
    use vsm::Metrics;

    #[test]
    fn wait_times_move_from_arrows_to_steps() {
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
        let (map, findings) = read("Their map", file.as_bytes()).unwrap();
        assert_eq!(map.name, "Their map");
        assert_eq!(
            map.steps.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
            ["Build", "Test", "Board", "Ship", "Waiting for Ship", "Waiting for Ship"]
        );
        assert_eq!(map.step("b").unwrap().wait, Some(7200));
        assert_eq!(map.step("d").unwrap().wait, Some(0), "its waits have steps of their own");
        assert_eq!(map.rework.values().copied().collect::<Vec<_>>(), [10.0.into()]);
        // 60 + 480 + 10 + 0 + 5 minutes through the board.
        assert_eq!(Metrics::new(&map).lead_seconds, Some(555 * 60));
        assert_eq!(findings.len(), 3, "{findings:?}");
    }
}
