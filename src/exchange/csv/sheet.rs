//! A CSV file before its cells are understood: where the headings are, what each column means, which rows follow.

use super::cell::clip;
use super::column::{Column, Heading, understand};
use super::rows::{Row, decode, rows};
use crate::vsm::check::Finding;
use crate::vsm::refusal::Refusal;

/// What may stand between two cells.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// The headings are looked for in so many rows; above them, people write a title.
const ROWS_ABOVE: usize = 20;

/// A file whose headings were found.
#[derive(Debug)]
pub(in crate::exchange) struct Sheet {
    /// What stands between two cells.
    pub(in crate::exchange) separator: char,
    /// The columns that are understood: where they are, what they mean, how their heading is written.
    pub(in crate::exchange) columns: Vec<(usize, Heading, String)>,
    /// The rows below the headings.
    pub(in crate::exchange) rows: Vec<Row>,
    /// What was left out or assumed.
    pub(in crate::exchange) findings: Vec<Finding>,
}

impl Sheet {
    /// Finds the separator and the headings.
    ///
    /// # Errors
    /// A sentence, when this is no table of steps.
    pub(in crate::exchange) fn open(bytes: &[u8]) -> Result<Sheet, Refusal> {
        let (text, assumed) = decode(bytes);
        if text.contains('\0') {
            return Err(Refusal::new("not_text", "This is neither a map file nor a text file with a table."));
        }
        let mut first_error = None;
        let mut best: Option<(usize, Cut)> = None;
        for separator in SEPARATORS {
            match rows(&text, separator) {
                Ok(rows) => {
                    let cut = Cut::of(separator, rows);
                    if best.as_ref().is_none_or(|(score, _)| cut.score() > *score) {
                        best = Some((cut.score(), cut));
                    }
                }
                Err(refusal) => _ = first_error.get_or_insert(refusal),
            }
        }
        let Some((_, cut)) = best.filter(|(score, _)| *score > 0) else {
            return Err(first_error.unwrap_or_else(|| no_headings(&text)));
        };
        let mut findings = Vec::new();
        if assumed {
            let sentence =
                "The file is not UTF-8; it was read as Windows text (Windows-1252). Look at letters such as ü or é.";
            findings.push(finding("encoding", sentence.to_owned()));
        }
        cut.sheet(findings)
    }

    /// Does the file have this column?
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|(_, heading, _)| heading.column == column)
    }
}

/// The rows as cut at one separator, with the row that looks most like headings.
struct Cut {
    separator: char,
    rows: Vec<Row>,
    headings: usize,
}

impl Cut {
    fn of(separator: char, rows: Vec<Row>) -> Cut {
        let mut headings = 0;
        let mut most = 0;
        for (at, row) in rows.iter().take(ROWS_ABOVE).enumerate() {
            let known = known_headings(row);
            if known > most {
                (headings, most) = (at, known);
            }
        }
        Cut { separator, rows, headings }
    }

    /// How many headings are understood; none at all unless one of them names the steps.
    fn score(&self) -> usize {
        self.rows.get(self.headings).map_or(0, known_headings)
    }

    fn sheet(self, mut findings: Vec<Finding>) -> Result<Sheet, Refusal> {
        let mut rows = self.rows;
        let below = rows.split_off((self.headings + 1).min(rows.len()));
        let headings = rows.pop().unwrap_or(Row { number: 1, cells: Vec::new() });
        for above in rows.iter().filter(|row| !row.cell(0).to_lowercase().starts_with("sep=")) {
            let text = above.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str);
            let sentence =
                format!("Row {}, “{}”, stands above the headings and was left out.", above.number, clip(text));
            findings.push(finding("row_left_out", sentence));
        }
        let mut columns: Vec<(usize, Heading, String)> = Vec::new();
        let width = below.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(headings.cells.len());
        for at in 0..width {
            match understand(headings.cell(at)) {
                Some(heading) => columns.push((at, heading, headings.cell(at).to_owned())),
                None => findings.extend(left_out(at, headings.cell(at), &below)),
            }
        }
        take_minimum(&mut columns);
        for (i, (_, heading, text)) in columns.iter().enumerate() {
            if let Some((.., first)) = columns.iter().take(i).find(|(_, other, _)| other.column == heading.column) {
                let sentence = format!(
                    "The columns “{}” and “{}” both say the {}; rename or remove one.",
                    clip(first),
                    clip(text),
                    heading.column.heading()
                );
                let place = format!("row {}, {}", headings.number, clip(text));
                return Err(Refusal::new("column_twice", sentence).at(place));
            }
        }
        let by_cycle = columns.iter().find(|(_, heading, text)| {
            heading.column == Column::Work && matches!(text.to_lowercase().get(..2), Some("cy" | "ct" | "c/"))
        });
        if let Some((.., text)) = by_cycle {
            let sentence = format!(
                "The column “{}” was read as the work on one item. Some people mean wait and work together by it: name it lead time then.",
                clip(text)
            );
            findings.push(finding("read_as", sentence));
        }
        Ok(Sheet { separator: self.separator, columns, rows: below, findings })
    }
}

fn known_headings(row: &Row) -> usize {
    let known: Vec<Column> = row.cells.iter().filter_map(|cell| understand(cell)).map(|h| h.column).collect();
    if known.contains(&Column::Step) { known.len() } else { 0 }
}

/// In `wait, wait min, wait max` the second is the minimum and not a number of minutes.
fn take_minimum(columns: &mut [(usize, Heading, String)]) {
    for (typical, low, high) in
        [(Column::Wait, Column::WaitLow, Column::WaitHigh), (Column::Work, Column::WorkLow, Column::WorkHigh)]
    {
        if columns.iter().any(|(_, h, _)| h.column == high) && !columns.iter().any(|(_, h, _)| h.column == low) {
            let minimum = columns.iter_mut().find(|(_, h, _)| h.column == typical && h.unit.as_deref() == Some("min"));
            if let Some((_, heading, _)) = minimum {
                *heading = Heading { column: low, unit: None };
            }
        }
    }
}

/// Tells of a column that says nothing to Weir, unless it is empty.
fn left_out(at: usize, heading: &str, rows: &[Row]) -> Option<Finding> {
    let filled: Vec<&Row> = rows.iter().filter(|row| !row.cell(at).is_empty()).collect();
    let first = filled.first()?;
    let place = if heading.is_empty() {
        format!("Column {} has no heading", at + 1)
    } else {
        format!("The column “{}” is not one that Weir knows", clip(heading))
    };
    let what = match filled.len() {
        1 => format!("its cell in row {} was left out", first.number),
        many => format!("its {many} cells from row {} on were left out", first.number),
    };
    Some(finding("column_left_out", format!("{place}; {what}.")))
}

fn no_headings(text: &str) -> Refusal {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty());
    let sentence = match first {
        None => "The file is empty.".to_owned(),
        Some(line) => format!(
            "No column names the steps: the first row needs headings, one of them “step”. It starts with “{}”.",
            clip(line)
        ),
    };
    Refusal::new("no_headings", sentence).at("row 1")
}

/// A finding about the file, not about a step.
pub(super) fn finding(code: &'static str, sentence: String) -> Finding {
    Finding { code, step: None, sentence }
}
