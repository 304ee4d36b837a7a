//! The audit log, as a page and in the API.

use std::collections::BTreeMap;

use askama::Template;
use axum::Json;
use axum::extract::Query;
use axum::response::Response;
use serde::Serialize;

use crate::storage::accounts::AuditRecord;
use crate::web::access::IsOwner;
use crate::web::error::AppError;
use crate::web::page::form::page;
use crate::web::page::{dates, urls};

const PAGE_SIZE: u32 = 100;

#[derive(Template)]
#[template(path = "workspace/audit_log.html")]
struct AuditPage {
    workspace: String,
    entries: Vec<AuditRow>,
    newest: bool,
    older: Option<String>,
}

struct AuditRow {
    stamp: String,
    day: String,
    time: String,
    who: String,
    what: &'static str,
    about: String,
    address: String,
}

/// `before` is the entry before which the list continues.
pub(crate) async fn index(
    workspace: IsOwner,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, AppError> {
    let before = query.get("before").map(String::as_str);
    let (lines, more) = entries(&workspace, before).await?;
    let older = lines.last().filter(|_| more).map(|line| urls::audit_before(&line.id));
    let lines = lines.into_iter().map(|line| AuditRow {
        stamp: dates::stamp(line.at_ms),
        day: dates::date(line.at_ms),
        time: dates::time(line.at_ms),
        what: describe(&line.kind),
        who: line.who,
        about: line.about,
        address: line.address,
    });
    let name = workspace.name().to_owned();
    let html = AuditPage { workspace: name, entries: lines.collect(), newest: before.is_none(), older }.render()?;
    Ok(page(html))
}

#[derive(Serialize)]
pub(crate) struct AuditResponse {
    lines: Vec<AuditRecord>,
    /// The `before` of the next page; null at the end.
    next: Option<String>,
}

pub(crate) async fn api_index(
    workspace: IsOwner,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Json<AuditResponse>, AppError> {
    let (lines, more) = entries(&workspace, query.get("before").map(String::as_str)).await?;
    let next = lines.last().filter(|_| more).map(|line| line.id.clone());
    Ok(Json(AuditResponse { lines, next }))
}

async fn entries(workspace: &IsOwner, before: Option<&str>) -> Result<(Vec<AuditRecord>, bool), AppError> {
    let accounts = workspace.app().accounts();
    let mut lines = accounts.audit(workspace.workspace(), before, PAGE_SIZE + 1).await?;
    let more = lines.len() > PAGE_SIZE as usize;
    lines.truncate(PAGE_SIZE as usize);
    Ok((lines, more))
}

fn describe(kind: &str) -> &'static str {
    match kind {
        "set_up" => "set up Weir",
        "sign_in" => "signed in",
        "sign_in_failed" => "failed to sign in",
        "sign_out" => "signed out",
        "session_ended" => "signed out a session",
        "password" => "changed their password",
        "password_link" => "created a password reset link",
        "password_reset" => "reset their password",
        "provider_linked" => "linked a sign-in provider",
        "workspace" => "created the workspace",
        "workspace_renamed" => "renamed the workspace",
        "invite" => "created an invite",
        "invite_withdrawn" => "revoked an invite",
        "join" => "joined the workspace",
        "role" => "changed a role",
        "removed" => "removed a member",
        "share" => "created a share link",
        "share_withdrawn" => "revoked a share link",
        "guest" => "joined with a share link",
        "join_code" => "renewed a join code",
        "guest_renamed" => "renamed a guest",
        "guest_removed" => "removed a guest",
        "guest_allowed" => "let a removed guest join again",
        "undo_by" => "undid all changes of one person",
        "lock" => "locked a map for guests",
        "unlock" => "unlocked a map for guests",
        "token" => "created an API token",
        "token_revoked" => "revoked an API token",
        "export" => "exported a map",
        "bin" => "moved a map to trash",
        "restore" => "restored a map",
        _ => "unknown action (from a newer version of Weir)",
    }
}
