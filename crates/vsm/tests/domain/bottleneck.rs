//! When a step is named as the bottleneck, and what is said otherwise.

use serde_json::{Value, json};
use vsm::metrics::bottleneck::Why;
use vsm::metrics::catalog::Metric;
use vsm::{Map, Metrics, file};

fn map(steps: Value, more: Value) -> Map {
    let mut document = json!({ "format": "weir-map", "version": 1, "name": "Release", "steps": steps });
    document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    file::read(&document).unwrap().0
}

/// A chain of steps with these work times and no waits.
fn chain(work: &[&str]) -> Map {
    let step = |(at, work): (usize, &&str)| json!({ "id": format!("s{at}"), "name": format!("Step {at}"), "wait": "0", "work": work });
    map(work.iter().enumerate().map(step).collect(), json!({}))
}

/// The step that is named, and the sentence.
fn found(map: &Map) -> (Option<String>, String) {
    let metrics = Metrics::new(map);
    assert_eq!(metrics.bottleneck.is_none(), metrics.bottleneck_note.is_some());
    (metrics.bottleneck.as_ref().map(|found| found.step.to_string()), metrics.bottleneck_sentence().to_owned())
}

#[test]
fn no_step_is_named_among_equals() {
    let none = |map: &Map, sentence: &str| assert_eq!(found(map), (None, sentence.to_owned()));
    none(&chain(&["1d"; 7]), "No step stands out: 7 steps take the same.");
    none(&chain(&["1d", "1d", "1h"]), "No step stands out: “Step 0” and “Step 1” take the same.");
    none(&chain(&["1h", "5h", "4h"]), "No step stands out: “Step 1” and “Step 2” take about the same.");
    none(&chain(&["5h", "4h", "4h", "1h"]), "No step stands out: 3 steps take about the same.");
    none(&chain(&["1d"]), "The map has only one step.");
    none(&chain(&[]), "The map has no steps yet.");
    none(&chain(&["0", "0"]), "No step takes any time.");
    // The threshold itself counts as clearly ahead.
    assert_eq!(found(&chain(&["13h", "10h"])).0.as_deref(), Some("s0"));
    assert_eq!(found(&chain(&["129m", "100m"])).0, None);
}

#[test]
fn equal_parallel_branches_have_no_bottleneck() {
    let map = map(
        json!([{ "id": "a", "name": "A", "wait": "0", "work": "1d" }, { "id": "b", "name": "B", "wait": "0", "work": "1d" }]),
        json!({ "flows": [] }),
    );
    assert_eq!(found(&map), (None, "No step stands out: parallel branches take equally long.".to_owned()));
}

#[test]
fn half_of_the_times_have_to_be_known() {
    let steps = |known: usize| {
        let step = |at: usize| match at {
            0 => json!({ "id": "s0", "name": "Wait", "wait": "2d" }),
            at if at < known => json!({ "id": format!("s{at}"), "name": "Work", "work": "1h" }),
            at => json!({ "id": format!("s{at}"), "name": "Unknown" }),
        };
        map((0..4).map(step).collect(), json!({}))
    };
    assert_eq!(found(&steps(0)), (None, "Too few times to tell.".to_owned()));
    assert_eq!(found(&steps(3)), (None, "Too few times to tell.".to_owned()), "3 of 8");
    let sentence = "“Wait” takes 84% of the known lead time, not counting its work time, which is unknown.";
    assert_eq!(found(&steps(4)), (Some("s0".to_owned()), sentence.to_owned()), "4 of 8");
}

#[test]
fn sentence_says_each_number_once() {
    let named = map(
        json!([
            { "id": "a", "name": "Build", "wait": "1d", "work": "1d" },
            { "id": "b", "name": "Maintenance window", "wait": "2w", "wait_reason": "monthly window", "work": "1h 30m" },
            { "id": "c", "name": "Test", "wait": "1w", "work": "1d" },
        ]),
        json!({}),
    );
    // 81.5 h of 145.5 h.
    assert_eq!(found(&named).1, "“Maintenance window” takes 56% of the lead time, nearly all of it waiting.");
    let metrics = Metrics::new(&named);
    let found = metrics.bottleneck.unwrap();
    assert_eq!(
        (found.kind, found.reason.as_str()),
        (Why::Slowest, "takes 56% of the lead time, nearly all of it waiting.")
    );
}

#[test]
fn overloaded_step_is_named_unless_it_is_alone() {
    let overloaded = |steps: Value| map(steps, json!({ "demand": { "items": 30, "per": "week" } }));
    let step = |id: &str, people: u32| json!({ "id": id, "name": id, "wait": "0", "work": "2h", "people": people });
    let (named, sentence) = found(&overloaded(json!([step("a", 2), step("b", 1)])));
    assert_eq!(named.as_deref(), Some("b"));
    assert!(sentence.starts_with("“b” can finish 20 items per week, but 30 arrive (150% utilization)."), "{sentence}");
    let (named, sentence) = found(&overloaded(json!([step("a", 1), step("b", 1)])));
    assert_eq!(named.as_deref(), Some("a"), "the work piles up before the first one: {sentence}");
    let (named, sentence) = found(&overloaded(json!([step("only", 1)])));
    assert_eq!(named, None);
    assert!(sentence.starts_with("“only” can finish 20 items per week"), "{sentence}");
    // 40 h ÷ 2 h = 20 arrive and 20 can be done: exactly full.
    let full = map(json!([step("a", 1), step("b", 2)]), json!({ "demand": { "items": 20, "per": "week" } }));
    assert!(found(&full).1.contains("It can never catch up"), "{}", found(&full).1);
}

#[test]
fn capacity_counts_part_time_people_and_complete_groups() {
    let capacity = |people: f64, each: Option<f64>| {
        let step = json!({ "name": "Board", "wait": "0", "work": "1h", "people": people, "people_per_item": each });
        let map = map(
            json!([step, { "name": "Ship", "wait": "0", "work": "1h" }]),
            json!({ "demand": { "items": 1, "per": "week" } }),
        );
        let metrics = Metrics::new(&map);
        (metrics.steps[0].capacity_per_week.unwrap(), metrics.steps[0].utilization, metrics)
    };
    for (people, each, expected) in [
        (0.5, None, 20.0),
        (0.25, Some(1.0), 10.0),
        (2.5, None, 100.0),
        (5.0, Some(2.0), 80.0),
        (3.0, Some(1.5), 80.0),
        (0.5, Some(2.0), 0.0),
        (4.0, Some(5.0), 0.0),
    ] {
        let (found, utilization, _) = capacity(people, each);
        assert!((found - expected).abs() < 1e-9, "{people} people, {each:?} per item: {found}");
        assert_eq!(utilization.is_some(), expected > 0.0);
    }
    let (.., metrics) = capacity(4.0, Some(5.0));
    let warning = "“Board” has 4 people, but one item needs 5. Its capacity is 0.";
    assert!(metrics.findings.iter().any(|finding| finding.code == "too_few_people" && finding.sentence == warning));
    let found = metrics.bottleneck.unwrap();
    assert_eq!((found.kind, found.utilization), (Why::Constraint, None));
    assert_eq!(found.reason, "can finish nothing: it has 4 people, and one item needs 5. Work piles up here.");
}

#[test]
fn people_are_decimals_above_zero() {
    let read = |people: Value| {
        let steps = json!([{ "id": "a", "name": "Review", "people": people }]);
        vsm::file::read(&json!({ "format": "weir-map", "version": 1, "name": "M", "steps": steps }))
    };
    for people in [json!(0.5), json!(0.25), json!("0,25"), json!(1), json!(2.75)] {
        let map = read(people.clone()).unwrap().0;
        let written = vsm::file::write(&map)["steps"][0]["people"].clone();
        let expected = if people == "0,25" { json!(0.25) } else { people };
        assert_eq!(written, expected);
    }
    for (people, sentence) in [
        (json!(0), "People must be above 0."),
        (json!(-0.5), "People must be above 0."),
        (json!(1e-9), "People must be at least 0.001."),
        (json!(2e9), "People must be at most 1,000,000,000."),
    ] {
        assert_eq!(read(people).unwrap_err().message, sentence);
    }
}

#[test]
fn note_is_part_of_the_metrics_as_json() {
    let json = serde_json::to_value(Metrics::new(&chain(&["1d", "1d"]))).unwrap();
    assert_eq!(json["bottleneck"], Value::Null);
    assert_eq!(json["bottleneck_note"], "No step stands out: “Step 0” and “Step 1” take the same.");
    let json = serde_json::to_value(Metrics::new(&chain(&["1d", "1h"]))).unwrap();
    assert_eq!((&json["bottleneck"]["step"], &json["bottleneck_note"]), (&json!("s0"), &Value::Null));
    assert_eq!(json["bottleneck"].get("reason"), None, "the sentence is enough");
}

#[test]
fn metrics_with_unknown_values_are_at_most() {
    let text = |steps: Value, metric: Metric| {
        let map = map(steps, json!({}));
        metric.value(&Metrics::new(&map)).text(&map.clock)
    };
    let efficiency = |steps: Value| text(steps, Metric::FlowEfficiency);
    let full = json!({ "name": "A", "wait": "5h", "work": "1h", "complete_accurate": 90 });
    let no_wait = json!({ "name": "B", "work": "1h" });
    assert_eq!(efficiency(json!([full])), "16.7%");
    assert_eq!(efficiency(json!([full, no_wait])), "at most 28.6%");
    assert_eq!(efficiency(json!([no_wait])), "Unknown", "nothing is known about its wait");
    assert_eq!(efficiency(json!([no_wait, { "name": "C", "wait": "0", "work": "1h" }])), "Unknown");
    assert_eq!(efficiency(json!([{ "name": "C", "wait": "0", "work": "1h" }])), "100%");
    assert_eq!(efficiency(json!([full, { "name": "D", "lead": "1d" }])), "Unknown", "its split is unknown");
    assert_eq!(
        efficiency(json!([full, { "name": "E", "every": "1d", "work": "0" }])),
        "10%",
        "half the cadence counts"
    );
    assert_eq!(text(json!([full]), Metric::RolledCompleteAccurate), "90%");
    assert_eq!(text(json!([full, no_wait]), Metric::RolledCompleteAccurate), "at most 90%");
    let json = serde_json::to_value(Metrics::new(&map(json!([full, no_wait]), json!({})))).unwrap();
    assert_eq!(
        [&json["flow_efficiency_at_most"], &json["rolled_complete_accurate_at_most"]],
        [&json!(true), &json!(true)]
    );
}
