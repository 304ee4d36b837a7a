//! The shape of a table: where its headings are, what they say, and which rows are below them.
//!
//! People write headings in two rows, units in a row or column of their own, steps side by side, hints below the
//! headings, and other tables below the steps. All of them are brought into one shape here: a heading per column, and
//! rows below. What is guessed or skipped is reported.

mod comments;
mod ends;
pub(crate) mod headings;
mod merged;
mod remarks;
mod turned;
pub(crate) mod units;

use crate::outcome::{finding, rows_named};
use crate::table::bytes::TableRow;
use crate::table::cells::clip;
use crate::table::shape::headings::{HeadingRows, MAX_HEADING_ROWS, Title};
use crate::table::sheet::RawSheet;
use vsm::model::finding::Finding;

/// What a person says about the shape; `None`: guessed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ShapeChoice {
    /// The number of the first row with headings, and how many such rows there are: 0 to 3.
    pub headings: Option<(usize, usize)>,
    /// Whether the steps are side by side.
    pub turned: Option<bool>,
}

/// A table with a heading per column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shaped {
    /// The headings; one per column, with empty text if there is none.
    pub(crate) titles: Vec<Title>,
    /// The rows below them that may be steps.
    pub(crate) rows: Vec<TableRow>,
    /// All rows below them.
    pub(crate) all: Vec<TableRow>,
    /// The number of the row with the headings, and how many such rows there are.
    pub(crate) headings: (usize, usize),
    /// Whether its steps were side by side.
    pub(crate) turned: bool,
    /// A title above the headings, and the number of its row.
    pub(crate) name: Option<(usize, String)>,
    /// Warnings about what was guessed or skipped.
    pub(crate) findings: Vec<Finding>,
    /// The table that it was made of, without its rows.
    pub(crate) source: RawSheet,
}

/// Brings a table into one shape.
pub(crate) fn shape(raw: RawSheet, choice: ShapeChoice) -> Shaped {
    let mut findings = Vec::new();
    let turned = choice.turned.unwrap_or_else(|| turned::is_turned(&raw));
    let mut raw = raw;
    let mut name = None;
    if turned {
        let titles: Vec<TableRow> = raw.rows.drain(..turned::rows_above(&raw)).collect();
        name = above(&titles, &mut findings);
        raw = turned::turn(raw);
        let sentence = "The steps are side by side, so columns were read as rows. Row 2 is column B.";
        findings.push(finding("turned", sentence.to_owned()));
    }
    let at = match choice.headings {
        Some((number, count)) => chosen(&raw, number, count),
        None => headings::find(&raw),
    };
    let mut titles = headings::titles(&raw, at);
    let mut below = raw.rows.split_off(at.end().min(raw.rows.len()));
    let number = raw.rows.get(at.first).map_or(1, |row| row.number);
    raw.rows.truncate(at.first);
    let said_below = || if at.count > 0 { units::said_below(&below) } else { None };
    let unit_said = units::said(&raw.rows).or_else(said_below);
    for rows in [&mut raw.rows, &mut below] {
        rows.retain(|row| unit_said.is_none_or(|(number, _)| row.number != number));
    }
    let name = name.or(above(&raw.rows, &mut findings));
    raw.rows.clear();
    if at.count > 0 && titles.iter().all(|title| title.heading.is_none()) {
        let texts: Vec<&str> = titles.iter().map(|title| title.text.as_str()).filter(|text| !text.is_empty()).collect();
        let sentence = format!("Row {number} (“{}”) looks like unknown headings.", clip(&texts.join(" | ")));
        findings.push(finding("read_as", sentence));
    }
    if at.count > 1 {
        let rows: Vec<usize> = (number..number + at.count).collect();
        findings.push(finding("read_as", format!("The headings are in {}.", rows_named(&rows).to_lowercase())));
    }
    if at.count > 0 {
        if let Some(row) = units::take_unit_row(&mut titles, &mut below) {
            findings.push(finding("read_as", format!("The units are in row {row}.")));
        }
        findings.extend(units::take_unit_columns(&mut titles, &mut below));
        if let Some((row, unit)) = unit_said {
            let more = if units::give_to_all(&mut titles, unit) { "" } else { ", but every column has its own unit" };
            let sentence = format!("Row {row} says that times are in {}{more}.", unit.plural());
            findings.push(finding("read_as", sentence));
        }
    }
    findings.extend(merged::fill(&raw.merged, &titles, &mut below));
    findings.extend(remarks::on_cells(&raw, &titles, &below, number + at.count.saturating_sub(1)));
    if raw.arrows.is_none() {
        findings.extend(comments::take(&raw.comments, &mut titles, &mut below));
    }
    let all = below.clone();
    if at.count > 0 {
        ends::cut(&titles, &mut below, &mut findings);
    }
    Shaped { titles, rows: below, all, headings: (number, at.count), turned, name, findings, source: raw }
}

/// The rows that a person chose as headings.
fn chosen(raw: &RawSheet, number: usize, count: usize) -> HeadingRows {
    let first = if count == 0 { 0 } else { raw.rows.iter().position(|row| row.number >= number).unwrap_or(0) };
    HeadingRows { first, count: count.min(MAX_HEADING_ROWS) }
}

/// The title above the headings, if one stands there alone. Everything else above them is skipped.
fn above(rows: &[TableRow], findings: &mut Vec<Finding>) -> Option<(usize, String)> {
    const MAX_NAME: usize = 80;
    let text = |row: &TableRow| row.cells.iter().find(|cell| !cell.is_empty()).cloned().unwrap_or_default();
    let is_alone = |row: &TableRow| row.cells.iter().filter(|cell| !cell.is_empty()).count() == 1;
    let rows = rows.iter().filter(|row| !row.cell(0).to_lowercase().starts_with("sep="));
    let mut name = None;
    for (at, row) in rows.enumerate() {
        let text = text(row);
        if at == 0
            && is_alone(row)
            && text.chars().count() <= MAX_NAME
            && text.contains(char::is_alphabetic)
            && !text.contains(':')
        {
            name = Some((row.number, text));
            continue;
        }
        let sentence = format!("Row {} (“{}”) is above the headings and was skipped.", row.number, clip(&text));
        findings.push(finding("row_left_out", sentence));
    }
    name
}
