//! Pasted rows.

use proptest::prelude::*;

use exchange::table::mapping::{Choice, Mapping, Meaning};
use exchange::table::shape::ShapeChoice;
use exchange::text_lines as paste;
use exchange::text_lines::{MAX_BYTES, MAX_ROWS, Pasted};
use vsm::edit::{Edit, apply};
use vsm::{Map, StepId, WorkingCalendar};

fn read(text: &str) -> Pasted {
    paste::read(text, &WorkingCalendar::WORKING).unwrap()
}

/// The result, one line per row: `Build, Wait time 1d, Work time 2h`; unrecognized texts follow a `!`,
/// assumptions a `~`.
fn parsed(text: &str) -> Vec<String> {
    let rows = read(text).rows.into_iter().map(|row| {
        let mut parts: Vec<String> =
            row.recognized.into_iter().map(|(word, value)| format!("{word} {value}")).collect();
        parts.extend(row.guesses.into_iter().map(|sentence| format!("~{sentence}")));
        parts.extend(row.unrecognized.into_iter().map(|sentence| format!("!{sentence}")));
        parts.join(", ").trim_start_matches("Name ").to_owned()
    });
    rows.collect()
}

#[test]
fn numbered_team_keeps_its_full_name() {
    for text in [
        "Step\tTeam\nPlan\tTeam 1\nBuild\tTeam B",
        "Plan\tTeam 1\t2d\t4h\nBuild\tTeam B\t1d\t2h",
        "Plan, Team 1\nBuild, Team B",
    ] {
        let all = parsed(text);
        assert!(all[0].starts_with("Plan, Team Team 1"), "{text}: {all:?}");
        assert!(all[1].starts_with("Build, Team Team B"), "{text}: {all:?}");
    }
    assert_eq!(parsed("Plan, team QA"), ["Plan, Team QA"]);
}

#[test]
fn row_without_headings_follows_the_order_of_the_quick_add_row() {
    assert_eq!(parsed("Plan\tTeam 1\t2d\t4h\t80"), ["Plan, Team Team 1, Wait time 2d, Work time 4h, %C/A 80%"]);
    assert_eq!(
        parsed("Plan\tDev\t2d\t4h\t80\t3\nBuild\tOps\t1d\t1h\t100\t2"),
        [
            "Plan, Team Dev, Wait time 2d, Work time 4h, %C/A 80%, People 3",
            "Build, Team Ops, Wait time 1d, Work time 1h, %C/A 100%, People 2"
        ]
    );
    assert_eq!(parsed("Plan\tDev\t2d\t4h\t3"), ["Plan, Team Dev, Wait time 2d, Work time 4h, People 3"]);
}

#[test]
fn plain_lines_become_steps() {
    for (text, expected) in [
        ("Code review, 1d wait, 2h work, 80%", "Code review, Wait time 1d, Work time 2h, %C/A 80%"),
        ("Code review; wait 1d; work: 2h; 80 % C/A", "Code review, Wait time 1d, Work time 2h, %C/A 80%"),
        ("- Code review, waits 1d, takes 2h", "Code review, Wait time 1d, Work time 2h"),
        ("1. Code review, waiting for 2d, PT 2h", "Code review, Wait time 2d, Work time 2h"),
        ("• Build, LT 3d, PT 2h", "Build, Wait time 2d 6h, Work time 2h"),
        ("Build, lead 3d", "Build, Lead time 3d"),
        ("Build, 3d lead time", "Build, Lead time 3d"),
        ("Approve, @Change board, 5 people, every 1w", "Approve, Team Change board, People 5, Cadence 1w"),
        ("Approve, by Change board, weekly", "Approve, Team Change board, Cadence 1w"),
        ("Approve, team: QA, every week, approval", "Approve, Team QA, Kind approval, Cadence 1w"),
        ("Approve, team QA, every 2 weeks", "Approve, Team QA, Cadence 2w"),
        ("Approve, QA team, 1 person", "Approve, Team QA, People 1"),
        ("Deploy, 2h downtime, by hand", "Deploy, Downtime 2h, Automated no"),
        ("Deploy, downtime: 30 min, automated", "Deploy, Downtime 30m, Automated yes"),
        ("Deploy, no downtime, irreversible, not monitored", "Deploy, Downtime 0, Monitored no, Reversible no"),
        ("Test, batch 5, queue 12", "Test, Items waiting 12, Batch size 5"),
        ("Test, batch of 5, 12 in the queue", "Test, Items waiting 12, Batch size 5"),
        ("Prüfung, 1,5h Arbeit", "Prüfung, Work time 1.5h"),
        ("Prawf, 1,5h gwaith", "Prawf, !“1,5h gwaith”: What is “gwaith”? Add wait, work, lead or downtime."),
        ("Prüfung,1,5h work,80%", "Prüfung, Work time 1.5h, %C/A 80%"),
        ("Prawf; Aros: 2d", "Prawf, !“Aros: 2d”: Add a label, such as “team: Aros: 2d” or “note: Aros: 2d”."),
        ("Test, wait 2d (1d–3w), work 1-3h", "Test, Wait time 2d (1d–3w), Work time 1h–3h"),
        ("Test, 2d", "Test, Wait time 2d, ~“2d” was read as the wait time."),
        (
            "Test, 2d, 3h",
            "Test, Wait time 2d, Work time 3h, ~“2d” was read as the wait time., ~“3h” was read as the work time.",
        ),
        ("Test, wait 2d, 3h", "Test, Wait time 2d, Work time 3h, ~“3h” was read as the work time."),
        ("Test, 3h work, 2d", "Test, Wait time 2d, Work time 3h, ~“2d” was read as the wait time."),
        ("Test (1d wait, 2h work)", "Test, Wait time 1d, Work time 2h"),
        ("Test (manual)", "Test, Automated no"),
        ("Test (EU, US), 2h work", "Test (EU, US), Work time 2h"),
        ("Test: 1d wait, 2h work", "Test, Wait time 1d, Work time 2h"),
        ("Test – 2h work", "Test, Work time 2h"),
        ("Test, 1d wait + 2h work 80%", "Test, Wait time 1d, Work time 2h, %C/A 80%"),
        ("Test, about 2h work, ~1d wait", "Test, Wait time 1d, Work time 2h"),
        ("Test, waiting for the weekly board, 2d wait", "Test, Wait time 2d, Wait reason the weekly board"),
        ("Test, because of the freeze", "Test, Wait reason the freeze"),
        ("Test, ?, 2h work", "Test, Work time 2h"),
        ("\"Build, sign\", 2h work", "Build, sign, Work time 2h"),
        ("Build\t1d wait\t2h work", "Build, Wait time 1d, Work time 2h"),
        ("Stage 2", "Stage 2"),
        ("Test", "Test"),
    ] {
        assert_eq!(parsed(text), [expected], "{text}");
    }
}

#[test]
fn unrecognized_words_are_reported() {
    for (text, expected) in [
        ("Build, often", "Build, !“often”: Add a label, such as “team: often” or “note: often”."),
        ("Build, wait soon", "Build, !“wait soon”: “soon” isn’t a time. Use a format like 30m, 4h, 2d or 3w."),
        ("Build, 12 work", "Build, !“12 work”: Add a unit, such as 12h, 12d or 12w."),
        ("Build, 12", "Build, !“12”: Add a unit, such as 12h, 12d or 12w."),
        ("Build, 150%", "Build, !%C/A: %C/A must be between 0 and 100."),
        ("Build, 0 people", "Build, !People: People must be above 0."),
        ("Build, wait 1d, 2d wait", "Build, Wait time 1d, !“2d”: Wait time is given twice."),
        ("Build, 2h lead, 3h work", "Build, Lead time 2h, !Work time: Lead time 2h is shorter than its work time 3h."),
        (
            "Build, 1d wait, 2h work, 3h",
            "Build, Wait time 1d, Work time 2h, !“3h”: Wait and work time are already given. Add a label, such as “lead 3d”.",
        ),
        ("Build, work 1,000h", "Build, !“work 1,000h”: 1,000 could mean 1000 or 1. Write one of these instead."),
        ("Build, -2h work", "Build, !“-2h work”: “-2h” is negative. Enter a time of 0 or more, or a range like 1d–3w."),
        (
            "Build, next: Test",
            "Build, !“next: Test”: “Next steps” can’t be pasted. Steps are connected in the order of the lines.",
        ),
        ("Build 2h", "Build 2h, ~“2h” was read as part of the name. If it isn’t, add a comma before it."),
        ("wait 1d, 2h work", "!No name, so this row is skipped."),
        (
            "2h, 3h",
            "~“2h” was read as the wait time., ~“3h” was read as the work time., !No name, so this row is skipped.",
        ),
    ] {
        assert_eq!(parsed(text), [expected], "{text}");
    }
    let long = "x".repeat(300);
    assert!(parsed(&long)[0].starts_with("!Name: "), "{:?}", parsed(&long));
    assert!(!read(&long).rows[0].is_step);
}

#[test]
fn lines_and_arrows_become_several_steps() {
    let text = "Our release:\n\n 1) Build, 2h work\n---\n 2) Test -> Deploy, no downtime\r\n↓\nBuild > Verify\n";
    let rows: Vec<(usize, String)> =
        read(text).rows.iter().map(|row| (row.line, row.recognized[0].1.clone())).collect();
    let expected = [(1, "Our release"), (3, "Build"), (5, "Test"), (5, "Deploy"), (7, "Build"), (7, "Verify")];
    assert_eq!(rows, expected.map(|(line, name)| (line, name.to_owned())));
    for nothing in ["", " \n\t\n", "---\n\n↓"] {
        assert_eq!(read(nothing).rows, []);
    }
}

#[test]
fn rows_with_headings_are_read_like_a_table() {
    for text in [
        "Step\tOwner\tPT (h)\tLT [days]\t%C&A\tFTE\nBuild\tDev\t1,5\t2\t90%\t2\nShip\tOps\t30 min\t1w\t100\t3\n",
        "Step;Owner;PT (h);LT [days];%C&A;FTE\r\nBuild;Dev;1,5;2;90%;2\r\nShip;Ops;30 min;1w;100;3\r\n",
        "Step,Owner,PT (h),LT [days],%C&A,FTE\nBuild,Dev,1.5,2,90%,2\nShip,Ops,30 min,1w,100,3\nTotal,,,,,\n",
        "| Step | Owner | PT (h) | LT [days] | %C&A | FTE |\n|---|---|---|---|---|---|\n| Build | Dev | 1.5 | 2 | 90% | 2 |\n| Ship | Ops | 30 min | 1w | 100 | 3 |",
    ] {
        assert_eq!(
            parsed(text),
            [
                "Build, Team Dev, Wait time 1d 6h 30m, Work time 1.5h, %C/A 90%, People 2",
                "Ship, Team Ops, Wait time 4d 7h 30m, Work time 30m, %C/A 100%, People 3",
            ],
            "{text}"
        );
    }
    assert_eq!(
        parsed("Step\tWait\tKind\n1. Build\tsoon\tTesting\n• Ship\t2d\tDance\n\t1d\t"),
        [
            "Build, Kind test, Note Wait: soon, !Wait: “soon” isn’t a time. Use a format like 30m, 4h, 2d or 3w. The value was added to the step’s note.",
            "Ship, Wait time 2d, Note Kind: Dance, ~Kind: “Dance” is unknown and was added to the step’s note.",
        ]
    );
    let pasted = read("Step\tCost\tthen\nBuild\t3\tShip\nShip\t4\t");
    assert_eq!(pasted.steps.len(), 2);
    assert!(pasted.findings[0].contains("“then”") && pasted.findings[0].contains("in row order"));
    assert!(pasted.findings[1].contains("“Cost” is unknown"), "{:?}", pasted.findings);
    assert_eq!(parsed("Step\nBuild\nShip"), ["Build", "Ship"]);
    assert_eq!(parsed("Build\nProcess\nShip"), ["Build", "Process", "Ship"], "a name that reads like a heading");
    let twice = read("step\twait\tqueue time\na\t1d\t2d");
    assert!(twice.findings[0].contains("“wait” already has the wait time"), "{:?}", twice.findings);
    assert_eq!(twice.steps[0]["note"], "queue time: 2d");
}

#[test]
fn blocks_without_headings_are_guessed() {
    assert_eq!(
        parsed("Build\tDev\t1d\t2h\t90 %\t2\t0\nShip\tOps\t1w\t30m\t?\t3\t2h"),
        [
            "Build, Team Dev, Wait time 1d, Work time 2h, %C/A 90%, People 2, Downtime 0",
            "Ship, Team Ops, Wait time 1w, Work time 30m, People 3, Downtime 2h",
        ]
    );
    assert_eq!(
        read("Build\tDev\t1d\t2h\nShip\tOps\t1w\t30m").findings,
        [
            "No headings found. The columns were read as: name, team, wait time, work time. If that’s wrong, change their meaning under Columns."
        ]
    );
    assert_eq!(parsed("1\tBuild\t2h\n2\tShip\t30m"), ["Build, Wait time 2h", "Ship, Wait time 30m"]);
    assert_eq!(parsed("1.\tBuild, 2h work\n2.\tShip"), ["Build, Work time 2h", "Ship"]);
    assert_eq!(parsed("•\tBuild\n•\tShip"), ["Build", "Ship"]);
    assert_eq!(
        parsed("Build\tDev\t1d\t7\t8\nShip\tOps\tlater\t8\t9"),
        [
            "Build, Team Dev, Wait time 1d, Note Column D: 7\nColumn E: 8",
            "Ship, Team Ops, Note Column D: 8\nColumn E: 9\nColumn C: later, !Column C: “later” isn’t a time. Use a format like 30m, 4h, 2d or 3w. The value was added to the step’s note.",
        ]
    );
    let welsh = read("Cam\tAros\tGwaith\nBauen\t1,5h\t2h\nLiefern\t1d\t1h");
    assert!(welsh.findings.iter().any(|text| text.starts_with("Row 1 (“Cam")), "{:?}", welsh.findings);
    assert_eq!(welsh.steps.len(), 2);
    assert!(welsh.findings[0].contains("“Cam | Aros | Gwaith”"), "{:?}", welsh.findings);
    assert_eq!(parsed("\tBuild\t2h\n\tShip\t1d"), ["Build, Wait time 2h", "Ship, Wait time 1d"]);
}

fn meanings(words: &[&str]) -> Vec<Meaning> {
    let meaning = |word: &&str| match word.split_once('|') {
        Some((column, unit)) => Meaning { column: column.to_owned(), unit: unit.to_owned(), ..Meaning::default() },
        None => Meaning { column: (*word).to_owned(), ..Meaning::default() },
    };
    words.iter().map(meaning).collect()
}

/// Columns with these meanings, below headings or not.
fn chosen(has_headings: bool, words: &[&str]) -> Choice {
    let shape = ShapeChoice { headings: Some((1, usize::from(has_headings))), turned: None };
    let mapping = (!words.is_empty()).then(|| Mapping { columns: meanings(words), ..Mapping::default() });
    Choice { table: None, shape, mapping }
}

/// The columns as they are read: heading, or else the letter, and meaning.
fn columns(text: &str, choice: Option<&Choice>) -> Option<Vec<String>> {
    let found = paste::preview(text, &WorkingCalendar::WORKING, choice).unwrap()?;
    let shown = found.columns.iter().map(|column| {
        let heading = if column.heading.is_empty() { &column.letter } else { &column.heading };
        format!("{heading}: {}{}", column.meaning.column, column.meaning.unit)
    });
    Some(std::iter::once(format!("headings: {}", found.headings.1 > 0)).chain(shown).collect())
}

#[test]
fn columns_of_a_block_can_be_read_differently() {
    let text = "Build\tDev\t1\t2\t90%\nShip\tOps\t3\t4\t80%";
    assert_eq!(
        columns(text, None).unwrap(),
        ["headings: false", "A: step", "B: team", "C: kept in the note", "D: kept in the note", "E: %C/A"],
        "what plain numbers mean is not guessed"
    );
    let choice = chosen(false, &["step", "", "work|h", "wait|d", "kept in the note"]);
    let read = paste::read_as(text, &WorkingCalendar::WORKING, Some(&choice)).unwrap();
    let shown = |at: usize| read.rows[at].recognized.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>();
    assert_eq!((shown(0)[..3].to_vec(), shown(1)[..3].to_vec()), (vec!["Build", "2d", "1h"], vec!["Ship", "4d", "3h"]));
    assert_eq!(columns(text, Some(&choice)).unwrap()[3..], ["C: workh", "D: waitd", "E: kept in the note"]);
    assert!(read.findings.iter().any(|sentence| sentence.contains("were skipped")), "{:?}", read.findings);
    assert_eq!((read.rows[0].line, read.rows[1].line), (1, 2));

    let nameless = chosen(false, &["", "team", "work|h", "", ""]);
    let refused = paste::read_as(text, &WorkingCalendar::WORKING, Some(&nameless)).unwrap_err();
    assert_eq!(refused.message, "Choose which column contains the step names.");
    let twice = chosen(false, &["step", "step", "", "", ""]);
    assert_eq!(paste::read_as(text, &WorkingCalendar::WORKING, Some(&twice)).unwrap_err().code, "column_twice");
    assert!(columns(text, Some(&twice)).is_some(), "they can be chosen again");
}

#[test]
fn first_row_can_be_headings_or_a_step() {
    let text = "Step\tTeam\tWait\nReview\tDev\t1d";
    assert_eq!(columns(text, None).unwrap(), ["headings: true", "Step: step", "Team: team", "Wait: wait"]);
    let names = |choice: &Choice| {
        let read = paste::read_as(text, &WorkingCalendar::WORKING, Some(choice)).unwrap();
        read.steps.iter().map(|step| step["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&chosen(false, &[])), ["Step", "Review"]);
    assert_eq!(names(&chosen(true, &[])), ["Review"]);
    let swapped = chosen(true, &["team", "step", ""]);
    assert_eq!(names(&swapped), ["Dev"]);
    // Not as many as columns: those of another text.
    assert_eq!(names(&chosen(true, &["team", "step"])), ["Review"]);
    let german = "Schritte hier\tDauer\nBauen\t2h\nLiefern\t1d";
    let choice = chosen(true, &["step", "work"]);
    let read = paste::read_as(german, &WorkingCalendar::WORKING, Some(&choice)).unwrap();
    assert_eq!(read.steps.len(), 2);
    assert_eq!(columns("Build, 2h work\nShip, 1d wait", None), None, "plain lines name their values");
    assert_eq!(columns("1.\tBuild, 2h work\n2.\tShip", None), None);
    let twice = columns("step\twait\tqueue time\na\t1d\t2d", None).unwrap();
    assert_eq!(twice[1..3], ["step: step", "wait: wait"], "two headings of one meaning can be told apart");
    assert!(paste::meanings().all(|(word, _)| !["then", "after", "rework", "map"].contains(&word)));
}

#[test]
fn oversized_text_is_refused() {
    let refused = |text: &str| paste::read(text, &WorkingCalendar::WORKING).unwrap_err();
    assert!(refused(&"x".repeat(MAX_BYTES + 1)).message.contains("200 KB"));
    for row in ["Build\n", "Build\t1d\n", "step\twait\n"] {
        assert_eq!(refused(&row.repeat(MAX_ROWS + 2)).code, "too_many_rows", "{row:?}");
    }
    assert_eq!(refused("Build -> ".repeat(MAX_ROWS + 1).as_str()).code, "too_many_rows");
    assert_eq!(read(&"Build\n".repeat(MAX_ROWS)).steps.len(), MAX_ROWS);
    assert!(refused(" {\"format\": \"weir-map\"}").message.contains("Use Import"));
}

/// Applies pasted text to a map; returns the names in flow order.
fn pasted_into(map: &Map, text: &str, after: Option<&str>) -> Vec<String> {
    let mut next_id = 0;
    let mut make_id = || {
        next_id += 1;
        format!("new-{next_id}")
    };
    let edit = read(text).edit(after.map(StepId::from).as_ref(), &mut make_id).unwrap();
    let done = apply(map, &edit).unwrap();
    assert_eq!(&apply(&done.map, &done.inverse).unwrap().map, map, "one undo");
    let order = vsm::model::graph::Graph::new(&done.map).order;
    order.iter().map(|&at| done.map.steps[at].name.clone()).collect()
}

#[test]
fn pasted_steps_become_one_edit_in_a_row() {
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
    let error = read(&"A\n".repeat(999)).fits(&map).unwrap_err();
    assert_eq!(
        error.message,
        "A map can have up to 1,000 steps. This one has 2, so 998 more can be added. You pasted 999."
    );
}

/// Fragments of pasted text, in any order.
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
    fn arbitrary_choices_never_panic(text in anything(), has_headings: bool, chosen in prop::collection::vec(0_usize..40, 0..6)) {
        let words: Vec<&str> = paste::meanings().map(|(word, _)| word).chain([""]).collect();
        let choice = self::chosen(has_headings, &chosen.iter().map(|at| words[at % words.len()]).collect::<Vec<_>>());
        let _ = paste::read_as(&text, &WorkingCalendar::WORKING, Some(&choice));
        let _ = paste::preview(&text, &WorkingCalendar::WORKING, Some(&choice));
    }

    #[test]
    fn arbitrary_text_never_panics_and_its_steps_can_be_added(text in anything(), calendar: bool) {
        let clock = if calendar { WorkingCalendar::CALENDAR } else { WorkingCalendar::WORKING };
        let Ok(pasted) = paste::read(&text, &clock) else { return Ok(()) };
        prop_assert_eq!(pasted.steps.len(), pasted.rows.iter().filter(|row| row.is_step).count());
        for row in &pasted.rows {
            prop_assert_ne!(row.is_step, row.recognized.is_empty());
            prop_assert!(row.is_step || !row.unrecognized.is_empty());
        }
        let mut map = Map::new("m");
        map.clock = clock;
        let mut next_id = 0;
        let edit = pasted.edit(None, &mut || { next_id += 1; next_id.to_string() });
        prop_assert_eq!(edit.is_some(), !pasted.steps.is_empty());
        if let Some(edit) = edit {
            let done = apply(&map, &edit).unwrap();
            prop_assert_eq!(done.map.steps.len(), pasted.steps.len());
            prop_assert_eq!(done.map.flows.len(), pasted.steps.len() - 1);
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = paste::read(&String::from_utf8_lossy(&bytes), &WorkingCalendar::WORKING);
    }

    /// The values of a line are recognized in any order of its words.
    #[test]
    fn words_are_recognized_in_any_order(words in Just(vec!["1d wait", "PT 2h", "80%", "team: QA", "3 people", "every 1w"]).prop_shuffle()) {
        let expected = ["Test, Team QA, Wait time 1d, Work time 2h, %C/A 80%, People 3, Cadence 1w"];
        prop_assert_eq!(parsed(&format!("Test, {}", words.join(", "))), expected);
        prop_assert_eq!(parsed(&format!("Test; {}", words.join("; "))), expected);
    }
}
