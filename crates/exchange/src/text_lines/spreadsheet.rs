//! A block copied from a spreadsheet. Rows below headings are parsed like a table, but row by row, so that
//! a bad cell affects only itself. Without headings, the meaning of a column is guessed from its content,
//! and reported.

use crate::table::bytes;
use crate::table::cells::{Numbers, clip, one_line};
use crate::table::doubts::shares_of_one;
use crate::table::formula_escape::unescape;
use crate::table::heading::{Column, Heading};
use crate::table::read_cells::Cell;
use crate::table::sheet::{RawSheet, Sheet, SheetColumn};
use crate::table::totals::skip_totals;
use crate::text_lines::row::RowBuilder;
use crate::text_lines::vocabulary::{NOT_PASTED, NUMBERS, WordMeaning, cell, meaning};
use crate::text_lines::{clean, lines};
use vsm::Map;
use vsm::model::duration::{WorkingCalendar, is_unknown};
use vsm::model::error::ValidationError;

/// The rows, if there are headings above them. Two headings for the same column are an error.
pub(super) fn read_with_headings(
    text: &str,
    map: &Map,
    findings: &mut Vec<String>,
) -> Result<Option<Vec<RowBuilder>>, ValidationError> {
    match Sheet::open(text.as_bytes()) {
        Ok(sheet) if is_meant(&sheet) => Ok(Some(sheet_rows(sheet, map, findings))),
        Err(error) if error.code == "column_twice" => Err(error),
        Ok(_) | Err(_) => Ok(None),
    }
}

/// The rows of a sheet whose columns have a meaning.
pub(super) fn sheet_rows(mut sheet: Sheet, map: &Map, findings: &mut Vec<String>) -> Vec<RowBuilder> {
    let mut sheet_findings = std::mem::take(&mut sheet.findings);
    skip_totals(&mut sheet, &mut sheet_findings);
    let of_one = shares_of_one(&sheet, &mut sheet_findings);
    findings.extend(sheet_findings.into_iter().map(|finding| finding.sentence));
    findings.extend(not_pasted(&sheet));
    let numbers = Numbers::from_sheet(&sheet);
    let rows = sheet.rows.iter().filter(|row| !row.cells.iter().all(|cell| clean::is_decoration(cell))).map(|cells| {
        let mut row = RowBuilder::new(cells.number, &shown(cells));
        for SheetColumn { at, heading, title } in &sheet.columns {
            let cell = unescape(cells.cell(*at));
            if heading.column.goes_to_note() {
                row.remark(title, &cell);
                continue;
            }
            let text = match heading.column {
                Column::Step => clean::without_bullet(&cell),
                // New steps get new ids, and each leads to the next.
                Column::Id | Column::Order => continue,
                other if NOT_PASTED.contains(&other) => continue,
                _ => &cell,
            };
            row.put(&Cell { text, heading, of_one, clock: &map.clock, numbers, is_stored: false }, &clip(title));
        }
        row
    });
    rows.collect()
}

/// Rows that a separator cuts into cells, before their columns have a meaning.
pub(super) struct Block {
    pub(super) separator: char,
    pub(super) rows: Vec<bytes::TableRow>,
    /// The index of the row with the headings, if there is one.
    pub(super) headings: Option<usize>,
}

/// The text as rows of cells; `None` if these are plain lines.
pub(super) fn block(text: &str, clock: &WorkingCalendar) -> Option<Block> {
    let is_sheet = match Sheet::open(text.as_bytes()) {
        Ok(sheet) => is_meant(&sheet) && sheet.columns.len() > 1,
        Err(error) => error.code == "column_twice",
    };
    if is_sheet {
        let RawSheet { separator, rows, headings, .. } = RawSheet::from_text(text.as_bytes()).ok()?;
        return Some(Block { separator, rows, headings: Some(headings) });
    }
    let rows = rows_between_tabs(text)?;
    let kinds = column_kinds(&rows, clock);
    let name = kinds.iter().position(|kind| *kind == CellKind::Text)?;
    if is_list(&kinds, name) {
        return None;
    }
    let mut below = rows.clone();
    skip_headings(&mut below, &kinds, &mut Vec::new());
    let headings = (below.len() < rows.len()).then_some(0);
    Some(Block { separator: '\t', rows, headings })
}

/// The meaning of columns without headings, guessed from their content.
pub(super) fn guessed_headings(rows: &[bytes::TableRow], clock: &WorkingCalendar) -> Vec<Option<Heading>> {
    let kinds = column_kinds(rows, clock);
    let Some(name) = kinds.iter().position(|kind| *kind == CellKind::Text) else { return vec![None; kinds.len()] };
    let columns = guess(rows, &kinds, name, clock);
    columns.into_iter().map(|column| Some(Heading::new(column?, None))).collect()
}

/// A list of plain lines may contain one that reads like a heading: `Process`. Headings are several, or the
/// first line.
fn is_meant(sheet: &Sheet) -> bool {
    sheet.columns.len() > 1 || !sheet.findings.iter().any(|finding| finding.code == "row_left_out")
}

/// The pasted row, on one line.
fn shown(row: &bytes::TableRow) -> String {
    row.cells.iter().filter(|cell| !cell.is_empty()).map(|cell| one_line(cell)).collect::<Vec<_>>().join(" | ")
}

fn not_pasted(sheet: &Sheet) -> Option<String> {
    let filled = |at: usize| sheet.rows.iter().any(|row| !row.cell(at).is_empty());
    let columns =
        sheet.columns.iter().filter(|column| NOT_PASTED.contains(&column.heading.column) && filled(column.at));
    let titles: Vec<String> = columns.map(|column| format!("“{}”", clip(&column.title))).collect();
    (!titles.is_empty()).then(|| {
        let titles = titles.join(", ");
        format!("Not included when pasting: {titles}. Steps are connected in row order. To keep connections, import the table as a file.")
    })
}

/// The typical content of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellKind {
    Empty,
    Text,
    Time,
    PerCent,
    Number,
}

/// The rows, if tabs separate their cells.
pub(super) fn read_without_headings(text: &str, map: &Map, findings: &mut Vec<String>) -> Option<Vec<RowBuilder>> {
    let mut rows = rows_between_tabs(text)?;
    let kinds = column_kinds(&rows, &map.clock);
    let name = kinds.iter().position(|kind| *kind == CellKind::Text)?;
    if is_list(&kinds, name) {
        return Some(lines::read(rows.iter().map(|row| (row.number, row.cell(name))), &map.clock));
    }
    skip_headings(&mut rows, &kinds, findings);
    let meant = guess(&rows, &kinds, name, &map.clock);
    findings.push(describe(&meant));
    Some(rows.iter().map(|row| guessed_row(row, &meant, name, map)).collect())
}

/// The rows, if tabs separate the cells of most of them.
fn rows_between_tabs(text: &str) -> Option<Vec<bytes::TableRow>> {
    let content = || lines::numbered(text).map(|(_, line)| line.trim()).filter(|line| !clean::is_decoration(line));
    if content().filter(|line| line.contains('\t')).count() * 2 < content().count().max(1) {
        return None;
    }
    let mut rows = bytes::rows(text, '\t').ok()?;
    rows.retain(|row| !row.cells.iter().all(|cell| clean::is_decoration(cell)));
    Some(rows)
}

/// A numbered list from a text: what follows the number is a plain line.
fn is_list(kinds: &[CellKind], name: usize) -> bool {
    kinds.iter().enumerate().all(|(at, kind)| at <= name || *kind == CellKind::Empty)
}

fn column_kinds(rows: &[bytes::TableRow], clock: &WorkingCalendar) -> Vec<CellKind> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    (0..width).map(|at| column_kind(rows, at, clock)).collect()
}

fn guessed_row(cells: &bytes::TableRow, meant: &[Option<Column>], name: usize, map: &Map) -> RowBuilder {
    let mut row = RowBuilder::new(cells.number, &shown(cells));
    for (at, given) in cells.cells.iter().enumerate().filter(|(_, cell)| !clean::is_decoration(cell)) {
        let given = unescape(given);
        let text = if at == name { clean::without_bullet(&given) } else { &given };
        match meant.get(at).copied().flatten() {
            Some(column) => {
                row.put(&cell(text, &Heading::new(column, None), &map.clock), column.heading());
            }
            // Numbers before the names only count the rows.
            None if at < name && is_number(text) => {}
            None if is_unknown(text) => {}
            // A cell may have its own label: `1d wait`, `by hand`, `weekly`.
            None if let Ok(WordMeaning::Value(heading, given)) = meaning(text, &map.clock) => {
                row.put(&cell(&given, &heading, &map.clock), "");
            }
            None => row.report.unrecognized.push(format!(
                "“{}”: The meaning of column {} is unclear. Choose it under Columns.",
                clip(text),
                at + 1
            )),
        }
    }
    row
}

fn column_kind(rows: &[bytes::TableRow], at: usize, clock: &WorkingCalendar) -> CellKind {
    let (mut texts, mut times, mut shares, mut numbers) = (0_usize, 0_usize, 0_usize, 0_usize);
    for cell in known(rows, at).filter(|cell| !clean::is_decoration(cell)) {
        if cell.ends_with('%') && NUMBERS.percent(cell, false).is_ok() {
            shares += 1;
        } else if is_number(cell) {
            numbers += 1;
        } else if NUMBERS.estimate(cell, None, clock).is_ok() {
            times += 1;
        } else {
            texts += 1;
        }
    }
    // A bare 0 is a time as well as a number; a heading or a remark among values doesn't make a text
    // column.
    let most = texts.max(times).max(shares).max(numbers);
    match most {
        0 => CellKind::Empty,
        _ if times > 0 && times + numbers >= texts && times >= shares => CellKind::Time,
        _ if most == shares => CellKind::PerCent,
        _ if most == numbers => CellKind::Number,
        _ => CellKind::Text,
    }
}

fn is_number(cell: &str) -> bool {
    let cell = cell.trim_end_matches(['.', ')']);
    !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

/// Words above columns of values are unknown headings, often in another language.
fn skip_headings(rows: &mut Vec<bytes::TableRow>, kinds: &[CellKind], findings: &mut Vec<String>) {
    let Some(first) = rows.first().filter(|_| rows.len() > 1) else { return };
    let is_value = |kind: &CellKind| matches!(kind, CellKind::Time | CellKind::PerCent | CellKind::Number);
    let values = first.cells.iter().zip(kinds).filter(|(_, kind)| is_value(kind));
    let above: Vec<&str> = values.map(|(cell, _)| cell.as_str()).filter(|cell| !cell.is_empty()).collect();
    let is_word = |cell: &&str| !cell.contains(|c: char| c.is_ascii_digit()) && !is_unknown(cell);
    if !above.is_empty() && above.iter().all(is_word) {
        findings.push(format!(
            "Row {} (“{}”) looks like unknown headings and was skipped.",
            first.number,
            clip(&shown(first))
        ));
        rows.remove(0);
    }
}

/// The meaning of each column, if it can be guessed: the order is that of Weir's own table.
fn guess(rows: &[bytes::TableRow], kinds: &[CellKind], name: usize, clock: &WorkingCalendar) -> Vec<Option<Column>> {
    let mut meant: Vec<Option<Column>> = vec![None; kinds.len()];
    let mut free = vec![Column::Downtime, Column::Work, Column::Wait];
    let mut numbers = kinds.iter().enumerate().filter(|(at, kind)| *at > name && **kind == CellKind::Number).count();
    let mut past_shares = false;
    for (at, kind) in kinds.iter().enumerate() {
        let column = match kind {
            _ if at == name => Some(Column::Step),
            CellKind::Text if at > name && !meant.contains(&Some(Column::Team)) && is_team_like(rows, at, clock) => {
                Some(Column::Team)
            }
            CellKind::PerCent if !meant.contains(&Some(Column::CompleteAccurate)) => Some(Column::CompleteAccurate),
            // Downtime is at the end of Weir's table; a third time right after wait and work time may be
            // anything.
            CellKind::Time if free.len() > 1 || past_shares => free.pop(),
            CellKind::Number if at > name && numbers == 1 && is_small(rows, at) => Some(Column::People),
            // %C/A follows the work time in Weir's own table; it needs no percent sign there.
            CellKind::Number if at > 0 && meant.get(at - 1) == Some(&Some(Column::Work)) && is_share(rows, at) => {
                numbers -= 1;
                Some(Column::CompleteAccurate)
            }
            _ => None,
        };
        past_shares |= matches!(column, Some(Column::CompleteAccurate | Column::People));
        if let Some(place) = meant.get_mut(at) {
            *place = column;
        }
    }
    meant
}

/// The known cells of a column.
fn known(rows: &[bytes::TableRow], at: usize) -> impl Iterator<Item = &str> {
    rows.iter().map(move |row| row.cell(at)).filter(|cell| !is_unknown(cell))
}

/// Whether these are short texts without a label.
fn is_team_like(rows: &[bytes::TableRow], at: usize, clock: &WorkingCalendar) -> bool {
    let cells: Vec<&str> = known(rows, at).collect();
    // A team's name may be a kind of step: Test.
    let has_meaning = |cell: &&&str| matches!(meaning(cell, clock), Ok(WordMeaning::Value(heading, _)) if heading.column != Column::Kind);
    if cells.iter().filter(has_meaning).count() * 2 > cells.len() {
        return false;
    }
    let short = cells.iter().filter(|cell| cell.chars().count() <= 40 && cell.split_whitespace().count() <= 5).count();
    short * 5 >= cells.len() * 4
}

fn is_share(rows: &[bytes::TableRow], at: usize) -> bool {
    known(rows, at).all(|cell| NUMBERS.percent(cell, false).is_ok())
}

fn is_small(rows: &[bytes::TableRow], at: usize) -> bool {
    const MAX_PEOPLE: u32 = 30;
    known(rows, at).all(|cell| cell.parse().is_ok_and(|n: u32| n <= MAX_PEOPLE))
}

fn describe(meant: &[Option<Column>]) -> String {
    let called = |column: &Column| if *column == Column::Step { "name".to_owned() } else { column.in_sentence() };
    let columns: Vec<String> = meant.iter().flatten().map(called).collect();
    format!(
        "No headings found. The columns were read as: {}. If that’s wrong, change their meaning under Columns.",
        columns.join(", ")
    )
}
