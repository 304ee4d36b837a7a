//! Totals of some of the steps: `Sum phase 1`, or `Total` in the middle of a table.

use crate::table::assigned::Sheet;
use crate::table::bytes::TableRow;
use crate::table::rows::totals::{NameColumns, TOTAL_WORDS, sums, words};

/// The most rows whose name begins like that of a total.
const MAX_PARTS: usize = 100;

/// A total of some of the steps.
pub(super) struct Part {
    /// Its row.
    pub(super) total: TableRow,
    /// The rows above it, from the last total on.
    pub(super) above: Vec<TableRow>,
}

/// The rows that add up those above them since the last total, also where the name goes on behind a word for totals.
pub(super) fn find(rows: &[TableRow], table: &NameColumns, sheet: &Sheet) -> Vec<Part> {
    let mut parts = Vec::new();
    let (mut start, mut tried) = (0, 0);
    for (at, row) in rows.iter().enumerate() {
        let first = words(row.cell(table.name)).first().is_some_and(|word| TOTAL_WORDS.contains(&word.as_str()));
        let is_sum = table.is_sum(row, false);
        if !(first || is_sum) || table.has_id(row) || tried == MAX_PARTS {
            continue;
        }
        tried += 1;
        let above = rows.get(start..at).unwrap_or_default();
        let is_last = rows.get(at + 1..).is_none_or(|below| below.iter().all(|row| table.is_sum(row, true)));
        let adds_up = !sums(row, above, sheet).is_empty();
        let is_named = is_sum && (is_subtotal(row) || !is_last) && above.len() > 1;
        if adds_up && (start > 0 || !is_last) || is_named {
            parts.push(Part { total: row.clone(), above: above.to_vec() });
        }
        if adds_up || is_sum {
            start = at + 1;
        }
    }
    parts
}

/// Whether the row says that it adds up only some of the rows.
pub(super) fn is_subtotal(row: &TableRow) -> bool {
    let name = row.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str);
    let is_word = |word: &String| {
        matches!(
            word.as_str(),
            "sub" | "subtotal" | "subtotals" | "subtotale" | "subtotaal" | "zwischensumme" | "小計" | "小计" | "소계"
        )
    };
    words(name).iter().any(is_word)
}
