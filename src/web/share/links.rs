//! The links to a map: make one, withdraw one; and the lock that lets guests only look.

use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::storage::accounts::{NewShare, Share, ShareKind};
use crate::web::access::CanManage;
use crate::web::access::secret;
use crate::web::account::{outcome, tokens};
use crate::web::api::json;
use crate::web::error::AppError;
use crate::web::page::dates;
use crate::web::page::form::{Form, Posted, comes_back, on_to, page};
use crate::web::page::urls;
use crate::web::share::{qr_code, whole};
use crate::web::workspace::audit;
use crate::web::workspace::invites::note_of;
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
    lines: Vec<Line>,
    made: Option<Made>,
}

/// A link that is not withdrawn. Its secret is not known any more.
struct Line {
    what: &'static str,
    note: String,
    since: String,
    until: String,
    withdraw: String,
    is_over: bool,
}

/// A link that has just been made.
struct Made {
    address: String,
    is_picture: bool,
    what: &'static str,
    qr: String,
}

pub(crate) async fn show(may: CanManage) -> Result<Response, AppError> {
    Ok(page(links_page(&may, Form::default(), None).await?))
}

/// `POST /maps/{id}/share`: makes a link, which is shown this once.
pub(crate) async fn make(may: CanManage, posted: Posted) -> Result<Response, AppError> {
    match make_one(&may, posted.get("kind"), posted.get("note"), posted.get("days")).await? {
        Ok((share, address)) => {
            let qr = if share.kind == ShareKind::Picture { String::new() } else { qr_code::svg(&address) };
            let made = Made { qr, is_picture: share.kind == ShareKind::Picture, what: words(share.kind), address };
            Ok(page(links_page(&may, Form::default(), Some(made)).await?))
        }
        Err(refusal) => Ok(comes_back(links_page(&may, Form::refused(&posted, refusal), None).await?)),
    }
}

/// `POST /maps/{id}/share/{share}/withdraw`: who came by it sees nothing any more.
pub(crate) async fn withdraw(may: CanManage, Path((_, share)): Path<(String, String)>) -> Result<Response, AppError> {
    withdraw_one(&may, &share).await?;
    Ok(on_to(&urls::share(may.id())))
}

/// `POST /maps/{id}/lock`: with `locked` it is locked for guests, without it is not.
pub(crate) async fn lock(may: CanManage, posted: Posted) -> Result<Response, AppError> {
    with_accounts(&may)?;
    let locked = !posted.get("locked").is_empty();
    let noted = audit::map_line(&may, if locked { "lock" } else { "unlock" }, "");
    let (accounts, of) = (may.app().accounts(), (&**may.workspace(), may.id()));
    accounts.change(accounts.store().lock(of, locked, clock::now_ms(), &noted)).await?;
    let back = if posted.get("then") == "share" { urls::share(may.id()) } else { urls::map(may.id()) };
    Ok(on_to(&back))
}

#[derive(Serialize)]
struct Told {
    id: String,
    kind: &'static str,
    note: String,
    created_at_ms: i64,
    expires_at_ms: Option<i64>,
    /// Only in the answer that tells that it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl From<Share> for Told {
    fn from(share: Share) -> Told {
        let Share { id, kind, note, created_at_ms, expires_at_ms, .. } = share;
        Told { id, kind: kind.as_str(), note, created_at_ms, expires_at_ms, url: None }
    }
}

pub(crate) async fn list(may: CanManage) -> Result<Response, AppError> {
    with_accounts(&may)?;
    let shares = may.app().accounts().store().shares(may.workspace(), may.id()).await?;
    let shares: Vec<Told> = shares.into_iter().map(Told::from).collect();
    Ok(Json(serde_json::json!({ "shares": shares })).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    kind: String,
    #[serde(default)]
    note: String,
    days: Option<u32>,
}

/// `POST /api/v1/maps/{id}/shares`: `{"kind", "note"?, "days"?}`.
pub(crate) async fn create(may: CanManage, body: Bytes) -> Result<Response, AppError> {
    let asked: Asked = serde_json::from_value(json::read(&body)?).map_err(|cause| {
        let sentence = format!("Invalid request body. Expected {{\"kind\", \"note\"?, \"days\"?}}: {cause}.");
        AppError::not_understood("bad_share", sentence)
    })?;
    let days = asked.days.map(|days| days.to_string()).unwrap_or_default();
    let (share, url) = make_one(&may, &asked.kind, &asked.note, &days).await??;
    Ok((StatusCode::CREATED, Json(Told { url: Some(url), ..share.into() })).into_response())
}

pub(crate) async fn remove(may: CanManage, Path((_, share)): Path<(String, String)>) -> Result<StatusCode, AppError> {
    withdraw_one(&may, &share).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// While there are no accounts there is nobody to share with.
fn with_accounts(may: &CanManage) -> Result<(), AppError> {
    if may.visitor().solo.is_some() { Err(AppError::NotFound) } else { Ok(()) }
}

async fn make_one(
    may: &CanManage,
    kind: &str,
    note: &str,
    days: &str,
) -> Result<Result<(Share, String), ValidationError>, AppError> {
    with_accounts(may)?;
    may.open()?;
    may.app().limits().make(&may.actor().id)?;
    let (secret, now_ms) = (clock::new_secret(), clock::now_ms());
    let asked = || -> Result<Share, ValidationError> {
        let sentence = "Choose an access level: view, edit or picture.";
        Ok(Share {
            id: clock::new_id(),
            workspace: may.workspace().clone(),
            map: may.id().to_owned(),
            kind: ShareKind::parse(kind).ok_or_else(|| ValidationError::new("bad_kind", sentence).at("kind"))?,
            note: note_of(note)?,
            created_at_ms: now_ms,
            expires_at_ms: tokens::end(days, "days", now_ms)?,
        })
    };
    let share = match asked() {
        Ok(share) => share,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let accounts = may.app().accounts();
    let noted = audit::map_line(may, "share", share.kind.as_str());
    let new = NewShare { share: share.clone(), hash: secret::hash(&secret) };
    outcome(accounts.change(accounts.store().make_share(&new, may.actor(), &noted)).await?)?;
    let path = match share.kind {
        ShareKind::Picture => urls::picture(&secret, "svg"),
        ShareKind::View | ShareKind::Edit => urls::by_link(&secret),
    };
    Ok(Ok((share, whole(may.app(), may.visitor(), &path))))
}

async fn withdraw_one(may: &CanManage, share: &str) -> Result<(), AppError> {
    with_accounts(may)?;
    let (accounts, of) = (may.app().accounts(), (&**may.workspace(), may.id()));
    let noted = audit::map_line(may, "share_withdrawn", "");
    outcome(accounts.change(accounts.store().withdraw_share(of, share, clock::now_ms(), &noted)).await?)
}

async fn links_page(may: &CanManage, form: Form, made: Option<Made>) -> Result<String, AppError> {
    with_accounts(may)?;
    let now_ms = clock::now_ms();
    let shares = may.app().accounts().store().shares(may.workspace(), may.id()).await?;
    let lines = shares.into_iter().map(|share| Line {
        what: words(share.kind),
        since: dates::date(share.created_at_ms),
        until: share.expires_at_ms.map_or_else(|| "No expiry".to_owned(), |at| format!("Expires {}", dates::date(at))),
        is_over: share.expires_at_ms.is_some_and(|at| at <= now_ms),
        withdraw: urls::withdraw_share(may.id(), &share.id),
        note: share.note,
    });
    let page = LinksPage {
        form,
        map_name: &may.snapshot().map.name,
        map_href: urls::map(may.id()),
        action: urls::share(may.id()),
        lock: urls::lock(may.id()),
        is_locked: may.is_locked(),
        lines: lines.collect(),
        made,
    };
    Ok(page.render()?)
}

fn words(kind: ShareKind) -> &'static str {
    match kind {
        ShareKind::View => "View link",
        ShareKind::Edit => "Edit link",
        ShareKind::Picture => "Image link",
    }
}
