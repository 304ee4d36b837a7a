//! `/api/v1/members` and `/api/v1/invites`: who is in the workspace, and who may come.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;

use crate::web::access::{CanList, IsOwner};
use crate::web::api::json::read;
use crate::web::error::AppError;
use crate::web::workspace::invites;

pub(crate) async fn list(may: CanList) -> Result<Response, AppError> {
    if may.visitor().is_solo() {
        return Err(AppError::NotFound);
    }
    let members = may.app().accounts().members(may.workspace()).await?;
    let told = members.iter().map(|member| {
        let role = member.role.as_str();
        json!({ "id": member.person, "name": member.name, "email": member.email, "role": role, "since_ms": member.since_ms })
    });
    let workspace = json!({ "id": &**may.workspace(), "name": may.name() });
    Ok(Json(json!({ "workspace": workspace, "members": told.collect::<Vec<_>>() })).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    role: String,
    #[serde(default)]
    note: String,
    days: Option<u32>,
}

/// `POST /api/v1/invites`: `{"role", "note"?, "days"?}`; the address is told this once.
pub(crate) async fn invite(may: IsOwner, body: Bytes) -> Result<Response, AppError> {
    let asked: Asked = serde_json::from_value(read(&body)?).map_err(|cause| {
        let sentence = format!("Invalid request body. Expected {{\"role\", \"note\"?, \"days\"?}}: {cause}.");
        AppError::not_understood("bad_invite", sentence)
    })?;
    let days = asked.days.map(|days| days.to_string()).unwrap_or_default();
    let (invite, url) = invites::create_invite(&may, &asked.role, &asked.note, &days).await??;
    let told =
        json!({ "id": invite.id, "role": invite.role.as_str(), "expires_at_ms": invite.expires_at_ms, "url": url });
    Ok((StatusCode::CREATED, Json(told)).into_response())
}
