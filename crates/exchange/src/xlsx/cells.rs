//! Reads the cells of a sheet as people would type them, and reports odd ones: formulas without a result,
//! merged cells.

use std::io::Cursor;

use calamine::{DataRef, Style, Xlsx, XlsxFormulaMetadata};

use crate::outcome::finding;
use crate::table::bytes::{MAX_CELL, MAX_COLUMNS, MAX_ROWS, TableRow};
use crate::table::cells::clip;
use crate::table::formula_escape::defuse;
use crate::table::guess::repeats_another;
use crate::table::shape::headings::find;
use crate::table::sheet::{MergedCells, RawSheet, column_letter};
use crate::xlsx::formula::id_in;
use vsm::model::duration::print_elapsed_signed;
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;
use vsm::text::{count, grouped};

/// An opened workbook.
pub(super) type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// The maximum number of cells on a sheet, including those that aren't read.
const MAX_CELLS: usize = 1_000_000;
/// The maximum size of the text on one sheet, in bytes: many cells may refer to one long text.
const MAX_TEXT: usize = 8_000_000;
/// The maximum number of formulas without a result that are reported one by one.
const MAX_FORMULAS: usize = 20;
/// More than the arrows and ideas of any map.
const MAX_LOOKED_UP: usize = 40_000;
/// Dates before this day, in days since 1900, are durations.
const FIRST_DAYS: f64 = 1000.0;

/// The cells of a sheet as rows of text.
pub(super) fn rows(workbook: &mut Book<'_>, name: &str) -> Result<Vec<TableRow>, ValidationError> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|cause| unreadable(&cause))?;
    let mut rows: Vec<TableRow> = Vec::new();
    let (mut looked_at, mut size) = (0, 0);
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|cause| unreadable(&cause))? {
        looked_at += 1;
        let refuse = |code, sentence: String| Err(ValidationError::new(code, format!("Sheet “{name}”: {sentence}")));
        if looked_at > MAX_CELLS {
            return refuse("too_large", format!("The limit is {} cells.", grouped(MAX_CELLS)));
        }
        let (line, column) = cell.get_position();
        let text = text(cell.get_value(), reader.styles().get(style).is_some_and(is_per_cent));
        if text.is_empty() {
            continue;
        }
        size += text.len();
        if size > MAX_TEXT {
            return refuse("too_large", format!("The limit is {} MB of text.", MAX_TEXT / 1_000_000));
        }
        let (number, column) = (line as usize + 1, column as usize);
        if column >= MAX_COLUMNS {
            return refuse("too_many_columns", format!("The limit is {MAX_COLUMNS} columns (row {number})."));
        }
        if text.chars().count() > MAX_CELL {
            let most = grouped(MAX_CELL);
            return refuse("too_long", format!("Cells can have up to {most} characters (row {number})."));
        }
        let place = match rows.binary_search_by_key(&number, |row| row.number) {
            Ok(place) => place,
            Err(_) if rows.len() == MAX_ROWS => {
                return refuse("too_many_rows", format!("The limit is {} rows.", grouped(MAX_ROWS)));
            }
            Err(place) => {
                rows.insert(place, TableRow { number, cells: Vec::new() });
                place
            }
        };
        if let Some(cell) = rows.get_mut(place).and_then(|row| row.cell_mut(column)) {
            *cell = text;
        }
    }
    Ok(rows)
}

/// A cell as people would type it. Texts are escaped, as the parser of tables expects them.
fn text(value: &DataRef<'_>, per_cent: bool) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(share) if per_cent => format!("{}%", share.saturating_mul(100)),
        DataRef::Float(share) if per_cent => format!("{}%", tidy(share * 100.0)),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => tidy(*number),
        DataRef::String(text) => defuse(text.trim()),
        DataRef::SharedString(text) => defuse(text.trim()),
        DataRef::Bool(true) => "yes".to_owned(),
        DataRef::Bool(false) => "no".to_owned(),
        // A date in the first years of the calendar is a duration of more than 24 hours that lost its
        // format.
        DataRef::DateTime(time) if time.is_duration() || time.as_f64() < FIRST_DAYS => elapsed(time.as_f64()),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => format!("{error}"),
    }
}

/// Whether the cell shows its number as a percentage. Characters in quotation marks, or after a backslash,
/// are only decoration.
fn is_per_cent(style: &Style) -> bool {
    let code = style.number_format.as_ref().map_or("", |format| format.format_code.as_str());
    let shown = code.split('"').step_by(2).flat_map(|part| part.split("\\%"));
    shown.into_iter().any(|part| part.contains('%'))
}

/// A number without floating-point noise: 0.30000000000000004 is 0.3. Three decimals get a fourth, so that
/// their point isn't taken for a thousands separator.
fn tidy(number: f64) -> String {
    let rounded: f64 = format!("{number:.9}").parse().unwrap_or(number);
    let text = rounded.to_string();
    match text.split_once('.') {
        Some((_, decimals)) if decimals.len() == 3 => text + "0",
        _ => text,
    }
}

/// A duration that a spreadsheet stores in days.
fn elapsed(days: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a saturating cast is intended")]
    let seconds = (days * 86_400.0).round() as i64;
    print_elapsed_signed(seconds)
}

pub(super) fn unreadable(cause: &dyn std::error::Error) -> ValidationError {
    ValidationError::new("not_readable", format!("This workbook can’t be read: {cause}."))
}

/// Warnings about formulas below the headings without a result, as written by programs that don't
/// calculate.
pub(super) fn without_result(workbook: &mut Book<'_>, name: &str, raw: &RawSheet) -> Vec<Finding> {
    let Some(headings) = raw.rows.get(find(raw).first) else { return Vec::new() };
    let Ok(mut reader) = workbook.worksheet_cells_reader(name) else { return Vec::new() };
    let (mut found, mut more) = (Vec::new(), 0_usize);
    while let Ok(Some(record)) = reader.next_cell_with_formula_metadata() {
        let (line, column) = (record.pos.0 as usize + 1, record.pos.1 as usize);
        let Some(formula) = record.formula.filter(|_| matches!(record.value, DataRef::Empty)) else { continue };
        // Columns that only repeat others as text need no result.
        if line <= headings.number || repeats_another(headings.cell(column)) {
            continue;
        }
        if found.len() == MAX_FORMULAS {
            more += 1;
            continue;
        }
        let formula = match formula {
            XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
                format!(" (={})", clip(&formula))
            }
            _ => String::new(),
        };
        let sentence = format!(
            "{}{line} is a formula{formula} without a saved result. Open and save the file in a spreadsheet app first.",
            column_letter(column)
        );
        found.push(finding("not_counted", sentence));
    }
    if more > 0 {
        let more = count(more, "more formula", "more formulas");
        found.push(finding("not_counted", format!("{more} without a saved result.")));
    }
    found
}

/// The steps that Weir's formulas look up by id, by row and column. The cached results may be outdated or
/// missing: some programs save none.
pub(super) fn looked_up(workbook: &mut Book<'_>, name: &str) -> Vec<(usize, usize, String)> {
    let Ok(mut reader) = workbook.worksheet_cells_reader(name) else { return Vec::new() };
    let mut found = Vec::new();
    while let Ok(Some(record)) = reader.next_cell_with_formula_metadata() {
        if let Some(XlsxFormulaMetadata::Normal { formula }) = record.formula
            && found.len() < MAX_LOOKED_UP
            && let Some(id) = id_in(&formula)
        {
            found.push((record.pos.0 as usize + 1, record.pos.1 as usize, defuse(&id)));
        }
    }
    found
}

/// The merged cells of a sheet.
pub(super) fn merged(workbook: &mut Book<'_>, name: &str) -> Vec<MergedCells> {
    let Ok(regions) = workbook.merge_cells_by_sheet_name(name) else { return Vec::new() };
    let cells = regions.into_iter().map(|region| MergedCells {
        rows: (region.start.0 as usize + 1, region.end.0 as usize + 1),
        columns: (region.start.1 as usize, region.end.1 as usize),
    });
    cells.collect()
}
