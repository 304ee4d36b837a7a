//! Parses pasted rows: a block from a spreadsheet, or plain lines such as
//! `Code review, 1d wait, 2h work, 80%`.
//!
//! [`read()`] reports for every row what was recognized and what wasn't, so that a preview can show both;
//! nothing is dropped silently. [`preview()`] shows the columns of a block, whose meaning can be chosen instead
//! ([`read_as`]). [`Pasted::edit`] turns it into one edit.
//!
//! ```
//! use exchange::text_lines;
//! use vsm::WorkingCalendar;
//! let pasted = text_lines::read("Build, 2h work\nCode review, 1d wait, 80%", &WorkingCalendar::WORKING).unwrap();
//! assert_eq!(pasted.steps.len(), 2);
//! assert_eq!(pasted.rows[1].recognized[1], ("Wait time", "1d".to_owned()));
//! ```

mod block;
mod clean;
pub(crate) mod label;
mod lines;
mod row;
mod vocabulary;

use serde_json::{Map as Json, Value};

use crate::registry::Format;
use crate::table::heading::Column;
use crate::table::mapping::{self, Choice, Preview};
pub use crate::text_lines::row::{MAX_ROWS, RowReport};
use vsm::edit::Edit;
use vsm::model::duration::WorkingCalendar;
use vsm::model::error::ValidationError;
use vsm::text::grouped;
use vsm::validate::map::MAX_STEPS;
use vsm::{Map, StepId};

/// The maximum size of pasted text, in bytes.
pub const MAX_BYTES: usize = 200_000;

/// The result of parsing pasted text.
#[derive(Debug, Clone, PartialEq)]
pub struct Pasted {
    /// The steps in order, each with the fields that `add_step` takes, without ids.
    pub steps: Vec<Json<String, Value>>,
    /// A report for each row.
    pub rows: Vec<RowReport>,
    /// Assumed or skipped values that concern all rows, as sentences.
    pub findings: Vec<String>,
}

/// Parses pasted text; `clock` is the map's calendar.
///
/// # Errors
/// `too_large`, `too_many_rows`, `column_twice` or `not_rows`.
pub fn read(text: &str, clock: &WorkingCalendar) -> Result<Pasted, ValidationError> {
    read_as(text, clock, None)
}

/// Like [`read()`], with the meaning of the columns that was chosen, if the text has such columns.
///
/// # Errors
/// The same, and `no_headings` if no column was chosen for the step names.
pub fn read_as(text: &str, clock: &WorkingCalendar, choice: Option<&Choice>) -> Result<Pasted, ValidationError> {
    check(text)?;
    let mut map = Map::new("Pasted");
    map.clock = *clock;
    let mut findings = Vec::new();
    let rows = match block::open(text, choice, clock)? {
        Some(block) => block.rows(&map, &mut findings)?,
        None => lines::read(lines::numbered(text), clock),
    };
    if rows.len() > MAX_ROWS {
        return Err(too_many_rows(rows.len()));
    }
    let (rows, steps): (Vec<_>, Vec<_>) = rows.into_iter().map(|row| row.finished(&map)).unzip();
    Ok(Pasted { steps: steps.into_iter().flatten().collect(), rows, findings })
}

/// The columns and rows of a pasted block, for the preview; `None` if the text is plain lines, which name their values.
///
/// # Errors
/// As for [`read()`].
pub fn preview(
    text: &str,
    clock: &WorkingCalendar,
    choice: Option<&Choice>,
) -> Result<Option<Preview>, ValidationError> {
    check(text)?;
    Ok(block::open(text, choice, clock)?.map(|block| block.preview()))
}

/// Refuses what is too large, and files that hold more than rows.
fn check(text: &str) -> Result<(), ValidationError> {
    if text.len() > MAX_BYTES {
        let sentence = format!(
            "You pasted {} KB of text. The limit is {} KB. Import larger tables as a file.",
            grouped(text.len() / 1_000),
            MAX_BYTES / 1_000
        );
        return Err(ValidationError::new("too_large", sentence).at("text"));
    }
    let what = match Format::from_content(text.as_bytes()) {
        _ if text.trim_start().starts_with('{') => "map file".to_owned(),
        diagram @ (Format::Mermaid | Format::Bpmn | Format::Drawio) => format!("{} diagram", diagram.name()),
        _ => return Ok(()),
    };
    let sentence = format!("This looks like a {what}. Use Import on the Maps page.");
    Err(ValidationError::new("not_rows", sentence).at("text"))
}

/// The meanings that a pasted column can have: the key in forms, and the label.
pub fn meanings() -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_pasted = |word: &str| Column::parse(word).is_some_and(|column| !vocabulary::NOT_PASTED.contains(&column));
    mapping::meanings().filter(move |(word, _)| is_pasted(word))
}

fn too_many_rows(rows: usize) -> ValidationError {
    let sentence = format!("You pasted {} rows. The limit is {}.", grouped(rows), grouped(MAX_ROWS));
    ValidationError::new("too_many_rows", sentence).at("text")
}

impl Pasted {
    /// The edit that adds the steps, the first one after `after` (or at the end, if that is `None` and the
    /// map is one chain), each next one after the one before. `make_id` creates the ids of the steps, since
    /// later ones refer to earlier ones. `None` if there is nothing to add.
    pub fn edit(&self, after: Option<&StepId>, make_id: &mut dyn FnMut() -> String) -> Option<Edit> {
        let mut after = after.cloned();
        let edits = self.steps.iter().map(|fields| {
            let id = make_id();
            let mut step = fields.clone();
            step.insert("id".to_owned(), id.as_str().into());
            let place = after.replace(StepId::from(id));
            Edit::AddStep { step, after: place, before: None, beside: None, below: None }
        });
        let edits: Vec<Edit> = edits.collect();
        (!edits.is_empty()).then_some(Edit::Batch { edits })
    }

    /// Checks that the steps fit into this map.
    ///
    /// # Errors
    /// `too_many_steps`, with the number that fit.
    pub fn fits(&self, map: &Map) -> Result<(), ValidationError> {
        let room = MAX_STEPS.saturating_sub(map.steps.len());
        if self.steps.len() <= room {
            return Ok(());
        }
        let sentence = format!(
            "A map can have up to {} steps. This one has {}, so {} can be added. You pasted {}.",
            grouped(MAX_STEPS),
            grouped(map.steps.len()),
            if room == 0 { "none".to_owned() } else { format!("{} more", grouped(room)) },
            grouped(self.steps.len()),
        );
        Err(ValidationError::new("too_many_steps", sentence).at("text"))
    }
}
