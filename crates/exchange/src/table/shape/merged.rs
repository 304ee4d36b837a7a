//! Merged cells below the headings: each of their rows has their value, as people mean it.

use crate::outcome::finding;
use crate::table::bytes::TableRow;
use crate::table::cells::clip;
use crate::table::heading::Column;
use crate::table::shape::headings::Title;
use crate::table::sheet::{MergedCells, column_letter};
use vsm::model::finding::Finding;

/// Gives every row of merged cells their value. A time isn't repeated: it could apply to each step, or to all together.
pub(super) fn fill(merged: &[MergedCells], titles: &[Title], rows: &mut [TableRow]) -> Vec<Finding> {
    let (mut filled, mut times, mut sideways) = (Vec::new(), Vec::new(), Vec::new());
    for cells in merged {
        let ((first, last), column) = (cells.rows, cells.columns.0);
        let meaning = |at: usize| titles.get(at).and_then(|title| title.heading.as_ref()).map(|heading| heading.column);
        let meant = meaning(column);
        let Ok(start) = rows.binary_search_by_key(&first, |row| row.number) else { continue };
        let value = rows.get(start).map_or("", |row| row.cell(column)).to_owned();
        if value.is_empty() || meant == Some(Column::Step) {
            continue;
        }
        let letter = column_letter(column);
        let mut covered = (column + 1..=cells.columns.1).take(titles.len());
        if covered.any(|at| meaning(at).is_some_and(|covered| meant != Some(covered))) {
            sideways.push(format!("{letter}{first}:{}{last}", column_letter(cells.columns.1)));
        }
        if last <= first {
            continue;
        }
        let at = format!("{letter}{first}:{letter}{last}");
        if meant.is_some_and(Column::is_time) {
            times.push(at);
            continue;
        }
        for row in rows.iter_mut().skip(start + 1).take_while(|row| row.number <= last) {
            if let Some(cell) = row.cell_mut(column).filter(|cell| cell.is_empty()) {
                value.clone_into(cell);
            }
        }
        filled.push(at);
    }
    let report = |cells: Vec<String>, what: &str| {
        let sentence = format!("Merged cells {}: {what}", clip(&cells.join(", ")));
        (!cells.is_empty()).then(|| finding("merged", sentence))
    };
    let all = [
        report(filled, "the value was used for every row."),
        report(times, "the time was used for the first row only. Enter it in each row it applies to."),
        report(sideways, "the value was used for the first column only. Enter it in each column it applies to."),
    ];
    all.into_iter().flatten().collect()
}
