//! Small files that would expand to take a lot of memory are rejected early, with an error message.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::process::{Command, Stdio};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The maximum memory for reading any file, in KB.
const MAX_KB: u64 = 100_000;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Steps" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const NO_TEXTS: &str =
    r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>step</t></si></sst>"#;

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn workbook(sheet: &[u8], texts: &[u8]) -> Vec<u8> {
    zip(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", texts),
    ])
}

fn sheet(rows: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// An ODS file with this table.
fn open_document(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"Steps\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[("META-INF/manifest.xml", b"<manifest:manifest/>"), ("content.xml", content.as_bytes())])
}

/// A row of an ODS file.
fn open_row(times: usize, columns: usize, text: &str) -> String {
    format!(
        "<table:table-row table:number-rows-repeated=\"{times}\"><table:table-cell table:number-columns-repeated=\"{columns}\"><text:p>{text}</text:p></table:table-cell></table:table-row>"
    )
}

/// Small files that unpack or parse to something huge, each with a part of the expected error message.
fn bombs() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let gigabyte = vec![b' '; 900_000_000];
    let zeros = workbook(&gigabyte, NO_TEXTS.as_bytes());
    drop(gigabyte);
    let mut cells = String::new();
    for row in 1..=30_000 {
        let _ = write!(cells, "<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>");
    }
    let wide = (0..1_000_000).fold(String::from("<row r=\"1\">"), |row, _| row + "<c><v>1</v></c>") + "</row>";
    let texts = format!("<sst>{}</sst>", "<si/>".repeat(4_000_000));
    let long = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(19_000));
    let many_long = (1..=4_000).fold(String::new(), |mut rows, row| {
        let _ = write!(rows, "<row r=\"{row}\">{}</row>", format!("<c r=\"B{row}\" t=\"s\"><v>0</v></c>").repeat(20));
        rows
    });
    let lol = r#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>"#;
    let mut entries = ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..60_000 {
        entries
            .start_file(format!("{n}"), SimpleFileOptions::default().compression_method(CompressionMethod::Stored))
            .unwrap();
    }
    let far = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let nodes = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{}</svg>", "<a/>".repeat(2_400_000));
    let attributes = (0..200).fold(String::new(), |tag, n| tag + &format!(" a{n}=\"\""));
    let tags = |times| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{}</svg>", format!("<a{attributes}/>").repeat(times))
    };
    let (most_attributes, attributes) = (tags(1_990), tags(6_000));
    let texts_between = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{}</svg>", "<a/>x".repeat(149_000));
    let drawing = format!("<mxfile>{}</mxfile>", "<a/>".repeat(2_400_000));
    vec![
        ("gigabytes.xlsx", zeros, "unpacks to more than"),
        ("rows.xlsx", workbook(sheet(&cells).as_bytes(), NO_TEXTS.as_bytes()), "limit is 5,000 rows"),
        ("columns.xlsx", workbook(sheet(&wide).as_bytes(), NO_TEXTS.as_bytes()), "columns"),
        ("texts.xlsx", workbook(sheet("").as_bytes(), texts.as_bytes()), "text in this workbook"),
        ("one-text.xlsx", workbook(sheet(&many_long).as_bytes(), long.as_bytes()), "MB of text"),
        ("far.xlsx", workbook(sheet(far).as_bytes(), NO_TEXTS.as_bytes()), "limit is 200 columns"),
        (
            "claimed.xlsx",
            workbook(sheet("").as_bytes(), b"<sst uniqueCount=\"999999999999999\"></sst>"),
            "contains no cells",
        ),
        ("rows.ods", open_document(&open_row(1, 3, "x").repeat(100_000)), "limit is 5,000 rows"),
        ("repeated.ods", open_document(&open_row(1_000_000, 1, "x")), "limit is 5,000 rows"),
        ("columns.ods", open_document(&open_row(1, 1_000_000, "x")), "limit is 200 columns"),
        ("cells.ods", open_document(&open_row(1_000_000, 199, "x")), "limit is 5,000 rows"),
        ("one-text.ods", open_document(&open_row(1_000_000, 1, &"x".repeat(19_000))), "MB of text"),
        ("gigabytes.ods", open_document(&" ".repeat(300_000_000)), "unpacks to more than"),
        ("entities.xlsx", workbook(lol.as_bytes(), NO_TEXTS.as_bytes()), "entities"),
        ("entries.zip", entries.finish().unwrap().into_inner(), "entries"),
        ("dots.zip", zip(&[("../../etc/passwd.json", b"{}")]), "unsafe path"),
        ("root.zip", zip(&[("/etc/passwd.json", b"{}")]), "unsafe path"),
        ("drive.zip", zip(&[("C:\\x.json", b"{}")]), "unsafe path"),
        ("nested.zip", zip(&[("a.zip", &zip(&[("b.json", b"{}")]))]), "Archives inside archives"),
        ("huge.zip", zip(&[("a.json", &vec![b' '; 300_000_000])]), "unpacks to more than"),
        ("columns.csv", format!("step{}\n", ",".repeat(1_000_000)).into_bytes(), "columns"),
        ("rows.csv", format!("step\n{}", "a\n".repeat(1_000_000)).into_bytes(), "limit is 5,000 rows"),
        ("nodes.svg", nodes.into_bytes(), "too large"),
        ("attributes.svg", attributes.into_bytes(), "too large"),
        ("most-attributes.svg", most_attributes.into_bytes(), "no map"),
        ("texts.svg", texts_between.into_bytes(), "no map"),
        ("nodes.drawio", drawing.into_bytes(), "too large"),
        (
            "objects.json",
            format!("{{\"x\":[{}0]}}", "{\"a\":1},".repeat(1_100_000)).into_bytes(),
            "too large to be a map",
        ),
        (
            "objects.norn.json",
            format!("{{\"connections\":[],\"steps\":[{}0]}}", "{},".repeat(3_000_000)).into_bytes(),
            "too large to be a map",
        ),
        ("deep.json", [b"[".repeat(1_000_000), b"]".repeat(1_000_000)].concat(), "Invalid JSON"),
        (
            "deep.norn.json",
            [&b"{\"steps\":["[..], &b"[".repeat(1_000_000), b"\"connections\""].concat(),
            "Invalid JSON",
        ),
    ]
}

#[test]
#[ignore = "needs GNU time"]
fn decompression_bombs_are_refused_with_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, sentence) in bombs() {
        assert!(bytes.len() < exchange::MAX_BYTES, "{name} has {} bytes", bytes.len());
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let done = Command::new("/usr/bin/time")
            .args(["-f", "%M KB", env!("CARGO_BIN_EXE_weir"), "metrics"])
            .arg(&file)
            .stdout(Stdio::null())
            .output()
            .expect("GNU time is installed");
        let stderr = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(stderr.contains(sentence), "{name}: {stderr}");
        assert!(!done.status.success() && !stderr.contains("panicked"), "{name}: {stderr}");
        let used: u64 = stderr.lines().rev().find_map(|line| line.strip_suffix(" KB")?.parse().ok()).unwrap();
        assert!(used < MAX_KB, "{name} took {used} KB");
    }
}
