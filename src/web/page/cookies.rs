//! Cookies: which there are, and how they are kept.
//!
//! Over an encrypted way they are `__Host-` cookies, which nobody but this very host can set; browsers keep such ones over
//! TLS only. Lax, so that a link from elsewhere finds one signed in; no GET changes anything.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

use crate::web::access::secret;

/// Whoever sits at the machine, by their browser, while there are no accounts.
pub(crate) const BROWSER: &str = "weir_browser";
/// Somebody who is signed in.
pub(crate) const SESSION: &str = "weir_session";
/// A browser that came by a link.
pub(crate) const GUEST: &str = "weir_guest";
/// A way to a provider and back that has begun.
pub(crate) const FLOW: &str = "weir_flow";

const HOST_PREFIX: &str = "__Host-";
/// As long as browsers keep one at most: 400 days.
pub(crate) const MAX_SECONDS: i64 = 400 * 24 * 60 * 60;

/// The cookies of a request.
pub(crate) struct Jar<'r> {
    headers: &'r HeaderMap,
    is_https: bool,
}

impl<'r> Jar<'r> {
    /// The cookies in these headers.
    pub(crate) fn of(headers: &'r HeaderMap, is_https: bool) -> Jar<'r> {
        Jar { headers, is_https }
    }

    /// The secret in a cookie; what is no secret of ours is none.
    pub(crate) fn get(&self, name: &str) -> Option<&'r str> {
        self.text(name).filter(|text| secret::is_one(text))
    }

    /// What is in a cookie.
    pub(crate) fn text(&self, name: &str) -> Option<&'r str> {
        let cookies = self.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs
            .find(
                |(found, _)| if self.is_https { found.strip_prefix(HOST_PREFIX) == Some(name) } else { *found == name },
            )
            .map(|(_, value)| value)
    }
}

/// Has the browser keep a cookie for so many seconds; forget it when that is none.
pub(crate) fn keep(response: &mut Response, name: &str, value: &str, seconds: i64, is_https: bool) {
    let (prefix, secure) = if is_https { (HOST_PREFIX, "; Secure") } else { ("", "") };
    let cookie = format!("{prefix}{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// Has the browser forget a cookie.
pub(crate) fn forget(response: &mut Response, name: &str, is_https: bool) {
    keep(response, name, "", 0, is_https);
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    fn found(cookie: &str, is_https: bool) -> Option<String> {
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(cookie).unwrap())]);
        Jar::of(&headers, is_https).get(BROWSER).map(str::to_owned)
    }

    #[test]
    fn a_secret_is_found_among_cookies_and_nothing_else_is_one() {
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
    fn over_tls_a_cookie_is_the_hosts_own() {
        let set = |is_https| {
            let mut response = "".into_response();
            keep(&mut response, SESSION, "x", 5, is_https);
            response.headers()[SET_COOKIE].to_str().unwrap().to_owned()
        };
        assert_eq!(set(false), "weir_session=x; Path=/; Max-Age=5; HttpOnly; SameSite=Lax");
        assert_eq!(set(true), "__Host-weir_session=x; Path=/; Max-Age=5; HttpOnly; SameSite=Lax; Secure");
    }
}
