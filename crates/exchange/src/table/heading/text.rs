//! A heading as text: its brackets, and its words without capitals and accents.

/// What a heading says outside of brackets, and in each of them.
pub(super) struct Parts {
    pub(super) main: String,
    pub(super) brackets: Vec<Bracket>,
}

pub(super) struct Bracket {
    pub(super) text: String,
    /// Whether it follows a letter: `Step(s)`.
    pub(super) is_attached: bool,
}

/// Splits a heading at its brackets. A heading that is only a bracket has none.
pub(super) fn parts(heading: &str) -> Parts {
    let (mut main, mut brackets) = (String::new(), Vec::new());
    let (mut inside, mut depth, mut is_attached) = (String::new(), 0_usize, false);
    for c in heading.chars() {
        match c {
            '(' | '[' | '{' | '（' | '［' | '【' => {
                if depth == 0 {
                    is_attached = main.ends_with(char::is_alphanumeric);
                }
                depth += 1;
            }
            ')' | ']' | '}' | '）' | '］' | '】' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && !inside.trim().is_empty() {
                    brackets.push(Bracket { text: std::mem::take(&mut inside), is_attached });
                    main.push(' ');
                }
            }
            _ if depth > 0 => inside.push(c),
            _ => main.push(c),
        }
    }
    if !inside.trim().is_empty() {
        brackets.push(Bracket { text: inside, is_attached });
    }
    if main.trim().is_empty() && !brackets.is_empty() {
        main = brackets.remove(0).text;
    }
    Parts { main, brackets }
}

/// Letters and digits only, in lower case, so that different spellings of a heading are equal.
pub(super) fn key(heading: &str) -> String {
    words(heading).into_iter().filter(|word| !matches!(word.as_str(), "%" | "#" | "?")).collect()
}

/// The words of a heading, folded: `leadTime` and `lead_time` are two, and signs with a meaning are words.
pub(super) fn words(heading: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    // An accent may be a character of its own.
    for c in heading.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36f}') && !is_note_mark(*c)) {
        let is_new = !c.is_alphanumeric()
            || before.is_lowercase() && c.is_uppercase()
            || before.is_alphanumeric() && is_ideograph(before) != is_ideograph(c);
        if is_new && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        match c {
            '%' | '％' => words.extend(["%".to_owned(), String::new()]),
            // N°
            '°' | 'º' if words.iter().rfind(|word| !word.is_empty()).is_some_and(|word| word == "n") => {
                words.retain(|word| !word.is_empty());
                words.pop();
                words.extend(["#".to_owned(), String::new()]);
            }
            '#' | '＃' | '№' => words.extend(["#".to_owned(), String::new()]),
            '?' | '？' => words.extend(["?".to_owned(), String::new()]),
            _ if c.is_alphanumeric() => {
                if let Some(word) = words.last_mut() {
                    c.to_lowercase().for_each(|c| fold_into(word, c));
                }
            }
            _ => {}
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A raised digit that refers to a footnote.
pub(crate) fn is_note_mark(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// A letter of a script that is written without spaces, or whose words are compounds of short ones.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A letter without its accent: people leave them out.
fn fold_into(word: &mut String, c: char) {
    let plain = match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' | 'ă' | 'ā' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' | 'ē' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ī' => 'i',
        'ľ' | 'ĺ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => 'o',
        'ŕ' | 'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ť' | 'ţ' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ß' => return word.push_str("ss"),
        'œ' => return word.push_str("oe"),
        'æ' => return word.push_str("ae"),
        // Full-width letters and digits.
        '\u{ff10}'..='\u{ff5a}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    word.push(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_and_folded() {
        for (heading, expected) in [
            ("leadTime_minutes", &["lead", "time", "minutes"][..]),
            ("%C/A", &["%", "c", "a"]),
            ("Étape/Größe", &["etape", "grosse"]),
            ("LT時間（分）", &["lt", "時間", "分"]),
            ("E\u{301}tape", &["etape"]),
            ("ＰＴ", &["pt"]),
            ("Wait¹ ²", &["wait"]),
            ("", &[]),
        ] {
            assert_eq!(words(heading), expected, "{heading}");
        }
        assert_eq!(key("% C/A?"), "ca");
    }

    #[test]
    fn brackets_are_apart() {
        let found = parts("Process Time (PT) [min");
        assert_eq!(found.main.trim(), "Process Time");
        let texts: Vec<_> = found.brackets.iter().map(|bracket| bracket.text.as_str()).collect();
        assert_eq!(texts, ["PT", "min"]);
        assert!(parts("Step(s)").brackets.iter().all(|bracket| bracket.is_attached));
        assert_eq!(parts("[PT]").main, "PT");
        assert_eq!(parts(")a(").main, "a");
    }
}
