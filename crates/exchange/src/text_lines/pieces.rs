//! One word of a line that may say several things: `1d wait + 2h work 80%`.

use crate::table::columns::Column;
use crate::text_lines::vocabulary::{Meaning, is_figure, meaning};
use vsm::model::duration::WorkingCalendar;

/// What joins two figures that stand in one word, as in `1d wait + 2h work`.
const JOINTS: &[&str] = &["and", "+", "/", "&", "|"];

/// The meanings in a word; several where its figures stand side by side: `1d wait 2h work`. None when any part of it
/// is not understood.
pub(super) fn pieces(word: &str, clock: &WorkingCalendar) -> Option<Vec<(String, Meaning)>> {
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
        if JOINTS.contains(&first.to_ascii_lowercase().as_str()) {
            rest = rest.get(1..)?;
            continue;
        }
        let longest = rest.len().min(MAX_PIECE);
        let piece = (1..=longest).rev().find_map(|length| {
            let (piece, after) = rest.split_at_checked(length)?;
            let piece = piece.join(" ");
            let means = meaning(&piece, clock).ok().filter(stands_side_by_side)?;
            Some((piece, means, after))
        });
        let (piece, means, after) = piece?;
        found.push((piece, means));
        rest = after;
    }
    Some(found)
}

/// Only figures and phrases stand side by side without a comma; a team or a remark would swallow what follows it.
fn stands_side_by_side(means: &Meaning) -> bool {
    match means {
        Meaning::Value(heading, _) => {
            is_figure(heading.column)
                || matches!(heading.column, Column::Automated | Column::Observed | Column::Reversible)
        }
        Meaning::BareTime => true,
        Meaning::Nothing => false,
    }
}
