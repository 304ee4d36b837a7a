//! Rows that people paste: a block out of a spreadsheet, or plain lines such as `Code review, 1d wait, 2h work, 80%`.
//!
//! [`read()`] tells for every row what was understood and what was not, so that a preview can show both; nothing is
//! dropped in silence. [`Pasted::edit`] makes one edit of it.
//!
//! ```
//! use exchange::text_lines;
//! use vsm::WorkingCalendar;
//! let pasted = paste::read("Build, 2h work\nCode review, 1d wait, 80%", &WorkingCalendar::WORKING).unwrap();
//! assert_eq!(pasted.steps.len(), 2);
//! assert_eq!(pasted.rows[1].understood[1], ("Wait time", "1d".to_owned()));
//! ```

mod columns;
mod edit;
mod headed;
mod lines;
mod phrases;
mod pieces;
mod row;
mod split;
mod tidy;
mod vocabulary;

use serde_json::{Map as Json, Value};

use crate::text_lines::row::Row;

use vsm::Map;
use vsm::model::duration::WorkingCalendar;
use vsm::model::error::ValidationError;
use vsm::text::grouped;

/// Most rows that are read at once.
pub const MAX_ROWS: usize = 1_000;
/// Most bytes that are read at once.
pub const MAX_BYTES: usize = 200_000;

/// What was pasted, as far as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Pasted {
    /// The steps in order, each with the fields that `add_step` takes, without ids.
    pub steps: Vec<Json<String, Value>>,
    /// What became of each row.
    pub rows: Vec<RowReport>,
    /// What was assumed or left out for all rows, as sentences.
    pub findings: Vec<String>,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowReport {
    /// Its number in what was pasted, from 1. Steps that arrows join in one line share it.
    pub line: usize,
    /// What was pasted.
    pub text: String,
    /// The fields that it gives its step: what people call them, and their values as they will be shown.
    pub understood: Vec<(&'static str, String)>,
    /// What was assumed, as sentences.
    pub taken_as: Vec<String>,
    /// What was not understood, or contradicts the rest; it is not part of the step.
    pub not_understood: Vec<String>,
    /// Is it a step? Without a name it is none.
    pub is_step: bool,
}

/// Reads what was pasted; `clock` is the map's.
///
/// # Errors
/// A sentence, when it is more than is read at once, or no rows at all but something else.
pub fn read(text: &str, clock: &WorkingCalendar) -> Result<Pasted, ValidationError> {
    if text.len() > MAX_BYTES {
        let sentence = format!(
            "You pasted {} KB of text. The limit is {} KB. Import larger tables as a file.",
            text.len() / 1_000,
            MAX_BYTES / 1_000
        );
        return Err(ValidationError::new("too_large", sentence).at("text"));
    }
    if text.trim_start().starts_with('{') {
        let sentence = "This looks like a map file. Use Import on the Maps page.";
        return Err(ValidationError::new("not_rows", sentence).at("text"));
    }
    let mut map = Map::new("Pasted");
    map.clock = *clock;
    let mut findings = Vec::new();
    let rows = match crate::text_lines::headed::read(text, &map, &mut findings)? {
        Some(rows) => rows,
        None => match crate::text_lines::columns::read(text, &map, &mut findings) {
            Some(rows) => rows,
            None => crate::text_lines::lines::read(crate::text_lines::lines::numbered(text), clock),
        },
    };
    if rows.len() > MAX_ROWS {
        let sentence = format!("You pasted {} rows. The limit is {}.", grouped(rows.len()), grouped(MAX_ROWS));
        return Err(ValidationError::new("too_many_rows", sentence).at("text"));
    }
    Ok(finished(rows, &map, findings))
}

fn finished(rows: Vec<Row>, map: &Map, findings: Vec<String>) -> Pasted {
    let mut pasted = Pasted { steps: Vec::new(), rows: Vec::with_capacity(rows.len()), findings };
    for row in rows {
        let (report, step) = row.finished(map);
        pasted.rows.push(report);
        pasted.steps.extend(step);
    }
    pasted
}
