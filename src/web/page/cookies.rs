//! The cookies, and how they are read and set.
//!
//! Over TLS they have the `__Host-` prefix: only this very host can set them. They are `SameSite=Lax`, so that the
//! visitor is signed in when following a link from another site; no GET changes anything.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

use crate::web::secret;

/// The local user's browser, without accounts.
pub(crate) const BROWSER: &str = "weir_browser";
pub(crate) const SESSION: &str = "weir_session";
/// A browser that joined with a share link.
pub(crate) const GUEST: &str = "weir_guest";
/// A started sign-in with the provider.
pub(crate) const FLOW: &str = "weir_flow";

const HOST_PREFIX: &str = "__Host-";
/// The longest that browsers store a cookie: 400 days.
pub(crate) const MAX_SECONDS: i64 = 400 * 24 * 60 * 60;

/// The cookies of a request.
pub(crate) struct CookieJar<'r> {
    headers: &'r HeaderMap,
    is_https: bool,
}

impl<'r> CookieJar<'r> {
    pub(crate) fn new(headers: &'r HeaderMap, is_https: bool) -> CookieJar<'r> {
        CookieJar { headers, is_https }
    }

    /// The value of a cookie, if it has the form of our secrets.
    pub(crate) fn secret(&self, name: &str) -> Option<&'r str> {
        self.text(name).filter(|text| secret::is_secret(text))
    }

    pub(crate) fn text(&self, name: &str) -> Option<&'r str> {
        let cookies = self.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let prefix = if self.is_https { HOST_PREFIX } else { "" };
        pairs.find(|(found, _)| found.strip_prefix(prefix) == Some(name)).map(|(_, value)| value)
    }
}

pub(crate) fn set(response: &mut Response, name: &str, value: &str, seconds: i64, is_https: bool) {
    let (prefix, secure) = if is_https { (HOST_PREFIX, "; Secure") } else { ("", "") };
    let cookie = format!("{prefix}{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

pub(crate) fn remove(response: &mut Response, name: &str, is_https: bool) {
    set(response, name, "", 0, is_https);
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    fn found(cookie: &str, is_https: bool) -> Option<String> {
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(cookie).unwrap())]);
        CookieJar::new(&headers, is_https).secret(BROWSER).map(str::to_owned)
    }

    #[test]
    fn secret_is_found_among_cookies_and_other_text_is_not() {
        let ours = "0123456789abcdef".repeat(4);
        assert_eq!(found(&format!("a=b; weir_browser={ours}; c=d"), false).as_ref(), Some(&ours));
        assert_eq!(found(&format!("__Host-weir_browser={ours}"), true).as_ref(), Some(&ours));
        // Without the prefix, another site of the same domain may have set it.
        assert_eq!(found(&format!("weir_browser={ours}"), true), None);
        for bad in ["weir_browser=", "weir_browser=abc", &format!("weir_browser={}", "X".repeat(64)), "other=1"] {
            assert_eq!(found(bad, false), None, "{bad}");
        }
    }

    #[test]
    fn cookie_over_tls_has_the_host_prefix() {
        let header = |is_https| {
            let mut response = "".into_response();
            set(&mut response, SESSION, "x", 5, is_https);
            response.headers()[SET_COOKIE].to_str().unwrap().to_owned()
        };
        assert_eq!(header(false), "weir_session=x; Path=/; Max-Age=5; HttpOnly; SameSite=Lax");
        assert_eq!(header(true), "__Host-weir_session=x; Path=/; Max-Age=5; HttpOnly; SameSite=Lax; Secure");
    }
}
