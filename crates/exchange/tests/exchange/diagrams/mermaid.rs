//! Mermaid: what Weir wrote opens again, and what others write becomes a map.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::diagrams::{self, arrows, names};
use exchange::{Format, Options};
use proptest::prelude::*;
use vsm::{Map, samples as sample};

fn read(text: &str) -> (Map, String) {
    diagrams::read(text, Format::Mermaid)
}

#[test]
fn charts_of_weir_open_again() {
    for which in sample::ALL {
        let map = which.map().unwrap();
        let text = exchange::write(Format::Mermaid, &map, &Options::default()).unwrap();
        let (again, findings) = exchange::read("x", &text).unwrap();
        assert_eq!(findings, [], "{}", map.name);
        assert_eq!((&again.name, again.steps.len()), (&map.name, map.steps.len()));
        assert!(again.clock.counts_like(&map.clock));
        assert_eq!(arrows(&again), arrows(&map));
        for (own, other) in map.steps.iter().zip(&again.steps) {
            let own_wait = own.counted_wait().filter(|wait| *wait > 0);
            assert_eq!((&other.name, &other.team), (&own.name, &own.team));
            assert_eq!(
                (other.counted_wait(), other.complete_accurate),
                (own_wait, own.complete_accurate),
                "{}",
                own.name
            );
            assert_eq!((other.work, other.lead), (own.work, own.lead), "{}", own.name);
        }
    }
}

#[test]
fn charts_of_weir_keep_calendar_and_odd_names() {
    let mut map = sample::Sample::find("monthly").unwrap().map().unwrap();
    map.clock = vsm::WorkingCalendar::CALENDAR;
    for (step, name) in map.steps.iter_mut().zip(["Review (1d)", "2h", "A & B; C", "`x` *y* \"z\" #35;", "Build: 2h"]) {
        std::sync::Arc::make_mut(step).name = name.to_owned();
        std::sync::Arc::make_mut(step).team = "Test".to_owned();
    }
    let text = exchange::write(Format::Mermaid, &map, &Options::default()).unwrap();
    let (again, _) = exchange::read("x", &text).unwrap();
    assert_eq!(names(&again), names(&map));
    assert!(again.clock.counts_like(&map.clock));
    assert!(again.steps.iter().zip(&map.steps).all(|(again, own)| again.team == own.team && again.work == own.work));
}

#[test]
fn boxes_and_arrows_become_steps_and_flows() {
    for (text, expected, flows) in [
        (
            "graph TD\n  plan[\"Plan\"] --> build[\"Build\"]\n  build --> ship((\"Ship\"))\n",
            vec!["Plan", "Build", "Ship"],
            vec!["Plan > Build", "Build > Ship"],
        ),
        ("flowchart LR; A-->B-->C; A --> C;", vec!["A", "B", "C"], vec!["A > B", "A > C", "B > C"]),
        ("graph\nA & B --> C & D", vec!["A", "B", "C", "D"], vec!["A > C", "A > D", "B > C", "B > D"]),
        (
            "%% a comment\n%%{init: {'theme': 'dark'}}%%\n\nflowchart RL\n A[Plan] %% trailing\n A ==> B{{Build}}\n classDef x fill:#fff;\n class A x\n style B fill:#f00\n linkStyle 0 stroke:red\n click A \"https://example.org\"\n B -.-> C[(Store)]:::x",
            vec!["Plan", "Build", "Store"],
            vec!["Plan > Build", "Build > Store"],
        ),
        (
            "flowchart TB\n  Start([Start]) --> Büro-1[\"Prüfen<br/>und #quot;planen#quot;\"]\n  Büro-1 --> End((End))",
            vec!["Prüfen"],
            vec![],
        ),
        ("graph LR\nA@{ shape: rect, label: \"Plan\" } --> B@{ shape: diam }", vec!["Plan", "B"], vec!["Plan > B"]),
        ("flowchart LR\nA[Plan]\nB[Build]", vec!["Plan", "Build"], vec!["Plan > Build"]),
        (
            "flowchart LR\n subgraph one [Dev]\n  A-->B\n end\n subgraph two\n  C-->D\n end\n one --> two",
            vec!["A", "B", "C", "D"],
            vec!["A > B", "B > C", "C > D"],
        ),
    ] {
        let (map, told) = read(text);
        assert_eq!(names(&map), expected, "{text}\n{told}");
        assert_eq!(arrows(&map), flows, "{text}");
    }
}

#[test]
fn labels_hold_times_and_shares() {
    let (map, told) = read(
        "flowchart LR\n  A[Design: 2h] -->|wait 3d| B[Build: 2d]\n  B --> C{Good?}\n  C -- yes --> D[Deploy]\n  C -- \"no, 20%\" --> B\n",
    );
    assert_eq!(names(&map), ["Design", "Build", "Good?", "Deploy"]);
    assert_eq!(arrows(&map), ["Design > Build", "Build > Good?", "Good? > Deploy", "Good? > Build 20%"]);
    assert_eq!(
        (map.steps[0].work, map.steps[1].wait, map.steps[1].work),
        (Some(7200), Some(24 * 3600), Some(16 * 3600))
    );
    assert!(told.contains("read as work time: “2h” of “Design”, “2d” of “Build”"), "{told}");
    assert!(told.contains("“yes” from “Good?” to “Deploy”"), "{told}");
    assert!(map.steps[2].note.contains("Arrow to “Deploy”: yes"), "{}", map.steps[2].note);
}

#[test]
fn arrows_back_without_a_share_are_told() {
    let (map, told) = read("flowchart TD\nA-->B\nB-->|rejected|A\nB-->|80%|C\nC-->C");
    assert_eq!(arrows(&map), ["A > B", "B > C"]);
    assert!(told.contains("2 arrows lead back without a share of items: “B” to “A”, “C” to “C”"), "{told}");
    assert!(told.contains("the share of 1 arrow is only in the notes: 80% from “B” to “C”"), "{told}");
    assert_eq!(map.steps[1].note, "Arrow back to “A”: rejected\nArrow to “C”: 80%");
}

#[test]
fn different_waits_into_one_step_get_steps_of_their_own() {
    let (map, told) = read("flowchart LR\nA-->|1d|C\nB-->|2d|C");
    assert_eq!(names(&map), ["A", "C", "B", "Waiting for C", "Waiting for C"]);
    assert_eq!(map.steps[1].wait, Some(0));
    assert!(told.contains("have different wait times"), "{told}");
}

#[test]
fn titles_groups_and_ends_are_read() {
    let (map, told) = read(
        "---\ntitle: \"Hotfix: now\"\n---\nflowchart LR\n  s([Start: bug report]) --> A\n  subgraph Dev team\n    A[Fix, 2h] --> B[Review 30min]\n  end\n  subgraph ops [\"Operations\"]\n    C[Deploy<br/>PT 15 min<br/>%C/A 90]\n  end\n  B --> C --> e((Finish))",
    );
    assert_eq!((map.name.as_str(), map.starts_with.as_str()), ("Hotfix: now", "bug report"));
    assert_eq!(
        map.steps.iter().map(|step| step.team.as_str()).collect::<Vec<_>>(),
        ["Dev team", "Dev team", "Operations"]
    );
    assert_eq!(map.steps.iter().map(|step| step.work).collect::<Vec<_>>(), [Some(7200), Some(1800), Some(900)]);
    assert_eq!(map.steps[2].complete_accurate, Some(90.0));
    assert!(told.contains("Groups were read as teams: “Dev team”, “Operations”."), "{told}");
    assert!(told.contains("so they are not steps: “Start: bug report”, “Finish”."), "{told}");
}

#[test]
fn state_diagrams_are_read() {
    let (map, told) = read(
        "stateDiagram-v2\n  [*] --> Todo\n  Todo --> doing : 2d\n  state \"In progress (4h)\" as doing\n  state ok <<choice>>\n  doing --> ok\n  ok --> Done : yes\n  ok --> Todo : no, 10%\n  note right of Todo\n   hello\n  end note\n  Done --> [*]\n",
    );
    assert_eq!(names(&map), ["Todo", "In progress", "Done"]);
    assert_eq!(arrows(&map), ["Todo > In progress", "In progress > Done", "In progress > Todo 10%"]);
    assert_eq!((map.steps[1].wait, map.steps[1].work), (Some(16 * 3600), Some(4 * 3600)));
    assert_eq!(map.steps[0].note, "hello");
    assert!(told.contains("“yes” from “In progress” to “Done”"), "{told}");
}

#[test]
fn gantt_charts_are_read() {
    let (map, told) = read(
        "gantt\n  title Release\n  dateFormat YYYY-MM-DD\n  section Dev\n  Design :done, des, 2026-01-05, 3d\n  Build :crit, b, after des, 24h\n  section QA\n  Test :2026-01-20, 2026-01-22\n  Docs :d, after des, 1w\n",
    );
    assert_eq!((map.name.as_str(), names(&map)), ("Release", vec!["Design", "Build", "Test", "Docs"]));
    assert_eq!(arrows(&map), ["Design > Build", "Design > Docs", "Build > Test"]);
    assert_eq!(map.steps.iter().map(|step| step.team.as_str()).collect::<Vec<_>>(), ["Dev", "Dev", "QA", "QA"]);
    assert_eq!((map.steps[0].work, map.steps[2].work), (Some(24 * 3600), None));
    assert!(told.contains("no work time: “Test”") && told.contains("Sections were read as teams"), "{told}");
}

#[test]
fn the_process_in_a_markdown_document_is_read() {
    let (map, told) = read("```mermaid\npie\n \"a\" : 1\n```\n\n# Release\n\n```mermaid\ngraph LR\nA-->B\n```\n");
    assert_eq!(names(&map), ["A", "B"]);
    assert!(told.contains("2 Mermaid diagrams"), "{told}");
}

#[test]
fn what_is_not_understood_is_told() {
    let (_, told) = read("flowchart LR\nA --> B\nthis is => nonsense\nB --> C[open");
    assert!(
        told.contains("2 lines weren’t understood and were skipped: “this is => nonsense”, “B --> C[open”."),
        "{told}"
    );
    for (text, part) in [
        ("sequenceDiagram\n  A->>B: Hello\n", "This is a Mermaid sequence diagram"),
        ("pie\n \"a\" : 1", "pie chart"),
        ("flowchart TD\n", "has no boxes"),
        ("flowchart TD\n%% nothing", "has no boxes"),
    ] {
        let error = exchange::read("x", text.as_bytes()).unwrap_err();
        assert!(error.message.contains(part), "{}", error.message);
    }
}

#[test]
fn tables_that_begin_with_a_word_of_mermaid_stay_tables() {
    for text in ["graph,work\nA,2h\n", "timeline\twork\nA\t2h", "flowcharts\nA", "state,work\nA,2h", "block;work\nA;2h"]
    {
        assert_eq!(Format::from_content(text.as_bytes()), Format::Csv, "{text}");
    }
}

#[test]
fn charts_that_are_too_large_are_refused_at_once() {
    let began = Instant::now();
    let repeated = "flowchart LR\n".to_owned() + &"A-->B;".repeat(1_000_000);
    assert_eq!(read(&repeated).0.steps.len(), 2);
    let mut chain = "flowchart LR\n".to_owned();
    for at in 0..1_001 {
        let _ = writeln!(chain, "n{at} --> n{}", at + 1);
    }
    let error = exchange::read("x", chain.as_bytes()).unwrap_err();
    assert_eq!(error.message, "This diagram has 1,002 steps. A map can have up to 1,000.");
    let full = (0..120).map(|at| format!("n{at}")).collect::<Vec<_>>().join(" & ");
    let error = exchange::read("x", format!("graph\n{full} --> {full}\n").as_bytes()).unwrap_err();
    assert!(error.message.contains("too many arrows"), "{}", error.message);
    let many = format!("graph\n{}", (0..10_000).map(|at| at.to_string()).collect::<Vec<_>>().join(";"));
    let error = exchange::read("x", many.as_bytes()).unwrap_err();
    assert!(error.message.contains("more than 3,000 boxes"), "{}", error.message);
    let odd = "graph\n".to_owned() + &"A[\n".repeat(3_000_000);
    let error = exchange::read("x", odd.as_bytes()).unwrap_err();
    assert!(error.message.contains("can’t be read"), "{}", error.message);
    assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
}

const PIECES: &[&str] = &[
    "A",
    "B",
    "C",
    "build-it",
    "[Plan: 2h]",
    "((x))",
    "{Good?}",
    "([Start])",
    "[\"a<br/>2h\"]",
    " --> ",
    " -.-> ",
    "-- yes -->",
    "-->|20%|",
    "-->|3d|",
    "---",
    "==>",
    " & ",
    "\n",
    ";",
    "subgraph X\n",
    "end\n",
    "%% c\n",
    "@{ shape: circle }",
    ":::k",
    "[\"",
    "]",
    "|",
    "--",
    "-.",
    "~~~",
    "<-->",
    "#quot;",
    "&lt;",
    "ü",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_charts_never_panic(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60), text in ".{0,40}") {
        let chart = format!("flowchart LR\n{}{text}", pieces.concat());
        match exchange::read("x", chart.as_bytes()) {
            Ok((map, _)) => prop_assert!(!map.steps.is_empty()),
            Err(error) => prop_assert!(error.message.ends_with('.'), "{}", error.message),
        }
    }
}

#[test]
fn transitions_of_a_state_with_states_inside_lead_into_it() {
    for (inside, expected) in [
        ("Peer --> Lead", &["Draft > Peer", "Peer > Lead", "Lead > Done"][..]),
        ("[*] --> Peer\nPeer --> Lead\nLead --> [*]", &["Draft > Peer", "Peer > Lead", "Lead > Done"]),
        ("state Two {\nPeer --> Lead\n}\nTwo --> Sign", &["Draft > Peer", "Peer > Lead", "Lead > Sign", "Sign > Done"]),
    ] {
        let text = format!(
            "stateDiagram-v2\nstate \"Code review\" as Review {{\n{inside}\n}}\nDraft --> Review\nReview --> Done\n"
        );
        let (map, _) = read(&text);
        let mut found = arrows(&map);
        found.sort();
        let mut expected: Vec<String> = expected.iter().map(|arrow| (*arrow).to_owned()).collect();
        expected.sort();
        assert_eq!(found, expected, "{text}");
        assert!(!names(&map).contains(&"Code review"), "{text}");
        assert!(map.steps.iter().any(|step| step.team == "Code review") || inside.contains("Two"), "{text}");
    }
}

#[test]
fn boxes_in_which_items_wait_are_the_wait_of_the_next_step() {
    for between in [
        "W{{Waiting: 3 days}}",
        "W[/Queue 3d/]",
        "W[Inventory<br/>3 days]",
        "W[Buffer: 3d]",
        "W[/\"△<br/>3 days\"\\]",
        "W@{ shape: tri, label: \"I<br/>3 days\" }",
        "W@{ shape: delay, label: \"3 days\" }",
        "W[\"⏳ 3 days\"]",
    ] {
        let (map, told) = read(&format!("flowchart LR\nA[Code<br>4h] --> {between} --> B[Test<br>1h]"));
        assert_eq!(names(&map), ["Code", "Test"], "{between}");
        let times = (map.steps[1].wait, map.steps[1].work);
        assert_eq!(times, (Some(24 * 3600), Some(3600)), "{between}");
        assert!(!told.contains("work time: “3"), "{told}");
    }
    let (map, _) =
        read("flowchart LR\nA[Code] --> W[Inventory: 12 items, 3d] --> B[Test]\nB --> C[Inventory check 2h]");
    assert_eq!((map.steps[1].queue, map.steps[1].wait), (Some(12.0), Some(24 * 3600)));
    assert_eq!((map.steps[2].name.as_str(), map.steps[2].work), ("Inventory check", Some(2 * 3600)));
    for name in ["Hold 30 min meeting", "Meeting 9:00-10:00", "Queue 2", "Ship 10:30"] {
        assert_eq!(names(&read(&format!("flowchart LR\nA[{name}] --> B[Test]")).0), [name, "Test"]);
    }
    let (map, told) = read("flowchart LR\nA[Code] --> Q[Queue 1] --> W[\"Wait: 3d\"] --> B[Test]");
    assert_eq!((names(&map), map.steps[1].queue), (vec!["Code", "Queue 1", "Test"], None));
    assert!(told.contains("the wait time of the next step, so they are not steps: “Wait: 3d”."), "{told}");
}

#[test]
fn legends_and_totals_without_arrows_are_no_steps() {
    let (map, told) = read(
        "flowchart LR\nA[Dev 1h] --> B[QA 2h]\nT[\"Total lead time: 5d\"]\nL[\"Legend: PT = process time\"]\nV[\"LT: 5d\"]",
    );
    assert_eq!(names(&map), ["Dev", "QA"]);
    assert!(told.contains("left out: “Total lead time: 5d”, “Legend: PT = process time”, “LT: 5d”"), "{told}");
    let (map, _) = read("flowchart LR\nA[Dev] --> T[Total review] --> B[QA]");
    assert_eq!(names(&map), ["Dev", "Total review", "QA"]);
}

#[test]
fn values_behind_a_name_are_read_in_any_spelling() {
    for label in [
        "Dev PT=2h WT=1d",
        "Dev PT: 2h WT: 1d",
        "Dev: PT 2h, WT: 1d",
        "Dev - PT: 2h, WT: 1d",
        "Dev 2h work 1d wait",
        "Dev<br/>2h<br/>Queue: 1d",
        "Dev<br/>⏱ 2h ⏳ 1d",
        "Dev<br/>Duration: 2h<br/>Wait: 1d",
    ] {
        let (map, _) = read(&format!("flowchart LR\nA[\"{label}\"] --> B[QA]"));
        let step = &map.steps[0];
        assert_eq!((step.name.as_str(), step.work, step.wait), ("Dev", Some(7200), Some(8 * 3600)), "{label}");
    }
    let (map, told) = read("flowchart LR\nA[Dev] -->|\"3d (wait for the board)\"| B[QA] -->|\"2d (was 4d)\"| C[Ship]");
    assert_eq!((map.steps[1].wait, map.steps[2].wait), (Some(24 * 3600), None));
    assert!(told.contains("“2d (was 4d)”"), "{told}");
    let (map, _) = read("stateDiagram-v2\nPlan --> Test\nPlan : PT 2h\nTest : PT 4h\nTest : wait 1d");
    assert_eq!(names(&map), ["Plan", "Test"]);
    assert_eq!((map.steps[0].work, map.steps[1].work, map.steps[1].wait), (Some(7200), Some(4 * 3600), Some(8 * 3600)));
}

#[test]
fn doubtful_times_are_told() {
    let (map, told) =
        read("flowchart LR\nA[\"Dev<br/>PT: 1:30\"] -->|0:30| B[QA] -->|48h| C[Ship]\nD[Approve < 1d] --> A");
    let step = |name: &str| map.steps.iter().find(|step| step.name == name).unwrap();
    assert_eq!((step("Dev").work, step("QA").wait), (Some(5400), Some(1800)));
    assert_eq!(step("Approve").work_range.map(|range| range.high), Some(Some(8 * 3600)));
    for part in [
        "“Dev”: 1:30 was read as hours and minutes: 1h 30m.",
        "“QA”: 0:30 was read as hours and minutes: 30m.",
        "“Ship”: 48h may be days around the clock.",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let (_, told) = read("flowchart LR\nA -->|24h| B -->|8h| C");
    assert!(!told.contains("around the clock"), "{told}");
}

#[test]
fn rework_with_a_wait_is_read() {
    let (map, told) = read("flowchart LR\nA[Dev] --> B[QA] --> C[Ship]\nB -->|\"15% rework, wait 2d\"| A");
    assert_eq!(arrows(&map), ["Dev > QA", "QA > Ship", "QA > Dev 15%"]);
    let waits: Vec<_> = map.rework.values().map(|back| back.wait.map(|wait| wait.seconds)).collect();
    assert_eq!((waits, told.as_str()), (vec![Some(16 * 3600)], ""));
}
