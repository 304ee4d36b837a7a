//! Plain lines, one step each: its name, then its values, separated by commas or semicolons; or several
//! steps in one line, joined by arrows.

use crate::table::heading::{Column, Heading};
use crate::text_lines::clean;
use crate::text_lines::row::{MAX_ROWS, RowBuilder};
use crate::text_lines::vocabulary::{WordMeaning, cell, meaning, unrecognized, without_fillers};
use vsm::model::duration::WorkingCalendar;

/// The separators between a name and the values, besides a comma.
pub(super) const AFTER_NAME: &[&str] = &[": ", " - ", " – ", " — "];

/// The numbered lines of a text.
pub(super) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text
        .trim_start_matches('\u{feff}')
        .split('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
    lines.enumerate().map(|(at, line)| (at + 1, line))
}

/// Parses lines; blank ones and rules are skipped.
pub(super) fn read<'t>(lines: impl Iterator<Item = (usize, &'t str)>, clock: &WorkingCalendar) -> Vec<RowBuilder> {
    let mut rows = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !clean::is_decoration(line)) {
        for step in steps(line) {
            let mut reader = Reader { row: RowBuilder::new(number, step.trim()), clock, bare: Vec::new() };
            reader.read(clean::without_bullet(step));
            rows.push(reader.row);
        }
        // Text beyond the limit is rejected as a whole; stop early.
        if rows.len() > MAX_ROWS {
            break;
        }
    }
    rows
}

/// A word of a line, with its meaning if it is recognized.
struct Word<'w> {
    text: &'w str,
    pieces: Option<Vec<(String, WordMeaning)>>,
}

struct Reader<'c> {
    row: RowBuilder,
    clock: &'c WorkingCalendar,
    /// Times without a label.
    bare: Vec<String>,
}

impl Reader<'_> {
    fn read(&mut self, line: &str) {
        let by_semicolons = at_semicolons(line);
        let mut words = by_semicolons.into_iter();
        let first = words.next().unwrap_or_default();
        let mut rest: Vec<Word<'_>> = Vec::new();
        let mut name = first;
        // With semicolons between its words, a name may contain a comma; but not in `Build, 2h; 80%`.
        let alone = words.len() == 0;
        if let [head, tail @ ..] = at_commas(first).as_slice() {
            let tail: Vec<Word<'_>> = tail.iter().map(|word| self.recognized(word)).collect();
            if alone || tail.iter().any(|word| word.pieces.is_some()) {
                name = head;
                rest.extend(tail);
            }
        }
        for word in words {
            let whole = self.recognized(word);
            match at_commas(word).as_slice() {
                parts @ [_, _, ..] if whole.pieces.is_none() => {
                    rest.extend(parts.iter().map(|part| self.recognized(part)));
                }
                _ => rest.push(whole),
            }
        }
        self.name(name);
        for word in rest.into_iter().filter(|word| !clean::is_decoration(word.text)) {
            self.take(word);
        }
        self.assign_bare_times();
    }

    /// The name, and values that follow it without a comma: `Review: 2h`, `Review - 2h work`,
    /// `Review (1d wait, 2h work)`.
    fn name(&mut self, text: &str) {
        if matches!(meaning(text, self.clock), Ok(WordMeaning::BareTime)) || self.is_value(text) {
            return self.word(text);
        }
        let mut name = text;
        if let Some((before, inside)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
            let words = at_commas(inside);
            if !before.trim().is_empty() && words.iter().all(|word| pieces(word, self.clock).is_some()) {
                name = before.trim();
                for word in words {
                    self.word(word);
                }
            }
        }
        let mut cuts = AFTER_NAME.iter().filter_map(|divider| name.split_once(divider));
        let cut = cuts.find(|(before, rest)| !before.trim().is_empty() && pieces(rest, self.clock).is_some());
        if let Some((before, rest)) = cut {
            name = before;
            self.word(rest);
        }
        let name = clean::name(name);
        self.doubt_end(name);
        self.put(Column::Step, name);
    }

    /// `Build 2h` is a name, but perhaps wasn't meant as one.
    fn doubt_end(&mut self, name: &str) {
        let Some((_, last)) = name.rsplit_once(char::is_whitespace) else { return };
        let is_value = last.ends_with('%') || last.contains(char::is_alphabetic) && self.clock.parse(last).is_ok();
        if is_value && last.starts_with(|c: char| c.is_ascii_digit()) {
            self.row
                .report
                .guesses
                .push(format!("“{last}” was read as part of the name. If it isn’t, add a comma before it."));
        }
    }

    fn is_value(&self, text: &str) -> bool {
        matches!(meaning(text, self.clock), Ok(WordMeaning::Value(heading, _)) if heading.column.is_value() && text.contains(|c: char| c.is_ascii_digit()))
    }

    fn word(&mut self, word: &str) {
        self.take(self.recognized(word));
    }

    fn recognized<'w>(&self, text: &'w str) -> Word<'w> {
        Word { text, pieces: pieces(text, self.clock) }
    }

    fn take(&mut self, Word { text, pieces }: Word<'_>) {
        let Some(pieces) = pieces else {
            let sentence = meaning(text, self.clock).err().unwrap_or_default();
            self.row.report.unrecognized.push(unrecognized(text, &sentence));
            return;
        };
        for (text, word_meaning) in pieces {
            match word_meaning {
                WordMeaning::Nothing => {}
                WordMeaning::BareTime => self.bare.push(without_fillers(&text)),
                WordMeaning::Value(heading, value) => self.put_under(&heading, &value),
            }
        }
    }

    /// A time without a label is the wait time; a second one, or one next to a wait time, is the work time.
    /// That is a guess, so it is reported.
    fn assign_bare_times(&mut self) {
        for time in std::mem::take(&mut self.bare) {
            let known = |field: &str| {
                self.row.fields.contains_key(field) || self.row.fields.contains_key(&format!("{field}_range"))
            };
            let column = match (known("wait"), known("work")) {
                (false, _) => Column::Wait,
                (true, false) => Column::Work,
                (true, true) => {
                    let sentence = "Wait and work time are already given. Add a label, such as “lead 3d”.";
                    self.row.report.unrecognized.push(unrecognized(&time, sentence));
                    continue;
                }
            };
            self.row.report.guesses.push(format!("“{time}” was read as the {}.", column.in_sentence()));
            self.put(column, &time);
        }
    }

    fn put(&mut self, column: Column, text: &str) {
        self.put_under(&Heading::new(column, None), text);
    }

    fn put_under(&mut self, heading: &Heading, text: &str) {
        self.row.put(&cell(text, heading, self.clock), "");
    }
}

/// The conjunctions between two values in one word, as in `1d wait + 2h work`.
const CONJUNCTIONS: &[&str] = &["and", "+", "/", "&", "|"];

/// The meanings in a word; several if it has adjacent values: `1d wait 2h work`. `None` if any part of it
/// isn't recognized.
pub(super) fn pieces(word: &str, clock: &WorkingCalendar) -> Option<Vec<(String, WordMeaning)>> {
    const MAX_TOKENS: usize = 9;
    const MAX_PIECE: usize = 4;
    if let Ok(found) = meaning(word, clock) {
        return Some(vec![(word.to_owned(), found)]);
    }
    let tokens: Vec<&str> = word.split_whitespace().take(MAX_TOKENS + 1).collect();
    if !(2..=MAX_TOKENS).contains(&tokens.len()) || !word.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (mut found, mut rest) = (Vec::new(), tokens.as_slice());
    while let Some(first) = rest.first() {
        if CONJUNCTIONS.contains(&first.to_ascii_lowercase().as_str()) {
            rest = rest.get(1..)?;
            continue;
        }
        let longest = rest.len().min(MAX_PIECE);
        let piece = (1..=longest).rev().find_map(|length| {
            let (piece, after) = rest.split_at_checked(length)?;
            let piece = piece.join(" ");
            let word_meaning = meaning(&piece, clock).ok().filter(can_be_adjacent)?;
            Some((piece, word_meaning, after))
        });
        let (piece, word_meaning, after) = piece?;
        found.push((piece, word_meaning));
        rest = after;
    }
    Some(found)
}

/// Only values and phrases may be adjacent without a comma; a team or a remark would include what follows
/// it.
fn can_be_adjacent(meaning: &WordMeaning) -> bool {
    match meaning {
        WordMeaning::Value(heading, _) => {
            heading.column.is_value()
                || matches!(heading.column, Column::Automated | Column::Observed | Column::Reversible)
        }
        WordMeaning::BareTime => true,
        WordMeaning::Nothing => false,
    }
}

/// The arrows between steps within a line, longer ones first.
const ARROWS: &[&str] = &["-->", "==>", "->", "=>", "→", "⇒", "⟶", "➔", "➜", "➝", "▶", "►"];

/// The steps of a line, joined by arrows; the line itself if it has none.
fn steps(line: &str) -> Vec<&str> {
    let mut parts = vec![line];
    for arrow in ARROWS {
        parts = parts.into_iter().flat_map(|part| part.split(arrow)).collect();
    }
    if parts.len() == 1 {
        // A bare > is an arrow only between spaces: `Build > Test`.
        parts = line.split(" > ").collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !clean::is_decoration(part)).collect()
}

/// Splits at semicolons and tabs. Without any, [`at_commas`] splits.
pub(super) fn at_semicolons(text: &str) -> Vec<&str> {
    cut(text, |_, c, _| matches!(c, ';' | '\t' | '；'))
}

/// Splits at commas, but not within a number: `Build, 1,5h work` has two parts.
pub(super) fn at_commas(text: &str) -> Vec<&str> {
    cut(text, |before, c, after| match c {
        ',' => !(before.is_ascii_digit() && after.is_ascii_digit()),
        '，' | '、' => true,
        _ => false,
    })
}

/// Splits a text where `divides` returns true (it also gets the characters before and after), outside of
/// brackets and closed straight quotation marks.
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
    fn arrows_separate_steps() {
        assert_eq!(steps("Build -> Test → Deploy"), ["Build", "Test", "Deploy"]);
        assert_eq!(steps("Build --> Test => Deploy"), ["Build", "Test", "Deploy"]);
        assert_eq!(steps("Build > Test"), ["Build", "Test"]);
        assert_eq!(steps("Build>Test"), ["Build>Test"]);
    }

    #[test]
    fn commas_within_numbers_and_brackets_do_not_separate() {
        assert_eq!(at_commas("Build, 1,5h work,80%"), ["Build", "1,5h work", "80%"]);
        assert_eq!(at_commas("Ship (EU, US), 2h"), ["Ship (EU, US)", "2h"]);
        assert_eq!(at_commas("Ship (EU, 2h"), ["Ship (EU", "2h"]);
        assert_eq!(at_commas("\"Build, sign\", 2h"), ["\"Build, sign\"", "2h"]);
        assert_eq!(at_commas("5\" disk, 2h"), ["5\" disk", "2h"]);
        assert_eq!(at_semicolons("Build; 1,5h;"), ["Build", "1,5h", ""]);
    }
}
