//! Parses CSV bytes into rows of cells, numbered like in a spreadsheet.
//!
//! A small parser of our own, for two things that libraries lack: the row number that people see (empty
//! rows and line breaks inside a cell counted like in a spreadsheet), and an error for an unclosed
//! quotation mark, instead of one huge cell with the rest of the file.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use vsm::model::error::ValidationError;
use vsm::text::grouped;

/// The maximum number of columns.
pub(crate) const MAX_COLUMNS: usize = 200;
/// The maximum number of rows, without empty ones and those above the headings.
pub(crate) const MAX_ROWS: usize = 5_000;
/// The maximum number of characters in a cell.
pub(crate) const MAX_CELL: usize = 20_000;

/// A row that isn't empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableRow {
    /// Its number in a spreadsheet, from 1.
    pub(crate) number: usize,
    /// Its cells, trimmed.
    pub(crate) cells: Vec<String>,
}

impl TableRow {
    /// The cell in a column, which is added to a shorter row.
    pub(crate) fn cell_mut(&mut self, column: usize) -> Option<&mut String> {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells.get_mut(column)
    }

    /// The cell in a column; empty if the row is shorter.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// The warning if Windows-1252 was assumed.
pub(crate) const ASSUMED_ENCODING: &str =
    "The file isn’t UTF-8 and was read as Windows-1252. Check letters such as ü or é.";

/// Decodes a file: UTF-8, UTF-16 with a byte order mark, otherwise Windows-1252, which spreadsheets on
/// Windows write. The flag is true if Windows-1252 was assumed.
pub(crate) fn decode(bytes: &[u8]) -> (String, bool) {
    let (encoding, mark, assumed) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, mark, false),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, 0, false),
        None => (WINDOWS_1252, 0, true),
    };
    let mut bytes = bytes.get(mark..).unwrap_or_default();
    // Half a character at the end of a truncated file isn't worth a replacement character.
    if (encoding == UTF_16LE || encoding == UTF_16BE) && bytes.len() % 2 == 1 {
        bytes = bytes.get(..bytes.len() - 1).unwrap_or_default();
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), assumed)
}

/// The rows of a text, split at one separator.
pub(crate) fn rows(text: &str, separator: char) -> Result<Vec<TableRow>, ValidationError> {
    let mut rows = Vec::new();
    let mut reader = Reader { rest: text, separator, number: 0 };
    while let Some(row) = reader.row()? {
        if row.is_empty() {
            continue;
        }
        if rows.len() == MAX_ROWS {
            return Err(row_error("too_many_rows", row.number, &format!("The limit is {} rows.", grouped(MAX_ROWS))));
        }
        rows.push(row);
    }
    Ok(rows)
}

struct Reader<'a> {
    rest: &'a str,
    separator: char,
    number: usize,
}

impl Reader<'_> {
    fn row(&mut self) -> Result<Option<TableRow>, ValidationError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let mut cells = Vec::new();
        loop {
            let (cell, ends_row) = self.cell()?;
            if cells.len() == MAX_COLUMNS {
                let sentence = format!("The limit is {MAX_COLUMNS} columns.");
                return Err(row_error("too_many_columns", self.number, &sentence));
            }
            if cell.chars().count() > MAX_CELL {
                let sentence = format!("Cells can have up to {} characters.", grouped(MAX_CELL));
                return Err(row_error("too_long", self.number, &sentence));
            }
            cells.push(cell);
            if ends_row {
                return Ok(Some(TableRow { number: self.number, cells }));
            }
        }
    }

    /// The next cell, and whether it is the last one of its row.
    fn cell(&mut self) -> Result<(String, bool), ValidationError> {
        let mut cell = String::new();
        // People write `a, "b, c"`: a quotation mark after spaces opens the cell as well.
        if let Some(quoted) = self.rest.trim_start_matches(' ').strip_prefix('"') {
            self.rest = quoted;
            cell = self.quoted()?;
        }
        // Text after a closing quotation mark belongs to the cell as well.
        let end = self.rest.find([self.separator, '\n', '\r']).unwrap_or(self.rest.len());
        let (plain, rest) = self.rest.split_at(end);
        cell.push_str(plain);
        let trimmed = cell.trim().to_owned();
        if let Some(next) = rest.strip_prefix(self.separator) {
            self.rest = next;
            return Ok((trimmed, false));
        }
        self.rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or("");
        Ok((trimmed, true))
    }

    /// The content of a quoted cell, up to its closing mark; two marks are one.
    fn quoted(&mut self) -> Result<String, ValidationError> {
        let mut inside = String::new();
        loop {
            let Some((before, after)) = self.rest.split_once('"') else {
                return Err(row_error("open_quote", self.number, "A closing quotation mark is missing."));
            };
            inside.push_str(before);
            let Some(doubled) = after.strip_prefix('"') else {
                self.rest = after;
                return Ok(inside);
            };
            inside.push('"');
            self.rest = doubled;
        }
    }
}

fn row_error(code: &'static str, row: usize, sentence: &str) -> ValidationError {
    ValidationError::new(code, format!("Row {row}: {sentence}")).at(format!("row {row}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        rows(text, ',').unwrap().into_iter().map(|row| (row.number, row.cells)).collect()
    }

    #[test]
    fn rows_are_numbered_as_in_a_spreadsheet() {
        let found = cells("a,b\r\n\r\n\"x\ny\",\"say \"\"hi\"\"\"\n,,\n c , \"d, e\"\rlast");
        let expected =
            [(1, vec!["a", "b"]), (3, vec!["x\ny", "say \"hi\""]), (5, vec!["c", "d, e"]), (6, vec!["last"])];
        let found: Vec<_> = found.iter().map(|(n, cells)| (*n, cells.iter().map(String::as_str).collect())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn errors_name_their_row() {
        assert_eq!(rows("a\n\"b\nc\n", ',').unwrap_err().message, "Row 2: A closing quotation mark is missing.");
        let wide = format!("a\n{}", ",".repeat(MAX_COLUMNS));
        assert!(rows(&wide, ',').unwrap_err().message.starts_with("Row 2: The limit is 200 columns"));
        let long = format!("a\nb\n{}", "x".repeat(MAX_CELL + 1));
        assert!(rows(&long, ',').unwrap_err().message.starts_with("Row 3: Cells can have up to"));
        assert!(rows(&"a\n".repeat(MAX_ROWS + 1), ',').unwrap_err().message.contains("The limit is 5,000 rows"));
    }

    #[test]
    fn encodings_of_spreadsheets_are_decoded() {
        assert_eq!(decode(b"\xEF\xBB\xBFstep"), ("step".to_owned(), false));
        assert_eq!(decode(b"\xFF\xFEs\0\xfc\0"), ("sü".to_owned(), false));
        assert_eq!(decode(b"Pr\xfcfung \x96 1"), ("Prüfung – 1".to_owned(), true));
    }
}
