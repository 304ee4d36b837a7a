//! The page of a map, what everyone sees on it, and actions on the map as a whole.

pub(crate) mod archive;
pub(crate) mod cards;
pub(crate) mod downloads;
pub(crate) mod events;
pub(crate) mod export;
pub mod frame;
pub(crate) mod history;
pub(crate) mod layouts;
pub(crate) mod metrics;
pub(crate) mod page;
pub(crate) mod panel;
pub(crate) mod print;
pub(crate) mod revision;
pub(crate) mod settings;
pub(crate) mod step_form;
pub(crate) mod table;
pub(crate) mod trash;
pub(crate) mod trends;
pub(crate) mod undo_by;
pub(crate) mod variant;
pub(crate) mod view;

use axum::extract::{Path, Query, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use exchange::Format;

use crate::web::access::{App, CanView, Visitor};
use crate::web::error::AppError;
use crate::web::maps::downloads::{DownloadQuery, download};

/// `GET /maps/{file}`: the page of a map, or with an extension one of its downloads.
pub(crate) async fn show_or_download(
    State(app): State<App>,
    visitor: Visitor,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    Query(options): Query<DownloadQuery>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    // Ids have no dot, and some extensions have two parts.
    match file.split_once('.') {
        None => page::show(&CanView::find(&app, visitor, &file).await?, query.as_deref(), &headers).await,
        Some((id, extension)) => {
            let map = CanView::find(&app, visitor, id).await?;
            let format = Format::from_extension(extension).filter(|f| f.can_write()).ok_or(AppError::NotFound)?;
            download(&map, format, &options, &headers).await
        }
    }
}
