//! The preview of a table import: the meaning of each column and the resulting steps. The form carries the file along,
//! so the server stores nothing.

use std::collections::BTreeMap;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use exchange::Read;
use exchange::table::mapping::{self, ColumnPreview, Meaning};
use vsm::model::finding::Finding;
use vsm::{Map, ValidationError, WorkingCalendar};

use crate::web::error::AppError;

/// The largest file in bytes. It is sent to the page and back.
const MAX_TABLE: usize = 6_000_000;
const MAX_COLUMNS: usize = 1_000;
/// Findings that are listed one by one.
const MAX_FINDINGS: usize = 500;

pub(super) enum TableImport {
    Maps(Vec<Read>),
    Preview(Box<TablePreview>),
}

pub(super) struct TablePreview {
    /// The name of the map, unless the table has one.
    name: String,
    /// The file in base64.
    file_data: String,
    /// The sheets of a workbook, and the one that was selected.
    sheets: Vec<String>,
    sheet: Option<usize>,
    heading_row: usize,
    columns: Vec<ColumnPreview>,
    map: Result<Map, ValidationError>,
    findings: Vec<Finding>,
}

#[derive(Template)]
#[template(path = "import/table_preview.html")]
struct PreviewPage<'a> {
    table: &'a TablePreview,
    wrong: Option<&'a ValidationError>,
    map_name: &'a str,
    findings: &'a [Finding],
    more: usize,
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    meanings: Vec<(&'static str, &'static str)>,
    units: &'static [(&'static str, &'static str)],
}

impl TablePreview {
    pub(super) fn html(&self) -> Result<String, AppError> {
        let (wrong, map_name, (headings, rows)) = match &self.map {
            Ok(map) => (None, map.name.as_str(), exchange::steps_in_full(map)),
            Err(error) => (Some(error), self.name.as_str(), (Vec::new(), Vec::new())),
        };
        let (findings, more) = first_findings(&self.findings);
        let page = PreviewPage {
            table: self,
            wrong,
            map_name,
            findings,
            more,
            headings,
            rows,
            meanings: mapping::meanings().collect(),
            units: mapping::UNITS,
        };
        Ok(page.render()?)
    }
}

/// The findings that are listed, and how many more there are.
pub(super) fn first_findings(findings: &[Finding]) -> (&[Finding], usize) {
    let (first, more) = findings.split_at(findings.len().min(MAX_FINDINGS));
    (first, more.len())
}

/// Do two words mean the same unit: `hours` in a heading, `h` in the list?
pub(crate) fn is_same_unit(one: &str, other: &str) -> bool {
    let seconds = |unit: &str| WorkingCalendar::WORKING.parse(&format!("1 {unit}")).ok();
    !one.is_empty() && seconds(one) == seconds(other)
}

/// The file in the form; `None` if the form is not that of the preview.
pub(super) fn file_data(fields: &BTreeMap<String, String>) -> Option<Bytes> {
    let text: String = fields.get("file_data")?.split_ascii_whitespace().collect();
    Some(STANDARD.decode(text).map(Bytes::from).unwrap_or_default())
}

/// A table becomes a map once the preview is confirmed, or at once if Weir wrote it and nothing is in doubt.
pub(super) fn read(
    name: String,
    bytes: &[u8],
    fields: &BTreeMap<String, String>,
) -> Result<TableImport, ValidationError> {
    if bytes.len() > MAX_TABLE {
        let sentence =
            format!("Tables can be up to {} MB. Remove rows or sheets that aren’t steps.", MAX_TABLE / 1_000_000);
        return Err(ValidationError::new("too_large", sentence));
    }
    let number = |field: &str| fields.get(field).and_then(|text| text.trim().parse::<usize>().ok());
    let sheet = number("sheet");
    let mut table = exchange::open_table(bytes, sheet)?;
    if let Some(row) = number("headings") {
        table.set_heading_row(row);
    }
    let is_previewed = fields.contains_key("file_data");
    // With another sheet or heading row, the columns differ.
    let has_moved = number("headings") != number("headings_were") || number("sheet") != number("sheet_was");
    let is_chosen = is_previewed && !has_moved;
    let meanings = if is_chosen { chosen_meanings(fields) } else { table.guess() };
    let columns = table.columns(&meanings);
    let (sheets, heading_row) = (table.sheets().to_vec(), table.heading_row());
    if !is_previewed
        && table.is_own()
        && let Ok((map, findings)) = exchange::read(&name, bytes)
        && findings.is_empty()
    {
        return Ok(TableImport::Maps(vec![(map, findings)]));
    }
    let mut findings = Vec::new();
    let map = table.read_with_report(&name, &meanings, &mut findings);
    if is_chosen && fields.get("action").is_some_and(|action| action == "create") && map.is_ok() {
        return map.map(|map| TableImport::Maps(vec![(map, findings)]));
    }
    let file_data = STANDARD.encode(bytes);
    let preview = TablePreview { name, file_data, sheets, sheet, heading_row, columns, map, findings };
    Ok(TableImport::Preview(Box::new(preview)))
}

fn chosen_meanings(fields: &BTreeMap<String, String>) -> Vec<Meaning> {
    let of = |kind: &str, at: usize| fields.get(&format!("{kind}_{at}")).cloned();
    let meaning = |at: usize| Some(Meaning { column: of("column", at)?, unit: of("unit", at).unwrap_or_default() });
    (0..MAX_COLUMNS).map_while(meaning).collect()
}
