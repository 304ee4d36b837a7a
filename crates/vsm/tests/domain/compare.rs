//! Comparing two maps: the sentences, and the invariants.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};
use vsm::compare::{Comparison, DifferenceKind, MetricComparison, Verdict, bottlenecks, compare_metrics};
use vsm::edit::diff::difference;
use vsm::edit::{Edit, apply};
use vsm::model::graph::Graph;
use vsm::samples::Sample;
use vsm::{Map, Metrics, StepId, file};

use crate::random;

/// A release of five steps in a row.
fn today() -> Map {
    let document = json!({
        "format": "weir-map", "version": 1, "name": "Today", "demand": { "items": 4, "per": "month" },
        "steps": [
            { "id": "build", "name": "Build", "team": "Development", "wait": "1d", "work": "1h", "automated": false },
            { "id": "test", "name": "Test", "team": "Quality", "wait": "1d", "work": "2d", "complete_accurate": 80 },
            { "id": "board", "name": "Board", "team": "Board", "wait": "1w", "work": "1h" },
            { "id": "deploy", "name": "Deploy", "team": "Operations", "wait": "3d", "work": "4h", "downtime": "4h" },
            { "id": "verify", "name": "Verify", "team": "Quality", "wait": "0", "work": "1h" },
        ],
        "rework": [{ "from": "test", "to": "build", "share": 20 }],
    });
    file::read(&document).unwrap().0
}

/// The map after some edits.
fn after(map: &Map, edits: Value) -> Map {
    let edits: Vec<Edit> = serde_json::from_value(edits).unwrap();
    edits.iter().fold(map.clone(), |map, edit| apply(&map, edit).unwrap().map)
}

fn differences(before: &Map, after: &Map) -> Vec<String> {
    let sentences = Comparison::new(before, after).sentences(before, after);
    let differences = sentences.into_iter().filter(|sentence| sentence.subject != DifferenceKind::Flow);
    differences.map(|sentence| sentence.text.replace('\u{a0}', " ")).collect()
}

fn moved(before: &Map, after: &Map) -> Vec<String> {
    Comparison::new(before, after).moved.iter().map(|step| step.sentence.clone()).collect()
}

fn compared(before: &Map, after: &Map) -> Vec<MetricComparison> {
    compare_metrics((before, &Metrics::new(before)), (after, &Metrics::new(after)))
}

fn metric(before: &Map, after: &Map, key: &str) -> MetricComparison {
    compared(before, after).into_iter().find(|metric| metric.metric.key() == key).unwrap()
}

#[test]
fn names_of_maps_that_differ_only_at_their_end_differ() {
    let [before, after] = ["a", "b"].map(|end| Map::new("x".repeat(100) + end));
    assert!(!Comparison::new(&before, &after).is_empty());
}

#[test]
fn differences_become_sentences() {
    let before = today();
    let after = after(
        &before,
        json!([
            { "type": "remove_step", "step": "board" },
            { "type": "add_step", "after": "test", "step": { "id": "flag", "name": "Feature flag", "wait": "1h", "work": "10m" } },
            { "type": "change_step", "step": "deploy",
              "set": { "wait": "4h", "downtime": "0", "automated": true, "name": "Roll out" } },
            { "type": "set_rework", "from": "test", "to": "build", "share": 5 },
            { "type": "set_rework", "from": "verify", "to": "deploy", "share": 1 },
            { "type": "change_map", "set": { "name": "Tomorrow", "state": "future", "demand": null } },
        ]),
    );
    assert_eq!(
        differences(&before, &after),
        [
            "“Feature flag”: wait time 1h, work time 10m",
            "“Board”, Board: wait time 1w, work time 1h",
            "“Deploy”, now “Roll out”: wait time 3d → 4h, downtime 4h → none, automated unknown → yes",
            "Rework “Test” → “Build”: 20% → 5%",
            "Rework “Verify” → “Roll out”: none → 1%",
            "Name: “Today” → “Tomorrow”",
            "State: current → future",
            "Demand: 4 per month → unknown",
        ]
    );
}

#[test]
fn derived_lead_time_is_not_listed() {
    let before = today();
    let change = |set: Value| {
        let after = after(&before, json!([{ "type": "change_step", "step": "test", "set": set }]));
        differences(&before, &after)
    };
    assert_eq!(change(json!({ "work": "1d" })), ["“Test”: work time 2d → 1d"]);
    assert_eq!(change(json!({ "wait": "1d (2h–3d)" })), ["“Test”: wait time 1d → 1d (2h–3d)"]);
    assert_eq!(
        change(json!({ "wait": null, "work": null, "lead": "1w" })),
        ["“Test”: wait time 1d → unknown, work time 2d → unknown, lead time 3d → 1w"]
    );
    assert_eq!(change(json!({ "note": "new" })), ["“Test”: note"]);
}

#[test]
fn added_and_removed_steps_move_no_other_step() {
    let before = today();
    for edits in [
        json!([{ "type": "remove_step", "step": "board" }, { "type": "remove_step", "step": "test" }]),
        json!([{ "type": "add_step", "after": "test", "step": { "id": "n", "name": "New" } }]),
        json!([{ "type": "add_step", "beside": "test", "step": { "id": "n", "name": "New" } },
               { "type": "remove_step", "step": "build" }]),
        // A redundant flow.
        json!([{ "type": "connect", "from": "build", "to": "deploy" }]),
        json!([{ "type": "connect", "from": "test", "to": "verify" }, { "type": "remove_step", "step": "board" }]),
    ] {
        assert_eq!(moved(&before, &after(&before, edits)), Vec::<String>::new());
    }
}

#[test]
fn moved_step_is_the_only_one_listed() {
    let before = today();
    let to = |place: &str, at: &str| {
        let moved_to = after(&before, json!([{ "type": "move_step", "step": "verify", place: at }]));
        moved(&before, &moved_to)
    };
    assert_eq!(
        to("before", "test"),
        ["“Verify” is now after “Build” and before “Test” (previously after “Deploy”, at the end)"]
    );
    assert_eq!(
        to("before", "build"),
        ["“Verify” is now first, before “Build” (previously after “Deploy”, at the end)"]
    );
    assert_eq!(to("beside", "deploy"), ["“Verify” now runs in parallel with “Deploy” (previously after it)"]);
    let beside = after(&before, json!([{ "type": "move_step", "step": "verify", "beside": "deploy" }]));
    assert_eq!(moved(&beside, &before), ["“Verify” now follows “Deploy” (previously in parallel)"]);
}

#[test]
fn metrics_have_differences_and_verdicts() {
    let before = today();
    let after = after(
        &before,
        json!([{ "type": "remove_step", "step": "board" },
               { "type": "change_step", "step": "deploy", "set": { "wait": "4h", "downtime": "0", "automated": true } }]),
    );
    let lead = metric(&before, &after, "lead_seconds");
    assert_eq!((lead.before.text.as_str(), lead.after.text.as_str()), ("2w 3d", "1w 2h"));
    assert_eq!(lead.difference, Some(-61.0 * 3600.0));
    assert_eq!(lead.delta.as_ref().unwrap().words(), "1w 3d less");
    assert_eq!(lead.verdict, Some(Verdict::Better));
    assert_eq!(lead.percent().unwrap().replace('\u{a0}', " "), "−59.2%");
    let downtime = metric(&before, &after, "downtime_seconds");
    assert_eq!((downtime.before.text.as_str(), downtime.after.text.as_str()), ("4h", "None"));
    assert_eq!(downtime.change, Some(-1.0));
    let automated = metric(&before, &after, "automated");
    assert_eq!((automated.before.text.as_str(), automated.after.text.as_str()), ("0 of 5", "1 of 4"));
    assert_eq!(automated.verdict, Some(Verdict::Better));
    let steps = metric(&before, &after, "steps");
    assert_eq!((steps.difference, steps.verdict), (Some(-1.0), None));
    let [was, is] = bottlenecks((&before, &Metrics::new(&before)), (&after, &Metrics::new(&after)));
    assert_eq!((was.unwrap().name, is.unwrap().name), ("Board".to_owned(), "Test".to_owned()));
}

#[test]
fn incomplete_metric_has_a_verdict_only_if_certain() {
    let before = today();
    let vague = after(&before, json!([{ "type": "change_step", "step": "deploy", "set": { "wait": null } }]));
    let lead = metric(&before, &vague, "lead_seconds");
    assert!(lead.after.text.starts_with("at least ") && lead.verdict.is_none(), "it may be longer");
    // The reverse isn't certain either; but less than "at least" is less.
    assert_eq!(metric(&vague, &before, "lead_seconds").verdict, None);
    let short = after(
        &before,
        json!([{ "type": "remove_step", "step": "deploy" }, { "type": "remove_step", "step": "board" }]),
    );
    assert_eq!(metric(&vague, &short, "lead_seconds").verdict, Some(Verdict::Better));
    let unknown = after(&before, json!([{ "type": "change_map", "set": { "demand": null } }]));
    let queue = metric(&before, &unknown, "work_in_progress");
    assert_eq!((queue.after.text.as_str(), queue.difference, queue.delta), ("Unknown", None, None));
}

#[test]
fn different_calendars_keep_displayed_times() {
    let before = today();
    let calendar = json!([{ "type": "change_map", "set": { "clock": "calendar" } }]);
    let after = after(&before, calendar);
    let comparison = Comparison::new(&before, &after);
    assert!(comparison.clocks_differ && comparison.changed.is_empty(), "{:?}", comparison.changed);
    assert!(differences(&before, &after)[0].starts_with("Working calendar: working time"));
    let lead = metric(&before, &after, "lead_seconds");
    // A week has seven days in the second map. 343h of calendar time against 103h of working time: more,
    // but not comparable.
    assert_eq!((lead.before.text.as_str(), lead.after.text.as_str()), ("2w 3d", "2w 7h"));
    assert_eq!(lead.delta.unwrap().words(), "240h more");
    assert_eq!((lead.verdict, lead.change), (None, None));
    assert_eq!(metric(&before, &after, "downtime_seconds").delta.unwrap().words(), "no change");
}

#[test]
fn rolling_example_improves_on_the_monthly_one() {
    let [monthly, rolling] = ["monthly", "rolling"].map(|slug| Sample::find(slug).unwrap().map().unwrap());
    for key in ["lead_seconds", "downtime_seconds", "effort_seconds", "handoffs", "flow_efficiency", "automated"] {
        assert_eq!(metric(&monthly, &rolling, key).verdict, Some(Verdict::Better), "{key}");
    }
    let comparison = Comparison::new(&monthly, &rolling);
    assert!(comparison.moved.is_empty(), "{:?}", comparison.moved);
}

/// Steps that an edit adds, removes and changes.
fn steps_of(edit: &Edit) -> [BTreeSet<StepId>; 3] {
    let mut found = [const { BTreeSet::new() }; 3];
    let mut leaves = vec![edit];
    while let Some(edit) = leaves.pop() {
        match edit {
            Edit::Batch { edits } => leaves.extend(edits),
            Edit::AddStep { step, .. } => drop(found[0].insert(StepId::from(step["id"].as_str().unwrap()))),
            Edit::RemoveStep { step } => drop(found[1].insert(step.clone())),
            Edit::ChangeStep { step, .. } => drop(found[2].insert(step.clone())),
            _ => {}
        }
    }
    found
}

/// Which step comes after which, among the steps in both maps that haven't moved.
fn order_of_the_others(map: &Map, other: &Map, moved: &BTreeSet<StepId>) -> BTreeSet<(StepId, StepId)> {
    let reach = Graph::new(map).reach();
    let stays = |at: &usize| other.step(&map.steps[*at].id).is_some() && !moved.contains(&map.steps[*at].id);
    let steps: Vec<usize> = (0..map.steps.len()).filter(stays).collect();
    let pairs = steps.iter().flat_map(|&a| steps.iter().map(move |&b| (a, b)));
    let later = pairs.filter(|&(a, b)| a != b && reach.leads(a, b));
    later.map(|(a, b)| (map.steps[a].id.clone(), map.steps[b].id.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn map_does_not_differ_from_itself(map in random::map(9)) {
        let comparison = Comparison::new(&map, &map);
        prop_assert!(comparison.is_empty() && comparison.sentences(&map, &map).is_empty());
        for metric in compared(&map, &map) {
            prop_assert!(metric.verdict.is_none() && metric.difference.is_none_or(|difference| difference == 0.0));
            prop_assert_eq!(metric.before, metric.after);
        }
    }

    #[test]
    fn comparison_agrees_with_the_difference(a in random::map(9), b in random::map(9)) {
        let edit = difference(&a, &b);
        prop_assert_eq!(&apply(&a, &edit).unwrap().map, &b);
        let comparison = Comparison::new(&a, &b);
        let [added, removed, changed] = steps_of(&edit);
        prop_assert_eq!(comparison.added.iter().cloned().collect::<BTreeSet<_>>(), added);
        prop_assert_eq!(comparison.removed.iter().cloned().collect::<BTreeSet<_>>(), removed);
        prop_assert_eq!(comparison.changed.iter().map(|step| step.id.clone()).collect::<BTreeSet<_>>(), changed);
        prop_assert!(comparison.changed.iter().all(|step| !step.fields.is_empty()));
        prop_assert_eq!(comparison.is_empty(), comparison.sentences(&a, &b).is_empty());
    }

    #[test]
    fn reverse_comparison_mirrors_the_comparison(a in random::map(9), b in random::map(9)) {
        let (there, back) = (Comparison::new(&a, &b), Comparison::new(&b, &a));
        let set = |ids: &[StepId]| ids.iter().cloned().collect::<BTreeSet<_>>();
        prop_assert_eq!(set(&there.added), set(&back.removed));
        prop_assert_eq!(set(&there.removed), set(&back.added));
        prop_assert_eq!(&there.flows_added, &back.flows_removed);
        let moved = |of: &Comparison| of.moved.iter().map(|step| step.id.clone()).collect::<BTreeSet<_>>();
        prop_assert_eq!(moved(&there), moved(&back));
        for (one, other) in compared(&a, &b).iter().zip(&compared(&b, &a)) {
            prop_assert_eq!((&one.before, &one.after), (&other.after, &other.before));
            prop_assert_eq!(one.verdict == Some(Verdict::Better), other.verdict == Some(Verdict::Worse));
        }
    }

    #[test]
    fn unmoved_steps_keep_their_order(a in random::map(9), b in random::map(9)) {
        let moved: BTreeSet<StepId> = Comparison::new(&a, &b).moved.iter().map(|step| step.id.clone()).collect();
        prop_assert_eq!(order_of_the_others(&a, &b, &moved), order_of_the_others(&b, &a, &moved));
    }

    #[test]
    fn removed_step_moves_no_other_step(map in random::map(9), edit in random::edit(9)) {
        if let (Edit::RemoveStep { .. }, Ok(done)) = (&edit, apply(&map, &edit)) {
            prop_assert!(Comparison::new(&map, &done.map).moved.is_empty());
        }
    }
}
