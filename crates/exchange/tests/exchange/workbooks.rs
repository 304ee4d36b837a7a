//! Workbooks of other programs, XLSX and ODS: the same table gives the same map and the same warnings.

use exchange::table::Mode;
use exchange::table::mapping::{Choice, Table};
use exchange::{Format, Read};

const HOUR: u64 = 3600;
const DAY: u64 = 8 * HOUR;

fn bytes(file: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/exchange/workbooks/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The map as in the preview, before columns are assigned.
fn shown(file: &str) -> Read {
    let table = Table::open(&bytes(file), &Choice::default()).unwrap();
    table.read("Book", &table.guess(), Mode::Lenient).maps.unwrap().remove(0)
}

#[test]
fn ods_is_read_like_any_workbook() {
    assert_eq!(Format::from_content(&bytes("plain.ods")), Format::Ods);
    let (map, findings) = exchange::read("Book", &bytes("plain.ods")).unwrap();
    let names: Vec<&str> = map.steps.iter().map(|step| step.name.as_str()).collect();
    let leads: Vec<_> = map.steps.iter().map(|step| step.known_lead()).collect();
    assert_eq!((names, findings), (vec!["Design", "Build", "Ship"], vec![]));
    assert_eq!(leads, [40, 80, 40].map(|hours| Some(hours * HOUR)));
}

#[test]
fn times_have_the_units_that_their_cells_show() {
    for file in ["number_formats.xlsx", "number_formats.ods"] {
        let (map, findings) = shown(file);
        let times: Vec<_> = map.steps.iter().map(|step| (step.wait, step.work)).collect();
        assert_eq!(
            times[..5],
            [
                (Some(2 * DAY), Some(26 * HOUR + 900)),
                (Some(HOUR + 1800), Some(HOUR + 1800)),
                (Some(24 * HOUR), Some(750)),
                (Some(3 * DAY), Some(4 * HOUR)),
                (Some(DAY), Some(1800)),
            ],
            "{file}"
        );
        let date = "B7 is a date (1 February). If it was a range such as 1–2, enter it as text.";
        assert!(findings.iter().any(|finding| finding.sentence == date), "{file}: {findings:?}");
    }
}

#[test]
fn hidden_rows_and_columns_are_imported_and_reported() {
    let (map, findings) = shown("hidden_row.xlsx");
    let sentences: Vec<&str> = findings.iter().map(|finding| finding.sentence.as_str()).collect();
    assert_eq!(map.steps.len(), 3);
    assert_eq!(sentences, ["Row 3 is hidden in the spreadsheet and was imported."]);
}

#[test]
fn times_of_day_are_told() {
    for file in ["times_of_day.xlsx", "times_of_day.ods"] {
        let (map, findings) = shown(file);
        assert_eq!((map.steps[0].wait, map.steps[1].work), (Some(2 * HOUR + 1800), Some(1800)), "{file}");
        let told = "B2 is shown as a time of day (AM/PM) and was read as a duration of 2h 30m. The same applies to 3 more cells.";
        assert!(findings.iter().any(|finding| finding.sentence == told), "{file}: {findings:?}");
    }
}
