//! Fitting texts into a width: measuring, breaking into lines, shortening with an ellipsis.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::fonts::{Weight, advance_of, measure};

/// A text broken into lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WrappedText {
    /// The lines, each at most as wide as requested.
    pub lines: Vec<String>,
    /// Whether the text was shortened; the last line then ends in an ellipsis.
    pub cut: bool,
}

impl WrappedText {
    /// The lines; the last one with `whole` as its full text if it is shortened.
    pub(crate) fn into_lines(self, whole: &str) -> impl Iterator<Item = (String, Option<String>)> {
        let last = self.lines.len().saturating_sub(1);
        self.lines.into_iter().enumerate().map(move |(at, line)| {
            let full = (self.cut && at == last).then(|| whole.to_owned());
            (line, full)
        })
    }
}

/// How a text is set: weight, size and maximum width.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The weight.
    pub weight: Weight,
    /// Font size in px.
    pub size: f64,
    /// Width in px.
    pub max_width: f64,
}

impl Setting {
    fn width(&self, text: &str) -> f64 {
        measure(text, self.weight, self.size)
    }

    /// Whether the text fits on one line.
    pub fn fits(&self, text: &str) -> bool {
        self.width(text) <= self.max_width
    }

    /// The text on one line, shortened with an ellipsis if it is too wide, and whether it was shortened.
    pub fn one_line(&self, text: &str) -> (String, bool) {
        let text = clean(text);
        if self.fits(&text) { (text.into_owned(), false) } else { (self.shortened(&text), true) }
    }

    /// The text on at most `max_lines` lines: broken at spaces, after hyphens and slashes, between wide
    /// characters, and inside a word as a last resort.
    pub fn wrap(&self, text: &str, max_lines: usize) -> WrappedText {
        let text = clean(text);
        let mut rest: &str = &text;
        let mut lines = Vec::new();
        while !rest.is_empty() {
            if lines.len() + 1 >= max_lines || self.fits(rest) {
                let cut = !self.fits(rest);
                lines.push(if cut { self.shortened(rest) } else { rest.to_owned() });
                return WrappedText { lines, cut };
            }
            let (line, tail) = self.break_off(rest);
            lines.push(line);
            rest = tail;
        }
        WrappedText { lines, cut: false }
    }

    /// The first line of a text that doesn't fit on one, and the rest.
    fn break_off<'t>(&self, text: &'t str) -> (String, &'t str) {
        let mut width = 0.0;
        let mut best = None;
        let mut end = text.len();
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            if at > 0 && may_break(before, c) {
                best = Some(at);
            }
            width += advance_of(c, self.weight) * self.size;
            if width > self.max_width && c != ' ' {
                end = at;
                break;
            }
            before = c;
        }
        // A word wider than a line is broken itself if it would leave most of this line empty.
        let word = best.unwrap_or(0);
        let long_word = !self.fits(text.get(word..).unwrap_or_default().split(' ').next().unwrap_or_default());
        if best.is_none() || (long_word && self.width(&text[..word]) < self.max_width * 0.4) {
            return self.break_word(text, word, end);
        }
        (text[..word].trim_end().to_owned(), text[word..].trim_start())
    }

    /// Breaks inside the word that starts at `word`, where characters up to `end` would fit.
    fn break_word<'t>(&self, text: &'t str, word: usize, end: usize) -> (String, &'t str) {
        let hyphen = self.width("-");
        let mut at_most = end;
        while at_most > 0 && (!text.is_char_boundary(at_most) || self.width(&text[..at_most]) + hyphen > self.max_width)
        {
            at_most -= 1;
        }
        let piece = &text[word..];
        let length = piece.split(' ').next().unwrap_or_default().len();
        let syllable = syllables(&piece[..length]).into_iter().map(|at| word + at).rfind(|&at| at <= at_most);
        if let Some(at) = syllable {
            return (format!("{}-", &text[..at]), &text[at..]);
        }
        // No syllable fits: at least one character, so that this always advances.
        let first = text.chars().next().map_or(text.len(), char::len_utf8);
        let at = end.max(first);
        (text[..at].trim_end().to_owned(), text[at..].trim_start())
    }

    /// The beginning of the text with an ellipsis, as long as it fits.
    fn shortened(&self, text: &str) -> String {
        let max_width = self.max_width - self.width("…");
        let mut width = 0.0;
        let mut end = 0;
        for (at, c) in text.char_indices() {
            width += advance_of(c, self.weight) * self.size;
            if width > max_width {
                break;
            }
            end = at + c.len_utf8();
        }
        let start = text[..end].trim_end_matches([' ', '-', ',', '.', ':', ';']);
        format!("{start}…")
    }
}

/// The text without line breaks, control characters, double spaces and marks that change the direction of the text.
fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let mut before = b'x';
    let tidy = |byte: u8| {
        let twice = before == b' ' && byte == b' ';
        before = byte;
        (b' '..=b'~').contains(&byte) && !twice
    };
    if text.bytes().all(tidy) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    // Letters are composed with their marks, because fonts have few marks of their own.
    for c in text.nfc() {
        // Non-breaking spaces keep their meaning.
        let blank = c.is_control() || (c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}');
        match blank {
            true if out.is_empty() || out.ends_with(' ') => {}
            true => out.push(' '),
            false if is_direction_mark(c) => {}
            false => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

/// A text within another one: if it is written from right to left, between marks that keep it from moving the figures
/// beside it.
pub(crate) fn isolated(text: &str) -> Cow<'_, str> {
    let text = clean(text);
    if !text.is_ascii() && text.chars().any(is_right_to_left) {
        Cow::Owned(format!("\u{2068}{text}\u{2069}"))
    } else {
        text
    }
}

/// Whether it is a letter of a script that is written from right to left: Hebrew, Arabic, Syriac, Thaana, N’Ko, Adlam.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Whether it forces the direction of the text after it.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn may_break(before: char, after: char) -> bool {
    if before == ' ' || (matches!(before, '-' | '–' | '—' | '/' | '_' | '|') && after != ' ') {
        return true;
    }
    let wide = is_wide(before) || is_wide(after);
    // Closing punctuation stays with the text before it (the start of the Japanese line breaking rules).
    wide && !"。、，．」』）ー！？・っゃゅょ),.".contains(after) && !"「『（(".contains(before)
}

/// Whether it is a character of a script that is set without spaces.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Places where a word may be broken: before the last consonant that precedes a vowel, like German and
/// mostly English hyphenation. There is no dictionary, so it is sometimes a letter off; it is only used for
/// words too wide for a line of their own.
fn syllables(word: &str) -> Vec<usize> {
    let letters: Vec<(usize, char)> =
        word.char_indices().map(|(at, c)| (at, c.to_lowercase().next().unwrap_or(c))).collect();
    let is_vowel = |c: char| {
        matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ä' | 'ö' | 'ü' | 'é' | 'è' | 'á' | 'ó' | 'í' | 'å' | 'ø' | 'ı')
    };
    let mut places = Vec::new();
    let mut seen_vowel = false;
    for i in 0..letters.len() {
        let (_, c) = letters[i];
        if !is_vowel(c) {
            continue;
        }
        let mut start = i;
        if i > 0 && !is_vowel(letters[i - 1].1) {
            start = onset(&letters[..i]);
        } else if seen_vowel {
            continue; // two vowels stay together
        }
        if seen_vowel && start >= 3 && letters.len() - start >= 3 {
            places.push(letters[start].0);
        }
        seen_vowel = true;
    }
    places
}

/// Where the consonants begin that go with the vowel after these letters.
fn onset(before: &[(usize, char)]) -> usize {
    let ends = |tail: &str| {
        let length = tail.chars().count();
        before.len() >= length && before[before.len() - length..].iter().map(|l| l.1).eq(tail.chars())
    };
    let onsets = [
        "sch", "ch", "ph", "th", "sh", "qu", "br", "tr", "gr", "pr", "kr", "pl", "kl", "bl", "fr", "schl", "spr", "str",
    ];
    let length = onsets.iter().filter(|onset| ends(onset)).map(|onset| onset.len()).max().unwrap_or(1);
    before.len() - length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name() -> Setting {
        Setting { weight: Weight::Semibold, size: 13.5, max_width: 152.0 }
    }

    #[test]
    fn wrapped_text_breaks_at_spaces_and_shortens_the_last_line() {
        let lines = name().wrap("Change advisory board approval for the emergency release of the month", 2);
        assert_eq!(lines.lines.len(), 2);
        assert!(lines.cut && lines.lines[1].ends_with('…'), "{lines:?}");
        assert!(lines.lines.iter().all(|l| name().fits(l)));
    }

    #[test]
    fn compounds_and_wide_characters_break_inside() {
        for text in [
            "Datenschutzfolgenabschätzung durchführen",
            "本番環境へのデプロイ承認会議を待つ",
            "Wwwwwwwwwwwwwwwwwwwwwwwww",
        ] {
            let lines = name().wrap(text, 3);
            assert!(lines.lines.len() > 1, "{lines:?}");
            assert!(lines.lines.iter().all(|l| name().fits(l)), "{lines:?}");
        }
        assert_eq!(name().wrap("Datenschutzfolgenabschätzung", 3).lines[0].chars().last(), Some('-'));
    }

    #[test]
    fn control_characters_and_line_breaks_become_spaces() {
        assert_eq!(name().wrap("a\n\n b\u{7}c", 3).lines, ["a b c"]);
    }

    #[test]
    fn letters_are_composed_with_their_marks() {
        assert_eq!(name().one_line("Vie\u{323}\u{302}t").0, "Việt");
    }
}
