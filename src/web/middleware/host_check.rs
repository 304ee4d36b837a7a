//! Rejects requests before any handler: those for another host, and bodies that are too large.

use std::future::poll_fn;
use std::net::IpAddr;
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, HOST};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri};

use crate::web::error::AppError;
use crate::web::middleware::BODY_LIMIT;
use crate::web::page::urls;
use crate::web::settings::Settings;

/// The host names that this server accepts.
#[derive(Debug, Clone)]
pub(crate) enum AllowedHosts {
    Loopback,
    /// The host that the operator set, as in the `Host` header, and the default port that may follow it.
    Public(String, &'static str),
    /// Any host: the server is reached under a name that it doesn't know. A page whose own name resolves to this
    /// machine gains nothing: it has none of our cookies, and without them there is nothing to see.
    Any,
}

impl AllowedHosts {
    pub(crate) fn new(settings: &Settings) -> AllowedHosts {
        match &settings.public {
            Some(public) => AllowedHosts::Public(public.host.clone(), if public.is_https { ":443" } else { ":80" }),
            None if settings.any_host => AllowedHosts::Any,
            None => AllowedHosts::Loopback,
        }
    }

    fn allows(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        match self {
            AllowedHosts::Loopback => is_for(uri, headers, is_loopback),
            // Health checks use the address of the server.
            AllowedHosts::Public(host, default_port) => {
                urls::is_health(uri.path())
                    || is_for(uri, headers, |requested| is_named(requested.as_str(), host, default_port))
            }
            AllowedHosts::Any => is_for(uri, headers, |_| true),
        }
    }
}

pub(crate) fn check(hosts: &AllowedHosts, request: &Request) -> Result<(), AppError> {
    if !hosts.allows(request.uri(), request.headers()) {
        return Err(match hosts {
            AllowedHosts::Loopback => AppError::WrongHost,
            AllowedHosts::Public(..) | AllowedHosts::Any => AppError::WrongName,
        });
    }
    // A body without a length is counted by the body limit while it is read.
    let length = request.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    let is_too_large = length.is_some_and(|length| length > BODY_LIMIT);
    if is_too_large && request.method() != Method::GET { Err(AppError::TooLarge) } else { Ok(()) }
}

/// Reads the body of a rejected request, up to ten times the limit: a browser that is still sending when the response
/// arrives would show a broken connection instead.
pub(crate) async fn drain(mut body: Body) {
    let mut left = 10 * BODY_LIMIT;
    while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let length = frame.data_ref().map_or(0, bytes::Bytes::len);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// DNS rebinding: a page of `evil.example` can make its own name resolve to 127.0.0.1 and would then be "same origin".
/// It can't hide that name, so only this machine's own names are accepted. Ports may differ (a tunnel, a container).
fn is_for(uri: &Uri, headers: &HeaderMap, is_ours: impl Fn(&Authority) -> bool) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let in_header = host.to_str().is_ok_and(|host| host.parse().is_ok_and(|host| is_ours(&host)));
    in_header && uri.authority().is_none_or(is_ours)
}

/// Is it this name, with or without the default port?
fn is_named(host: &str, name: &str, default_port: &str) -> bool {
    let is_it = |host: &str| host.eq_ignore_ascii_case(name);
    is_it(host) || host.strip_suffix(default_port).is_some_and(is_it)
}

fn is_loopback(host: &Authority) -> bool {
    if host.as_str().contains('@') {
        return false;
    }
    let name = host.host();
    let address = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(name);
    match address.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost"),
    }
}
