//! Arbitrary bytes for every reader: none panics or hangs, and every error is a sentence.

use exchange::table::Mode;
use exchange::table::mapping::{Choice, Table};
use std::io::{Cursor, Read as _, Write as _};
use std::time::{Duration, Instant};

use exchange::{Format, Options};
use proptest::prelude::*;
use vsm::samples as sample;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Far longer than any reader needs for a small file, even on a busy machine.
const LONG: Duration = Duration::from_secs(20);

fn survives(bytes: &[u8]) {
    let began = Instant::now();
    match exchange::read_all("x", bytes) {
        Ok(maps) => assert!(!maps.is_empty()),
        Err(error) => assert!(error.message.ends_with(['.', '?', '”']) || !error.message.is_empty()),
    }
    if exchange::is_table(bytes)
        && let Ok(table) = Table::open(bytes, &Choice::default())
    {
        let mapping = table.guess();
        let _ = table.preview(&mapping);
        let _ = table.read("x", &mapping, Mode::Lenient);
    }
    assert!(began.elapsed() < LONG, "a reader takes too long");
}

/// A small file of every importable format.
fn files() -> Vec<Vec<u8>> {
    let map = sample::Sample::find("rolling").unwrap().map().unwrap();
    let options = Options { scale: 0.05, ..Options::default() };
    let written =
        Format::all().filter(|f| f.can_read() && f.can_write()).map(|f| exchange::write(f, &map, &options).unwrap());
    let norn = br#"{"name":"N","steps":[{"id":"1","name":"A","processTime":5,"leadTime":9,"tools":["x"]},{"id":"2","name":"B","type":"qa"}],
        "connections":[{"source":"1","target":"2","type":"forward"},{"source":"2","target":"1","type":"rework","reworkRate":10}],
        "annotations":[{"targetType":"step","targetId":"1","wasteType":"waiting","note":"n"}],"baseline":{"steps":[],"connections":[]}}"#;
    let stream = br#"{"version":1,"data":{"processes":[{"id":"a","name":"A","metrics":{"processTime":5,"completeAccurate":80}},{"id":"b","name":"B"}],
        "connections":[{"sourceId":"a","targetId":"b","metrics":{"waitTime":60}},{"sourceId":"b","targetId":"a","isRework":true}]}}"#;
    written.chain([norn.to_vec(), stream.to_vec()]).chain(workbooks()).collect()
}

/// Workbooks of other programs.
fn workbooks() -> Vec<Vec<u8>> {
    let files =
        ["plain.ods", "number_formats.ods", "number_formats.xlsx", "merged_and_hidden.ods", "merged_and_hidden.xlsx"];
    let path = |file| format!("{}/tests/exchange/workbooks/{file}", env!("CARGO_MANIFEST_DIR"));
    files.into_iter().map(|file| std::fs::read(path(file)).unwrap()).collect()
}

/// A workbook with its parts changed before they are compressed: the reader sees whatever the checks of the ZIP
/// file let through.
fn repacked(book: &[u8], mut change: impl FnMut(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names {
        let mut bytes = Vec::new();
        archive.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        packed.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        packed.write_all(&change(&name, bytes)).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

/// A mutation of a file: bytes changed, a piece removed or duplicated.
#[derive(Debug, Clone)]
enum Blow {
    Set(usize, u8),
    Cut(usize, usize),
    Double(usize, usize),
}

fn blow() -> impl Strategy<Value = Blow> {
    prop_oneof![
        4 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Blow::Set(at, byte)),
        1 => (any::<usize>(), 1_usize..200).prop_map(|(at, length)| Blow::Cut(at, length)),
        1 => (any::<usize>(), 1_usize..200).prop_map(|(at, length)| Blow::Double(at, length)),
    ]
}

fn struck(mut bytes: Vec<u8>, blows: &[Blow]) -> Vec<u8> {
    for blow in blows {
        let size = bytes.len().max(1);
        match *blow {
            Blow::Set(at, byte) => {
                if let Some(place) = bytes.get_mut(at % size) {
                    *place = byte;
                }
            }
            Blow::Cut(at, length) => {
                let from = at % size;
                bytes.drain(from.min(bytes.len())..(from + length).min(bytes.len()));
            }
            Blow::Double(at, length) => {
                let from = at % size;
                let piece = bytes[from.min(bytes.len())..(from + length).min(bytes.len())].to_vec();
                bytes.extend(piece);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), begin in 0_usize..9) {
        let begins: [&[u8]; 9] = [b"", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"<svg", b"<mxfile", b"{\"steps\":", b"step,wait\n", b"\xFF\xFE", b"%PDF-"];
        survives(&[begins[begin], &bytes].concat());
    }

    #[test]
    fn damaged_files_never_panic(which in any::<usize>(), blows in proptest::collection::vec(blow(), 1..12)) {
        let files = files();
        survives(&struck(files[which % files.len()].clone(), &blows));
    }

    #[test]
    fn damaged_parts_of_workbooks_never_panic(which in any::<usize>(), part in any::<usize>(), blows in proptest::collection::vec(blow(), 1..6)) {
        let books = workbooks();
        let book = &books[which % books.len()];
        let parts = ["content.xml", "sheet1.xml", "sheet2.xml", "styles.xml", "workbook.xml", "sharedStrings.xml", ".rels", "manifest.xml"];
        survives(&repacked(book, |name, bytes| if name.ends_with(parts[part % parts.len()]) || name.ends_with("content.xml") { struck(bytes, &blows) } else { bytes }));
    }

    #[test]
    fn foreign_json_with_odd_values_never_panics(
        values in proptest::collection::vec(prop_oneof![
            Just("null"), Just("-1"), Just("1e300"), Just("\"x\""), Just("[]"), Just("{}"), Just("true"), Just("\"1\""), Just("0.5"), Just("99999999999999999999")
        ], 12)
    ) {
        let v = &values;
        survives(format!(r#"{{"name":{},"steps":[{{"id":{},"name":{},"processTime":{},"leadTime":{},"percentCompleteAccurate":{},"batchSize":{},"tools":{}}},{{"id":"1"}}],
            "connections":[{{"source":{},"target":"1","type":{},"reworkRate":{}}}],"annotations":[{{"targetId":{}}}]}}"#,
            v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11]).as_bytes());
        survives(format!(r#"{{"data":{{"name":{},"processes":[{{"id":{},"name":{},"metrics":{{"processTime":{},"completeAccurate":{}}}}},{{"id":"1"}}],
            "connections":[{{"sourceId":{},"targetId":"1","isRework":{},"metrics":{{"waitTime":{}}}}},{{"sourceId":"1","targetId":{},"metrics":{}}}]}}}}"#,
            v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]).as_bytes());
    }
}

#[test]
fn workbooks_with_odd_parts_never_panic() {
    let map = sample::Sample::find("rolling").unwrap().map().unwrap();
    let book = exchange::write(Format::Xlsx, &map, &Options::default()).unwrap();
    let ods = &workbooks()[1];
    let odd: &[(&[u8], &str, &str, &str)] = &[
        (&book, "xl/workbook.xml", "r:id=\"rId1\"", "r:id=\"rId99\""),
        (&book, "xl/workbook.xml", "<sheet ", "<sheeet "),
        (&book, "xl/_rels/workbook.xml.rels", "worksheets/sheet2.xml", "../../../etc/passwd"),
        (&book, "xl/_rels/workbook.xml.rels", "worksheets/sheet2.xml", "workbook.xml"),
        (&book, "xl/_rels/workbook.xml.rels", "sharedStrings.xml", "nowhere.xml"),
        (&book, "xl/worksheets/sheet2.xml", "r=\"A2\"", "r=\"XFD1048576\""),
        (&book, "xl/worksheets/sheet2.xml", "r=\"A2\"", "r=\"ZZZZZZZZ99999999999\""),
        (&book, "xl/worksheets/sheet2.xml", "r=\"A2\"", "r=\"A0\""),
        (&book, "xl/worksheets/sheet2.xml", "<v>", "<v>99999999999"),
        (&book, "xl/worksheets/sheet2.xml", "<v>", "<v>1e308"),
        (&book, "xl/worksheets/sheet2.xml", "t=\"s\"", "t=\"e\""),
        (&book, "xl/worksheets/sheet2.xml", "t=\"s\"", "t=\"b\""),
        (&book, "xl/worksheets/sheet2.xml", "t=\"s\"", "t=\"d\""),
        (&book, "xl/worksheets/sheet2.xml", "</row>", ""),
        (&book, "xl/worksheets/sheet2.xml", "<sheetData>", "<sheetData><row r=\"-5\">"),
        (
            &book,
            "xl/worksheets/sheet2.xml",
            "</sheetData>",
            "</sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>",
        ),
        (&book, "xl/worksheets/sheet2.xml", "<dimension ref=\"", "<dimension ref=\"ZZZ1:A"),
        (&book, "xl/sharedStrings.xml", "<si>", "<si><r>&#x110000;</r>"),
        (&book, "xl/sharedStrings.xml", "</t>", "&nbsp;</t>"),
        (&book, "xl/sharedStrings.xml", "uniqueCount=\"", "uniqueCount=\"9999999999999"),
        (&book, "xl/styles.xml", "numFmtId=\"", "numFmtId=\"-9"),
        (&book, "[Content_Types].xml", "<Types", "<Typos"),
        (ods, "content.xml", "table:number-columns-repeated=\"", "table:number-columns-repeated=\"-"),
        (ods, "content.xml", "<table:table-row ", "<table:table-row table:number-rows-repeated=\"1000000\" "),
        (ods, "content.xml", "<table:table-cell ", "<table:table-cell table:number-columns-repeated=\"1000000\" "),
        (
            ods,
            "content.xml",
            "<table:table-cell ",
            "<table:table-cell table:number-columns-spanned=\"18446744073709551615\" ",
        ),
        (ods, "content.xml", "<text:p>", "<text:p><text:s text:c=\"18446744073709551615\"/>"),
        (ods, "content.xml", "</table:table-row>", ""),
        (ods, "content.xml", "</table:table>", ""),
        (ods, "content.xml", "office:value=\"", "office:value=\"1e308"),
        (ods, "content.xml", "office:value=\"", "office:value=\"-"),
        (ods, "content.xml", "office:date-value=\"", "office:date-value=\"9999"),
        (ods, "content.xml", "office:time-value=\"PT", "office:time-value=\"PT999999999999999999999999"),
        (ods, "mimetype", "application", "xapplication"),
        (ods, "META-INF/manifest.xml", "<manifest:file-entry", "<manifest:encryption-data/><manifest:file-entry"),
    ];
    for (book, part, from, to) in odd {
        let mut is_changed = false;
        let changed = repacked(book, |name, bytes| {
            if name != *part {
                return bytes;
            }
            let text = String::from_utf8(bytes).unwrap();
            is_changed = text.contains(from);
            text.replace(from, to).into_bytes()
        });
        assert!(is_changed, "{part} holds {from}");
        survives(&changed);
    }
}
