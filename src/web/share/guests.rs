//! What members do while guests are there: take back what one did, and lead everybody to a step.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;

use crate::web::access::CanManage;
use crate::web::api::json;
use crate::web::error::AppError;
use crate::web::page::flash;
use crate::web::page::form::on_to;
use crate::web::page::urls;
use vsm::StepId;

/// `POST /maps/{id}/history/{revision}/undo`: takes back what a guest did.
pub(crate) async fn take_back(
    may: CanManage,
    Path((_, revision)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let revision: u64 = revision.parse().map_err(|_| AppError::NotFound)?;
    let snapshot = may.open()?;
    let told = match may.take_back_of_guest(revision).await? {
        None => vec![("nothing_of_guest", "1".to_owned())],
        Some(done) => {
            let mut told = vec![("undone", "1".to_owned())];
            told.extend(flash::of_edit(&done, &snapshot.map));
            told
        }
    };
    Ok(on_to(&flash::address(&urls::map(may.id()), &told, "")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    step: StepId,
}

/// `POST /maps/{id}/lead`: `{"step"}`; everybody who looks at the map is shown that step.
pub(crate) async fn lead(may: CanManage, body: Bytes) -> Result<StatusCode, AppError> {
    let Asked { step } = serde_json::from_value(json::read(&body)?).map_err(|cause| {
        AppError::not_understood("bad_lead", format!("Invalid request body. Expected {{\"step\"}}: {cause}."))
    })?;
    if may.open()?.map.step(&step).is_none() || !may.lead(step).await? {
        return Err(AppError::NotFound);
    }
    Ok(StatusCode::NO_CONTENT)
}
