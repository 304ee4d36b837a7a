//! The export page with all formats, and the report preview.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, RawQuery};
use axum::response::Response;

use crate::live::Snapshot;
use drawing::{report, svg};
use exchange::registry::Group;
use exchange::{Format, MissingFonts, Options, Orientation, PageFit};

use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::maps::downloads::DownloadQuery;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::form::{page, redirect_to};
use crate::web::page::urls;

pub(crate) struct FormatGroup {
    pub(crate) heading: &'static str,
    pub(crate) formats: Vec<FormatLink>,
}

pub(crate) struct FormatLink {
    pub(crate) format: Format,
    pub(crate) href: String,
    /// A page to preview, not a file.
    pub(crate) is_page: bool,
}

impl FormatLink {
    fn not_included(&self) -> String {
        let mut omits = self.format.omits().chars();
        match omits.next() {
            _ if !self.format.can_read() => "Export only".to_owned(),
            None => "Nothing".to_owned(),
            Some(first) => first.to_uppercase().chain(omits).collect(),
        }
    }
}

pub(crate) fn format_groups(id: &str) -> Vec<FormatGroup> {
    let formats = |group: Group| {
        // A ZIP contains many maps.
        let in_group = move |format: &Format| format.group() == group && format.can_write() && *format != Format::Zip;
        let link = |format: Format| {
            let is_page = format == Format::Report;
            let href = if is_page { urls::report(id) } else { urls::download(id, format.extension()) };
            FormatLink { format, href, is_page }
        };
        Format::all().filter(in_group).map(link).collect()
    };
    Group::ALL.iter().map(|&group| FormatGroup { heading: group.name(), formats: formats(group) }).collect()
}

#[derive(Template)]
#[template(path = "maps/export.html")]
struct ExportPage<'a> {
    snapshot: &'a Snapshot,
    format_groups: Vec<FormatGroup>,
    missing_fonts: MissingFonts,
}

#[derive(Template)]
#[template(path = "maps/report.html")]
struct ReportPage<'a> {
    snapshot: &'a Snapshot,
    pdf: String,
    sheets: Vec<String>,
    paper: &'static str,
    upright: bool,
    one_sheet: bool,
}

impl ReportPage<'_> {
    /// Selects the page in the print style sheet.
    fn class(&self) -> String {
        format!("{}-{}", self.paper, if self.upright { "portrait" } else { "landscape" })
    }
}

/// `GET /maps/{id}/take-away`; with a `format` in the query, redirects to the download.
pub(crate) async fn show(
    map: CanView,
    Query(mut query): Query<BTreeMap<String, String>>,
) -> Result<Response, AppError> {
    let (snapshot, id) = (map.open()?, map.id());
    if let Some(format) = query.remove("format").and_then(|format| Format::from_extension(&format)) {
        query.retain(|_, value| !value.is_empty());
        return Ok(redirect_to(&urls::download_as(id, format.extension(), &query)));
    }
    // The report has every text that images and PDFs have.
    let to_draw = Arc::clone(snapshot);
    let search = move || exchange::missing_fonts(Format::Report, &to_draw.map, &Options::default());
    let missing_fonts = map.app().pools().run(Pool::Render, search).await?;
    Ok(page(ExportPage { snapshot, format_groups: format_groups(id), missing_fonts }.render()?))
}

/// `GET /maps/{id}/report`: the pages of the report, as they are printed.
pub(crate) async fn report(
    map: CanView,
    Query(options): Query<DownloadQuery>,
    RawQuery(query): RawQuery,
) -> Result<Response, AppError> {
    let (snapshot, id) = (map.open()?, map.id());
    let options = options.options()?;
    let to_draw = snapshot.map.clone();
    let draw = move || report::pages(&to_draw, options.report()).iter().map(svg::paper_page).collect();
    let sheets = map.app().pools().run(Pool::Render, draw).await?;
    let pdf = urls::download(id, Format::Report.extension());
    let form = ReportPage {
        snapshot,
        pdf: query.map_or_else(|| pdf.clone(), |query| format!("{pdf}?{query}")),
        sheets,
        paper: if options.paper == exchange::Paper::A3 { "a3" } else { "a4" },
        upright: options.orientation == Orientation::Portrait,
        one_sheet: options.page_fit == PageFit::OnePage,
    };
    Ok(page(form.render()?))
}
