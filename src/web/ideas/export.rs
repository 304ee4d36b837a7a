//! Ideas as CSV for spreadsheets and as Markdown for issue trackers.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::web::access::CanView;
use crate::web::access::audit;
use crate::web::error::AppError;
use crate::web::page::attachment::content_disposition;
use exchange::ideas;

pub(crate) async fn csv(map: CanView) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    audit::record_export(&map, "ideas").await?;
    let body = ideas::csv(&snapshot.map);
    Ok(file(&snapshot.map.name, "csv", "text/csv; charset=utf-8", body))
}

pub(crate) async fn markdown(map: CanView) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    audit::record_export(&map, "ideas").await?;
    let body = ideas::markdown(&snapshot.map);
    Ok(file(&snapshot.map.name, "md", "text/markdown; charset=utf-8", body))
}

fn file(map: &str, extension: &str, media_type: &'static str, body: String) -> Response {
    let name = content_disposition(&format!("{map} ideas"), extension);
    let headers: [(HeaderName, HeaderValue); 2] =
        [(CONTENT_TYPE, HeaderValue::from_static(media_type)), (CONTENT_DISPOSITION, name)];
    (headers, body).into_response()
}
