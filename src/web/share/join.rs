//! Joining with a share link or its join code: a guest enters a name and continues at the ordinary address of the map.
//! With an extension, the link is the image of the map, for pages on other sites.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;

use crate::clock;
use crate::live::Snapshot;
use crate::storage::accounts::ShareKind;
use crate::web::access::{App, OpenShareLink, Visitor, audit};
use crate::web::account::me;
use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::attachment::IMAGE_POLICY;
use crate::web::page::cookies::{self, CookieJar};
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::{etag, urls};
use crate::web::secret;
use exchange::{Format, Options};
use vsm::ValidationError;

/// How long a browser stays joined: 90 days.
const GUEST_SECONDS: i64 = 90 * 24 * 60 * 60;

#[derive(Template)]
#[template(path = "share/join.html")]
struct JoinPage<'a> {
    form: Form,
    map_name: &'a str,
    action: String,
    sign_in: String,
    can_edit: bool,
}

/// Where a join code is typed.
#[derive(Template)]
#[template(path = "share/type_code.html")]
struct CodePage {
    form: Form,
}

/// The form to join, a redirect for those who have joined, or with an extension the image.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    if let Some((secret, extension)) = file.rsplit_once('.') {
        return image(&app, &visitor, secret, extension, &headers).await;
    }
    let link = find(&app, &visitor, &file).await?;
    show_link(&app, &visitor, &link, urls::share_link(&file), &headers).await
}

pub(crate) async fn join(
    State(app): State<App>,
    visitor: Visitor,
    Path(file): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, AppError> {
    let link = find(&app, &visitor, &file).await?;
    join_link(&app, &visitor, &link, urls::share_link(&file), &headers, &posted).await
}

/// `GET /join`
pub(crate) async fn type_code(visitor: Visitor) -> Result<Response, AppError> {
    visitor.require_accounts()?;
    Ok(page(CodePage { form: Form::default() }.render()?))
}

/// `POST /join`: continues at the address of the code.
pub(crate) async fn find_code(State(app): State<App>, visitor: Visitor, posted: Posted) -> Result<Response, AppError> {
    match OpenShareLink::find_by_code(&app, &visitor, posted.get("code")).await? {
        Some(link) => Ok(redirect_to(&urls::join_by_code(link.share.code.as_deref().unwrap_or_default()))),
        None => Ok(form_with_errors(unknown_code(&posted).render()?)),
    }
}

/// `GET /join/{code}`, the address in QR codes.
pub(crate) async fn show_by_code(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    match OpenShareLink::find_by_code(&app, &visitor, &code).await? {
        Some(link) => show_link(&app, &visitor, &link, urls::join_by_code(&code), &headers).await,
        None => not_found(&Posted::default()),
    }
}

pub(crate) async fn join_by_code(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, AppError> {
    match OpenShareLink::find_by_code(&app, &visitor, &code).await? {
        Some(link) => join_link(&app, &visitor, &link, urls::join_by_code(&code), &headers, &posted).await,
        None => not_found(&posted),
    }
}

fn unknown_code(posted: &Posted) -> CodePage {
    let sentence = "No map has this code. Check it: a code has six letters or digits, and never A, E, I, L, O, U, 0 or 1. \
        If it was renewed, ask for the current one.";
    CodePage { form: Form::with_error(posted, ValidationError::new("bad_code", sentence).at("code")) }
}

fn not_found(posted: &Posted) -> Result<Response, AppError> {
    let mut response = page(unknown_code(posted).render()?);
    *response.status_mut() = StatusCode::NOT_FOUND;
    Ok(response)
}

/// The form to join, or a redirect for those who have joined. `action` is the address that was opened.
async fn show_link(
    app: &App,
    visitor: &Visitor,
    link: &OpenShareLink,
    action: String,
    headers: &HeaderMap,
) -> Result<Response, AppError> {
    if link.is_joined(app, visitor).await? {
        return Ok(redirect_to(&urls::map(&link.share.map)));
    }
    let known = match CookieJar::new(headers, app.settings().is_https()).secret(cookies::GUEST) {
        Some(secret) => link.guest(app, secret).await?.name,
        None => visitor.session().map(|session| session.person.name.clone()).unwrap_or_default(),
    };
    let form = Form::blank([("name".to_owned(), known)].into());
    Ok(page(join_page(link, action, form).render()?))
}

async fn join_link(
    app: &App,
    visitor: &Visitor,
    link: &OpenShareLink,
    action: String,
    headers: &HeaderMap,
    posted: &Posted,
) -> Result<Response, AppError> {
    let name = match me::parse_name(&posted.get("name").into()) {
        Ok(name) => name,
        Err(error) => {
            return Ok(form_with_errors(join_page(link, action, Form::with_error(posted, error)).render()?));
        }
    };
    app.limits().join(visitor.address)?;
    let is_https = app.settings().is_https();
    let known = CookieJar::new(headers, is_https).secret(cookies::GUEST).map(str::to_owned);
    let secret = known.unwrap_or_else(clock::new_secret);
    if link.has_removed(app, &secret).await? {
        let sentence = "You were removed from this map. Ask the person who shares it to let you join again.";
        let form = Form::with_error(posted, ValidationError::new("removed", sentence));
        return Ok(form_with_errors(join_page(link, action, form).render()?));
    }
    let mut guest = link.guest(app, &secret).await?;
    guest.name = name;
    let about = format!("“{}”", link.map_name());
    let who = format!("{} (guest)", guest.name);
    let entry = audit::entry_by(app, &who, visitor, &link.share.workspace, "guest", &about);
    let (hash, now_ms) = (secret::hash(&secret), app.clock().now_ms());
    app.accounts().admit_guest(&hash, &link.share, &guest, now_ms, &entry).await?;
    link.rename(app, &guest).await?;
    let mut response = redirect_to(&urls::map(&link.share.map));
    cookies::set(&mut response, cookies::GUEST, &secret, GUEST_SECONDS, is_https);
    Ok(response)
}

/// A link to the map, not only to its image.
async fn find(app: &App, visitor: &Visitor, secret: &str) -> Result<OpenShareLink, AppError> {
    let link = OpenShareLink::find(app, visitor, secret).await?;
    if link.share.kind == ShareKind::Image { Err(AppError::NotFound) } else { Ok(link) }
}

/// The current image, also for pages of other sites.
async fn image(
    app: &App,
    visitor: &Visitor,
    secret: &str,
    extension: &str,
    headers: &HeaderMap,
) -> Result<Response, AppError> {
    let (format, cache_key) = match extension {
        "svg" => (Format::Svg, "picture by link, svg"),
        "png" => (Format::Png, "picture by link, png"),
        _ => return Err(AppError::NotFound),
    };
    let link = OpenShareLink::find(app, visitor, secret).await?;
    let snapshot = Arc::clone(link.image()?);
    let tag = etag::build_etag(&snapshot.etag());
    let mut response = if etag::is_known(headers, &tag) {
        etag::not_modified(&tag)
    } else {
        // The link shows the image, but not the notes and ideas of the map behind it.
        let options = Options { map_inside: false, ..Options::default() };
        let render = move |of: &Snapshot| exchange::write(format, &of.map, &options).map(Bytes::from);
        let write = move || snapshot.try_bytes(cache_key, render).map_err(AppError::from);
        let body = if format == Format::Png { app.pools().run(Pool::Render, write).await?? } else { write()? };
        etag::tagged(&tag, format.media_type(), body)
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, IMAGE_POLICY);
    let cross_origin = HeaderValue::from_static("cross-origin");
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), cross_origin);
    Ok(response)
}

fn join_page(link: &OpenShareLink, action: String, form: Form) -> JoinPage<'_> {
    JoinPage {
        form,
        map_name: link.map_name(),
        action,
        sign_in: urls::sign_in(&urls::map(&link.share.map)),
        can_edit: link.share.kind == ShareKind::Edit,
    }
}
