//! Tables in HTML: of web pages, and what spreadsheets and wikis put on the clipboard.
//!
//! A tokenizer of our own: a parser of complete pages would bring twenty crates, and the tags of tables are
//! enough to find their cells.

mod grid;
mod tokens;

use crate::document::cell_text::{CellText, on_one_line};
use crate::document::draft::{Draft, Drafts};
use crate::document::entities::decoded;
use crate::document::html::grid::Grid;
use crate::document::html::tokens::{Tag, Token, Tokens};
use crate::outcome::finding;
use crate::table::bytes::MAX_CELL;
use crate::table::sheet::RawSheet;
use vsm::model::error::ValidationError;

/// Tables within tables that are told apart; those further inside belong to the cell around them.
const MAX_DEPTH: usize = 20;
/// The size at which no more text is collected for a cell, which is then too long.
const MAX_TEXT: usize = 4 * MAX_CELL + 4;
/// The longest name of a table, in bytes.
const MAX_NAME: usize = 400;

/// The tables of a page, named by their caption or the heading above them. Rows are numbered within their
/// table. A table within a cell is a table of its own.
///
/// # Errors
/// If all tables exceed the limits of tables.
pub(crate) fn tables(text: &str) -> Result<Vec<RawSheet>, ValidationError> {
    let mut reader =
        Reader { drafts: Drafts::new('\t'), heading: CellText::default(), titled: None, open: Vec::new(), too_deep: 0 };
    for token in Tokens::of(text) {
        match token {
            Token::Text(text) => reader.text(text),
            Token::Tag(tag) => reader.tag(&tag),
        }
    }
    while !reader.open.is_empty() {
        reader.end_table();
    }
    reader.drafts.finish()
}

/// Whether a text is a page or a part of one with a table, as opposed to cells with tags in them.
pub(crate) fn has_table(text: &str) -> bool {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    let is_clipboard = start.starts_with("Version:") && start.contains("StartHTML:");
    (start.starts_with('<') || is_clipboard || text.lines().any(|line| begins_with_tag(line.trim_start(), "<table")))
        && has_tag(text, "<table")
        && has_tag(text, "<tr")
}

fn has_tag(text: &str, tag: &str) -> bool {
    text.match_indices('<').any(|(at, _)| text.get(at..).is_some_and(|from| begins_with_tag(from, tag)))
}

fn begins_with_tag(text: &str, tag: &str) -> bool {
    let ends = |after: &str| after.starts_with(|c: char| c.is_whitespace() || c == '>');
    text.split_at_checked(tag.len()).is_some_and(|(start, after)| start.eq_ignore_ascii_case(tag) && ends(after))
}

struct Reader {
    drafts: Drafts,
    /// The last heading outside of tables.
    heading: CellText,
    /// The element of a heading or caption that is being read.
    titled: Option<String>,
    /// The tables that are open, the innermost last.
    open: Vec<OpenTable>,
    /// Open tables beyond the depth.
    too_deep: usize,
}

#[derive(Default)]
struct OpenTable {
    draft: Draft,
    grid: Grid,
    /// The cells of the open row.
    row: Option<Vec<String>>,
    row_is_hidden: bool,
    caption: CellText,
    cell: Option<Cell>,
}

#[derive(Default)]
struct Cell {
    text: CellText,
    is_heading: bool,
    columns: usize,
    rows: usize,
    links: usize,
    holds_table: bool,
    /// The element whose text is hidden, and how many of its kind are open.
    hidden: Option<(String, usize)>,
}

impl Reader {
    fn text(&mut self, text: &str) {
        let mut plain = String::new();
        decoded(text, &mut plain);
        let plain = plain.replace(['\n', '\r', '\t'], " ");
        match (self.open.last_mut(), &self.titled) {
            (Some(table), Some(_)) if table.caption.size() < MAX_NAME => table.caption.push_str(&plain),
            (Some(OpenTable { cell: Some(cell), .. }), None)
                if cell.hidden.is_none() && cell.text.size() < MAX_TEXT =>
            {
                cell.text.push_str(&plain);
            }
            (None, Some(_)) if self.heading.size() < MAX_NAME => self.heading.push_str(&plain),
            _ => {}
        }
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_str();
        if self.titled.as_deref().is_some_and(|titled| titled == name && !tag.begins) {
            self.titled = None;
            return;
        }
        match name {
            "table" if tag.begins => self.begin_table(),
            "table" if self.too_deep > 0 => self.too_deep -= 1,
            "table" => self.end_table(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.open.is_empty() && tag.begins => {
                self.heading = CellText::default();
                self.titled = Some(tag.name.clone());
            }
            _ if self.too_deep > 0 => self.element(tag),
            "caption" if !self.open.is_empty() && tag.begins => self.titled = Some(tag.name.clone()),
            "tr" | "thead" | "tbody" | "tfoot" => {
                self.end_row();
                if let Some(table) = self.open.last_mut() {
                    table.begin_row_or_section(tag);
                }
            }
            "td" | "th" => {
                self.end_cell();
                if tag.begins
                    && let Some(table) = self.open.last_mut()
                {
                    table.begin_cell(tag);
                }
            }
            _ => self.element(tag),
        }
    }

    /// An element within a cell or a heading.
    fn element(&mut self, tag: &Tag<'_>) {
        if self.open.is_empty() && self.titled.is_some() && self.heading.size() < MAX_NAME {
            self.heading.element(&tag.name, tag.begins);
        }
        let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut()) else { return };
        let is_void = matches!(tag.name.as_str(), "br" | "img" | "input" | "hr" | "col" | "wbr" | "link" | "meta");
        match &mut cell.hidden {
            Some((name, open)) if *name == tag.name => {
                *open = if tag.begins { *open + 1 } else { *open - 1 };
                if *open == 0 {
                    cell.hidden = None;
                }
            }
            Some(_) => {}
            None if tag.begins && !is_void && is_hidden(tag) => cell.hidden = Some((tag.name.clone(), 1)),
            None if cell.text.size() >= MAX_TEXT => {}
            None => {
                let has_address = tag.name == "a" && tag.begins && tag.attribute("href").is_some();
                cell.links += usize::from(has_address);
                if tag.name == "img" {
                    let mut alt = String::new();
                    decoded(tag.attribute("alt").unwrap_or_default(), &mut alt);
                    cell.text.push_str(alt.get(..MAX_NAME.min(alt.len())).unwrap_or_default());
                }
                cell.text.element(&tag.name, tag.begins);
            }
        }
    }

    fn begin_table(&mut self) {
        if self.open.len() == MAX_DEPTH {
            self.too_deep += 1;
            return;
        }
        self.titled = None;
        if let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut()) {
            cell.holds_table = true;
        }
        self.open.push(OpenTable::default());
    }

    fn end_cell(&mut self) {
        if let Some(table) = self.open.last_mut() {
            table.end_cell();
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if let Some(table) = self.open.last_mut()
            && let Some(cells) = table.row.take()
        {
            let number = table.grid.row();
            if table.row_is_hidden && cells.iter().any(|cell| !cell.is_empty()) {
                table.draft.hidden_rows.push(number);
            }
            self.drafts.push(&mut table.draft, number, cells);
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        self.titled = None;
        let Some(mut table) = self.open.pop() else { return };
        let mut name = std::mem::take(&mut table.caption).finish();
        if name.is_empty() && self.open.is_empty() {
            name = std::mem::take(&mut self.heading).finish();
            self.heading.push_str(&name);
        }
        on_one_line(&mut name);
        table.draft.merged = table.grid.merged();
        let named = Draft::called(&name).name;
        table.draft.name = named;
        self.drafts.add(table.draft);
    }
}

impl OpenTable {
    fn begin_row_or_section(&mut self, tag: &Tag<'_>) {
        if tag.name != "tr" {
            self.grid.end_section();
        } else if tag.begins {
            self.begin_row();
            self.row_is_hidden = is_hidden(tag);
        }
    }

    fn begin_row(&mut self) {
        self.grid.begin_row();
        self.row = Some(Vec::new());
        self.row_is_hidden = false;
    }

    fn begin_cell(&mut self, tag: &Tag<'_>) {
        if self.row.is_none() {
            self.begin_row();
        }
        let number = |name: &str| tag.attribute(name).and_then(|value| value.trim().parse().ok());
        self.cell = Some(Cell {
            is_heading: tag.name == "th",
            columns: number("colspan").unwrap_or(1).max(1),
            // 0: down to the end of the section.
            rows: number("rowspan").map_or(1, |rows| if rows == 0 { usize::MAX } else { rows }),
            ..Cell::default()
        });
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take().filter(|_| !self.draft.has_failed()) else { return };
        let mut text = cell.text.finish();
        if cell.is_heading {
            on_one_line(&mut text);
        }
        let number = self.grid.row();
        let at = self.grid.place(cell.columns, cell.rows, !text.is_empty());
        if text.is_empty() {
        } else if let (Some(at), Some(row)) = (at, self.row.as_mut()) {
            if row.len() <= at {
                row.resize(at + 1, String::new());
            }
            if let Some(place) = row.get_mut(at) {
                *place = text;
            }
        } else {
            self.draft.fail("too_many_columns", number, &format!("The limit is {} columns.", grid::WIDTH));
        }
        self.draft.count_links(number, cell.links);
        if cell.holds_table {
            let sentence = format!("Row {number} contains a table, which was read as a table of its own.");
            if self.draft.findings.len() < 5 {
                self.draft.findings.push(finding("table_in_cell", sentence));
            }
        }
    }
}

/// Whether an element isn’t shown.
fn is_hidden(tag: &Tag<'_>) -> bool {
    let style = tag.attribute("style").unwrap_or_default();
    let says = |what: &str| {
        let mut parts = style.split(';').filter_map(|part| part.split_once(':'));
        parts.any(|(name, value)| format!("{}:{}", name.trim(), value.trim()).eq_ignore_ascii_case(what))
    };
    tag.attribute("hidden").is_some() || says("display:none") || says("visibility:collapse") || says("mso-hide:all")
}

#[cfg(test)]
mod tests;
