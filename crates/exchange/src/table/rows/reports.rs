//! What was told about the cells of a table, as warnings: equal sentences about one column are told once, with their
//! rows, and of many similar ones the first few.

use std::collections::HashMap;

use crate::outcome::finding;
use crate::table::cells::clip;
use crate::table::rows::row::{Row, Told};
use crate::table::rows::times::rows_named;
use vsm::model::finding::Finding;

/// The most sentences about one column.
const MAX_PER_COLUMN: usize = 8;

/// Adds what was told about the cells of all rows.
pub(super) fn add(rows: &[Row], findings: &mut Vec<Finding>) {
    let mut all: Vec<(&Told, Vec<usize>)> = Vec::new();
    let mut known: HashMap<(&str, &str), usize> = HashMap::new();
    for row in rows {
        for told in &row.told {
            let at = *known.entry((&told.title, &told.sentence)).or_insert_with(|| {
                all.push((told, Vec::new()));
                all.len() - 1
            });
            if let Some((_, numbers)) = all.get_mut(at) {
                numbers.push(row.number);
            }
        }
    }
    let mut of_column: HashMap<&str, usize> = HashMap::new();
    for (told, numbers) in &all {
        let count = of_column.entry(&told.title).or_default();
        *count += 1;
        if *count > MAX_PER_COLUMN {
            continue;
        }
        let code = if told.goes_to_note { "into_note" } else { "read_as" };
        let place = if told.title.is_empty() { String::new() } else { format!(", {}", clip(&told.title)) };
        findings.push(finding(code, format!("{}{place}: {}", rows_named(numbers), told.sentence)));
    }
    let mut more: Vec<(&str, usize)> = of_column.into_iter().filter(|(_, count)| *count > MAX_PER_COLUMN).collect();
    more.sort_unstable();
    for (title, count) in more {
        let sentence = format!("Column “{}”: {} more remarks like these.", clip(title), count - MAX_PER_COLUMN);
        findings.push(finding("read_as", sentence));
    }
}
