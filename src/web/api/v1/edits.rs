//! `POST /api/v1/maps/{id}/edits`: one edit, made once however often it is sent.

use axum::Json;
use axum::http::HeaderMap;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::web::access::CanEdit;
use crate::web::error::AppError;
use crate::web::page::{edit_id, etag};
use vsm::edit;
use vsm::edit::{Edit, Overwritten};
use vsm::model::map::Rework;
use vsm::{StepId, ValidationError};

use crate::web::api::json;

/// Whose edit it is, as its sender knows: a browser keeps what could not be sent, and by then somebody else may be signed
/// in there.
const SENT_AS: &str = "weir-as";

/// For so many replaced values it is looked up whose they were.
const MAX_WRITERS: usize = 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    id: String,
    edit: Edit,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    revision: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dropped: Vec<Arrow>,
    /// Newer values of others that the edit replaced, where its sender said what they were.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    overwritten: Vec<Replaced>,
}

/// A newer value of somebody else's that the edit replaced.
#[derive(Serialize)]
struct Replaced {
    #[serde(flatten)]
    value: Overwritten,
    /// Whose it was, where they have said their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

/// A rework arrow that an edit dropped.
#[derive(Serialize)]
struct Arrow {
    from: StepId,
    to: StepId,
    share: f64,
}

impl From<Rework> for Arrow {
    fn from(Rework { from, to, share }: Rework) -> Self {
        Arrow { from, to, share }
    }
}

pub(crate) async fn make(may: CanEdit, headers: HeaderMap, body: Bytes) -> Result<Response, AppError> {
    let Sent { id, edit } = understood(&body)?;
    if headers.get(SENT_AS).is_some_and(|sender| sender.as_bytes() != may.actor().id.as_bytes()) {
        let sentence = "Another user made this change in this browser. It can’t be saved under your name.";
        return Err(AppError::Refused(ValidationError::new("somebody_else", sentence)));
    }
    // In the bin or not: what was made before it went there is still answered.
    let epoch = &may.snapshot().epoch;
    let done = may.edit(id, edit, etag::revision_to_match(&headers, epoch)).await?;
    // The edit is made by now: not to know whose a value was is no failure.
    let known = &done.overwritten[..done.overwritten.len().min(MAX_WRITERS)];
    let writers = match known {
        [] => Vec::new(),
        known => may.authors_of(known, done.revision).await.unwrap_or_default(),
    };
    let mut writers = writers.into_iter();
    let replaced = |value| {
        let writer = writers.next().flatten();
        Replaced { value, by: writer.map(|actor| actor.name).filter(|name| !name.is_empty()) }
    };
    let overwritten = done.overwritten.into_iter().map(replaced).collect();
    let tag = etag::revision_tag(epoch, done.revision);
    let dropped = done.dropped.into_iter().map(Arrow::from).collect();
    Ok(([(ETAG, tag)], Json(Answer { revision: done.revision, dropped, overwritten })).into_response())
}

fn understood(body: &[u8]) -> Result<Sent, AppError> {
    let document = json::read(body)?;
    let sent: Sent = serde_json::from_value(document).map_err(|cause| {
        let sentence = format!("Invalid request body. Expected {{\"id\", \"edit\": {{\"type\", …}}}}: {cause}.");
        AppError::not_understood("bad_edit", sentence)
    })?;
    edit::check_size(&sent.edit)?;
    if !edit_id::is_allowed(&sent.id) {
        let most = edit_id::MAX_LENGTH;
        let sentence = format!("An edit id must be 1 to {most} bytes and can’t start with “undo:” or “redo:”.");
        return Err(AppError::Unrecognized(ValidationError::new("bad_id", sentence).at("id")));
    }
    Ok(sent)
}
