//! Formula injection: a spreadsheet treats a cell that starts with `=` (or `+`, `-`, `@`, a tab, a line
//! break) as a formula. A leading apostrophe makes it text, like one typed by hand.
//!
//! The same applies after `;` and tab inside a text, because a spreadsheet with a different separator
//! splits the cell there. [`unescape`] removes exactly those apostrophes, so that texts survive a round
//! trip.

/// A text that is safe in a cell.
pub(crate) fn defuse(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 1);
    let mut at_start = true;
    for c in text.chars() {
        if at_start && is_trigger(c) {
            safe.push('\'');
        }
        at_start = still_at_start(at_start, c);
        safe.push(c);
    }
    safe
}

/// The text that was passed to [`defuse`].
pub(crate) fn unescape(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut at_start = true;
    let mut chars = cell.chars().peekable();
    while let Some(c) = chars.next() {
        let guards = at_start && c == '\'' && chars.peek().is_some_and(|&next| is_trigger(next));
        at_start = still_at_start(at_start, c);
        if !guards {
            text.push(c);
        }
    }
    text
}

fn is_trigger(c: char) -> bool {
    // Spreadsheets in some languages treat the full-width forms like the others.
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// Whether a spreadsheet could treat the next character as the start of a cell.
fn still_at_start(at_start: bool, c: char) -> bool {
    matches!(c, ';' | '\t') || at_start && matches!(c, '"' | '\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_escaped() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-5", "'-5"),
            ("\tx", "'\tx"),
            ("＝1", "'＝1"),
            ("a;=1+1;", "a;'=1+1;"),
            ("a;\"=1+1", "a;\"'=1+1"),
            ("1 - 2", "1 - 2"),
            ("a;b", "a;b"),
            ("don't", "don't"),
        ] {
            assert_eq!(defuse(text), cell, "{text:?}");
        }
    }

    #[test]
    fn escaped_text_is_restored() {
        for text in ["=1", "'=1", "''=1", "\t\t=", "a;'=b", ";;-", "\";\"'@", "plain", "'quoted'", "\r\n=", ""] {
            assert_eq!(unescape(&defuse(text)), text, "{text:?}");
        }
    }
}
