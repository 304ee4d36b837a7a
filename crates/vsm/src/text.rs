//! Numbers in sentences: percentages, counts, quoted names.

use std::borrow::Cow;

/// A share as a percentage with one decimal: `14.6%`. Tiny shares read `<0.1%`.
pub fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round() / 10.0;
    if tenths == 0.0 && share > 0.0 {
        return "<0.1%".to_owned();
    }
    format!("{tenths}%")
}

/// A share as a whole percentage, for sentences: `29%`. Tiny shares read `<1%`.
pub fn whole_percent(share: f64) -> String {
    let percent = (share * 100.0).round();
    if percent == 0.0 && share > 0.0 { "<1%".to_owned() } else { format!("{percent}%") }
}

/// A number with at most one decimal below 100, none above; never `-0`.
pub fn number(value: f64) -> String {
    let rounded = if value.abs() < 100.0 { (value * 10.0).round() / 10.0 } else { value.round() };
    if rounded == 0.0 && value > 0.0 {
        return format!("{}", (value * 1000.0).round() / 1000.0);
    }
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// A whole number with thousands separators: `1,000`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

/// `1 step`, `3 steps`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A text that begins with a capital letter, if its script has them.
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A name in quotation marks, clipped to keep sentences short.
pub fn quote(name: &str) -> String {
    format!("“{}”", clip(name, 60))
}

/// A text of at most `most` characters, with an ellipsis if it is cut.
pub(crate) fn clip(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most.saturating_sub(1)) {
        Some((at, c)) if text.len() > at + c.len_utf8() => format!("{}…", &text[..at]).into(),
        _ => text.into(),
    }
}
