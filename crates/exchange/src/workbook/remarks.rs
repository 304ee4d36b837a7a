//! Warnings about cells below the headings: merged and hidden ones, and formulas without a result.

use crate::outcome::finding;
use crate::table::cells::clip;
use crate::table::columns::{Column, Heading};
use crate::table::sheet::{MergedCells, RawSheet, column_letter, repeats_another};
use vsm::model::finding::Finding;
use vsm::text::count;

/// The maximum number of dates, and of formulas without a result, that are reported one by one.
const MAX_SINGLE: usize = 20;
/// The maximum number of hidden rows and columns that are named.
const MAX_NAMED: usize = 8;

/// Gives merged cells below the headings their value, and warns about what the spreadsheet shows otherwise. The
/// heading row must be known.
pub(crate) fn remark_on_cells(raw: &mut RawSheet) {
    let remarks = [fill_merged(raw), hidden(raw), dates(raw), without_result(raw)];
    raw.findings.extend(remarks.into_iter().flatten());
}

/// Gives every cell of an area that is merged downwards its value, as people mean it. A time isn't repeated: it
/// could apply to each step, or to all together.
fn fill_merged(raw: &mut RawSheet) -> Vec<Finding> {
    let Some(headings) = raw.rows.get(raw.headings).cloned() else { return Vec::new() };
    let (mut filled, mut times, mut sideways) = (Vec::new(), Vec::new(), Vec::new());
    for MergedCells { rows: (first, last), columns: (column, last_column) } in &raw.merged {
        let meaning = |column: usize| Heading::parse(headings.cell(column)).map(|heading| heading.column);
        let meant = meaning(*column);
        if *first <= headings.number || meant == Some(Column::Step) {
            continue;
        }
        let Ok(at) = raw.rows.binary_search_by_key(first, |row| row.number) else { continue };
        let Some(value) = raw.rows.get(at).map(|row| row.cell(*column).to_owned()).filter(|value| !value.is_empty())
        else {
            continue;
        };
        if last > first {
            let cells = format!("{0}{first}:{0}{last}", column_letter(*column));
            if meant.is_some_and(Column::is_time) {
                times.push(cells);
            } else {
                let below = raw.rows.iter_mut().skip(at + 1).take_while(|row| row.number <= *last);
                for cell in below.filter_map(|row| row.cell_mut(*column)).filter(|cell| cell.is_empty()) {
                    value.clone_into(cell);
                }
                filled.push(cells);
            }
        }
        // Beyond the last heading nothing is missing.
        let covered = (column + 1..=*last_column).take(headings.cells.len());
        if covered.filter_map(meaning).any(|covered| meant.is_none_or(|meant| meant != covered)) {
            sideways.push(format!("{}{first}:{}{last}", column_letter(*column), column_letter(*last_column)));
        }
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

/// Warnings about hidden rows and columns, which are imported like all others.
fn hidden(raw: &RawSheet) -> Vec<Finding> {
    let Some(headings) = raw.rows.get(raw.headings) else { return Vec::new() };
    let rows: Vec<usize> = raw.hidden_rows.iter().copied().filter(|row| *row > headings.number).collect();
    let is_read = |column: &usize| !headings.cell(*column).is_empty() && !repeats_another(headings.cell(*column));
    let columns: Vec<usize> = raw.hidden_columns.iter().copied().filter(is_read).collect();
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
fn dates(raw: &RawSheet) -> Vec<Finding> {
    let Some(headings) = raw.rows.get(raw.headings) else { return Vec::new() };
    let is_time = |column: usize| Heading::parse(headings.cell(column)).is_some_and(|h| h.column.is_time());
    let is_read = |(row, column): &&(usize, usize)| *row > headings.number && is_time(*column);
    let sentence = |(number, column): &(usize, usize)| {
        let at = raw.rows.binary_search_by_key(number, |row| row.number).ok()?;
        let day = day_and_month(raw.rows.get(at)?.cell(*column))?;
        let cell = column_letter(*column);
        Some(format!("{cell}{number} is a date ({day}). If it was a range such as 1–2, enter it as text."))
    };
    let found = raw.dates.iter().filter(is_read).filter_map(sentence).take(MAX_SINGLE);
    found.map(|sentence| finding("date", sentence)).collect()
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
fn without_result(raw: &RawSheet) -> Vec<Finding> {
    let Some(headings) = raw.rows.get(raw.headings) else { return Vec::new() };
    // Columns that only repeat others as text need no result.
    let counts = raw
        .uncalculated
        .iter()
        .filter(|formula| formula.row > headings.number && !repeats_another(headings.cell(formula.column)));
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
    use crate::table::bytes::TableRow;
    use crate::table::sheet::Uncalculated;

    fn sheet(rows: &[&[&str]]) -> RawSheet {
        let rows = (1..)
            .zip(rows)
            .map(|(number, cells)| TableRow { number, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() });
        RawSheet::from_rows('\t', rows.collect())
    }

    fn sentences(raw: &mut RawSheet) -> Vec<String> {
        remark_on_cells(raw);
        raw.findings.iter().map(|finding| finding.sentence.clone()).collect()
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
            assert_eq!(sentences(&mut raw), [expected]);
        }
        let mut raw = sheet(&[&["Step", "Team", "", "Wait (h)"], &["A", "Dev", "x", "1"]]);
        raw.hidden_columns = vec![1, 2];
        assert_eq!(sentences(&mut raw), ["Column B is hidden in the spreadsheet and was imported."]);
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
            sentences(&mut raw),
            [
                "Merged cells B3:B4: the value was used for every row.",
                "Merged cells C4:C5: the time was used for the first row only. Enter it in each row it applies to.",
                "Merged cells C3:D3: the value was used for the first column only. Enter it in each column it applies to.",
            ]
        );
        let column = |at: usize| raw.rows.iter().skip(2).map(|row| row.cell(at)).collect::<Vec<_>>();
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
            sentences(&mut raw),
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
        let found = sentences(&mut raw);
        assert_eq!(found.len(), MAX_SINGLE + 1);
        assert!(found[0].starts_with("B2 is a formula without a saved result."), "{}", found[0]);
        assert_eq!(found[MAX_SINGLE], "3 more formulas without a saved result.");
    }
}
