//! The share links of a map, as a page and in the API, and the lock for guests.

use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::storage::accounts::{Guest, NewShareLink, ShareKind, ShareLink};
use crate::web::access::{CanManage, audit};
use crate::web::account::{MAX_DAYS, check, expiry_text, parse_expiry};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::{dates, urls};
use crate::web::share::codes::{self, JoinView};
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
    guests: Vec<GuestRow>,
    removed: Vec<GuestRow>,
    created: Option<NewLink>,
}

/// A link that was not revoked. Its secret is not stored, so its address with the join code is the one that stays.
struct LinkRow {
    what: &'static str,
    join: Option<JoinView>,
    renew_code: String,
    note: String,
    since: String,
    expires: String,
    revoke: String,
    is_expired: bool,
}

/// A new link with its secret, shown only once.
struct NewLink {
    address: String,
    is_image: bool,
}

struct GuestRow {
    name: String,
    joined: String,
    href: String,
}

pub(crate) async fn index(map: CanManage) -> Result<Response, AppError> {
    Ok(page(links_page(&map, Form::default(), None).await?))
}

pub(crate) async fn create(map: CanManage, posted: Posted) -> Result<Response, AppError> {
    match create_link(&map, posted.get("kind"), posted.get("note"), posted.get("days")).await? {
        Ok((share, address)) => {
            let link = NewLink { is_image: share.kind == ShareKind::Image, address };
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

/// The former code opens nothing any more.
pub(crate) async fn renew_code(map: CanManage, Path((_, share)): Path<(String, String)>) -> Result<Response, AppError> {
    codes::renew(&map, &share).await?;
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
    /// The join code, and the address that joins by it, while people can join.
    code: Option<String>,
    join_url: Option<String>,
    /// Only in the response that created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl ShareView {
    fn new(map: &CanManage, share: ShareLink) -> ShareView {
        let join_url = codes::join_url(map, &share);
        let ShareLink { id, kind, note, created_at_ms, expires_at_ms, code, .. } = share;
        let code = code.filter(|_| join_url.is_some());
        ShareView { id, kind: kind.as_str(), note, created_at_ms, expires_at_ms, code, join_url, url: None }
    }
}

pub(crate) async fn api_index(map: CanManage) -> Result<Response, AppError> {
    let shares = codes::shares_with_codes(&map).await?;
    let shares: Vec<ShareView> = shares.into_iter().map(|share| ShareView::new(&map, share)).collect();
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
    Ok((StatusCode::CREATED, Json(ShareView { url: Some(url), ..ShareView::new(&map, share) })).into_response())
}

pub(crate) async fn api_revoke(
    map: CanManage,
    Path((_, share)): Path<(String, String)>,
) -> Result<StatusCode, AppError> {
    revoke_link(&map, &share).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/maps/{id}/shares/{share}/code`
pub(crate) async fn api_renew_code(
    map: CanManage,
    Path((_, share)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let share = codes::renew(&map, &share).await?;
    Ok(Json(ShareView::new(&map, share)).into_response())
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
            code: None,
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
    let shares = codes::shares_with_codes(map).await?;
    let share = shares.into_iter().find(|other| other.id == share.id).unwrap_or(share);
    Ok(Ok((share, map.visitor().absolute_url(map.app(), &path))))
}

async fn revoke_link(map: &CanManage, share: &str) -> Result<(), AppError> {
    map.visitor().require_accounts()?;
    let (app, of) = (map.app(), (&**map.workspace(), map.id()));
    let entry = audit::map_entry(map, "share_withdrawn", "");
    check(app.accounts().revoke_share(of, share, app.clock().now_ms(), &entry).await?)
}

async fn links_page(map: &CanManage, form: Form, created: Option<NewLink>) -> Result<String, AppError> {
    let now_ms = map.app().clock().now_ms();
    let shares = codes::shares_with_codes(map).await?;
    let (accounts, of) = (map.app().accounts(), (&**map.workspace(), map.id()));
    let (guests, removed) = (accounts.guests(of.0, of.1).await?, accounts.removed_guests(of.0, of.1).await?);
    let guest_row = |guest: Guest| GuestRow {
        joined: dates::date(guest.since_ms),
        href: urls::guest(map.id(), &guest.actor),
        name: guest.display_name().to_owned(),
    };
    let links = shares.into_iter().map(|share| LinkRow {
        what: label(share.kind),
        join: JoinView::new(map, &share),
        renew_code: urls::renew_code(map.id(), &share.id),
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
        guests: guests.into_iter().map(guest_row).collect(),
        removed: removed.into_iter().map(guest_row).collect(),
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
