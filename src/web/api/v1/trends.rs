//! `/api/v1/maps/{id}/figures`: metrics over the revisions of a map, oldest first.

use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use serde::Serialize;

use crate::live::{Snapshot, Trend, TrendPoint};
use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::json;
use crate::web::maps::trends;
use crate::web::page::etag;
use vsm::Seconds;

#[derive(Serialize)]
struct TrendsResponse<'a> {
    id: &'a str,
    revision: u64,
    points: Vec<PointEntry>,
    /// Older revisions that are left out because there are too many, or because they can't be read.
    left_out: u64,
}

/// Durations in seconds, shares from 0 to 1, null if unknown.
#[derive(Serialize)]
struct PointEntry {
    revision: u64,
    at_ms: i64,
    lead_seconds: Option<Seconds>,
    wait_seconds: Option<Seconds>,
    work_seconds: Option<Seconds>,
    /// Times are missing: the lead time is a lower bound.
    at_least: bool,
    flow_efficiency: Option<f64>,
    flow_efficiency_at_most: bool,
    flow_efficiency_at_least: bool,
    downtime_seconds: Option<Seconds>,
    handoffs: usize,
}

pub(crate) async fn show(map: CanView, headers: HeaderMap) -> Result<Response, AppError> {
    let now = map.open()?;
    let tag = now.etag();
    if etag::is_known(&headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let body = trends::cached(&map, "figures-api", |now, figures| write(now, &figures)).await?;
    Ok(etag::tagged(&tag, "application/json", body))
}

fn write(now: &Snapshot, figures: &Trend) -> Result<Bytes, AppError> {
    let points = figures.points.iter().map(at).collect();
    json::write(&TrendsResponse { id: &now.id, revision: now.revision, points, left_out: figures.left_out })
}

fn at(point: &TrendPoint) -> PointEntry {
    let metrics = &point.metrics;
    PointEntry {
        revision: point.revision,
        at_ms: point.at_ms,
        lead_seconds: metrics.lead_seconds,
        wait_seconds: metrics.wait_seconds,
        work_seconds: metrics.work_seconds,
        at_least: metrics.at_least,
        flow_efficiency: metrics.flow_efficiency,
        flow_efficiency_at_most: metrics.flow_efficiency_at_most,
        flow_efficiency_at_least: metrics.flow_efficiency_at_least,
        downtime_seconds: metrics.downtime_seconds,
        handoffs: metrics.handoffs,
    }
}
