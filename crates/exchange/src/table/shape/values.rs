//! Tells cells with values from cells with words.

use crate::table::cells::is_unknown_cell;

/// Whether a cell begins like a time or a number: `2h`, `~3 days`, `<1`, `½`.
pub(crate) fn is_value_like(cell: &str) -> bool {
    let start = cell.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '~' | '≈' | '<' | '>' | '≤' | '≥' | '=' | '±' | '+' | '-' | '−' | '.' | '\'')
    });
    start.starts_with(|c: char| c.is_numeric()) && cell.chars().count() <= 60
}

/// Whether a cell has words rather than a value.
pub(crate) fn is_words(cell: &str) -> bool {
    cell.chars().any(char::is_alphabetic) && !is_value_like(cell) && !is_unknown_cell(cell)
}
