//! The share links of a map, as a page and in the API, and the lock for guests.

use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::storage::accounts::{NewShareLink, ShareKind, ShareLink};
use crate::web::access::{CanManage, audit};
use crate::web::account::{MAX_DAYS, check, expiry_text, parse_expiry};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::{dates, urls};
use crate::web::share::qr_code;
use crate::web::workspace::invites::parse_note;
use crate::web::{json, secret};
use vsm::ValidationError;

#[derive(Template)]
#[template(path = "share/links.html")]
struct LinksPage<'a> {
    form: Form,
    map_name: &'a str,
    map_href: String,
    action: String,
    lock: String,
    is_locked: bool,
    links: Vec<LinkRow>,
    created: Option<NewLink>,
}

/// A link that was not revoked. Its secret is not stored.
struct LinkRow {
    what: &'static str,
    note: String,
    since: String,
    expires: String,
    revoke: String,
    is_expired: bool,
}

/// A new link, shown only once.
struct NewLink {
    address: String,
    is_image: bool,
    what: &'static str,
    qr: String,
}

pub(crate) async fn index(map: CanManage) -> Result<Response, AppError> {
    Ok(page(links_page(&map, Form::default(), None).await?))
}

pub(crate) async fn create(map: CanManage, posted: Posted) -> Result<Response, AppError> {
    match create_link(&map, posted.get("kind"), posted.get("note"), posted.get("days")).await? {
        Ok((share, address)) => {
            let is_image = share.kind == ShareKind::Image;
            let qr = if is_image { String::new() } else { qr_code::svg(&address) };
            let link = NewLink { qr, is_image, what: label(share.kind), address };
            Ok(page(links_page(&map, Form::default(), Some(link)).await?))
        }
        Err(error) => Ok(form_with_errors(links_page(&map, Form::with_error(&posted, error), None).await?)),
    }
}

/// Guests who joined with it lose access.
pub(crate) async fn revoke(map: CanManage, Path((_, share)): Path<(String, String)>) -> Result<Response, AppError> {
    revoke_link(&map, &share).await?;
    Ok(redirect_to(&urls::share(map.id())))
}

/// With `locked`, locks the map for guests; without, unlocks it.
pub(crate) async fn lock(map: CanManage, posted: Posted) -> Result<Response, AppError> {
    map.visitor().require_accounts()?;
    let locked = !posted.get("locked").is_empty();
    let entry = audit::map_entry(&map, if locked { "lock" } else { "unlock" }, "");
    let (app, of) = (map.app(), (&**map.workspace(), map.id()));
    app.accounts().lock(of, locked, app.clock().now_ms(), &entry).await?;
    let back = if posted.get("then") == "share" { urls::share(map.id()) } else { urls::map(map.id()) };
    Ok(redirect_to(&back))
}

#[derive(Serialize)]
struct ShareView {
    id: String,
    kind: &'static str,
    note: String,
    created_at_ms: i64,
    expires_at_ms: Option<i64>,
    /// Only in the response that created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl From<ShareLink> for ShareView {
    fn from(share: ShareLink) -> ShareView {
        let ShareLink { id, kind, note, created_at_ms, expires_at_ms, .. } = share;
        ShareView { id, kind: kind.as_str(), note, created_at_ms, expires_at_ms, url: None }
    }
}

pub(crate) async fn api_index(map: CanManage) -> Result<Response, AppError> {
    map.visitor().require_accounts()?;
    let shares = map.app().accounts().shares(map.workspace(), map.id()).await?;
    let shares: Vec<ShareView> = shares.into_iter().map(ShareView::from).collect();
    Ok(Json(serde_json::json!({ "shares": shares })).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShareParams {
    kind: String,
    #[serde(default)]
    note: String,
    days: Option<u32>,
}

/// `{"kind", "note"?, "days"?}`
pub(crate) async fn api_create(map: CanManage, body: Bytes) -> Result<Response, AppError> {
    let params: ShareParams = json::parse(&body, "bad_share", "{\"kind\", \"note\"?, \"days\"?}")?;
    let days = params.days.map(|days| days.to_string()).unwrap_or_default();
    let (share, url) = create_link(&map, &params.kind, &params.note, &days).await??;
    Ok((StatusCode::CREATED, Json(ShareView { url: Some(url), ..share.into() })).into_response())
}

pub(crate) async fn api_revoke(
    map: CanManage,
    Path((_, share)): Path<(String, String)>,
) -> Result<StatusCode, AppError> {
    revoke_link(&map, &share).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn create_link(
    map: &CanManage,
    kind: &str,
    note: &str,
    days: &str,
) -> Result<Result<(ShareLink, String), ValidationError>, AppError> {
    map.visitor().require_accounts()?;
    map.open()?;
    map.app().limits().create(&map.actor().id)?;
    let (secret, now_ms) = (clock::new_secret(), map.app().clock().now_ms());
    let parse = || -> Result<ShareLink, ValidationError> {
        let sentence = "Choose an access level: view, edit or image only.";
        Ok(ShareLink {
            id: clock::new_id(),
            workspace: map.workspace().clone(),
            map: map.id().to_owned(),
            kind: ShareKind::parse(kind).ok_or_else(|| ValidationError::new("bad_kind", sentence).at("kind"))?,
            note: parse_note(note)?,
            created_at_ms: now_ms,
            expires_at_ms: parse_expiry(days, MAX_DAYS, now_ms)?,
        })
    };
    let share = match parse() {
        Ok(share) => share,
        Err(error) => return Ok(Err(error)),
    };
    let accounts = map.app().accounts();
    let entry = audit::map_entry(map, "share", share.kind.as_str());
    let new = NewShareLink { share: share.clone(), hash: secret::hash(&secret) };
    check(accounts.create_share(&new, map.actor(), &entry).await?)?;
    let path = match share.kind {
        ShareKind::Image => urls::image_link(&secret, "svg"),
        ShareKind::View | ShareKind::Edit => urls::share_link(&secret),
    };
    Ok(Ok((share, map.visitor().absolute_url(map.app(), &path))))
}

async fn revoke_link(map: &CanManage, share: &str) -> Result<(), AppError> {
    map.visitor().require_accounts()?;
    let (app, of) = (map.app(), (&**map.workspace(), map.id()));
    let entry = audit::map_entry(map, "share_withdrawn", "");
    check(app.accounts().revoke_share(of, share, app.clock().now_ms(), &entry).await?)
}

async fn links_page(map: &CanManage, form: Form, created: Option<NewLink>) -> Result<String, AppError> {
    map.visitor().require_accounts()?;
    let now_ms = map.app().clock().now_ms();
    let shares = map.app().accounts().shares(map.workspace(), map.id()).await?;
    let links = shares.into_iter().map(|share| LinkRow {
        what: label(share.kind),
        since: dates::date(share.created_at_ms),
        expires: expiry_text(share.expires_at_ms),
        is_expired: share.expires_at_ms.is_some_and(|at| at <= now_ms),
        revoke: urls::revoke_share(map.id(), &share.id),
        note: share.note,
    });
    let page = LinksPage {
        form,
        map_name: &map.snapshot().map.name,
        map_href: urls::map(map.id()),
        action: urls::share(map.id()),
        lock: urls::lock(map.id()),
        is_locked: map.is_locked(),
        links: links.collect(),
        created,
    };
    Ok(page.render()?)
}

fn label(kind: ShareKind) -> &'static str {
    match kind {
        ShareKind::View => "View link",
        ShareKind::Edit => "Edit link",
        ShareKind::Image => "Image link",
    }
}
