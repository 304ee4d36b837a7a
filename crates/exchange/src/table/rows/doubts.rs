//! An assumption that needs a whole column: whether shares are fractions of one instead of percent.

use crate::outcome::finding;
use crate::table::assigned::{Sheet, SheetColumn};
use crate::table::cells::clip;
use crate::table::heading::Column;
use vsm::model::finding::Finding;
use vsm::model::number::read_number;

/// Whether the %C/A of this file are fractions of 1. It is an assumption, so it adds a warning: no one
/// means 0.8%, nor 1% everywhere.
pub(crate) fn shares_of_one(sheet: &Sheet, findings: &mut Vec<Finding>) -> bool {
    // A workbook that Weir wrote has percentages as spreadsheets do.
    if sheet.arrows.is_some() {
        return true;
    }
    let column = sheet.column(Column::CompleteAccurate).or_else(|| sheet.column(Column::Defects));
    let Some(SheetColumn { at, title, .. }) = column else { return false };
    // Weir writes percent.
    if sheet.is_own() {
        return false;
    }
    let bare = |cell: &str| {
        read_number(cell, sheet.sign)
            .ok()
            .filter(|reading| !cell.contains(['%', '/']) && reading.rest.is_empty())?
            .value
    };
    let shares = sheet.rows.iter().filter_map(|row| Some((row.number, bare(row.cell(*at))?)));
    let given: Vec<(usize, f64)> = shares.collect();
    let within = given.iter().all(|(_, share)| (0.0..=1.0).contains(share));
    let fractions = given.iter().any(|(_, share)| share.fract() != 0.0);
    let of_one = !given.is_empty() && within && (fractions || given.iter().all(|(_, share)| *share >= 1.0));
    if of_one {
        let sentence = format!("Column “{}” was read as fractions: 0.8 means 80%.", clip(title));
        findings.push(finding("read_as", sentence));
    } else if !within {
        findings.extend(given.iter().filter(|(_, share)| *share > 0.0 && *share <= 1.0).map(|(row, share)| {
            let (title, meant) = (clip(title), share * 100.0);
            let sentence = format!(
                "Row {row}, {title}: {share} was read as {share}% because other values in this column are above 1. Enter {meant} if you mean {meant}%."
            );
            finding("read_as", sentence)
        }));
    }
    of_one
}
