//! Labels in diagrams: a box holds a name and values, an arrow the wait or the share of the items.

use serde_json::{Map as Json, Value};

use crate::table::heading::{Column, Heading};
use crate::table::rows::cell::LEAD_RANGE;
use crate::text_lines::clean;
use crate::text_lines::lines::{AFTER_NAME, at_commas, at_semicolons, pieces};
use crate::text_lines::vocabulary::{WordMeaning, cell, meaning, without_fillers};
use vsm::model::duration::WorkingCalendar;
use vsm::model::number::{DecimalSign, read_percent};

/// The longest line whose words are looked at; a longer one is a remark.
const MAX_LINE: usize = 200;
/// The most lines of a label whose words are looked at.
const MAX_LINES: usize = 12;
/// The most words of a name behind which values are looked for.
const MAX_TOKENS: usize = 20;

/// Words that begin the name of a step in which items only wait.
const WAITS: &[&str] = &["wait", "waiting", "queue", "idle", "warten", "wartezeit", "attente", "espera", "attesa"];
/// Words for items that wait, unless another word follows: an inventory check is work.
#[rustfmt::skip]
const STOCKS: &[&str] = &["inventory", "stock", "buffer", "queue", "delay", "hold", "lager", "bestand", "puffer", "inventario", "scorta", "voorraad"];
/// Signs that begin a wait: the triangle of an inventory, an hourglass.
const WAIT_SIGNS: &[char] = &['△', '▲', '▽', '▼', '⏳', '⌛'];
/// Signs that begin a time.
const CLOCK_SIGNS: &[char] = &['⏱', '⏰', '⏲', '🕐', '🕑', '🕒', '🕓', '🕔', '🕕'];
/// Labels of a time that don’t say which one.
const VAGUE: &[&str] = &["time", "duration", "dauer", "zeit", "durée", "duración", "durata", "duur"];

/// The meaning of a box’s label.
#[derive(Debug, Default)]
pub(crate) struct BoxLabel {
    /// The fields of its step, with its name if it has one.
    pub(crate) fields: Json<String, Value>,
    /// Times without a label that were taken for the work time, or for the wait time.
    pub(crate) guesses: Vec<String>,
    /// Whether the name says that it is a wait.
    pub(crate) is_wait: bool,
    /// Texts that aren’t values.
    pub(crate) rest: Vec<String>,
    /// Values that may mean something else, each with a sentence that says how it was read.
    pub(crate) doubts: Vec<String>,
}

/// The meaning of an arrow’s label.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ArrowLabel {
    /// The fields of the step that the arrow leads to.
    pub(crate) fields: Json<String, Value>,
    /// The share of the items that take it, in percent.
    pub(crate) share: Option<f64>,
    /// Texts that are neither.
    pub(crate) rest: Vec<String>,
    /// Values that may mean something else, each with a sentence that says how it was read.
    pub(crate) doubts: Vec<String>,
}

/// Reads the label of a box. `is_name` says that its first line is nothing but the name.
pub(crate) fn of_box(lines: &[String], is_name: bool, clock: &WorkingCalendar) -> BoxLabel {
    let mut label = BoxLabel::default();
    let says_wait = |line: &String| WAITS.iter().any(|word| begins_with(line, word)) || is_stock(line);
    label.is_wait = !is_name && lines.iter().find(|line| !is_value(line, clock)).is_some_and(says_wait);
    let named = if is_name { Some(0) } else { lines.iter().position(|line| !is_value(line, clock)) };
    for (at, line) in lines.iter().enumerate() {
        if line.len() > MAX_LINE || at >= MAX_LINES {
            if named == Some(at) {
                label.put(&Heading::new(Column::Step, None), line, clock);
            } else {
                label.rest.push(line.clone());
            }
        } else if named != Some(at) {
            label.line(line, clock);
        } else if is_name {
            label.put(&Heading::new(Column::Step, None), line, clock);
        } else {
            label.name(line, clock);
        }
    }
    label
}

/// Whether a box holds nothing but a wait: `△ 500 pcs`, `Inventory: 3d`, `Wait: 3d`. Items wait in it on their way to the
/// next step.
pub(crate) fn is_only_wait(lines: &[String], clock: &WorkingCalendar) -> bool {
    let is_short = lines.len() <= MAX_LINES && lines.iter().all(|line| line.len() <= MAX_LINE);
    // `Queue 2` is a name.
    let is_numbered = |line: &String| {
        line.starts_with(char::is_alphabetic)
            && behind_stock(line).is_some_and(|behind| behind.chars().all(|c| c.is_ascii_digit()))
            && !line.contains([':', '='])
    };
    if matches!(lines, [line] if is_numbered(line)) {
        return false;
    }
    let waits = |line: &String| {
        let is_wait = |column| matches!(column, Column::Wait | Column::WaitRange | Column::Queue);
        words(line).iter().all(|word| {
            pieces(word, clock).is_some_and(|pieces| {
                pieces
                    .iter()
                    .all(|(_, meaning)| matches!(meaning, WordMeaning::Value(heading, _) if is_wait(heading.column)))
            })
        })
    };
    let says_number = lines.iter().any(|line| line.contains(|c: char| c.is_ascii_digit()));
    is_short && says_number && (lines.first().is_some_and(|line| is_only_stock(line, clock)) || lines.iter().all(waits))
}

/// Whether a text explains the diagram, or sums it up.
pub(crate) fn is_legend(lines: &[String]) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &["legend", "legende", "légende", "leyenda", "legenda", "total", "totals", "summe", "gesamt", "totale", "totaal"];
    lines.first().is_some_and(|line| WORDS.iter().any(|word| begins_with(line, word)))
}

/// Whether a text is what people write into the box of data below a step: a value on each line, some of which may
/// have labels that aren’t known here.
pub(crate) fn is_data(lines: &[String], clock: &WorkingCalendar) -> bool {
    let is_pair = |line: &String| line.contains(['=', ':']) && line.contains(|c: char| c.is_ascii_digit());
    lines.len() <= MAX_LINES
        && lines.iter().all(|line| line.len() <= MAX_LINE && (is_pair(line) || is_value(line, clock)))
        && lines.iter().any(|line| is_value(line, clock))
        && !is_perhaps_name(lines, clock)
}

/// Whether a line is nothing but times with their labels, or %C/A: `PT: 2h, WT: 1d`, `Duration: 2h`.
pub(crate) fn is_labeled_values(line: &str, clock: &WorkingCalendar) -> bool {
    line.len() <= MAX_LINE
        && line.contains(|c: char| c.is_ascii_digit())
        && words(line).iter().all(|word| are_labeled_times(word, clock) || vague_time(word, clock).is_some())
}

/// Whether a text is nothing but values.
pub(crate) fn is_only_values(lines: &[String], clock: &WorkingCalendar) -> bool {
    let are_values = !lines.is_empty() && lines.iter().all(|line| is_value(line, clock));
    lines.len() <= MAX_LINES && are_values && !is_perhaps_name(lines, clock)
}

/// Whether a single line could be a name as well as a time: `Do 1d`.
fn is_perhaps_name(lines: &[String], clock: &WorkingCalendar) -> bool {
    matches!(lines, [line] if line.starts_with(char::is_alphabetic) && !is_labeled_values(line, clock))
}

/// Whether a line is a sign or a word of waiting items with nothing but figures behind it: `Inventory: 12 items, 3d`, but
/// not `Hold 30 min meeting`.
fn is_only_stock(line: &str, clock: &WorkingCalendar) -> bool {
    let is_count = |word: &str| {
        let (number, noun) = word.split_once(' ').unwrap_or((word, ""));
        number.chars().all(|c| c.is_ascii_digit()) && !noun.contains(' ')
    };
    line.trim().starts_with(WAIT_SIGNS)
        || behind_stock(line).is_some_and(|behind| {
            words(behind.trim_matches(['(', ')'])).iter().all(|word| is_count(word) || pieces(word, clock).is_some())
        })
}

/// Whether a line is a sign or a word of waiting items, with no other word behind it.
fn is_stock(line: &str) -> bool {
    behind_stock(line).is_some()
}

/// What stands behind the sign or the word of waiting items: `12 items` of `Inventory: 12 items`.
pub(crate) fn behind_stock(line: &str) -> Option<&str> {
    let line = line.trim();
    if let Some(behind) = line.strip_prefix(WAIT_SIGNS) {
        return Some(behind.trim_start());
    }
    let end = line.find(|c: char| !c.is_alphabetic()).unwrap_or(line.len());
    let (word, behind) = line.split_at_checked(end)?;
    let is_stock =
        STOCKS.contains(&word.to_lowercase().as_str()) && !behind.trim_start().starts_with(char::is_alphabetic);
    is_stock.then(|| behind.trim_start_matches([':', '=', ' ', '-']))
}

impl BoxLabel {
    /// A label whose first line is the name, without a look at the others.
    pub(crate) fn unread(lines: &[String], clock: &WorkingCalendar) -> BoxLabel {
        let mut label = BoxLabel::default();
        if let [name, rest @ ..] = lines {
            label.put(&Heading::new(Column::Step, None), name, clock);
            label.rest.extend(rest.iter().cloned());
        }
        label
    }

    /// A name with values behind it: `Design: 2h`, `Design (2h)`, `Design, PT 2h`, `Design 2h`.
    fn name(&mut self, line: &str, clock: &WorkingCalendar) {
        let known = |word: &str| pieces(word, clock).is_some();
        let mut name = line.trim();
        if let [head, tail @ ..] = words(name).as_slice()
            && !tail.is_empty()
            && tail.iter().all(|word| is_value(word, clock))
        {
            name = head;
            self.words(tail, clock);
        }
        for (open, close) in [('(', ')'), ('[', ']')] {
            if let Some((before, inside)) = name.strip_suffix(close).and_then(|text| text.rsplit_once(open))
                && !before.trim().is_empty()
                && words(inside).iter().all(|word| known(word))
            {
                name = before.trim();
                self.words(&words(inside), clock);
            }
        }
        // In `Build PT: 2h` the label of the time comes before the divider.
        let tokens: Vec<&str> = name.split_whitespace().take(MAX_TOKENS + 1).collect();
        let labeled = (1..tokens.len()).filter(|_| tokens.len() <= MAX_TOKENS).find_map(|at| {
            let (before, rest) = tokens.split_at(at);
            let rest = rest.join(" ");
            are_labeled_times(&rest, clock).then(|| (before.join(" "), rest))
        });
        if let Some((before, times)) = labeled {
            self.word(&times, clock);
            return self.put_name(before.trim_end_matches([' ', '-', '–', '—', ':']), clock);
        }
        let cuts = AFTER_NAME.iter().chain(&[":"]).filter_map(|divider| {
            let (before, rest) = name.split_once(divider)?;
            // `Meeting 9:00`
            let is_clock =
                before.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
            let is_cut = !is_clock && !before.trim().is_empty() && words(rest).iter().all(|word| is_value(word, clock));
            is_cut.then_some((before, rest))
        });
        // The first divider ends the name: another one may be part of the value.
        if let Some((before, rest)) = cuts.min_by_key(|(before, _)| before.len()) {
            name = before;
            self.words(&words(rest), clock);
        }
        let tokens: Vec<&str> = name.split_whitespace().collect();
        let last = (1..=2_usize).rev().find_map(|length| {
            let (before, last) = tokens.split_at(tokens.len().checked_sub(length).filter(|before| *before > 0)?);
            let last = last.join(" ");
            // A sign before it belongs to it: `< 1d`.
            let digits = last.trim_start_matches(['<', '>', '≤', '≥', '~', '≈']).trim_start();
            let is_time = digits.starts_with(|c: char| c.is_ascii_digit())
                && last.contains(char::is_alphabetic)
                && matches!(meaning(&last, clock), Ok(WordMeaning::BareTime));
            is_time.then(|| (before.join(" "), last))
        });
        if let Some((before, time)) = &last {
            name = before;
            self.bare(time, clock);
        }
        self.put_name(name, clock);
    }

    fn put_name(&mut self, name: &str, clock: &WorkingCalendar) {
        self.put(&Heading::new(Column::Step, None), clean::name(name), clock);
    }

    fn line(&mut self, line: &str, clock: &WorkingCalendar) {
        let inside = line.trim().strip_prefix(['(', '[']).and_then(|text| text.strip_suffix([')', ']']));
        if let Some(inside) = inside.filter(|inside| words(inside).iter().all(|word| is_value(word, clock))) {
            return self.words(&words(inside), clock);
        }
        let (fields, guesses) = (self.fields.clone(), self.guesses.len());
        let words = words(line);
        if words.len() < 2 || belongs_together(line, clock) {
            return self.word(line, clock);
        }
        let rest = self.rest.len();
        self.words(&words, clock);
        // A sentence isn’t torn apart at its commas.
        if self.fields == fields && self.guesses.len() == guesses {
            self.rest.truncate(rest);
            self.rest.push(line.trim().to_owned());
        }
    }

    fn words(&mut self, words: &[&str], clock: &WorkingCalendar) {
        for word in words {
            self.word(word, clock);
        }
    }

    fn word(&mut self, word: &str, clock: &WorkingCalendar) {
        if let Some((time, is_wait)) = vague_time(word, clock) {
            if is_wait {
                self.put(&Heading::new(Column::Wait, None), &time, clock);
            } else {
                self.bare(&time, clock);
            }
            return;
        }
        let Some(pieces) = pieces(word, clock) else {
            if !clean::is_decoration(word) {
                self.rest.push(word.trim().to_owned());
            }
            return;
        };
        for (text, meaning) in pieces {
            match meaning {
                WordMeaning::Nothing => {}
                WordMeaning::BareTime => self.bare(&text, clock),
                WordMeaning::Value(heading, value) => _ = self.put(&heading, &value, clock),
            }
        }
    }

    fn bare(&mut self, text: &str, clock: &WorkingCalendar) {
        let time = without_fillers(text);
        let column = if self.is_wait { Column::Wait } else { Column::Work };
        // A second one is told as well: `put` keeps it as a text.
        if self.put(&Heading::new(column, None), &time, clock) {
            self.guesses.push(time);
        }
    }

    /// Whether the value is now part of the step.
    fn put(&mut self, heading: &Heading, text: &str, clock: &WorkingCalendar) -> bool {
        if let Some(doubts) = put(&mut self.fields, heading, text, clock) {
            self.doubts.extend(doubts);
            return true;
        }
        self.rest.push(said(heading, text));
        false
    }
}

/// Reads the label of an arrow.
pub(crate) fn of_arrow(lines: &[String], clock: &WorkingCalendar) -> ArrowLabel {
    let mut label = ArrowLabel::default();
    for (at, line) in lines.iter().enumerate() {
        if line.len() > MAX_LINE || at >= MAX_LINES {
            label.rest.push(line.clone());
            continue;
        }
        let mut text = line.trim().to_owned();
        if label.share.is_none()
            && let Some((share, others)) = share(&text)
        {
            label.share = Some(share);
            text = others;
        }
        let before = label.rest.len();
        let mut words = words(&text);
        if belongs_together(&text, clock) {
            words = vec![&text];
        } else if let [word] = words.as_slice() {
            words = explained(word, clock);
        }
        let known = words.iter().filter(|word| label.word(word, clock)).count();
        if known == 0 {
            label.rest.truncate(before);
            label.rest.extend(Some(text).filter(|text| !clean::is_decoration(text)));
        }
    }
    label
}

impl ArrowLabel {
    /// Whether the word has a meaning.
    fn word(&mut self, word: &str, clock: &WorkingCalendar) -> bool {
        let time = vague_time(word, clock).map(|(time, _)| time);
        let word = time.as_deref().unwrap_or(word);
        let known = pieces(word, clock).filter(|pieces| {
            pieces.iter().all(|(_, meaning)| match meaning {
                WordMeaning::Value(heading, _) => arrives_with(heading.column),
                WordMeaning::BareTime => true,
                WordMeaning::Nothing => false,
            })
        });
        let Some(pieces) = known else {
            if !clean::is_decoration(word) {
                self.rest.push(word.trim().to_owned());
            }
            return false;
        };
        for (text, meaning) in pieces {
            let (heading, value) = match meaning {
                WordMeaning::Value(heading, value) => (heading, value),
                _ => (Heading::new(Column::Wait, None), without_fillers(&text)),
            };
            match put(&mut self.fields, &heading, &value, clock) {
                Some(doubts) => self.doubts.extend(doubts),
                None => self.rest.push(said(&heading, &value)),
            }
        }
        true
    }
}

/// Whether it belongs to the step that an arrow leads to.
fn arrives_with(column: Column) -> bool {
    matches!(
        column,
        Column::Wait | Column::WaitRange | Column::WaitLow | Column::WaitHigh | Column::WaitReason | Column::Queue
    )
}

/// A percentage in a text, and the text without it. `10–20%` isn’t one share.
fn share(text: &str) -> Option<(f64, String)> {
    let (before, after) = text.split_once(['%', '％'])?;
    let before = before.trim_end();
    let words = before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let number = before.get(words.len()..)?.trim_start_matches([',', '.']);
    let is_range = words.trim_end().ends_with(['-', '–', '<', '>', '≤', '≥', '%'])
        && words.contains(|c: char| c.is_ascii_digit() || matches!(c, '<' | '>' | '≤' | '≥'));
    if is_range || after.contains(['%', '％']) {
        return None;
    }
    let share = read_percent(&format!("{number}%"), DecimalSign::Unknown, false).ok()?.value?;
    let is_edge = |c: char| c.is_whitespace() || ",;:()[]~≈-–—/|".contains(c);
    let parts = [words, after].map(|part| part.trim_matches(is_edge));
    Some((share, parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")))
}

fn begins_with(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric()).next().is_some_and(|first| first.eq_ignore_ascii_case(word))
}

/// Whether a text is nothing but figures.
fn is_value(text: &str, clock: &WorkingCalendar) -> bool {
    let is_figure = |meaning: &WordMeaning| match meaning {
        WordMeaning::Value(heading, _) => heading.column.is_value(),
        WordMeaning::BareTime => true,
        WordMeaning::Nothing => false,
    };
    text.contains(|c: char| c.is_ascii_digit())
        && text.len() <= MAX_LINE
        && words(text)
            .iter()
            .all(|word| pieces(word, clock).is_some_and(|pieces| pieces.iter().all(|(_, meaning)| is_figure(meaning))))
}

/// The parts of a line that can be values.
fn words(line: &str) -> Vec<&str> {
    let parts = line.split('|').flat_map(at_semicolons).flat_map(at_commas).flat_map(before_signs);
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Whether a line is understood without being split. Signs say what each of its times is: those are split.
fn belongs_together(line: &str, clock: &WorkingCalendar) -> bool {
    before_signs(line).len() < 2 && pieces(line, clock).is_some()
}

/// Splits before each sign of a time: `⏱ 2h ⏳ 3d`.
fn before_signs(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.char_indices().skip(1).find(|(_, c)| is_time_sign(*c)).map(|(at, _)| at) {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        parts.push(before);
        rest = after;
    }
    parts.push(rest);
    parts
}

fn is_time_sign(c: char) -> bool {
    CLOCK_SIGNS.contains(&c) || WAIT_SIGNS.contains(&c)
}

/// A time behind a sign or a word that doesn’t say what takes this time, and whether it says that items wait:
/// `⏱ 2h`, `Duration: 2h`, `⏳ 3d`.
fn vague_time(word: &str, clock: &WorkingCalendar) -> Option<(String, bool)> {
    let text = word.trim();
    let behind = text.trim_start_matches(|c: char| is_time_sign(c) || c == '\u{fe0f}');
    let time = if behind.len() < text.len() {
        behind.trim().to_owned()
    } else {
        let (label, time) = text.split_once([':', '='])?;
        let (label, unit) =
            label.trim().strip_suffix(')').and_then(|label| label.split_once('(')).unwrap_or((label, ""));
        let is_vague = VAGUE.contains(&label.trim().to_lowercase().as_str());
        is_vague.then(|| format!("{} {unit}", time.trim()).trim().to_owned())?
    };
    matches!(meaning(&time, clock), Ok(WordMeaning::BareTime)).then(|| (time, text.starts_with(WAIT_SIGNS)))
}

/// A time and the words in brackets behind it: `3d (wait for the board)`. With a figure in them, they change the time.
fn explained<'w>(word: &'w str, clock: &WorkingCalendar) -> Vec<&'w str> {
    let parts = word.strip_suffix(')').and_then(|word| word.split_once('('));
    match parts.map(|(time, why)| (time.trim(), why.trim())) {
        Some((time, why)) if !why.contains(|c: char| c.is_ascii_digit()) && pieces(time, clock).is_some() => {
            vec![time, why]
        }
        _ => vec![word],
    }
}

/// Whether a text is nothing but times with their labels, or %C/A: `PT 2h WT=1d`.
fn are_labeled_times(text: &str, clock: &WorkingCalendar) -> bool {
    let is_time = |column| {
        matches!(
            column,
            Column::Wait
                | Column::WaitRange
                | Column::Work
                | Column::WorkRange
                | Column::Lead
                | Column::CompleteAccurate
        )
    };
    text.contains(|c: char| c.is_ascii_digit())
        && pieces(text, clock).is_some_and(|pieces| {
            pieces
                .iter()
                .all(|(_, meaning)| matches!(meaning, WordMeaning::Value(heading, _) if is_time(heading.column)))
        })
}

/// Puts a value into the fields, and returns what is doubtful about it; `None` if it has no place.
fn put(
    fields: &mut Json<String, Value>,
    heading: &Heading,
    text: &str,
    clock: &WorkingCalendar,
) -> Option<Vec<String>> {
    let column = heading.column;
    let is_field = column.is_value()
        || arrives_with(column)
        || matches!(
            column,
            Column::Step
                | Column::Team
                | Column::Note
                | Column::Kind
                | Column::Automated
                | Column::Observed
                | Column::Reversible
                | Column::Source
                | Column::WorkRange
        );
    let is_end = matches!(column, Column::WaitLow | Column::WaitHigh | Column::WorkLow | Column::WorkHigh);
    if !is_field || !is_end && fields.contains_key(column.field()) {
        return None;
    }
    let remarks = cell(text, heading, clock).put_into(fields).ok()?;
    // Only the row of a table can make a range of the wait of it.
    let is_lead_range = fields.remove(LEAD_RANGE).is_some();
    (remarks.to_note.is_none() && !is_lead_range).then_some(remarks.doubts)
}

/// A value that has no place, as a text for a note.
fn said(heading: &Heading, text: &str) -> String {
    format!("{}: {text}", heading.column.heading())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.split('\n').map(str::to_owned).collect()
    }

    #[test]
    fn boxes_hold_a_name_and_values() {
        for (text, expected) in [
            ("Design: 2h", r#"{"name":"Design","work":7200}"#),
            ("Design (2h)", r#"{"name":"Design","work":7200}"#),
            ("Design [2h]", r#"{"name":"Design","work":7200}"#),
            ("Design 2h", r#"{"name":"Design","work":7200}"#),
            ("Design 30 min", r#"{"name":"Design","work":1800}"#),
            ("Design - 2h", r#"{"name":"Design","work":7200}"#),
            ("Wait for approval\n3d", r#"{"name":"Wait for approval","wait":86400}"#),
            ("Design\n2h", r#"{"name":"Design","work":7200}"#),
            ("2h\nDesign", r#"{"name":"Design","work":7200}"#),
            ("Design\nPT 2h\nLT 3d\n%C/A 80", r#"{"complete_accurate":80,"lead":86400,"name":"Design","work":7200}"#),
            ("Design | PT 2h | WT 1d", r#"{"name":"Design","wait":28800,"work":7200}"#),
            ("Design (PT 2h, WT 1d)", r#"{"name":"Design","wait":28800,"work":7200}"#),
            ("Design\nPT: 2h, C/A: 80%", r#"{"complete_accurate":80,"name":"Design","work":7200}"#),
            ("Test", r#"{"name":"Test"}"#),
            ("Test (QA)", r#"{"name":"Test (QA)"}"#),
            ("Sprint 12", r#"{"name":"Sprint 12"}"#),
            ("Good?", r#"{"name":"Good?"}"#),
            ("Plan, review and sign", r#"{"name":"Plan, review and sign"}"#),
        ] {
            let label = of_box(&lines(text), false, &WorkingCalendar::WORKING);
            assert_eq!(serde_json::to_string(&label.fields).unwrap(), expected, "{text}");
            assert_eq!(label.rest, Vec::<String>::new(), "{text}");
        }
        let label = of_box(&lines("Design\nof the thing, in a hurry\n2h\n3h"), false, &WorkingCalendar::WORKING);
        assert_eq!(label.rest, ["of the thing, in a hurry", "Work time: 3h"]);
        assert_eq!(label.guesses, ["2h"]);
    }

    #[test]
    fn arrows_hold_a_wait_or_a_share() {
        for (text, fields, share, rest) in [
            ("wait 3d", r#"{"wait":86400}"#, None, ""),
            ("3d", r#"{"wait":86400}"#, None, ""),
            ("~3d", r#"{"wait":86400}"#, None, ""),
            ("20%", "{}", Some(20.0), ""),
            ("no, 20%", "{}", Some(20.0), "no"),
            ("no (20 %)", "{}", Some(20.0), "no"),
            ("rework 12.5%", "{}", Some(12.5), "rework"),
            ("20% rework", "{}", Some(20.0), "rework"),
            ("20%, 2d", r#"{"wait":57600}"#, Some(20.0), ""),
            ("10-20%", "{}", None, "10-20%"),
            ("yes", "{}", None, "yes"),
            ("approved, signed", "{}", None, "approved, signed"),
        ] {
            let label = of_arrow(&lines(text), &WorkingCalendar::WORKING);
            assert_eq!(serde_json::to_string(&label.fields).unwrap(), fields, "{text}");
            assert_eq!((label.share, label.rest.join("; ").as_str()), (share, rest), "{text}");
        }
    }
}
