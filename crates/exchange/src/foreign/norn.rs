//! Files of vsm-workshop, also called Norn. Times are minutes; a day has 480 of them; a lead time includes
//! the work time.

use serde_json::{Value, json};

use crate::foreign::builder::{
    Back, MapBuilder, Object, checked_number, minutes, name, note_text, note_unknown, number, object, objects, text,
};
use crate::outcome::Read;
use crate::table::cells::clip;
use vsm::fields::catalog::StepField;
use vsm::model::error::ValidationError;
use vsm::text::count;
use vsm::validate::map::MIN_PEOPLE;

/// Its kinds of steps, each with the nearest kind in Weir.
const KINDS: &[(&str, &str)] = &[
    ("planning", "task"),
    ("development", "task"),
    ("code_review", "review"),
    ("testing", "test"),
    ("qa", "test"),
    ("staging", "deploy"),
    ("deployment", "deploy"),
    ("monitoring", "verify"),
];

/// The fields of its steps that are imported or have no meaning in Weir.
const FIELDS: &[&str] = &[
    "id",
    "name",
    "description",
    "type",
    "processTime",
    "leadTime",
    "percentCompleteAccurate",
    "queueSize",
    "batchSize",
    "peopleCount",
    "automated",
    "tools",
    "position",
];

/// The map. If the file has a baseline, also a second map: the baseline is the current state, and the map
/// its future state.
pub(crate) fn read(called: &str, bytes: &[u8]) -> Result<Vec<Read>, ValidationError> {
    let file = object(bytes)?;
    let baseline = file.get("baseline").and_then(Value::as_object);
    let called = name(&text(&file, "name"), called);
    let state = if baseline.is_some() { "future" } else { "current" };
    let mut maps = vec![map(&file, &file, &called, state)?];
    if let Some(baseline) = baseline {
        let called = name(&format!("{called} (before)"), &called);
        maps.push(map(baseline, &Object::new(), &called, "current")?);
    }
    Ok(maps)
}

/// A map of the steps and connections of `of`; the map's description is in `file`.
fn map(of: &Object, file: &Object, called: &str, state: &str) -> Result<Read, ValidationError> {
    let mut builder = MapBuilder::default();
    builder.steps(of, "steps", step);
    connect(&objects(of, "connections", &mut builder), &mut builder);
    let mut about = annotate(file, &mut builder);
    builder.note_positions();
    if file.get("readinessOverrides").and_then(Value::as_object).is_some_and(|all| !all.is_empty()) {
        builder.note("not_kept", "The readiness answers were not imported.".to_owned());
    }
    about.insert(0, text(file, "description"));
    let day = text(of, "capturedAt");
    let day = if day.is_empty() { text(file, "createdAt") } else { day };
    let day = day.get(..10).filter(|day| day.bytes().filter(|b| *b == b'-').count() == 2);
    let note = note_text(&about, called, &mut builder);
    builder.map(json!({ "name": called, "state": state, "note": note, "mapped_on": day }))
}

fn step(given: &Object, builder: &mut MapBuilder) -> Object {
    let called = name(&text(given, "name"), "Unnamed step");
    let work = checked_number(given, ("processTime", StepField::Work), &called, builder);
    let lead = checked_number(given, ("leadTime", StepField::Lead), &called, builder);
    note_unknown(given, FIELDS, &called, builder);
    let mut step = Object::new();
    step.insert("id".to_owned(), text(given, "id").into());
    if let Some(work) = work {
        step.insert("work".to_owned(), minutes(work));
    }
    match lead.zip(work) {
        Some((lead, work)) if lead < work => builder.note(
            "lead_below_work",
            format!("The lead time of “{}” is shorter than its work time. Its wait time is unknown.", clip(&called)),
        ),
        Some((lead, work)) => _ = step.insert("wait".to_owned(), minutes(lead - work)),
        None => _ = lead.map(|lead| step.insert("lead".to_owned(), minutes(lead))),
    }
    for (theirs, ours, least, most) in [
        ("percentCompleteAccurate", StepField::CompleteAccurate, 0.0, 100.0),
        ("queueSize", StepField::Queue, 0.0, 1e9),
        ("batchSize", StepField::Batch, 1.0, 1e9),
        ("peopleCount", StepField::People, MIN_PEOPLE, 1e9),
    ] {
        let Some(value) = given.get(theirs).filter(|value| !value.is_null()) else { continue };
        if let Some(number) = number(given, theirs).filter(|number| (least..=most).contains(number)) {
            step.insert(ours.key().to_owned(), number.into());
        } else {
            let sentence = format!("The {} of “{}” can’t be {value} and was skipped.", ours.name(), clip(&called));
            builder.note("not_understood", sentence);
        }
    }
    // The default of that program.
    step.insert("automated".to_owned(), given.get("automated").and_then(Value::as_bool).unwrap_or(true).into());
    let kind = text(given, "type");
    if let Some((_, ours)) = KINDS.iter().find(|(theirs, _)| *theirs == kind) {
        step.insert("kind".to_owned(), (*ours).into());
    } else if !matches!(kind.as_str(), "" | "custom") {
        builder.note("not_understood", format!("The kind “{}” of “{}” is unknown.", clip(&kind), clip(&called)));
    }
    let tools: Vec<&str> =
        given.get("tools").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let tools = if tools.is_empty() { String::new() } else { format!("Tools: {}", tools.join(", ")) };
    step.insert("note".to_owned(), note_text(&[text(given, "description"), tools], &called, builder).into());
    step.insert("name".to_owned(), called.into());
    step
}

fn connect(connections: &[&Object], builder: &mut MapBuilder) {
    let mut back = Vec::new();
    for given in connections {
        let ends = builder.ends(&text(given, "source"), &text(given, "target"));
        let Some((source, target)) = ends else { continue };
        if text(given, "type") == "rework" {
            let share = number(given, "reworkRate").unwrap_or(0.0);
            back.push(Back { from: source, to: target, share, wait: Value::Null });
        } else {
            builder.flow(source, target);
        }
    }
    builder.rework(back);
}

/// Adds waste notes to their steps; returns those for the note of the map.
fn annotate(file: &Object, builder: &mut MapBuilder) -> Vec<String> {
    let mut about = Vec::new();
    let annotations = objects(file, "annotations", builder);
    for given in &annotations {
        let waste = text(given, "wasteType").replace('_', " ");
        let description =
            [waste, text(given, "note")].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": ");
        let at = builder.at(&text(given, "targetId"));
        match at.filter(|_| text(given, "targetType") != "connection") {
            Some(at) => {
                let called = builder.name(at);
                let before = builder.given(at).map(|step| text(step, "note")).unwrap_or_default();
                let note = note_text(&[before, format!("Waste: {description}")], &called, builder);
                builder.set(at, "note", note.into());
            }
            None => about.push(format!("Waste at {}: {description}", text(given, "targetId"))),
        }
    }
    if !annotations.is_empty() {
        let added = count(annotations.len(), "waste note was", "waste notes were");
        builder.note("kept_in_note", format!("{added} added to the notes of the steps and the map."));
    }
    if let Some(dora) = file.get("dora").and_then(Value::as_object) {
        let known: Vec<String> =
            dora.iter().filter(|(_, value)| value.is_number()).map(|(key, value)| format!("{key} {value}")).collect();
        if !known.is_empty() {
            about.push(format!("DORA: {}", known.join(", ")));
            builder.note("kept_in_note", "The DORA metrics were added to the note of the map.".to_owned());
        }
    }
    about
}

#[cfg(test)]
mod tests {
    use super::*;
    use vsm::Metrics;

    const EXAMPLE: &str = r#"{ "id": "m", "name": "Theirs", "description": "Weekly", "createdAt": "2026-03-04T10:00:00Z",
      "steps": [
        { "id": "1", "name": "Refine", "type": "planning", "processTime": 0, "leadTime": 480, "percentCompleteAccurate": 100, "automated": false, "position": { "x": 1, "y": 2 } },
        { "id": "2", "name": "Build", "type": "development", "processTime": 240, "leadTime": 960, "percentCompleteAccurate": 85, "tools": ["git", "ci"], "peopleCount": 3 },
        { "id": "3", "name": "Review", "type": "code_review", "processTime": 30, "leadTime": 240, "percentCompleteAccurate": 90 },
        { "id": "4", "name": "Test", "type": "qa", "processTime": 60, "leadTime": 480, "percentCompleteAccurate": 80 },
        { "id": "5", "name": "Ship", "type": "rocket", "processTime": 15, "leadTime": 60, "percentCompleteAccurate": 95, "batchSize": 0 } ],
      "connections": [
        { "source": "1", "target": "2", "type": "forward" }, { "source": "2", "target": "3", "type": "forward" },
        { "source": "3", "target": "4", "type": "forward" }, { "source": "4", "target": "5", "type": "forward" },
        { "source": "5", "target": "1", "type": "forward" }, { "source": "4", "target": "2", "type": "rework", "reworkRate": 20 },
        { "source": "1", "target": "9", "type": "forward" } ],
      "dora": { "deploymentFrequencyPerDay": 0.2 },
      "annotations": [ { "targetType": "step", "targetId": "4", "wasteType": "task_switching", "note": "two teams" } ],
      "baseline": { "steps": [ { "id": "1", "name": "Refine", "leadTime": 60 } ], "connections": [], "capturedAt": "2026-01-02T00:00:00Z" } }"#;

    #[test]
    fn numbers_in_quotation_marks_are_read() {
        let file = r#"{ "steps": [ { "id": "1", "name": "Build", "processTime": "30", "leadTime": "soon", "cost": 7 } ], "connections": [] }"#;
        let maps = read("x", file.as_bytes()).unwrap();
        let (map, findings) = &maps[0];
        assert_eq!(map.steps[0].work, Some(1800));
        let sentences = findings.iter().map(|f| f.sentence.as_str()).collect::<Vec<_>>().join("\n");
        assert!(
            sentences.contains("The lead time of “Build” can’t be \"soon\"")
                && sentences.contains("“Build” were skipped: cost."),
            "{sentences}"
        );
    }

    #[test]
    fn norn_example_gives_the_metrics_of_norn() {
        let maps = read("x", EXAMPLE.as_bytes()).unwrap();
        let (map, findings) = &maps[0];
        let metrics = Metrics::new(map);
        assert_eq!((metrics.lead_seconds, metrics.work_seconds), (Some(2220 * 60), Some(345 * 60)));
        assert!((metrics.flow_efficiency.unwrap() - 0.155).abs() < 0.001);
        assert!((metrics.rolled_complete_accurate.unwrap() - 0.581).abs() < 0.001);
        assert_eq!((map.name.as_str(), map.state.as_str(), map.mapped_on.as_str()), ("Theirs", "future", "2026-03-04"));
        assert_eq!(map.steps[1].note, "Tools: git, ci");
        assert_eq!(map.steps[3].note, "Waste: task switching: two teams");
        assert_eq!((map.steps[0].automated, map.steps[1].automated), (Some(false), Some(true)));
        let sentences = findings.iter().map(|f| f.sentence.as_str()).collect::<Vec<_>>().join("\n");
        for part in [
            "would create a cycle",
            "“9”",
            "“rocket”",
            "The batch size of “Ship” can’t be 0",
            "DORA",
            "Box positions",
            "waste",
        ] {
            assert!(sentences.contains(part), "{part}: {sentences}");
        }
        let (before, _) = &maps[1];
        assert_eq!(
            (before.name.as_str(), before.state.as_str(), before.mapped_on.as_str()),
            ("Theirs (before)", "current", "2026-01-02")
        );
        assert_eq!(before.steps[0].lead, Some(3600));
    }
}
