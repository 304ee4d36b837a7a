//! Warnings about cells below the headings: hidden ones, dates, and formulas without a result.

use crate::outcome::finding;
use crate::table::bytes::TableRow;
use crate::table::heading::Column;
use crate::table::shape::headings::Title;
use crate::table::sheet::{RawSheet, column_letter};
use vsm::model::finding::Finding;
use vsm::text::count;

/// The maximum number of dates, and of formulas without a result, that are reported one by one.
const MAX_SINGLE: usize = 20;
/// The maximum number of hidden rows and columns that are named.
const MAX_NAMED: usize = 8;

/// Warnings about what the spreadsheet shows otherwise. `number` is that of the last row with headings.
pub(super) fn on_cells(raw: &RawSheet, titles: &[Title], rows: &[TableRow], number: usize) -> Vec<Finding> {
    let remarks = [hidden(raw, titles, number), dates(raw, titles, rows), without_result(raw, titles, number)];
    remarks.into_iter().flatten().chain(times_of_day(raw, titles, rows)).collect()
}

fn column_at(titles: &[Title], at: usize) -> Option<Column> {
    titles.get(at).and_then(|title| title.heading.as_ref()).map(|heading| heading.column)
}

/// Whether a column has a heading, and doesn't only repeat another one as text.
fn is_read(titles: &[Title], at: usize) -> bool {
    titles.get(at).is_some_and(|title| !title.text.is_empty()) && column_at(titles, at) != Some(Column::InWords)
}

/// Warnings about hidden rows and columns, which are imported like all others.
fn hidden(raw: &RawSheet, titles: &[Title], number: usize) -> Vec<Finding> {
    let rows: Vec<usize> = raw.hidden_rows.iter().copied().filter(|row| *row > number).collect();
    let columns: Vec<usize> = raw.hidden_columns.iter().copied().filter(|at| is_read(titles, *at)).collect();
    let all = [
        hidden_ones(&rows, "Row", |row| row.to_string()),
        hidden_ones(&columns, "Column", column_letter).filter(|_| raw.arrows.is_none()),
    ];
    all.into_iter().flatten().map(|sentence| finding("hidden", sentence)).collect()
}

/// A sentence about hidden rows or columns, neighbours as a range.
fn hidden_ones(all: &[usize], what: &str, name: impl Fn(usize) -> String) -> Option<String> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for at in all {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *at => *last = *at,
            _ => ranges.push((*at, *at)),
        }
    }
    let range = |(first, last): &(usize, usize)| match last - first {
        0 => vec![name(*first)],
        1 => vec![name(*first), name(*last)],
        _ => vec![format!("{}–{}", name(*first), name(*last))],
    };
    let mut names: Vec<String> = ranges.iter().take(MAX_NAMED).flat_map(range).collect();
    let more: usize = ranges.iter().skip(MAX_NAMED).map(|(first, last)| last - first + 1).sum();
    if more > 0 {
        names.push(format!("{more} more"));
    }
    let last = names.pop()?;
    if all.len() == 1 {
        return Some(format!("{what} {last} is hidden in the spreadsheet and was imported."));
    }
    let before = if names.is_empty() { String::new() } else { format!("{} and ", names.join(", ")) };
    Some(format!("{what}s {before}{last} are hidden in the spreadsheet and were imported."))
}

/// Warnings about dates below headings of times: some spreadsheets take the range 1-2 for one.
fn dates(raw: &RawSheet, titles: &[Title], rows: &[TableRow]) -> Vec<Finding> {
    let is_time = |column: usize| column_at(titles, column).is_some_and(Column::is_time);
    let is_read = |(_, column): &&(usize, usize)| is_time(*column);
    let sentence = |(number, column): &(usize, usize)| {
        let at = rows.binary_search_by_key(number, |row| row.number).ok()?;
        let day = day_and_month(rows.get(at)?.cell(*column))?;
        let cell = column_letter(*column);
        Some(format!("{cell}{number} is a date ({day}). If it was a range such as 1–2, enter it as text."))
    };
    let found = raw.dates.iter().filter(is_read).filter_map(sentence).take(MAX_SINGLE);
    found.map(|sentence| finding("date", sentence)).collect()
}

/// A warning about times of the day below headings of times, which were read as durations.
fn times_of_day(raw: &RawSheet, titles: &[Title], rows: &[TableRow]) -> Option<Finding> {
    let mut found = raw.dates.iter().filter_map(|(number, column)| {
        let at = rows.binary_search_by_key(number, |row| row.number).ok()?;
        let text = rows.get(at)?.cell(*column);
        let is_time = column_at(titles, *column).is_some_and(Column::is_time) && day_and_month(text).is_none();
        is_time.then(|| (format!("{}{number}", column_letter(*column)), text))
    });
    let (cell, text) = found.next()?;
    let more = match found.count() {
        0 => String::new(),
        more => format!(" The same applies to {}.", count(more, "more cell", "more cells")),
    };
    let sentence = format!("{cell} is shown as a time of day (AM/PM) and was read as a duration of {text}.{more}");
    Some(finding("guessed", sentence))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `1 February` for `2026-02-01`.
fn day_and_month(date: &str) -> Option<String> {
    let mut parts = date.split(['-', ' ']).skip(1).map(|part| part.parse::<usize>().ok());
    let (month, day) = (parts.next()??, parts.next()??);
    Some(format!("{day} {}", MONTHS.get(month.checked_sub(1)?)?))
}

/// Warnings about formulas without a result, as written by programs that don't calculate.
fn without_result(raw: &RawSheet, titles: &[Title], number: usize) -> Vec<Finding> {
    // Columns that only repeat others as text need no result.
    let counts = raw
        .uncalculated
        .iter()
        .filter(|formula| formula.row > number && column_at(titles, formula.column) != Some(Column::InWords));
    let mut found: Vec<Finding> = Vec::new();
    let mut more = 0_usize;
    for formula in counts {
        if found.len() == MAX_SINGLE {
            more += 1;
            continue;
        }
        let text = if formula.formula.is_empty() { String::new() } else { format!(" (={})", formula.formula) };
        let sentence = format!(
            "{}{} is a formula{text} without a saved result. Open and save the file in a spreadsheet app first.",
            column_letter(formula.column),
            formula.row
        );
        found.push(finding("not_counted", sentence));
    }
    if more > 0 {
        let more = count(more, "more formula", "more formulas");
        found.push(finding("not_counted", format!("{more} without a saved result.")));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::shape::{ShapeChoice, shape};
    use crate::table::sheet::{MergedCells, Uncalculated};

    fn sheet(rows: &[&[&str]]) -> RawSheet {
        let rows = (1..)
            .zip(rows)
            .map(|(number, cells)| TableRow { number, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() });
        RawSheet::from_rows('\t', rows.collect())
    }

    fn sentences(raw: &RawSheet) -> Vec<String> {
        shape(raw.clone(), ShapeChoice::default()).findings.into_iter().map(|finding| finding.sentence).collect()
    }

    #[test]
    fn hidden_rows_and_columns_are_named() {
        for (rows, expected) in [
            (&[3][..], "Row 3 is hidden in the spreadsheet and was imported."),
            (&[3, 4], "Rows 3 and 4 are hidden in the spreadsheet and were imported."),
            (&[3, 5, 8], "Rows 3, 5 and 8 are hidden in the spreadsheet and were imported."),
            (&[3, 4, 5, 8], "Rows 3–5 and 8 are hidden in the spreadsheet and were imported."),
            (&[3, 4, 5], "Rows 3–5 are hidden in the spreadsheet and were imported."),
            (
                &[2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 21],
                "Rows 2, 4, 6, 8, 10, 12, 14, 16 and 3 more are hidden in the spreadsheet and were imported.",
            ),
        ] {
            let mut raw = sheet(&[&["Step", "Team", "Wait (h)"], &["A", "Dev", "1"]]);
            raw.hidden_rows = [&[1], rows].concat();
            assert_eq!(sentences(&raw), [expected]);
        }
        let mut raw = sheet(&[&["Step", "Team", "", "Wait (h)"], &["A", "Dev", "x", "1"]]);
        raw.hidden_columns = vec![1, 2];
        assert_eq!(sentences(&raw), ["Column B is hidden in the spreadsheet and was imported."]);
    }

    #[test]
    fn merged_cells_apply_downwards_only() {
        let mut raw = sheet(&[
            &["Times", "", "", ""],
            &["Step", "Team", "Wait (h)", "Work (h)"],
            &["A", "Dev", "2"],
            &["B", "", "3", ""],
            &["C", "Ops", "", "4"],
        ]);
        raw.merged = vec![
            MergedCells { rows: (1, 1), columns: (0, 3) },
            MergedCells { rows: (3, 4), columns: (1, 1) },
            MergedCells { rows: (3, 3), columns: (2, 3) },
            MergedCells { rows: (4, 5), columns: (2, 2) },
            MergedCells { rows: (5, 5), columns: (3, 9) },
            MergedCells { rows: (9, 12), columns: (1, usize::MAX) },
        ];
        assert_eq!(
            sentences(&raw),
            [
                "Merged cells B3:B4: the value was used for every row.",
                "Merged cells C4:C5: the time was used for the first row only. Enter it in each row it applies to.",
                "Merged cells C3:D3: the value was used for the first column only. Enter it in each column it applies to.",
            ]
        );
        let rows = shape(raw, ShapeChoice::default()).rows;
        let column = |at: usize| rows.iter().map(|row| row.cell(at)).collect::<Vec<_>>();
        assert_eq!((column(1), column(3)), (vec!["Dev", "Dev", "Ops"], vec!["", "", "4"]));
    }

    #[test]
    fn dates_below_times_are_reported() {
        let mut raw = sheet(&[
            &["Step", "Started", "Wait (d)"],
            &["A", "2026-03-05", "2026-02-01"],
            &["B", "2026-03-05", "2026-12-24 09:30"],
        ]);
        raw.dates = vec![(2, 1), (2, 2), (3, 1), (3, 2), (9, 2)];
        assert_eq!(
            sentences(&raw),
            [
                "C2 is a date (1 February). If it was a range such as 1–2, enter it as text.",
                "C3 is a date (24 December). If it was a range such as 1–2, enter it as text.",
            ]
        );
    }

    #[test]
    fn many_formulas_without_result_are_counted() {
        let mut raw = sheet(&[&["Step", "Wait (h)"], &["A", ""]]);
        let formula = |row| Uncalculated { row, column: 1, formula: String::new() };
        raw.uncalculated = (1..=24).map(formula).collect();
        let found = sentences(&raw);
        assert_eq!(found.len(), MAX_SINGLE + 1);
        assert!(found[0].starts_with("B2 is a formula without a saved result."), "{}", found[0]);
        assert_eq!(found[MAX_SINGLE], "3 more formulas without a saved result.");
    }
}
