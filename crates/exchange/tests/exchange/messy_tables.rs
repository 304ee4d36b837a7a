//! Real-life tables, from the folder beside this file: what is recognized, and what is reported.

use exchange::Read;
use exchange::table::Mode;
use exchange::table::mapping::{Choice, Mapping, Meaning, Table};
use rust_xlsxwriter::{Format as RenderOptions, Workbook};
use vsm::Map;

const HOUR: u64 = 3600;
const DAY: u64 = 8 * HOUR;

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/exchange/messy_tables/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The map as in the preview, before columns are assigned.
fn shown(bytes: &[u8]) -> Read {
    let table = Table::open(bytes, &Choice::default()).unwrap();
    let guess = table.guess();
    table.read("Ugly", &guess, Mode::Lenient).maps.unwrap().remove(0)
}

fn warnings(read: &Read) -> String {
    read.1.iter().map(|finding| finding.sentence.as_str()).collect::<Vec<_>>().join("\n")
}

fn names(map: &Map) -> Vec<&str> {
    map.steps.iter().map(|step| step.name.as_str()).collect()
}

fn times(map: &Map) -> Vec<(Option<u64>, Option<u64>)> {
    map.steps.iter().map(|step| (step.wait, step.work)).collect()
}

#[test]
fn messy_files_give_a_map_or_an_error() {
    let folder = format!("{}/tests/exchange/messy_tables", env!("CARGO_MANIFEST_DIR"));
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let table = Table::open(&bytes, &Choice::default()).unwrap();
        let guess = table.guess();
        let maps = table.read("Ugly", &guess, Mode::Lenient).maps.unwrap();
        assert!(maps[0].0.steps.len() >= 2);
        files += 1;
    }
    assert!(files >= 13);
}

#[test]
fn usual_headings_are_read_in_any_order_and_a_total_is_skipped() {
    for file in ["01_usual_names.csv", "13_from_libreoffice.xlsx"] {
        let read = shown(&bytes(file));
        let map = &read.0;
        assert_eq!(names(map), ["Develop", "Code review", "Deploy"]);
        assert_eq!(times(map)[0], (Some(3 * DAY), Some(2 * DAY)));
        assert_eq!(map.steps[1].note, "two\nlines");
        assert_eq!(
            (map.steps[0].people, map.steps[2].batch, map.steps[2].complete_accurate),
            (Some(3.0), Some(4.0), Some(95.0))
        );
        assert!(warnings(&read).contains("looks like a total"), "{file}: {}", warnings(&read));
    }
    // Also strictly, like the command line and the API.
    let (map, _) = exchange::read("x", &bytes("01_usual_names.csv")).unwrap();
    assert_eq!(map.steps.len(), 3);
}

#[test]
fn decimal_commas_semicolons_marks_and_old_encodings_are_read() {
    let read = shown(&bytes("02_german.csv"));
    assert_eq!(names(&read.0), ["Bauen", "Prüfen", "Ausliefern"]);
    assert_eq!(times(&read.0), [(Some(9000), Some(1800)), (Some(40 * HOUR), Some(5400)), (Some(29_700), Some(750))]);
    let shares: Vec<_> = read.0.steps.iter().map(|step| step.complete_accurate.unwrap()).collect();
    assert_eq!((shares, read.0.steps[2].downtime), (vec![95.0, 80.0, 100.0], Some(2700)));
    let read = shown(&bytes("03_utf16_tabs.txt"));
    assert_eq!(times(&read.0)[2], (Some(3 * HOUR), Some(1200)));
    let read = shown(&bytes("06_windows_1252.csv"));
    assert_eq!(names(&read.0), ["Prüfung – streng", "Übergabe"]);
    assert!(warnings(&read).contains("Windows-1252"));
    let read = shown(&bytes("11_pipes.txt"));
    assert_eq!(names(&read.0), ["Build", "Ship"]);
    let read = shown(&bytes("12_sum_rows.csv"));
    assert_eq!((names(&read.0), read.1.len()), (vec!["A", "B"], 2));
}

#[test]
fn titles_units_and_quotes_are_read() {
    let read = shown(&bytes("04_title_above.csv"));
    assert_eq!(names(&read.0), ["Plan", "Build, sign", "Release"]);
    assert!(warnings(&read).contains("Workshop of 3 March"));
    let read = shown(&bytes("05_mixed_units.csv"));
    assert_eq!(times(&read.0)[2], (Some(5400), Some(5400)));
    let read = shown(&bytes("09_quotes.csv"));
    assert_eq!(read.0.steps[0].name, "Say \"hi\", twice");
    assert_eq!(read.0.steps[1].note, "=SUM(A1:A9)", "it stays text");
    let written = exchange::table::write(&read.0);
    assert!(written.contains("'=SUM(A1:A9)"), "escaped for spreadsheets");
    let read = shown(&bytes("10_minutes_in_headings.tsv"));
    assert_eq!(times(&read.0)[1], (Some(720 * 60), Some(240 * 60)));
}

#[test]
fn values_not_understood_are_reported_by_row_and_saved_in_notes() {
    let read = shown(&bytes("07_trouble.csv"));
    for part in
        ["“Mood”", "Row 2, Wait", "Row 3, People", "Row 3, Lead time", "Row 3, %C/A", "Row 4 (“3h, 1h”)", "Row 5, Wait"]
    {
        assert!(warnings(&read).contains(part), "{part}: {}", warnings(&read));
    }
    assert_eq!(read.0.steps[1].note, "Mood: tired\nLead time: 2h\n%C/A: 120\nPeople: many");
    assert_eq!(read.0.steps[2].wait, None, "a negative time is unknown, not zero");
    let strict = exchange::read("x", &bytes("07_trouble.csv")).unwrap_err();
    assert!(strict.message.contains("Row 2, Wait") && strict.message.contains("Row 5, Wait"), "{}", strict.message);
}

#[test]
fn column_meanings_can_be_chosen() {
    let meaning = |column: &str| Meaning { column: column.to_owned(), ..Meaning::default() };
    let table = Table::open(&bytes("08_no_headings_known.csv"), &Choice::default()).unwrap();
    let mapping = Mapping { columns: ["step", "work", "wait", "team"].map(meaning).to_vec(), ..table.guess() };
    let (map, findings) = table.read("x", &mapping, Mode::Lenient).maps.unwrap().remove(0);
    assert_eq!(times(&map), [(Some(DAY), Some(2 * HOUR)), (Some(3 * DAY), Some(4 * HOUR))]);
    assert!(findings.iter().all(|finding| finding.code == "guessed"), "{findings:?}");
    assert_eq!(map.steps[0].team, "Anna");
}

#[test]
fn workbook_cells_mean_what_they_show() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Notes").unwrap().write_string(0, 0, "nothing here").unwrap();
    let sheet = book.add_worksheet();
    let (clock, share, date) = (
        RenderOptions::new().set_num_format("[h]:mm"),
        RenderOptions::new().set_num_format("0%"),
        RenderOptions::new().set_num_format("yyyy-mm-dd"),
    );
    for (at, heading) in (0_u16..).zip(["Step", "Lead time", "PT (min)", "% C&A", "Automated", "Date"]) {
        sheet.write_string(2, at, heading).unwrap();
    }
    for (row, (name, lead, work, right)) in (3_u32..).zip([
        ("Build", 1.5 / 24.0, 30.0, 1.0),
        ("Test", 26.25 / 24.0, 90.0, 1.0),
        ("Ship", 0.25, 0.3 + 0.6, 1.0),
    ]) {
        sheet.write_string(row, 0, name).unwrap();
        sheet.write_number_with_format(row, 1, lead, &clock).unwrap();
        sheet.write_number(row, 2, work).unwrap();
        sheet.write_number_with_format(row, 3, right, &share).unwrap();
        sheet.write_boolean(row, 4, row == 3).unwrap();
        sheet.write_number_with_format(row, 5, 45_000.0, &date).unwrap();
    }
    sheet.write_string(6, 0, "Total").unwrap();
    sheet.write_formula(6, 2, "=SUM(C4:C6)").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let table = Table::open(&bytes, &Choice::default()).unwrap();
    assert_eq!(table.preview(&table.guess()).headings, (3, 1));
    let read = shown(&bytes);
    let map = &read.0;
    assert_eq!(names(map), ["Build", "Test", "Ship"]);
    assert_eq!(map.steps.iter().map(|s| s.known_lead().unwrap()).collect::<Vec<_>>(), [5400, 94_500, 21_600]);
    assert_eq!(map.steps[2].work, Some(54), "0.3 + 0.6 minutes, without the noise of binary fractions");
    assert!(map.steps.iter().all(|step| step.complete_accurate == Some(100.0)), "100 %, not 1 %");
    assert_eq!(map.steps[0].automated, Some(true));
    assert!(
        warnings(&read).contains("“Date”") && warnings(&read).contains("looks like a total"),
        "{}",
        warnings(&read)
    );
    // Another sheet, and another heading row, as selected by the user.
    let other = Table::open(&bytes, &Choice { table: Some(0), ..Choice::default() });
    assert!(other.is_err() || !other.unwrap().is_recognized());
}

#[test]
fn headings_and_notes_in_many_places_are_read() {
    let day = Some(DAY);
    for (table, expected) in [
        // Headings in three rows.
        (
            "Step,Current state,,\n,Time,,Quality\n,Work (h),Wait (d),%C&A\nBuild,2,1,80\nShip,1,1,90\n",
            [(day, Some(2 * HOUR)), (day, Some(HOUR))],
        ),
        // Two, and a row of units, of which one counts people.
        (
            "Step,Times,,People\n,Touch time,Queue time,\n-,hrs,days,FTE\nBuild,2,1,1.5\nShip,1,1,2\n",
            [(day, Some(2 * HOUR)), (day, Some(HOUR))],
        ),
        // Marks of footnotes.
        (
            "Step,Work¹ (h),Wait (d)²\nBuild,2,1\nShip,1,1\n¹ estimated\n† by phone\n",
            [(day, Some(2 * HOUR)), (day, Some(HOUR))],
        ),
        // Two states, not waits on both sides.
        (
            "Step,Work before,Wait before,Work after,Wait after\nBuild,2h,1d,1h,2d\nShip,1h,1d,1h,3d\n",
            [(day, Some(2 * HOUR)), (day, Some(HOUR))],
        ),
        // A title above steps that are side by side.
        ("Our stream,,\nStep,Build,Ship\nWork (h),2,1\nWait (d),1,1\n", [(day, Some(2 * HOUR)), (day, Some(HOUR))]),
    ] {
        let (map, _) = exchange::read("x", table.as_bytes()).unwrap();
        assert_eq!(names(&map), ["Build", "Ship"], "{table}");
        assert_eq!(times(&map), expected, "{table}");
    }
    let two =
        exchange::read_all("x", b"Step,Work before,Wait before,Work after,Wait after\nBuild,2h,1d,1h,2d\n").unwrap();
    assert_eq!(times(&two[1].0), [(Some(2 * DAY), Some(HOUR))]);
    let turned = exchange::read("x", b"Our stream,,\nStep,Build,Ship\nWork (h),2,1\nWait (d),1,1\n").unwrap();
    assert_eq!(turned.0.name, "Our stream");
}

#[test]
fn errors_of_spreadsheets_are_no_values() {
    let error = exchange::read("x", b"Step,Work,Team\nBuild,#DIV/0!,#REF!\nShip,#N/A,Ops\n").unwrap_err();
    assert!(
        error.message.starts_with("Row 2, Work: \u{201c}#DIV/0!\u{201d} is an error of the spreadsheet."),
        "{}",
        error.message
    );
    assert!(error.message.contains("Row 2, Team"), "{}", error.message);
    assert!(!error.message.contains("Row 3"), "{}", error.message);
}

#[test]
fn words_beside_ids_only_are_no_steps() {
    let error =
        exchange::read("x", br#"[{"id":"1","type":"rectangle","text":""},{"id":"2","type":"text","text":"Build"}]"#)
            .unwrap_err();
    assert_eq!(error.code, "no_headings");
}
