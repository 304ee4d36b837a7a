//! Where a plain line is cut: at arrows into steps, at commas, semicolons and tabs into words.

/// What leads from one step to the next within a line, longer ones first.
const ARROWS: &[&str] = &["-->", "==>", "->", "=>", "→", "⇒", "⟶", "➔", "➜", "➝", "▶", "►"];

/// The steps of a line that arrows join; the line itself if it has none.
pub(super) fn steps(line: &str) -> Vec<&str> {
    let mut parts = vec![line];
    for arrow in ARROWS {
        parts = parts.into_iter().flat_map(|part| part.split(arrow)).collect();
    }
    if parts.len() == 1 {
        // A bare > is an arrow only between blanks: `Build > Test`.
        parts = line.split(" > ").collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !crate::text_lines::tidy::says_nothing(part)).collect()
}

/// Cuts at semicolons and tabs. Where there are none, [`at_commas`] does.
pub(super) fn at_semicolons(text: &str) -> Vec<&str> {
    cut(text, |_, c, _| matches!(c, ';' | '\t' | '；'))
}

/// Cuts at commas, but not within a number: `Build, 1,5h work` has two parts.
pub(super) fn at_commas(text: &str) -> Vec<&str> {
    cut(text, |before, c, after| match c {
        ',' => !(before.is_ascii_digit() && after.is_ascii_digit()),
        '，' | '、' => true,
        _ => false,
    })
}

/// Cuts a text where `divides` says so (it sees the characters before and after as well), outside brackets and straight
/// quotation marks that are closed again.
fn cut(text: &str, divides: impl Fn(char, char, char) -> bool) -> Vec<&str> {
    let last = |wanted: char| text.rfind(wanted).unwrap_or(0);
    let (last_bracket, last_quote) = (last(')'), last('"'));
    let (mut depth, mut quoted, mut before, mut start) = (0_usize, false, ' ', 0);
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        match c {
            '(' if at < last_bracket => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '"' => quoted = !quoted && at < last_quote,
            _ if depth == 0 && !quoted => {
                let after = text.get(next..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
                if divides(before, c, after) {
                    parts.push(text.get(start..at).unwrap_or_default());
                    start = next;
                }
            }
            _ => {}
        }
        before = c;
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts.into_iter().map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_join_steps() {
        assert_eq!(steps("Build -> Test → Deploy"), ["Build", "Test", "Deploy"]);
        assert_eq!(steps("Build --> Test => Deploy"), ["Build", "Test", "Deploy"]);
        assert_eq!(steps("Build > Test"), ["Build", "Test"]);
        assert_eq!(steps("Build>Test"), ["Build>Test"]);
    }

    #[test]
    fn commas_within_numbers_and_brackets_stay() {
        assert_eq!(at_commas("Build, 1,5h work,80%"), ["Build", "1,5h work", "80%"]);
        assert_eq!(at_commas("Ship (EU, US), 2h"), ["Ship (EU, US)", "2h"]);
        assert_eq!(at_commas("Ship (EU, 2h"), ["Ship (EU", "2h"]);
        assert_eq!(at_commas("\"Build, sign\", 2h"), ["\"Build, sign\"", "2h"]);
        assert_eq!(at_commas("5\" disk, 2h"), ["5\" disk", "2h"]);
        assert_eq!(at_semicolons("Build; 1,5h;"), ["Build", "1,5h", ""]);
    }
}
