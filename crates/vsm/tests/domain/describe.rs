//! The descriptions of edits in the version history.

use proptest::prelude::*;
use serde_json::{Value, json};
use vsm::edit::describe::{MAX_LENGTH, describe_edit};
use vsm::edit::{Edit, apply};
use vsm::{Map, file};

use crate::random;

fn map() -> Map {
    let document = json!({
        "format": "weir-map", "version": 1, "name": "Release", "starts_with": "merged",
        "steps": [
            { "id": "a", "name": "Development", "wait": "3d", "team": "Product" },
            { "id": "b", "name": "Build", "lead": "2d" },
            { "id": "c", "name": "UAT", "wait": "1d", "work": "4h", "complete_accurate": 80 },
            { "id": "d", "name": "Deploy" },
        ],
        "rework": [{ "from": "c", "to": "a", "share": 20 }],
    });
    file::read(&document).unwrap().0
}

/// The description of an edit, with plain spaces.
fn described(edit: Value) -> String {
    described_on(&map(), edit)
}

fn described_on(before: &Map, edit: Value) -> String {
    let mut count = 0;
    let edit = serde_json::from_value::<Edit>(edit).unwrap().fill_missing(&mut || {
        count += 1;
        format!("made{count}")
    });
    describe_edit(before, &edit, &apply(before, &edit).unwrap().map).replace('\u{a0}', " ")
}

fn change(step: &str, set: Value) -> String {
    described(json!({ "type": "change_step", "step": step, "set": set }))
}

fn change_map(set: Value) -> String {
    described(json!({ "type": "change_map", "set": set }))
}

#[test]
fn step_edits_are_described() {
    let add =
        |place: &str, at: &str| described(json!({ "type": "add_step", "step": { "name": "Code review" }, place: at }));
    assert_eq!(add("after", "b"), "added “Code review” after “Build”");
    assert_eq!(add("before", "b"), "added “Code review” before “Build”");
    assert_eq!(add("beside", "b"), "added “Code review” in parallel with “Build”");
    assert_eq!(add("below", "b"), "added “Code review” below “Build”");
    assert_eq!(add("below", ""), "added “Code review” at the top");
    assert_eq!(described(json!({ "type": "add_step", "step": { "name": "Code review" } })), "added “Code review”");

    let shift = |place: &str, at: &str| described(json!({ "type": "move_step", "step": "d", place: at }));
    assert_eq!(shift("after", "a"), "moved “Deploy” after “Development”");
    assert_eq!(shift("beside", "b"), "moved “Deploy” in parallel with “Build”");
    assert_eq!(shift("below", ""), "moved “Deploy” to the first row");
    assert_eq!(described(json!({ "type": "move_step", "step": "b" })), "moved “Build” to the end");

    assert_eq!(described(json!({ "type": "remove_step", "step": "d" })), "deleted “Deploy”");
    let removed = described(json!({ "type": "remove_step", "step": "c" }));
    assert_eq!(removed, "deleted “UAT”; also deleted the rework arrow from “UAT” to “Development”");
}

#[test]
fn arrow_edits_name_their_steps() {
    let arrow = |what: &str, from: &str, to: &str| described(json!({ "type": what, "from": from, "to": to }));
    assert_eq!(arrow("connect", "a", "c"), "connected “Development” to “UAT”");
    assert_eq!(arrow("disconnect", "c", "d"), "disconnected “UAT” from “Deploy”");
    let cut = arrow("disconnect", "a", "b");
    assert_eq!(
        cut,
        "disconnected “Development” from “Build”; also deleted the rework arrow from “UAT” to “Development”"
    );

    let rework =
        |from: &str, share: Value| described(json!({ "type": "set_rework", "from": from, "to": "a", "share": share }));
    assert_eq!(rework("b", json!(20)), "set rework from “Build” to “Development” to 20%");
    assert_eq!(rework("c", json!(12.5)), "changed rework from “UAT” to “Development” from 20% to 12.5%");
    assert_eq!(rework("c", Value::Null), "deleted the rework arrow from “UAT” to “Development”");
}

#[test]
fn changed_values_are_described_before_and_after() {
    assert_eq!(change("a", json!({ "wait": "4h" })), "changed the wait time of “Development” from 3d to 4h");
    assert_eq!(change("a", json!({ "wait": null })), "changed the wait time of “Development” from 3d to unknown");
    let ranged = change("a", json!({ "wait": "2d (1d–3w)" }));
    assert_eq!(ranged, "changed the wait time of “Development” from 3d to 2d (1d–3w)");
    let range_only = change("a", json!({ "wait_range": ["1d", "3w"] }));
    assert_eq!(range_only, "changed the wait time of “Development” from 3d to 3d (1d–3w)");
    assert_eq!(change("d", json!({ "work": "1h" })), "changed the work time of “Deploy” from unknown to 1h");
    assert_eq!(change("c", json!({ "complete_accurate": 90 })), "changed the %C/A of “UAT” from 80% to 90%");
    assert_eq!(change("a", json!({ "team": "" })), "changed the team of “Development” from “Product” to unknown");
    assert_eq!(change("d", json!({ "every": "1w" })), "changed the cadence of “Deploy” from unknown to 1w");
    assert_eq!(change("d", json!({ "note": "by\nhand" })), "changed the note of “Deploy”");
    assert_eq!(change("d", json!({ "automated": true })), "changed “Deploy”: automated from unknown to yes");
    assert_eq!(change("b", json!({ "name": "Compile" })), "renamed “Build” to “Compile”");
    assert_eq!(change("b", json!({ "name": "Build" })), "made no changes to “Build”");
}

#[test]
fn times_that_were_set_are_described() {
    assert_eq!(change("b", json!({ "lead": "3d" })), "changed the lead time of “Build” from 2d to 3d");
    assert_eq!(change("b", json!({ "lead": null })), "changed the lead time of “Build” from 2d to unknown");
    assert_eq!(change("c", json!({ "lead": "3d" })), "changed the lead time of “UAT” from 1d 4h to 3d");
    let split = change("b", json!({ "work": "1d" }));
    assert_eq!(split, "changed “Build”: wait time from unknown to 1d, work time from unknown to 1d");
    let unsplit = change("c", json!({ "wait": null, "work": null, "lead": "3d" }));
    assert_eq!(
        unsplit,
        "changed “UAT”: wait time from 1d to unknown, work time from 4h to unknown, lead time from 1d 4h to 3d"
    );
}

#[test]
fn several_fields_are_one_sentence() {
    let two = change("a", json!({ "wait": "4h", "team": "Ops" }));
    assert_eq!(two, "changed “Development”: team from “Product” to “Ops”, wait time from 3d to 4h");
    let renamed = change("a", json!({ "name": "Coding", "wait": "4h" }));
    assert_eq!(renamed, "renamed “Development” to “Coding” and changed wait time from 3d to 4h");
    let many = change("d", json!({ "team": "Ops", "wait": "1h", "work": "1h", "people": 2, "queue": 3, "note": "x" }));
    assert_eq!(
        many,
        "changed “Deploy”: team from unknown to “Ops”, wait time from unknown to 1h, \
         items waiting from unknown to 3, work time from unknown to 1h and 2 more"
    );
}

#[test]
fn map_fields_are_described() {
    assert_eq!(change_map(json!({ "name": "Hotfix" })), "renamed the map from “Release” to “Hotfix”");
    assert_eq!(change_map(json!({ "state": "future" })), "changed the state of the map from current to future");
    assert_eq!(change_map(json!({ "starts_with": null })), "changed the start of the map from “merged” to unknown");
    let demand = json!({ "demand": { "items": 4, "per": "month" } });
    assert_eq!(change_map(demand), "changed the demand of the map from unknown to 4 per month");
    let clock = json!({ "clock": { "hours_per_day": 24, "days_per_week": 7 } });
    assert_eq!(
        change_map(clock),
        "changed the working calendar of the map from working time (8-hour days, 5-day weeks) to calendar time"
    );
    assert_eq!(
        change_map(json!({ "participants": "Ana,\nBo" })),
        "changed the participants of the map from unknown to “Ana, Bo”"
    );
}

#[test]
fn durations_use_the_calendar_of_the_map() {
    let before = map();
    let calendar = json!({ "type": "change_map", "set": { "clock": "calendar" } });
    let calendar = apply(&before, &serde_json::from_value(calendar).unwrap()).unwrap().map;
    let sentence = described_on(&calendar, json!({ "type": "change_step", "step": "a", "set": { "wait": 86_400 } }));
    assert_eq!(sentence, "changed the wait time of “Development” from 3d to 1d");
}

#[test]
fn batches_describe_their_first_edits_and_count_the_rest() {
    let batch = |edits: Value| described(json!({ "type": "batch", "edits": edits }));
    assert_eq!(batch(json!([])), "made no changes");
    let remove = |step: &str| json!({ "type": "remove_step", "step": step });
    assert_eq!(batch(json!([{ "type": "batch", "edits": [remove("d")] }])), "deleted “Deploy”");
    assert_eq!(batch(json!([remove("d"), remove("b")])), "made 2 changes: deleted “Deploy”; deleted “Build”");
    let add = |name: &str| json!({ "type": "add_step", "step": { "name": name } });
    assert_eq!(batch(json!([add("E"), add("F"), add("G"), add("H")])), "added 4 steps: “E”, “F”, “G” and 1 more");
    let passing = json!({ "type": "add_step", "step": { "id": "x", "name": "Passing" } });
    let sentence = batch(json!([passing, remove("x"), remove("b"), remove("d"), remove("c")]));
    assert_eq!(
        sentence,
        "made 5 changes: added “Passing”; deleted “Passing”; deleted “Build”; and 2 more; \
         also deleted the rework arrow from “UAT” to “Development”"
    );
}

#[test]
fn long_sentence_is_clipped() {
    let long = "x".repeat(200);
    let edits: Vec<Value> = (0..3)
        .map(|_| json!({ "type": "change_step", "step": "a", "set": { "team": long, "wait_reason": long, "name": long } }))
        .collect();
    let sentence = described(json!({ "type": "batch", "edits": edits }));
    assert_eq!(sentence.chars().count(), MAX_LENGTH);
    assert!(sentence.ends_with('…'), "{sentence}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_edit_is_a_sentence(before in random::map(9), other in random::map(9), edit in random::edit(9)) {
        let after = apply(&before, &edit).map_or(other, |done| done.map);
        // An edit that doesn't belong to the two maps is described as well.
        let sentence = describe_edit(&before, &edit, &after);
        prop_assert!(!sentence.trim().is_empty() && sentence.chars().count() <= MAX_LENGTH, "{}", sentence);
        prop_assert!(!sentence.contains('\n') && !sentence.ends_with('.'), "{}", sentence);
    }

    #[test]
    fn difference_of_two_maps_is_a_sentence(a in random::map(9), b in random::map(9)) {
        let sentence = describe_edit(&a, &vsm::edit::diff::difference(&a, &b), &b);
        prop_assert!(!sentence.is_empty() && sentence.chars().count() <= MAX_LENGTH, "{}", sentence);
    }
}
