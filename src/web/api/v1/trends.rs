//! `/api/v1/maps/{id}/figures`: the headline figures over the revisions of a map, oldest first.

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use crate::live::{Snapshot, Trend, TrendPoint};
use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::maps::trends;
use crate::web::page::etag;
use vsm::Seconds;

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a str,
    revision: u64,
    points: Vec<Shown>,
    /// How many older revisions are left out: there are too many, or they are not understood.
    left_out: u64,
}

/// The figures at one revision: durations in seconds, shares from 0 to 1, null where unknown.
#[derive(Serialize)]
struct Shown {
    revision: u64,
    at_ms: i64,
    lead_seconds: Option<Seconds>,
    wait_seconds: Option<Seconds>,
    work_seconds: Option<Seconds>,
    /// Times are missing: it takes at least so long.
    at_least: bool,
    flow_efficiency: Option<f64>,
    downtime_seconds: Option<Seconds>,
    handoffs: usize,
}

pub(crate) async fn read(may: CanView, headers: HeaderMap) -> Result<Response, AppError> {
    let now = may.open()?;
    let tag = now.etag();
    if etag::is_known(&headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let body = trends::kept(&may, "figures-api", |now, figures| write(now, &figures)).await?;
    Ok(etag::tagged(&tag, "application/json", body))
}

fn write(now: &Snapshot, figures: &Trend) -> Result<Vec<u8>, AppError> {
    let points = figures.points.iter().map(at).collect();
    let answer = Answer { id: &now.id, revision: now.revision, points, left_out: figures.left_out };
    serde_json::to_vec(&answer).map_err(|cause| AppError::internal("writing JSON", &cause))
}

fn at(point: &TrendPoint) -> Shown {
    let metrics = &point.metrics;
    Shown {
        revision: point.revision,
        at_ms: point.at_ms,
        lead_seconds: metrics.lead_seconds,
        wait_seconds: metrics.wait_seconds,
        work_seconds: metrics.work_seconds,
        at_least: metrics.at_least,
        flow_efficiency: metrics.flow_efficiency,
        downtime_seconds: metrics.downtime_seconds,
        handoffs: metrics.handoffs,
    }
}
