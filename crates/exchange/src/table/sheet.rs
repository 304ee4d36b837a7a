//! A table before its cells are parsed. A [`RawSheet`] has rows and knows its heading row; a [`Sheet`]
//! knows the meaning of each column.

use serde_json::{Map as Json, Value};

use crate::outcome::finding;
use crate::table::bytes::{TableRow, decode, rows};
use crate::table::cells::clip;
use crate::table::columns::{Column, Heading, unit_of};
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;

/// The possible separators.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// The number of rows in which the headings are searched; people write titles above them.
const ROWS_ABOVE: usize = 20;

/// An arrow listed on a separate sheet of a workbook.
#[derive(Debug, Clone)]
pub(crate) struct ArrowRow {
    /// Its position: `Flows, row 3`.
    pub(crate) place: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// The share of a rework arrow.
    pub(crate) share: Option<String>,
    /// The wait of rework; may be empty.
    pub(crate) wait: String,
}

/// Cells that a spreadsheet shows as one; only the first has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MergedCells {
    /// Numbers of the first and last row, as in the spreadsheet.
    pub(crate) rows: (usize, usize),
    /// Indices of the first and last column.
    pub(crate) columns: (usize, usize),
}

/// A column of a table.
#[derive(Debug)]
pub(crate) struct SheetColumn {
    pub(crate) at: usize,
    pub(crate) heading: Heading,
    /// Its original heading.
    pub(crate) title: String,
}

/// A table.
#[derive(Debug, Default)]
pub(crate) struct RawSheet {
    /// The character between two cells.
    pub(crate) separator: char,
    /// All rows that aren't empty.
    pub(crate) rows: Vec<TableRow>,
    /// The index of the heading row.
    pub(crate) headings: usize,
    /// Warnings so far.
    pub(crate) findings: Vec<Finding>,
    /// The map's own fields in a workbook, as in the map file.
    pub(crate) about: Json<String, Value>,
    /// The arrows listed in a workbook.
    pub(crate) arrows: Option<Vec<ArrowRow>>,
    /// Whether its numbers are numbers and not text, as in a workbook. Then they don't show how people
    /// write theirs.
    pub(crate) typed: bool,
    /// The name of the sheet, or the heading above the table in a document; empty if it has none.
    pub(crate) name: String,
    /// The numbers of rows that the spreadsheet hides.
    pub(crate) hidden_rows: Vec<usize>,
    /// The merged cells of the spreadsheet.
    pub(crate) merged: Vec<MergedCells>,
    /// Why another separator failed; returned if none makes sense.
    failed: Option<ValidationError>,
}

impl RawSheet {
    /// The rows of a text file, split at the most plausible separator.
    pub(crate) fn from_text(bytes: &[u8]) -> Result<RawSheet, ValidationError> {
        let (text, assumed) = decode(bytes);
        if text.contains('\0') {
            return Err(ValidationError::new("not_text", "This file is neither a map nor a table."));
        }
        let mut failed = None;
        let mut best: Option<((usize, usize), RawSheet)> = None;
        for separator in SEPARATORS {
            match rows(&text, separator) {
                Ok(mut rows) => {
                    // The line below the headings of a Markdown table.
                    rows.retain(|row| separator != '|' || !row.cells.iter().all(|cell| is_ruler(cell)));
                    let raw = RawSheet::from_rows(separator, rows);
                    let score = (raw.score(), raw.rows_of_equal_width());
                    if best.as_ref().is_none_or(|(most, _)| score > *most) {
                        best = Some((score, raw));
                    }
                }
                Err(error) => _ = failed.get_or_insert(error),
            }
        }
        let Some((_, mut raw)) = best else {
            return Err(failed.unwrap_or_else(|| ValidationError::new("not_text", "This isn’t a table.")));
        };
        raw.failed = failed;
        if assumed {
            let sentence = "The file isn’t UTF-8 and was read as Windows-1252. Check letters such as ü or é.";
            raw.findings.push(finding("encoding", sentence.to_owned()));
        }
        Ok(raw)
    }

    pub(crate) fn from_rows(separator: char, rows: Vec<TableRow>) -> RawSheet {
        // Of several with as many known headings, the first one.
        let candidates = rows.iter().take(ROWS_ABOVE).enumerate().rev();
        let headings = candidates.max_by_key(|(_, row)| known_headings(row)).map_or(0, |(at, _)| at);
        RawSheet { separator, rows, headings, ..RawSheet::default() }
    }

    /// The number of recognized headings; 0 if none of them is the step's name.
    pub(crate) fn score(&self) -> usize {
        self.rows.get(self.headings).map_or(0, known_headings)
    }

    /// The number of rows with as many cells as the first one, if that is more than one.
    fn rows_of_equal_width(&self) -> usize {
        let width = self.rows.first().map_or(0, |row| row.cells.len());
        if width < 2 { 0 } else { self.rows.iter().filter(|row| row.cells.len() == width).count() }
    }

    pub(crate) fn width(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)
    }

    /// The meaning of the columns, guessed from their headings; `None`: the column is skipped. If two have the
    /// same meaning, the first one counts.
    pub(crate) fn guess(&self) -> Vec<Option<Heading>> {
        let headings = self.rows.get(self.headings);
        let heading = |at: usize| headings.map_or("", |row| row.cell(at));
        let column = |at: usize| {
            let title = heading(at);
            Some(SheetColumn { at, heading: Heading::parse(title)?, title: title.to_owned() })
        };
        let mut columns: Vec<_> = (0..self.width()).filter_map(column).collect();
        let below = self.rows.get(self.headings + 1..).unwrap_or_default();
        take_minimum(&mut columns);
        number_the_steps(&mut columns, below);
        let mut taken: Vec<Column> = Vec::new();
        let mut choices = vec![None; self.width()];
        for SheetColumn { at, heading, .. } in columns {
            if !taken.contains(&heading.column)
                && let Some(choice) = choices.get_mut(at)
            {
                taken.push(heading.column);
                *choice = Some(heading);
            }
        }
        // Unknown columns go into the notes, with the unit in their heading: the user may assign them
        // later.
        for (at, choice) in choices.iter_mut().enumerate() {
            if choice.is_none() && !repeats_another(heading(at)) && goes_to_note(at, heading(at), below) {
                *choice = Some(Heading::new(Column::Remark, unit_of(heading(at))));
            }
        }
        choices
    }

    fn no_headings(&self) -> ValidationError {
        let between = if self.separator == '\t' { ", ".to_owned() } else { self.separator.to_string() };
        let first = self.rows.first().map(|row| row.cells.join(&between));
        let sentence = match first {
            None => "The file is empty.".to_owned(),
            Some(line) => format!(
                "No step column found. The first row must contain headings, including “step”. It starts with “{}”.",
                clip(&line)
            ),
        };
        ValidationError::new("no_headings", sentence).at("row 1")
    }
}

fn is_ruler(cell: &str) -> bool {
    cell.chars().all(|c| matches!(c, '-' | ':' | '='))
}

fn known_headings(row: &TableRow) -> usize {
    let known: Vec<Column> = row.cells.iter().filter_map(|cell| Heading::parse(cell)).map(|h| h.column).collect();
    if known.contains(&Column::Step) { known.len() } else { 0 }
}

/// A table with recognized headings.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// The character between two cells.
    pub(crate) separator: char,
    pub(crate) columns: Vec<SheetColumn>,
    /// The rows below the headings.
    pub(crate) rows: Vec<TableRow>,
    /// Warnings about skipped and assumed values.
    pub(crate) findings: Vec<Finding>,
    /// The map's own fields in a workbook, as in the map file.
    pub(super) about: Json<String, Value>,
    /// The arrows listed on a separate sheet of a workbook.
    pub(super) arrows: Option<Vec<ArrowRow>>,
    /// Whether its numbers are numbers and not text.
    pub(super) typed: bool,
}

impl Sheet {
    /// Detects the separator and the headings.
    pub(crate) fn open(bytes: &[u8]) -> Result<Sheet, ValidationError> {
        Sheet::new(RawSheet::from_text(bytes)?, None)
    }

    /// The column with this meaning, if the file has it.
    pub(crate) fn column(&self, meaning: Column) -> Option<&SheetColumn> {
        self.columns.iter().find(|column| column.heading.column == meaning)
    }

    /// Whether the file has this column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.column(column).is_some()
    }

    /// The table with the meaning of its columns: guessed from their headings, or as selected. One has to have
    /// the step names, and no two may have the same meaning.
    pub(crate) fn new(raw: RawSheet, chosen: Option<&[Option<Heading>]>) -> Result<Sheet, ValidationError> {
        if chosen.is_none() && raw.score() == 0 {
            return Err(raw.failed.clone().unwrap_or_else(|| raw.no_headings()));
        }
        let RawSheet { separator, mut rows, headings, mut findings, about, arrows, typed, .. } = raw;
        let below = rows.split_off((headings + 1).min(rows.len()));
        let headings = rows.pop().unwrap_or(TableRow { number: 1, cells: Vec::new() });
        for above in rows.iter().filter(|row| !row.cell(0).to_lowercase().starts_with("sep=")) {
            let text = above.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str);
            let sentence = format!("Row {} (“{}”) is above the headings and was skipped.", above.number, clip(text));
            findings.push(finding("row_left_out", sentence));
        }
        let mut columns: Vec<SheetColumn> = Vec::new();
        let width = below.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(headings.cells.len());
        for at in 0..width {
            let title = headings.cell(at);
            let meant = match chosen {
                None => Heading::parse(title)
                    .or_else(|| goes_to_note(at, title, &below).then_some(Heading::new(Column::Remark, None))),
                Some(chosen) => chosen.get(at).cloned().flatten(),
            };
            match meant {
                Some(heading) if heading.column == Column::InWords => {}
                Some(heading) => {
                    if heading.column == Column::Remark && Heading::parse(title).is_none() {
                        findings.extend(not_known(at, title, &below, Place::Note));
                    }
                    columns.push(SheetColumn { at, heading, title: title.to_owned() });
                }
                // A column that repeats another one needs no warning.
                None if repeats_another(title) => {}
                None => {
                    let place = if chosen.is_some() { Place::Chosen } else { Place::Nowhere };
                    findings.extend(not_known(at, title, &below, place));
                }
            }
        }
        if chosen.is_none() {
            take_minimum(&mut columns);
            number_the_steps(&mut columns, &below);
        }
        check_duplicates(&columns, headings.number)?;
        findings.extend(by_cycle(&columns).filter(|_| chosen.is_none()));
        Ok(Sheet { separator, columns, rows: below, findings, about, arrows, typed })
    }
}

fn check_duplicates(columns: &[SheetColumn], row: usize) -> Result<(), ValidationError> {
    for (i, SheetColumn { heading, title, .. }) in columns.iter().enumerate() {
        if let Some(first) = columns.iter().take(i).find(|other| other.heading.column == heading.column)
            && heading.column != Column::Remark
        {
            let (first, second, meaning) = (clip(&first.title), clip(title), heading.column.in_sentence());
            let sentence =
                format!("Columns “{first}” and “{second}” both contain the {meaning}. Rename or remove one of them.");
            return Err(ValidationError::new("column_twice", sentence).at(format!("row {row}, {second}")));
        }
    }
    Ok(())
}

fn by_cycle(columns: &[SheetColumn]) -> Option<Finding> {
    let SheetColumn { title, .. } = columns.iter().find(|SheetColumn { heading, title, .. }| {
        heading.column == Column::Work && matches!(title.to_lowercase().get(..2), Some("cy" | "ct" | "c/"))
    })?;
    let sentence =
        format!("Column “{}” was read as work time. If it includes waiting, rename it to “lead time”.", clip(title));
    Some(finding("read_as", sentence))
}

/// In `wait, wait min, wait max` the second is the minimum, not a number of minutes.
fn take_minimum(columns: &mut [SheetColumn]) {
    for (typical, low, high) in
        [(Column::Wait, Column::WaitLow, Column::WaitHigh), (Column::Work, Column::WorkLow, Column::WorkHigh)]
    {
        let mut headings: Vec<&mut Heading> = columns.iter_mut().map(|column| &mut column.heading).collect();
        if headings.iter().any(|h| h.column == high) && !headings.iter().any(|h| h.column == low) {
            let minimum = headings.iter_mut().find(|h| h.column == typical && h.unit.as_deref() == Some("min"));
            if let Some(heading) = minimum {
                **heading = Heading::new(low, None);
            }
        }
        // The ends have the unit of the typical value.
        let unit = headings.iter().find(|h| h.column == typical).and_then(|h| h.unit.clone());
        for heading in headings.into_iter().filter(|h| h.column == low || h.column == high) {
            heading.unit = heading.unit.take().or_else(|| unit.clone());
        }
    }
}

/// Of `Schritt` and `Step` one may only number or letter the steps: then the other has the names.
fn number_the_steps(columns: &mut [SheetColumn], rows: &[TableRow]) {
    let is_number = |at: usize| rows.iter().all(|row| row.cell(at).chars().count() <= 2);
    let (numbers, names): (Vec<_>, Vec<_>) = columns
        .iter_mut()
        .filter(|column| column.heading.column == Column::Step)
        .partition(|column| is_number(column.at));
    if !names.is_empty() {
        for column in numbers {
            column.heading.column = Column::Remark;
        }
    }
}

/// Whether it is the error value of a spreadsheet for a formula that looked up a deleted step.
pub(crate) fn is_gone(cell: &str) -> bool {
    matches!(cell, "#N/A" | "#REF!")
}

/// Whether a column with this heading only repeats another one as text.
pub(crate) fn repeats_another(heading: &str) -> bool {
    Heading::parse(heading).is_some_and(|heading| heading.column == Column::InWords)
}

/// Whether an unknown column goes into the notes of the steps. Without a heading, its values would be
/// meaningless there.
fn goes_to_note(at: usize, heading: &str, rows: &[TableRow]) -> bool {
    !heading.is_empty() && rows.iter().any(|row| !row.cell(at).is_empty())
}

/// The destination of the cells of an unknown column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Into the notes of the steps.
    Note,
    /// Nowhere: the user skipped it.
    Chosen,
    /// Nowhere: without a heading they are meaningless.
    Nowhere,
}

/// A warning about an unknown column, unless it is empty.
fn not_known(at: usize, heading: &str, rows: &[TableRow], place: Place) -> Option<Finding> {
    let filled: Vec<&TableRow> = rows.iter().filter(|row| !row.cell(at).is_empty()).collect();
    let first = filled.first()?;
    let column = match (heading, place) {
        ("", _) => format!("Column {} has no heading", at + 1),
        (heading, Place::Chosen) => format!("Column “{}” is ignored", clip(heading)),
        (heading, _) => format!("Column “{}” is unknown", clip(heading)),
    };
    let values = match filled.len() {
        1 => format!("Its value in row {}", first.number),
        many => format!("Its {many} values, from row {},", first.number),
    };
    let sentence = match (place, filled.len()) {
        (Place::Note, 1) => format!("{column}. {values} goes to the step’s note."),
        (Place::Note, _) => format!("{column}. {values} go to the step notes."),
        (_, 1) => format!("{column}. {values} was skipped."),
        _ => format!("{column}. {values} were skipped."),
    };
    Some(finding(if place == Place::Note { "into_note" } else { "column_left_out" }, sentence))
}

/// A column's letter in a spreadsheet.
pub(crate) fn column_letter(at: usize) -> String {
    let last = char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    if at < 26 { last.to_string() } else { format!("{}{last}", column_letter(at / 26 - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        assert_eq!([0, 25, 26, 51, 52, 702].map(column_letter), ["A", "Z", "AA", "AZ", "BA", "AAA"]);
    }
}
