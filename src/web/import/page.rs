//! Bring a file: the form. Reading it is [`super`]'s business of uploads.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;

use crate::live::Snapshot;
use exchange::Format;
use exchange::table::mapping;
use exchange::table::mapping::ColumnPreview;
use vsm::validate::map::Finding;
use vsm::{Map, ValidationError, WorkingCalendar};

use crate::web::access::CanCreate;
use crate::web::error::AppError;
use crate::web::page::form::page;
use crate::web::page::urls;

/// The most findings that are told one by one.
const MAX_FINDINGS: usize = 500;

#[derive(Template)]
#[template(path = "import/page.html")]
struct ImportPage<'a> {
    wrong: Option<&'a ValidationError>,
    text: &'a str,
}

/// The maps are here, and this is what reading them found.
#[derive(Template)]
#[template(path = "import/result.html")]
struct ImportedPage<'a> {
    made: Vec<Made<'a>>,
}

struct Made<'a> {
    name: &'a str,
    map_href: String,
    findings: &'a [Finding],
    /// How many more there are.
    more: usize,
}

/// A table, with what its columns are taken for and what comes of it.
pub(crate) struct Preview {
    /// What the map is to be called, where the table does not say it.
    pub(crate) name: String,
    /// The file, in base 64.
    pub(crate) kept: String,
    /// The sheets of a workbook.
    pub(crate) sheets: Vec<String>,
    /// The one that was asked for.
    pub(crate) sheet: Option<usize>,
    /// The row of the headings.
    pub(crate) heading_row: usize,
    pub(crate) columns: Vec<ColumnPreview>,
    pub(crate) read: Result<Map, ValidationError>,
    /// What is worth telling, also when no map comes of it.
    pub(crate) findings: Vec<Finding>,
}

#[derive(Template)]
#[template(path = "import/table_preview.html")]
struct PreviewPage<'a> {
    of: &'a Preview,
    wrong: Option<&'a ValidationError>,
    map_name: &'a str,
    findings: &'a [Finding],
    more: usize,
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    meanings: Vec<(&'static str, &'static str)>,
    units: &'static [(&'static str, &'static str)],
}

/// The page that shows a table before it becomes a map.
pub(crate) fn preview(of: &Preview) -> Result<String, AppError> {
    let (wrong, map_name, (headings, rows)) = match &of.read {
        Ok(map) => (None, map.name.as_str(), exchange::steps_in_full(map)),
        Err(refusal) => (Some(refusal), of.name.as_str(), (Vec::new(), Vec::new())),
    };
    let findings = of.findings.as_slice();
    let told = findings.get(..MAX_FINDINGS).unwrap_or(findings);
    let page = PreviewPage {
        of,
        wrong,
        map_name,
        findings: told,
        more: findings.len() - told.len(),
        headings,
        rows,
        meanings: mapping::meanings().collect(),
        units: mapping::UNITS,
    };
    Ok(page.render()?)
}

/// Do two words mean one unit: `hours` in a heading, `h` in the list?
pub(crate) fn same_unit(one: &str, other: &str) -> bool {
    let seconds = |unit: &str| WorkingCalendar::WORKING.parse(&format!("1 {unit}")).ok();
    !one.is_empty() && seconds(one) == seconds(other)
}

/// What a browser is told that the field takes, from the table of formats.
pub(crate) fn accepted() -> String {
    let read = Format::all().filter(|format| format.can_read());
    let mut all: Vec<String> = read.map(|format| format!(".{}", format.extension())).collect();
    all.extend([".tsv", ".txt"].map(str::to_owned));
    all.dedup();
    all.join(",")
}

/// The names of what can be brought, from the table of formats.
pub(crate) fn readable() -> String {
    Format::all().filter(|format| format.can_read()).map(Format::name).collect::<Vec<_>>().join(", ")
}

pub(crate) async fn show(_may: CanCreate) -> Result<Response, AppError> {
    Ok(page(ImportPage { wrong: None, text: "" }.render()?))
}

/// The form as it comes back, with what was wrong and what was pasted.
pub(crate) fn refused(refusal: &ValidationError, text: &str) -> Result<String, AppError> {
    Ok(ImportPage { wrong: Some(refusal), text }.render()?)
}

/// The page that tells what was found while maps were read: what was left out, and what was taken differently.
pub(crate) fn told(made: &[(Arc<Snapshot>, Vec<Finding>)]) -> Result<String, AppError> {
    let made = made.iter().map(|(snapshot, findings)| {
        let told = findings.get(..MAX_FINDINGS).unwrap_or(findings);
        Made {
            name: &snapshot.map.name,
            map_href: urls::map(&snapshot.id),
            findings: told,
            more: findings.len() - told.len(),
        }
    });
    Ok(ImportedPage { made: made.collect() }.render()?)
}
