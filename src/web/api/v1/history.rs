//! `/api/v1/maps/{id}/history`, and a map at a revision.

use axum::Json;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::live::{HistoryEntry, Snapshot};
use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::json;
use crate::web::maps::revision;
use crate::web::page::{etag, urls};
use vsm::file::Document;

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 1000;

#[derive(Deserialize)]
pub(crate) struct HistoryQuery {
    /// Only entries before this revision.
    before: Option<String>,
    limit: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct RevisionQuery {
    revision: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct HistoryResponse {
    lines: Vec<HistoryItem>,
    /// The address of the next page; null at the end.
    next: Option<String>,
}

#[derive(Serialize)]
struct HistoryItem {
    revision: u64,
    at_ms: i64,
    actor: ActorEntry,
    /// What was changed, without the actor.
    sentence: String,
    edit: EditEntry,
}

#[derive(Serialize)]
struct ActorEntry {
    id: String,
    /// Null if the actor hasn't given a name.
    name: Option<String>,
    /// `member`, `guest`, `token` or `solo`.
    kind: &'static str,
}

#[derive(Serialize)]
struct EditEntry {
    id: String,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl From<HistoryEntry> for HistoryItem {
    fn from(line: HistoryEntry) -> Self {
        let HistoryEntry { revision, at_ms, actor, edit_id, kind, sentence } = line;
        let kind_of = actor.kind.as_str();
        let actor = ActorEntry { kind: kind_of, id: actor.id, name: Some(actor.name).filter(|name| !name.is_empty()) };
        HistoryItem { revision, at_ms, actor, sentence, edit: EditEntry { id: edit_id, kind } }
    }
}

/// `GET /api/v1/maps/{id}/history`: newest first.
pub(crate) async fn index(map: CanView, Query(query): Query<HistoryQuery>) -> Result<Json<HistoryResponse>, AppError> {
    let before = number(query.before.as_deref(), "before", "a version number")?.unwrap_or(u64::MAX);
    let limit = query.limit.as_deref().map_or(Some(DEFAULT_LIMIT), |limit| limit.parse().ok());
    let limit = limit.filter(|limit| (1..=MAX_LIMIT).contains(limit));
    let limit = limit.ok_or_else(|| AppError::bad_parameter("limit", &format!("a number from 1 to {MAX_LIMIT}")))?;
    let id = &map.open()?.id;
    let lines = map.history(before, limit).await?;
    // The history ends at revision 1.
    let last = lines.last().map(|line| line.revision).filter(|&last| last > 1 && lines.len() >= limit as usize);
    let next = last.map(|last| urls::api_history_before(id, last, limit));
    Ok(Json(HistoryResponse { lines: lines.into_iter().map(HistoryItem::from).collect(), next }))
}

impl RevisionQuery {
    /// `None` for the current map.
    pub(crate) fn revision(&self) -> Result<Option<u64>, AppError> {
        number(self.revision.as_deref(), "revision", "a number")
    }
}

pub(crate) async fn show(map: &CanView, revision: u64, headers: &HeaderMap) -> Result<Response, AppError> {
    let now = map.open()?;
    if revision == 0 || revision > now.revision {
        return Err(AppError::NotFound);
    }
    let tag = etag::revision_tag(&now.epoch, revision);
    if etag::is_known(headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let then = revision::at(map, revision).await?;
    Ok(etag::tagged(&tag, "application/json", map_file(&then)?))
}

/// The map file with the id and revision of the map.
pub(crate) fn map_file(of: &Snapshot) -> Result<Bytes, AppError> {
    json::write(&Document { map: &of.map, id: Some(&of.id), revision: Some(of.revision) })
}

fn number(given: Option<&str>, name: &str, what: &str) -> Result<Option<u64>, AppError> {
    given.map(|text| text.parse().map_err(|_| AppError::bad_parameter(name, what))).transpose()
}
