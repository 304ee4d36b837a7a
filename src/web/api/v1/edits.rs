//! `POST /api/v1/maps/{id}/edits`: one edit, applied once however often it is sent.

use axum::Json;
use axum::http::HeaderMap;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::web::access::CanEdit;
use crate::web::error::AppError;
use crate::web::json;
use crate::web::page::{edit_id, etag};
use vsm::edit::{self, Edit, Overwritten};
use vsm::model::map::Rework;
use vsm::{StepId, ValidationError};

/// The actor who made the edit: a browser stores unsent edits, and another user may have signed in since.
const ACTOR_HEADER: &str = "weir-as";

/// The most overwritten values whose author is looked up.
const MAX_WRITERS: usize = 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditBody {
    id: String,
    edit: Edit,
}

#[derive(Serialize)]
pub(crate) struct EditResponse {
    revision: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dropped: Vec<DroppedArrow>,
    /// Newer values of others that the edit overwrote, if its sender stated the values it expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    overwritten: Vec<OverwrittenValue>,
}

#[derive(Serialize)]
struct OverwrittenValue {
    #[serde(flatten)]
    value: Overwritten,
    /// The name of its author, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

#[derive(Serialize)]
struct DroppedArrow {
    from: StepId,
    to: StepId,
    share: f64,
}

impl From<Rework> for DroppedArrow {
    fn from(Rework { from, to, share, .. }: Rework) -> Self {
        DroppedArrow { from, to, share }
    }
}

pub(crate) async fn create(map: CanEdit, headers: HeaderMap, body: Bytes) -> Result<Response, AppError> {
    let EditBody { id, edit } = parse(&body)?;
    if headers.get(ACTOR_HEADER).is_some_and(|sender| sender.as_bytes() != map.actor().id.as_bytes()) {
        let sentence = "Another user made this change in this browser. It can’t be saved under your name.";
        return Err(AppError::Rejected(ValidationError::new("somebody_else", sentence)));
    }
    // Also in the trash: a repeated edit from before is still answered.
    let epoch = &map.snapshot().epoch;
    let done = map.edit(id, edit, etag::revision_to_match(&headers, epoch)).await?;
    // The edit is saved, so an unknown author is not an error.
    let known = &done.overwritten[..done.overwritten.len().min(MAX_WRITERS)];
    let writers = match known {
        [] => Vec::new(),
        known => map.authors_of(known, done.revision).await.unwrap_or_default(),
    };
    let mut writers = writers.into_iter();
    let replaced = |value| {
        let writer = writers.next().flatten();
        OverwrittenValue {
            value,
            by: writer.filter(|actor| !actor.is_anonymous()).map(|actor| actor.display_name().to_owned()),
        }
    };
    let overwritten = done.overwritten.into_iter().map(replaced).collect();
    let tag = etag::revision_tag(epoch, done.revision);
    let dropped = done.dropped.into_iter().map(DroppedArrow::from).collect();
    Ok(([(ETAG, tag)], Json(EditResponse { revision: done.revision, dropped, overwritten })).into_response())
}

fn parse(body: &[u8]) -> Result<EditBody, AppError> {
    let sent: EditBody = json::parse(body, "bad_edit", "{\"id\", \"edit\": {\"type\", …}}")?;
    edit::check_size(&sent.edit)?;
    if !edit_id::is_allowed(&sent.id) {
        let most = edit_id::MAX_LENGTH;
        let sentence = format!("An edit id must be 1 to {most} bytes and can’t start with “undo:” or “redo:”.");
        return Err(AppError::Unrecognized(ValidationError::new("bad_id", sentence).at("id")));
    }
    Ok(sent)
}
