//! Invites to the current workspace: single-use links that add a member.

use axum::extract::Path;
use axum::response::Response;

use crate::clock;
use crate::storage::accounts::{Invite, Role};
use crate::web::access::{IsOwner, audit};
use crate::web::account::{check, parse_expiry, parse_line};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::urls;
use crate::web::secret;
use crate::web::workspace::members::members_page;
use vsm::ValidationError;

const DEFAULT_DAYS: &str = "7";
const MAX_DAYS: i64 = 30;
const MAX_NOTE: usize = 120;

pub(crate) async fn create(workspace: IsOwner, posted: Posted) -> Result<Response, AppError> {
    match create_invite(&workspace, posted.get("role"), posted.get("note"), posted.get("days")).await? {
        Ok((invite, address)) => {
            let (name, role) = (&invite.workspace_name, invite.role.with_article());
            let what = format!("This link adds one person to {name} as {role}. Single use.");
            Ok(page(members_page(&workspace, Form::default(), Some((what, address))).await?))
        }
        Err(error) => Ok(form_with_errors(members_page(&workspace, Form::with_error(&posted, error), None).await?)),
    }
}

pub(crate) async fn revoke(workspace: IsOwner, Path(id): Path<String>) -> Result<Response, AppError> {
    let entry = audit::workspace_entry(&workspace, "invite_withdrawn", "");
    let accounts = workspace.app().accounts();
    check(accounts.revoke_invite(workspace.workspace(), &id, &entry).await?)?;
    Ok(redirect_to(urls::MEMBERS))
}

/// Creates an invite and the link to give away.
pub(crate) async fn create_invite(
    workspace: &IsOwner,
    role: &str,
    note: &str,
    days: &str,
) -> Result<Result<(Invite, String), ValidationError>, AppError> {
    workspace.app().limits().create(&workspace.actor().id)?;
    let (secret, now_ms) = (clock::new_secret(), workspace.app().clock().now_ms());
    let parse = || -> Result<Invite, ValidationError> {
        let sentence = "Choose a role: viewer, editor or owner.";
        let role = Role::parse(role).ok_or_else(|| ValidationError::new("bad_role", sentence).at("role"))?;
        let days = if days.is_empty() { DEFAULT_DAYS } else { days };
        Ok(Invite {
            id: clock::new_id(),
            workspace: workspace.workspace().to_string(),
            workspace_name: workspace.name().to_owned(),
            role,
            note: parse_note(note)?,
            created_by: workspace.actor().name.clone(),
            created_at_ms: now_ms,
            expires_at_ms: parse_expiry(days, MAX_DAYS, now_ms)?.unwrap_or(now_ms),
        })
    };
    let invite = match parse() {
        Ok(invite) => invite,
        Err(error) => return Ok(Err(error)),
    };
    let about = if invite.note.is_empty() { String::new() } else { format!(", note “{}”", invite.note) };
    let entry = audit::workspace_entry(workspace, "invite", &format!("{}{about}", invite.role.as_str()));
    let accounts = workspace.app().accounts();
    check(accounts.create_invite(&invite, &secret::hash(&secret), workspace.actor(), &entry).await?)?;
    Ok(Ok((invite, workspace.visitor().absolute_url(workspace.app(), &urls::invite(&secret)))))
}

pub(crate) fn parse_note(given: &str) -> Result<String, ValidationError> {
    parse_line(&given.into(), ("bad_note", "note"), MAX_NOTE, None)
}
