//! Rework arrows with a wait: how long an item waits before it is done again.

use serde_json::{Value, json};
use vsm::compare::Comparison;
use vsm::edit::describe::describe_edit;
use vsm::edit::diff::difference;
use vsm::edit::{Edit, apply};
use vsm::metrics::catalog::Metric;
use vsm::metrics::explain::{Explanation, Line};
use vsm::model::graph::Graph;
use vsm::{Map, Metrics, file};

fn map(rework: Value) -> Map {
    let (map, findings) = file::read(&json!({ "format": "weir-map", "version": 1, "name": "Back", "steps": [
            { "id": "code", "name": "Code", "wait": "2h", "work": "4h" },
            { "id": "check", "name": "Check", "wait": "1h", "work": "3h" } ],
        "rework": rework }))
    .unwrap();
    assert_eq!(findings, []);
    map
}

fn after_an_hour() -> Map {
    map(json!([{ "from": "check", "to": "code", "share": 20, "wait": "1h" }]))
}

fn edit(value: Value) -> Edit {
    serde_json::from_value(value).unwrap()
}

/// The rework of the map in the file.
fn written(map: &Map) -> Value {
    file::write(map)["rework"].clone()
}

#[test]
fn each_repeat_costs_the_wait_of_its_arrow() {
    let map = after_an_hour();
    let metrics = Metrics::new(&map);
    // 10h + 0.25 × (1h + 10h): repeats of repeats count.
    assert_eq!(metrics.lead_seconds, Some(10 * 3600));
    assert_eq!(metrics.expected_lead_seconds, Some(12 * 3600 + 45 * 60));
    assert_eq!(metrics.step("code").unwrap().rework_seconds, Some(2 * 3600 + 45 * 60));
    let lever = vsm::improve::levers::levers(&map).into_iter().find(|lever| lever.id().starts_with("stop_rework"));
    assert_eq!(lever.unwrap().saving.end_to_end(), Some(2 * 3600 + 45 * 60));
    let graph = Graph::new(&map);
    let explained = Explanation { map: &map, graph: &graph, metrics: &metrics }.expected();
    let lines: Vec<String> = explained.iter().map(Line::plain).collect();
    assert!(lines.contains(&"20% of items at Check go back to Code, after 1h.".to_owned()), "{lines:?}");
    assert!(Metric::ExpectedLead.formula().contains("Repeats of repeats count."));
}

#[test]
fn wait_survives_files_and_is_optional() {
    let with = json!([{ "from": "check", "to": "code", "share": 20, "wait": "26h" }]);
    let without = json!([{ "from": "check", "to": "code", "share": 20 }]);
    assert_eq!((written(&map(with.clone())), written(&map(without.clone()))), (with, without.clone()));
    let seconds = json!([{ "from": "check", "to": "code", "share": 20, "wait": 86_400 }]);
    assert_eq!(written(&map(seconds))[0]["wait"], "24h");
    for unknown in [json!(null), json!("?")] {
        assert_eq!(written(&map(json!([{ "from": "check", "to": "code", "share": 20, "wait": unknown }]))), without);
    }
    let mut wrong = file::write(&after_an_hour());
    wrong["rework"][0]["wait"] = json!("soon");
    assert_eq!(file::read(&wrong).unwrap_err().field.as_deref(), Some("rework[0].wait"));
    wrong["rework"][0]["wait"] = json!("200y");
    assert_eq!(file::read(&wrong).unwrap_err().message, "Times can be up to 100 years.");
    // What the arrow can't store is told.
    let mut newer = file::write(&after_an_hour());
    newer["rework"][0]["color"] = json!("red");
    assert_eq!(file::read(&newer).unwrap().1[0].code, file::DROPPED_FIELD);
}

#[test]
fn wait_is_set_changed_and_undone() {
    let before = after_an_hour();
    let set = |fields: Value| {
        let mut edit = json!({ "type": "set_rework", "from": "check", "to": "code", "share": 20 });
        edit.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        edit
    };
    for (given, wait, sentence) in [
        (
            json!({ "wait": "2d" }),
            json!("2d"),
            "changed rework from “Check” to “Code” from 20% after 1h to 20% after 2d",
        ),
        (json!({ "wait": null }), json!(null), "changed rework from “Check” to “Code” from 20% after 1h to 20%"),
        (json!({ "share": 5 }), json!("1h"), "changed rework from “Check” to “Code” from 20% after 1h to 5% after 1h"),
        (json!({ "share": null }), json!(null), "deleted the rework arrow from “Check” to “Code”"),
    ] {
        let edit = edit(set(given));
        let applied = apply(&before, &edit).unwrap();
        assert_eq!(written(&applied.map).get(0).and_then(|arrow| arrow.get("wait")).cloned().unwrap_or_default(), wait);
        assert_eq!(describe_edit(&before, &edit, &applied.map), sentence);
        assert_eq!(apply(&applied.map, &applied.inverse).unwrap().map, before);
        assert_eq!(apply(&before, &difference(&before, &applied.map)).unwrap().map, applied.map);
        let json = edit.to_json();
        assert_eq!(serde_json::from_value::<Edit>(json).unwrap(), edit, "null isn’t the same as nothing");
    }
    let refused = apply(&before, &edit(set(json!({ "wait": "12" })))).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("wait"));
    let after = apply(&before, &edit(set(json!({ "wait": "2d" })))).unwrap().map;
    let sentences = Comparison::new(&before, &after).sentences(&before, &after);
    assert_eq!(sentences[0].text, "Rework “Check” → “Code”: 20% after 1h → 20% after 2d");
}

#[test]
fn wait_keeps_its_unit_on_another_calendar() {
    let calendar =
        |map: &Map| apply(map, &edit(json!({ "type": "change_map", "set": { "clock": "calendar" } }))).unwrap();
    for (wait, seconds) in [("24h", 24 * 3600), ("2d", 48 * 3600)] {
        let before = map(json!([{ "from": "check", "to": "code", "share": 20, "wait": wait }]));
        let done = calendar(&before);
        assert_eq!(
            (&written(&done.map)[0]["wait"], done.map.rework_arrows().next().unwrap().wait.unwrap().seconds),
            (&json!(wait), seconds)
        );
        assert_eq!(apply(&done.map, &done.inverse).unwrap().map, before);
        assert!(Comparison::new(&before, &done.map).rework.is_empty());
    }
}
