//! The columns of a pasted block: what they are taken for, and what the person says that they are.

use crate::table::bytes::TableRow;
use crate::table::heading::{Column, Heading};
use crate::table::mapping::{self, ColumnPreview, Meaning};
use crate::table::sheet::{RawSheet, Sheet};
use crate::text_lines::row::RowBuilder;
use crate::text_lines::spreadsheet::{self, Block};
use crate::text_lines::vocabulary::NOT_PASTED;
use vsm::Map;
use vsm::model::duration::WorkingCalendar;
use vsm::model::error::ValidationError;

/// What a person says about the columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnChoice {
    /// Whether the first row has headings.
    pub has_headings: bool,
    /// The meaning of each column. It is guessed if there are none, or not as many as columns.
    pub meanings: Vec<Meaning>,
}

/// The columns of a block, for the preview.
#[derive(Debug, Clone)]
pub struct PastedColumns {
    /// Whether the first row has headings.
    pub has_headings: bool,
    /// The columns, with the meaning that they are read with.
    pub columns: Vec<ColumnPreview>,
}

/// The meanings that a pasted column can have: the key in forms, and the label.
pub fn meanings() -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_pasted = |word: &str| Column::parse(word).is_some_and(|column| !NOT_PASTED.contains(&column));
    mapping::meanings().filter(move |(word, _)| is_pasted(word))
}

/// The columns of a pasted block; `None` if the text is plain lines, which name their values.
pub fn columns(text: &str, clock: &WorkingCalendar, choice: Option<&ColumnChoice>) -> Option<PastedColumns> {
    let block = spreadsheet::block(text, clock)?;
    let has_headings = choice.map_or(block.headings.is_some(), |choice| choice.has_headings);
    let (headings, rows) = parts(&block, has_headings);
    let given = choice.map(|choice| &choice.meanings).filter(|given| given.len() == width(&block));
    let meanings = given.cloned().unwrap_or_else(|| {
        let guessed = guessed(&block, has_headings, clock);
        guessed.iter().map(|heading| mapping::meaning(heading.as_ref())).collect()
    });
    Some(PastedColumns { has_headings, columns: mapping::preview(headings, rows, &meanings) })
}

/// The rows as they were chosen to be read; `None` if nothing was chosen, or the text has no columns.
pub(super) fn chosen_rows(
    text: &str,
    map: &Map,
    choice: Option<&ColumnChoice>,
    findings: &mut Vec<String>,
) -> Result<Option<Vec<RowBuilder>>, ValidationError> {
    let Some(choice) = choice else { return Ok(None) };
    let Some(block) = spreadsheet::block(text, &map.clock) else { return Ok(None) };
    let is_given = choice.meanings.len() == width(&block);
    if !is_given && choice.has_headings == block.headings.is_some() {
        return Ok(None);
    }
    let headings = if is_given {
        mapping::chosen(&choice.meanings)?
    } else {
        let guessed = guessed(&block, choice.has_headings, &map.clock);
        mapping::chosen(&guessed.iter().map(|heading| mapping::meaning(heading.as_ref())).collect::<Vec<_>>())?
    };
    let sheet = Sheet::new(raw(block, choice.has_headings, &headings), Some(&headings))?;
    Ok(Some(spreadsheet::sheet_rows(sheet, map, findings)))
}

/// The headings, and the rows below them.
fn parts(block: &Block, has_headings: bool) -> (Option<&TableRow>, &[TableRow]) {
    let at = if has_headings { block.headings.unwrap_or(0) } else { return (None, &block.rows) };
    (block.rows.get(at), block.rows.get(at + 1..).unwrap_or_default())
}

fn width(block: &Block) -> usize {
    block.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)
}

/// The meaning of the columns, from their headings if these name the steps, otherwise from their content.
fn guessed(block: &Block, has_headings: bool, clock: &WorkingCalendar) -> Vec<Option<Heading>> {
    let (headings, rows) = parts(block, has_headings);
    if let Some(headings) = headings {
        let above = std::iter::once(headings.clone()).chain(rows.iter().cloned()).collect();
        let mut raw = RawSheet::from_rows(block.separator, above);
        raw.headings = 0;
        let guess = raw.guess();
        if guess.iter().flatten().any(|heading| heading.column == Column::Step) {
            return guess;
        }
    }
    let mut guess = spreadsheet::guessed_headings(rows, clock);
    guess.resize(width(block), None);
    guess
}

/// The block as a table. Without headings, the meanings themselves are written above it.
fn raw(block: Block, has_headings: bool, meanings: &[Option<Heading>]) -> RawSheet {
    let Block { separator, mut rows, headings } = block;
    if !has_headings {
        let label =
            |heading: &Option<Heading>| heading.as_ref().map_or("", |heading| heading.column.heading()).to_owned();
        rows.insert(0, TableRow { number: 0, cells: meanings.iter().map(label).collect() });
    }
    let mut raw = RawSheet::from_rows(separator, rows);
    raw.headings = if has_headings { headings.unwrap_or(0) } else { 0 };
    raw
}
