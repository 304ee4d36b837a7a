//! A block copied from a spreadsheet or document. It is read like an imported table, so that both understand the same;
//! its steps follow one another.

use crate::document;
use crate::table::assigned::{Sheet, SheetColumn};
use crate::table::bytes::{self, TableRow};
use crate::table::cells::clip;
use crate::table::content::{self, CellKind};
use crate::table::heading::{Column, Heading};
use crate::table::mapping::{Choice, Mapping, Preview, Table, on_one_line};
use crate::table::rows::{Mode, read_rows};
use crate::table::sheet::RawSheet;
use crate::text_lines::row::{MAX_ROWS, RowBuilder};
use crate::text_lines::vocabulary::{NOT_PASTED, WordMeaning, meaning};
use crate::text_lines::{clean, lines, too_many_rows};
use vsm::Map;
use vsm::model::duration::WorkingCalendar;
use vsm::model::error::ValidationError;

/// A pasted block.
pub(super) struct Block {
    table: Table,
    mapping: Mapping,
    /// Whether nothing but the cells says what the columns mean.
    is_guessed: bool,
}

/// The text as a table; `None` if these are plain lines.
pub(super) fn open(
    text: &str,
    choice: Option<&Choice>,
    clock: &WorkingCalendar,
) -> Result<Option<Block>, ValidationError> {
    let Some(sheets) = sheets(text) else { return Ok(None) };
    let all = Choice::default();
    let choice = choice.unwrap_or(&all);
    let table = Table::among(sheets, choice)?;
    if table.row_count() > MAX_ROWS {
        return Err(too_many_rows(table.row_count()));
    }
    if table.row_count() == 0 {
        return Err(table.no_steps().at("text"));
    }
    let mapping = match &choice.mapping {
        // Not as many as columns: those of another text.
        Some(mapping) if mapping.columns.len() == table.guess().columns.len() => mapping.clone(),
        _ if table.is_recognized() => table.guess(),
        _ => by_labels(&table, clock),
    };
    let is_guessed = !table.is_recognized() && choice.mapping.is_none();
    Ok(Some(Block { table, mapping, is_guessed }))
}

impl Block {
    /// The block as it is shown to a person, who can change it.
    pub(super) fn preview(&self) -> Preview {
        self.table.preview(&self.mapping)
    }

    /// The rows that are steps.
    pub(super) fn rows(&self, map: &Map, findings: &mut Vec<String>) -> Result<Vec<RowBuilder>, ValidationError> {
        let mut sheets = self.table.sheets(&self.mapping)?.into_iter();
        let Some(mut sheet) = sheets.next() else { return Ok(Vec::new()) };
        if sheets.next().is_some() {
            findings.push("The future state was skipped. Import the table as a file to get both states.".to_owned());
        }
        findings.extend(not_pasted(&sheet));
        let is_left_out = |column: Column| NOT_PASTED.contains(&column) || column == Column::Id;
        sheet.columns.retain(|column| !is_left_out(column.heading.column));
        sheet.calendar = Some(map.clock);
        sheet.is_chain = true;
        sheet.rows.retain(|row| !row.cells.iter().all(|cell| clean::is_decoration(cell)));
        self.strip_labels(&mut sheet, &map.clock);
        let texts: Vec<(usize, String)> = sheet.rows.iter().map(|row| (row.number, on_one_line(row))).collect();
        let mut told = Vec::new();
        let rows = read_rows(&mut sheet, &map.clock, Mode::Lenient, &mut told).rows;
        // One sentence about all columns is enough, and only one state is pasted.
        told.retain(|finding| finding.code != "two_states" && (!self.is_guessed || finding.code != "guessed"));
        findings.extend(told.into_iter().map(|finding| finding.sentence));
        if self.is_guessed {
            findings.push(describe(&self.mapping));
        }
        let text = |number: usize| texts.iter().find(|(row, _)| *row == number).map_or("", |(_, text)| text.as_str());
        Ok(rows.into_iter().map(|row| RowBuilder::of_table(text(row.number), row)).collect())
    }

    /// Removes bullets from names, and labels that cells carry themselves: `1d wait`.
    fn strip_labels(&self, sheet: &mut Sheet, clock: &WorkingCalendar) {
        let is_recognized = self.table.is_recognized();
        for SheetColumn { at, heading, .. } in &sheet.columns {
            for row in &mut sheet.rows {
                let Some(cell) = row.cell_mut(*at).filter(|cell| !cell.is_empty()) else { continue };
                if heading.column == Column::Step {
                    *cell = clean::without_bullet(cell).to_owned();
                } else if !is_recognized
                    && let Ok(WordMeaning::Value(own, value)) = meaning(cell, clock)
                    && own.column == heading.column
                {
                    *cell = value;
                }
            }
        }
    }
}

/// The tables in a text; `None` if it consists of plain lines.
fn sheets(text: &str) -> Option<Vec<RawSheet>> {
    let sheets = document::tables(text.as_bytes()).unwrap_or_default();
    // Lines of text may look like YAML.
    let least = if document::kind(text) == Some(document::Kind::Yaml) { 2 } else { 1 };
    if sheets.iter().any(|sheet| is_meant(sheet, least)) {
        return Some(sheets);
    }
    let rows = rows_between_tabs(text)?;
    let kinds = content::kinds(&rows);
    let name = kinds.iter().position(|kind| *kind == CellKind::Text)?;
    // In a numbered list, what follows the number is a plain line.
    let is_list = kinds.iter().enumerate().all(|(at, kind)| at <= name || *kind == CellKind::Empty);
    (!is_list).then(|| vec![RawSheet::from_rows('\t', rows)])
}

/// A list of plain lines may contain one that reads like a heading: `Process`. Headings are several, or the first line.
fn is_meant(sheet: &RawSheet, least: usize) -> bool {
    use crate::table::shape::headings::find;
    let at = find(sheet);
    let known = || {
        let headings = sheet.rows.get(at.first).map_or(&[][..], |row| row.cells.as_slice());
        headings.iter().filter(|cell| Heading::parse(cell).is_some()).count()
    };
    sheet.score() > 0 && (at.first == 0 && least < 2 || known() > 1)
}

/// The rows, if tabs separate the cells of most of them.
fn rows_between_tabs(text: &str) -> Option<Vec<TableRow>> {
    let content = || lines::numbered(text).map(|(_, line)| line.trim()).filter(|line| !clean::is_decoration(line));
    if content().filter(|line| line.contains('\t')).count() * 2 < content().count().max(1) {
        return None;
    }
    let mut rows = bytes::rows(text, '\t').ok()?;
    rows.retain(|row| !row.cells.iter().all(|cell| clean::is_decoration(cell)));
    Some(rows)
}

/// The guessed meaning of columns without headings, whose cells may have their own labels: `1d wait`, `by hand`.
fn by_labels(table: &Table, clock: &WorkingCalendar) -> Mapping {
    let mut mapping = table.guess();
    let mut rows = table.rows().to_vec();
    let labels: Vec<Option<Column>> = (0..mapping.columns.len()).map(|at| label(&rows, at, clock)).collect();
    let taken: Vec<Column> = labels.iter().flatten().copied().collect();
    if taken.is_empty() {
        return mapping;
    }
    for row in &mut rows {
        for (cell, _) in row.cells.iter_mut().zip(&labels).filter(|(_, label)| label.is_some()) {
            cell.clear();
        }
    }
    let mut guessed = content::guess(&rows, &taken);
    guessed.resize(labels.len(), None);
    for (place, column) in
        mapping.columns.iter_mut().zip(labels.into_iter().zip(guessed).map(|(label, guess)| label.or(guess)))
    {
        column.unwrap_or(Column::Remark).as_str().clone_into(&mut place.column);
    }
    mapping
}

/// The label that most cells of a column have.
fn label(rows: &[TableRow], at: usize, clock: &WorkingCalendar) -> Option<Column> {
    let of = |row: &TableRow| match meaning(row.cell(at), clock) {
        Ok(WordMeaning::Value(heading, _)) if !matches!(heading.column, Column::Kind | Column::CompleteAccurate) => {
            Some(heading.column)
        }
        _ => None,
    };
    let label = rows.iter().find_map(of)?;
    let filled = rows.iter().filter(|row| !row.cell(at).is_empty()).count();
    let same = rows.iter().filter(|row| of(row) == Some(label)).count();
    (same * 2 > filled).then_some(label)
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

fn describe(mapping: &Mapping) -> String {
    let called = |column: Column| if column == Column::Step { "name".to_owned() } else { column.in_sentence() };
    let known = mapping.columns.iter().filter_map(|meaning| Column::parse(&meaning.column));
    let columns: Vec<String> = known.filter(|column| *column != Column::Remark).map(called).collect();
    format!(
        "No headings found. The columns were read as: {}. If that’s wrong, change their meaning under Columns.",
        columns.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_one_heading_among_them_are_no_table() {
        assert!(sheets("Build\nProcess\nShip\n").is_none());
        assert!(sheets("Step\tWait\nBuild\t1d\n").is_some());
    }
}
