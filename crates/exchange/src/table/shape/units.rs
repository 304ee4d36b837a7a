//! Units that are written elsewhere than beside their numbers: in a row below the headings, or in a column.

use crate::table::bytes::TableRow;
use crate::table::heading::Column;
use crate::table::shape::headings::{Title, is_unit_row};
use crate::table::values::unit_text;

/// Takes a row of units below the headings into them.
pub(super) fn take_unit_row(titles: &mut [Title], rows: &mut Vec<TableRow>) -> Option<usize> {
    let row = rows.first().filter(|row| is_unit_row(row))?;
    let is_above = |at: usize| {
        titles.get(at).is_some_and(|title| title.heading.as_ref().is_some_and(|heading| heading.column.is_value()))
    };
    let filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    if !filled.clone().any(|(at, cell)| is_above(at) && cell.as_str() != "%") {
        return None;
    }
    for (at, cell) in filled {
        if let Some((title, unit)) = titles.get_mut(at).zip(unit_text(cell)) {
            title.add_unit(unit);
        }
    }
    Some(rows.remove(0).number)
}

/// Appends the units in a column to the bare numbers of the column of times before it, and empties it.
pub(super) fn take_unit_columns(titles: &mut [Title], rows: &mut [TableRow]) {
    let columns: Vec<usize> = titles
        .iter()
        .enumerate()
        .filter(|(_, title)| title.heading.as_ref().is_some_and(|heading| heading.column == Column::Unit))
        .map(|(at, _)| at)
        .collect();
    for at in columns {
        let is_time = |title: &&Title| title.heading.as_ref().is_some_and(|heading| heading.column.is_time());
        let Some(time) = at.checked_sub(1).filter(|before| titles.get(*before).as_ref().is_some_and(is_time)) else {
            continue;
        };
        let all_are_units =
            rows.iter().map(|row| row.cell(at)).all(|cell| cell.is_empty() || unit_text(cell).is_some());
        if !all_are_units {
            continue;
        }
        for row in rows.iter_mut() {
            let unit = row.cell_mut(at).map(std::mem::take).unwrap_or_default();
            let Some(cell) = row.cell_mut(time) else { continue };
            if !unit.is_empty() && !cell.is_empty() && !cell.contains(char::is_alphabetic) {
                *cell = format!("{cell} {unit}");
            }
        }
        if let Some(title) = titles.get_mut(at) {
            *title = Title::default();
        }
    }
}
