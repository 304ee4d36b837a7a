//! What would help most, derived from the map.

use proptest::prelude::*;
use serde_json::json;
use vsm::edit::preview;
use vsm::improve::countermeasures as countermeasure;
use vsm::improve::edit_savings::Totals;
use vsm::improve::levers::{Lever, LeverKind, first_sentence, levers, levers_and_untried};
use vsm::{Map, Metrics, file, samples as sample};

use crate::random;

const DAY: i64 = 8 * 3600;

fn read(steps: serde_json::Value, more: serde_json::Value) -> Map {
    let mut document = json!({ "format": "weir-map", "version": 1, "name": "Release", "steps": steps });
    document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    file::read(&document).unwrap().0
}

fn one<'l>(levers: &'l [Lever], kind: LeverKind, step: &str) -> &'l Lever {
    levers.iter().find(|lever| lever.kind == kind && &*lever.step == step).unwrap()
}

#[test]
fn share_of_a_saving_names_the_time_that_it_is_a_share_of() {
    let steps = json!([
        { "id": "a", "name": "Build", "wait": "2d", "work": "1d" },
        { "id": "b", "name": "Test", "wait": "6d", "work": "1d", "wait_reason": "testers busy" },
    ]);
    let flows = json!({ "flows": [{ "from": "a", "to": "b" }] });
    let with_rework =
        json!({ "flows": [{ "from": "a", "to": "b" }], "rework": [{ "from": "b", "to": "a", "share": 20 }] });
    let sentence = |map: &Map| first_sentence(map, &Metrics::new(map), &levers(map)).unwrap();
    let plain = sentence(&read(steps.clone(), flows));
    assert!(plain.ends_with("30% of the lead time."), "{plain}");
    let again = sentence(&read(steps, with_rework));
    assert!(again.ends_with("30% of the expected lead time."), "{again}");
}

/// DORA, “Visibility of work in the value stream”.
#[test]
fn dora_example_ranks_planning_first_and_performance_testing_saves_nothing() {
    let map = sample::Sample::find("dora").unwrap().map().unwrap();
    let all = levers(&map);
    assert_eq!((all[0].kind, &*all[0].step), (LeverKind::HalveWait, "planning"));
    assert_eq!(all[0].saving.lead, Some(15 * DAY - 3600 - 7 * DAY), "half of 2w 4d 7h is about 1w 2d");
    let idle = one(&all, LeverKind::HalveWait, "performance");
    assert_eq!(idle.saving.lead, Some(0));
    assert_eq!(idle.because, "“Change approval” runs in parallel and takes longer, so the lead time stays the same.");
    let removed = one(&all, LeverKind::RemoveApproval, "change");
    assert_eq!(removed.saving.lead, Some(3 * DAY));
    assert_eq!(
        removed.because,
        "Only 3d of 1w counts. Beyond that, the parallel step “Performance test” takes longer."
    );
}

#[test]
fn levers_need_their_values() {
    let bare = read(json!([{ "name": "Only a name", "kind": "approval" }]), json!({}));
    assert!(levers(&bare).is_empty(), "{:?}", levers(&bare));
    let map = read(
        json!([
            { "id": "build", "name": "Build", "kind": "build", "wait": "2d", "work": "8h", "work_range": ["1h", "2d"], "automated": false },
            { "id": "unit", "name": "Test", "kind": "test", "work": "2d", "wait": "0" },
            { "id": "load", "name": "Load test", "kind": "test", "work": "3d", "wait": "0" },
            { "id": "board", "name": "Board", "kind": "approval", "wait": "4d", "every": "1w", "work": "1h" },
            { "id": "window", "name": "Window", "every": "4w", "work": "1h", "downtime": "3h", "batch": 4 },
            { "id": "ship", "name": "Ship", "wait": "2w", "work": "1h", "batch": 5 },
        ]),
        json!({ "rework": [{ "from": "load", "to": "build", "share": 20 }], "demand": { "items": 5, "per": "week" } }),
    );
    let all = levers(&map);
    assert_eq!(one(&all, LeverKind::HalveWait, "build").saving.lead, Some(DAY));
    assert!(
        !all.iter().any(|lever| lever.kind == LeverKind::HalveWait && &*lever.step == "board"),
        "its cadence is the lever"
    );
    // Half a week of the 4 days is due to the cadence; half of that goes.
    assert_eq!(one(&all, LeverKind::TwiceAsOften, "board").saving.lead, Some(5 * DAY / 4));
    // An unknown wait counts as half of every 4 weeks; then as a quarter.
    assert_eq!(one(&all, LeverKind::TwiceAsOften, "window").saving.lead, Some(5 * DAY));
    assert_eq!(one(&all, LeverKind::Automate, "build").saving.effort, Some(7 * 3600));
    assert_eq!(one(&all, LeverKind::Parallel, "unit").saving.lead, Some(2 * DAY));
    assert_eq!(one(&all, LeverKind::NoDowntime, "window").saving.downtime, Some(3 * 3600));
    // 5 per week: a batch of 5 gathers for 2 days on average, one of 3 for 1.
    assert_eq!(one(&all, LeverKind::HalveBatch, "ship").saving.lead, Some(DAY));
    assert!(!all.iter().any(|lever| lever.kind == LeverKind::HalveBatch && &*lever.step == "window"));
    let rework = one(&all, LeverKind::StopRework, "load");
    assert_eq!(rework.saving.lead, Some(0));
    assert!(rework.saving.end_to_end().unwrap() > 0);
}

#[test]
fn lever_does_not_claim_the_saving_of_stopped_rework() {
    let steps = json!([
        { "id": "review", "name": "Review", "kind": "review", "wait": "1d", "work": "4h" },
        { "id": "test", "name": "Test", "kind": "test", "wait": "1d", "work": "4h" },
        { "id": "board", "name": "Board", "kind": "approval", "wait": "2d", "work": "1h" },
        { "id": "deploy", "name": "Deploy", "wait": "1h", "work": "1h" } ]);
    let back = |from: &str, to: &str| json!({ "rework": [ { "from": from, "to": to, "share": 50 } ] });
    let loops = levers(&read(steps.clone(), back("test", "review")));
    assert!(loops.iter().all(|lever| lever.kind != LeverKind::Parallel || lever.step.as_str() != "review"));
    let free = levers(&read(steps.clone(), json!({})));
    assert_eq!(one(&free, LeverKind::Parallel, "review").saving.lead, Some(12 * 3600));
    assert_eq!(one(&free, LeverKind::RemoveApproval, "board").assumes, "");
    let sends_back = levers(&read(steps, back("board", "test")));
    assert!(one(&sends_back, LeverKind::RemoveApproval, "board").assumes.contains("sends back"));
}

/// Review, tests and approval in a row, deployed and verified: which of them are offered in parallel?
#[test]
fn only_checks_that_need_not_wait_for_each_other_are_offered_in_parallel() {
    let step =
        |id: &str, name: &str, kind: &str| json!({ "id": id, "name": name, "kind": kind, "wait": "1d", "work": "4h" });
    let map = read(
        json!([
            step("board", "Change board", "approval"),
            step("build", "Merge and build", "build"),
            step("unit", "Unit tests", "test"),
            step("load", "Load test", "test"),
            step("release", "Release approval", "approval"),
            step("review", "Operations review", "review"),
            step("deploy", "Deploy", "deploy"),
            step("smoke", "Smoke test", "test"),
            step("uat", "Acceptance test", "test"),
            step("verify", "Verify in production", "verify"),
            step("watch", "Watch the first hours", "verify"),
        ]),
        json!({}),
    );
    let parallel = levers(&map).into_iter().filter(|lever| lever.kind == LeverKind::Parallel);
    let mut pairs: Vec<String> = parallel.map(|lever| lever.id()).collect();
    pairs.sort();
    // An approval decides on what was tested before; a smoke test comes before anything else that uses the deployment.
    assert_eq!(pairs, ["parallel:release:review", "parallel:unit:load"]);
}

#[test]
fn suggestions_are_worthwhile_and_never_contradict_their_saving() {
    let map = read(
        json!([
            { "id": "plan", "name": "Plan", "wait": "4w", "work": "1h" },
            { "id": "build", "name": "Build", "kind": "build", "wait": "30m", "work": "30s", "automated": false },
            { "id": "test", "name": "Test", "kind": "test", "wait": "2d", "work": "1d", "automated": false },
            { "id": "scan", "name": "Scan", "kind": "test", "wait": "1d", "work": "1d", "automated": false },
            { "id": "ship", "name": "Ship", "kind": "deploy", "every": "monthly", "wait": "2w", "work": "1h" },
        ]),
        json!({ "flows": [
            { "from": "plan", "to": "build" }, { "from": "build", "to": "test" }, { "from": "build", "to": "scan" },
            { "from": "test", "to": "ship" }, { "from": "scan", "to": "ship" } ] }),
    );
    let all = levers(&map);
    assert!(all.iter().all(|lever| &*lever.step != "build"), "15 minutes of seven weeks don’t matter");
    let ship = one(&all, LeverKind::TwiceAsOften, "ship");
    assert_eq!(ship.title, "Run “Ship” every 2 weeks instead of monthly");
    // 2w − (2w − 2w × 2w ÷ 1mo), in two units.
    assert_eq!(ship.change.to_json()["set"], json!({ "every": "2w", "wait": "4d 5h" }));
    let scan = one(&all, LeverKind::Automate, "scan");
    assert_eq!((scan.saving.end_to_end(), scan.saving.effort), (Some(0), Some(4 * 3600)));
    assert_eq!(scan.because, "“Test” runs in parallel and takes longer, so the lead time stays the same.");
    for lever in all {
        assert!(!lever.because.contains("saving"), "{}", lever.because);
    }
}

#[test]
fn reason_counts_the_saving_that_is_shown() {
    // With rework the whole half day counts more than once: nothing is said that would contradict it.
    let map = read(
        json!([
            { "id": "build", "name": "Build", "wait": "1d", "work": "4h" },
            { "id": "test", "name": "Test", "kind": "test", "wait": "1d", "work": "1d" },
        ]),
        json!({ "rework": [{ "from": "test", "to": "build", "share": 50 }] }),
    );
    let half = one(&levers(&map), LeverKind::HalveWait, "build").clone();
    assert_eq!((half.saving.lead, half.saving.end_to_end()), (Some(DAY / 2), Some(DAY)));
    assert_eq!(half.because, "");
}

#[test]
fn most_promising_levers_are_tried_first_on_a_large_map() {
    let steps: Vec<_> = (0..400)
        .map(|n| {
            json!({ "id": format!("s{n}"), "name": format!("Step {n}"), "kind": "approval", "wait": "1d", "work": "1h",
            "every": "1w" })
        })
        .collect();
    let ends = |(from, to): (usize, usize)| (format!("s{from}"), format!("s{to}"));
    let flows: Vec<_> = (1..=4)
        .flat_map(|far| (0..400 - far).map(move |n| ends((n, n + far))))
        .map(|(from, to)| json!({ "from": from, "to": to }))
        .collect();
    let rework: Vec<_> = (200..320)
        .map(|n| ends((n, n - 200)))
        .map(|(from, to)| json!({ "from": from, "to": to, "share": 2 }))
        .collect();
    let map = read(json!(steps), json!({ "flows": flows, "rework": rework }));
    let (tried, untried) = levers_and_untried(&map);
    assert!(untried > 0 && !tried.is_empty(), "{} and {untried}", tried.len());
    assert_eq!(tried.iter().filter(|lever| lever.kind == LeverKind::StopRework).count(), 120);
    assert!(tried[0].saving.end_to_end().unwrap() > 0);
    assert_eq!(levers_and_untried(&sample::Sample::find("monthly").unwrap().map().unwrap()).1, 0);
}

#[test]
fn monthly_example_matches_the_practices_of_its_team() {
    let map = sample::Sample::find("monthly").unwrap().map().unwrap();
    let matching_practices = countermeasure::matching_practices(&map);
    let at: Vec<_> = matching_practices.iter().map(countermeasure::PracticeMatch::id).collect();
    for wanted in [
        "rolling_upgrade:deploy",
        "expand_contract:migrate",
        "automated_approval:board",
        "feature_flag:freeze",
        "environment_on_demand:stage",
        "smaller_batch:stop",
        "observable_deployment:stage",
    ] {
        assert!(at.iter().any(|id| id == wanted), "{wanted} among {at:?}");
    }
    // Both together leave no downtime.
    let mut future = map.clone();
    for id in ["rolling_upgrade:deploy", "expand_contract:migrate"] {
        future = preview(&future, &countermeasure::find(&map, id).unwrap().change).unwrap();
    }
    assert_eq!(Metrics::new(&future).downtime_seconds, Some(0));
    // A map without a reason gets no match.
    let plain = read(json!([{ "name": "Build", "kind": "build", "work": "1h", "wait": "1h" }]), json!({}));
    assert!(countermeasure::matching_practices(&plain).is_empty());
}

#[test]
fn countermeasures_have_two_sentences_and_a_link() {
    for measure in countermeasure::ALL {
        assert!(measure.link.starts_with("https://"), "{}", measure.id);
        assert_eq!(measure.words.matches(". ").count(), 1, "{}", measure.words);
        assert!(measure.words.ends_with('.'));
    }
}

/// Of a range, the effort counts the low end, savings the middle.
fn has_work_range(map: &Map) -> bool {
    map.steps.iter().any(|step| step.least_work() != step.counted_work())
}

proptest! {
    /// The saving of a lever equals the difference in metrics of the changed map, whatever shortcut
    /// computed it.
    #[test]
    fn saving_is_the_difference_of_the_metrics(map in random::map(12)) {
        let before = Metrics::new(&map);
        let changes = levers(&map).into_iter().map(|lever| (lever.saving, lever.change));
        let matching_practices = countermeasure::matching_practices(&map).into_iter().map(|practice| (practice.saving, practice.change));
        for (saving, change) in changes.chain(matching_practices) {
            let after = Metrics::new(&preview(&map, &change).unwrap());
            let less = |before: Option<u64>, after: Option<u64>| {
                before.zip(after).map(|(before, after)| before.cast_signed() - after.cast_signed())
            };
            prop_assert_eq!(saving.lead, less(before.usual_lead_seconds, after.usual_lead_seconds));
            prop_assert_eq!(saving.expected, less(before.usual_expected_lead_seconds, after.usual_expected_lead_seconds));
            prop_assert_eq!(saving.downtime, less(before.downtime_seconds, after.downtime_seconds));
            if !has_work_range(&map) {
                prop_assert_eq!(saving.effort, less(before.effort_seconds, after.effort_seconds));
            }
            prop_assert_eq!(saving.handoffs, before.handoffs.cast_signed() as i64 - after.handoffs.cast_signed() as i64);
        }
    }

    #[test]
    fn levers_are_ranked_end_to_end_with_unique_ids(map in random::map(12)) {
        let all = levers(&map);
        let saved: Vec<i64> = all.iter().map(|lever| lever.saving.end_to_end().unwrap_or(0)).collect();
        prop_assert!(saved.is_sorted_by(|a, b| a >= b), "{:?}", saved);
        let mut ids: Vec<_> = all.iter().map(Lever::id).collect();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), all.len());
    }

    #[test]
    fn totals_equal_the_metrics(map in random::map(12)) {
        let (totals, metrics) = (Totals::new(&map).key_metrics, Metrics::new(&map));
        prop_assert_eq!(totals.lead, metrics.usual_lead_seconds);
        prop_assert_eq!(totals.expected, metrics.usual_expected_lead_seconds);
        prop_assert_eq!(totals.downtime, metrics.downtime_seconds);
        prop_assert!(totals.effort >= metrics.effort_seconds);
        if !has_work_range(&map) {
            prop_assert_eq!(totals.effort, metrics.effort_seconds);
        }
        prop_assert_eq!(totals.handoffs, metrics.handoffs);
    }
}
