//! `/api/v1/maps/{id}/history`, and a map as it was.

use axum::Json;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::live::HistoryEntry;
use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::maps::revision;
use crate::web::page::{etag, urls};
use vsm::ValidationError;
use vsm::file::Document;

/// How many lines a part of the history has, unless asked otherwise.
const USUAL_LIMIT: u32 = 100;
/// Most lines of one part.
const MOST: u32 = 1000;

/// What part is asked for.
#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Only what was before this revision.
    before: Option<String>,
    /// How many lines at most.
    limit: Option<String>,
}

/// Which revision of a map is asked for.
#[derive(Deserialize)]
pub(crate) struct AtRevision {
    revision: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct History {
    lines: Vec<Line>,
    /// Where the history goes on; null at its end.
    next: Option<String>,
}

#[derive(Serialize)]
struct Line {
    revision: u64,
    at_ms: i64,
    actor: Who,
    /// What it did, without who did it.
    sentence: String,
    edit: Edit,
}

#[derive(Serialize)]
struct Who {
    id: String,
    /// Null for somebody who has not said it.
    name: Option<String>,
    /// Whether it is a member, a guest, a token, or whoever sits at the machine (`solo`).
    kind: &'static str,
}

#[derive(Serialize)]
struct Edit {
    /// The id under which it was sent.
    id: String,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl From<HistoryEntry> for Line {
    fn from(line: HistoryEntry) -> Self {
        let HistoryEntry { revision, at_ms, actor, edit_id, kind, sentence } = line;
        let kind_of = actor.kind.as_str();
        let actor = Who { kind: kind_of, id: actor.id, name: Some(actor.name).filter(|name| !name.is_empty()) };
        Line { revision, at_ms, actor, sentence, edit: Edit { id: edit_id, kind } }
    }
}

/// `GET /api/v1/maps/{id}/history`: newest first, a part at a time.
pub(crate) async fn list(may: CanView, Query(asked): Query<Asked>) -> Result<Json<History>, AppError> {
    let before = number(asked.before.as_deref(), "before", "a version number")?.unwrap_or(u64::MAX);
    let sentence = format!("a number from 1 to {MOST}");
    let limit =
        number(asked.limit.as_deref(), "limit", &sentence)?.map_or(Some(USUAL_LIMIT), |n| u32::try_from(n).ok());
    let limit = limit.filter(|limit| (1..=MOST).contains(limit)).ok_or_else(|| bad_value("limit", &sentence))?;
    let id = &may.open()?.id;
    let lines = may.history(before, limit).await?;
    // Revision 1 is the first line there is.
    let last = lines.last().map(|line| line.revision).filter(|&last| last > 1 && lines.len() >= limit as usize);
    let next = last.map(|last| urls::api_history_before(id, last, limit));
    Ok(Json(History { lines: lines.into_iter().map(Line::from).collect(), next }))
}

impl AtRevision {
    /// The revision that is asked for; `None` for the map as it is.
    pub(crate) fn revision(&self) -> Result<Option<u64>, AppError> {
        number(self.revision.as_deref(), "revision", "a number")
    }
}

/// The map file as it was at a revision.
pub(crate) async fn read(may: &CanView, revision: u64, headers: &HeaderMap) -> Result<Response, AppError> {
    let now = may.open()?;
    if revision == 0 || revision > now.revision {
        return Err(AppError::NotFound);
    }
    let tag = etag::revision_tag(&now.epoch, revision);
    if etag::is_known(headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let then = revision::at(may, revision).await?;
    let document = Document { map: &then.map, id: Some(&then.id), revision: Some(then.revision) };
    let body = serde_json::to_vec(&document).map_err(|cause| AppError::internal("writing JSON", &cause))?;
    Ok(etag::tagged(&tag, "application/json", Bytes::from(body)))
}

fn number(given: Option<&str>, name: &'static str, what: &str) -> Result<Option<u64>, AppError> {
    given.map(|text| text.parse().map_err(|_| bad_value(name, what))).transpose()
}

fn bad_value(name: &'static str, what: &str) -> AppError {
    AppError::Unrecognized(ValidationError::new("bad_value", format!("“{name}” must be {what}.")).at(name))
}
