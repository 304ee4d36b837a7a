//! The audit of the workspace that one owns.

use std::collections::BTreeMap;

use askama::Template;
use axum::Json;
use axum::extract::Query;
use axum::response::Response;
use serde::Serialize;

use crate::storage::accounts::AuditLine;
use crate::web::access::IsOwner;
use crate::web::error::AppError;
use crate::web::page::dates;
use crate::web::page::form::page;
use crate::web::page::urls;

const ON_A_PAGE: u32 = 100;

#[derive(Template)]
#[template(path = "workspace/audit_log.html")]
struct AuditPage {
    workspace: String,
    lines: Vec<Line>,
    newest: bool,
    older: Option<String>,
}

struct Line {
    stamp: String,
    day: String,
    time: String,
    who: String,
    what: &'static str,
    about: String,
    address: String,
}

/// `GET /audit`; `before` says before which line the list goes on.
pub(crate) async fn show(may: IsOwner, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, AppError> {
    let before = query.get("before").map(String::as_str);
    let (lines, more) = lines(&may, before).await?;
    let older = lines.last().filter(|_| more).map(|line| urls::audit_before(&line.id));
    let lines = lines.into_iter().map(|line| Line {
        stamp: dates::stamp(line.at_ms),
        day: dates::date(line.at_ms),
        time: dates::time(line.at_ms),
        what: words(&line.kind),
        who: line.who,
        about: line.about,
        address: line.address,
    });
    let page_of =
        AuditPage { workspace: may.name().to_owned(), lines: lines.collect(), newest: before.is_none(), older };
    Ok(page(page_of.render()?))
}

#[derive(Serialize)]
pub(crate) struct List {
    lines: Vec<Told>,
    /// Give it as `before` to go on; null at the end.
    next: Option<String>,
}

#[derive(Serialize)]
struct Told {
    id: String,
    at_ms: i64,
    who: String,
    kind: String,
    about: String,
    address: String,
}

pub(crate) async fn list(may: IsOwner, Query(query): Query<BTreeMap<String, String>>) -> Result<Json<List>, AppError> {
    let (lines, more) = lines(&may, query.get("before").map(String::as_str)).await?;
    let next = lines.last().filter(|_| more).map(|line| line.id.clone());
    let told = |line: AuditLine| {
        let AuditLine { id, at_ms, who, kind, about, address } = line;
        Told { id, at_ms, who, kind, about, address }
    };
    Ok(Json(List { lines: lines.into_iter().map(told).collect(), next }))
}

async fn lines(may: &IsOwner, before: Option<&str>) -> Result<(Vec<AuditLine>, bool), AppError> {
    let store = may.app().accounts().store();
    let mut lines = store.audit(may.workspace(), before, ON_A_PAGE + 1).await?;
    let more = lines.len() > ON_A_PAGE as usize;
    lines.truncate(ON_A_PAGE as usize);
    Ok((lines, more))
}

/// What was done, as people say it.
fn words(kind: &str) -> &'static str {
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
