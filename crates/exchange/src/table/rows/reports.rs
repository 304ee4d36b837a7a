//! What was told about the cells of a table, as warnings: equal sentences about one column are told once, with their
//! rows, and of many similar ones the first few.

use std::collections::HashMap;

use crate::outcome::{finding, rows_named};
use crate::table::cells::clip;
use crate::table::rows::row::{Row, Told};
use vsm::model::finding::Finding;

/// The most sentences about one column.
const MAX_PER_COLUMN: usize = 8;

/// A sentence, the rows that it is true of, and whether it is the same for all of them.
struct Entry<'r> {
    told: &'r Told,
    rows: Vec<usize>,
    is_same: bool,
}

/// Guesses that differ only in numbers are told once: `1:30 was read as hours and minutes`.
fn kind(told: &Told) -> String {
    if told.goes_to_note {
        return told.sentence.clone();
    }
    told.sentence.split(' ').filter(|word| !word.contains(|c: char| c.is_ascii_digit())).collect()
}

/// Adds what was told about the cells of all rows.
pub(super) fn add(rows: &[Row], findings: &mut Vec<Finding>) {
    let mut all: Vec<Entry<'_>> = Vec::new();
    let mut known: HashMap<(&str, String), usize> = HashMap::new();
    for row in rows {
        for told in &row.told {
            let at = *known.entry((&told.title, kind(told))).or_insert_with(|| {
                all.push(Entry { told, rows: Vec::new(), is_same: true });
                all.len() - 1
            });
            if let Some(entry) = all.get_mut(at) {
                entry.rows.push(row.number);
                entry.is_same &= entry.told.sentence == told.sentence;
            }
        }
    }
    let mut of_column: HashMap<&str, usize> = HashMap::new();
    for Entry { told, rows, is_same } in &all {
        let count = of_column.entry(&told.title).or_default();
        *count += 1;
        if *count > MAX_PER_COLUMN {
            continue;
        }
        let code = if told.goes_to_note { "into_note" } else { "read_as" };
        let place = if told.title.is_empty() { String::new() } else { format!(", {}", clip(&told.title)) };
        let sentence = match rows.split_first() {
            Some((first, others)) if !is_same => {
                let others = rows_named(others).to_lowercase();
                format!("Row {first}{place}: {} The same applies to {others}.", told.sentence)
            }
            _ => format!("{}{place}: {}", rows_named(rows), told.sentence),
        };
        findings.push(finding(code, sentence));
    }
    let mut more: Vec<(&str, usize)> = of_column.into_iter().filter(|(_, count)| *count > MAX_PER_COLUMN).collect();
    more.sort_unstable();
    for (title, count) in more {
        let sentence = format!("Column “{}”: {} more remarks like these.", clip(title), count - MAX_PER_COLUMN);
        findings.push(finding("read_as", sentence));
    }
}
