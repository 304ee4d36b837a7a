//! Rows below headings: read as the CSV reader reads them, but row by row, so that one bad cell costs only itself.

use crate::table::bytes;
use crate::table::cells::{Numbers, clip};
use crate::table::columns::Column;
use crate::table::doubts::shares_of_one;
use crate::table::fields::Cell;
use crate::table::formula_escape::arm;
use crate::table::sheet::Sheet;
use crate::table::totals::leave_out_totals;
use crate::text_lines::row::Row;
use crate::text_lines::tidy;
use vsm::Map;
use vsm::model::error::ValidationError;

/// Columns that say nothing about a step by itself.
const NOT_PASTED: &[Column] =
    &[Column::Then, Column::After, Column::Rework, Column::Map, Column::HoursPerDay, Column::DaysPerWeek];

/// The rows, if there are headings above them.
///
/// # Errors
/// A sentence, when two headings say the same.
pub(super) fn read(text: &str, map: &Map, findings: &mut Vec<String>) -> Result<Option<Vec<Row>>, ValidationError> {
    let mut sheet = match Sheet::open(text.as_bytes()) {
        Ok(sheet) if is_meant(&sheet) => sheet,
        Err(refusal) if refusal.code == "column_twice" => return Err(refusal),
        Ok(_) | Err(_) => return Ok(None),
    };
    let mut told = std::mem::take(&mut sheet.findings);
    leave_out_totals(&mut sheet, &mut told);
    let of_one = shares_of_one(&sheet, &mut told);
    findings.extend(told.into_iter().map(|finding| finding.sentence));
    findings.extend(not_pasted(&sheet));
    let numbers = Numbers::of(&sheet);
    let rows = sheet.rows.iter().filter(|row| !row.cells.iter().all(|cell| tidy::says_nothing(cell))).map(|cells| {
        let mut row = Row::new(cells.number, &shown(cells));
        for (at, heading, title) in &sheet.columns {
            let cell = arm(cells.cell(*at));
            if heading.column == Column::Remark {
                row.remark(title, &cell);
                continue;
            }
            let text = match heading.column {
                Column::Step => tidy::without_bullet(&cell),
                // New steps get new ids, and follow one another.
                Column::Id => continue,
                other if NOT_PASTED.contains(&other) => continue,
                _ => &cell,
            };
            row.put(&Cell { text, heading, of_one, clock: &map.clock, numbers }, &clip(title));
        }
        row
    });
    Ok(Some(rows.collect()))
}

/// A list of plain lines may hold one that reads like a heading: `Process`. Headings are several, or the first of all.
fn is_meant(sheet: &Sheet) -> bool {
    sheet.columns.len() > 1 || !sheet.findings.iter().any(|finding| finding.code == "row_left_out")
}

/// What was pasted, on one line.
pub(super) fn shown(row: &bytes::Row) -> String {
    let cells = row.cells.iter().filter(|cell| !cell.is_empty());
    cells.map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(" | ")
}

fn not_pasted(sheet: &Sheet) -> Option<String> {
    let filled = |at: usize| sheet.rows.iter().any(|row| !row.cell(at).is_empty());
    let columns = sheet.columns.iter().filter(|(at, heading, _)| NOT_PASTED.contains(&heading.column) && filled(*at));
    let titles: Vec<String> = columns.map(|(.., title)| format!("“{}”", clip(title))).collect();
    (!titles.is_empty()).then(|| {
        let titles = titles.join(", ");
        format!("Not included when pasting: {titles}. Steps are connected in row order. To keep connections, import the table as a file.")
    })
}
