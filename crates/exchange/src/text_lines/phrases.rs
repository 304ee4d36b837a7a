//! What people only say in lists: whole phrases, labels that no table has as a heading, words that say nothing more.

use crate::table::columns::{Column, Heading, understand};
use crate::text_lines::vocabulary::Meaning;
use vsm::model::step::Kind;

/// Whole phrases.
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
    ("hourly", Column::Every, "hourly"), ("daily", Column::Every, "daily"), ("weekly", Column::Every, "weekly"), ("fortnightly", Column::Every, "fortnightly"),
    ("monthly", Column::Every, "monthly"), ("quarterly", Column::Every, "quarterly"), ("yearly", Column::Every, "yearly"),
];

/// What a list says for a column besides the headings that a table has.
const SAID: &[(&str, Column)] = &[
    ("by", Column::Team),
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

/// What may stand between a label and its value and says nothing more.
const FILLERS: &[&str] = &[
    "is",
    "of",
    "for",
    "about",
    "approx",
    "approx.",
    "approximately",
    "around",
    "circa",
    "ca.",
    "roughly",
    "usually",
    "~",
    "takes",
];

/// What a whole phrase means.
pub(super) fn phrase(text: &str) -> Option<Meaning> {
    let lower = text.to_lowercase();
    if let Some((_, column, said)) = PHRASES.iter().find(|(phrase, ..)| *phrase == lower) {
        return Some(value(*column, said));
    }
    Kind::ALL.iter().find(|kind| kind.as_str() == lower).map(|kind| value(Column::Kind, kind.as_str()))
}

/// The column that a label names.
pub(super) fn heading(label: &str) -> Option<Heading> {
    let lower = label.to_lowercase();
    let said = SAID.iter().find(|(said, _)| *said == lower).map(|(_, column)| Heading { column: *column, unit: None });
    said.or_else(|| understand(label))
}

/// A time without the words around it that say nothing more: `about 2h` is 2h.
pub(super) fn without_fillers(text: &str) -> String {
    let mut tokens: Vec<&str> = text.trim_start_matches(['~', '≈']).split_whitespace().collect();
    let fillers =
        tokens.iter().take_while(|token| FILLERS.iter().any(|filler| token.eq_ignore_ascii_case(filler))).count();
    tokens.drain(..fillers);
    tokens.join(" ").trim_start_matches(['~', '≈']).to_owned()
}

/// A value that needs no unit.
pub(super) fn value(column: Column, text: &str) -> Meaning {
    Meaning::Value(Heading { column, unit: None }, text.to_owned())
}
