//! The meaning of a word in a plain line: `1d wait`, `PT 2h`, `80 % C/A`, `team: QA`, `by hand`. Labels are
//! the headings of tables, and words that people use only in lists.

use serde_json::Map as Json;

use crate::table::cells::clip;
use crate::table::heading::{Column, Heading};
use crate::table::rows::cell::Cell;
use vsm::model::duration::{Hints, WorkingCalendar, is_frequency, is_unknown};
use vsm::model::number::{DecimalSign, read_percent};
use vsm::model::step::Kind;

/// Columns that connect steps or describe the map; pasting ignores them.
pub(super) const NOT_PASTED: &[Column] =
    &[Column::Then, Column::After, Column::Rework, Column::Map, Column::HoursPerDay, Column::DaysPerWeek];

/// Whole phrases, each with its column and the value.
#[rustfmt::skip]
const PHRASES: &[(&str, Column, &str)] = &[
    ("automated", Column::Automated, "yes"), ("automatic", Column::Automated, "yes"), ("automatically", Column::Automated, "yes"),
    ("by hand", Column::Automated, "no"), ("manual", Column::Automated, "no"), ("manually", Column::Automated, "no"), ("not automated", Column::Automated, "no"),
    ("observed", Column::Observed, "yes"), ("monitored", Column::Observed, "yes"),
    ("not observed", Column::Observed, "no"), ("not monitored", Column::Observed, "no"), ("unobserved", Column::Observed, "no"), ("unmonitored", Column::Observed, "no"),
    ("reversible", Column::Reversible, "yes"), ("can go back", Column::Reversible, "yes"), ("can be rolled back", Column::Reversible, "yes"),
    ("not reversible", Column::Reversible, "no"), ("irreversible", Column::Reversible, "no"), ("no way back", Column::Reversible, "no"), ("no rollback", Column::Reversible, "no"),
    ("measured", Column::Source, "measured"), ("guess", Column::Source, "guess"), ("guessed", Column::Source, "guess"), ("estimate", Column::Source, "guess"), ("estimated", Column::Source, "guess"),
    ("no downtime", Column::Downtime, "0"), ("zero downtime", Column::Downtime, "0"), ("without downtime", Column::Downtime, "0"),
    ("no wait", Column::Wait, "0"), ("no waiting", Column::Wait, "0"), ("no waiting time", Column::Wait, "0"),
];

/// Labels of columns that appear only in lists, besides the headings of tables.
const LIST_LABELS: &[(&str, Column)] = &[
    ("by", Column::Team),
    ("type", Column::Kind),
    ("takes", Column::Work),
    ("lasts", Column::Work),
    ("working", Column::Work),
    ("processing", Column::Work),
    ("person", Column::People),
    ("ppl", Column::People),
    ("because", Column::WaitReason),
    ("because of", Column::WaitReason),
    ("once a", Column::Every),
    ("once per", Column::Every),
    ("once every", Column::Every),
    ("down", Column::Downtime),
    ("in queue", Column::Queue),
    ("in the queue", Column::Queue),
    ("queued", Column::Queue),
];

/// Words between a label and its value that carry no meaning.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "is", "of", "for", "about", "approx", "approx.", "approximately", "around", "circa", "ca.", "roughly", "usually", "~", "takes",
];

/// A text under a heading.
pub(super) fn cell<'a>(text: &'a str, heading: &'a Heading, clock: &'a WorkingCalendar) -> Cell<'a> {
    Cell { text, heading, of_one: false, clock, sign: DecimalSign::Unknown, is_stored: false }
}

/// The meaning of a whole phrase.
fn phrase(text: &str) -> Option<WordMeaning> {
    let lower = text.to_lowercase();
    if let Some((_, column, given)) = PHRASES.iter().find(|(phrase, ..)| *phrase == lower) {
        return Some(value(*column, given));
    }
    Kind::ALL.iter().find(|kind| kind.as_str() == lower).map(|kind| value(Column::Kind, kind.as_str()))
}

/// Whether a text is one time and nothing else. A comma within a word is a decimal comma, so only `1,000` is ambiguous.
fn time(text: &str, clock: &WorkingCalendar) -> Result<(), String> {
    let reading = clock.read_time(text, &Hints::default())?;
    if reading.rest.is_empty() { Ok(()) } else { Err(format!("“{}” isn’t part of a time.", clip(&reading.rest))) }
}

fn is_share(text: &str) -> bool {
    read_percent(text, DecimalSign::Unknown, false).is_ok_and(|reading| reading.rest.is_empty())
}

/// The column that a label names.
fn heading(label: &str) -> Option<Heading> {
    let lower = label.to_lowercase();
    let known = LIST_LABELS.iter().find(|(label, _)| *label == lower);
    known.map_or_else(|| Heading::label(label), |&(_, column)| Some(Heading::new(column, None)))
}

/// A time without filler words: `about 2h` is 2h.
pub(super) fn without_fillers(text: &str) -> String {
    let mut tokens: Vec<&str> = text.trim_start_matches(['~', '≈']).split_whitespace().collect();
    let fillers =
        tokens.iter().take_while(|token| FILLERS.iter().any(|filler| token.eq_ignore_ascii_case(filler))).count();
    tokens.drain(..fillers);
    tokens.join(" ").trim_start_matches(['~', '≈']).to_owned()
}

/// A value that needs no unit.
fn value(column: Column, text: &str) -> WordMeaning {
    WordMeaning::Value(Heading::new(column, None), text.to_owned())
}

/// What a word means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WordMeaning {
    /// A value under a heading.
    Value(Heading, String),
    /// A time without a label.
    BareTime,
    /// An unknown value.
    Nothing,
}

/// A remark rather than a value, if there are more words than this.
const MAX_TOKENS: usize = 12;

/// The meaning of a word, or a sentence that says why it has none.
pub(super) fn meaning(word: &str, clock: &WorkingCalendar) -> Result<WordMeaning, String> {
    let tokens: Vec<&str> = word.split_whitespace().take(MAX_TOKENS + 1).collect();
    let text = tokens.join(" ");
    if is_unknown(&text) {
        return Ok(WordMeaning::Nothing);
    }
    if let Some((label, value)) = word.split_once([':', '='])
        && let Some(heading) = heading(label.trim())
    {
        return value_of(heading, value.trim(), clock);
    }
    if tokens.len() > MAX_TOKENS || text.len() > 200 {
        return Err(unlike_anything(word));
    }
    if let Some(found) = phrase(&text) {
        return Ok(found);
    }
    if are_several(&tokens) {
        return Err(unlike_anything(word));
    }
    if is_frequency(&text) {
        return Ok(value(Column::Every, &text));
    }
    if let Some(team) = text.strip_prefix('@').filter(|team| team.starts_with(char::is_alphanumeric)) {
        return Ok(value(Column::Team, team));
    }
    if text.ends_with('%') && is_share(&without_fillers(&text)) {
        return Ok(value(Column::CompleteAccurate, &without_fillers(&text)));
    }
    match labeled(&tokens, clock) {
        Some(Ok(found)) => Ok(found),
        // A word such as “none” needs a label.
        _ if text.contains(char::is_numeric) && time(&without_fillers(&text), clock).is_ok() => {
            Ok(WordMeaning::BareTime)
        }
        Some(Err(sentence)) => Err(sentence),
        None if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
            let (first, rest) = text.split_once(' ').unwrap_or((&text, ""));
            if !rest.is_empty() && clock.parse(first).is_ok() {
                return Err(format!("What is “{}”? Add wait, work, lead or downtime.", clip(rest)));
            }
            // It begins like a value: the parser of times knows what is missing.
            Err(time(&text, clock).err().unwrap_or_else(|| unlike_anything(word)))
        }
        None => Err(unlike_anything(word)),
    }
}

/// Whether a label stands between figures: `2h work 1d` isn’t the time of ten hours.
fn are_several(tokens: &[&str]) -> bool {
    let has_figure = |tokens: &[&str]| tokens.iter().any(|token| token.contains(|c: char| c.is_ascii_digit()));
    let is_label = |token: &str| heading(token).is_some_and(|heading| heading.column.is_time());
    (1..tokens.len()).any(|at| {
        let (before, after) = tokens.split_at(at);
        has_figure(before) && has_figure(after) && after.first().is_some_and(|token| is_label(token))
    })
}

fn unlike_anything(word: &str) -> String {
    let example = if word.len() <= 40 { word } else { "QA" };
    format!("Add a label, such as “team: {example}” or “note: {example}”.")
}

/// A label before its value, or after it: the longest label that makes sense. `None` if there is no label
/// at all.
fn labeled(tokens: &[&str], clock: &WorkingCalendar) -> Option<Result<WordMeaning, String>> {
    const MAX_LABEL: usize = 4;
    let mut trouble = None;
    let longest = tokens.len().saturating_sub(1).min(MAX_LABEL);
    for words in (1..=longest).rev() {
        let (label, rest) = tokens.split_at(words);
        let before = heading(&label.join(" ")).filter(|heading| goes_before(heading.column));
        // In `Team 1` the label is part of the name; in `team QA` it isn't.
        if let Some(heading) = before.clone().filter(|heading| heading.column == Column::Team && is_counted(rest)) {
            return Some(value_of(heading, &tokens.join(" "), clock));
        }
        let (rest_before, label) = tokens.split_at(tokens.len() - words);
        let behind = heading(&label.join(" ")).filter(|heading| goes_behind(heading.column, label));
        for (heading, rest) in [(before, rest), (behind, rest_before)] {
            match heading.map(|heading| value_of(heading, &rest.join(" "), clock)) {
                Some(Ok(found)) => return Some(Ok(found)),
                Some(Err(sentence)) => _ = trouble.get_or_insert(sentence),
                None => {}
            }
        }
    }
    trouble.map(Err)
}

/// Whether it is only a number or a letter, which isn't a name by itself.
fn is_counted(rest: &[&str]) -> bool {
    matches!(rest, [one] if one.chars().all(|c| c.is_ascii_digit()) || one.chars().count() == 1)
}

/// Labels that need no colon. An id does: `no rollback plan` isn't number “rollback plan”.
fn goes_before(column: Column) -> bool {
    column.is_value() || matches!(column, Column::Team | Column::WaitReason | Column::Note | Column::Kind)
}

fn goes_behind(column: Column, label: &[&str]) -> bool {
    column.is_value() || column == Column::Team && label.iter().all(|word| word.eq_ignore_ascii_case("team"))
}

/// The value, if it is valid in this column.
fn value_of(heading: Heading, text: &str, clock: &WorkingCalendar) -> Result<WordMeaning, String> {
    let (mut heading, mut text) = (heading, text.to_owned());
    if heading.column.is_value() {
        text = without_fillers(&text);
    }
    // `waiting for the board` is a reason, `waiting for 2d` a time.
    if heading.column == Column::WaitReason && time(&without_fillers(&text), clock).is_ok() {
        heading.column = Column::Wait;
        text = without_fillers(&text);
    }
    // `queue: 2d` is how long items wait, not how many.
    if heading.column == Column::Queue && text.contains(char::is_alphabetic) && time(&text, clock).is_ok() {
        heading = Heading::new(Column::Wait, None);
    }
    // `every week` is every 1 week.
    let says_number = text.contains(|c: char| c.is_ascii_digit());
    if heading.column == Column::Every && !says_number && clock.parse(&format!("1 {text}")).is_ok() {
        text = format!("1 {text}");
    }
    if heading.column == Column::Id || NOT_PASTED.contains(&heading.column) {
        let label = heading.column.heading();
        return Err(format!("“{label}” can’t be pasted. Steps are connected in the order of the lines."));
    }
    match cell(&text, &heading, clock).put_into(&mut Json::new()) {
        // Words that have no place make it another phrase.
        Ok(remarks) => match remarks.to_note {
            None => Ok(WordMeaning::Value(heading, text)),
            Some(_) => Err(format!("“{}” isn’t only a value.", clip(&text))),
        },
        Err(sentence) => Err(sentence),
    }
}

/// A word that wasn't recognized, with the reason.
pub(super) fn unrecognized(word: &str, sentence: &str) -> String {
    format!("“{}”: {sentence}", clip(word))
}
