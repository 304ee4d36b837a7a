//! Sheets of workbooks by several programs. Those of one name, XLSX and ODS, have the same cells.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::table::sheet::MergedCells;

fn bytes(file: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/exchange/workbooks/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn only_sheet(file: &str) -> RawSheet {
    let mut sheets = sheets(&bytes(file)).unwrap();
    assert_eq!(sheets.len(), 1, "{file}");
    sheets.pop().unwrap()
}

/// The cells that aren't empty, by row number.
fn cells(sheet: &RawSheet) -> Vec<(usize, Vec<&str>)> {
    sheet.rows.iter().map(|row| (row.number, row.cells.iter().map(String::as_str).collect())).collect()
}

#[test]
fn ods_has_the_cells_of_its_table() {
    let sheet = only_sheet("plain.ods");
    assert_eq!((sheet.name.as_str(), sheet.is_hidden), ("Map", false));
    assert_eq!(
        cells(&sheet),
        [
            (1, vec!["Step", "PT (h)", "LT (h)", "%C/A"]),
            (2, vec!["Design", "2", "40", "80"]),
            (3, vec!["Build", "16", "80", "70"]),
            (4, vec!["Ship", "1", "40", "95"]),
        ]
    );
}

#[test]
fn rows_of_headings_and_units_are_kept() {
    let sheet = only_sheet("headings_in_two_rows.xlsx");
    assert_eq!(
        cells(&sheet),
        [
            (1, vec!["Step", "Time", "", "%C&A"]),
            (2, vec!["", "PT (min)", "LT (h)"]),
            (3, vec!["Design", "120", "16", "80"]),
            (4, vec!["Build", "240", "24", "90"]),
        ]
    );
    assert_eq!(
        sheet.merged,
        [
            MergedCells { rows: (1, 2), columns: (0, 0) },
            MergedCells { rows: (1, 1), columns: (1, 2) },
            MergedCells { rows: (1, 2), columns: (3, 3) },
        ]
    );
    let sheet = only_sheet("units_below_headings.xlsx");
    assert_eq!(cells(&sheet)[1], (2, vec!["", "min", "days"]));
    let sheet = only_sheet("columns_of_units.xlsx");
    assert_eq!(cells(&sheet)[1], (2, vec!["Design", "2", "h", "3", "d"]));
}

#[test]
fn cells_have_the_units_that_they_show() {
    for file in ["number_formats.xlsx", "number_formats.ods"] {
        let sheet = only_sheet(file);
        assert_eq!(
            cells(&sheet),
            [
                (1, vec!["Step", "Wait", "Work", "%C/A", "Started", "Automated"]),
                (2, vec!["Design", "2 days", "26h 15m", "80%", "2026-03-05", "yes"]),
                (3, vec!["Review", "1.5 h", "1h 30m", "90%", "2026-03-05", "no"]),
                (4, vec!["Build", "1440 min", "12m 30s", "100%", "2026-03-05 09:30", "no"]),
                (5, vec!["Test", "3 d", "4 Std.", "75%", "2026-03-05"]),
                (6, vec!["Approve", "1 day", "0.5 h", "95", "2026-03-05"]),
                (7, vec!["Ship", "2026-02-01", "20 min", "50"]),
            ],
            "{file}"
        );
        assert_eq!(sheet.dates, [(2, 4), (3, 4), (4, 4), (5, 4), (6, 4), (7, 1)], "{file}");
    }
}

#[test]
fn merged_and_hidden_cells_are_known() {
    // LibreOffice gave the row without height its usual one.
    for (file, hidden) in [("merged_and_hidden.xlsx", &[5, 7, 8][..]), ("merged_and_hidden.ods", &[5, 8])] {
        let sheets = sheets(&bytes(file)).unwrap();
        let names: Vec<(&str, bool)> = sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.is_hidden)).collect();
        assert_eq!(names, [("Old", true), ("Process", false)], "{file}");
        let sheet = &sheets[1];
        assert_eq!(cells(sheet)[3], (4, vec!["Design", "Dev", "8", "2", "Ann"]), "{file}");
        assert_eq!((&sheet.hidden_rows[..], &sheet.hidden_columns[..]), (hidden, &[4][..]), "{file}");
        let mut merged: Vec<_> = sheet.merged.iter().map(|cells| (cells.rows, cells.columns)).collect();
        merged.sort_unstable();
        assert_eq!(
            merged,
            [
                ((1, 1), (0, 4)),
                ((2, 2), (2, 3)),
                ((2, 3), (0, 0)),
                ((2, 3), (1, 1)),
                ((2, 3), (4, 4)),
                ((4, 5), (1, 1)),
                ((6, 6), (2, 3)),
            ],
            "{file}"
        );
    }
}

#[test]
fn hidden_rows_are_read() {
    let tables = tables(&bytes("hidden_row.xlsx")).unwrap();
    assert_eq!((tables.len(), tables[0].rows.len(), tables[0].hidden_rows.clone()), (1, 4, vec![3]));
}

/// A ZIP file with these files.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn ods(styles: &str, tables: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body>\
        <office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

/// A cell with a text.
fn text(attributes: &str, text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\" {attributes}><text:p>{text}</text:p></table:table-cell>")
}

#[test]
fn repeated_cells_and_rows_of_ods_are_copied() {
    let twice = text("table:number-columns-repeated=\"2\"", "x");
    let empty = "<table:table-cell table:number-columns-repeated=\"3\"/>";
    let row = format!("<table:table-row table:number-rows-repeated=\"2\">{empty}{twice}</table:table-row>");
    let blank = "<table:table-row table:number-rows-repeated=\"4\"><table:table-cell/></table:table-row>";
    let sheets = sheets(&ods("", &format!("<table:table table:name=\"A\">{blank}{row}</table:table>"))).unwrap();
    let expected = vec!["", "", "", "x", "x"];
    assert_eq!(cells(&sheets[0]), [(5, expected.clone()), (6, expected)]);
}

#[test]
fn rows_of_ods_are_hidden_in_several_ways() {
    let styles = "<style:style style:name=\"flat\"><style:table-row-properties style:row-height=\"0in\"/></style:style>\
        <style:style style:name=\"low\"><style:table-row-properties style:row-height=\"0.02in\"/></style:style>\
        <style:style style:name=\"gone\"><style:table-properties table:display=\"false\"/></style:style>";
    let row = |attributes: &str| format!("<table:table-row {attributes}>{}</table:table-row>", text("", "x"));
    let rows = [
        row("table:visibility=\"filter\""),
        row("table:visibility=\"visible\" table:style-name=\"low\""),
        row("table:style-name=\"flat\""),
        row("table:visibility=\"collapse\" table:number-rows-repeated=\"2\""),
        "<table:table-row table:visibility=\"collapse\" table:number-rows-repeated=\"1000000\"/>".to_owned(),
    ];
    let table = format!("<table:table table:name=\"A\" table:style-name=\"gone\">{}</table:table>", rows.concat());
    let sheets = sheets(&ods(styles, &table)).unwrap();
    assert_eq!((&sheets[0].hidden_rows[..], sheets[0].is_hidden), (&[1, 3, 4, 5][..], true));
}

#[test]
fn huge_repetitions_are_refused_and_other_sheets_are_read() {
    let row = |rows: &str, columns: &str| {
        let cell = text(&format!("table:number-columns-repeated=\"{columns}\""), "x");
        format!("<table:table-row table:number-rows-repeated=\"{rows}\">{cell}</table:table-row>")
    };
    let inner = format!("<table:shapes><table:table>{}</table:table></table:shapes>", row("1", "1"));
    let table = |name: &str, row: &str| format!("<table:table table:name=\"{name}\">{inner}{row}{row}</table:table>");
    let tables = [
        table("Wide", &row("1", "1000000")),
        table("Long", &row("1000000", "1")),
        table("Both", &row("99999999999999999999", "18446744073709551615")),
        table("Fine", &row("2", "2")),
    ];
    let sheets = sheets(&ods("", &tables.concat())).unwrap();
    let failed: Vec<Option<&str>> =
        sheets.iter().map(|sheet| sheet.failed.as_ref().map(|error| error.message.as_str())).collect();
    assert_eq!(
        failed,
        [
            Some("Sheet “Wide”: The limit is 200 columns (row 1)."),
            Some("Sheet “Long”: The limit is 5,000 rows."),
            Some("Sheet “Both”: The limit is 200 columns (row 1)."),
            None,
        ]
    );
    assert_eq!((sheets[3].name.as_str(), sheets[3].rows.len()), ("Fine", 4));
    assert_eq!(super::tables(&ods("", &tables.concat())).unwrap()[0].name, "Fine");
}

#[test]
fn binary_workbook_is_refused_with_advice() {
    let relations =
        "<Relationships><Relationship Id=\"1\" Type=\"x/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>";
    let error = tables(&zip(&[("_rels/.rels", relations), ("xl/workbook.bin", "\u{1}")])).unwrap_err();
    assert!(error.message.contains("Save the file as XLSX"), "{}", error.message);
}

#[test]
fn encrypted_and_odd_ods_files_are_refused() {
    let manifest =
        "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let kind = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    let entities = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><office:document-content>&a;</office:document-content>";
    for (files, code) in [
        (&[kind, ("META-INF/manifest.xml", manifest), ("content.xml", "\u{1}\u{2}")][..], "encrypted"),
        (&[kind, ("content.xml", entities)], "entities"),
        (&[kind, ("content.xml", "<office:body><table:table><table:table-row>")], "not_readable"),
        (&[kind, ("content.xml", "<office:body/>")], "no_table"),
        (&[kind], "not_readable"),
    ] {
        assert_eq!(tables(&zip(files)).unwrap_err().code, code);
    }
}

#[test]
fn comments_are_kept() {
    let row = |text: &str, comment: &str| {
        format!(
            "<table:table-row><table:table-cell office:value-type=\"string\"><office:annotation><dc:date>2026</dc:date><text:p>{comment}</text:p></office:annotation><text:p>{text}</text:p></table:table-cell></table:table-row>"
        )
    };
    let table = format!("<table:table table:name=\"A\">{}</table:table>", row("Build", "on Monday"));
    assert_eq!(sheets(&ods("", &table)).unwrap()[0].comments, [(1, 0, "on Monday".to_owned())]);
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationships><Relationship Id=\"{id}\" Type=\"x/{kind}\" Target=\"{target}\"/></Relationships>")
    };
    let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"B1\" t=\"inlineStr\"><is><t>Build</t></is></c></row></sheetData></worksheet>";
    let comments = "<comments><commentList><comment ref=\"B1\"><text><r><t>[Threaded comment] Old versions … Comment:\n  on </t></r><r><t>Monday</t></r></text></comment></commentList></comments>";
    let files = [
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"A\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", &relation("r1", "worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/worksheets/_rels/sheet1.xml.rels", &relation("r1", "comments", "../comments1.xml")),
        ("xl/comments1.xml", comments),
    ];
    let sheets = sheets(&zip(&files)).unwrap();
    assert_eq!(
        (cells(&sheets[0]), &sheets[0].comments[..]),
        (vec![(1, vec!["", "Build"])], &[(1, 1, "on Monday".to_owned())][..])
    );
}
