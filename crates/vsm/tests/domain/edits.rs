//! Each edit does what the table of edits says.

use serde_json::{Value, json};
use vsm::edit::{Applied, Edit, apply};
use vsm::{Map, ValidationError, file};

fn chain(ids: &[&str]) -> Map {
    let steps: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "name": id.to_uppercase() })).collect();
    file::read(&json!({ "format": "weir-map", "version": 1, "name": "Chain", "steps": steps })).unwrap().0
}

fn edit(edit: Value) -> Edit {
    serde_json::from_value(edit).unwrap()
}

fn done(map: &Map, change: Value) -> Applied {
    apply(map, &edit(change)).unwrap()
}

fn refused(map: &Map, change: Value) -> ValidationError {
    apply(map, &edit(change)).unwrap_err()
}

fn flows(map: &Map) -> Vec<String> {
    map.flows.iter().map(|f| format!("{}{}", f.from, f.to)).collect()
}

fn rows(map: &Map) -> String {
    vsm::model::graph::Graph::new(map).order.iter().map(|&i| map.steps[i].id.as_str()).collect()
}

#[test]
fn steps_are_added_after_before_beside_and_at_the_end() {
    let map = chain(&["a", "b"]);
    let add = |place: &str| json!({ "type": "add_step", "step": { "id": "x", "name": "X" }, place: "b" });
    assert_eq!(flows(&done(&map, add("after")).map), ["ab", "bx"]);
    assert_eq!(flows(&done(&map, add("before")).map), ["ax", "xb"]);
    assert_eq!(flows(&done(&map, add("beside")).map), ["ab", "ax"]);
    let after_a = json!({ "type": "add_step", "step": { "id": "x", "name": "X" }, "after": "a" });
    assert_eq!(flows(&done(&map, after_a).map), ["ax", "xb"]);
    let at_end = json!({ "type": "add_step", "step": { "id": "x", "name": "X" } });
    assert_eq!(flows(&done(&map, at_end.clone()).map), ["ab", "bx"]);
    assert_eq!(flows(&done(&chain(&["a"]), at_end.clone()).map), ["ax"]);
    let branched = done(&map, json!({ "type": "add_step", "step": { "id": "y", "name": "Y" }, "beside": "b" })).map;
    assert_eq!(flows(&done(&branched, at_end).map), ["ab", "ay"], "not one chain, so it stays unconnected");
}

#[test]
fn moved_and_removed_steps_leave_a_connected_flow() {
    let map = chain(&["a", "b", "c"]);
    assert_eq!(flows(&done(&map, json!({ "type": "remove_step", "step": "b" })).map), ["ac"]);
    let moved = done(&map, json!({ "type": "move_step", "step": "a", "after": "c" })).map;
    assert_eq!((flows(&moved), rows(&moved)), (vec!["bc".to_owned(), "ca".to_owned()], "bca".to_owned()));
    let beside = done(&map, json!({ "type": "move_step", "step": "c", "beside": "b" })).map;
    assert_eq!((flows(&beside), rows(&beside)), (vec!["ab".to_owned(), "ac".to_owned()], "abc".to_owned()));
    // Out of a branch: the other branch still leads on, so no arrow runs past it.
    let parallel = done(&map, json!({ "type": "add_step", "step": { "id": "x", "name": "X" }, "beside": "b" })).map;
    assert_eq!(flows(&done(&parallel, json!({ "type": "remove_step", "step": "x" })).map), ["ab", "bc"]);
}

#[test]
fn rework_without_a_path_is_deleted_and_reported() {
    let map = chain(&["a", "b", "c"]);
    let map = done(&map, json!({ "type": "set_rework", "from": "c", "to": "a", "share": 20 })).map;
    let cut = done(&map, json!({ "type": "disconnect", "from": "a", "to": "b" }));
    assert_eq!((cut.dropped.len(), cut.map.rework.len()), (1, 0));
    let turned = done(&map, json!({ "type": "move_step", "step": "a", "after": "c" }));
    assert_eq!(turned.dropped.len(), 1);
    let deleted = done(&map, json!({ "type": "remove_step", "step": "c" }));
    assert_eq!(deleted.dropped.len(), 1);
    for applied in [cut, turned, deleted] {
        assert_eq!(apply(&applied.map, &applied.inverse).unwrap().map, map, "the inverse restores it");
    }
    let unaffected = done(&map, json!({ "type": "move_step", "step": "b", "before": "a" }));
    assert!(unaffected.dropped.is_empty(), "there is still a path from a to c");
    let removed = done(&map, json!({ "type": "set_rework", "from": "c", "to": "a", "share": null }));
    assert!(removed.dropped.is_empty(), "an explicit removal is not reported");
}

#[test]
fn invalid_edits_name_their_field() {
    let map = chain(&["a", "b"]);
    for (change, code, field) in [
        (json!({ "type": "connect", "from": "b", "to": "a" }), "circle", Some("flows")),
        (json!({ "type": "connect", "from": "a", "to": "a" }), "circle", Some("flows")),
        (json!({ "type": "connect", "from": "a", "to": "b" }), "repeated", Some("to")),
        (json!({ "type": "connect", "from": "a", "to": "z" }), "no_such_step", Some("to")),
        (json!({ "type": "disconnect", "from": "b", "to": "a" }), "no_such_flow", Some("to")),
        (json!({ "type": "set_rework", "from": "a", "to": "b", "share": 10 }), "rework_forward", Some("rework")),
        (json!({ "type": "set_rework", "from": "b", "to": "a", "share": 100 }), "out_of_range", Some("share")),
        (json!({ "type": "set_rework", "from": "b", "to": "a", "share": -1 }), "out_of_range", Some("share")),
        (json!({ "type": "change_step", "step": "a", "set": { "wait": "-2d" } }), "bad_value", Some("wait")),
        (json!({ "type": "change_step", "step": "a", "set": { "wait": 1.5 } }), "bad_value", Some("wait")),
        (
            json!({ "type": "change_step", "step": "a", "set": { "complete_accurate": 101 } }),
            "out_of_range",
            Some("complete_accurate"),
        ),
        (json!({ "type": "change_step", "step": "a", "set": { "people": 0 } }), "out_of_range", Some("people")),
        (
            json!({ "type": "change_step", "step": "a", "set": { "lead": "1h", "work": "2h" } }),
            "bad_value",
            Some("work"),
        ),
        (json!({ "type": "change_step", "step": "a", "set": { "name": " " } }), "no_name", Some("name")),
        (json!({ "type": "change_step", "step": "a", "set": { "worktime": "1h" } }), "no_such_field", Some("worktime")),
        (json!({ "type": "change_step", "step": "z", "set": {} }), "no_such_step", Some("step")),
        (json!({ "type": "change_map", "set": { "name": "" } }), "no_name", Some("name")),
        (json!({ "type": "change_map", "set": { "mapped_on": "2026-02-30" } }), "bad_value", Some("mapped_on")),
        (json!({ "type": "change_map", "set": { "clock": { "hours_per_day": 0 } } }), "bad_value", Some("clock")),
        (json!({ "type": "add_step", "step": { "id": "a", "name": "A" } }), "id_twice", Some("step.id")),
        (json!({ "type": "add_step", "step": { "id": "x" } }), "no_name", Some("step.name")),
        (
            json!({ "type": "add_step", "step": { "id": "x", "name": "X" }, "after": "a", "before": "b" }),
            "two_places",
            Some("after"),
        ),
        (json!({ "type": "change_map", "set": { "other": { "steps": [] } } }), "bad_value", Some("other")),
        (json!({ "type": "change_step", "step": "a", "set": { "other": { "name": "" } } }), "bad_value", Some("other")),
        (
            json!({ "type": "change_step", "step": "a", "set": { "other": { "x": "y".repeat(5000) } } }),
            "too_long",
            Some("other"),
        ),
        (json!({ "type": "change_map", "set": { "mapped_on": "2026-+1-22" } }), "bad_value", Some("mapped_on")),
        (json!({ "type": "add_step", "step": { "id": "..", "name": "X" } }), "bad_id", Some("step.id")),
        (json!({ "type": "move_step", "step": "a", "after": "a" }), "itself", Some("step")),
        (
            json!({ "type": "batch", "edits": [{ "type": "remove_step", "step": "z" }] }),
            "no_such_step",
            Some("edits[0].step"),
        ),
    ] {
        let error = refused(&map, change.clone());
        assert_eq!((error.code, error.field.as_deref()), (code, field), "{change}: {}", error.message);
        assert!(error.message.ends_with('.'), "{}", error.message);
    }
    assert!(serde_json::from_value::<Edit>(json!({ "type": "explode" })).is_err());
    let without_share = json!({ "type": "set_rework", "from": "b", "to": "a" });
    assert!(serde_json::from_value::<Edit>(without_share).is_err(), "the share is required");
}

#[test]
fn two_of_wait_work_and_lead_time_give_the_third() {
    let map = chain(&["a"]);
    let times = |map: &Map| (map.steps[0].wait, map.steps[0].work, map.steps[0].lead);
    let set = |map: &Map, set: Value| done(map, json!({ "type": "change_step", "step": "a", "set": set })).map;
    let lead_only = set(&map, json!({ "lead": "3h" }));
    assert_eq!(times(&lead_only), (None, None, Some(10_800)));
    let split = set(&lead_only, json!({ "work": "1h" }));
    assert_eq!(times(&split), (Some(7200), Some(3600), None));
    assert_eq!(times(&set(&split, json!({ "lead": "5h" }))), (Some(14_400), Some(3600), None));
    assert_eq!(times(&set(&split, json!({ "wait": null }))), (None, Some(3600), None));
    assert_eq!(times(&set(&split, json!({ "wait": null, "work": null, "lead": "2h" }))), (None, None, Some(7200)));
    assert_eq!(times(&set(&lead_only, json!({ "wait": "1h", "work": "30m" }))), (Some(3600), Some(1800), None));
}

#[test]
fn calendar_change_keeps_displayed_times() {
    let map = chain(&["a"]);
    let map =
        done(&map, json!({ "type": "change_step", "step": "a", "set": { "wait": "1w 2h", "downtime": "1d" } })).map;
    let calendar =
        done(&map, json!({ "type": "change_map", "set": { "clock": { "hours_per_day": 24, "days_per_week": 7 } } }));
    assert_eq!(calendar.map.steps[0].wait, Some(7 * 86_400 + 7200));
    assert_eq!(calendar.map.steps[0].downtime, Some(86_400), "downtime is elapsed time");
    assert_eq!(apply(&calendar.map, &calendar.inverse).unwrap().map, map);
}

#[test]
fn overwritten_newer_value_is_reported() {
    let map = chain(&["a"]);
    let map = done(&map, json!({ "type": "change_step", "step": "a", "set": { "work": "90m" } })).map;
    let change =
        |was: &str| json!({ "type": "change_step", "step": "a", "set": { "work": "3h" }, "was": { "work": was } });
    assert!(done(&map, change("1.5h")).overwritten.is_empty(), "the same time in a different spelling");
    let overwritten = done(&map, change("1h")).overwritten;
    assert_eq!((overwritten.len(), &overwritten[0].found), (1, &json!("90m")));
    let name = json!({ "type": "change_map", "set": { "name": "New" }, "was": { "name": "Older" } });
    assert_eq!(done(&map, name).overwritten[0].found, json!("Chain"));
}

#[test]
fn step_with_many_neighbors_can_be_deleted_within_the_flow_limit() {
    let ids: Vec<String> = (0..=160).map(|i| format!("s{i}")).collect();
    let steps: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "name": id })).collect();
    let hub = |around: usize| {
        let into = (1..=around).map(|i| json!({ "from": format!("s{i}"), "to": "s0" }));
        let out = (around + 1..=2 * around).map(|i| json!({ "from": "s0", "to": format!("s{i}") }));
        let flows: Vec<Value> = into.chain(out).collect();
        file::read(&json!({ "format": "weir-map", "version": 1, "name": "Hub", "steps": steps, "flows": flows }))
            .unwrap()
            .0
    };
    let remove = json!({ "type": "remove_step", "step": "s0" });
    assert_eq!(done(&hub(50), remove.clone()).map.flows.len(), 2500);
    let error = refused(&hub(80), remove);
    assert_eq!((error.code, error.field.as_deref()), ("too_many_flows", Some("step")), "{}", error.message);
}

#[test]
fn limits_are_enforced() {
    let ids: Vec<String> = (0..1000).map(|i| format!("s{i}")).collect();
    let map = chain(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    let error = refused(&map, json!({ "type": "add_step", "step": { "id": "x", "name": "X" } }));
    assert_eq!(error.code, "too_many_steps");
    let long = "x".repeat(201);
    let error = refused(&chain(&["a"]), json!({ "type": "change_step", "step": "a", "set": { "name": long } }));
    assert_eq!((error.code, error.field.as_deref()), ("too_long", Some("name")));
}
