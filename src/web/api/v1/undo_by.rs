//! `/api/v1/maps/{id}/history/by/{actor}`: undoes everything that one actor has changed on a map.

use axum::Json;
use axum::extract::Path;
use serde::Serialize;

use crate::live::{KeptChange, UndoneChanges};
use crate::web::access::CanManage;
use crate::web::error::AppError;
use crate::web::maps::undo_by;

#[derive(Serialize)]
pub(crate) struct UndoByResponse {
    actor: String,
    /// The number of edits that are undone, at least in part.
    edits: usize,
    /// What these edits did, newest first.
    undone: Vec<String>,
    /// What stays as it is.
    kept: Vec<KeptItem>,
    /// Whether older changes of the actor were not considered.
    has_older: bool,
    /// The revision that undid them; null in a preview.
    revision: Option<u64>,
}

#[derive(Serialize)]
struct KeptItem {
    what: String,
    /// The actor who has changed it since; null if it stays because other things depend on it.
    by: Option<String>,
}

impl UndoByResponse {
    fn new(undone: UndoneChanges, revision: Option<u64>) -> Json<UndoByResponse> {
        let UndoneChanges { actor, edits, kept, has_older } = undone;
        let item = |KeptChange { what, by }| KeptItem { what, by: by.map(|by| by.id) };
        let kept = kept.into_iter().map(item).collect();
        Json(UndoByResponse { actor: actor.id, edits: edits.len(), undone: edits, kept, has_older, revision })
    }
}

/// What `POST` would undo.
pub(crate) async fn preview(
    map: CanManage,
    Path((_, actor)): Path<(String, String)>,
) -> Result<Json<UndoByResponse>, AppError> {
    map.open()?;
    Ok(UndoByResponse::new(map.preview_undo_all_by(&actor).await?, None))
}

pub(crate) async fn undo(
    map: CanManage,
    Path((_, actor)): Path<(String, String)>,
) -> Result<Json<UndoByResponse>, AppError> {
    map.open()?;
    let (undone, saved) = map.undo_all_by(&actor).await?;
    let saved = saved.ok_or(AppError::NothingToUndo)?;
    undo_by::record(&map, &undone).await;
    Ok(UndoByResponse::new(undone, Some(saved.revision)))
}
