//! Where the steps of a table begin and end: hints below the headings, headings that are repeated, and another table
//! below.

use crate::outcome::finding;
use crate::outcome::rows_named;
use crate::table::bytes::TableRow;
use crate::table::cells::{clip, is_unknown_cell};
use crate::table::shape::headings::Title;
use crate::table::values::{is_value_like, is_words};
use vsm::model::duration::{WorkingCalendar, is_frequency};
use vsm::model::finding::Finding;

/// The most rows with hints below the headings.
const MAX_HINTS: usize = 2;

/// Skips what isn't a step between the headings and the end of the table.
pub(super) fn cut(titles: &[Title], rows: &mut Vec<TableRow>, findings: &mut Vec<Finding>) {
    skip_repeated_headings(titles, rows, findings);
    let columns: Vec<usize> = titles
        .iter()
        .enumerate()
        .filter(|(_, title)| title.heading.as_ref().is_some_and(|heading| heading.column.is_value()))
        .map(|(at, _)| at)
        .collect();
    if let Some(end) = other_table(&columns, titles.len(), rows) {
        let below = rows.split_off(end);
        let numbers: Vec<usize> = below.iter().map(|row| row.number).collect();
        if let Some(first) = below.first() {
            let text = clip(first.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str));
            let (look, were) = if numbers.len() == 1 { ("looks", "was") } else { ("look", "were") };
            let rows = rows_named(&numbers);
            let sentence = format!("{rows} (from “{text}” on) {look} like another table and {were} skipped.");
            findings.push(finding("row_left_out", sentence));
        }
    }
    let hints = rows.iter().take(MAX_HINTS).take_while(|row| is_hint(row, &columns)).count();
    if hints > 0 && rows.iter().skip(hints).any(|row| columns.iter().any(|at| is_value_like(row.cell(*at)))) {
        for hint in rows.drain(..hints) {
            let text = hint.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str);
            let sentence = format!("Row {} (“{}”) explains the headings and was skipped.", hint.number, clip(text));
            findings.push(finding("row_left_out", sentence));
        }
    }
}

/// Headings that are repeated, as at the top of each page.
fn skip_repeated_headings(titles: &[Title], rows: &mut Vec<TableRow>, findings: &mut Vec<Finding>) {
    let filled = titles.iter().filter(|title| !title.text.is_empty()).count();
    let mut repeated = Vec::new();
    rows.retain(|row| {
        let is_same = |(at, title): &(usize, &Title)| title.text.eq_ignore_ascii_case(row.cell(*at));
        let same = titles.iter().enumerate().filter(|(_, title)| !title.text.is_empty()).filter(is_same);
        let is_repeated = filled >= 2 && same.count() == filled;
        if is_repeated {
            repeated.push(row.number);
        }
        !is_repeated
    });
    if !repeated.is_empty() {
        let (repeat, were) = if repeated.len() == 1 { ("repeats", "was") } else { ("repeat", "were") };
        let sentence = format!("{} {repeat} the headings and {were} skipped.", rows_named(&repeated));
        findings.push(finding("row_left_out", sentence));
    }
}

/// Words of sentences about headings.
#[rustfmt::skip]
const ABOUT_HEADINGS: &[&str] = &[
    "time", "minutes", "hours", "days", "what", "how", "who", "when", "which", "e.g", "example", "name", "step", "until", "enter", "percent", "zeit", "minuten", "stunden", "tage", "temps", "tiempo",
    "tempo", "czas", "tijd",
];

/// Whether the values of a row are sentences about the headings: `Time of hands` below a time. Other words may be values
/// that can't be read: `soon`, `a while`.
fn is_hint(row: &TableRow, columns: &[usize]) -> bool {
    let mut values = columns.iter().map(|at| row.cell(*at)).filter(|cell| !cell.is_empty()).peekable();
    let about = |cell: &String| {
        let lower = cell.to_lowercase();
        let mut words = lower.split(|c: char| !c.is_alphanumeric() && c != '.');
        cell.ends_with('?') || lower.contains(char::is_whitespace) && words.any(|word| ABOUT_HEADINGS.contains(&word))
    };
    values.peek().is_some() && row.cells.iter().any(about) && values.all(is_no_value)
}

/// Whether every value of a row is a word that isn't one.
fn has_no_value(row: &TableRow, columns: &[usize]) -> bool {
    let mut values = columns.iter().map(|at| row.cell(*at)).filter(|cell| !cell.is_empty()).peekable();
    values.peek().is_some() && values.all(is_no_value)
}

fn is_no_value(cell: &str) -> bool {
    is_words(cell)
        && !is_unknown_cell(cell)
        && !is_frequency(cell)
        && !cell.contains(char::is_numeric)
        && WorkingCalendar::WORKING.parse_estimate(cell).is_err()
}

/// The index of the first row of another table below: after an empty row, a row of words without any value.
fn other_table(columns: &[usize], width: usize, rows: &[TableRow]) -> Option<usize> {
    let is_header = |row: &TableRow| {
        let filled = row.cells.iter().filter(|cell| !cell.is_empty());
        filled.clone().count() >= 2
            && filled.clone().all(|cell| is_words(cell))
            && (has_no_value(row, columns) || row.cells.len() > width)
    };
    let is_title = |row: &TableRow| row.cells.iter().filter(|cell| !cell.is_empty()).count() == 1;
    let pairs = rows.windows(2).enumerate();
    let mut gaps =
        pairs.filter(|(_, pair)| matches!(pair, [one, next] if next.number > one.number + 1)).map(|(at, _)| at + 1);
    gaps.find(|at| {
        let (Some(first), next) = (rows.get(*at), rows.get(*at + 1)) else { return false };
        is_header(first) || is_title(first) && next.is_some_and(is_header)
    })
}
