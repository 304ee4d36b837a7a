//! Exported CSV is imported without losses.

use exchange::table::mapping::{Choice, Table};
use std::sync::Arc;

use exchange::table as csv;
use vsm::model::duration::{Range, WorkingCalendar};
use vsm::model::map::{Flow, SentBack};
use vsm::model::step::{Kind, Source};
use vsm::samples as sample;
use vsm::{Map, Step};

fn again(map: &Map) -> Map {
    let (read, findings) = exchange::read("x", csv::write(map).as_bytes()).unwrap();
    assert_eq!(findings, [], "no warnings about Weir's own file");
    read
}

/// What a CSV file contains of a map, with the steps in table order.
fn exported(map: &Map) -> Map {
    let mut exported = Map::new(map.name.clone());
    exported.clock = WorkingCalendar { working_hours_per_week: None, ..map.clock };
    let order = vsm::model::graph::Graph::new(map).order;
    exported.steps = order.iter().map(|&at| map.steps[at].clone()).collect();
    exported.flows.clone_from(&map.flows);
    exported.rework.clone_from(&map.rework);
    exported
}

#[test]
fn examples_survive_csv() {
    for example in sample::ALL {
        let map = example.map().unwrap();
        assert_eq!(again(&map), exported(&map));
    }
}

fn awkward() -> Map {
    let mut map = Map::new("=cmd|' /C calc'!A0");
    map.clock = WorkingCalendar::CALENDAR;
    let mut all = Step::new("-1", "+Prüfung, „zweite“; \"quer\"");
    all.kind = Some(Kind::Migrate);
    all.team = String::from("@ops");
    all.wait = Some(90_061);
    all.wait_range = Some(Range { low: 1, high: Some(12 * 604_800) });
    all.wait_reason = String::from("'=1+1");
    all.every = Some(WorkingCalendar::CALENDAR.month());
    all.queue = Some(2.5);
    all.work = Some(0);
    all.work_range = Some(Range { low: 0, high: Some(59) });
    all.complete_accurate = Some(0.0);
    all.people = Some(3.0);
    all.people_per_item = Some(1.5);
    all.batch = Some(1e6);
    all.downtime = Some(95_401);
    all.automated = Some(true);
    all.observed = Some(false);
    all.source = Some(Source::Measured);
    all.note = String::from("two\nlines;=SUM(A1:A9);\tand \"marks\"");
    let mut lead = Step::new("b", "日本語の手順");
    lead.lead = Some(604_800);
    let twin = Step::new("c", "日本語の手順");
    let like_an_id = Step::new("d", "b");
    map.steps = [all, lead, twin, like_an_id].into_iter().map(Arc::new).collect();
    for (from, to) in [("-1", "b"), ("-1", "c"), ("b", "d"), ("c", "d")] {
        map.flows.insert(Flow { from: from.into(), to: to.into() });
    }
    map.rework.insert(("d".into(), "-1".into()), 12.5.into());
    map.rework.insert(
        ("d".into(), "c".into()),
        SentBack { share: 20.0, wait: Some(WorkingCalendar::CALENDAR.parse_written("26h").unwrap()) },
    );
    map.rework.insert(("-1".into(), "-1".into()), 0.1.into());
    map
}

#[test]
fn awkward_names_times_and_arrows_survive_csv() {
    let map = awkward();
    assert_eq!(again(&map), exported(&map));
}

#[test]
fn steps_without_flows_stay_unconnected() {
    let mut map = Map::new("Dumped first");
    map.steps = ["a", "b"].map(|id| Arc::new(Step::new(id, id))).to_vec();
    assert_eq!(again(&map), map);
}

#[test]
fn cells_are_never_formulas() {
    let written = csv::write(&awkward());
    let text = written.strip_prefix('\u{feff}').expect("the byte order mark for Excel");
    for separator in [',', ';', '\t'] {
        for cell in text.split(['\n', separator]) {
            let bare = cell.trim_start_matches('"');
            assert!(!bare.starts_with(['=', '+', '@']), "{cell:?} when cut at {separator:?}");
            let negative = bare.strip_prefix('-').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
            assert!(!negative, "{cell:?}");
        }
    }
    let headings =
        "Step,Team,Kind,Wait time,Lowest wait time,Highest wait time,Wait reason,Cadence,Items waiting,Work time";
    assert!(text.lines().next().unwrap().starts_with(headings));
}

#[test]
fn headings_of_older_versions_are_read() {
    let old = "step,team,kind,wait,wait low,wait high,wait reason,every,queue,work,work low,work high,lead,%C/A,people,\
               people per item,batch,downtime,automated,observed,reversible,source,note,id,then,rework,map,hours per day,\
               days per week";
    for map in [awkward(), sample::ALL[0].map().unwrap()] {
        let written = csv::write(&map);
        let (_, rows) = written.split_once("\r\n").unwrap();
        let (read, findings) = exchange::read("x", format!("{old}\r\n{rows}").as_bytes()).unwrap();
        assert_eq!((read, findings), (exported(&map), vec![]));
        let table = Table::open(format!("{old}\r\n{rows}").as_bytes(), &Choice::default()).unwrap();
        assert!(table.is_own(), "it is imported without a preview, as before");
    }
}

#[test]
fn estimate_is_read_as_guess() {
    for (text, source) in [("guess", Source::Estimate), ("Estimate", Source::Estimate), ("Measured", Source::Measured)]
    {
        let (read, findings) = exchange::read("x", format!("step,source\nBuild,{text}\n").as_bytes()).unwrap();
        assert_eq!((read.steps[0].source, findings), (Some(source), vec![]), "{text}");
    }
}

#[test]
fn last_step_named_like_a_total_stays_a_step() {
    for name in ["Summary", "Total", "Sum"] {
        let mut map = Map::new("m");
        map.steps = vec![Arc::new(Step::new("a", "Build")), Arc::new(Step::new("b", name))];
        map.flows.insert(Flow { from: "a".into(), to: "b".into() });
        assert_eq!(again(&map), map);
    }
}

/// Every step leads to all steps after it, and sends work back to all steps before it.
fn woven(steps: &[(&str, &str)]) -> Map {
    let mut map = Map::new("m");
    map.steps = steps.iter().map(|(id, name)| Arc::new(Step::new(*id, *name))).collect();
    for (at, (from, _)) in steps.iter().enumerate() {
        for (to, _) in steps.iter().skip(at + 1) {
            map.flows.insert(Flow { from: (*from).into(), to: (*to).into() });
            map.rework.insert(((*to).into(), (*from).into()), 2.5.into());
        }
    }
    map
}

#[test]
fn ambiguous_step_names_survive_csv() {
    for steps in [
        &[("a", "Build"), ("b", "Unknown")][..],
        &[("a", "Build"), ("b", "-")],
        &[("a", "?"), ("b", "n/a"), ("c", "null")],
        &[("1", "Start"), ("2", "A"), ("3", "B")],
        &[("1", "Start"), ("2", "A; B")],
        &[("1", "50% to go"), ("2", "Ship: 20"), ("3", "Check (5%)"), ("4", "End")],
        &[("1", "Ship"), ("2", "50% to Ship"), ("3", "Ship: 2.5"), ("4", "End")],
        &[("1", "A, B"), ("2", "A"), ("3", "B")],
    ] {
        let map = woven(steps);
        assert_eq!(again(&map), exported(&map), "{steps:?}");
    }
}

#[test]
fn step_name_that_reads_like_two_steps_survives_csv() {
    for (joined, first, second) in [("A; B", "A", "B"), ("a; b", "A", "B"), ("2; 3", "A", "B")] {
        let mut map = Map::new("m");
        let steps = [("1", "Start"), ("2", first), ("3", second), ("4", joined)];
        map.steps = steps.map(|(id, name)| Arc::new(Step::new(id, name))).to_vec();
        for to in ["2", "3"] {
            map.flows.insert(Flow { from: "1".into(), to: to.into() });
        }
        assert_eq!(again(&map), exported(&map), "{joined}");
    }
}
