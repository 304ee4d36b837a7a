//! The gate that every request passes before its handler: who is it, and is there anything for them yet?

use axum::extract::{Request, State};
use axum::http::Method;
use axum::http::header::ACCEPT;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::clock;

use crate::web::access::secret;
use crate::web::access::{App, IDLE_MS, Visitor, asked_by};
use crate::web::error::AppError;
use crate::web::page::layout::Bar;
use crate::web::page::{cookies, urls};

/// Requests that were on their way while a session got a new secret may come with the one before for so long.
const FORMER_MS: i64 = 60 * 1000;

/// Finds out who it is, once, and hands them on.
pub(crate) async fn pass(State(app): State<App>, request: Request, next: Next) -> Response {
    if urls::is_for_everybody(request.uri().path()) {
        return next.run(request).await;
    }
    if app.waits_for_set_up() && !urls::is_for_set_up(request.uri().path()) {
        return AppError::NotSetUp.into_response();
    }
    let (mut parts, body) = request.into_parts();
    let visitor = match Visitor::of(&app, &parts).await {
        Ok(visitor) => visitor,
        Err(failure) => return failure.into_response(),
    };
    let bar = Bar::of(&visitor);
    let is_page = parts.method == Method::GET
        && parts.headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
    let renewed = visitor.session.as_ref().filter(|session| session.renew && is_page).cloned();
    parts.extensions.insert(visitor.clone());
    let answer = bar.around(next.run(Request::from_parts(parts, body)));
    let mut response = asked_by(&visitor, answer).await;
    response.extensions_mut().insert(bar);
    if let Some(session) = renewed {
        renew(&app, &session.hash, session.expires_at_ms, &mut response).await;
    }
    response
}

/// Gives a session a new secret, after what its owner may do has changed.
async fn renew(app: &App, hash: &str, expires_at_ms: i64, response: &mut Response) {
    let (secret, now_ms) = (clock::new_secret(), clock::now_ms());
    let (new_hash, until_ms) = (secret::hash(&secret), now_ms + FORMER_MS);
    match app.accounts().change(app.accounts().store().renew_session(hash, &new_hash, until_ms)).await {
        Ok(true) => keep_session(app, response, &secret, expires_at_ms),
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "couldn’t renew the secret of a session"),
    }
}

/// Has the browser keep the secret of its session for as long as the session can last.
pub(crate) fn keep_session(app: &App, response: &mut Response, secret: &str, expires_at_ms: i64) {
    let lasts_ms = (expires_at_ms - clock::now_ms()).max(IDLE_MS);
    cookies::keep(response, cookies::SESSION, secret, lasts_ms / 1000, app.settings().is_https());
}
