//! What every request passes on its way in, and every answer on its way out. All layers are on this page.
//!
//! | layer | why |
//! |---|---|
//! | [`Front`] | the Host check, the time limit, errors in words, and the security headers on every answer, whoever made it |
//! | cross-site | a page of another site must not change anything here by a form or a script (Sec-Fetch-Site, Origin) |
//! | panic | a bug in one request answers 500 with an id; the server and everybody else go on |
//! | compression | pages are text and shrink to a fifth |
//! | body limit | nobody fills the memory |

use std::any::Any;
use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderName, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use tower::{Service, ServiceBuilder};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::csrf::CsrfLayer;

use super::error::Failure;
use super::paths;

/// The most that a body may hold: 10 MB.
pub const BODY_LIMIT: usize = 10 * 1024 * 1024;
/// How long a request may take until its answer begins.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// How much of a framework's own sentence is read.
const WORDS_LIMIT: usize = 4096;

/// Scripts, styles, fonts and pictures come from here and nowhere else; nothing inline, nothing framed.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
);

/// Sent with every answer, as it is.
const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Sent unless the handler said something else.
const UNLESS_SAID: [(HeaderName, HeaderValue); 2] =
    [(CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];

/// Puts the layers around the routes, the outermost first.
pub fn around(routes: Router) -> Router {
    let text_only = DefaultPredicate::new()
        .and(NotForContentType::const_new("font/"))
        .and(NotForContentType::const_new("application/pdf"));
    routes.layer(
        ServiceBuilder::new()
            .layer_fn(|inner| Front { inner })
            .layer(CsrfLayer::new())
            .layer(CatchPanicLayer::custom(panicked))
            .layer(CompressionLayer::new().compress_when(text_only))
            .layer(DefaultBodyLimit::max(BODY_LIMIT)),
    )
}

/// The answer to a request whose handler panicked.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let words = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    Failure::broken("a request panicked", &words.unwrap_or("no words")).into_response()
}

/// The outermost layer. It is one service of our own because it sees what no ready-made layer does: the request as it
/// came and the answer as it leaves.
#[derive(Clone)]
struct Front<S> {
    inner: S,
}

impl<S, B> Service<Request> for Front<S>
where
    S: Service<Request, Response = Response<B>, Error = Infallible>,
    S::Future: Send + 'static,
    B: HttpBody<Data = bytes::Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let wants_json = wants_json(&request);
        let answer = match refused_at_the_door(&request) {
            Some(failure) => Err(failure),
            None => Ok(self.inner.call(request)),
        };
        Box::pin(async move {
            let response = match answer {
                Err(failure) => failure.into_response(),
                Ok(answer) => match tokio::time::timeout(TIME_LIMIT, answer).await {
                    Ok(Ok(response)) => response.map(Body::new),
                    Ok(Err(never)) => match never {},
                    Err(_) => Failure::TooSlow.into_response(),
                },
            };
            let mut response = in_words(response, wants_json).await;
            let headers = response.headers_mut();
            headers.extend(ALWAYS);
            for (name, value) in UNLESS_SAID {
                headers.entry(name).or_insert(value);
            }
            Ok(response)
        })
    }
}

/// What needs no handler to be refused.
fn refused_at_the_door(request: &Request) -> Option<Failure> {
    if !is_for_this_machine(request.uri(), request.headers()) {
        return Some(Failure::WrongHost);
    }
    // A body without a length is counted while it is read, by the body limit.
    let length = request.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    let too_large = length.is_some_and(|length| length > BODY_LIMIT);
    (too_large && request.method() != Method::GET).then_some(Failure::TooLarge)
}

/// DNS rebinding: a page of `evil.example` can have its own name resolve to 127.0.0.1 and would then be "same origin".
/// It cannot hide that name, so only this machine's own names are answered. Ports may differ (a tunnel, a container).
fn is_for_this_machine(uri: &Uri, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let in_header = host.to_str().is_ok_and(|host| host.parse().is_ok_and(|host| is_loopback(&host)));
    in_header && uri.authority().is_none_or(is_loopback)
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

/// Is the answer for a program? Everything under the API is; elsewhere who asks for JSON and not for a page.
fn wants_json(request: &Request) -> bool {
    let accepts = |media: &str| {
        let accepted = request.headers().get_all(ACCEPT);
        accepted.iter().any(|value| value.to_str().is_ok_and(|value| value.contains(media)))
    };
    paths::is_api(request.uri().path()) || (accepts("application/json") && !accepts("text/html"))
}

/// Puts a failure into words, and also what the framework refused by itself. Headers such as `Allow` stay.
async fn in_words(response: Response, wants_json: bool) -> Response {
    let (mut parts, body) = response.into_parts();
    let failure = match parts.extensions.remove::<Failure>() {
        Some(failure) => failure,
        None if is_bare_error(&parts.headers, parts.status) => {
            let words = axum::body::to_bytes(body, WORDS_LIMIT).await.unwrap_or_default();
            Failure::of_status(parts.status, &String::from_utf8_lossy(&words))
        }
        None => return Response::from_parts(parts, body),
    };
    let told = failure.told();
    let (media_type, body) = if wants_json { told.json() } else { told.page() };
    parts.status = told.status;
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    parts.headers.remove(CONTENT_LENGTH);
    if let Some(id) = told.id.and_then(|id| HeaderValue::try_from(id).ok()) {
        parts.headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    Response::from_parts(parts, body)
}

/// An error that no handler of ours wrote: without a body, or with a sentence of the framework's.
fn is_bare_error(headers: &HeaderMap, status: axum::http::StatusCode) -> bool {
    let is_error = status.is_client_error() || status.is_server_error();
    let written = headers.get(CONTENT_TYPE).is_some_and(|media| !media.as_bytes().starts_with(b"text/plain"));
    is_error && !written
}
