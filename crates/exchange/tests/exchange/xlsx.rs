//! Other people's workbooks with formulas, percentages, hidden sheets and merged cells; and Weir's own
//! after someone has worked on them.

use exchange::table::Mode;
use exchange::table::mapping::{Choice, Table};
use std::io::{Cursor, Read as _, Write as _};
use std::sync::Arc;

use exchange::{Format, Options, Read};
use rust_xlsxwriter::{Format as CellFormat, Formula, Workbook, Worksheet};
use vsm::model::idea::{Idea, Status};
use vsm::model::map::Origin;
use vsm::{Map, samples as sample};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The map as in the preview, before columns are assigned.
fn shown(bytes: &[u8]) -> Read {
    let table = Table::open(bytes, &Choice::default()).unwrap();
    let guess = table.guess();
    table.read("Book", &guess, Mode::Lenient).maps.unwrap().remove(0)
}

fn warnings(read: &Read) -> String {
    read.1.iter().map(|finding| finding.sentence.as_str()).collect::<Vec<_>>().join("\n")
}

fn row(sheet: &mut Worksheet, at: u32, cells: &[&str]) {
    for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        match cell.parse::<f64>() {
            Ok(number) => sheet.write_number(at, column, number).unwrap(),
            Err(_) => sheet.write_string(at, column, *cell).unwrap(),
        };
    }
}

/// A workbook with the text of one of its parts changed.
pub(crate) fn edited(book: &[u8], part: &str, edit: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names {
        let mut text = String::new();
        archive.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
        if name == format!("xl/{part}.xml") {
            text = edit(text);
        }
        packed.start_file(name, SimpleFileOptions::default()).unwrap();
        packed.write_all(text.as_bytes()).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

#[test]
fn formulas_without_results_are_reported() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    row(sheet, 0, &["Step", "Work (h)", "Wait (h)"]);
    row(sheet, 1, &["Build", "1", "2"]);
    row(sheet, 2, &["Ship", "", "3"]);
    sheet.write_formula(2, 1, Formula::new("=2*8").set_result("16")).unwrap();
    let counted = book.save_to_buffer().unwrap();
    assert_eq!(shown(&counted).0.steps[1].work, Some(16 * 3600));
    let read = shown(&edited(&counted, "worksheets/sheet1", |text| text.replace("<v>16</v>", "<v></v>")));
    assert_eq!(read.0.steps[1].work, None);
    assert_eq!(
        warnings(&read),
        "B3 is a formula (=2*8) without a saved result. Open and save the file in a spreadsheet app first."
    );
}

#[test]
fn percentages_are_what_the_cell_shows() {
    let mut book = Workbook::new();
    let share = CellFormat::new().set_num_format("0%");
    let sheet = book.add_worksheet();
    row(sheet, 0, &["Step", "%C/A"]);
    for (at, value) in (1_u32..).zip([0.85, 1.0]) {
        row(sheet, at, &["A", ""]);
        sheet.write_number_with_format(at, 1, value, &share).unwrap();
    }
    row(sheet, 3, &["C", "90"]);
    let read = shown(&book.save_to_buffer().unwrap());
    let shares: Vec<_> = read.0.steps.iter().map(|step| step.complete_accurate.unwrap()).collect();
    assert_eq!((shares, warnings(&read)), (vec![85.0, 100.0, 90.0], String::new()));
}

#[test]
fn times_without_format_and_numbers_as_text_are_read() {
    let mut book = Workbook::new();
    let (date, clock) = (CellFormat::new().set_num_format("yyyy-mm-dd"), CellFormat::new().set_num_format("h:mm"));
    let sheet = book.add_worksheet();
    row(sheet, 0, &["Step", "Lead time", "Wait (min)"]);
    row(sheet, 1, &["A", "", "1,5"]);
    row(sheet, 2, &["B", "", "1.125"]);
    row(sheet, 3, &["C", "", ""]);
    sheet.write_number_with_format(1, 1, 26.25 / 24.0, &date).unwrap();
    sheet.write_number_with_format(2, 1, 0.5, &clock).unwrap();
    sheet.write_string(3, 2, "1.250").unwrap();
    let read = shown(&book.save_to_buffer().unwrap());
    assert_eq!(read.0.steps[0].lead.or(read.0.steps[0].known_lead()), Some(94_500));
    assert_eq!(read.0.steps[1].wait, Some(68), "1.125 minutes, of a cell that holds a number");
    assert!(warnings(&read).contains("1.250 could mean 1250 or 1.25."), "{}", warnings(&read));
}

#[test]
fn hidden_sheets_come_last_and_other_sheets_are_reported() {
    let table = |sheet: &mut Worksheet, name: &str| {
        row(sheet, 0, &["Step", "Team", "Wait (h)", "Work (h)"]);
        row(sheet, 1, &[name, "Dev", "1", "1"]);
        row(sheet, 2, &["Ship", "Ops", "1", "1"]);
    };
    let mut book = Workbook::new();
    for (name, hidden) in [("Old", true), ("Now", false), ("Later", false)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap().set_hidden(hidden);
        table(sheet, name);
        if name == "Now" {
            sheet.set_active(true);
        }
        if hidden {
            row(sheet, 0, &["", "", "", "", "Notes"]);
        }
    }
    let read = shown(&book.save_to_buffer().unwrap());
    assert_eq!(read.0.steps[0].name, "Now");
    assert_eq!(warnings(&read), "“Now” was imported. “Old” and “Later” also look like steps and were skipped.");
    let strict = exchange::read("x", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(warnings(&strict), warnings(&read));
}

#[test]
fn merged_cells_apply_to_all_their_rows() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    row(sheet, 0, &["Step", "Team", "Wait (h)"]);
    for at in 1..4 {
        row(sheet, at, &["abc".get(at as usize - 1..).unwrap()]);
    }
    sheet.merge_range(1, 1, 2, 1, "Dev", &CellFormat::new()).unwrap();
    sheet.merge_range(1, 2, 3, 2, "5h", &CellFormat::new()).unwrap();
    let read = shown(&book.save_to_buffer().unwrap());
    let teams: Vec<&str> = read.0.steps.iter().map(|step| step.team.as_str()).collect();
    assert_eq!(teams, ["Dev", "Dev", ""]);
    assert_eq!((read.0.steps[0].wait, read.0.steps[1].wait), (Some(5 * 3600), None));
    assert!(warnings(&read).contains("Merged cells B2:B3: the value") && warnings(&read).contains("C2:C4: the time"));
}

#[test]
fn old_excel_file_is_refused_with_advice() {
    let old = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 600]].concat();
    for error in [exchange::read("x", &old).unwrap_err(), Table::open(&old, &Choice::default()).err().unwrap()] {
        assert!(error.message.contains("Save it as .xlsx"), "{}", error.message);
    }
}

/// The first example with an idea for its second step.
fn with_idea() -> Map {
    let mut map = sample::ALL[0].map().unwrap();
    let mut idea = Idea::new("idea-1", "Ask earlier");
    idea.step = Some(map.steps[1].id.clone());
    map.ideas.insert(idea.id.clone(), Arc::new(idea));
    map
}

#[test]
fn exported_workbook_is_read_after_a_step_was_renamed_or_deleted() {
    let map = with_idea();
    let book = exchange::write(Format::Xlsx, &map, &Options::default()).unwrap();
    let (again, findings) = exchange::read("x", &book).unwrap();
    assert_eq!((&again, findings), (&map, vec![]));
    let (flows, ideas) = ("worksheets/sheet3", "worksheets/sheet4");
    // A new name, whether or not a program has recalculated the formulas.
    let name = map.steps[1].name.clone();
    let renamed = edited(&book, "sharedStrings", |text| text.replace(&format!(">{name}<"), ">Renamed step<"));
    let never_counted = edited(&renamed, flows, |text| text.replace(&format!("<v>{name}</v>"), "<v></v>"));
    for book in [renamed, never_counted] {
        let (again, findings) = exchange::read("x", &book).unwrap();
        assert_eq!((again.steps[1].name.as_str(), findings), ("Renamed step", vec![]));
        assert_eq!((&again.flows, &again.rework, &again.ideas), (&map.flows, &map.rework, &map.ideas));
    }
    // The row of the step was deleted.
    let lost = |text: String| text.replace(&format!("MATCH(\"{}\"", map.steps[1].id), "MATCH(\"gone\"");
    let internal = edited(&edited(&book, flows, lost), ideas, lost);
    for read in [shown(&internal), exchange::read("x", &internal).unwrap()] {
        assert!(read.0.flows.len() < map.flows.len());
        assert!(warnings(&read).contains("one of its steps no longer exists"), "{}", warnings(&read));
        assert!(warnings(&read).contains("The step of idea “Ask earlier” doesn’t exist"), "{}", warnings(&read));
        assert!(read.0.ideas.get("idea-1").unwrap().step.is_none());
    }
}

/// Words in current workbooks, and in those of older versions of Weir.
const OLD_WORDS: &[(&str, &str)] = &[
    ("Step", "step"),
    ("Team", "team"),
    ("Wait time (h)", "wait (h)"),
    ("Wait time as text", "wait in words"),
    ("Wait reason", "wait reason"),
    ("Work time (h)", "work (h)"),
    ("Work time as text", "work in words"),
    ("Lead time used (h)", "lead counted (h)"),
    ("Lead time as text", "lead in words"),
    ("People", "people"),
    ("People per item", "people per item"),
    ("Batch size", "batch"),
    ("Downtime (h)", "downtime (h)"),
    ("Downtime as text", "downtime in words"),
    ("Cadence (h)", "every (h)"),
    ("Items waiting", "queue"),
    ("Lead time only (h)", "lead alone (h)"),
    ("Lowest wait time (h)", "wait low (h)"),
    ("Highest wait time (h)", "wait high (h)"),
    ("Lowest work time (h)", "work low (h)"),
    ("Highest work time (h)", "work high (h)"),
    ("Kind", "kind"),
    ("Automated", "automated"),
    ("Monitored", "observed"),
    ("Reversible", "reversible"),
    ("Source", "source"),
    ("Note", "note"),
    ("Description", "note"),
    ("Id", "id"),
    ("Start on path (h)", "starts after (h)"),
    ("End on path (h)", "done after (h)"),
    ("Work time on path (h)", "work on path (h)"),
    ("Wait time on path (h)", "wait on path (h)"),
    ("Downtime on path (h)", "downtime so far (h)"),
    ("From", "from"),
    ("To", "to"),
    ("Type", "kind"),
    ("Share", "share"),
    ("Flow", "then"),
    ("Rework", "rework"),
    ("Idea", "idea"),
    ("Status", "status"),
    ("Implementation effort", "effort"),
    ("Owner", "owner"),
    ("Votes", "votes"),
    ("Saving (h)", "saves (h)"),
    ("Weir data", "as Weir keeps it"),
    ("In progress", "trying"),
    ("Map settings", "about the map"),
    ("Value", "value"),
    ("Hours per day", "hours per day"),
    ("Starts when", "starts with"),
    ("Ends when", "ends with"),
    ("Participants", "participants"),
    ("Origin", "drawn from"),
    ("Origin map id", "drawn from the map with the id"),
    ("Origin version", "drawn from its revision"),
];

#[test]
fn workbooks_of_older_versions_are_read() {
    let mut map = with_idea();
    Arc::make_mut(map.ideas.get_mut("idea-1").unwrap()).status = Status::InProgress;
    map.origin = Some(Origin { map: "before".to_owned(), revision: 3, name: "Before".to_owned() });
    let book = exchange::write(Format::Xlsx, &map, &Options::default()).unwrap();
    let old = edited(&book, "sharedStrings", |text| {
        OLD_WORDS.iter().fold(text, |text, (new, old)| {
            assert!(text.contains(&format!(">{new}<")), "{new}");
            text.replace(&format!(">{new}<"), &format!(">{old}<"))
        })
    });
    for book in [book, old] {
        let (again, findings) = exchange::read("x", &book).unwrap();
        assert_eq!((&again, findings), (&map, vec![]));
    }
}

/// Headings in current workbooks, and what they were called before.
const FORMER_HEADINGS: &[(&str, &str)] = &[
    ("Type", "Kind"),
    ("Description", "Note"),
    ("Id", "ID"),
    ("Participants", "Who took part"),
    ("Related maps id", "Related maps ID"),
    ("Origin map id", "Origin map ID"),
];

#[test]
fn each_former_heading_is_read() {
    let mut map = with_idea();
    Arc::make_mut(map.ideas.get_mut("idea-1").unwrap()).note = "Two weeks earlier".to_owned();
    map.participants = "Ana, Ben".to_owned();
    map.family = "release".to_owned();
    map.origin = Some(Origin { map: "before".to_owned(), revision: 3, name: "Before".to_owned() });
    let book = exchange::write(Format::Xlsx, &map, &Options::default()).unwrap();
    for (new, old) in FORMER_HEADINGS {
        let old_book = edited(&book, "sharedStrings", |text| {
            assert!(text.contains(&format!(">{new}<")), "{new}");
            text.replace(&format!(">{new}<"), &format!(">{old}<"))
        });
        let (again, findings) = exchange::read("x", &old_book).unwrap();
        assert_eq!((&again, findings), (&map, vec![]), "{old}");
    }
}

#[test]
fn sheet_of_connections_is_read_by_its_former_name() {
    let map = with_idea();
    let book = exchange::write(Format::Xlsx, &map, &Options::default()).unwrap();
    let named = |to: &str| {
        edited(&book, "workbook", |text| {
            assert!(text.contains("name=\"Connections\""), "{text}");
            text.replace("name=\"Connections\"", &format!("name=\"{to}\""))
        })
    };
    let (again, findings) = exchange::read("x", &named("Flows")).unwrap();
    assert_eq!((&again, findings), (&map, vec![]));
    // A message names the sheet of the file.
    let lost = |text: String| text.replace(&format!("MATCH(\"{}\"", map.steps[1].id), "MATCH(\"gone\"");
    let read = exchange::read("x", &edited(&named("Flows"), "worksheets/sheet3", lost)).unwrap();
    assert!(warnings(&read).contains("Flows, row 2"), "{}", warnings(&read));
    // Without the sheet, there is nothing to read rework from.
    let (again, _) = exchange::read("x", &named("Arrows")).unwrap();
    assert_ne!(again.rework, map.rework);
}

/// The text of a part of a workbook.
fn part(book: &[u8], part: &str) -> String {
    let mut text = String::new();
    let mut archive = ZipArchive::new(Cursor::new(book)).unwrap();
    archive.by_name(&format!("xl/{part}.xml")).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn expected_lead_time_reads_like_the_lead_time_without_rework() {
    let map = |rework: &str| {
        let csv = format!(
            "Step,Process time,Wait time,Rework\nCode,4 hours,0,\nReview,30 min,6 hours,{rework}\n\
             Approve,5 min,24 hours,\nDeploy,5 min,10 hours,\n"
        );
        exchange::read("x", csv.as_bytes()).unwrap().0
    };
    let book = |map: &Map| exchange::write(Format::Xlsx, map, &Options::default()).unwrap();
    let plain = book(&map(""));
    // 44h 40m, once as a formula and once as text.
    assert!(part(&plain, "worksheets/sheet1").contains("<v>1w 4h 40m</v>"));
    assert!(part(&plain, "sharedStrings").contains("1w 4h 40m<"), "{}", part(&plain, "sharedStrings"));
    let with_rework = book(&map("Code: 50% after 1h"));
    assert!(part(&with_rework, "sharedStrings").contains("1w 2d 10m<"), "{}", part(&with_rework, "sharedStrings"));
}

#[test]
fn waits_of_rework_and_open_ranges_are_columns_of_the_workbook() {
    let csv = "Step,Work,Wait,Rework\nCode,4h,8+ hours,\nCheck,1h,1-2 days,Code: 20% after 26h\n";
    let map = exchange::read("x", csv.as_bytes()).unwrap().0;
    let [code, check] = [0, 1].map(|at: usize| map.steps[at].wait_range.map(|range| (range.low / 3600, range.high)));
    assert_eq!((code, check), (Some((8, None)), Some((8, Some(16 * 3600)))));
    let again = exchange::read("x", &exchange::write(Format::Xlsx, &map, &Options::default()).unwrap()).unwrap();
    assert_eq!((again.0.steps, again.0.rework, again.1), (map.steps.clone(), map.rework.clone(), vec![]));
    let again = exchange::read("x", &exchange::write(Format::Csv, &map, &Options::default()).unwrap()).unwrap();
    assert_eq!((again.0.steps, again.0.rework), (map.steps, map.rework));
}
