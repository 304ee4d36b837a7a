//! `/api/v1/maps`: list, create, show, metrics, trash and restore.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::Query;
use axum::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::live::{MapSummary, MapsToCreate, Snapshot};
use crate::web::access::{CanCreate, CanList, CanManage, CanView};
use crate::web::api::v1::history;
use crate::web::error::AppError;
use crate::web::json;
use crate::web::maps::trash;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::{etag, urls};
use exchange::table::options::TableOptions;
use exchange::{Format, Read};
use vsm::file::{self, DROPPED_FIELD};
use vsm::model::finding::Finding;
use vsm::{Map, ValidationError};

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 1000;

#[derive(Deserialize)]
pub(crate) struct MapsQuery {
    /// The cursor from `next` of the previous page.
    after: Option<String>,
    limit: Option<String>,
    /// `true`: maps in the trash.
    bin: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct MapsResponse {
    maps: Vec<MapEntry>,
    /// The address of the next page; null at the end.
    next: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct MapEntry {
    id: String,
    name: String,
    state: &'static str,
    /// The id of the first of the related maps; missing for that map and for a map without related maps.
    #[serde(skip_serializing_if = "String::is_empty")]
    family: String,
    revision: u64,
    created_at_ms: i64,
    changed_at_ms: i64,
}

impl From<MapSummary> for MapEntry {
    fn from(map: MapSummary) -> Self {
        let MapSummary { id, name, state, family, revision, created_at_ms, changed_at_ms, .. } = map;
        MapEntry { id, name, state: state.as_str(), family, revision, created_at_ms, changed_at_ms }
    }
}

impl MapEntry {
    /// With newer values than those of the list.
    pub(crate) fn at(self, revision: u64, changed_at_ms: i64) -> Self {
        MapEntry { revision, changed_at_ms, ..self }
    }
}

#[derive(Serialize)]
struct CreateResponse<'a> {
    id: &'a str,
    revision: u64,
    /// The other states of the process that the file contains; missing if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedResponse<'a>>,
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct RelatedResponse<'a> {
    id: &'a str,
    revision: u64,
    name: &'a str,
    state: &'static str,
}

/// `GET /api/v1/maps`: latest change first.
pub(crate) async fn index(workspace: CanList, Query(query): Query<MapsQuery>) -> Result<Json<MapsResponse>, AppError> {
    let (trashed, limit) = (query.trashed()?, query.limit()?);
    let listed = workspace.list(trashed, query.after.as_deref(), limit).await?;
    // A full page may be followed by another one.
    let last = listed.last().filter(|_| listed.len() >= limit);
    let next = last.map(|last| urls::api_maps_after(&last.cursor(), limit, trashed));
    Ok(Json(MapsResponse { maps: listed.into_iter().map(MapEntry::from).collect(), next }))
}

impl MapsQuery {
    fn trashed(&self) -> Result<bool, AppError> {
        match self.bin.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(AppError::bad_parameter("bin", "true or false")),
        }
    }

    fn limit(&self) -> Result<usize, AppError> {
        let limit = self.limit.as_deref().map_or(Some(DEFAULT_LIMIT), |limit| limit.parse().ok());
        limit
            .filter(|limit| (1..=MAX_LIMIT).contains(limit))
            .ok_or_else(|| AppError::bad_parameter("limit", &format!("a number from 1 to {MAX_LIMIT}")))
    }
}

/// `name`: that of a map whose file has none. The other parameters are the options for tables.
type CreateQuery = BTreeMap<String, String>;

/// `POST /api/v1/maps`: creates a map from a map file or from any other importable file; the format is detected from
/// its bytes. Two states of one process in one file become related maps.
pub(crate) async fn create(
    workspace: CanCreate,
    Query(query): Query<CreateQuery>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, AppError> {
    let options = table_options(&query)?;
    let says_table = headers.get(CONTENT_TYPE).is_some_and(|kind| {
        [&b"text/"[..], b"application/octet-stream"].iter().any(|begin| kind.as_bytes().starts_with(begin))
    });
    let is_map_file = match Format::from_content(&body) {
        Format::Json => true,
        // Content without a known format may be a table, if its media type is text other than JSON.
        Format::Csv => !says_table && options.is_default(),
        _ => false,
    };
    if !is_map_file {
        let name = query.get("name").map(|name| name.trim()).filter(|name| !name.is_empty());
        let name = name.unwrap_or("Release").to_owned();
        let read = move || read_file(&name, &body, &options);
        let read = workspace.app().pools().run(Pool::Import, read).await?.map_err(|error| match error.code {
            "not_json" => AppError::not_understood(error.code, error.message),
            _ => error.into(),
        })?;
        let (maps, findings): (Vec<Map>, Vec<Vec<Finding>>) = read.into_iter().unzip();
        let mut maps = MapsToCreate::of_file(maps, false);
        while let Some(map) = maps.next() {
            maps.created(workspace.create(map).await?);
        }
        let snapshots = maps.finish();
        let (snapshot, others) = snapshots.split_first().ok_or(AppError::NotFound)?;
        let all = snapshot.metrics().findings.iter().cloned().chain(findings.into_iter().flatten()).collect();
        return Ok(created(snapshot, others, all));
    }
    let read = move || -> Result<_, AppError> { Ok(file::read(&json::read(&body)?)?) };
    let (map, read) = workspace.app().pools().run(Pool::Import, read).await??;
    let snapshot = workspace.create(map).await?;
    // Unknown fields that the map keeps are among its own findings; dropped ones are reported only here.
    let mut findings = snapshot.metrics().findings.clone();
    findings.extend(read.into_iter().filter(|finding| finding.code == DROPPED_FIELD));
    findings.extend((!options.is_default()).then(exchange::no_effect));
    Ok(created(&snapshot, &[], findings))
}

/// The options for tables among the parameters.
fn table_options(query: &CreateQuery) -> Result<TableOptions, ValidationError> {
    let mut options = TableOptions::default();
    for (name, text) in query {
        if name != "name" && !TableOptions::NAMES.contains(&name.as_str()) {
            let sentence = format!("“{name}” isn’t a parameter. Use name, {}.", TableOptions::NAMES.join(", "));
            return Err(ValidationError::new("bad_value", sentence).at(name.as_str()));
        }
        options.set(name, text).map_err(|can_be| {
            ValidationError::new("bad_value", format!("“{name}” must be {can_be}.")).at(name.as_str())
        })?;
    }
    Ok(options)
}

/// The map of a file, or both states of one process.
fn read_file(name: &str, bytes: &[u8], options: &TableOptions) -> Result<Vec<Read>, ValidationError> {
    let maps = exchange::read_all_with(name, bytes, options)?;
    if Format::from_content(bytes) == Format::Zip { Ok(vec![exchange::first(maps, bytes)?]) } else { Ok(maps) }
}

fn created(snapshot: &Snapshot, others: &[Arc<Snapshot>], findings: Vec<Finding>) -> Response {
    let related = others.iter().map(|other| RelatedResponse {
        id: &other.id,
        revision: other.revision,
        name: &other.map.name,
        state: other.map.state.as_str(),
    });
    let answer = CreateResponse { id: &snapshot.id, revision: snapshot.revision, related: related.collect(), findings };
    let headers = [(LOCATION, urls::api_map(&snapshot.id)), (ETAG, snapshot.etag())];
    (StatusCode::CREATED, headers, Json(answer)).into_response()
}

/// `GET /api/v1/maps/{id}`: the map file, with its id and revision; or as it was at a `revision`.
pub(crate) async fn show(
    map: CanView,
    Query(query): Query<history::RevisionQuery>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    if let Some(revision) = query.revision()? {
        return history::show(&map, revision, &headers).await;
    }
    json_response(map.open()?, &headers, "api", history::map_file)
}

pub(crate) async fn metrics(map: CanView, headers: HeaderMap) -> Result<Response, AppError> {
    json_response(map.open()?, &headers, "metrics", |snapshot| json::write(snapshot.metrics()))
}

/// `DELETE /api/v1/maps/{id}`: moves the map to the trash.
pub(crate) async fn destroy(map: CanManage) -> Result<StatusCode, AppError> {
    trash::record(&map, map.trash().await?, "bin").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/maps/{id}/restore`: restores the map from the trash.
pub(crate) async fn restore(map: CanManage) -> Result<StatusCode, AppError> {
    trash::record(&map, map.restore().await?, "restore").await?;
    Ok(StatusCode::NO_CONTENT)
}

/// JSON that is rendered once per revision.
fn json_response(
    snapshot: &Snapshot,
    headers: &HeaderMap,
    key: &'static str,
    make: impl FnOnce(&Snapshot) -> Result<Bytes, AppError>,
) -> Result<Response, AppError> {
    let tag = snapshot.etag();
    if etag::is_known(headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    Ok(etag::tagged(&tag, "application/json", snapshot.try_bytes(key, make)?))
}
