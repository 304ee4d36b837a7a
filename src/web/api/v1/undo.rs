//! `/api/v1/maps/{id}/undo` and `…/redo`: each actor undoes and redoes their own edits.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::live::{Direction, EditError, LogEntry, Undoable, original_description};
use crate::web::access::{CanEdit, CanView};
use crate::web::error::AppError;
use crate::web::json;
use vsm::ValidationError;

#[derive(Serialize)]
struct UndoState {
    undo: Option<UndoStep>,
    redo: Option<UndoStep>,
}

#[derive(Serialize)]
struct UndoStep {
    revision: u64,
    sentence: Option<String>,
}

#[derive(Serialize)]
struct UndoResponse {
    revision: u64,
    #[serde(flatten)]
    next: UndoState,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct UndoBody {
    of: Option<u64>,
}

impl From<Undoable> for UndoState {
    fn from(Undoable { undo, redo }: Undoable) -> UndoState {
        UndoState { undo: undo.map(UndoStep::from), redo: redo.map(UndoStep::from) }
    }
}

impl From<LogEntry> for UndoStep {
    fn from(line: LogEntry) -> UndoStep {
        // Describes the edit, not how often it was undone and redone.
        let sentence = line.sentence.map(|sentence| original_description(&sentence).to_owned());
        UndoStep { revision: line.revision, sentence }
    }
}

pub(crate) async fn show(map: CanView) -> Result<Response, AppError> {
    map.open()?;
    Ok(Json(UndoState::from(map.undoable().await?)).into_response())
}

pub(crate) async fn undo(map: CanEdit, body: Bytes) -> Result<Response, AppError> {
    go(&map, Direction::Undo, &body).await
}

pub(crate) async fn redo(map: CanEdit, body: Bytes) -> Result<Response, AppError> {
    go(&map, Direction::Redo, &body).await
}

async fn go(map: &CanEdit, direction: Direction, body: &[u8]) -> Result<Response, AppError> {
    let UndoBody { of } = match body {
        [] => UndoBody::default(),
        body => json::parse(body, "bad_undo", "{\"of\": revision}")?,
    };
    map.count_edit(None)?;
    let done = match map.undo_or_redo(direction, of, None).await {
        Err(EditError::ChangedSince { of, why }) => return built_on(map, of, why).await,
        done => done?.ok_or(AppError::NothingToUndo)?,
    };
    let next = map.undoable().await?.into();
    Ok(Json(UndoResponse { revision: done.revision, next }).into_response())
}

/// Why the edit can't be undone, and which one could be instead.
async fn built_on(map: &CanEdit, of: u64, why: ValidationError) -> Result<Response, AppError> {
    let next = map.undoable_before(of).await?.map(UndoStep::from);
    let error = json!({ "code": why.code, "message": why.message, "of": of, "next": next });
    Ok((StatusCode::CONFLICT, Json(json!({ "error": error }))).into_response())
}
