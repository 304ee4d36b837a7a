//! The map file: read leniently, written exactly.

use serde_json::{Value, json};
use vsm::file::{read, read_text, write, write_text};

fn with(fields: Value) -> Value {
    let mut file = json!({ "format": "weir-map", "version": 1, "name": "Map", "steps": [] });
    for (key, value) in fields.as_object().unwrap() {
        file[key] = value.clone();
    }
    file
}

#[test]
fn format_example_survives_a_round_trip() {
    let file = json!({
        "format": "weir-map", "version": 1, "name": "Monthly release", "state": "current", "note": "",
        "item": "a change", "starts_with": "code is merged", "ends_with": "users have it",
        "mapped_on": "2026-11-22", "participants": "Development, Quality, Operations",
        "clock": { "hours_per_day": 8, "days_per_week": 5 }, "demand": { "items": 4, "per": "month" },
        "steps": [
            { "id": "approve", "name": "Approval", "kind": "approval", "team": "Change board",
              "wait": "4d 6h", "wait_range": ["1h", "2w"], "wait_reason": "weekly board", "every": "1w", "queue": 12,
              "work": "2h", "work_range": ["1h", "4h"], "complete_accurate": 60,
              "people": 5, "people_per_item": 5, "batch": 1, "downtime": "0s",
              "automated": false, "observed": true, "reversible": null, "source": "guess", "note": "" }
        ],
        "flows": [], "rework": []
    });
    let (map, findings) = read(&file).unwrap();
    assert!(findings.is_empty());
    assert_eq!(write(&map), file);
    assert!(
        write_text(&map)
            .starts_with("{\n  \"format\": \"weir-map\",\n  \"version\": 1,\n  \"name\": \"Monthly release\"")
    );
}

#[test]
fn minimal_file_is_read() {
    let (map, _) =
        read(&with(json!({ "steps": [{ "name": "a" }, { "name": "b", "id": "step-1" }, { "name": "c", "id": 7 }] })))
            .unwrap();
    let ids: Vec<&str> = map.steps.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["step-1-2", "step-1", "7"]);
    assert_eq!(map.flows.len(), 2, "without flows the steps follow one another");
    assert_eq!(
        read(&with(json!({ "flows": [], "steps": [{ "name": "a" }, { "name": "b" }] }))).unwrap().0.flows.len(),
        0
    );
    assert!(
        read_text("\u{feff}{ \"format\": \"weir-map\", \"version\": 1, \"name\": \"BOM\", \"steps\": [] }").is_ok()
    );
}

#[test]
fn unknown_fields_survive_a_round_trip() {
    let file = with(json!({ "weather": "rain", "id": "x", "revision": 3,
        "steps": [{ "id": "a", "name": "a", "colour": { "is": ["red"] }, "lead": "2d" }] }));
    let (map, findings) = read(&file).unwrap();
    let warnings: Vec<_> = findings.iter().map(|f| (f.code, f.step.as_ref().map(vsm::StepId::as_str))).collect();
    assert_eq!(warnings, [("unknown_field", None), ("unknown_field", Some("a"))]);
    let written = write(&map);
    assert_eq!((&written["weather"], &written["steps"][0]["colour"]), (&json!("rain"), &json!({ "is": ["red"] })));
    assert_eq!((&written["steps"][0]["lead"], written.get("revision")), (&json!("2d"), None));
}

#[test]
fn invisible_characters_are_removed_from_names() {
    let named = |name: &str| {
        read(&with(json!({ "steps": [{ "id": "a", "name": name }] }))).map(|(map, _)| map.steps[0].name.clone())
    };
    assert_eq!(named("exe\u{202e}gnp\u{200b} \n two").unwrap(), "exegnp two");
    assert_eq!(named("\u{200b}\u{feff}").unwrap_err().code, "no_name");
    assert_eq!(named("👩\u{200d}💻 می\u{200c}خواهم").unwrap(), "👩\u{200d}💻 می\u{200c}خواهم");
}

#[test]
fn ignored_fields_are_reported() {
    let file = with(json!({ "steps": [{ "id": "a", "name": "a" }, { "id": "b", "name": "b" }],
        "flows": [{ "from": "a", "to": "b", "label": "then" }], "clock": { "hours_per_day": 8, "zone": "CET" } }));
    let findings = read(&file).unwrap().1;
    assert_eq!(findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["dropped_field", "dropped_field"]);
    assert!(findings[1].sentence.contains("“label” in “flows”"), "{}", findings[1].sentence);
}

#[test]
fn invalid_files_name_the_place() {
    let steps = |steps: Value| with(json!({ "steps": steps }));
    let two = json!([{ "id": "a", "name": "a" }, { "id": "b", "name": "b" }]);
    let flows = |flows: Value| with(json!({ "steps": two, "flows": flows }));
    let rework = |rework: Value| with(json!({ "steps": two, "rework": rework }));
    for (file, code, place) in [
        (json!([]), "not_a_map", None),
        (json!({ "name": "x" }), "not_a_map", Some("format")),
        (with(json!({ "version": 2 })), "newer_version", Some("version")),
        (with(json!({ "version": "one" })), "no_version", Some("version")),
        (with(json!({ "name": "" })), "no_name", Some("name")),
        (with(json!({ "name": 5 })), "bad_value", Some("name")),
        (with(json!({ "steps": null })), "no_steps", Some("steps")),
        (with(json!({ "steps": {} })), "bad_value", Some("steps")),
        (with(json!({ "clock": { "hours_per_day": 25 } })), "bad_value", Some("clock")),
        (steps(json!([{ "id": "a" }])), "no_name", Some("steps[0].name")),
        (steps(json!([{ "name": "a", "id": "x" }, { "name": "b", "id": "x" }])), "id_twice", Some("steps[1].id")),
        (steps(json!([{ "name": "a", "work": "2h", "lead": "1h" }])), "bad_value", Some("steps[0].work")),
        (steps(json!([{ "name": "a", "wait": "12" }])), "bad_value", Some("steps[0].wait")),
        (steps(json!([{ "name": "a", "wait": -5 }])), "bad_value", Some("steps[0].wait")),
        (
            steps(json!([{ "name": "a", "complete_accurate": 100.5 }])),
            "out_of_range",
            Some("steps[0].complete_accurate"),
        ),
        (steps(json!([{ "name": "a", "batch": 0.5 }])), "out_of_range", Some("steps[0].batch")),
        (steps(json!([{ "name": "a", "kind": "party" }])), "bad_value", Some("steps[0].kind")),
        (flows(json!([{ "from": "a", "to": "b" }, { "from": "b", "to": "a" }])), "circle", Some("flows")),
        (flows(json!([{ "from": "a", "to": "b" }, { "from": "a", "to": "b" }])), "repeated", Some("flows[1]")),
        (flows(json!([{ "from": "a", "to": "z" }])), "no_such_step", Some("flows")),
        (flows(json!([{ "from": "a" }])), "bad_value", Some("flows[0]")),
        (rework(json!([{ "from": "a", "to": "b", "share": 10 }])), "rework_forward", Some("rework")),
        (rework(json!([{ "from": "b", "to": "a" }])), "bad_value", Some("rework[0].share")),
        (
            rework(json!([{ "from": "b", "to": "a", "share": 60 }, { "from": "b", "to": "b", "share": 40 }])),
            "out_of_range",
            Some("share"),
        ),
    ] {
        let error = read(&file).unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (code, place), "{file}: {}", error.message);
        assert!(error.message.ends_with('.'), "{}", error.message);
    }
    assert_eq!(read_text("{ not json").unwrap_err().code, "not_json");
    assert_eq!(read_text(&"[".repeat(100_000)).unwrap_err().code, "not_json");
}
