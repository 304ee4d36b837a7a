//! Identifies the visitor of every request. Before the first account exists, only the setup page is served.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::http::header::ACCEPT;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::clock;

use crate::web::access::{App, IDLE_MS, Identity, Visitor};
use crate::web::error::AppError;
use crate::web::middleware::client_ip;
use crate::web::middleware::fair_queue::as_client;
use crate::web::middleware::rate_limit::address_block;
use crate::web::page::{cookies, urls};
use crate::web::secret;

/// After a session gets a new secret, requests under way can use the former one for this long.
const FORMER_SECRET_MS: i64 = 60 * 1000;

/// Identifies the visitor once and passes them to the handler.
pub(crate) async fn require_session(State(app): State<App>, request: Request, next: Next) -> Response {
    if urls::is_public(request.uri().path()) {
        return next.run(request).await;
    }
    if app.waits_for_set_up() && !urls::is_available_before_set_up(request.uri().path()) {
        return AppError::NotSetUp.into_response();
    }
    let (mut parts, body) = request.into_parts();
    let address = client_ip::from_request(&parts.headers, &parts.extensions, &app.settings().proxies);
    let visitor = match Visitor::new(&app, &parts, address).await {
        Ok(visitor) => visitor,
        Err(failure) => return failure.into_response(),
    };
    let bar = visitor.bar();
    let is_page = parts.method == Method::GET
        && parts.headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
    let renewed = visitor.session().filter(|session| session.renew && is_page).cloned();
    let client = client_key(&visitor);
    parts.extensions.insert(visitor);
    let answer = bar.scope(next.run(Request::from_parts(parts, body)));
    let mut response = as_client(client, answer).await;
    response.extensions_mut().insert(bar);
    if let Some(session) = renewed {
        renew(&app, &session.hash, session.expires_at_ms, &mut response).await;
    }
    response
}

/// The client key for the pools of work: a person with their programs; guests and strangers with all others at the same
/// address, because a new name costs them nothing. The local user has no limit.
fn client_key(visitor: &Visitor) -> Option<Arc<str>> {
    match &visitor.identity {
        Identity::Solo(_) => None,
        Identity::Session(session) => Some(session.person.id.as_str().into()),
        Identity::Token(token) => Some(token.person.as_str().into()),
        Identity::Guest => Some(format!("from {}", address_block(visitor.address)).into()),
    }
}

/// Gives a session a new secret after the permissions of its owner have changed.
async fn renew(app: &App, hash: &str, expires_at_ms: i64, response: &mut Response) {
    let (secret, now_ms) = (clock::new_secret(), app.clock().now_ms());
    let (new_hash, until_ms) = (secret::hash(&secret), now_ms + FORMER_SECRET_MS);
    match app.accounts().renew_session(hash, &new_hash, until_ms).await {
        Ok(true) => set_session_cookie(app, response, &secret, expires_at_ms),
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "couldn’t renew the secret of a session"),
    }
}

/// Sets the session cookie for as long as the session can last.
pub(crate) fn set_session_cookie(app: &App, response: &mut Response, secret: &str, expires_at_ms: i64) {
    let lasts_ms = (expires_at_ms - app.clock().now_ms()).max(IDLE_MS);
    cookies::set(response, cookies::SESSION, secret, lasts_ms / 1000, app.settings().is_https());
}
