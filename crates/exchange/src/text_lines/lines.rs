//! Plain lines, one step each: its name, then what is known of it, between commas or semicolons; or several steps in one
//! line, joined by arrows.

use crate::table::columns::{Column, Heading};
use crate::table::fields::Cell;
use crate::text_lines::phrases::without_fillers;
use crate::text_lines::pieces::pieces;
use crate::text_lines::row::Row;
use crate::text_lines::vocabulary::{Meaning, NUMBERS, is_figure, meaning, told};
use crate::text_lines::{split, tidy};
use vsm::model::duration::WorkingCalendar;

/// What stands between a name and what is known of the step, besides a comma.
const AFTER_NAME: &[&str] = &[": ", " - ", " – ", " — "];
/// The lines of a text with their numbers.
pub(super) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text
        .trim_start_matches('\u{feff}')
        .split('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
    lines.enumerate().map(|(at, line)| (at + 1, line))
}

/// Reads lines; those that say nothing are no rows.
pub(super) fn read<'t>(lines: impl Iterator<Item = (usize, &'t str)>, clock: &WorkingCalendar) -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !tidy::says_nothing(line)) {
        for step in split::steps(line) {
            let mut reader = Reader { row: Row::new(number, step.trim()), clock, bare: Vec::new() };
            reader.read(tidy::without_bullet(step));
            rows.push(reader.row);
        }
        // What is beyond the limit is refused as a whole; until then, no more work than needed.
        if rows.len() > crate::text_lines::MAX_ROWS {
            break;
        }
    }
    rows
}

/// A word of a line, with what is understood of it, if anything.
struct Word<'w> {
    text: &'w str,
    pieces: Option<Vec<(String, Meaning)>>,
}

struct Reader<'c> {
    row: Row,
    clock: &'c WorkingCalendar,
    /// Times that do not say of what.
    bare: Vec<String>,
}

impl Reader<'_> {
    fn read(&mut self, line: &str) {
        let by_semicolons = split::at_semicolons(line);
        let mut words = by_semicolons.into_iter();
        let first = words.next().unwrap_or_default();
        let mut rest: Vec<Word<'_>> = Vec::new();
        let mut name = first;
        // With semicolons between its words, a name may hold a comma; but `Build, 2h; 80%` does not mean that.
        let alone = words.len() == 0;
        if let [head, tail @ ..] = split::at_commas(first).as_slice() {
            let tail: Vec<Word<'_>> = tail.iter().map(|word| self.understood(word)).collect();
            if alone || tail.iter().any(|word| word.pieces.is_some()) {
                name = head;
                rest.extend(tail);
            }
        }
        for word in words {
            let whole = self.understood(word);
            match split::at_commas(word).as_slice() {
                parts @ [_, _, ..] if whole.pieces.is_none() => {
                    rest.extend(parts.iter().map(|part| self.understood(part)));
                }
                _ => rest.push(whole),
            }
        }
        self.name(name);
        for word in rest.into_iter().filter(|word| !tidy::says_nothing(word.text)) {
            self.take(word);
        }
        self.settle_bare_times();
    }

    /// The name, and what may follow it without a comma: `Review: 2h`, `Review - 2h work`, `Review (1d wait, 2h work)`.
    fn name(&mut self, text: &str) {
        if matches!(meaning(text, self.clock), Ok(Meaning::BareTime)) || self.is_figure(text) {
            return self.word(text);
        }
        let mut name = text;
        if let Some((before, inside)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
            let words = split::at_commas(inside);
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
        let name = tidy::name(name);
        self.doubt_end(name);
        self.put(Column::Step, name);
    }

    /// `Build 2h` is a name, but perhaps it was not meant as one.
    fn doubt_end(&mut self, name: &str) {
        let Some((_, last)) = name.rsplit_once(char::is_whitespace) else { return };
        let is_figure = last.ends_with('%') || last.contains(char::is_alphabetic) && self.clock.parse(last).is_ok();
        if is_figure && last.starts_with(|c: char| c.is_ascii_digit()) {
            self.row
                .taken_as
                .push(format!("“{last}” was read as part of the name. If it isn’t, add a comma before it."));
        }
    }

    fn is_figure(&self, text: &str) -> bool {
        matches!(meaning(text, self.clock), Ok(Meaning::Value(heading, _)) if is_figure(heading.column) && text.contains(|c: char| c.is_ascii_digit()))
    }

    fn word(&mut self, word: &str) {
        self.take(self.understood(word));
    }

    fn understood<'w>(&self, text: &'w str) -> Word<'w> {
        Word { text, pieces: pieces(text, self.clock) }
    }

    fn take(&mut self, Word { text, pieces }: Word<'_>) {
        let Some(pieces) = pieces else {
            let sentence = meaning(text, self.clock).err().unwrap_or_default();
            self.row.not_understood.push(told(text, &sentence));
            return;
        };
        for (text, means) in pieces {
            match means {
                Meaning::Nothing => {}
                Meaning::BareTime => self.bare.push(without_fillers(&text)),
                Meaning::Value(heading, value) => self.put_under(&heading, &value),
            }
        }
    }

    /// A time that does not say of what is the wait; the second, or one beside a wait, the work. That is a guess, and told.
    fn settle_bare_times(&mut self) {
        for time in std::mem::take(&mut self.bare) {
            let known = |field: &str| {
                self.row.fields.contains_key(field) || self.row.fields.contains_key(&format!("{field}_range"))
            };
            let column = match (known("wait"), known("work")) {
                (false, _) => Column::Wait,
                (true, false) => Column::Work,
                (true, true) => {
                    let sentence = "Wait and work time are already given. Add a label, such as “lead 3d”.";
                    self.row.not_understood.push(told(&time, sentence));
                    continue;
                }
            };
            self.row.taken_as.push(format!("“{time}” was read as the {}.", column.in_sentence()));
            self.put(column, &time);
        }
    }

    fn put(&mut self, column: Column, text: &str) {
        self.put_under(&Heading { column, unit: None }, text);
    }

    fn put_under(&mut self, heading: &Heading, text: &str) {
        let cell = Cell { text, heading, of_one: false, clock: self.clock, numbers: NUMBERS };
        self.row.put(&cell, "");
    }
}
