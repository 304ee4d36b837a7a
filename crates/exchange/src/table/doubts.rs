//! Assumptions that need a whole column: fractions instead of percent, clock times, the decimal sign.

use crate::outcome::finding;
use crate::table::cells::{Numbers, clip};
use crate::table::heading::{Column, WRITTEN};
use crate::table::numbers::{Decimal, clock_time};
use crate::table::sheet::{Sheet, SheetColumn};
use vsm::model::duration::print_elapsed;
use vsm::model::finding::Finding;

impl Numbers {
    /// The number format of a table, inferred from its numbers.
    pub(crate) fn from_sheet(sheet: &Sheet) -> Numbers {
        let value_columns = sheet.columns.iter().filter(|column| column.heading.column.is_value());
        let cells = value_columns.flat_map(|column| sheet.rows.iter().map(|row| row.cell(column.at)));
        // Numbers of a workbook get their decimal point from Weir.
        let decimal = match Decimal::shown(cells) {
            Decimal::Point if sheet.typed => Decimal::Unknown,
            shown => shown,
        };
        Numbers { separator: sheet.separator, decimal }
    }
}

/// Whether the %C/A of this file are fractions of 1. It is an assumption, so it adds a warning: no one
/// means 0.8%, nor 1% everywhere.
pub(crate) fn shares_of_one(sheet: &Sheet, findings: &mut Vec<Finding>) -> bool {
    // A workbook that Weir wrote has percentages as spreadsheets do.
    if sheet.arrows.is_some() {
        return true;
    }
    let Some(SheetColumn { at, title, .. }) = sheet.column(Column::CompleteAccurate) else { return false };
    let numbers = Numbers::from_sheet(sheet);
    // Weir writes percent.
    if WRITTEN.iter().all(|column| sheet.has(*column)) {
        return false;
    }
    let bare = |cell: &str| numbers.number(cell).ok().flatten();
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

/// Warnings about clock times, one per column: they could be hours and minutes, or minutes and seconds.
pub(super) fn clock_times(sheet: &Sheet) -> Vec<Finding> {
    let times = sheet.columns.iter().filter(|column| column.heading.column.is_time() && !column.title.contains("mm"));
    let warning = |SheetColumn { at, title, .. }: &SheetColumn| {
        let is_short = |cell: &str| cell.matches(':').count() == 1 && clock_time(cell.trim()).is_some();
        let row = sheet.rows.iter().find(|row| is_short(row.cell(*at)))?;
        let sentence = format!(
            "Column “{}” was read as hours and minutes: {} in row {} is {}.",
            clip(title),
            row.cell(*at),
            row.number,
            print_elapsed(clock_time(row.cell(*at).trim())?)
        );
        Some(finding("read_as", sentence))
    };
    times.filter_map(warning).collect()
}
