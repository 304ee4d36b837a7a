//! Ideas as CSV for spreadsheets and as Markdown for issue trackers.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::web::access::{CanView, audit};
use crate::web::error::AppError;
use crate::web::page::attachment::content_disposition;
use exchange::ideas;
use vsm::Map;

pub(crate) async fn csv(map: CanView) -> Result<Response, AppError> {
    download(&map, "csv", "text/csv; charset=utf-8", ideas::csv).await
}

pub(crate) async fn markdown(map: CanView) -> Result<Response, AppError> {
    download(&map, "md", "text/markdown; charset=utf-8", ideas::markdown).await
}

async fn download(
    map: &CanView,
    extension: &str,
    media_type: &'static str,
    write: fn(&Map) -> String,
) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    audit::record_export(map, "ideas").await?;
    let name = content_disposition(&format!("{} ideas", snapshot.map.name), extension);
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(media_type)), (CONTENT_DISPOSITION, name)];
    Ok((headers, write(&snapshot.map)).into_response())
}
