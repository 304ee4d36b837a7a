//! XLSX: the cells of a sheet, what is merged and what is hidden.

use quick_xml::events::{BytesStart, Event};

use crate::table::formula_escape::defuse;
use crate::table::sheet::{MergedCells, RawSheet};
use crate::workbook::book::{Book, rich_text, without_codes};
use crate::workbook::cells::{number, yes_or_no};
use crate::workbook::dates;
use crate::workbook::grid::{Budget, Grid};
use crate::workbook::sheet_marks::Marks;
use crate::workbook::xml::{Xml, attribute, damaged, is_true, next, open, text_of};
use vsm::model::error::ValidationError;

/// The number of rows and columns that Excel has.
const ALL_ROWS: usize = 1_048_576;
const ALL_COLUMNS: usize = 16_384;

/// A cell while it is read.
#[derive(Default)]
struct Cell {
    row: usize,
    column: usize,
    format: usize,
    kind: String,
    formula: Option<String>,
    value: Option<String>,
}

pub(super) fn read(
    bytes: &[u8],
    name: &str,
    book: &Book,
    budget: &mut Budget,
    mut marks: Marks,
) -> Result<RawSheet, ValidationError> {
    let mut xml = open(bytes)?;
    let mut grid = Grid::new(name, budget);
    // The places that follow if a row or cell doesn't say its own.
    let (mut row, mut column, mut is_complete) = (1, 0, false);
    while let Some(event) = next(&mut xml)? {
        match event {
            Event::Start(start) => match start.local_name().as_ref() {
                "col" if is_hidden(&start, "width") => {
                    let of = |name| attribute(&start, name).and_then(|at| at.parse::<usize>().ok());
                    if let Some((first, last)) = of("min").zip(of("max")) {
                        marks.hide_columns(first.saturating_sub(1), last);
                    }
                }
                "row" => {
                    let number = attribute(&start, "r").and_then(|at| at.parse().ok());
                    (row, column) = (number.filter(|row| (1..=ALL_ROWS).contains(row)).unwrap_or(row), 0);
                    if is_hidden(&start, "ht") {
                        marks.hide_row(row);
                    }
                }
                "c" => {
                    grid.count_cell()?;
                    let mut cell = cell(&mut xml, &start, (row, column))?;
                    (row, column) = (cell.row, cell.column + 1);
                    let text = text(&mut cell, book, &mut marks);
                    grid.put(cell.row, cell.column, text)?;
                }
                "mergeCell" => {
                    if let Some((first, last)) = attribute(&start, "ref").as_deref().and_then(range) {
                        marks.merge(MergedCells { rows: (first.0, last.0), columns: (first.1, last.1) });
                    }
                }
                _ => {}
            },
            Event::End(end) => match end.local_name().as_ref() {
                "row" => row += 1,
                "sheetData" => is_complete = true,
                _ => {}
            },
            _ => {}
        }
    }
    if !is_complete {
        return Err(damaged());
    }
    Ok(marks.into_sheet(grid.finish()))
}

/// Whether a row or column is hidden, or so small that nobody sees it.
fn is_hidden(start: &BytesStart<'_>, size: &str) -> bool {
    let is_nothing = |size: f64| size == 0.0;
    is_true(start, "hidden") || attribute(start, size).and_then(|size| size.parse().ok()).is_some_and(is_nothing)
}

/// Reads a cell; `next` is its place if it doesn't say it.
fn cell(xml: &mut Xml<'_>, start: &BytesStart<'_>, next_place: (usize, usize)) -> Result<Cell, ValidationError> {
    let (row, column) = match attribute(start, "r") {
        Some(place) => reference(&place).ok_or_else(damaged)?,
        None => next_place,
    };
    let format = attribute(start, "s").and_then(|format| format.parse().ok()).unwrap_or(0);
    let kind = attribute(start, "t").unwrap_or_default().into_owned();
    let mut cell = Cell { row, column, format, kind, ..Cell::default() };
    while let Some(event) = next(xml)? {
        match event {
            Event::Start(inner) => match inner.local_name().as_ref() {
                "v" => cell.value = Some(text_of(xml, &inner)?),
                "f" => cell.formula = Some(text_of(xml, &inner)?),
                "is" => cell.value = Some(rich_text(xml, &inner)?),
                _ => {}
            },
            Event::End(end) if end.name() == start.name() => return Ok(cell),
            _ => {}
        }
    }
    Err(damaged())
}

/// A cell as people would type it. Texts are escaped, as the parser of tables expects them.
fn text(cell: &mut Cell, book: &Book, marks: &mut Marks) -> String {
    let place = (cell.row, cell.column);
    let value = cell.value.take().unwrap_or_default();
    if let Some(formula) = cell.formula.take() {
        // A formula may have an empty text as its result.
        if value.is_empty() && cell.kind != "str" {
            marks.uncalculated(place, &formula);
        }
        marks.look_up(place, &formula);
    }
    let format = book.format(cell.format);
    let as_text = |text: &str| defuse(&format.text_with_unit(text.trim()).unwrap_or_else(|| text.trim().to_owned()));
    match cell.kind.as_str() {
        "s" => value.trim().parse().ok().and_then(|at: usize| book.texts.get(at)).map_or(String::new(), |t| as_text(t)),
        "str" => as_text(&without_codes(value)),
        "inlineStr" => as_text(&value),
        "b" => yes_or_no(value.trim() == "1" || value.trim() == "true"),
        "e" => value,
        "d" => match dates::days_of_date(&value).filter(|days| dates::is_date(*days)) {
            Some(days) => {
                marks.date(place);
                dates::date(days)
            }
            None => value,
        },
        _ => match value.trim().parse().ok().filter(|number: &f64| number.is_finite()) {
            Some(value) => {
                let (text, is_date) = number(value, format, book.is_1904);
                if is_date {
                    marks.date(place);
                }
                text
            }
            None => defuse(value.trim()),
        },
    }
}

/// The number of the row and the index of the column of `B3`.
pub(super) fn reference(text: &str) -> Option<(usize, usize)> {
    let text = text.trim().trim_start_matches('$');
    let (letters, digits) = text.split_at(text.find(|c: char| !c.is_ascii_alphabetic())?);
    let column = letters.bytes().try_fold(0_usize, |column, letter| {
        let next = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        (next <= ALL_COLUMNS).then_some(next)
    })?;
    let row = digits.trim_start_matches('$').parse().ok().filter(|row| (1..=ALL_ROWS).contains(row))?;
    Some((row, column.checked_sub(1)?))
}

/// The first and last cell of `B3:C4`.
fn range(text: &str) -> Option<((usize, usize), (usize, usize))> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (reference(first)?, reference(last)?);
    (first.0 <= last.0 && first.1 <= last.1).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_rows_and_columns() {
        for (text, place) in [
            ("A1", Some((1, 0))),
            ("AB12", Some((12, 27))),
            ("xfd1048576", Some((1_048_576, 16_383))),
            ("$B$3", Some((3, 1))),
            ("A0", None),
            ("XFE1", None),
            ("A1048577", None),
            ("ZZZZZZZZZZZZZZZZZZZZZ1", None),
            ("12", None),
            ("A", None),
            ("", None),
            ("Ä1", None),
        ] {
            assert_eq!(reference(text), place, "{text}");
        }
        assert_eq!(range("B3:C4"), Some(((3, 1), (4, 2))));
        assert_eq!((range("C4:B3"), range("B3:")), (None, None));
    }
}
