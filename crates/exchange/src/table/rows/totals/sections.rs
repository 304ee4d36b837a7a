//! Rows that name the steps below them: `Phase 1: Build` alone in its row.

use std::collections::BTreeSet;

use crate::table::assigned::Sheet;
use crate::table::bytes::TableRow;
use crate::table::heading::Column;
use crate::table::rows::totals::words;

/// Words for a group of steps.
#[rustfmt::skip]
const GROUPS: &[&str] = &[
    "phase", "stage", "section", "part", "epic", "milestone", "teil", "abschnitt", "bereich", "phasen", "partie", "sección", "seccion", "parte", "fase", "faza", "fáze", "fáza", "etap", "tahap", "阶段", "階段", "フェーズ", "단계",
];

/// The numbers of the rows above `end` that only name the steps below them.
pub(super) fn find(sheet: &Sheet, rows: &[TableRow], name: usize, end: usize) -> BTreeSet<usize> {
    let lone = |row: &TableRow| -> Option<usize> {
        let mut filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
        let (at, _) = filled.next()?;
        (filled.next().is_none() && at <= name).then_some(at)
    };
    let above = rows.get(..end).unwrap_or_default();
    let steps: Vec<&TableRow> = above.iter().filter(|row| lone(row).is_none() && !row.cell(name).is_empty()).collect();
    if steps.len() < 2 {
        return BTreeSet::new();
    }
    let is_loud = |text: &str| {
        text.chars().filter(|c| c.is_alphabetic()).count() > 3
            && text.chars().all(|c| !c.is_lowercase())
            && text.chars().any(char::is_uppercase)
    };
    let some_are_quiet = steps.iter().any(|row| !is_loud(row.cell(name)));
    let order = sheet.column(Column::Order).map(|column| column.at);
    let all_are_numbered = order.is_some_and(|at| steps.iter().all(|row| !row.cell(at).is_empty()));
    let last = above.iter().rposition(|row| lone(row).is_none());
    let heads = |at: usize, row: &TableRow| {
        let Some(place) = lone(row) else { return false };
        let text = row.cell(place);
        last.is_some_and(|last| at < last)
            && (place < name
                || all_are_numbered
                || text.trim_end().ends_with([':', '：'])
                || some_are_quiet && is_loud(text)
                || words(text).iter().any(|word| GROUPS.contains(&word.as_str())))
    };
    above.iter().enumerate().filter(|(at, row)| heads(*at, row)).map(|(_, row)| row.number).collect()
}
