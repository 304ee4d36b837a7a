//! The layers that every request passes on its way in and every response on its way out, all in one place.
//!
//! | layer | why |
//! |---|---|
//! | [`OuterService`] | the Host check ([`host_check`]), the time limit, error bodies, security headers on every response, [`compression`] |
//! | cross-site | a page of another site must not change anything here with a form or a script (Sec-Fetch-Site, Origin) |
//! | panic | a bug in one request returns 500 with an id; other requests aren’t affected |
//! | body limit | no request fills the memory |

use std::any::Any;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    HeaderValue, REFERRER_POLICY, RETRY_AFTER, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::uri::PathAndQuery;
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use tokio::time::timeout;
use tower::{Service, ServiceBuilder};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;

use crate::web::error::AppError;
use crate::web::middleware::host_check::AllowedHosts;
use crate::web::middleware::{BODY_LIMIT, compression, host_check};
use crate::web::page::layout::Bar;
use crate::web::page::urls;
use crate::web::settings::Settings;

/// How long a request can take until its response begins.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// How much of a framework's own message is read.
const MESSAGE_LIMIT: usize = 4096;

/// Scripts, styles, fonts and images come from this server only; nothing inline, nothing framed.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
);

const ALWAYS: [(HeaderName, HeaderValue); 3] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

/// Browsers use only TLS from now on, for a year.
const TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Sent unless the handler set the header.
const DEFAULTS: [(HeaderName, HeaderValue); 3] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Puts the layers around the routes, the outermost first.
pub fn around(routes: Router, settings: &Settings) -> Router {
    let (hosts, is_https) = (AllowedHosts::new(settings), settings.is_https());
    routes.layer(
        ServiceBuilder::new()
            .layer_fn(move |inner| OuterService { inner, hosts: hosts.clone(), is_https })
            .layer(cross_site(settings))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(DefaultBodyLimit::max(BODY_LIMIT)),
    )
}

fn cross_site(settings: &Settings) -> CsrfLayer {
    let Some(public) = &settings.public else { return CsrfLayer::new() };
    CsrfLayer::new().add_trusted_origin(&public.origin).unwrap_or_else(|error| {
        tracing::warn!(%error, "the origin of the public address can’t be checked; its host name is used instead");
        CsrfLayer::new()
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let message = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    AppError::internal("a request panicked", &message.unwrap_or("no message")).into_response()
}

/// The outermost layer. A custom service, because it needs the request as it came and the response as it leaves.
#[derive(Clone)]
struct OuterService<S> {
    inner: S,
    hosts: AllowedHosts,
    is_https: bool,
}

impl<S, B> Service<Request> for OuterService<S>
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
        let info = RequestInfo::new(&request, self.is_https);
        if let Err(failure) = host_check::check(&self.hosts, &request) {
            return Box::pin(async move {
                let _ = timeout(TIME_LIMIT, host_check::drain(request.into_body())).await;
                Ok(info.finish(failure.into_response()).await)
            });
        }
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = match timeout(TIME_LIMIT, answer).await {
                Ok(Ok(response)) => response.map(Body::new),
                Ok(Err(never)) => match never {},
                Err(_) => AppError::TooSlow.into_response(),
            };
            Ok(info.finish(response).await)
        })
    }
}

/// What the response depends on.
struct RequestInfo {
    wants_json: bool,
    /// The address, if a page was requested.
    page: Option<Uri>,
    is_https: bool,
    encodings: Option<HeaderValue>,
}

impl RequestInfo {
    fn new(request: &Request, is_https: bool) -> RequestInfo {
        let encodings = request.headers().get(ACCEPT_ENCODING).cloned();
        let wants_json = wants_json(request);
        let page = (!wants_json && request.method() == Method::GET).then(|| request.uri().clone());
        RequestInfo { wants_json, page, is_https, encodings }
    }

    /// Renders errors and adds headers. Rare cases are boxed, so that the future of every request stays small.
    async fn finish(self, mut response: Response) -> Response {
        if is_error(&response) {
            response = Box::pin(with_error_body(response, self.wants_json, self.page.as_ref())).await;
        }
        let headers = response.headers_mut();
        if self.is_https {
            headers.insert(STRICT_TRANSPORT_SECURITY, TLS_ONLY);
        }
        headers.reserve(ALWAYS.len() + DEFAULTS.len());
        headers.extend(ALWAYS);
        for (name, value) in DEFAULTS {
            headers.entry(name).or_insert(value);
        }
        match self.encodings {
            Some(encodings) => Box::pin(compression::compressed(encodings, response)).await,
            None => response,
        }
    }
}

/// Is the response for a program? Under the API always; elsewhere if the request asks for JSON, or sends JSON and
/// doesn't ask for a page.
fn wants_json(request: &Request) -> bool {
    let header_contains = |header: HeaderName, media: &str| {
        let values = request.headers().get_all(header);
        values.iter().any(|value| value.to_str().is_ok_and(|value| value.contains(media)))
    };
    let mentions_json =
        header_contains(ACCEPT, "application/json") || header_contains(CONTENT_TYPE, "application/json");
    urls::is_api(request.uri().path()) || (mentions_json && !header_contains(ACCEPT, "text/html"))
}

/// Is it an [`AppError`], or an error that no handler wrote: without a body, or with a message of the framework?
fn is_error(response: &Response) -> bool {
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let media_type = response.headers().get(CONTENT_TYPE);
    let has_page = media_type.is_some_and(|media_type| !media_type.as_bytes().starts_with(b"text/plain"));
    is_error && !has_page
}

/// Writes the body of an error, including errors of the framework. Headers such as `Allow` stay.
async fn with_error_body(response: Response, wants_json: bool, page: Option<&Uri>) -> Response {
    let (mut parts, body) = response.into_parts();
    let failure = if let Some(failure) = parts.extensions.remove::<AppError>() {
        failure
    } else {
        let message = axum::body::to_bytes(body, MESSAGE_LIMIT).await.unwrap_or_default();
        AppError::from_status(parts.status, &String::from_utf8_lossy(&message))
    };
    // A page that needs sign-in redirects there and back.
    if let (AppError::NotSignedIn, Some(page)) = (&failure, page)
        && !urls::is_event_stream(page.path())
    {
        let next = page.path_and_query().map_or(urls::HOME, PathAndQuery::as_str);
        return Redirect::to(&urls::sign_in(next)).into_response();
    }
    let bar = parts.extensions.get::<Bar>().copied().unwrap_or(Bar::Anonymous);
    if let AppError::TooMany { seconds } | AppError::TooManyCodes { seconds } = failure {
        parts.headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    let error = failure.body();
    let (media_type, body) = if wants_json { error.json() } else { bar.on(|| error.page()) };
    parts.status = error.status;
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    parts.headers.remove(CONTENT_LENGTH);
    if let Some(id) = error.id.and_then(|id| HeaderValue::try_from(id).ok()) {
        parts.headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    Response::from_parts(parts, body)
}

#[cfg(test)]
mod tests {
    use axum::http::header::HOST;
    use axum::http::{HeaderMap, StatusCode};
    use axum::routing::{get, post};

    use super::*;

    /// Has routes that the real server doesn’t have.
    fn server() -> Router {
        async fn panics() -> &'static str {
            panic!("a secret cause")
        }
        around(
            Router::new()
                .route("/panics", get(panics))
                .route("/api/panics", get(panics))
                .route("/fine", get(async || "fine"))
                .route("/takes", post(async |body: bytes::Bytes| body.len().to_string())),
            &Settings::default(),
        )
    }

    async fn ask(
        router: &mut Router,
        request: axum::http::request::Builder,
        body: Body,
    ) -> (StatusCode, HeaderMap, String) {
        let answer = router.call(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    fn to(path: &str) -> axum::http::request::Builder {
        Request::builder().uri(path).header(HOST, "localhost:3000")
    }

    #[tokio::test]
    async fn panic_returns_an_id_and_the_server_continues() {
        let mut router = server();
        for (path, media_type) in [("/panics", "text/html"), ("/api/panics", "application/json")] {
            let (status, headers, body) = ask(&mut router, to(path), Body::empty()).await;
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(headers[CONTENT_TYPE].to_str().unwrap().starts_with(media_type));
            assert!(body.contains(headers["x-request-id"].to_str().unwrap()), "{body}");
            assert!(!body.contains("secret"), "{body}");
            assert_eq!(headers[CONTENT_SECURITY_POLICY], POLICY);
        }
        assert_eq!(ask(&mut router, to("/fine"), Body::empty()).await.2, "fine");
    }

    #[tokio::test]
    async fn foreign_host_is_refused() {
        let mut router = server();
        for host in ["localhost", "LOCALHOST:1", "127.0.0.1:3000", "127.1.2.3", "[::1]:3000", "weir.localhost:80"] {
            let request = Request::builder().uri("/fine").header(HOST, host);
            assert_eq!(ask(&mut router, request, Body::empty()).await.0, StatusCode::OK, "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "0.0.0.0:3000",
            "",
            "a@localhost",
        ] {
            let request = Request::builder().uri("/fine").header(HOST, host);
            assert_eq!(ask(&mut router, request, Body::empty()).await.0, StatusCode::MISDIRECTED_REQUEST, "{host}");
        }
        let without = Request::builder().uri("/fine");
        assert_eq!(ask(&mut router, without, Body::empty()).await.0, StatusCode::MISDIRECTED_REQUEST);
        let twice = to("/fine").header(HOST, "localhost");
        assert_eq!(ask(&mut router, twice, Body::empty()).await.0, StatusCode::MISDIRECTED_REQUEST);
        let absolute = to("http://evil.example/fine");
        assert_eq!(ask(&mut router, absolute, Body::empty()).await.0, StatusCode::MISDIRECTED_REQUEST);
    }

    #[tokio::test]
    async fn too_large_body_is_refused_with_or_without_its_length() {
        let mut router = server();
        let most = vec![b'x'; BODY_LIMIT];
        let post = || to("/takes").method(Method::POST);
        assert_eq!(ask(&mut router, post(), Body::from(most.clone())).await.2, BODY_LIMIT.to_string());
        let more = [most, vec![b'x']].concat();
        assert_eq!(ask(&mut router, post(), Body::from(more.clone())).await.0, StatusCode::PAYLOAD_TOO_LARGE);
        let declared = post().header(CONTENT_LENGTH, more.len());
        assert_eq!(ask(&mut router, declared, Body::from(more)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    }
}
