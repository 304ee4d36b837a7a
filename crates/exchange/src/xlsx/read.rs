//! Imports workbooks. The ZIP file is checked before the library opens it, and cells are read one by one,
//! so that neither many sheets nor many columns exhaust memory.

use std::io::Cursor;

use calamine::{Reader as _, SheetVisible, Xlsx};

use crate::outcome::finding;
use crate::sniff::holds;
use crate::table::bytes::TableRow;
use crate::table::cells::clip;
use crate::table::formula_escape::unescape;
use crate::table::guess::columns_of;
use crate::table::heading::Column;
use crate::table::sheet::{ArrowRow, RawSheet};
use crate::xlsx::cells::{Book, looked_up, merged, rows, unreadable, without_result};
use crate::xlsx::format::{FLOWS, IDEAS, MAP, OLD_FLOWS};
use crate::xlsx::ideas::StepIds;
use crate::xlsx::{flows, ideas, map};
use crate::zip_guard::{GuardedZip, Limits};
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;

/// The maximum uncompressed size of the parts of a workbook, in bytes.
const LIMITS: Limits = Limits { entry: 24_000_000, all: 32_000_000 };
/// The same for the texts of all cells, which the library holds in memory.
const MAX_TEXTS: u64 = 4_000_000;
const MAX_SHEETS: usize = 40;

/// The table of steps in a workbook, on the requested sheet or the one that looks most like it; and the
/// names of all sheets.
pub(crate) fn raw_sheet(bytes: &[u8], sheet: Option<usize>) -> Result<(RawSheet, Vec<String>), ValidationError> {
    check(bytes)?;
    // The library panics on some damaged files (a cell called ZZZZZZZZ1 overflows): report that as an error
    // instead of crashing.
    std::panic::catch_unwind(|| opened(bytes, sheet))
        .unwrap_or_else(|_| Err(ValidationError::new("not_readable", "This workbook is damaged and can’t be read.")))
}

fn opened(bytes: &[u8], sheet: Option<usize>) -> Result<(RawSheet, Vec<String>), ValidationError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|cause| unreadable(&cause))?;
    let names: Vec<String> = workbook.sheet_names().into_iter().take(MAX_SHEETS).collect();
    let shown = |name: &String| {
        workbook.sheets_metadata().iter().all(|sheet| sheet.name != *name || sheet.visible == SheetVisible::Visible)
    };
    let visible: Vec<bool> = names.iter().map(shown).collect();
    // The best sheet so far: its rank and position.
    let mut best: Option<((bool, bool, usize), usize, RawSheet)> = None;
    let mut like_steps = Vec::new();
    let mut failed = None;
    for (at, name) in names.iter().enumerate().filter(|(at, _)| sheet.is_none_or(|sheet| sheet == *at)) {
        match rows(&mut workbook, name) {
            Ok(rows) => {
                let mut raw = RawSheet::from_rows('\t', rows);
                raw.typed = true;
                let score = raw.score();
                // Hidden sheets are used only if nothing else looks like steps.
                let rank = (score > 0, visible.get(at) == Some(&true), score);
                if score > 1 && name != IDEAS {
                    like_steps.push(at);
                }
                if (score > 0 || raw.width() > 0) && best.as_ref().is_none_or(|(most, ..)| rank > *most) {
                    best = Some((rank, at, raw));
                }
            }
            Err(error) => _ = failed.get_or_insert(error),
        }
    }
    let Some((_, at, mut raw)) = best else {
        return Err(failed.unwrap_or_else(|| ValidationError::new("no_table", "This workbook contains no cells.")));
    };
    read_other_sheets(&mut workbook, &names, &mut raw);
    if let Some(name) = names.get(at) {
        if raw.arrows.is_none() && sheet.is_none() {
            like_steps.retain(|other| *other != at);
            let others: Vec<&str> = like_steps.iter().filter_map(|at| names.get(*at)).map(String::as_str).collect();
            raw.findings.extend(which_sheet(name, visible.get(at) == Some(&true), &others));
        }
        raw.merged = merged(&mut workbook, name);
        let formulas = without_result(&mut workbook, name, &raw);
        raw.findings.extend(formulas);
    }
    Ok((raw, names))
}

/// A warning about the imported sheet, if the choice isn't clear.
fn which_sheet(name: &str, visible: bool, others: &[&str]) -> Option<Finding> {
    let hidden = if visible { "" } else { " (hidden)" };
    let others: Vec<String> = others.iter().map(|other| format!("“{}”", clip(other))).collect();
    let sentence = match others.as_slice() {
        [] if visible => return None,
        [] => format!("Sheet “{}”{hidden} was imported.", clip(name)),
        [other] => format!("Sheet “{}”{hidden} was imported. Sheet {other} also looks like steps.", clip(name)),
        many => {
            let (name, others) = (clip(name), many.join(", "));
            format!("Sheet “{name}”{hidden} was imported. Sheets {others} also look like steps.")
        }
    };
    Some(finding("sheet", sentence))
}

/// The error value of a formula that finds nothing.
const NOT_AVAILABLE: &str = "#N/A";

/// Weir's other sheets: arrows, and fields of the map.
fn read_other_sheets(workbook: &mut Book<'_>, names: &[String], raw: &mut RawSheet) {
    let ids = step_ids(raw);
    let mut sheet = |name: &str, headings: &[&[&str]]| {
        names.iter().find(|known| *known == name)?;
        let mut rows = rows(workbook, name).ok()?;
        let first = rows.first()?;
        let is_known = |(at, spellings): (usize, &&[&str])| {
            spellings.iter().any(|known| first.cell(at).eq_ignore_ascii_case(known))
        };
        if !headings.iter().enumerate().all(is_known) {
            return None;
        }
        for (number, column, id) in looked_up(workbook, name) {
            let row = rows.iter_mut().find(|row| row.number == number);
            if let Some(cell) = row.and_then(|row| row.cells.get_mut(column)) {
                *cell = if ids.all.contains(&unescape(&id)) { id } else { NOT_AVAILABLE.to_owned() };
            }
        }
        Some(rows.split_off(1))
    };
    let connections = [FLOWS, OLD_FLOWS].into_iter().find_map(|name| Some((name, sheet(name, &flows::READ)?)));
    if let Some((name, rows)) = connections {
        let arrow = |row: &TableRow| ArrowRow {
            place: format!("{name}, row {}", row.number),
            from: unescape(row.cell(0)),
            to: unescape(row.cell(1)),
            share: row.cell(2).eq_ignore_ascii_case(flows::REWORK).then(|| per_cent(row.cell(3))),
        };
        raw.arrows = Some(rows.iter().map(arrow).collect());
    }
    if let Some(rows) = sheet(MAP, &map::READ) {
        raw.about = map::read(rows.iter().map(|row| (row.cell(0), unescape(row.cell(1)))));
    }
    if let Some(rows) = sheet(IDEAS, &ideas::COLUMNS.map(|(headings, _)| headings)) {
        let ideas = ideas::read(&rows, &ids, &mut raw.findings);
        if !ideas.is_empty() {
            raw.about.insert("ideas".to_owned(), ideas.into());
        }
    }
}

/// The ids of steps, and by name in lower case; names shared by several steps are omitted.
fn step_ids(raw: &RawSheet) -> StepIds {
    let (columns, rows) = columns_of(raw);
    let column = |meant: Column| columns.iter().position(|column| *column == Some(meant));
    let (mut ids, mut twice) = (StepIds::default(), Vec::new());
    if let Some((name, id)) = column(Column::Step).zip(column(Column::Id)) {
        for row in &rows {
            let (name, id) = (unescape(row.cell(name)).to_lowercase(), unescape(row.cell(id)));
            ids.all.insert(id.clone());
            if ids.by_name.insert(name.clone(), id).is_some() {
                twice.push(name);
            }
        }
    }
    for name in twice {
        ids.by_name.remove(&name);
    }
    ids
}

/// A share such as `0.2` in the workbook, as a percentage.
fn per_cent(cell: &str) -> String {
    cell.parse().map_or_else(|_| cell.to_owned(), |share: f64| ((share * 1e10).round() / 1e8).to_string())
}

/// Rejects files that would take far more memory than their size: only the parts that the library reads are
/// decompressed, piece by piece, and searched for entities.
fn check(bytes: &[u8]) -> Result<(), ValidationError> {
    let mut zip = GuardedZip::open(bytes, LIMITS)?;
    let names = zip.names();
    if names.iter().any(|name| name == "content.xml") {
        let sentence =
            "OpenDocument spreadsheets (ODS) aren’t supported. Save the file as XLSX or CSV and import it again.";
        return Err(ValidationError::new("not_readable", sentence));
    }
    let is_read = |name: &&String| [".xml", ".rels"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    for name in names.iter().filter(is_read) {
        let (mut size, mut end) = (0_u64, Vec::new());
        zip.unpack(name, |piece| {
            size += piece.len() as u64;
            if size > MAX_TEXTS && name.ends_with("sharedStrings.xml") {
                let sentence = format!(
                    "The text in this workbook is larger than {} MB. Import only the sheet with the steps.",
                    MAX_TEXTS / 1_000_000
                );
                return Err(ValidationError::new("too_large", sentence));
            }
            // The marker may span two pieces.
            end.extend_from_slice(piece);
            if holds(&end, b"<!DOCTYPE") || holds(&end, b"<!ENTITY") {
                let sentence = "This workbook contains XML entities, which aren’t allowed, and wasn’t opened.";
                return Err(ValidationError::new("entities", sentence));
            }
            end.drain(..end.len().saturating_sub(16));
            Ok(())
        })?;
    }
    Ok(())
}
