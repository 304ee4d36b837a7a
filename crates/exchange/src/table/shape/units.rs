//! Units that are written elsewhere than beside their numbers: in a row below the headings, or in a column.

use crate::outcome::finding;
use crate::table::bytes::TableRow;
use crate::table::cells::clip;
use crate::table::heading::Column;
use crate::table::shape::headings::{Title, is_unit_row};
use crate::table::values::unit_text;
use vsm::model::duration::Unit;
use vsm::model::finding::Finding;

/// Takes a row of units below the headings into them.
pub(super) fn take_unit_row(titles: &mut [Title], rows: &mut Vec<TableRow>) -> Option<usize> {
    let row = rows.first().filter(|row| is_unit_row(row))?;
    let is_above = |at: usize| {
        titles.get(at).is_some_and(|title| title.heading.as_ref().is_some_and(|heading| heading.column.is_value()))
    };
    let filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    if !filled.clone().any(|(at, cell)| is_above(at) && cell.as_str() != "%" && unit_text(cell).is_some()) {
        return None;
    }
    for (at, cell) in filled {
        if let Some((title, unit)) = titles.get_mut(at).zip(unit_text(cell)) {
            title.add_unit(unit);
        }
    }
    Some(rows.remove(0).number)
}

/// Words that announce a unit in a title: `Times in minutes`, `Einheit: Tage`.
const BEFORE_UNIT: &[&str] = &["in", "en", "em", "w", "v", "unit", "units", "einheit", "unité", "unidad", "unità"];
/// Words for times or values in such a title.
#[rustfmt::skip]
const OF_TIMES: &[&str] = &[
    "time", "times", "value", "values", "figures", "numbers", "durations", "unit", "units", "zeit", "zeiten", "zeitangaben", "werte", "angaben", "einheit", "temps", "durées", "valeurs", "unité",
    "tiempo", "tiempos", "valores", "unidad", "tempo", "tempos", "tempi", "valori", "unità", "tijden", "tijd", "czasy", "czas",
];

/// The unit of all times that a remark below the steps names.
pub(super) fn said_below(rows: &[TableRow]) -> Option<(usize, Unit)> {
    let is_alone = |row: &&TableRow| row.cells.iter().filter(|cell| !cell.is_empty()).count() == 1;
    let remarks = rows.iter().rev().take_while(is_alone).count();
    said(rows.get(rows.len() - remarks..)?)
}

/// The unit of all times that a row outside of the steps names, with the number of that row: `All times in minutes`.
pub(super) fn said(rows: &[TableRow]) -> Option<(usize, Unit)> {
    let mut found =
        rows.iter().flat_map(|row| row.cells.iter().map(|cell| (row.number, cell))).filter_map(|(number, cell)| {
            let lower = cell.to_lowercase();
            let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
            let is_of_times = words.iter().any(|word| OF_TIMES.contains(word));
            let mut pairs = words.windows(2);
            let unit = pairs.find_map(|pair| match pair {
                [before, unit] if BEFORE_UNIT.contains(before) => Unit::parse(unit),
                _ => None,
            });
            unit.filter(|_| is_of_times).map(|unit| (number, unit))
        });
    let first = found.next()?;
    found.all(|(_, unit)| unit == first.1).then_some(first)
}

/// Gives the unit to every column of times without one; `false` if there is none.
pub(super) fn give_to_all(titles: &mut [Title], unit: Unit) -> bool {
    let mut is_given = false;
    for title in titles.iter_mut() {
        let Some(heading) = title.heading.as_mut().filter(|heading| heading.column.is_time()) else { continue };
        if heading.unit.is_none() && heading.pattern.is_none() {
            heading.unit = Some(unit.symbol().to_owned());
            is_given = true;
        }
    }
    is_given
}

/// Appends the units in a column to the bare numbers of the column of times before it, and empties it. The only column
/// of units belongs to all times before it, which is told.
pub(super) fn take_unit_columns(titles: &mut [Title], rows: &mut [TableRow]) -> Option<Finding> {
    let column_of = |title: &Title| title.heading.as_ref().map(|heading| heading.column);
    let columns: Vec<usize> =
        (0..titles.len()).filter(|at| titles.get(*at).and_then(column_of) == Some(Column::Unit)).collect();
    let is_bare = |title: &Title| {
        title
            .heading
            .as_ref()
            .is_some_and(|heading| heading.column.is_time() && heading.unit.is_none() && heading.pattern.is_none())
    };
    let is_only = columns.len() == 1;
    let mut told = None;
    for at in columns {
        let is_before = |before: &usize| titles.get(*before).is_some_and(is_bare);
        let times: Vec<usize> = match at.checked_sub(1) {
            Some(_) if is_only => (0..at).filter(is_before).collect(),
            Some(before) if titles.get(before).and_then(column_of).is_some_and(Column::is_time) => vec![before],
            _ => continue,
        };
        let all_are_units =
            rows.iter().map(|row| row.cell(at)).all(|cell| cell.is_empty() || unit_text(cell).is_some());
        if times.is_empty() || !all_are_units {
            continue;
        }
        for row in rows.iter_mut() {
            let unit = row.cell_mut(at).map(std::mem::take).unwrap_or_default();
            for time in &times {
                let Some(cell) = row.cell_mut(*time) else { continue };
                if !unit.is_empty() && !cell.is_empty() && !cell.contains(char::is_alphabetic) {
                    *cell = format!("{cell} {unit}");
                }
            }
        }
        if times.len() > 1 {
            let called: Vec<String> = times
                .iter()
                .filter_map(|time| titles.get(*time))
                .map(|title| format!("“{}”", clip(&title.text)))
                .collect();
            let unit = titles.get(at).map_or("", |title| title.text.as_str());
            let sentence = format!("Column “{}” has the unit of {}.", clip(unit), called.join(" and "));
            told = Some(finding("read_as", sentence));
        }
        if let Some(title) = titles.get_mut(at) {
            *title = Title::default();
        }
    }
    told
}
