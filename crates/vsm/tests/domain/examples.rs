//! Published metrics, and ones calculated by hand.

use serde_json::json;
use vsm::{Map, Metrics, file, samples as sample};

fn map(document: serde_json::Value) -> Map {
    file::read(&document).unwrap().0
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 5e-5, "{found} is not {expected}");
}

const DAY: u64 = 8 * 3600;

/// DORA, "Visibility of work in the value stream". Published: 9.5 w, 7 d, 14.5 %, 5.4 %.
#[test]
fn dora_example_has_its_published_metrics() {
    let map = sample::Sample::find("dora").unwrap().map().unwrap();
    let figures = Metrics::new(&map);
    assert_eq!(figures.lead_seconds, Some(48 * DAY));
    assert_eq!(map.clock.print(48 * DAY), "9w 3d");
    assert_eq!(figures.work_seconds, Some(7 * DAY));
    near(figures.flow_efficiency.unwrap(), 7.0 / 48.0);
    near(figures.rolled_complete_accurate.unwrap(), 0.054_432);
    assert!(!figures.at_least);
    let path: Vec<&str> = figures.critical_path.iter().map(vsm::StepId::as_str).collect();
    assert_eq!(path, ["design", "approval", "planning", "development", "uat", "change", "deploy"]);
    let bottleneck = figures.bottleneck.unwrap();
    assert_eq!(bottleneck.step.as_str(), "planning");
    near(bottleneck.share, 15.0 / 48.0);
    // In parallel with two days of performance test, only three of the approval's five days would be saved.
    let drag = |id: &str| figures.steps.iter().find(|s| s.id.as_str() == id).unwrap().drag_seconds.unwrap();
    assert_eq!(drag("change"), 3 * DAY);
    assert_eq!(drag("performance"), 0);
}

/// `ValueTech`. Published: 8.5 h, 16 d, 6.6 %, 21 % (21.6 cut off).
#[test]
fn valuetech_example_has_its_published_metrics() {
    let step =
        |work: &str, lead: &str, ca: u32| json!({ "name": "x", "work": work, "lead": lead, "complete_accurate": ca });
    let figures = Metrics::new(&map(json!({ "format": "weir-map", "version": 1, "name": "ValueTech",
        "steps": [step("30m", "5d", 80), step("6h", "3d", 50), step("1h", "1d", 90), step("1h", "7d", 60)] })));
    assert_eq!(figures.work_seconds, Some(30_600));
    assert_eq!(figures.lead_seconds, Some(16 * DAY));
    near(figures.flow_efficiency.unwrap(), 30_600.0 / 460_800.0);
    near(figures.rolled_complete_accurate.unwrap(), 0.216);
}

/// Two loops in a chain; calculated by solving the linear system.
#[test]
fn two_loops_in_a_chain() {
    let figures = Metrics::new(&map(json!({ "format": "weir-map", "version": 1, "name": "Loops",
        "steps": [{ "id": "a", "name": "a" }, { "id": "b", "name": "b" }, { "id": "c", "name": "c" }, { "id": "d", "name": "d" }],
        "rework": [{ "from": "b", "to": "a", "share": 30 }, { "from": "d", "to": "b", "share": 10 }] })));
    let visits: Vec<f64> = figures.steps.iter().map(|s| s.visits.unwrap()).collect();
    for (found, expected) in visits.into_iter().zip([1.4762, 1.5873, 1.1111, 1.1111]) {
        near(found, expected);
    }
}

/// Two steps work 60 m and 30 m, lead 240 m and 120 m, %C/A 95 and 90.
#[test]
fn example_in_minutes_has_the_expected_metrics() {
    let figures = Metrics::new(&map(json!({ "format": "weir-map", "version": 1, "name": "Minutes", "steps": [
        { "name": "a", "work": "60m", "lead": "240m", "complete_accurate": 95 },
        { "name": "b", "work": "30m", "lead": "120m", "complete_accurate": 90 }] })));
    assert_eq!(figures.lead_seconds, Some(360 * 60));
    near(figures.flow_efficiency.unwrap(), 0.25);
    near(figures.rolled_complete_accurate.unwrap(), 0.855);
}

/// vsm-workshop's own example: lead 2220, work 345 minutes, 15.5 %, 58.1 %.
#[test]
fn vsm_workshop_example_has_its_published_metrics() {
    let step = |work: u32, lead: u32, ca: u32| json!({ "name": "x", "work": work * 60, "lead": lead * 60, "complete_accurate": ca });
    let figures = Metrics::new(&map(json!({ "format": "weir-map", "version": 1, "name": "Norn",
        "steps": [step(0, 480, 100), step(240, 960, 85), step(30, 240, 90), step(60, 480, 80), step(15, 60, 95)] })));
    assert_eq!(figures.lead_seconds, Some(2220 * 60));
    assert_eq!(figures.work_seconds, Some(345 * 60));
    near(figures.flow_efficiency.unwrap(), 345.0 / 2220.0);
    near(figures.rolled_complete_accurate.unwrap(), 0.5814);
}

/// Missing times are reported as missing and never counted as zero.
#[test]
fn unknown_is_not_zero() {
    let figures = Metrics::new(&map(json!({ "format": "weir-map", "version": 1, "name": "Unknown", "steps": [
        { "name": "known", "wait": "1d", "work": "1h" }, { "name": "no time" }, { "name": "no wait", "work": "1h" },
        { "name": "no work", "wait": "1d" }, { "name": "no split", "lead": "3d" }] })));
    assert!(figures.at_least);
    assert_eq!(figures.lead_seconds, Some(5 * DAY + 7200));
    assert_eq!((figures.unknown.wait, figures.unknown.work, figures.unknown.complete_accurate), (3, 3, 5));
    assert_eq!(figures.rolled_complete_accurate, None);
    assert_eq!(figures.downtime_seconds, None);
    assert_eq!(figures.steps[1].lead_seconds, None);
    assert_eq!(figures.steps[4].wait_drag_seconds, None);
    let codes: Vec<&str> = figures.findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["time_missing", "wait_missing", "work_missing"]);

    let nothing = Metrics::new(&Map::new("Empty"));
    assert_eq!((nothing.lead_seconds, nothing.flow_efficiency, nothing.bottleneck), (None, None, None));
}

/// A weekly step makes an item wait half a week on average.
#[test]
fn unknown_wait_is_half_the_cadence() {
    let figures = Metrics::new(&map(json!({ "format": "weir-map", "version": 1, "name": "Board",
        "steps": [{ "name": "Board", "every": "1w", "work": "1h" }] })));
    assert_eq!(figures.lead_seconds, Some(5 * DAY / 2 + 3600));
    assert!(!figures.at_least);
    assert_eq!(figures.findings[0].code, "wait_from_every");
}

/// More arrives than the step can do: it is the constraint, however short it is.
#[test]
fn overloaded_step_is_the_bottleneck() {
    let figures = Metrics::new(&map(json!({ "format": "weir-map", "version": 1, "name": "Load",
        "demand": { "items": 30, "per": "week" },
        "steps": [{ "name": "Slow", "wait": "2w", "work": "1h", "people": 3 }, { "name": "Busy", "work": "2h", "people": 1 }] })));
    assert_eq!(figures.steps[1].capacity_per_week, Some(20.0));
    assert_eq!(figures.steps[1].utilization, Some(1.5));
    let bottleneck = figures.bottleneck.unwrap();
    assert_eq!(bottleneck.step, figures.steps[1].id);
    assert!(bottleneck.sentence.contains("can finish 20 items per week, but 30 arrive"), "{}", bottleneck.sentence);
    // Little: 30 per week × (2w + 3h of 40 h).
    near(figures.work_in_progress.unwrap(), 30.0 * (2.0 + 3.0 / 40.0));
}

/// Downtime is elapsed time: its day has 24 hours, and steps in parallel are down together.
#[test]
fn downtime_is_elapsed_time() {
    let figures = Metrics::new(&map(json!({ "format": "weir-map", "version": 1, "name": "Down",
        "demand": { "items": 12, "per": "month" },
        "steps": [{ "id": "a", "name": "a", "downtime": "1d", "batch": 6 }, { "id": "b", "name": "b", "downtime": "2h" },
                  { "id": "c", "name": "c", "downtime": "3h" }],
        "flows": [{ "from": "a", "to": "b" }, { "from": "a", "to": "c" }] })));
    assert_eq!(figures.downtime_seconds, Some(27 * 3600));
    assert_eq!(figures.downtime_seconds_per_month, Some(2 * 27 * 3600));
}

/// Rework that sends everything back never finishes.
#[test]
fn endless_rework_never_finishes() {
    let figures = Metrics::new(&map(json!({ "format": "weir-map", "version": 1, "name": "Loop",
        "steps": [{ "id": "a", "name": "a", "work": "1h" }], "rework": [{ "from": "a", "to": "a", "share": 99.95 }] })));
    assert_eq!((figures.steps[0].visits, figures.expected_lead_seconds), (None, None));
    assert!(figures.findings.iter().any(|f| f.code == "does_not_finish"));
}
