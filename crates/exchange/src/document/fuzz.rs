//! Arbitrary and damaged texts for every reader: none panics, and what it returns is within the limits.

use proptest::prelude::*;

use crate::document::{html, kind, list, markdown, other, tables};
use crate::table::bytes::{MAX_CELL, MAX_COLUMNS, MAX_ROWS};
use crate::table::event_log;
use crate::table::sheet::RawSheet;
use vsm::model::error::ValidationError;

const EXAMPLES: &[&str] = &[
    "# A\n\n| Step | PT |\n|:--|--:|\n| **Build** ~~x~~ | `5m` [a](b) ![c](d) \\| <br> &nbsp; |\n\n> - | a | b |\n>   |---|---|\n>   | _c_ | *d* |\n",
    "+---+---+\n| a | b |\n+---+---+\n| c | d |\n+---+---+\n\n```\n||h||i||\n|j|k|\n```\n|===\n|l |m\n\n|n |o\n|===\n",
    "<h1>A</h1><table class='x'><caption>B</caption><thead><tr><th colspan=2 rowspan=\"3\">a<br>b</th></tr></thead><tr hidden><td>c<s>d</s><td>\
     e<sup>2</sup><table><tr><td>f<td>g<tr><td>h</table></td></tr><!-- i --><script>j</script></table>",
    "[{\"name\":\"A\",\"m\":{\"t\":1.25,\"w\":{\"value\":2,\"unit\":\"h\"}},\"l\":[1,\"x\",{\"y\":null}]},{\"name\":\"B\",\"ok\":true}]",
    "{\"columns\":[\"a\",\"b\"],\"rows\":[[1,2],[3,4]]}\n{\"a\":[1,2],\"b\":[3,4]}\n",
    "# c\n---\na: &x\n  name: A\n  wait: 1.250\nb:\n  <<: *x\n  note: |\n    text\nc:\n  - {name: 'x', t: [1, 2]}\n  - name: \"y\"\n    ? k\n    : v\n...\n",
    "case id,activity,time\n1,A,2026-01-05T10:00:00Z\n1,B,5 Jan 2026 11:00\n2,A,05.01.2026\n",
    "<?xml version='1.0'?><!DOCTYPE x><a:log xes.version='1'><trace/></a:log>",
    "@startuml\na -> b: {\ndigraph {\nFeature: x\nScenario: y\n",
];

fn check(found: Result<Vec<RawSheet>, ValidationError>) {
    match found {
        Err(error) => assert!(!error.message.is_empty()),
        Ok(sheets) => {
            // A document may have fifty of Markdown and fifty of HTML.
            assert!(sheets.len() <= 100);
            for sheet in &sheets {
                // And the headings, where keys are.
                assert!(!sheet.rows.is_empty() && sheet.rows.len() <= MAX_ROWS + 1);
                assert!(sheet.rows.iter().all(|row| row.cells.len() <= MAX_COLUMNS));
                assert!(sheet.rows.iter().flat_map(|row| &row.cells).all(|cell| cell.chars().count() <= MAX_CELL));
                assert!(sheet.rows.is_sorted_by(|a, b| a.number < b.number));
                assert!(sheet.merged.iter().all(|m| m.rows.0 <= m.rows.1 && m.columns.0 <= m.columns.1));
                assert!(sheet.name.chars().count() <= 200);
            }
        }
    }
}

fn check_all(text: &str) {
    let _ = kind(text);
    check(markdown::tables(text));
    check(html::tables(text));
    check(list::json_tables(text));
    check(list::yaml_tables(text).unwrap_or_else(|| Ok(Vec::new())));
    let _ = other::refusal(text.as_bytes());
    let _ = other::unknown_xml(text.as_bytes());
    if let Ok(sheets) = tables(text.as_bytes()) {
        for sheet in sheets {
            let headings = sheet.rows.first().map(|row| row.cells.clone()).unwrap_or_default();
            let _ = event_log::looks_like_one(&headings, &sheet.rows);
        }
    }
}

/// A change of an example: a piece of it is replaced.
fn damaged() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just(String::new()),
        "[-|:<>/&#*_`~\\[\\](){}!\"'=.,;+ \n\t]{1,6}",
        "[a-z0-9ü日]{1,3}",
        (0..EXAMPLES.len()).prop_map(|at| EXAMPLES[at].to_owned()),
    ];
    let blow = (any::<prop::sample::Index>(), 0_usize..12, pieces);
    (0..EXAMPLES.len(), prop::collection::vec(blow, 0..8)).prop_map(|(at, blows)| {
        let mut text: Vec<char> = EXAMPLES[at].chars().collect();
        for (place, length, piece) in blows {
            let from = place.index(text.len() + 1);
            let to = (from + length).min(text.len());
            text.splice(from..to, piece.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn damaged_documents_are_read_or_refused(text in damaged()) {
        check_all(&text);
    }

    #[test]
    fn arbitrary_texts_are_read_or_refused(text in "[-|:<>/&#*_`~\\[\\](){}!\"'=.,;+ \n\ta-e1-3ü日]{0,200}") {
        check_all(&text);
    }

    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        // An empty file is a table without rows.
        if let Ok(found) = tables(&bytes) && found.iter().all(|sheet| !sheet.rows.is_empty()) {
            check(Ok(found));
        }
    }

    /// What stands in cells is what comes out, whatever it is.
    #[test]
    fn escaped_cells_of_markdown_are_read_back(cells in prop::collection::vec("[ -~ü日]{0,20}", 2..6)) {
        let escape = |cell: &String| {
            cell.chars().fold(String::new(), |out, c| if c.is_ascii_punctuation() { out + "\\" + &c.to_string() } else { out + &c.to_string() })
        };
        let row = cells.iter().map(escape).collect::<Vec<_>>().join(" | ");
        let text = format!("| x{} |\n|{}\n| y | {row} |\n", " | h".repeat(cells.len()), "---|".repeat(cells.len() + 1));
        let expected: Vec<String> = cells.iter().map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let found = markdown::tables(&text).unwrap();
        prop_assert_eq!(&found[0].rows[1].cells[1..], expected.as_slice());
    }

    #[test]
    fn escaped_cells_of_html_are_read_back(cells in prop::collection::vec("[ -~ü日]{0,20}", 2..6)) {
        let escape = |cell: &String| cell.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let row = cells.iter().map(escape).collect::<Vec<_>>().join("<td>");
        let text = format!("<table><tr><td>x</td></tr><tr><td>y</td><td>{row}<td>z</td></tr></table>");
        let mut expected: Vec<String> = cells.iter().map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        expected.push("z".to_owned());
        let found = html::tables(&text).unwrap();
        prop_assert_eq!(&found[0].rows[1].cells[1..], expected.as_slice());
    }

    #[test]
    fn texts_of_json_are_read_back(cells in prop::collection::vec("[ -~ü日]{1,20}", 2..6)) {
        let object: Vec<String> = cells.iter().enumerate()
            .map(|(at, cell)| format!("\"k{at}\":{}", serde_json::to_string(cell).unwrap())).collect();
        let text = format!("[{{\"x\":1,{}}}]", object.join(","));
        let found = list::json_tables(&text).unwrap();
        let row = &found[0].rows[1];
        for (at, cell) in cells.iter().enumerate() {
            prop_assert_eq!(row.cell(at + 1), cell.trim());
        }
    }
}
