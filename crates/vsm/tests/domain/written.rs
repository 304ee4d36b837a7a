//! What a person typed stays as typed.

use serde_json::{Value, json};
use vsm::compare::{Comparison, compare_metrics};
use vsm::edit::describe::describe_edit;
use vsm::edit::diff::difference;
use vsm::edit::{Edit, apply};
use vsm::model::step::{Spellings, StepTime};
use vsm::{Map, Metrics, file};

fn map() -> Map {
    file::read(&json!({ "format": "weir-map", "version": 1, "name": "Release", "steps": [
        { "id": "build", "name": "Build", "wait": "30h", "wait_range": ["90m", "5d"], "work": "1.5h",
          "every": "10d", "downtime": "90m" },
        { "id": "test", "name": "Test", "lead": "24h" },
        { "id": "ship", "name": "Ship", "wait": "0", "work": "4h", "downtime": "1d" } ] }))
    .unwrap()
    .0
}

fn done(map: &Map, edit: Value) -> Map {
    apply(map, &serde_json::from_value::<Edit>(edit).unwrap()).unwrap().map
}

/// A field of a step in the file.
fn field(map: &Map, step: usize, field: &str) -> Value {
    file::write(map)["steps"][step][field].clone()
}

#[test]
fn file_keeps_the_units_that_were_written() {
    let map = map();
    assert_eq!(field(&map, 0, "wait"), "30h");
    assert_eq!(field(&map, 0, "wait_range"), json!(["90m", "5d"]));
    assert_eq!(field(&map, 0, "work"), "1.5h");
    assert_eq!(field(&map, 0, "every"), "10d");
    assert_eq!(field(&map, 0, "downtime"), "90m");
    assert_eq!(field(&map, 1, "lead"), "24h");
    assert_eq!(field(&map, 2, "wait"), "0");
    assert_eq!(field(&map, 2, "downtime"), "24h", "downtime is always in hours and minutes");
    let again = file::read(&file::write(&map)).unwrap().0;
    assert_eq!(again, map);
}

#[test]
fn whole_seconds_are_written_as_weir_does() {
    let map =
        done(&map(), json!({ "type": "change_step", "step": "build", "set": { "wait": 108_000, "work": "90m" } }));
    assert_eq!((field(&map, 0, "wait"), field(&map, 0, "work")), (json!("3d 6h"), json!("90m")));
}

#[test]
fn sums_are_normalized_and_the_rest_of_a_lead_time_keeps_its_unit() {
    let map = done(&map(), json!({ "type": "change_step", "step": "test", "set": { "work": "1.5h" } }));
    assert_eq!((field(&map, 1, "work"), field(&map, 1, "wait")), (json!("1.5h"), json!("22h 30m")));
    assert_eq!(map.clock.about(Metrics::new(&map).lead_seconds.unwrap()), "1w 2d");
}

#[test]
fn another_unit_is_a_change_that_can_be_seen_and_undone() {
    let before = map();
    let edit = json!({ "type": "change_step", "step": "build", "set": { "wait": "3d 6h" } });
    let after = done(&before, edit.clone());
    assert_ne!(after, before);
    assert_eq!(field(&after, 0, "wait"), "3d 6h");
    let edit: Edit = serde_json::from_value(edit).unwrap();
    assert_eq!(
        describe_edit(&before, &edit, &after),
        "changed the wait time of “Build” from 30h (90m–5d) to 3d 6h (90m–5d)"
    );
    assert_eq!(apply(&after, &apply(&before, &edit).unwrap().inverse).unwrap().map, before);
    assert_eq!(apply(&after, &difference(&after, &before)).unwrap().map, before);
    let [changed] = Comparison::new(&before, &after).changed.try_into().unwrap();
    assert_eq!(changed.fields[0].texts, Some(("30h (90m–5d)".to_owned(), "3d 6h (90m–5d)".to_owned())));
    let rows = compare_metrics((&before, &Metrics::new(&before)), (&after, &Metrics::new(&after)));
    assert!(rows.iter().all(|row| row.difference.is_none_or(|difference| difference == 0.0)));
}

#[test]
fn same_time_in_another_unit_is_no_conflict() {
    let edit = json!({ "type": "change_step", "step": "build", "set": { "wait": "1w" }, "was": { "wait": "3d 6h" } });
    let applied = apply(&map(), &serde_json::from_value::<Edit>(edit).unwrap()).unwrap();
    assert!(applied.overwritten.is_empty());
}

#[test]
fn calendar_keeps_each_value_in_its_unit() {
    let calendar = |map: &Map, clock: &str| done(map, json!({ "type": "change_map", "set": { "clock": clock } }));
    let before = map();
    let after = calendar(&before, "calendar");
    for field_name in ["wait", "wait_range", "work", "every", "lead", "downtime"] {
        for step in 0..3 {
            assert_eq!(field(&after, step, field_name), field(&before, step, field_name), "{field_name}");
        }
    }
    let seconds = |map: &Map| (map.steps[0].wait, map.steps[1].lead, map.steps[0].every);
    assert_eq!(seconds(&before), (Some(30 * 3600), Some(24 * 3600), Some(80 * 3600)));
    assert_eq!(seconds(&after), (Some(30 * 3600), Some(24 * 3600), Some(240 * 3600)), "hours stay hours, days days");
    assert_eq!(calendar(&after, "working"), before);
}

#[test]
fn hours_stay_hours_on_another_calendar() {
    let approvals = json!({ "format": "weir-map", "version": 1, "name": "Approvals", "steps": [
        { "id": "approve", "name": "Approve", "wait": "24h", "work": "5m" },
        { "id": "deploy", "name": "Deploy", "lead": "16h 5m", "work": 300 },
        { "id": "check", "name": "Check", "wait": 86_400, "work": 0, "wait_range": [3600, 172_800], "every": 86_401 } ] });
    let before = file::read(&approvals).unwrap().0;
    let clock = json!({ "hours_per_day": 24, "days_per_week": 7 });
    let after = done(&before, json!({ "type": "change_map", "set": { "clock": clock } }));
    let times = |map: &Map| map.steps.iter().map(|step| (step.wait, step.work)).collect::<Vec<_>>();
    assert_eq!(times(&before), times(&after));
    assert_eq!(times(&after), [(24, 5), (16, 5), (24, 0)].map(|(wait, work)| (Some(wait * 3600), Some(work * 60))));
    assert_eq!(field(&before, 2, "wait"), "24h", "seconds in a file are the same time on every calendar");
    assert_eq!((&field(&after, 2, "wait_range"), field(&after, 2, "every")), (&json!(["1h", "48h"]), json!("24h 1s")));
    // Days stay days.
    let days = done(&before, json!({ "type": "change_step", "step": "deploy", "set": { "wait": "2d" } }));
    let days = done(&days, json!({ "type": "change_map", "set": { "clock": "calendar" } }));
    assert_eq!((field(&days, 1, "wait"), days.steps[1].wait), (json!("2d"), Some(48 * 3600)));
}

#[test]
fn spellings_are_stored_as_text() {
    let map = map();
    let stored = map.steps[0].spellings.code();
    assert_eq!(stored, "wait=h wait_low=m wait_high=d work=.h every=d downtime=m");
    assert_eq!(Spellings::from_code(&stored), map.steps[0].spellings);
    assert_eq!(Spellings::from_code(""), Spellings::default());
    let newer = Spellings::from_code("wait=h sleep=h work=fortnight");
    assert_eq!(newer.code(), "wait=h", "what a newer version wrote is left out");
    assert!(newer.get(StepTime::Work).is_none());
}
