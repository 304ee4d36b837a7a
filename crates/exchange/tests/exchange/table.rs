//! Typical spreadsheets.

use exchange::table as csv;
use vsm::Map;
use vsm::fields::catalog::StepField;
use vsm::model::error::ValidationError;

const HOUR: u64 = 3600;
const DAY: u64 = 8 * HOUR;

fn read(text: &str) -> Map {
    exchange::read("From a file", text.as_bytes()).unwrap().0
}

fn warnings(text: &str) -> Vec<String> {
    exchange::read("x", text.as_bytes()).unwrap().1.into_iter().map(|finding| finding.sentence).collect()
}

#[test]
fn every_step_field_has_a_column() {
    let written = csv::write(&Map::new("Release"));
    let header = written.lines().next().unwrap().trim_start_matches('\u{feff}');
    for field in StepField::ALL {
        let heading = match field {
            StepField::Name => "Step",
            StepField::WaitRange => "Lowest wait time",
            StepField::WorkRange => "Lowest work time",
            field => field.label(),
        };
        assert!(header.split(',').any(|written| written == heading), "{heading} is not in {header}");
    }
}

fn refused(text: &str) -> ValidationError {
    exchange::read("x", text.as_bytes()).unwrap_err()
}

#[test]
fn workshop_table_is_read() {
    let map =
        read("Process Step;Owner;PT (h);LT [days];%C&A;FTE\r\nBuild;Dev;1,5;2;90%;2\r\nShip;Ops;30 min;1w;100;3\r\n");
    assert_eq!(map.name, "From a file");
    let [build, ship] = map.steps.as_slice() else { panic!("two steps") };
    assert_eq!((build.name.as_str(), build.team.as_str()), ("Build", "Dev"));
    assert_eq!((build.work, build.wait), (Some(5400), Some(2 * DAY - 5400)));
    assert_eq!((build.complete_accurate, build.people), (Some(90.0), Some(2.0)));
    assert_eq!((ship.work, ship.wait), (Some(1800), Some(5 * DAY - 1800)));
    assert_eq!(map.flows.len(), 1, "rows without flows follow one another");
}

#[test]
fn separators_marks_and_line_breaks_are_recognized() {
    for text in [
        "step\twait\twork\nBuild\t1d\t2h\n",
        "\u{feff}step,wait,work\n\"Build\",\"1d\",\"2h\"\n",
        "sep=;\nstep;wait;work\nBuild;1d;2h\n",
        "step|wait|work\n\n\nBuild|1d|2h",
        "step,Wait time,Work\rBuild,1d,2h\r",
    ] {
        let map = read(text);
        assert_eq!(
            (map.steps[0].name.as_str(), map.steps[0].wait, map.steps[0].work),
            ("Build", Some(DAY), Some(2 * HOUR))
        );
    }
    let map = read("step,note\n\"Two\nlines\",\"a\nb\"\n");
    assert_eq!((map.steps[0].name.as_str(), map.steps[0].note.as_str()), ("Two lines", "a\nb"));
}

#[test]
fn ranges_are_read_from_one_cell_or_three() {
    for text in [
        "step,wait\na,2d (1d–3w)\n",
        "step,wait,wait low,wait high\na,2d,1d,3w\n",
        "step,wait (d),wait range\na,2,1d–3w\n",
        "step,wait (d),wait min,wait max\na,2,1d,3w\n",
        "step,wait (d)\na,2 (1–15)\n",
    ] {
        let step = &read(text).steps[0];
        assert_eq!(
            (step.wait, step.wait_range.map(|r| (r.low, r.high))),
            (Some(2 * DAY), Some((DAY, Some(15 * DAY)))),
            "{text}"
        );
    }
    assert_eq!(read("step,wait min\na,90\n").steps[0].wait, Some(5400));
}

#[test]
fn flows_and_rework_are_read_by_step_name() {
    let map = read(
        "step,then,rework\nBuild,\"Test A; Test B\",\nTest A,Ship,Build: 20%\nTest B,ship,\nShip,,\"10% to Test A\"\n",
    );
    let flows: Vec<_> = map.flows.iter().map(|flow| format!("{}>{}", flow.from, flow.to)).collect();
    assert_eq!(flows, ["step-1>step-2", "step-1>step-3", "step-2>step-4", "step-3>step-4"]);
    let rework: Vec<_> = map.rework_arrows().map(|r| (r.from.to_string(), r.to.to_string(), r.share)).collect();
    assert_eq!(rework, [("step-2".into(), "step-1".into(), 20.0), ("step-4".into(), "step-2".into(), 10.0)]);
    let by_number = read("#,step,depends on\n1,a,\n2,b,1\n3,c,1\n4,d,\"2,3\"\n");
    assert_eq!(by_number.flows.len(), 4);
}

#[test]
fn errors_name_their_row_and_column() {
    let error = refused("step,Work,people\nBuild,1h,2\n\nTest,12,many\n,3h,\n");
    assert_eq!(error.field.as_deref(), Some("row 4, Work"));
    assert_eq!(
        error.message.lines().collect::<Vec<_>>(),
        [
            "Row 4, Work: Add a unit, such as 12h, 12d or 12w.",
            "Row 4, people: “many” isn’t a number.",
            "Row 5, step: Enter a step name.",
            "Tip: a heading such as “Work time (h)” sets the unit for plain numbers in its column.",
        ]
    );
    for (text, message) in [
        ("step,lead,work\na,1h,2h\n", "Row 2, work: Lead time 1h is shorter than its work time 2h."),
        ("step,%C/A\na,120\n", "Row 2, %C/A: %C/A must be between 0 and 100."),
        ("step,wait\na,-2d\n", "Row 2, wait: “-2d” is negative. Enter a time of 0 or more, or a range like 1d–3w."),
        ("step,wait\na,\"1,500h\"\n", "Row 2, wait: 1,500 could mean 1500 or 1.5. Write one of these instead."),
        ("step,then\na,b\n", "Row 2, then: No step is named “b”."),
        ("id,step\nx,a\nx,b\n", "Row 3, id: The step id “x” is used twice."),
        (
            "step,automated\na,Jenkins\n",
            "Row 2, automated: “Jenkins” isn’t yes or no. Leave the cell empty if you don’t know.",
        ),
        ("step,map\na,One\nb,Two\n", "Row 3, map: This differs from the rows above. A file can contain only one map."),
        ("step,hours per day\na,30\n", "Row 2, hours per day: Hours per day must be 1 to 24."),
        (
            "wait,work\n1h,2h\n",
            "No headings found. Add a row with headings above the steps, such as “step”, “wait time” and “work time”. The table starts with “wait,work”.",
        ),
        ("", "The file is empty."),
        ("step\n\"a\n", "Row 2: A closing quotation mark is missing."),
    ] {
        assert_eq!(refused(text).message, message, "{text}");
    }
    assert!(refused("step,then\na,b\nb,a\n").message.contains("cycle"));
    let many = format!("step\n{}", "a\n".repeat(1001));
    assert!(refused(&many).message.contains("up to 1,000 steps"));
    let all_wrong = format!("step,work\n{}", "a,1\n".repeat(30));
    assert!(refused(&all_wrong).message.contains("20 more."));
}

#[test]
fn skipped_rows_and_columns_are_reported() {
    assert_eq!(
        warnings("Our releases,,\nStep,Cost,C/T (h)\nBuild,3,1\nShip,4,2\nTotal,7,3\n"),
        [
            "Row 1 (“Our releases”) is above the headings and became the name of the map.",
            "Column “Cost” is unknown. Its 3 values, from row 3, were added to the step notes.",
            "Column “C/T (h)” was read as work time. If it includes waiting, rename it to “lead time”.",
            "Row 5 (“Total”) looks like a total and was skipped.",
        ]
    );
    assert_eq!(warnings("step,%C/A\na,0.8\nb,1\n"), ["Column “%C/A” was read as fractions: 0.8 means 80%."]);
    assert_eq!(
        warnings("step,kind\na,Testing\nb,Dance\n"),
        ["Row 3, kind: “Dance” is unknown and was added to the step’s note."]
    );
    assert_eq!(warnings("step,\na,loose\n"), ["Column B is unknown. Its value in row 2 was added to the step’s note."]);
}

#[test]
fn unknown_values_are_not_zero() {
    let step = &read("step,wait,work,people,automated\na,?,0,,n/a\n").steps[0];
    assert_eq!((step.wait, step.work, step.people, step.automated), (None, Some(0), None, None));
}
