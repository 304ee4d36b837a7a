//! Imports workbooks: XLSX and ODS. Cells are read one by one from XML that is checked while it is unpacked, so
//! that neither many sheets nor many columns exhaust memory.

mod cells;
mod dates;
mod excel;
mod excel_sheet;
mod grid;
mod number_format;
mod ods;
pub(crate) mod own_sheets;
mod parts;
pub(crate) mod remarks;
mod sheet_marks;
#[cfg(test)]
mod tests;
mod xml;

use crate::outcome::{Read, finding};
use crate::table::cells::clip;
use crate::table::rows::{Mode, read_sheet};
use crate::table::sheet::{RawSheet, Sheet};
use crate::workbook::own_sheets::read_own_sheets;
use crate::workbook::parts::Parts;
use crate::workbook::remarks::remark_on_cells;
use crate::xlsx::format::IDEAS;
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;

/// The maximum number of sheets that are read.
const MAX_SHEETS: usize = 40;

pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Read, ValidationError> {
    let (raw, _) = raw_sheet(bytes, None)?;
    read_sheet(Sheet::new(raw, None)?, name, Mode::Strict)
}

/// All sheets in their order, also hidden ones. One that can't be read has no rows, and says why.
pub(crate) fn sheets(bytes: &[u8]) -> Result<Vec<RawSheet>, ValidationError> {
    // The libraries are only known not to panic on the files that were tried.
    std::panic::catch_unwind(|| {
        let mut parts = Parts::open(bytes)?;
        if parts.has(ods::CONTENT) { ods::sheets(&mut parts) } else { excel::sheets(&mut parts) }
    })
    .unwrap_or_else(|_| Err(xml::damaged()))
}

/// The table of steps in a workbook, on the requested sheet or the one that looks most like it; and the
/// names of all sheets.
pub(crate) fn raw_sheet(bytes: &[u8], sheet: Option<usize>) -> Result<(RawSheet, Vec<String>), ValidationError> {
    let mut sheets = sheets(bytes)?;
    let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let at = match sheet {
        Some(at) => sheets.get(at).is_some_and(|sheet| sheet.width() > 0).then_some(at),
        None => best(&sheets),
    };
    let Some(at) = at else {
        let failed = sheets.into_iter().enumerate().filter(|(at, _)| sheet.is_none_or(|sheet| sheet == *at));
        let no_table = || ValidationError::new("no_table", "This workbook contains no cells.");
        return Err(failed.into_iter().find_map(|(_, sheet)| sheet.failed).unwrap_or_else(no_table));
    };
    let mut raw = sheets.get_mut(at).map(std::mem::take).unwrap_or_default();
    read_own_sheets(&sheets, &mut raw);
    if raw.arrows.is_none() && sheet.is_none() {
        raw.findings.extend(which_sheet(&raw, &sheets));
    }
    remark_on_cells(&mut raw);
    Ok((raw, names))
}

/// The sheet that looks most like steps. Hidden sheets are used only if nothing else does.
fn best(sheets: &[RawSheet]) -> Option<usize> {
    let rank = |sheet: &RawSheet| (sheet.score() > 0, !sheet.is_hidden, sheet.score());
    let filled = sheets.iter().enumerate().rev().filter(|(_, sheet)| sheet.width() > 0);
    filled.max_by_key(|(_, sheet)| rank(sheet)).map(|(at, _)| at)
}

/// A warning about the imported sheet, if the choice isn't clear.
fn which_sheet(raw: &RawSheet, others: &[RawSheet]) -> Option<Finding> {
    let like_steps = others.iter().filter(|other| other.score() > 1 && other.name != IDEAS);
    let others: Vec<String> = like_steps.map(|other| format!("“{}”", clip(&other.name))).collect();
    let name = clip(&raw.name);
    let hidden = if raw.is_hidden { " (hidden)" } else { "" };
    let sentence = match others.as_slice() {
        [] if !raw.is_hidden => return None,
        [] => format!("Sheet “{name}”{hidden} was imported."),
        [other] => format!("Sheet “{name}”{hidden} was imported. Sheet {other} also looks like steps."),
        many => format!("Sheet “{name}”{hidden} was imported. Sheets {} also look like steps.", many.join(", ")),
    };
    Some(finding("sheet", sentence))
}
