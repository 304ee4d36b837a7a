//! Small things about cells: unknown ones, yes and no, texts in messages.

/// Whether a cell says nothing: empty, `?`, `n/a`.
pub(crate) use vsm::model::duration::is_unknown as is_unknown_cell;

/// Whether it is what a spreadsheet shows for a formula that failed. `#N/A` is a way to say that a value is unknown.
pub(crate) fn is_error_value(cell: &str) -> bool {
    const ERRORS: &[&str] =
        &["#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#ERROR!", "#SPILL!", "#CALC!"];
    let is_code = |code: &str| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    ERRORS.contains(&cell) || cell.strip_prefix("Err:").is_some_and(is_code)
}

/// Words that answer a question with yes.
#[rustfmt::skip]
const YES: &[&str] = &[
    "yes", "y", "true", "1", "x", "✓", "✔", "✅", "☑", "automated", "automatic", "automatically", "auto", "fully", "full", "always", "monitored", "observed", "reversible",
    "ja", "wahr", "automatisch", "automatisiert", "oui", "vrai", "automatique", "automatisé", "sí", "si", "verdadero", "automático", "automatico", "automatizado", "sì", "vero",
    "automatizzato", "sim", "verdadeiro", "waar", "geautomatiseerd", "tak", "prawda", "automatyczny", "automatycznie", "はい", "有", "自動", "是", "自动", "自動化", "예", "자동",
];
/// Words that answer it with no.
#[rustfmt::skip]
const NO: &[&str] = &[
    "no", "n", "false", "0", "✗", "✘", "❌", "☐", "manual", "manually", "by hand", "never", "none", "not automated", "not monitored", "irreversible",
    "nein", "falsch", "manuell", "von hand", "non", "faux", "manuel", "manuellement", "falso", "manualmente", "manuale", "não", "nao", "nee", "onwaar", "handmatig", "nie", "fałsz", "ręcznie", "ręczny",
    "いいえ", "無", "手動", "否", "手动", "人工", "아니요", "수동",
];
/// Words that answer it with neither.
#[rustfmt::skip]
const PARTLY: &[&str] = &[
    "partial", "partially", "partly", "semi", "semi-automated", "semi-automatic", "semiautomated", "semi automated", "semi-auto", "mixed", "some", "sometimes", "half", "hybrid", "both",
    "teilweise", "halbautomatisch", "teils", "partiel", "partiellement", "parcial", "parziale", "gedeeltelijk", "deels", "częściowo", "一部", "部分", "半自动", "부분",
];

/// An answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
    /// It depends, so it is unknown.
    Partly,
    Unknown,
}

/// Yes, no or unknown; words behind a yes or no, as in `yes (OCR + validation)`, don't matter here.
pub(crate) fn answer(cell: &str) -> Option<Answer> {
    if is_unknown_cell(cell) {
        return Some(Answer::Unknown);
    }
    let text = cell.to_lowercase();
    let whole = text.trim().trim_end_matches(['.', '!']);
    let known = |text: &str| match text {
        text if PARTLY.contains(&text) => Some(Answer::Partly),
        text if YES.contains(&text) => Some(Answer::Yes),
        text if NO.contains(&text) => Some(Answer::No),
        _ => None,
    };
    let start = |signs: &[char]| whole.split(signs).next().map(str::trim).filter(|start| *start != whole);
    let number = || {
        // `80% automated` is neither.
        let share = whole.split('%').next().filter(|_| whole.contains('%'))?.trim().parse::<f64>().ok()?;
        Some(if share >= 100.0 {
            Answer::Yes
        } else if share <= 0.0 {
            Answer::No
        } else {
            Answer::Partly
        })
    };
    known(whole)
        .or_else(number)
        .or_else(|| start(&['(', ',', ';', '–', '—', ':', '/']).and_then(known))
        .or_else(|| start(&[' ']).and_then(known))
}

/// A text without line breaks, which are only visual within a name.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Shortens a text that is quoted in a message.
pub(crate) fn clip(text: &str) -> String {
    shortened(text, 40)
}

/// A text of at most this many characters, with an ellipsis if it is cut.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// A number without floating-point noise: 0.30000000000000004 is 0.3. Three decimals get a fourth, so that
/// their point isn’t taken for a thousands separator.
pub(crate) fn number_text(number: f64) -> String {
    let rounded: f64 = format!("{number:.9}").parse().unwrap_or(number);
    let text = rounded.to_string();
    match text.split_once('.') {
        Some((_, decimals)) if decimals.len() == 3 => text + "0",
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_in_many_words() {
        for (cell, expected) in [
            ("yes", Some(Answer::Yes)),
            ("Yes (OCR + validation)", Some(Answer::Yes)),
            ("manual", Some(Answer::No)),
            ("Automated", Some(Answer::Yes)),
            ("semi-automated", Some(Answer::Partly)),
            ("80% automated", Some(Answer::Partly)),
            ("100 %", Some(Answer::Yes)),
            ("partial", Some(Answer::Partly)),
            ("?", Some(Answer::Unknown)),
            ("Nein", Some(Answer::No)),
            ("Jenkins", None),
        ] {
            assert_eq!(answer(cell), expected, "{cell}");
        }
    }
}
