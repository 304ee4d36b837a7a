//! Times of which only a range or a bound is known.

use serde_json::{Value, json};
use vsm::compare::Comparison;
use vsm::edit::describe::describe_edit;
use vsm::edit::{Edit, apply};
use vsm::improve::levers::levers;
use vsm::metrics::catalog::Metric;
use vsm::{Map, Metrics, file};

fn map(steps: Value) -> Map {
    file::read(&json!({ "format": "weir-map", "version": 1, "name": "Ranges", "steps": steps })).unwrap().0
}

fn text(map: &Map, metric: Metric) -> String {
    metric.value(&Metrics::new(map)).text(&map.clock)
}

/// Of a map: lead time, flow efficiency, and the bottleneck.
fn told(map: &Map) -> (String, String, Option<String>) {
    let bottleneck = Metrics::new(map).bottleneck.map(|found| found.step.to_string());
    (text(map, Metric::Lead), text(map, Metric::FlowEfficiency), bottleneck)
}

fn papers() -> Map {
    map(json!([
        { "id": "register", "name": "Register", "work": "4m", "wait": "0" },
        { "id": "papers", "name": "Ask for papers", "work": "3m", "wait_range": ["2d", "14d"] },
        { "id": "decide", "name": "Decide", "work": "10m", "wait": "1h" },
    ]))
}

#[test]
fn closed_range_counts_at_least_in_totals_and_with_its_middle_elsewhere() {
    let papers = papers();
    let (lead, efficiency, bottleneck) = told(&papers);
    assert_eq!(lead, "at least 2d 1h");
    assert_eq!(Metrics::new(&papers).lead_seconds, Some(2 * 28_800 + 3600 + 17 * 60));
    // 17m of 8d 1h 17m.
    assert_eq!((efficiency.as_str(), bottleneck.as_deref()), ("0.4%", Some("papers")));
    assert_eq!(
        Metrics::new(&papers).bottleneck_sentence(),
        "“Ask for papers” takes 98% of the known lead time, all of it waiting. Its wait time is between 2d and 14d; \
         the middle counts."
    );
    assert_eq!(text(&papers, Metric::Wait), "at least 2d 1h");
    assert_eq!((text(&papers, Metric::Work), text(&papers, Metric::ExpectedLead)), ("17m".to_owned(), lead));
    let metrics = Metrics::new(&papers);
    assert_eq!((metrics.unknown.wait, metrics.unknown.work), (0, 0), "a range isn’t nothing");
    assert!(metrics.findings.iter().all(|finding| !finding.code.ends_with("_missing")), "{:?}", metrics.findings);
    let shares: Vec<f64> = metrics.steps.iter().map(|step| step.drag_seconds.unwrap() as f64).collect();
    assert!((shares.iter().sum::<f64>() - metrics.usual_lead_seconds.unwrap() as f64).abs() < 1.0);
}

#[test]
fn range_around_a_review_is_the_bottleneck() {
    let review = map(json!([
        { "id": "edit", "name": "Edit", "work": "5m", "wait": "0" },
        { "id": "review", "name": "Wait for review", "work": "0", "wait_range": "1-2 days" },
        { "id": "approve", "name": "Approve", "work": "5m", "wait": "0" },
        { "id": "publish", "name": "Publish", "work": "0", "wait": "<= 60s" },
    ]));
    let (lead, efficiency, bottleneck) = told(&review);
    assert_eq!(
        (lead.as_str(), efficiency.as_str(), bottleneck.as_deref()),
        ("at least 1d 10m", "at most 1.4%", Some("review"))
    );
}

#[test]
fn time_without_an_upper_end_counts_its_low_end() {
    let upload = |work: Value| {
        map(json!([
            { "id": "change", "name": "Change", "work": "30m", "wait": "0" },
            { "id": "upload", "name": "Upload", "work": work, "wait_range": ["8h", null] },
            { "id": "verify", "name": "Verify", "work": "5m", "wait": "0" },
        ]))
    };
    let (lead, efficiency, bottleneck) = told(&upload(Value::Null));
    assert_eq!((lead.as_str(), bottleneck.as_deref()), ("at least 1d 35m", Some("upload")));
    assert_eq!(efficiency, "Unknown", "both its work and its wait may be longer");
    let known = upload(json!("25m"));
    assert_eq!(told(&known).1, "at most 11.1%", "60m of at least 9h");
    assert!(
        Metrics::new(&known).bottleneck_sentence().ends_with("Its wait time is at least 8h; that counts."),
        "{}",
        Metrics::new(&known).bottleneck_sentence()
    );
}

#[test]
fn efficiency_is_never_all_work_because_waits_are_missing() {
    let efficiency = |steps: Value| text(&map(steps), Metric::FlowEfficiency);
    let step = |wait: Value, work: Value| {
        let mut step = json!({ "name": "Step" });
        for (key, value) in [("wait", wait), ("work", work)] {
            let key = if value.is_array() { format!("{key}_range") } else { key.to_owned() };
            step[key] = value;
        }
        step
    };
    for (steps, expected) in [
        (json!([step(json!(null), json!("2m")), step(json!(null), json!("27s"))]), "Unknown"),
        (json!([step(json!(null), json!("1h")), step(json!(["0", "2h"]), json!("1h"))]), "Unknown"),
        (json!([step(json!(null), json!("1h")), step(json!("1h"), json!("1h"))]), "at most 66.7%"),
        (json!([step(json!(["0", "2h"]), json!("1h")), step(json!("1h"), json!("1h"))]), "at most 66.7%"),
        (json!([step(json!(["1h", null]), json!("1h"))]), "at most 50%"),
        (json!([step(json!(["1h", "3h"]), json!("2h"))]), "50%"),
        // Work that may be more makes the share larger.
        (json!([step(json!("1h"), json!(["1h", null]))]), "at least 50%"),
        (json!([step(json!("3h"), json!(null)), step(json!("0"), json!("1h"))]), "at least 25%"),
        (json!([step(json!("3h"), json!(["30m", "90m"]))]), "25%"),
        (json!([step(json!(["1h", null]), json!(["1h", null]))]), "Unknown"),
        (json!([step(json!("0"), json!("1h"))]), "100%"),
    ] {
        assert_eq!(efficiency(steps.clone()), expected, "{steps}");
    }
    let json = serde_json::to_value(Metrics::new(&map(json!([step(json!("1h"), json!(["1h", null]))])))).unwrap();
    assert_eq!((&json["flow_efficiency_at_least"], &json["flow_efficiency_at_most"]), (&json!(true), &json!(false)));
}

#[test]
fn ranges_survive_files_edits_and_undo() {
    let before = map(json!([{ "id": "a", "name": "A", "wait_range": ["8h", null], "work_range": ["30m", "24h"] }]));
    let written = file::write(&before)["steps"][0].clone();
    assert_eq!((&written["wait_range"], &written["work_range"]), (&json!(["8h", null]), &json!(["30m", "24h"])));
    assert_eq!(file::read(&file::write(&before)).unwrap().0, before);
    for (given, expected) in [
        (json!("2d+"), json!(["2d", null])),
        (json!(["2d", null]), json!(["2d", null])),
        (json!(["2d"]), json!(["2d", null])),
        (json!(["2d", "?"]), json!(["2d", null])),
        (json!([null, "2d"]), json!(["0", "2d"])),
        (json!("1d-2d"), json!(["1d", "2d"])),
        (json!(null), json!(null)),
    ] {
        let edit = json!({ "type": "change_step", "step": "a", "set": { "wait_range": given } });
        let edit: Edit = serde_json::from_value(edit).unwrap();
        let applied = apply(&before, &edit).unwrap();
        assert_eq!(file::write(&applied.map)["steps"][0]["wait_range"], expected, "{given}");
        assert_eq!(apply(&applied.map, &applied.inverse).unwrap().map, before);
    }
    let edit = json!({ "type": "change_step", "step": "a", "set": { "wait_range": ["8h", "2d"] } });
    let edit: Edit = serde_json::from_value(edit).unwrap();
    let after = apply(&before, &edit).unwrap().map;
    assert_eq!(describe_edit(&before, &edit, &after), "changed the wait time of “A” from 8h+ to 8h–2d");
    let [changed] = Comparison::new(&before, &after).changed.try_into().unwrap();
    assert_eq!(changed.fields[0].texts, Some(("8h+".to_owned(), "8h–2d".to_owned())));
    let calendar = json!({ "type": "change_map", "set": { "clock": "calendar" } });
    let calendar = apply(&before, &serde_json::from_value(calendar).unwrap()).unwrap().map;
    assert_eq!(file::write(&calendar)["steps"][0]["wait_range"], json!(["8h", null]));
}

#[test]
fn suggestion_counts_the_middle_and_replaces_the_range() {
    let papers = papers();
    let lever = levers(&papers).into_iter().next().unwrap();
    assert_eq!(lever.title, "Halve the wait time of “Ask for papers” (2d–14d → 4d)");
    assert_eq!(lever.saving.end_to_end(), Some(4 * 28_800));
    assert!(lever.assumes.starts_with("Counts the middle of the range"));
    let after = apply(&papers, &lever.change).unwrap().map;
    let step = after.step("papers").unwrap();
    assert_eq!((step.wait, step.wait_range), (Some(4 * 28_800), None));
    assert_eq!(lever.saving.share_text(&papers, &Metrics::new(&papers)).as_deref(), Some("49% of the lead time"));
}

#[test]
fn explanations_say_which_times_are_ranges() {
    use vsm::metrics::explain::Explanation;
    let papers = papers();
    let (graph, metrics) = (vsm::model::graph::Graph::new(&papers), Metrics::new(&papers));
    let explanation = Explanation { map: &papers, graph: &graph, metrics: &metrics };
    let plain = |lines: Vec<vsm::metrics::explain::Line>| {
        lines.iter().map(vsm::metrics::explain::Line::plain).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        plain(explanation.wait()),
        "Wait times on the critical path:\n2d Ask for papers + 1h Decide = 2d 1h\nThe low end of a range counts: Ask for papers."
    );
    let efficiency = plain(explanation.flow_efficiency());
    assert_eq!(
        efficiency,
        "Work time ÷ lead time on the critical path: 17m ÷ 1w 3d = 0.4%.\nThe middle of a range counts: Ask for papers."
    );
}
