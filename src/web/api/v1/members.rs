//! `/api/v1/members` and `/api/v1/invites`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;

use crate::web::access::{CanList, IsOwner};
use crate::web::error::AppError;
use crate::web::json;
use crate::web::workspace::invites;

pub(crate) async fn index(workspace: CanList) -> Result<Response, AppError> {
    if workspace.visitor().is_solo() {
        return Err(AppError::NotFound);
    }
    let members = workspace.app().accounts().members(workspace.workspace()).await?;
    let members = members.iter().map(|member| {
        let role = member.role.as_str();
        json!({ "id": member.person, "name": member.name, "email": member.email, "role": role, "since_ms": member.since_ms })
    });
    let id_and_name = json!({ "id": &**workspace.workspace(), "name": workspace.name() });
    Ok(Json(json!({ "workspace": id_and_name, "members": members.collect::<Vec<_>>() })).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InviteBody {
    role: String,
    #[serde(default)]
    note: String,
    days: Option<u32>,
}

/// `POST /api/v1/invites`: `{"role", "note"?, "days"?}`; only this response contains the address.
pub(crate) async fn create_invite(workspace: IsOwner, body: Bytes) -> Result<Response, AppError> {
    let body: InviteBody = json::parse(&body, "bad_invite", "{\"role\", \"note\"?, \"days\"?}")?;
    let days = body.days.map(|days| days.to_string()).unwrap_or_default();
    let (invite, url) = invites::create_invite(&workspace, &body.role, &body.note, &days).await??;
    let response =
        json!({ "id": invite.id, "role": invite.role.as_str(), "expires_at_ms": invite.expires_at_ms, "url": url });
    Ok((StatusCode::CREATED, Json(response)).into_response())
}
