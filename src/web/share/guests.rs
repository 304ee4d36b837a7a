//! What members can do with guests: undo their edits, and show everyone a step.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;

use crate::web::access::CanManage;
use crate::web::error::AppError;
use crate::web::json;
use crate::web::page::form::redirect_to;
use crate::web::page::{flash, urls};
use vsm::StepId;

pub(crate) async fn undo(map: CanManage, Path((_, revision)): Path<(String, String)>) -> Result<Response, AppError> {
    let revision: u64 = revision.parse().map_err(|_| AppError::NotFound)?;
    let snapshot = map.open()?;
    let undone = map.undo_guest_edit(revision).await?;
    let mut flash = vec![(if undone.is_some() { "undone" } else { "nothing_of_guest" }, "1".to_owned())];
    flash.extend(undone.iter().flat_map(|done| flash::from_edit(done, &snapshot.map)));
    Ok(redirect_to(&flash::url(&urls::map(map.id()), &flash, "")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpotlightParams {
    step: StepId,
}

/// `{"step"}`: shows this step to everyone who views the map.
pub(crate) async fn spotlight(map: CanManage, body: Bytes) -> Result<StatusCode, AppError> {
    let SpotlightParams { step } = json::parse(&body, "bad_lead", "{\"step\"}")?;
    if map.open()?.map.step(&step).is_none() || !map.spotlight(step).await? {
        return Err(AppError::NotFound);
    }
    Ok(StatusCode::NO_CONTENT)
}
