//! Starting and ending sessions.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::response::Response;

use crate::clock;
use crate::storage::accounts::NewSession;
use crate::web::access::App;
use crate::web::middleware::session;
use crate::web::page::form::redirect_to;
use crate::web::page::{cookies, urls};
use crate::web::secret;

/// A session ends after this time, even if it is used: 30 days.
const MAX_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A new session, with the secret that only the browser stores.
pub(super) struct SessionStart {
    pub(super) session: NewSession,
    secret: String,
}

impl SessionStart {
    /// Always with a new secret, whatever cookie the browser had.
    pub(super) fn new(app: &App, person: &str, headers: &HeaderMap) -> SessionStart {
        let (secret, now_ms) = (clock::new_secret(), app.clock().now_ms());
        let session = NewSession {
            hash: secret::hash(&secret),
            id: clock::new_id(),
            person: person.to_owned(),
            browser: browser_name(headers),
            created_at_ms: now_ms,
            expires_at_ms: now_ms + MAX_MS,
        };
        SessionStart { session, secret }
    }

    /// Sets the cookie and redirects.
    pub(super) fn redirect_to(&self, app: &App, address: &str) -> Response {
        let mut response = redirect_to(address);
        session::set_session_cookie(app, &mut response, &self.secret, self.session.expires_at_ms);
        response
    }
}

/// Removes the session cookie and redirects to the sign-in page.
pub(super) fn sign_in_again(app: &App, notice: &str) -> Response {
    let mut response = redirect_to(&urls::sign_in_with_notice(notice));
    cookies::remove(&mut response, cookies::SESSION, app.settings().is_https());
    response
}

/// The browser and operating system, as people know them.
fn browser_name(headers: &HeaderMap) -> String {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let has =
        |words: &[(&str, &'static str)]| words.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| *name);
    let name = has(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = has(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (name, system) {
        (Some(name), Some(system)) => format!("{name} on {system}"),
        (Some(name), None) => name.to_owned(),
        (None, Some(system)) => format!("Browser on {system}"),
        (None, None) => "Other program".to_owned(),
    }
}
