//! Downloads of a map: `/maps/{id}.{extension}`.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;

use crate::live::Snapshot;
use drawing::{Arrangement, RenderOptions, Theme};
use exchange::{Format, Options, Orientation, PageFit, Paper};

use crate::web::access::{CanView, audit};
use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::attachment::attachment;
use crate::web::page::etag;

pub(crate) async fn download(
    map: &CanView,
    format: Format,
    query: &DownloadQuery,
    headers: &HeaderMap,
) -> Result<Response, AppError> {
    let options = query.options()?;
    let snapshot = map.open()?;
    let tag = etag::build_etag(&snapshot.etag());
    if etag::is_known(headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    audit::record_export(map, format.extension()).await?;
    let body = if format.is_heavy() {
        let snapshot = Arc::clone(snapshot);
        map.app().pools().run(Pool::Render, move || write(&snapshot, format, &options)).await??
    } else {
        write(snapshot, format, &options)?
    };
    Ok(attachment(&tag, format, &snapshot.map.name, body))
}

pub(crate) fn write(snapshot: &Snapshot, format: Format, options: &Options) -> Result<Bytes, AppError> {
    let make =
        |snapshot: &Snapshot| exchange::write(format, &snapshot.map, options).map(Bytes::from).map_err(AppError::from);
    if *options == Options::default() {
        // The links on the page use the defaults: rendered once per revision.
        snapshot.try_bytes(format.extension(), make)
    } else {
        make(snapshot)
    }
}

/// Options of a download in its address.
#[derive(Deserialize)]
pub(crate) struct DownloadQuery {
    theme: Option<String>,
    wrap: Option<String>,
    scale: Option<String>,
    width: Option<String>,
    table: Option<String>,
    paper: Option<String>,
    upright: Option<String>,
    one_sheet: Option<String>,
}

impl DownloadQuery {
    pub(crate) fn options(&self) -> Result<Options, AppError> {
        let default = Options::default();
        let theme = one_of(self.theme.as_deref(), "theme", "light or dark", default.render.theme, |text| match text {
            "light" => Some(Theme::Light),
            "dark" => Some(Theme::Dark),
            _ => None,
        })?;
        let wrap = one_of(self.wrap.as_deref(), "wrap", "a width from 400 to 20,000 px", None, |text| {
            text.parse().ok().filter(|width| (400.0..=20_000.0).contains(width)).map(Some)
        })?;
        let scale = one_of(self.scale.as_deref(), "scale", "a number from 1 to 4", default.scale, |text| {
            text.parse().ok().filter(|scale| (1.0..=4.0).contains(scale))
        })?;
        let paper = one_of(self.paper.as_deref(), "paper", "a4, a3 or fit", default.paper, |text| match text {
            "a4" => Some(Paper::A4),
            "a3" => Some(Paper::A3),
            "fit" => Some(Paper::Fit),
            _ => None,
        })?;
        let width = one_of(self.width.as_deref(), "width", "a width from 200 to 10,000 px", default.width, |text| {
            text.parse().ok().filter(|width| exchange::WIDTHS.contains(width)).map(Some)
        })?;
        let yes_or_no = |given: &Option<String>, name, default| {
            one_of(given.as_deref(), name, "yes or no", default, |text| match text {
                "yes" | "true" | "1" => Some(true),
                "no" | "false" | "0" => Some(false),
                _ => None,
            })
        };
        let table = yes_or_no(&self.table, "table", default.table)?;
        let upright = yes_or_no(&self.upright, "upright", false)?;
        let one_sheet = yes_or_no(&self.one_sheet, "one_sheet", false)?;
        let render = RenderOptions { theme, arrangement: Arrangement::from_max_width(wrap), ..default.render };
        let orientation = if upright { Orientation::Portrait } else { Orientation::Landscape };
        let page_fit = if one_sheet { PageFit::OnePage } else { PageFit::AsNeeded };
        Ok(Options { render, scale, width, table, paper, orientation, page_fit, map_inside: default.map_inside })
    }
}

fn one_of<T>(
    given: Option<&str>,
    name: &str,
    can_be: &str,
    default: T,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, AppError> {
    let Some(text) = given.filter(|text| !text.is_empty()) else { return Ok(default) };
    read(text).ok_or_else(|| AppError::bad_parameter(name, can_be))
}
