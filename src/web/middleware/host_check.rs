//! What needs no handler to be refused: requests by a strange name, and bodies that are too large.

use std::future::poll_fn;
use std::net::IpAddr;
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, HOST};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri};

use crate::web::error::AppError;
use crate::web::middleware::stack::BODY_LIMIT;
use crate::web::page::urls;
use crate::web::settings::Settings;

/// By which names this server is asked.
#[derive(Debug, Clone)]
pub(crate) enum Names {
    Loopback,
    /// The one that the operator gave, as the `Host` header says it, and the port that may stand behind it.
    Public(String, &'static str),
    /// Any: it is reached from elsewhere, and by which name it does not know. A page that has its own name resolve to this
    /// machine gains nothing: it has no cookies of ours, and without any there is nothing to see.
    Any,
}

impl Names {
    pub(crate) fn of(settings: &Settings) -> Names {
        match &settings.public {
            Some(public) => Names::Public(public.host.clone(), if public.is_https { ":443" } else { ":80" }),
            None if settings.any_host => Names::Any,
            None => Names::Loopback,
        }
    }

    fn refuse(&self, request: &Request) -> Option<AppError> {
        let (uri, headers) = (request.uri(), request.headers());
        match self {
            Names::Loopback => (!is_for(uri, headers, is_loopback)).then_some(AppError::WrongHost),
            // Whoever asks whether it is up knows it by its address.
            Names::Public(..) if urls::is_health(uri.path()) => None,
            Names::Public(host, usual_port) => {
                let is_it = |asked: &Authority| is_named(asked.as_str(), host, usual_port);
                (!is_for(uri, headers, is_it)).then_some(AppError::WrongName)
            }
            Names::Any => (!is_for(uri, headers, |_| true)).then_some(AppError::WrongName),
        }
    }
}

/// Why a request is refused, if it is.
pub(crate) fn refuses(names: &Names, request: &Request) -> Option<AppError> {
    if let Some(failure) = names.refuse(request) {
        return Some(failure);
    }
    // A body without a length is counted while it is read, by the body limit.
    let length = request.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    let too_large = length.is_some_and(|length| length > BODY_LIMIT);
    (too_large && request.method() != Method::GET).then_some(AppError::TooLarge)
}

/// Takes in a body that nobody wants, up to ten times what would have been taken: a browser that is still sending when
/// the answer comes would show a broken connection and not the answer.
pub(crate) async fn let_pass(mut body: Body) {
    let mut left = 10 * BODY_LIMIT;
    while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let length = frame.data_ref().map_or(0, bytes::Bytes::len);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// DNS rebinding: a page of `evil.example` can have its own name resolve to 127.0.0.1 and would then be "same origin".
/// It cannot hide that name, so only this machine's own names are answered. Ports may differ (a tunnel, a container).
fn is_for(uri: &Uri, headers: &HeaderMap, is_ours: impl Fn(&Authority) -> bool) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let in_header = host.to_str().is_ok_and(|host| host.parse().is_ok_and(|host| is_ours(&host)));
    in_header && uri.authority().is_none_or(is_ours)
}

/// Is it this name, with or without the port that is meant anyway?
fn is_named(asked: &str, name: &str, usual_port: &str) -> bool {
    let is_it = |asked: &str| asked.eq_ignore_ascii_case(name);
    is_it(asked) || asked.strip_suffix(usual_port).is_some_and(is_it)
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
