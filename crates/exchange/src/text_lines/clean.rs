//! Removes decoration from list items: bullets, numbers, rules.

/// Whether there is no word or number in it: true of rules, bare bullets, arrows between lines and the
/// dashes of a Markdown table.
pub(super) fn is_decoration(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || (c.is_ascii_punctuation() && c != '?')
            || matches!(c, '\u{2500}'..='\u{257f}' | '\u{feff}' | '\u{200b}')
            || is_bullet(c)
            || "→⇒⟶➔➜➝↓⇓⬇▼↳…".contains(c)
    })
}

/// A text without the bullet or number before it: `- Build`, `• Build`, `1. Build`, `(2) Build`,
/// `[x] Build`.
pub(super) fn without_bullet(text: &str) -> &str {
    let mut rest = text.trim();
    // `- [ ] 1. Build` has three of them; a name never consists of signs only.
    for _ in 0..4 {
        let next = after_sign(rest).or_else(|| after_number(rest)).map(str::trim_start);
        match next.filter(|next| !is_decoration(next)) {
            Some(next) => rest = next,
            None => break,
        }
    }
    rest
}

fn after_sign(text: &str) -> Option<&str> {
    let signs = ["[ ]", "[x]", "[X]", "->", "→", "⇒", "↳"];
    if let Some(rest) = signs.iter().find_map(|sign| text.strip_prefix(sign)) {
        return Some(rest);
    }
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let loose = rest.starts_with(char::is_whitespace);
    let is_sign = match first {
        // A minus may directly precede a word, a plus or a star may belong to it; before a digit it makes a
        // negative number.
        '-' | '–' | '—' => loose || rest.starts_with(char::is_alphabetic),
        '*' | '+' | '>' | '#' => loose,
        other => is_bullet(other),
    };
    is_sign.then_some(rest)
}

/// `1.`, `1)`, `(1)`, `1.2`, `1.2.`, `a)`, `#1`, `Step 1:`.
fn after_number(text: &str) -> Option<&str> {
    let lower = text.get(..5).map(str::to_ascii_lowercase);
    if lower.as_deref() == Some("step ") {
        let rest = text.get(5..)?.trim_start_matches(|c: char| c.is_ascii_digit());
        let numbered = rest.len() < text.len() - 5;
        return rest.strip_prefix([':', '.', ')']).filter(|_| numbered);
    }
    let (text, opened) = match text.strip_prefix('(') {
        Some(inside) => (inside, true),
        None => (text.strip_prefix('#').unwrap_or(text), false),
    };
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let rest = text.trim_start_matches(is_part);
    let number = text.get(..text.len() - rest.len())?;
    if number.is_empty() {
        let letter = text.strip_prefix(|c: char| c.is_ascii_alphabetic())?;
        return letter.strip_prefix(')').filter(|rest| rest.starts_with(char::is_whitespace));
    }
    if !number.starts_with(|c: char| c.is_ascii_digit()) || number.len() > 12 {
        return None;
    }
    if let Some(rest) = rest.strip_prefix(')') {
        return Some(rest);
    }
    // `1. Build` and `1.2 Build` are numbered; `1.5h` is a time, and `2 eyes` a name.
    let counts = !opened && number.contains('.');
    let divided =
        rest.starts_with(char::is_whitespace) || number.ends_with('.') && rest.starts_with(char::is_alphabetic);
    (counts && divided).then_some(rest)
}

fn is_bullet(c: char) -> bool {
    "•◦‣▪▫■□●○·∙⁃◆◇►▶✓✔☐☑☒".contains(c)
}

/// A name without surrounding quotation marks and a final colon.
pub(super) fn name(text: &str) -> &str {
    let text = text.trim().trim_end_matches([':', ',', ';']).trim_end();
    for (open, close) in [("\"", "\""), ("“", "”"), ("„", "“"), ("«", "»"), ("**", "**")] {
        let inside = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        if let Some(inside) = inside.filter(|inside| !inside.trim().is_empty() && !inside.contains(open)) {
            return inside.trim();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_and_numbers_are_removed_from_names() {
        for sign in [
            "- ", "-", "• ", "•\t", "* ", "1. ", "1.", "12) ", "(3) ", "1.2 ", "1.2.3. ", "a) ", "#1. ", "- [ ] ",
            "[x] ", "Step 4: ", "– ", "→ ", "> ",
        ] {
            assert_eq!(without_bullet(&format!("{sign}Build")), "Build", "{sign}");
        }
        for text in
            ["2 eyes review", "3rd party check", "1.5h", "-2d", "7-Zip", "Step 4", "*", "-", "A/B test", "C++ build"]
        {
            assert_eq!(without_bullet(text), text);
        }
    }

    #[test]
    fn rulers_are_blank_and_question_marks_are_not() {
        for text in ["", "---", "|---|---|", "↓", "══════", " • ", "…"] {
            assert!(is_decoration(text), "{text}");
        }
        for text in ["?", "A", "5", "é", "日", "🚀"] {
            assert!(!is_decoration(text), "{text}");
        }
    }

    #[test]
    fn names_lose_surrounding_quotation_marks() {
        assert_eq!(name("“Build, sign”"), "Build, sign");
        assert_eq!(name("Build:"), "Build");
        assert_eq!(name("\"a\" and \"b\""), "\"a\" and \"b\"");
    }
}
