//! Spellings of numbers, units, headings and rows: unambiguous ones are imported, others are reported.

use exchange::table::Mode;
use exchange::table::mapping::{Choice, Table};
use exchange::{Read, table as csv};
use vsm::Map;

const HOUR: u64 = 3600;
const DAY: u64 = 8 * HOUR;

/// The map as in the preview, before columns are assigned.
fn shown(text: &str) -> Read {
    let table = Table::open(text.as_bytes(), &Choice::default()).unwrap();
    let guess = table.guess();
    table.read("x", &guess, Mode::Lenient).maps.unwrap().remove(0)
}

/// The map as imported by the command line and the API.
fn read(text: &str) -> Read {
    exchange::read("x", text.as_bytes()).unwrap()
}

fn warnings(read: &Read) -> String {
    read.1.iter().map(|finding| finding.sentence.as_str()).collect::<Vec<_>>().join("\n")
}

fn names(map: &Map) -> Vec<&str> {
    map.steps.iter().map(|step| step.name.as_str()).collect()
}

fn waits(map: &Map) -> Vec<Option<u64>> {
    map.steps.iter().map(|step| step.wait).collect()
}

#[test]
fn spaces_and_apostrophes_separate_thousands() {
    let text = "Step;Wait (min);Work (min)\nA;1 440;1\u{a0}200\nB;1'440;2\u{202f}880 min\nC;12’000;5\n";
    let (map, findings) = read(text);
    assert_eq!(waits(&map), [Some(DAY * 3), Some(DAY * 3), Some(12_000 * 60)]);
    assert_eq!((map.steps[0].work, map.steps[1].work), (Some(72_000), Some(2_880 * 60)));
    assert_eq!(findings, []);
}

#[test]
fn decimal_sign_is_inferred_from_other_numbers() {
    let (map, _) = read("step\twait (min)\nA\t1.250\nB\t1,5\n");
    assert_eq!(waits(&map), [Some(75_000), Some(90)]);
    let (map, _) = read("step,wait (min)\nA,\"1,440\"\nB,\"1,200.5\"\nC,\"1,234,567\"\n");
    assert_eq!(waits(&map), [Some(86_400), Some(72_030), Some(1_234_567 * 60)]);
    let both = exchange::read("x", "step\twait (min)\nA\t1.250\nB\t1,5\nC\t2.5\n".as_bytes()).unwrap_err();
    assert!(both.message.contains("1.250 could mean 1250 or 1.25."), "{}", both.message);
}

#[test]
fn totals_are_skipped_and_reported_wherever_they_are() {
    let read = read(
        "Step,Wait (h),Work (h)\nA,1,1\nB,2,2\nSubtotal,3,3\nTotal regression test,5,5\nTotal lead time,8,8\nTotal (h),8,8\nAvg,2,2\nEfficiency,50%,\nSource: Jira export,,\n",
    );
    assert_eq!(names(&read.0), ["A", "B", "Total regression test"]);
    for row in [4, 6, 7, 8, 9, 10] {
        assert!(warnings(&read).contains(&format!("Row {row} (")), "{row}: {}", warnings(&read));
    }
    let read = shown("Schritt;Wartezeit (h)\nBauen;1,5\nPrüfen;2\nSumme / Ø;3,5\n");
    assert_eq!(names(&read.0), ["Bauen", "Prüfen"]);
    let read = shown("Step,Wait (h)\nA,1\nB,2\nC,4\nRelease,7\n");
    assert_eq!(read.0.steps.len(), 4);
    assert!(warnings(&read).contains("Row 5 (“Release”) looks like a total"), "{}", warnings(&read));
    let read = shown("Step,Wait (h)\nA,1\nB,2\nTotal for one release,3\n");
    assert_eq!(names(&read.0), ["A", "B"]);
}

#[test]
fn comments_and_footnotes_are_skipped() {
    let read = read("Step,Wait\nA,1d\n# a guess,\nB,2d\nReview: later,\nC,1d\n// end,\nNotes: by Ann,\n");
    assert_eq!(names(&read.0), ["A", "B", "Review: later", "C"]);
    let all = warnings(&read);
    assert!(all.contains("Row 3 (“# a guess”) looks like a comment") && all.contains("“Notes: by Ann”"), "{all}");
    assert!(all.contains("Row 5 (“Review: later”) contains only a name."), "{all}");
    assert_eq!(names(&shown("Step,Wait\nPlan: a,\nBuild: b,\n").0), ["Plan: a", "Build: b"], "a list of names");
}

#[test]
fn fractions_among_percentages_are_reported() {
    let read = read("Step,%C/A\nA,0.85\nB,90\n");
    assert!(warnings(&read).contains("Row 2, %C/A: 0.85 was read as 0.85%"), "{}", warnings(&read));
    let (map, _) = exchange::read("x", b"Step,%C/A\nA,1\nB,1\n").unwrap();
    assert_eq!(map.steps[0].complete_accurate, Some(100.0));
    let again = exchange::read("x", csv::write(&read.0).as_bytes()).unwrap();
    assert_eq!((again.0.steps[0].complete_accurate, again.1), (Some(0.85), vec![]));
}

#[test]
fn clock_times_are_read_as_hours_and_minutes() {
    let read = read("Step,PT,LT\nA,1:30,26:15:00\nB,00:45,2d\n");
    assert_eq!(read.0.steps.iter().map(|step| step.work).collect::<Vec<_>>(), [Some(5400), Some(2700)]);
    assert_eq!(read.0.steps[0].known_lead(), Some(94_500));
    assert_eq!(warnings(&read), "Row 2, PT: 1:30 was read as hours and minutes: 1h 30m. The same applies to row 3.");
    let error = exchange::read("x", b"Step,PT (min)\nA,1:30\n").unwrap_err();
    assert!(error.message.contains("could be hours or minutes"), "{}", error.message);
}

#[test]
fn tables_in_other_languages_are_read() {
    let (map, findings) = shown(
        "Prozessschritt;Verantwortlich;Wartezeit (Tage);Bearbeitungszeit;Mitarbeiter;Automatisiert;Bemerkung\nBauen;Blau;1,5;30 Min.;2;Ja;gut\nPrüfen;Rot;2 Wochen;1 Std.;1;Nein;\n",
    );
    assert_eq!(findings, []);
    assert_eq!(waits(&map), [Some(12 * HOUR), Some(10 * DAY)]);
    assert_eq!(
        (map.steps[0].work, map.steps[0].team.as_str(), map.steps[0].automated),
        (Some(1800), "Blau", Some(true))
    );
    let (map, findings) = shown(
        "Étape;Équipe;Temps d'attente;Temps de traitement\nRevue;Dév;2 semaines;1 heure\nMise en production;Ops;2 jours;30 minutes\n",
    );
    assert_eq!((waits(&map), findings), (vec![Some(10 * DAY), Some(2 * DAY)], vec![]));
    let (map, findings) = shown("工程,担当,待ち時間,作業時間\nレビュー,開発,2日,30分\n試験,QA,1週間,3時間\n");
    assert_eq!((waits(&map), findings), (vec![Some(2 * DAY), Some(5 * DAY)], vec![]));
    assert_eq!(map.steps[1].work, Some(3 * HOUR));
}

#[test]
fn range_ends_have_the_unit_of_the_typical_time() {
    let (map, _) = read("Step,Wait (h),Wait min,Wait max\nA,2,1,3\n");
    assert_eq!(map.steps[0].wait_range.map(|range| (range.low, range.high)), Some((HOUR, Some(3 * HOUR))));
}

#[test]
fn part_time_people_are_kept_and_long_names_are_shortened() {
    let read = read(&format!("Step,FTE\n{},0.5\nB,2\n", "x".repeat(300)));
    let step = &read.0.steps[0];
    assert_eq!((step.people, step.name.chars().count()), (Some(0.5), 200));
    assert!(step.note.starts_with("xxx"), "{}", step.note);
    let all = warnings(&read);
    assert!(all.contains("was shortened"), "{all}");
}

#[test]
fn unknown_columns_go_into_the_note() {
    let read = shown("Step,Wait,Rework,Share,Depends on,Cost\nA,1d,,,,3\nB,1d,A 20%,20,A,\nC,1d,somewhere,,Z,\n");
    assert_eq!(read.0.rework.values().copied().collect::<Vec<_>>(), [20.0.into()]);
    let notes: Vec<&str> = read.0.steps.iter().map(|step| step.note.as_str()).collect();
    assert_eq!(notes, ["Cost: 3", "Share: 20", "Rework: somewhere\nDepends on: Z"]);
    assert!(warnings(&read).contains("Row 4, Depends on: No step is named “Z”."), "{}", warnings(&read));
    let read = shown("Step,Wait,Then,Rework\nA,1d,,B: 20\nB,1d,,\n");
    assert!(read.0.rework.is_empty() && warnings(&read).contains("no flow leads from “B” to “A”"));
    assert_eq!(read.0.steps[0].note, "Rework: B: 20%");
    let table = Table::open("Step,Dauer (min)\nA,3\n".as_bytes(), &Choice::default()).unwrap();
    assert_eq!(table.guess().columns[1].unit, "min", "the unit for a column that is assigned later");
}
