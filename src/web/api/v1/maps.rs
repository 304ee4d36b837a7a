//! `/api/v1/maps`: list, create, read, figures, bin.

use axum::Json;
use axum::extract::Query;
use axum::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::live::{MapSummary, Snapshot};
use crate::web::access::audit;
use crate::web::access::{CanCreate, CanList, CanManage, CanView};
use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::etag;
use crate::web::page::urls;
use exchange::Format;
use vsm::ValidationError;
use vsm::file;
use vsm::file::{DROPPED_FIELD, Document};
use vsm::validate::map::Finding;

use crate::web::api::json;
use crate::web::api::v1::history;

/// How many maps a page of the list has, unless asked otherwise.
const USUAL_LIMIT: usize = 100;
/// Most maps on one page of the list.
const MOST: usize = 1000;

/// What part of which list is asked for.
#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Where the part before ended; its `next` is the whole address.
    after: Option<String>,
    /// How many maps at most.
    limit: Option<String>,
    /// `true`: what is in the bin.
    bin: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct List {
    maps: Vec<Entry>,
    /// Where the list goes on; null at its end.
    next: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Entry {
    id: String,
    name: String,
    state: &'static str,
    /// The id of its family's first map; left out for a map that is itself the first, or alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    family: String,
    revision: u64,
    created_at_ms: i64,
    changed_at_ms: i64,
}

impl From<MapSummary> for Entry {
    fn from(map: MapSummary) -> Self {
        let MapSummary { id, name, state, family, revision, created_at_ms, changed_at_ms, .. } = map;
        Entry { id, name, state: state.as_str(), family, revision, created_at_ms, changed_at_ms }
    }
}

impl Entry {
    /// As it is now, where that is known better than the list does.
    pub(crate) fn at(self, revision: u64, changed_at_ms: i64) -> Self {
        Entry { revision, changed_at_ms, ..self }
    }
}

#[derive(Serialize)]
struct Created<'a> {
    id: &'a str,
    revision: u64,
    findings: Vec<Finding>,
}

/// `GET /api/v1/maps`: the maps, newest change first, a part at a time.
pub(crate) async fn list(may: CanList, Query(asked): Query<Asked>) -> Result<Json<List>, AppError> {
    let (trashed, limit) = (asked.trashed()?, asked.limit()?);
    let listed = may.list(trashed, asked.after.as_deref(), limit).await?;
    // A full part may be followed by another one.
    let last = listed.last().filter(|_| listed.len() >= limit);
    let next = last.map(|last| urls::api_maps_after(&last.cursor(), limit, trashed));
    Ok(Json(List { maps: listed.into_iter().map(Entry::from).collect(), next }))
}

impl Asked {
    fn trashed(&self) -> Result<bool, AppError> {
        match self.bin.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(bad_value("bin", "“bin” must be true or false.".to_owned())),
        }
    }

    fn limit(&self) -> Result<usize, AppError> {
        let limit = self.limit.as_deref().map_or(Some(USUAL_LIMIT), |limit| limit.parse().ok());
        limit
            .filter(|limit| (1..=MOST).contains(limit))
            .ok_or_else(|| bad_value("limit", format!("“limit” must be a number from 1 to {MOST}.")))
    }
}

fn bad_value(field: &str, sentence: String) -> AppError {
    AppError::Unrecognized(ValidationError::new("bad_value", sentence).at(field))
}

/// What a map is called whose file does not say it.
#[derive(Deserialize)]
pub(crate) struct Called {
    name: Option<String>,
}

/// `POST /api/v1/maps`: a map from a map file, or from any other file that holds one; its bytes say which.
pub(crate) async fn create(
    may: CanCreate,
    Query(called): Query<Called>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, AppError> {
    let says_table = headers.get(CONTENT_TYPE).is_some_and(|kind| {
        [&b"text/"[..], b"application/octet-stream"].iter().any(|begin| kind.as_bytes().starts_with(begin))
    });
    let is_map_file = match Format::of_content(&body) {
        Format::Json => true,
        // What looks like nothing else may be a table, if its sender says that it is some other text than JSON.
        Format::Csv => !says_table || body.is_empty(),
        _ => false,
    };
    if !is_map_file {
        let name = called.name.unwrap_or_else(|| "Release".to_owned());
        let (map, findings) = may.app().pools().run(Pool::Import, move || exchange::read(&name, &body)).await??;
        let made = may.create(map).await?;
        let all = made.metrics().findings.iter().cloned().chain(findings).collect();
        return Ok(created(&made, all));
    }
    let read =
        may.app().pools().run(Pool::Import, move || -> Result<_, AppError> { Ok(file::read(&json::read(&body)?)?) });
    let (map, read) = read.await??;
    let made = may.create(map).await?;
    // Fields that were kept are among the findings of the map's own figures; those that could not be are told only here.
    let mut findings = made.metrics().findings.clone();
    findings.extend(read.into_iter().filter(|finding| finding.code == DROPPED_FIELD));
    Ok(created(&made, findings))
}

fn created(made: &Snapshot, findings: Vec<Finding>) -> Response {
    let answer = Created { id: &made.id, revision: made.revision, findings };
    let headers = [(LOCATION, urls::api_map(&made.id)), (ETAG, made.etag())];
    (StatusCode::CREATED, headers, Json(answer)).into_response()
}

/// `GET /api/v1/maps/{id}`: the map file, with its id and revision; as it was, if a `revision` is asked for.
pub(crate) async fn read(
    may: CanView,
    Query(asked): Query<history::AtRevision>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    if let Some(revision) = asked.revision()? {
        return history::read(&may, revision, &headers).await;
    }
    answer(may.open()?, &headers, "api", |snapshot| {
        let document = Document { map: &snapshot.map, id: Some(&snapshot.id), revision: Some(snapshot.revision) };
        serde_json::to_vec(&document)
    })
}

pub(crate) async fn metrics(may: CanView, headers: HeaderMap) -> Result<Response, AppError> {
    answer(may.open()?, &headers, "metrics", |snapshot| serde_json::to_vec(snapshot.metrics()))
}

/// `DELETE /api/v1/maps/{id}`: into the bin.
pub(crate) async fn bin(may: CanManage) -> Result<StatusCode, AppError> {
    was_there(may.trash().await?)?;
    audit::record_map(&may, "bin").await;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/maps/{id}/restore`: out of the bin.
pub(crate) async fn restore(may: CanManage) -> Result<StatusCode, AppError> {
    was_there(may.restore().await?)?;
    audit::record_map(&may, "restore").await;
    Ok(StatusCode::NO_CONTENT)
}

fn was_there(was_there: bool) -> Result<(), AppError> {
    if was_there { Ok(()) } else { Err(AppError::NotFound) }
}

/// JSON that is made once per revision.
fn answer(
    snapshot: &Snapshot,
    headers: &HeaderMap,
    key: &'static str,
    make: impl FnOnce(&Snapshot) -> Result<Vec<u8>, serde_json::Error>,
) -> Result<Response, AppError> {
    let tag = snapshot.etag();
    if etag::is_known(headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let body = snapshot.try_bytes(key, |snapshot| make(snapshot).map(Bytes::from));
    let body = body.map_err(|cause| AppError::internal("writing JSON", &cause))?;
    Ok(etag::tagged(&tag, "application/json", body))
}
