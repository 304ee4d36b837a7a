//! A comparison: its page, and with an extension its downloads.

use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;

use exchange::Format;

use crate::web::access::{CanView, audit};
use crate::web::compare::page;
use crate::web::compare::pair::MapPair;
use crate::web::error::AppError;
use crate::web::maps::downloads::DownloadQuery;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::attachment::attachment;
use crate::web::page::etag;

/// `GET /maps/{id}/compare/{other}`: the page, or with an extension a download.
pub(crate) async fn show_or_download(
    map: CanView,
    Path((_, other)): Path<(String, String)>,
    Query(query): Query<DownloadQuery>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let (other, format) = match other.rsplit_once('.') {
        None => (other.as_str(), None),
        Some((other, extension)) => {
            let format = Format::from_extension(extension).filter(|format| exchange::can_write_comparison(*format));
            (other, Some(format.ok_or(AppError::NotFound)?))
        }
    };
    let pair = MapPair::find(&map, other).await?;
    let tag = etag::build_etag(&pair.tag());
    if etag::is_known(&headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let Some(format) = format else {
        // Long maps take time to compare and draw.
        let html = map.app().pools().run(Pool::Render, move || page::html(&pair)).await??;
        return Ok(etag::tagged(&tag, "text/html; charset=utf-8", Bytes::from(html)));
    };
    audit::record_export(&map, format.extension()).await?;
    let options = query.options()?;
    let name = format!("{} and {}", pair.before.map.name, pair.after.map.name);
    let write = move || exchange::write_comparison(format, &pair.drawings(&pair.comparison()), &options);
    let body = map.app().pools().run(Pool::Render, write).await??;
    Ok(attachment(&tag, format, &name, Bytes::from(body)))
}
