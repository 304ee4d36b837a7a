//! Weir's other sheets in a workbook beside the steps: arrows, ideas and fields of the map.

use crate::table::bytes::TableRow;
use crate::table::formula_escape::unescape;
use crate::table::guess::columns_of;
use crate::table::heading::Column;
use crate::table::sheet::{ArrowRow, RawSheet};
use crate::xlsx::format::{FLOWS, IDEAS, MAP, OLD_FLOWS};
use crate::xlsx::ideas::StepIds;
use crate::xlsx::{flows, ideas, map};

/// The error value of a formula that finds nothing.
const NOT_AVAILABLE: &str = "#N/A";

/// Adds what Weir's other sheets say to the sheet with the steps.
pub(crate) fn read_own_sheets(sheets: &[RawSheet], raw: &mut RawSheet) {
    let ids = step_ids(raw);
    let sheet = |name: &str, headings: &[&[&str]]| {
        let sheet = sheets.iter().find(|sheet| sheet.name == name)?;
        let mut rows = sheet.rows.clone();
        let first = rows.first()?;
        let is_known = |(at, spellings): (usize, &&[&str])| {
            spellings.iter().any(|known| first.cell(at).eq_ignore_ascii_case(known))
        };
        if !headings.iter().enumerate().all(is_known) {
            return None;
        }
        for (number, column, id) in &sheet.looked_up {
            let row = rows.binary_search_by_key(number, |row| row.number).ok().and_then(|at| rows.get_mut(at));
            if let Some(cell) = row.and_then(|row| row.cells.get_mut(*column)) {
                *cell = if ids.all.contains(&unescape(id)) { id.clone() } else { NOT_AVAILABLE.to_owned() };
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
            wait: row.cell(7).to_owned(),
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
