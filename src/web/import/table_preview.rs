//! The preview of a table import: how the table is read, and what comes of it. The form carries the file along, so the
//! server stores nothing.

use std::collections::BTreeMap;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use drawing::layout::map_scene;
use drawing::{Arrangement, RenderOptions, svg};
use exchange::Read;
use exchange::table::Mode;
use exchange::table::mapping::{self, Outcome, Preview, Table};
use vsm::improve::future_state;
use vsm::model::finding::Finding;
use vsm::model::graph::Graph;
use vsm::model::map::State;
use vsm::text::grouped;
use vsm::validate::map::{MAX_NAME, check_map_fields};
use vsm::{Map, Metrics, ValidationError};

use crate::web::error::AppError;
use crate::web::import::mapping_form::MappingForm;
use crate::web::import::mapping_view::{CalendarView, MappingView};
use crate::web::import::result_figures::ResultFigures;

/// The largest file in bytes. It is sent to the page and back.
const MAX_TABLE: usize = 6_000_000;
/// Findings that are listed one by one.
const MAX_FINDINGS: usize = 500;
/// Steps that are listed. The rows of the table are listed anyway.
const MAX_STEPS: usize = 100;
/// A larger map has no drawing in the preview.
const MAX_DRAWN: usize = 40;

pub(super) enum TableImport {
    Maps(Vec<Read>),
    Preview(Box<TablePreview>),
}

pub(super) struct TablePreview {
    /// The name of the map.
    name: String,
    /// The file in base64.
    file_data: String,
    mapping: MappingView,
    /// Each with the number of values that go to its notes.
    maps: Result<Vec<(Map, usize)>, ValidationError>,
    findings: Vec<Finding>,
}

#[derive(Template)]
#[template(path = "import/table_preview.html")]
struct PreviewPage<'a> {
    file_data: &'a str,
    name: &'a str,
    body: String,
}

/// What changes with each choice.
#[derive(Template)]
#[template(path = "import/preview_body.html")]
struct PreviewBody<'a> {
    mapping: &'a MappingView,
    wrong: Option<&'a ValidationError>,
    figures: ResultFigures,
    findings: &'a [Finding],
    more: usize,
    maps: Vec<MapPreview>,
}

/// A map that would be created.
struct MapPreview {
    /// Empty if it is the only one.
    state: &'static str,
    /// As SVG; empty for a large map.
    drawing: String,
    headings: Vec<&'static str>,
    steps: Vec<Vec<String>>,
    /// How many steps are not listed.
    more: usize,
}

impl TablePreview {
    pub(super) fn page(&self) -> Result<String, AppError> {
        Ok(PreviewPage { file_data: &self.file_data, name: &self.name, body: self.body()? }.render()?)
    }

    /// The part of the page that changes with each choice.
    pub(super) fn body(&self) -> Result<String, AppError> {
        let maps = self.maps.as_deref().unwrap_or_default();
        let (findings, more) = first_findings(&self.findings);
        let body = PreviewBody {
            mapping: &self.mapping,
            wrong: self.maps.as_ref().err(),
            figures: ResultFigures::new(maps.iter().map(|(map, noted)| (map, *noted))),
            findings,
            more,
            maps: maps.iter().map(|(map, _)| MapPreview::new(map, maps.len() > 1)).collect(),
        };
        Ok(body.render()?)
    }
}

impl MapPreview {
    fn new(map: &Map, is_one_of_two: bool) -> MapPreview {
        let (headings, mut steps) = exchange::steps_in_full(map);
        let more = steps.len().saturating_sub(MAX_STEPS);
        steps.truncate(MAX_STEPS);
        let state = match map.state {
            _ if !is_one_of_two => "",
            State::Future => "Future state",
            State::Current => "Current state",
        };
        let drawing = if map.steps.len() > MAX_DRAWN { String::new() } else { drawing(map) };
        MapPreview { state, drawing, headings, steps, more }
    }
}

fn drawing(map: &Map) -> String {
    let options = RenderOptions { arrangement: Arrangement::Columns(6), ..RenderOptions::IN_PAGE };
    svg::in_page(&map_scene(map, &Graph::new(map), &Metrics::new(map), &options))
}

/// The findings that are listed, and how many more there are.
pub(super) fn first_findings(findings: &[Finding]) -> (&[Finding], usize) {
    let (first, more) = findings.split_at(findings.len().min(MAX_FINDINGS));
    (first, more.len())
}

/// The file in the form; `None` if the form is not that of the preview.
pub(super) fn file_data(fields: &BTreeMap<String, String>) -> Option<Bytes> {
    let text: String = fields.get("file_data")?.split_ascii_whitespace().collect();
    Some(STANDARD.decode(text).map(Bytes::from).unwrap_or_default())
}

/// A table becomes a map once the preview is confirmed, or at once if Weir wrote it and nothing is in doubt.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    fields: &BTreeMap<String, String>,
) -> Result<TableImport, ValidationError> {
    if bytes.len() > MAX_TABLE {
        let sentence =
            format!("Tables can be up to {} MB. Remove rows or sheets that aren’t steps.", MAX_TABLE / 1_000_000);
        return Err(ValidationError::new("too_large", sentence));
    }
    let is_previewed = fields.contains_key("file_data");
    let form = MappingForm::read(fields);
    let table = Table::open(bytes, &form.choice())?;
    if !is_previewed
        && table.is_own()
        && let Ok((map, findings)) = exchange::read(name, bytes)
        && findings.is_empty()
    {
        return Ok(TableImport::Maps(vec![(map, findings)]));
    }
    let mut mapping = form.mapping(&table.preview(&table.guess()));
    let calendar = form.calendar();
    mapping.calendar = calendar.as_ref().copied().unwrap_or_default();
    let Outcome { maps, mut findings, noted } = table.read(name, &mapping, Mode::Lenient);
    let typed_name = fields.get("name").map_or("", |name| name.trim()).to_owned();
    let typed_name = Some(typed_name).filter(|name| is_previewed && !name.is_empty());
    let maps = match calendar {
        Ok(_) => maps.and_then(|maps| finish(&table, maps, typed_name.as_deref())),
        Err(error) => Err(error),
    };
    let is_confirmed = form.is_current() && fields.get("action").is_some_and(|action| action == "create");
    let maps = match maps {
        Ok(maps) if is_confirmed => return Ok(TableImport::Maps(maps)),
        maps => maps,
    };
    let preview = table.preview(&mapping);
    findings.extend(no_such_heading_row(&form, &preview));
    let notice = findings.iter().find(|finding| finding.code == "calendar").map(|finding| finding.sentence.clone());
    let first = maps.as_ref().ok().and_then(|maps| maps.first());
    let calendar = CalendarView::new(&form.calendar, first.map(|(map, _)| map.clock), notice);
    let sentences = findings.iter().filter(|finding| finding.code == "row_left_out");
    let mapping = MappingView::new(
        &form,
        preview,
        mapping::meanings().collect(),
        Some(calendar),
        sentences.map(|finding| finding.sentence.as_str()),
    );
    // The calendar's warning stands at its field.
    findings.retain(|finding| finding.code != "calendar");
    let name = typed_name.or_else(|| first.map(|(map, _)| map.name.clone())).unwrap_or_else(|| name.to_owned());
    let maps = maps.map(|maps| maps.into_iter().map(|(map, _)| map).zip(noted).collect());
    let preview = TablePreview { name, file_data: STANDARD.encode(bytes), mapping, maps, findings };
    Ok(TableImport::Preview(Box::new(preview)))
}

/// The maps with the typed name. The future state of two has a name of its own.
fn finish(table: &Table, mut maps: Vec<Read>, name: Option<&str>) -> Result<Vec<Read>, ValidationError> {
    let is_pair = maps.len() > 1;
    for (map, _) in &mut maps {
        if let Some(name) = name {
            map.name = name.chars().take(MAX_NAME).collect();
        }
        if map.steps.is_empty() {
            return Err(table.no_steps());
        }
        if is_pair && map.state == State::Future {
            map.name = future_state::name(&map.name, &[]);
        }
        check_map_fields(map)?;
    }
    Ok(maps)
}

/// A warning if there is no row with the number that someone entered.
fn no_such_heading_row(form: &MappingForm, preview: &Preview) -> Option<Finding> {
    let (wanted, count) = form.choice().shape.headings?;
    let (first, _) = preview.headings;
    let sentence = format!("Row {} isn’t in the table. The headings are read from row {first}.", grouped(wanted));
    (count > 0 && wanted > first).then_some(Finding { code: "no_such_row", step: None, sentence })
}
