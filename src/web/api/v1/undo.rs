//! `/api/v1/maps/{id}/undo` and `…/redo`: what the visitor can take back and do again, each their own.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::live::{Direction, EditError, LogEntry, Undoable, original_description};
use crate::web::access::{CanEdit, CanView};
use crate::web::error::AppError;
use vsm::ValidationError;

use crate::web::api::json;

/// What can be taken back and done again.
#[derive(Serialize)]
struct Told {
    undo: Option<Step>,
    redo: Option<Step>,
}

/// One edit that can be taken back.
#[derive(Serialize)]
struct Step {
    revision: u64,
    sentence: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    revision: u64,
    #[serde(flatten)]
    next: Told,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    of: Option<u64>,
}

impl From<Undoable> for Told {
    fn from(Undoable { undo, redo }: Undoable) -> Told {
        Told { undo: undo.map(Step::from), redo: redo.map(Step::from) }
    }
}

impl From<LogEntry> for Step {
    fn from(line: LogEntry) -> Step {
        // Of what was taken back and done again, what it is about is told, not how often.
        let sentence = line.sentence.map(|sentence| original_description(&sentence).to_owned());
        Step { revision: line.revision, sentence }
    }
}

pub(crate) async fn show(may: CanView) -> Result<Response, AppError> {
    may.open()?;
    Ok(Json(Told::from(may.undoable().await?)).into_response())
}

pub(crate) async fn undo(may: CanEdit, body: Bytes) -> Result<Response, AppError> {
    go(&may, Direction::Undo, &body).await
}

pub(crate) async fn redo(may: CanEdit, body: Bytes) -> Result<Response, AppError> {
    go(&may, Direction::Redo, &body).await
}

async fn go(may: &CanEdit, direction: Direction, body: &[u8]) -> Result<Response, AppError> {
    let Asked { of } = if body.is_empty() { Asked::default() } else { understood(json::read(body)?)? };
    may.count_edit(None)?;
    let done = match may.undo_or_redo(direction, of, None).await {
        Err(EditError::ChangedSince { of, why }) => return built_on(may, of, why).await,
        done => done?.ok_or(AppError::NothingToUndo)?,
    };
    let next = may.undoable().await?.into();
    Ok(Json(Answer { revision: done.revision, next }).into_response())
}

/// Why something is not taken back, and what could be instead.
async fn built_on(may: &CanEdit, of: u64, why: ValidationError) -> Result<Response, AppError> {
    let next = may.undoable_before(of).await?.map(Step::from);
    let error = json!({ "code": why.code, "message": why.message, "of": of, "next": next });
    Ok((StatusCode::CONFLICT, Json(json!({ "error": error }))).into_response())
}

fn understood(document: Value) -> Result<Asked, AppError> {
    serde_json::from_value(document).map_err(|cause| {
        AppError::not_understood("bad_undo", format!("Invalid request body. Expected {{\"of\": revision}}: {cause}."))
    })
}
