//! Text files and clipboard contents that hold tables: Markdown, HTML, JSON and YAML. Each reader makes
//! sheets of what it finds; which of them has the steps is decided elsewhere.

mod cell_text;
mod delimited;
mod draft;
mod entities;
pub(crate) mod html;
pub(crate) mod list;
pub(crate) mod markdown;
pub(crate) mod other;

#[cfg(test)]
mod fuzz;

use crate::outcome::finding;
use crate::table::bytes::{ASSUMED_ENCODING, decode};
use crate::table::sheet::RawSheet;
use vsm::model::error::ValidationError;

/// What a text is, apart from cells with separators between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Objects, lists, or an object on each line.
    Json,
    /// A page or a part of one, or a document with such a table.
    Html,
    /// Also Org, AsciiDoc, Jira and what database shells print, if there is a table.
    Markdown,
    /// Lists or objects, as far as the first line tells.
    Yaml,
}

/// The kind of a text; `None`: cells with separators, or lines of text.
pub(crate) fn kind(text: &str) -> Option<Kind> {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    if is_json(start) {
        Some(Kind::Json)
    } else if markdown::has_table(text) {
        Some(Kind::Markdown)
    } else if html::has_table(text) {
        Some(Kind::Html)
    } else if list::looks_like_yaml(text) {
        Some(Kind::Yaml)
    } else {
        None
    }
}

/// Whether a file is of this kind.
pub(crate) fn is(bytes: &[u8], wanted: Kind) -> bool {
    kind(&decode(bytes).0) == Some(wanted)
}

/// Whether a text begins as JSON does, unlike a link or a task in Markdown.
fn is_json(start: &str) -> bool {
    let mut signs = start.chars().filter(|c| !c.is_whitespace());
    match (signs.next(), signs.next()) {
        (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | '[' | '"')) => true,
        (Some('['), Some(']')) => start.trim_end().ends_with(']'),
        _ => false,
    }
}

/// The tables in a text file, in the order in which they stand there; at least one.
///
/// # Errors
/// If it is a file of a known kind that holds no table, or if its tables exceed the limits.
pub(crate) fn tables(bytes: &[u8]) -> Result<Vec<RawSheet>, ValidationError> {
    if let Some(error) = other::refusal(bytes) {
        return Err(error);
    }
    let (text, assumed) = decode(bytes);
    let mut found = match kind(&text) {
        Some(Kind::Json) => list::json_tables(&text)?,
        Some(Kind::Html) => html::tables(&text)?,
        Some(Kind::Markdown) if html::has_table(&text) => {
            markdown::tables(&text)?.into_iter().chain(html::tables(&text)?).collect()
        }
        Some(Kind::Markdown) => markdown::tables(&text)?,
        Some(Kind::Yaml) => list::yaml_tables(&text).transpose()?.unwrap_or_default(),
        None => Vec::new(),
    };
    if found.is_empty() {
        return Ok(vec![delimited::table(bytes)?]);
    }
    if assumed {
        for sheet in &mut found {
            sheet.findings.push(finding("encoding", ASSUMED_ENCODING.to_owned()));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart() {
        for (text, expected) in [
            ("{\"a\": 1}", Some(Kind::Json)),
            ("\u{FEFF} [\n {", Some(Kind::Json)),
            ("[]", Some(Kind::Json)),
            ("<table><tr><td>a</td></tr></table>", Some(Kind::Html)),
            ("<!DOCTYPE html>\n<html><body><TABLE class=x><TR ><td>a", Some(Kind::Html)),
            ("# Title\n\n| a | b |\n|---|---|\n", Some(Kind::Markdown)),
            ("[Link](x)\n\na | b\n--|--\n1 | 2\n", Some(Kind::Markdown)),
            ("---\ntitle: x\n---\n\n| a | b |\n|---|---|\n", Some(Kind::Markdown)),
            ("- name: Build\n  wait: 2d\n", Some(Kind::Yaml)),
            ("---\nsteps:\n- name: Build\n", Some(Kind::Yaml)),
            // Near misses.
            ("step,wait\nBuild | Test,2d\n", None),
            ("step\twait\n<b>Build</b>\t2d\n", None),
            ("# Title\n\nJust words.\n", None),
            ("---\nstep,wait\nBuild,2d\n", None),
            ("step|wait\nBuild|2d\n", None),
            ("[Draft] Step,Wait\nBuild,2d\n", None),
            ("{draft},2d\n", None),
            ("step;wait: why\n-;-\n", None),
            ("-5,3\n", None),
            ("", None),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }

    /// The heading of the first column of each table, and its name.
    fn first_cells(bytes: &[u8]) -> Vec<(String, String)> {
        let shown =
            |sheet: &RawSheet| (sheet.name.clone(), sheet.rows.first().map_or("", |row| row.cell(0)).to_owned());
        tables(bytes).unwrap().iter().map(shown).collect()
    }

    #[test]
    fn every_kind_becomes_tables() {
        for (text, expected) in [
            ("step,wait\nBuild,2d\n", ""),
            ("---\nstep,wait\nBuild,2d\n", ""),
            ("step: name,wait\nBuild,2d\n", ""),
            ("- Build: 2d\n- Ship: 3d\n", ""),
            ("# A\n\n| step | wait |\n|---|---|\n| Build | 2d |\n", "A"),
            ("<h1>Words</h1>\n\n# A\n\n| step | wait |\n|---|---|\n| Build | 2d |\n", "A"),
            ("<h1>A</h1><table><tr><td>step<td>wait<tr><td>Build<td>2d</table>", "A"),
            ("{\"A\":[{\"step\":\"Build\",\"wait\":\"2d\"}]}", "A"),
            ("A:\n- step: Build\n  wait: 2d\n", "A"),
        ] {
            let found = first_cells(text.as_bytes());
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].0, expected, "{text}");
        }
        let both =
            "# A\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n<h2>B</h2>\n<table>\n<tr><td>c<td>d<tr><td>3<td>4\n</table>\n";
        let cell = |name: &str, cell: &str| (name.to_owned(), cell.to_owned());
        assert_eq!(first_cells(both.as_bytes()), [cell("A", "a"), cell("B", "c")]);
    }

    #[test]
    fn exported_markdown_is_read_back() {
        let map = vsm::samples::Sample::find("rolling").unwrap().map().unwrap();
        let text = crate::markdown::write(&map);
        let (read, _) = crate::read("x", text.as_bytes()).unwrap();
        assert_eq!(read.steps.len(), map.steps.len());
        for (read, step) in read.steps.iter().zip(&map.steps) {
            assert_eq!((&read.name, &read.team, read.wait, read.work), (&step.name, &step.team, step.wait, step.work));
        }
    }

    #[test]
    fn other_encodings_are_told() {
        let found = tables(b"| step | wait |\n|---|---|\n| Pr\xFCfung | 2d |\n").unwrap();
        assert_eq!(found[0].rows[1].cell(0), "Prüfung");
        assert_eq!(found[0].findings[0].sentence, ASSUMED_ENCODING);
        let wide: Vec<u8> =
            "\u{FEFF}| step | wait |\n|---|---|\n| ü | 2d |\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(tables(&wide).unwrap()[0].rows[1].cell(0), "ü");
    }

    #[test]
    fn files_without_tables_say_what_they_are() {
        for (bytes, start) in [
            (&b"{\"a\": 1}"[..], "This JSON belongs to another program"),
            (b"services:\n  web:\n    image: x\n", "This YAML belongs to another program"),
            (b"@startuml\n", "This is a PlantUML diagram."),
            (b"\0\0", "This file is neither"),
        ] {
            let error = tables(bytes).unwrap_err();
            assert!(error.message.starts_with(start), "{error}");
        }
    }
}
