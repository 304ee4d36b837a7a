//! Workbooks that people bring. The package is checked before the library opens it, and cells come one by one, so that
//! neither many sizes nor many columns take memory.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};

use super::super::csv::column::Column;
use super::super::csv::defuse::defuse;
use super::super::csv::grid::{ArrowRow, Choice, Grid};
use super::super::csv::rows::{LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Row};
use super::super::package::{Limits, Package};
use super::{FLOWS, IDEAS, MAP, flows, ideas, map};
use crate::exchange::format::holds;
use crate::vsm::refusal::Refusal;

/// What the parts of a workbook may unpack to, in bytes.
const LIMITS: Limits = Limits { entry: 24_000_000, all: 32_000_000 };
/// The same for the texts of all cells, which the library keeps in memory.
const MOST_TEXTS: u64 = 4_000_000;
/// Most sheets that are looked at.
const MOST_SHEETS: usize = 40;
/// So many cells that lie outside of what is read are passed by; a sheet with more is refused.
const MOST_CELLS: usize = 1_000_000;
/// Most bytes of text on one sheet: many cells may name one long text.
const MOST_TEXT: usize = 8_000_000;

/// The table of steps in a workbook, on the sheet that is asked for or the one that looks most like it; and the names of
/// all sheets.
///
/// # Errors
/// A sentence, when it is no workbook, or larger than what is read.
pub(in crate::exchange) fn grid(bytes: &[u8], sheet: Option<usize>) -> Result<(Grid, Vec<String>), Refusal> {
    check(bytes)?;
    // The library counts without looking where a damaged file says nonsense (a cell called ZZZZZZZZ1): that is a refusal
    // like any other, and not the end of the program.
    std::panic::catch_unwind(|| opened(bytes, sheet)).unwrap_or_else(|_| {
        Err(Refusal::new("not_readable", "This workbook is damaged: its cells are not where they say they are."))
    })
}

fn opened(bytes: &[u8], sheet: Option<usize>) -> Result<(Grid, Vec<String>), Refusal> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|cause| unreadable(&cause))?;
    let names: Vec<String> = book.sheet_names().into_iter().take(MOST_SHEETS).collect();
    let mut best: Option<(usize, Grid)> = None;
    let mut refused = None;
    let asked = names.iter().enumerate().filter(|(at, _)| sheet.is_none_or(|sheet| sheet == *at));
    for (_, name) in asked {
        match rows(&mut book, name) {
            Ok(rows) => {
                let grid = Grid::of_rows('\t', rows);
                let score = grid.score();
                if best.as_ref().is_none_or(|(most, _)| score > *most)
                    && (score > 0 || best.is_none() && grid.width() > 0)
                {
                    best = Some((score, grid));
                }
            }
            Err(refusal) => _ = refused.get_or_insert(refusal),
        }
    }
    let Some((_, mut grid)) = best else {
        return Err(refused.unwrap_or_else(|| Refusal::new("no_table", "This workbook holds no cells.")));
    };
    beside(&mut book, &names, &mut grid);
    Ok((grid, names))
}

/// What Weir writes on other sheets: arrows, and fields of the map.
fn beside(book: &mut Xlsx<Cursor<&[u8]>>, names: &[String], grid: &mut Grid) {
    let mut sheet = |name: &str, headings: &[&str]| {
        names.iter().find(|known| *known == name)?;
        let mut rows = rows(book, name).ok()?;
        let first = rows.first()?;
        let own = headings.iter().enumerate().all(|(at, heading)| first.cell(at).eq_ignore_ascii_case(heading));
        own.then(|| rows.split_off(1))
    };
    if let Some(rows) = sheet(FLOWS, flows::HEADINGS.get(..4).unwrap_or_default()) {
        let arrow = |row: &Row| ArrowRow {
            place: format!("{FLOWS}, row {}", row.number),
            from: arm(row.cell(0)),
            to: arm(row.cell(1)),
            share: row.cell(2).eq_ignore_ascii_case(flows::REWORK).then(|| per_cent(row.cell(3))),
        };
        grid.arrows = Some(rows.iter().map(arrow).collect());
    }
    if let Some(rows) = sheet(MAP, &map::HEADINGS) {
        let texts: Vec<(String, String)> = rows.iter().map(|row| (row.cell(0).to_owned(), arm(row.cell(1)))).collect();
        grid.about = map::read(texts.iter().map(|(label, text)| (label.as_str(), text.as_str())));
    }
    if let Some(rows) = sheet(IDEAS, &ideas::HEADINGS.map(|(heading, _)| heading)) {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.cells.iter().map(|cell| arm(cell)).collect()).collect();
        let ideas = ideas::read(&rows, &step_ids(grid));
        if !ideas.is_empty() {
            grid.about.insert("ideas".to_owned(), ideas.into());
        }
    }
}

/// The ids of steps by their names in lower case; names that several have are left out.
fn step_ids(grid: &Grid) -> HashMap<String, String> {
    let column = |meant: Column| {
        grid.guess().iter().position(|choice| matches!(choice, Choice::Is(heading) if heading.column == meant))
    };
    let (mut ids, mut twice) = (HashMap::new(), Vec::new());
    if let Some((name, id)) = column(Column::Step).zip(column(Column::Id)) {
        for row in grid.rows.iter().skip(grid.headings + 1) {
            let name = arm(row.cell(name)).to_lowercase();
            if ids.insert(name.clone(), arm(row.cell(id))).is_some() {
                twice.push(name);
            }
        }
    }
    for name in twice {
        ids.remove(&name);
    }
    ids
}

fn arm(cell: &str) -> String {
    super::super::csv::defuse::arm(cell)
}

/// A share as the workbook holds it, `0.2`, in per cent.
fn per_cent(cell: &str) -> String {
    cell.parse().map_or_else(|_| cell.to_owned(), |share: f64| ((share * 1e10).round() / 1e8).to_string())
}

/// Refuses what would take far more memory than the file: only the parts that the library reads are unpacked, piece by
/// piece, and looked through for entities.
fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let mut package = Package::open(bytes, LIMITS)?;
    let names = package.names();
    if names.iter().any(|name| name == "content.xml") {
        let sentence = "This is an OpenDocument spreadsheet (ODS); save it as XLSX or CSV and bring that.";
        return Err(Refusal::new("not_readable", sentence));
    }
    for name in names.iter().filter(|name| is_read(name)) {
        let (mut size, mut end) = (0_u64, Vec::new());
        package.unpack(name, |piece| {
            size += piece.len() as u64;
            if size > MOST_TEXTS && name.ends_with("sharedStrings.xml") {
                let sentence = format!(
                    "The texts of this workbook are longer than {} MB; bring the sheet with the steps alone.",
                    MOST_TEXTS / 1_000_000
                );
                return Err(Refusal::new("too_large", sentence));
            }
            // The mark may lie across two pieces.
            end.extend_from_slice(piece);
            if holds(&end, b"<!DOCTYPE") || holds(&end, b"<!ENTITY") {
                return Err(Refusal::new(
                    "entities",
                    "This workbook declares XML entities, which no spreadsheet program does; it is not opened.",
                ));
            }
            end.drain(..end.len().saturating_sub(16));
            Ok(())
        })?;
    }
    Ok(())
}

fn is_read(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".xml", ".rels"].iter().any(|ending| name.ends_with(ending))
}

/// The cells of a sheet as rows of text.
fn rows(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Row>, Refusal> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|cause| unreadable(&cause))?;
    let mut rows: Vec<Row> = Vec::new();
    let (mut looked_at, mut size) = (0, 0);
    while let Some(cell) = reader.next_cell().map_err(|cause| unreadable(&cause))? {
        looked_at += 1;
        let refuse = |code, sentence: String| Err(Refusal::new(code, format!("Sheet “{name}”: {sentence}")));
        if looked_at > MOST_CELLS {
            return refuse("too_large", format!("it has more than {MOST_CELLS} cells."));
        }
        let (line, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        size += text.len();
        if size > MOST_TEXT {
            return refuse("too_large", format!("it has more than {} MB of text.", MOST_TEXT / 1_000_000));
        }
        let (number, column) = (line as usize + 1, column as usize);
        if column >= MOST_COLUMNS {
            return refuse("too_many_columns", format!("row {number} has more than {MOST_COLUMNS} columns."));
        }
        if text.chars().count() > LONGEST_CELL {
            return refuse("too_long", format!("a cell in row {number} is longer than {LONGEST_CELL} characters."));
        }
        let place = match rows.binary_search_by_key(&number, |row| row.number) {
            Ok(place) => place,
            Err(_) if rows.len() == MOST_ROWS => {
                return refuse("too_many_rows", format!("at most {MOST_ROWS} rows are read."));
            }
            Err(place) => {
                rows.insert(place, Row { number, cells: Vec::new() });
                place
            }
        };
        if let Some(row) = rows.get_mut(place) {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, String::new());
            }
            if let Some(cell) = row.cells.get_mut(column) {
                *cell = text;
            }
        }
    }
    Ok(rows)
}

/// A cell as people would type it. Texts are defused, as the reader of tables expects them.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => tidy(*number),
        DataRef::String(text) => defuse(text.trim()),
        DataRef::SharedString(text) => defuse(text.trim()),
        DataRef::Bool(true) => "yes".to_owned(),
        DataRef::Bool(false) => "no".to_owned(),
        DataRef::DateTime(time) if time.is_duration() || time.as_f64() < 1.0 => elapsed(time.as_f64()),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => format!("{error}"),
    }
}

/// A number without the noise of binary fractions: 0.30000000000000004 is 0.3.
fn tidy(number: f64) -> String {
    let rounded: f64 = format!("{number:.9}").parse().unwrap_or(number);
    rounded.to_string()
}

/// A length of time that a spreadsheet keeps as parts of a day.
fn elapsed(days: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a saturating cast is what is wanted")]
    let seconds = (days * 86_400.0).round() as i64;
    let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
    format!("{sign}{}", crate::vsm::duration::print_elapsed(seconds))
}

fn unreadable(cause: &dyn std::error::Error) -> Refusal {
    Refusal::new("not_readable", format!("This workbook cannot be read: {cause}."))
}
