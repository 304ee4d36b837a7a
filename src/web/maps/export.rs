//! Take away: every format on one page, with sizes, colours and paper; and the report as a page.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, RawQuery};
use axum::response::Response;

use drawing::svg;
use exchange::registry::Group;
use exchange::{Format, report};

use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::maps::downloads::Parameters;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::form::{page, redirect_to};
use crate::web::page::urls;

pub(crate) struct Offered {
    pub(crate) heading: &'static str,
    pub(crate) formats: Vec<Offer>,
}

pub(crate) struct Offer {
    pub(crate) format: Format,
    pub(crate) href: String,
    /// Is it a page to look at first, and not a file at once?
    pub(crate) is_page: bool,
}

impl Offer {
    /// What of a map is not in such a file, as a cell of the table says it.
    fn not_included(&self) -> String {
        let mut omits = self.format.loses().chars();
        match omits.next() {
            _ if !self.format.can_read() => "Export only".to_owned(),
            None => "Nothing".to_owned(),
            Some(first) => first.to_uppercase().chain(omits).collect(),
        }
    }
}

/// What is offered of a map, from the table of formats.
pub(crate) fn offered(id: &str) -> Vec<Offered> {
    let formats = |group: Group| {
        // A ZIP is for many maps.
        let offered = move |format: &Format| format.group() == group && format.can_write() && *format != Format::Zip;
        let offer = |format: Format| {
            let is_page = format == Format::Report;
            let href = if is_page { urls::report(id) } else { urls::download(id, format.extension()) };
            Offer { format, href, is_page }
        };
        Format::all().filter(offered).map(offer).collect()
    };
    Group::ALL.iter().map(|&group| Offered { heading: group.name(), formats: formats(group) }).collect()
}

#[derive(Template)]
#[template(path = "maps/export.html")]
struct TakeAwayPage<'a> {
    map_name: &'a str,
    map_href: String,
    action: String,
    report: String,
    offered: Vec<Offered>,
}

#[derive(Template)]
#[template(path = "maps/report.html")]
struct ReportPage<'a> {
    map_name: &'a str,
    map_href: String,
    action: String,
    pdf: String,
    sheets: Vec<String>,
    paper: &'static str,
    upright: bool,
    one_sheet: bool,
}

impl ReportPage<'_> {
    /// The class that says on which paper it is printed.
    fn class(&self) -> String {
        format!("{}-{}", self.paper, if self.upright { "portrait" } else { "landscape" })
    }
}

/// `GET /maps/{id}/take-away`: all formats; with a `format` in the query, on to the download.
pub(crate) async fn show(
    may: CanView,
    Query(mut asked): Query<BTreeMap<String, String>>,
) -> Result<Response, AppError> {
    let (snapshot, id) = (may.open()?, may.id());
    if let Some(format) = asked.remove("format").and_then(|format| Format::from_extension(&format)) {
        asked.retain(|_, value| !value.is_empty());
        return Ok(redirect_to(&urls::download_as(id, format.extension(), &asked)));
    }
    let form = TakeAwayPage {
        map_name: &snapshot.map.name,
        map_href: urls::map(id),
        action: urls::export(id),
        report: urls::report(id),
        offered: offered(id),
    };
    Ok(page(form.render()?))
}

/// `GET /maps/{id}/report`: the sheets of the report, as they are printed.
pub(crate) async fn report(
    may: CanView,
    Query(parameters): Query<Parameters>,
    RawQuery(query): RawQuery,
) -> Result<Response, AppError> {
    let (snapshot, id) = (may.open()?, may.id());
    let options = parameters.options()?;
    let map = snapshot.map.clone();
    let sheets = may
        .app()
        .pools()
        .run(Pool::Render, move || report::sheets(&map, &options).iter().map(svg::sheet).collect::<Vec<String>>())
        .await?;
    let pdf = urls::download(id, Format::Report.extension());
    let form = ReportPage {
        map_name: &snapshot.map.name,
        map_href: urls::map(id),
        action: urls::report(id),
        pdf: query.map_or_else(|| pdf.clone(), |query| format!("{pdf}?{query}")),
        sheets,
        paper: if options.paper == exchange::Paper::A3 { "a3" } else { "a4" },
        upright: options.upright,
        one_sheet: options.one_sheet,
    };
    Ok(page(form.render()?))
}
