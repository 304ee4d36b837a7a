//! Imports workbooks: XLSX and ODS. Cells are read one by one from XML that is checked while it is unpacked, so
//! that neither many sheets nor many columns exhaust memory.

mod book;
mod cells;
mod dates;
mod excel;
mod excel_sheet;
mod grid;
mod number_format;
mod ods;
pub(crate) mod own_sheets;
mod parts;
mod sheet_marks;
#[cfg(test)]
mod tests;
mod xml;

use crate::outcome::finding;
use crate::table::cells::clip;
use crate::table::sheet::RawSheet;
use crate::workbook::own_sheets::read_own_sheets;
use crate::workbook::parts::Parts;
use vsm::model::error::ValidationError;

/// The maximum number of sheets that are read.
const MAX_SHEETS: usize = 40;

/// All sheets in their order, also hidden ones. One that can't be read has no rows, and says why.
pub(crate) fn sheets(bytes: &[u8]) -> Result<Vec<RawSheet>, ValidationError> {
    // The libraries are only known not to panic on the files that were tried.
    std::panic::catch_unwind(|| {
        let mut parts = Parts::open(bytes)?;
        if parts.has(ods::CONTENT) { ods::sheets(&mut parts) } else { excel::sheets(&mut parts) }
    })
    .unwrap_or_else(|_| Err(xml::damaged()))
}

/// The tables of a workbook, those that can't be read and empty ones left out. What Weir's other sheets say is added to
/// the one with the steps.
///
/// # Errors
/// If no sheet has cells that can be read.
pub(crate) fn tables(bytes: &[u8]) -> Result<Vec<RawSheet>, ValidationError> {
    let mut sheets = sheets(bytes)?;
    if let Some(at) = best(&sheets) {
        let mut steps = sheets.get_mut(at).map(std::mem::take).unwrap_or_default();
        read_own_sheets(&sheets, &mut steps);
        if steps.arrows.is_some() {
            return Ok(vec![steps]);
        }
        if let Some(place) = sheets.get_mut(at) {
            *place = steps;
        }
    }
    let (mut tables, empty): (Vec<_>, Vec<_>) = sheets.into_iter().partition(|sheet| sheet.width() > 0);
    if tables.is_empty() {
        let no_table = || ValidationError::new("no_table", "This workbook contains no cells.");
        return Err(empty.into_iter().find_map(|sheet| sheet.failed).unwrap_or_else(no_table));
    }
    for (name, error) in empty.into_iter().filter_map(|sheet| Some((sheet.name, sheet.failed?))) {
        let sentence = format!("Sheet “{}” couldn’t be read: {}", clip(&name), error.message);
        for table in &mut tables {
            table.findings.push(finding("sheet", sentence.clone()));
        }
    }
    Ok(tables)
}

/// The sheet that looks most like steps. Hidden sheets are used only if nothing else does.
fn best(sheets: &[RawSheet]) -> Option<usize> {
    let rank = |sheet: &RawSheet| (sheet.score() > 0, !sheet.is_hidden, sheet.score());
    let filled = sheets.iter().enumerate().rev().filter(|(_, sheet)| sheet.width() > 0);
    filled.max_by_key(|(_, sheet)| rank(sheet)).map(|(at, _)| at)
}
