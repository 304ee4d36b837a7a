//! The beginning of a session, and its end.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::response::Response;

use crate::clock;
use crate::storage::accounts::NewSession;
use crate::web::access::App;
use crate::web::access::secret;
use crate::web::middleware::session;
use crate::web::page::cookies;
use crate::web::page::form::on_to;

/// A session ends after so long, however much it is used: 30 days.
const MAX_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A session that begins, with the secret that only the browser keeps.
pub(super) struct Beginning {
    pub(super) session: NewSession,
    secret: String,
}

impl Beginning {
    /// Always with a secret of its own, whatever cookie the browser had.
    pub(super) fn of(person: &str, headers: &HeaderMap) -> Beginning {
        let (secret, now_ms) = (clock::new_secret(), clock::now_ms());
        let session = NewSession {
            hash: secret::hash(&secret),
            id: clock::new_id(),
            person: person.to_owned(),
            browser: browser(headers),
            created_at_ms: now_ms,
            expires_at_ms: now_ms + MAX_MS,
        };
        Beginning { session, secret }
    }

    /// Has the browser keep it, and goes on to a page.
    pub(super) fn on_to(&self, app: &App, address: &str) -> Response {
        let mut response = on_to(address);
        session::keep_session(app, &mut response, &self.secret, self.session.expires_at_ms);
        response
    }
}

/// Has the browser forget its session, and goes on to a page.
pub(super) fn forgotten(app: &App, address: &str) -> Response {
    let mut response = on_to(address);
    cookies::forget(&mut response, cookies::SESSION, app.settings().is_https());
    response
}

/// Which browser it is, in words that its owner knows it by.
fn browser(headers: &HeaderMap) -> String {
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
