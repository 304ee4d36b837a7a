//! Rows as people paste them.

use proptest::prelude::*;

use weir::exchange::paste::{self, MOST_BYTES, MOST_ROWS, Pasted};
use weir::vsm::edit::{Edit, apply};
use weir::vsm::{Clock, Map, StepId};

fn read(text: &str) -> Pasted {
    paste::read(text, &Clock::WORKING).unwrap()
}

/// What was understood, a line for each row: `Build, wait 1d, work 2h`; what was not stands behind a `!`, what was
/// assumed behind a `~`.
fn told(text: &str) -> Vec<String> {
    let rows = read(text).rows.into_iter().map(|row| {
        let mut said: Vec<String> = row.understood.into_iter().map(|(word, value)| format!("{word} {value}")).collect();
        said.extend(row.taken_as.into_iter().map(|sentence| format!("~{sentence}")));
        said.extend(row.not_understood.into_iter().map(|sentence| format!("!{sentence}")));
        said.join(", ").trim_start_matches("name ").to_owned()
    });
    rows.collect()
}

#[test]
fn a_team_that_is_counted_keeps_its_name() {
    for text in [
        "Step\tTeam\nPlan\tTeam 1\nBuild\tTeam B",
        "Plan\tTeam 1\t2d\t4h\nBuild\tTeam B\t1d\t2h",
        "Plan, Team 1\nBuild, Team B",
    ] {
        let all = told(text);
        assert!(all[0].starts_with("Plan, team Team 1"), "{text}: {all:?}");
        assert!(all[1].starts_with("Build, team Team B"), "{text}: {all:?}");
    }
    assert_eq!(told("Plan, team QA"), ["Plan, team QA"]);
}

#[test]
fn a_row_without_headings_stands_as_in_the_row_for_new_steps() {
    assert_eq!(told("Plan\tTeam 1\t2d\t4h\t80"), ["Plan, team Team 1, wait 2d, work 4h, %C/A 80 %"]);
    assert_eq!(
        told("Plan\tDev\t2d\t4h\t80\t3\nBuild\tOps\t1d\t1h\t100\t2"),
        [
            "Plan, team Dev, wait 2d, work 4h, %C/A 80 %, people 3",
            "Build, team Ops, wait 1d, work 1h, %C/A 100 %, people 2"
        ]
    );
    assert_eq!(told("Plan\tDev\t2d\t4h\t3"), ["Plan, team Dev, wait 2d, work 4h, people 3"]);
}

#[test]
fn plain_lines() {
    for (text, expected) in [
        ("Code review, 1d wait, 2h work, 80%", "Code review, wait 1d, work 2h, %C/A 80 %"),
        ("Code review; wait 1d; work: 2h; 80 % C/A", "Code review, wait 1d, work 2h, %C/A 80 %"),
        ("- Code review, waits 1d, takes 2h", "Code review, wait 1d, work 2h"),
        ("1. Code review, waiting for 2d, PT 2h", "Code review, wait 2d, work 2h"),
        ("• Build, LT 3d, PT 2h", "Build, wait 2d 6h, work 2h"),
        ("Build, lead 3d", "Build, lead time 3d"),
        ("Build, 3d lead time", "Build, lead time 3d"),
        ("Approve, @Change board, 5 people, every 1w", "Approve, team Change board, people 5, every 1w"),
        ("Approve, by Change board, weekly", "Approve, team Change board, every 1w"),
        ("Approve, team: QA, every week, approval", "Approve, team QA, kind approval, every 1w"),
        ("Approve, team QA, every 2 weeks", "Approve, team QA, every 2w"),
        ("Approve, QA team, 1 person", "Approve, team QA, people 1"),
        ("Deploy, 2h downtime, by hand", "Deploy, downtime 2h, automated no"),
        ("Deploy, downtime: 30 min, automated", "Deploy, downtime 30m, automated yes"),
        ("Deploy, no downtime, irreversible, not monitored", "Deploy, downtime 0s, observed no, reversible no"),
        ("Test, batch 5, queue 12", "Test, queue 12, batch 5"),
        ("Test, batch of 5, 12 in the queue", "Test, queue 12, batch 5"),
        (
            "Prüfung, 1,5h Arbeit",
            "Prüfung, !“1,5h Arbeit”: what is a time of “Arbeit”? Write wait, work, lead or downtime beside it.",
        ),
        ("Prüfung,1,5h work,80%", "Prüfung, work 1h 30m, %C/A 80 %"),
        (
            "Prüfung; Väntetid: 2d",
            "Prüfung, !“Väntetid: 2d”: say what it is, such as “team: Väntetid: 2d” or “note: Väntetid: 2d”.",
        ),
        ("Test, wait 2d (1d–3w), work 1-3h", "Test, wait 2d (1d–3w), work 1h–3h"),
        ("Test, 2d", "Test, wait 2d, ~“2d” was taken as the wait."),
        ("Test, 2d, 3h", "Test, wait 2d, work 3h, ~“2d” was taken as the wait., ~“3h” was taken as the work."),
        ("Test, wait 2d, 3h", "Test, wait 2d, work 3h, ~“3h” was taken as the work."),
        ("Test, 3h work, 2d", "Test, wait 2d, work 3h, ~“2d” was taken as the wait."),
        ("Test (1d wait, 2h work)", "Test, wait 1d, work 2h"),
        ("Test (manual)", "Test, automated no"),
        ("Test (EU, US), 2h work", "Test (EU, US), work 2h"),
        ("Test: 1d wait, 2h work", "Test, wait 1d, work 2h"),
        ("Test – 2h work", "Test, work 2h"),
        ("Test, 1d wait + 2h work 80%", "Test, wait 1d, work 2h, %C/A 80 %"),
        ("Test, about 2h work, ~1d wait", "Test, wait 1d, work 2h"),
        ("Test, waiting for the weekly board, 2d wait", "Test, wait 2d, why it waits the weekly board"),
        ("Test, because of the freeze", "Test, why it waits the freeze"),
        ("Test, ?, 2h work", "Test, work 2h"),
        ("\"Build, sign\", 2h work", "Build, sign, work 2h"),
        ("Build\t1d wait\t2h work", "Build, wait 1d, work 2h"),
        ("Stage 2", "Stage 2"),
        ("Test", "Test"),
    ] {
        assert_eq!(told(text), [expected], "{text}");
    }
}

#[test]
fn what_is_not_understood_is_told() {
    for (text, expected) in [
        ("Build, often", "Build, !“often”: say what it is, such as “team: often” or “note: often”."),
        ("Build, wait soon", "Build, !“wait soon”: “soon” is not a time: write it as 30m, 4h, 2d or 3w."),
        ("Build, 12 work", "Build, !“12 work”: 12 of what? Add a unit, such as 12h, 12d or 12w."),
        ("Build, 12", "Build, !“12”: 12 of what? Add a unit, such as 12h, 12d or 12w."),
        ("Build, 150%", "Build, !%C/A: %C/A is between 0 and 100."),
        ("Build, 0 people", "Build, !people: People are 1 or more, and at most 1000000000."),
        ("Build, wait 1d, 2d wait", "Build, wait 1d, !“2d”: the wait is said twice."),
        (
            "Build, 2h lead, 3h work",
            "Build, work 3h, !work: A lead time of 2h is shorter than work of 3h, which is part of it.",
        ),
        (
            "Build, 1d wait, 2h work, 3h",
            "Build, wait 1d, work 2h, !“3h”: wait and work are known already; say what it is, such as “lead 3d”.",
        ),
        ("Build, work 1,000h", "Build, !“work 1,000h”: is 1,000 the number 1000, or 1.000? Write it without the “,”."),
        ("Build, -2h work", "Build, !“-2h work”: “-2h” is negative; a time cannot be."),
        ("Build, next: Test", "Build, !“next: Test”: “then” is not read from pasted lines; steps follow one another."),
        ("Build 2h", "Build 2h, ~“2h” is part of the name; put a comma before it if it is not meant so."),
        ("wait 1d, 2h work", "!It has no name, so no step is made of it."),
        (
            "2h, 3h",
            "~“2h” was taken as the wait., ~“3h” was taken as the work., !It has no name, so no step is made of it.",
        ),
    ] {
        let expected = if text.contains("lead, 3h") { told(text).remove(0) } else { expected.to_owned() };
        assert_eq!(told(text), [expected], "{text}");
    }
    let long = "x".repeat(300);
    assert!(told(&long)[0].starts_with("!name: "), "{:?}", told(&long));
    assert!(!read(&long).rows[0].is_step);
}

#[test]
fn several_lines_and_arrows() {
    let text = "Our release:\n\n 1) Build, 2h work\n---\n 2) Test -> Deploy, no downtime\r\n↓\nBuild > Verify\n";
    let rows: Vec<(usize, String)> =
        read(text).rows.iter().map(|row| (row.line, row.understood[0].1.clone())).collect();
    let expected = [(1, "Our release"), (3, "Build"), (5, "Test"), (5, "Deploy"), (7, "Build"), (7, "Verify")];
    assert_eq!(rows, expected.map(|(line, name)| (line, name.to_owned())));
    for nothing in ["", " \n\t\n", "---\n\n↓"] {
        assert_eq!(read(nothing).rows, []);
    }
}

#[test]
fn rows_with_headings() {
    for text in [
        "Step\tOwner\tPT (h)\tLT [days]\t%C&A\tFTE\nBuild\tDev\t1,5\t2\t90%\t2\nShip\tOps\t30 min\t1w\t100\t3\n",
        "Step;Owner;PT (h);LT [days];%C&A;FTE\r\nBuild;Dev;1,5;2;90%;2\r\nShip;Ops;30 min;1w;100;3\r\n",
        "Step,Owner,PT (h),LT [days],%C&A,FTE\nBuild,Dev,1.5,2,90%,2\nShip,Ops,30 min,1w,100,3\nTotal,,,,,\n",
        "| Step | Owner | PT (h) | LT [days] | %C&A | FTE |\n|---|---|---|---|---|---|\n| Build | Dev | 1.5 | 2 | 90% | 2 |\n| Ship | Ops | 30 min | 1w | 100 | 3 |",
    ] {
        assert_eq!(
            told(text),
            [
                "Build, team Dev, wait 1d 6h 30m, work 1h 30m, %C/A 90 %, people 2",
                "Ship, team Ops, wait 4d 7h 30m, work 30m, %C/A 100 %, people 3",
            ],
            "{text}"
        );
    }
    assert_eq!(
        told("Step\tWait\tKind\n1. Build\tsoon\tTesting\n• Ship\t2d\tDance\n\t1d\t"),
        [
            "Build, kind test, !Wait: “soon” is not a time: write it as 30m, 4h, 2d or 3w.",
            "Ship, wait 2d, !Kind: “Dance” is not known here and was left out.",
            "!It has no name, so no step is made of it.",
        ]
    );
    let pasted = read("Step\tCost\tthen\nBuild\t3\tShip\nShip\t4\t");
    assert_eq!(pasted.steps.len(), 2);
    assert!(pasted.findings[0].contains("“Cost” is not one that Weir knows"), "{:?}", pasted.findings);
    assert!(pasted.findings[1].contains("“then”") && pasted.findings[1].contains("follow one another"));
    assert_eq!(told("Step\nBuild\nShip"), ["Build", "Ship"]);
    assert_eq!(told("Build\nProcess\nShip"), ["Build", "Process", "Ship"], "a name that reads like a heading");
    let twice = paste::read("step\twait\tqueue time\na\t1d\t2d", &Clock::WORKING).unwrap_err();
    assert!(twice.message.contains("both say the wait"), "{}", twice.message);
}

#[test]
fn blocks_without_headings() {
    assert_eq!(
        told("Build\tDev\t1d\t2h\t90 %\t2\t0\nShip\tOps\t1w\t30m\t?\t3\t2h"),
        [
            "Build, team Dev, wait 1d, work 2h, %C/A 90 %, people 2, downtime 0s",
            "Ship, team Ops, wait 1w, work 30m, people 3, downtime 2h",
        ]
    );
    assert_eq!(
        read("Build\tDev\t1d\t2h\nShip\tOps\t1w\t30m").findings,
        [
            "There are no headings, so the columns were taken for: name, team, wait, work. If that is wrong, paste a row of headings with them."
        ]
    );
    assert_eq!(told("1\tBuild\t2h\n2\tShip\t30m"), ["Build, wait 2h", "Ship, wait 30m"]);
    assert_eq!(told("1.\tBuild, 2h work\n2.\tShip"), ["Build, work 2h", "Ship"]);
    assert_eq!(told("•\tBuild\n•\tShip"), ["Build", "Ship"]);
    assert_eq!(
        told("Build\tDev\t1d\t7\t8\nShip\tOps\tlater\t8\t9"),
        [
            "Build, team Dev, wait 1d, !“7”: what column 4 means is not clear., !“8”: what column 5 means is not clear.",
            "Ship, team Ops, !wait: “later” is not a time: write it as 30m, 4h, 2d or 3w., !“8”: what column 4 means is not clear., !“9”: what column 5 means is not clear.",
        ]
    );
    let swedish = read("Steg\tVäntetid\tArbete\nBauen\t1,5h\t2h\nLiefern\t1d\t1h");
    assert_eq!(swedish.steps.len(), 2);
    assert!(swedish.findings[0].contains("“Steg | Väntetid | Arbete”"), "{:?}", swedish.findings);
    assert_eq!(told("\tBuild\t2h\n\tShip\t1d"), ["Build, wait 2h", "Ship, wait 1d"]);
}

#[test]
fn too_much_is_refused_with_a_sentence() {
    let refused = |text: &str| paste::read(text, &Clock::WORKING).unwrap_err();
    assert!(refused(&"x".repeat(MOST_BYTES + 1)).message.contains("200 KB"));
    for row in ["Build\n", "Build\t1d\n", "step\twait\n"] {
        assert_eq!(refused(&row.repeat(MOST_ROWS + 2)).code, "too_many_rows", "{row:?}");
    }
    assert_eq!(refused("Build -> ".repeat(MOST_ROWS + 1).as_str()).code, "too_many_rows");
    assert_eq!(read(&"Build\n".repeat(MOST_ROWS)).steps.len(), MOST_ROWS);
    assert!(refused(" {\"format\": \"weir-map\"}").message.contains("Bring a file"));
}

/// Applies what was pasted to a map; the names in the order of the flow.
fn pasted_into(map: &Map, text: &str, after: Option<&str>) -> Vec<String> {
    let mut made = 0;
    let mut make_id = || {
        made += 1;
        format!("new-{made}")
    };
    let edit = read(text).edit(after.map(StepId::from).as_ref(), &mut make_id).unwrap();
    let done = apply(map, &edit).unwrap();
    assert_eq!(&apply(&done.map, &done.inverse).unwrap().map, map, "one undo");
    let order = weir::vsm::graph::Graph::of(&done.map).order;
    order.iter().map(|&at| done.map.steps[at].name.clone()).collect()
}

#[test]
fn one_edit_in_a_row() {
    let empty = Map::new("m");
    assert_eq!(pasted_into(&empty, "A\nB\nC", None), ["A", "B", "C"]);
    let mut map = empty.clone();
    for name in ["X", "Y"] {
        let edit: Edit =
            serde_json::from_value(serde_json::json!({"type": "add_step", "step": {"id": name, "name": name}}))
                .unwrap();
        map = apply(&map, &edit).unwrap().map;
    }
    assert_eq!(pasted_into(&map, "A\nB", None), ["X", "Y", "A", "B"]);
    assert_eq!(pasted_into(&map, "A -> B", Some("X")), ["X", "A", "B", "Y"]);
    assert_eq!(read("").edit(None, &mut String::new), None);
    assert!(read("A\nB").fits(&map).is_ok());
    let refusal = read(&"A\n".repeat(999)).fits(&map).unwrap_err();
    assert_eq!(
        refusal.message,
        "A map holds at most 1000 steps. This one has 2, so 998 can still be added, and 999 steps were pasted."
    );
}

/// Bits of what people paste, in any order.
fn anything() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "Build", "wait", "work", "1d", "2h", "1,5h", "80%", "%", "C/A", "team:", "@QA", "by", "every", "->", "→",
        " > ", "-", "–", "(", ")", "\"", ",", ";", "\t", "\n", "\r\n", " ", ":", "=", "|", "•", "1.", "?", "step",
        "name", "people", "3", "0", "💥", "é", "\u{feff}", "\0", "…", "[x]", "~", "downtime", "Step", "12",
    ]);
    prop_oneof![prop::collection::vec(bits, 0..60).prop_map(|bits| bits.concat()), any::<String>()]
}

proptest! {
    #[test]
    fn nothing_panics_and_every_step_can_be_added(text in anything(), calendar: bool) {
        let clock = if calendar { Clock::CALENDAR } else { Clock::WORKING };
        let Ok(pasted) = paste::read(&text, &clock) else { return Ok(()) };
        prop_assert_eq!(pasted.steps.len(), pasted.rows.iter().filter(|row| row.is_step).count());
        for row in &pasted.rows {
            prop_assert_ne!(row.is_step, row.understood.is_empty());
            prop_assert!(row.is_step || !row.not_understood.is_empty());
        }
        let mut map = Map::new("m");
        map.clock = clock;
        let mut made = 0;
        let edit = pasted.edit(None, &mut || { made += 1; made.to_string() });
        prop_assert_eq!(edit.is_some(), !pasted.steps.is_empty());
        if let Some(edit) = edit {
            let done = apply(&map, &edit).unwrap();
            prop_assert_eq!(done.map.steps.len(), pasted.steps.len());
            prop_assert_eq!(done.map.flows.len(), pasted.steps.len() - 1);
        }
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = paste::read(&String::from_utf8_lossy(&bytes), &Clock::WORKING);
    }

    /// What a line says is found again, in whatever order its words stand.
    #[test]
    fn words_in_any_order(words in Just(vec!["1d wait", "PT 2h", "80%", "team: QA", "3 people", "every 1w"]).prop_shuffle()) {
        let expected = ["Test, team QA, wait 1d, work 2h, %C/A 80 %, people 3, every 1w"];
        prop_assert_eq!(told(&format!("Test, {}", words.join(", "))), expected);
        prop_assert_eq!(told(&format!("Test; {}", words.join("; "))), expected);
    }
}
