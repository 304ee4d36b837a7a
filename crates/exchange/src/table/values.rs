//! Tells cells with values, units and words apart.

use crate::table::cells::is_unknown_cell;
use vsm::model::duration::Unit;

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

/// The unit that a cell consists of: `min`, `(days)`, `[h]`, `mm:ss`, `%`.
pub(crate) fn unit_text(cell: &str) -> Option<&str> {
    let text = cell.trim().trim_start_matches(['(', '[', '（']).trim_end_matches([')', ']', '）']).trim();
    let text = text.strip_prefix("in ").unwrap_or(text);
    let is_pattern = matches!(
        text.to_ascii_lowercase().as_str(),
        "%" | "#"
            | "mm:ss"
            | "hh:mm"
            | "h:mm"
            | "h:mm:ss"
            | "hh:mm:ss"
            | "d:hh:mm"
            | "[h]:mm"
            | "d:hh"
            | "dd:hh"
            | "min:sec"
            | "m:ss"
    );
    (is_pattern || Unit::parse(text).is_some()).then_some(text)
}

/// The unit in the brackets of a heading.
pub(crate) fn unit_in_brackets(title: &str) -> Option<String> {
    let (_, inside) = title.rsplit_once(['(', '[', '（'])?;
    unit_text(inside.trim_end_matches([')', ']', '）'])).map(str::to_owned)
}

/// The minutes since midnight, if a cell may be a time of day: `08:05`.
pub(crate) fn time_of_day(cell: &str) -> Option<u32> {
    let (hours, minutes) = cell.trim().split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok().filter(|_| minutes.len() == 2)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}
