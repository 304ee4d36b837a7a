//! Two maps compared at one address: the page, and with an extension its downloads.

use std::sync::Arc;

use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY};
use axum::response::Response;
use bytes::Bytes;

use crate::live::Snapshot;
use drawing::layout::{Half, Pair};
use exchange::Format;
use vsm::compare::Comparison;

use crate::web::access::CanView;
use crate::web::access::audit;
use crate::web::compare::page;
use crate::web::error::AppError;
use crate::web::maps::downloads::{PICTURE_POLICY, Parameters, content_disposition};
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::etag;

/// Two maps, as they are now.
pub(crate) struct Two {
    pub(crate) before: Arc<Snapshot>,
    pub(crate) after: Arc<Snapshot>,
}

impl Two {
    /// A map and another one that they may see; any two, a map and itself too.
    pub(crate) async fn find(may: &CanView, after: &str) -> Result<Two, AppError> {
        let before = Arc::clone(may.open()?);
        let after = may.other_map(after).await?.ok_or(AppError::NotFound)?;
        Ok(Two { before, after })
    }

    /// A tag that changes when either map does.
    pub(crate) fn tag(&self) -> String {
        format!("\"{}-{}\"", self.before.etag().trim_matches('"'), self.after.revision)
    }

    pub(crate) fn comparison(&self) -> Comparison {
        Comparison::with_graphs((&self.before.map, self.before.graph()), (&self.after.map, self.after.graph()))
    }

    /// The two as they are drawn.
    pub(crate) fn pair<'a>(&'a self, comparison: &'a Comparison) -> Pair<'a> {
        let half = |of: &'a Snapshot| Half { map: &of.map, graph: of.graph(), metrics: of.metrics() };
        Pair { before: half(&self.before), after: half(&self.after), comparison }
    }
}

/// `GET /maps/{id}/compare/{other}`: the page of two maps compared, or one of its downloads.
pub(crate) async fn page_or_download(
    may: CanView,
    Path((_, other)): Path<(String, String)>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let (other, format) = match other.rsplit_once('.') {
        None => (other.as_str(), None),
        Some((other, extension)) => {
            let format = Format::from_extension(extension).filter(|format| exchange::can_write_comparison(*format));
            (other, Some(format.ok_or(AppError::NotFound)?))
        }
    };
    let two = Two::find(&may, other).await?;
    let tag = etag::build_etag(&two.tag());
    if etag::is_known(&headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let Some(format) = format else {
        // A long map takes its time to be compared and drawn.
        let html = may.app().pools().run(Pool::Render, move || page::page(&two)).await??;
        return Ok(etag::tagged(&tag, "text/html; charset=utf-8", Bytes::from(html)));
    };
    audit::record_export(&may, format.extension()).await?;
    let options = parameters.options()?;
    let name = format!("{} and {}", two.before.map.name, two.after.map.name);
    let name = content_disposition(&name, format.extension());
    let written = may
        .app()
        .pools()
        .run(Pool::Render, move || exchange::write_comparison(format, &two.pair(&two.comparison()), &options));
    let mut response = etag::tagged(&tag, format.media_type(), Bytes::from(written.await??));
    response.headers_mut().insert(CONTENT_DISPOSITION, name);
    if format == Format::Svg {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, PICTURE_POLICY);
    }
    Ok(response)
}
