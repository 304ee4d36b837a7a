//! Coming by a link: a guest says a name and is in. The link itself is left behind: the map has its ordinary address.
//! With an extension the link is the map's picture, for a page elsewhere.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use bytes::Bytes;

use crate::clock;
use crate::live::Snapshot;
use crate::storage::accounts::ShareKind;
use crate::web::access::secret;
use crate::web::access::{App, ByLink, Visitor};
use crate::web::account::me;
use crate::web::error::AppError;
use crate::web::maps::downloads::PICTURE_POLICY;
use crate::web::page::cookies;
use crate::web::page::cookies::Jar;
use crate::web::page::etag;
use crate::web::page::form::{Form, Posted, comes_back, on_to, page};
use crate::web::page::urls;
use crate::web::workspace::audit;
use exchange::{Format, Options};

/// A browser remembers for so long that it came: 90 days.
const REMEMBERED_SECONDS: i64 = 90 * 24 * 60 * 60;

#[derive(Template)]
#[template(path = "share/join.html")]
struct JoinPage<'a> {
    form: Form,
    map_name: &'a str,
    action: String,
    sign_in: String,
    can_edit: bool,
}

/// `GET /s/{secret}`: the way in, or straight on for who is in already. `GET /s/{secret}.svg`: the picture.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    if let Some((secret, extension)) = file.rsplit_once('.') {
        return picture(&app, &visitor, secret, extension, &headers).await;
    }
    let link = found(&app, &visitor, &file).await?;
    if link.opens_already(&app, &visitor).await? {
        return Ok(on_to(&urls::map(&link.share.map)));
    }
    let known = match Jar::of(&headers, app.settings().is_https()).get(cookies::GUEST) {
        Some(secret) => link.guest(&app, secret).await?.name,
        None => visitor.session.as_ref().map(|session| session.person.name.clone()).unwrap_or_default(),
    };
    let form = Form::blank([("name".to_owned(), known)].into());
    Ok(page(join_page(&link, &file, form).render()?))
}

pub(crate) async fn join(
    State(app): State<App>,
    visitor: Visitor,
    Path(file): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, AppError> {
    let link = found(&app, &visitor, &file).await?;
    let name = match me::name_of(&posted.get("name").into()) {
        Ok(name) => name,
        Err(refusal) => return Ok(comes_back(join_page(&link, &file, Form::refused(&posted, refusal)).render()?)),
    };
    app.limits().join(visitor.address)?;
    let is_https = app.settings().is_https();
    let known = Jar::of(&headers, is_https).get(cookies::GUEST).map(str::to_owned);
    let secret = known.unwrap_or_else(clock::new_secret);
    let mut guest = link.guest(&app, &secret).await?;
    guest.name = name;
    let about = format!("“{}”", link.map_name());
    let who = format!("{} (guest)", guest.name);
    let noted = audit::by(&who, &visitor, &link.share.workspace, "guest", &about);
    let (accounts, now_ms) = (app.accounts(), clock::now_ms());
    let fingerprint = secret::hash(&secret);
    let admitted = accounts.store().admit(&fingerprint, &link.share, &guest, now_ms, &noted);
    accounts.change(admitted).await?;
    link.name(&app, &guest).await?;
    let mut response = on_to(&urls::map(&link.share.map));
    cookies::keep(&mut response, cookies::GUEST, &secret, REMEMBERED_SECONDS, is_https);
    Ok(response)
}

/// A link that leads to the map, not to its picture alone.
async fn found(app: &App, visitor: &Visitor, secret: &str) -> Result<ByLink, AppError> {
    let link = ByLink::find(app, visitor, secret).await?;
    if link.share.kind == ShareKind::Picture { Err(AppError::NotFound) } else { Ok(link) }
}

/// The picture as it is now, also in a page of another site: that is what it is for.
async fn picture(
    app: &App,
    visitor: &Visitor,
    secret: &str,
    extension: &str,
    headers: &HeaderMap,
) -> Result<Response, AppError> {
    let (format, kept_as) = match extension {
        "svg" => (Format::Svg, "picture by link, svg"),
        "png" => (Format::Png, "picture by link, png"),
        _ => return Err(AppError::NotFound),
    };
    let link = ByLink::find(app, visitor, secret).await?;
    let snapshot = Arc::clone(link.picture()?);
    let tag = etag::build_tag(&snapshot.etag());
    let mut response = if etag::is_known(headers, &tag) {
        etag::not_modified(&tag)
    } else {
        // Whoever has this link may see the picture, and not the notes and ideas of the map behind it.
        let options = Options { map_inside: false, ..Options::default() };
        let make = move |of: &Snapshot| exchange::write(format, &of.map, &options).map(Bytes::from);
        let write = move || snapshot.try_bytes(kept_as, make).map_err(AppError::from);
        let body = if format == Format::Png { app.heavy(write).await?? } else { write()? };
        etag::tagged(&tag, format.media_type(), body)
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, PICTURE_POLICY);
    let for_all = HeaderValue::from_static("cross-origin");
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), for_all);
    Ok(response)
}

fn join_page<'a>(link: &'a ByLink, secret: &str, form: Form) -> JoinPage<'a> {
    JoinPage {
        form,
        map_name: link.map_name(),
        action: urls::by_link(secret),
        sign_in: urls::sign_in_then(&urls::map(&link.share.map)),
        can_edit: link.share.kind == ShareKind::Edit,
    }
}
