//! `/api/v1/maps/{id}/family` and `…/future`: related maps and new future states.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{ETAG, LOCATION};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::web::access::{CanManage, CanView};
use crate::web::api::v1::maps::MapEntry;
use crate::web::error::AppError;
use crate::web::json;
use crate::web::page::urls;
use vsm::Map;
use vsm::model::duration::Seconds;
use vsm::validate::map;

#[derive(Serialize)]
pub(crate) struct FamilyResponse {
    maps: Vec<RelatedMap>,
}

#[derive(Serialize)]
struct RelatedMap {
    #[serde(flatten)]
    entry: MapEntry,
    lead_seconds: Option<Seconds>,
    downtime_seconds: Option<Seconds>,
    flow_efficiency: Option<f64>,
    flow_efficiency_at_most: bool,
    flow_efficiency_at_least: bool,
}

/// `GET …/family`: the maps of the same process with headline metrics, oldest first.
pub(crate) async fn index(map: CanView) -> Result<Json<FamilyResponse>, AppError> {
    map.open()?;
    let family = map.related_maps().await?;
    let mut maps = Vec::with_capacity(family.members.len());
    for member in &family.members {
        let Some(other) = map.other_map(&member.id).await? else { continue };
        let metrics = other.metrics();
        maps.push(RelatedMap {
            entry: MapEntry::from(member.clone()).at(other.revision, other.changed_at_ms),
            lead_seconds: metrics.lead_seconds,
            downtime_seconds: metrics.downtime_seconds,
            flow_efficiency: metrics.flow_efficiency,
            flow_efficiency_at_most: metrics.flow_efficiency_at_most,
            flow_efficiency_at_least: metrics.flow_efficiency_at_least,
        });
    }
    Ok(Json(FamilyResponse { maps }))
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct FutureStateBody {
    name: Option<String>,
}

/// `POST /api/v1/maps/{id}/future`: creates a future state, `{"name"?}`; 201 with its id.
pub(crate) async fn create_future_state(map: CanManage, body: Bytes) -> Result<Response, AppError> {
    let FutureStateBody { name } = if body.trim_ascii().is_empty() {
        FutureStateBody::default()
    } else {
        json::parse(&body, "bad_future", "{\"name\"}")?
    };
    map.open()?;
    if let Some(name) = &name {
        map::check_map_fields(&Map::new(name.as_str()))?;
    }
    let created = map.create_future_state(name.as_deref()).await?;
    let headers = [(LOCATION, urls::api_map(&created.id)), (ETAG, created.etag())];
    let answer = json!({ "id": created.id, "revision": created.revision, "name": created.map.name });
    Ok((StatusCode::CREATED, headers, Json(answer)).into_response())
}
