//! What members can do with the guests of a map: rename and remove them, and undo one of their edits.

use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

use crate::storage::accounts::Guest;
use crate::web::access::{CanManage, audit};
use crate::web::account::{check, me};
use crate::web::error::AppError;
use crate::web::json;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::{dates, flash, urls};
use vsm::ValidationError;
use vsm::text::quote;

#[derive(Template)]
#[template(path = "share/guest.html")]
struct GuestPage<'a> {
    form: Form,
    map_name: &'a str,
    share: String,
    name: String,
    since: String,
    is_removed: bool,
    rename: String,
    remove: String,
    allow: String,
    undo: String,
}

/// `GET /maps/{id}/guests/{actor}`
pub(crate) async fn show(map: CanManage, Path((_, actor)): Path<(String, String)>) -> Result<Response, AppError> {
    let (guest, is_removed) = find(&map, &actor).await?;
    let form = Form::with_values([("name".to_owned(), guest.name.clone())].into());
    Ok(page(guest_page(&map, &guest, is_removed, form).render()?))
}

pub(crate) async fn rename(
    map: CanManage,
    Path((_, actor)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let (guest, is_removed) = find(&map, &actor).await?;
    match set_name(&map, &guest, &posted.get("name").into()).await? {
        Ok(_) => Ok(redirect_to(&urls::share(map.id()))),
        Err(error) => {
            let form = Form::with_error(&posted, error);
            Ok(form_with_errors(guest_page(&map, &guest, is_removed, form).render()?))
        }
    }
}

/// Their open pages close at once; their edits stay.
pub(crate) async fn remove(map: CanManage, Path((_, actor)): Path<(String, String)>) -> Result<Response, AppError> {
    remove_guest(&map, &actor).await?;
    Ok(redirect_to(&urls::share(map.id())))
}

/// Lets a removed guest join again.
pub(crate) async fn allow(map: CanManage, Path((_, actor)): Path<(String, String)>) -> Result<Response, AppError> {
    let (guest, _) = find(&map, &actor).await?;
    let entry = audit::map_entry(&map, "guest_allowed", &quote(guest.display_name()));
    check(map.app().accounts().allow_guest((&**map.workspace(), map.id()), &actor, &entry).await?)?;
    Ok(redirect_to(&urls::share(map.id())))
}

/// `POST /maps/{id}/history/{revision}/undo`: undoes one edit of a guest.
pub(crate) async fn undo(map: CanManage, Path((_, revision)): Path<(String, String)>) -> Result<Response, AppError> {
    let revision: u64 = revision.parse().map_err(|_| AppError::NotFound)?;
    let snapshot = map.open()?;
    let undone = map.undo_guest_edit(revision).await?;
    let mut flash = vec![(if undone.is_some() { "undone" } else { "nothing_of_guest" }, "1".to_owned())];
    flash.extend(undone.iter().flat_map(|done| flash::from_edit(done, &snapshot.map)));
    Ok(redirect_to(&flash::url(&urls::map(map.id()), &flash, "")))
}

#[derive(Serialize)]
struct GuestView {
    actor: String,
    /// Null if the guest has no name.
    name: Option<String>,
    joined_at_ms: Option<i64>,
    removed_at_ms: Option<i64>,
}

impl GuestView {
    fn new(Guest { actor, name, since_ms }: Guest, is_removed: bool) -> GuestView {
        let (joined_at_ms, removed_at_ms) = if is_removed { (None, Some(since_ms)) } else { (Some(since_ms), None) };
        GuestView { actor, name: Some(name).filter(|name| !name.is_empty()), joined_at_ms, removed_at_ms }
    }
}

/// `GET /api/v1/maps/{id}/guests`
pub(crate) async fn api_index(map: CanManage) -> Result<Response, AppError> {
    map.visitor().require_accounts()?;
    let (accounts, workspace, id) = (map.app().accounts(), &**map.workspace(), map.id());
    let guests = accounts.guests(workspace, id).await?.into_iter().map(|guest| GuestView::new(guest, false));
    let removed = accounts.removed_guests(workspace, id).await?.into_iter().map(|guest| GuestView::new(guest, true));
    let guests: Vec<GuestView> = guests.chain(removed).collect();
    Ok(Json(serde_json::json!({ "guests": guests })).into_response())
}

/// `POST /api/v1/maps/{id}/guests/{actor}`: `{"name"}` renames a guest.
pub(crate) async fn api_rename(
    map: CanManage,
    Path((_, actor)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, AppError> {
    let (guest, is_removed) = find(&map, &actor).await?;
    let name = set_name(&map, &guest, &json::read(&body)?["name"]).await??;
    Ok(Json(GuestView::new(Guest { name, ..guest }, is_removed)).into_response())
}

/// `DELETE /api/v1/maps/{id}/guests/{actor}`
pub(crate) async fn api_remove(
    map: CanManage,
    Path((_, actor)): Path<(String, String)>,
) -> Result<StatusCode, AppError> {
    remove_guest(&map, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A guest of this map, and whether they were removed.
async fn find(map: &CanManage, actor: &str) -> Result<(Guest, bool), AppError> {
    map.visitor().require_accounts()?;
    map.app().accounts().find_guest(map.workspace(), map.id(), actor).await?.ok_or(AppError::NotFound)
}

/// Returns the new name; the inner error is shown in the form.
async fn set_name(
    map: &CanManage,
    guest: &Guest,
    given: &serde_json::Value,
) -> Result<Result<String, ValidationError>, AppError> {
    let name = match me::parse_name(given) {
        Ok(name) => name,
        Err(error) => return Ok(Err(error)),
    };
    if name != guest.name {
        map.rename_guest(&guest.actor, &name).await?;
        let about = format!("{} to {}", quote(guest.display_name()), quote(&name));
        map.app().accounts().record(audit::map_entry(map, "guest_renamed", &about)).await;
    }
    Ok(Ok(name))
}

async fn remove_guest(map: &CanManage, actor: &str) -> Result<(), AppError> {
    let (guest, _) = find(map, actor).await?;
    let entry = audit::map_entry(map, "guest_removed", &quote(guest.display_name()));
    let (of, now_ms) = ((&**map.workspace(), map.id()), map.app().clock().now_ms());
    check(map.app().accounts().remove_guest(of, actor, now_ms, &entry).await?)
}

fn guest_page<'a>(map: &'a CanManage, guest: &Guest, is_removed: bool, form: Form) -> GuestPage<'a> {
    let (id, actor) = (map.id(), &guest.actor);
    GuestPage {
        form,
        map_name: &map.snapshot().map.name,
        share: urls::share(id),
        rename: urls::guest_name(id, actor),
        remove: urls::guest_remove(id, actor),
        allow: urls::guest_allow(id, actor),
        undo: urls::undo_by(id, actor),
        name: guest.display_name().to_owned(),
        since: dates::date(guest.since_ms),
        is_removed,
    }
}
