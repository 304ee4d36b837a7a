//! What every request passes on its way in, and every answer on its way out. All layers are on this page.
//!
//! | layer | why |
//! |---|---|
//! | [`Front`] | the Host check ([`door`]), the time limit, errors in words, security headers on every answer whoever made it, compression ([`compress`]) for who asks |
//! | cross-site | a page of another site must not change anything here by a form or a script (Sec-Fetch-Site, Origin) |
//! | panic | a bug in one request answers 500 with an id; the server and everybody else go on |
//! | body limit | nobody fills the memory |

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
use crate::web::middleware::host_check::Names;
use crate::web::middleware::{compression, host_check};
use crate::web::page::layout::Bar;
use crate::web::page::urls;
use crate::web::settings::Settings;

/// The most that a body may hold: 10 MB.
pub const BODY_LIMIT: usize = 10 * 1024 * 1024;
/// The most that a form of accounts may hold: 64 KB.
pub(crate) const SMALL_BODY_LIMIT: usize = 64 * 1024;
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
const ALWAYS: [(HeaderName, HeaderValue); 3] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

/// Browsers come by TLS from now on, for a year.
const TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Sent unless the handler said something else.
const UNLESS_SAID: [(HeaderName, HeaderValue); 3] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Puts the layers around the routes, the outermost first.
pub fn around(routes: Router, settings: &Settings) -> Router {
    let (names, is_https) = (Names::of(settings), settings.is_https());
    routes.layer(
        ServiceBuilder::new()
            .layer_fn(move |inner| Front { inner, names: names.clone(), is_https })
            .layer(own_pages(settings))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(DefaultBodyLimit::max(BODY_LIMIT)),
    )
}

/// Pages of this server's own address change things; no others.
fn own_pages(settings: &Settings) -> CsrfLayer {
    let Some(public) = &settings.public else { return CsrfLayer::new() };
    CsrfLayer::new().add_trusted_origin(&public.origin).unwrap_or_else(|error| {
        tracing::warn!(%error, "the origin of the public address can’t be checked; its host name is used instead");
        CsrfLayer::new()
    })
}

/// The answer to a request whose handler panicked.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let words = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    AppError::internal("a request panicked", &words.unwrap_or("no words")).into_response()
}

/// The outermost layer. It is one service of our own because it sees what no ready-made layer does: the request as it
/// came and the answer as it leaves.
#[derive(Clone)]
struct Front<S> {
    inner: S,
    names: Names,
    is_https: bool,
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
        let asker = Asker::of(&request, self.is_https);
        if let Some(failure) = host_check::refuses(&self.names, &request) {
            return Box::pin(async move {
                // An upload that goes nowhere may take its time, but not all of it.
                let _ = timeout(TIME_LIMIT, host_check::let_pass(request.into_body())).await;
                Ok(asker.dressed(failure.into_response()).await)
            });
        }
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = match timeout(TIME_LIMIT, answer).await {
                Ok(Ok(response)) => response.map(Body::new),
                Ok(Err(never)) => match never {},
                Err(_) => AppError::TooSlow.into_response(),
            };
            Ok(asker.dressed(response).await)
        })
    }
}

/// What the answer has to know of the one who asked.
struct Asker {
    wants_json: bool,
    /// The page that was asked for, if it was one.
    page: Option<Uri>,
    is_https: bool,
    encodings: Option<HeaderValue>,
}

impl Asker {
    fn of(request: &Request, is_https: bool) -> Asker {
        let encodings = request.headers().get(ACCEPT_ENCODING).cloned();
        let wants_json = wants_json(request);
        let page = (!wants_json && request.method() == Method::GET).then(|| request.uri().clone());
        Asker { wants_json, page, is_https, encodings }
    }

    /// The answer as it leaves. What happens rarely is boxed: the future of every request stays small, and is
    /// allocated fast.
    async fn dressed(self, mut response: Response) -> Response {
        if is_failure(&response) {
            response = Box::pin(in_words(response, self.wants_json, self.page.as_ref())).await;
        }
        let headers = response.headers_mut();
        if self.is_https {
            headers.insert(STRICT_TRANSPORT_SECURITY, TLS_ONLY);
        }
        headers.reserve(ALWAYS.len() + UNLESS_SAID.len());
        headers.extend(ALWAYS);
        for (name, value) in UNLESS_SAID {
            headers.entry(name).or_insert(value);
        }
        match self.encodings {
            Some(encodings) => Box::pin(compression::compressed(encodings, response)).await,
            None => response,
        }
    }
}

/// Is the answer for a program? Everything under the API is; elsewhere who asks for JSON, or sends it, and does not ask
/// for a page.
fn wants_json(request: &Request) -> bool {
    let says = |header: HeaderName, media: &str| {
        let said = request.headers().get_all(header);
        said.iter().any(|value| value.to_str().is_ok_and(|value| value.contains(media)))
    };
    let speaks_json = says(ACCEPT, "application/json") || says(CONTENT_TYPE, "application/json");
    urls::is_api(request.uri().path()) || (speaks_json && !says(ACCEPT, "text/html"))
}

/// Is it a failure of ours, or an error that no handler wrote: without a body, or with a sentence of the framework's?
fn is_failure(response: &Response) -> bool {
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let media_type = response.headers().get(CONTENT_TYPE);
    let written = media_type.is_some_and(|media_type| !media_type.as_bytes().starts_with(b"text/plain"));
    is_error && !written
}

/// Puts a failure into words, also what the framework refused by itself. Headers such as `Allow` stay.
async fn in_words(response: Response, wants_json: bool, page: Option<&Uri>) -> Response {
    let (mut parts, body) = response.into_parts();
    let failure = if let Some(failure) = parts.extensions.remove::<AppError>() {
        failure
    } else {
        let words = axum::body::to_bytes(body, WORDS_LIMIT).await.unwrap_or_default();
        AppError::of_status(parts.status, &String::from_utf8_lossy(&words))
    };
    // A page that one has to sign in for leads there, and back.
    if let (AppError::NotSignedIn, Some(page)) = (&failure, page)
        && !urls::is_live(page.path())
    {
        let next = page.path_and_query().map_or(urls::HOME, PathAndQuery::as_str);
        return Redirect::to(&urls::sign_in_then(next)).into_response();
    }
    let bar = parts.extensions.get::<Bar>().copied().unwrap_or(Bar::Nobody);
    if let AppError::TooMany { seconds } = failure {
        parts.headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    let told = failure.told();
    let (media_type, body) = if wants_json { told.json() } else { bar.on(|| told.page()) };
    parts.status = told.status;
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    parts.headers.remove(CONTENT_LENGTH);
    if let Some(id) = told.id.and_then(|id| HeaderValue::try_from(id).ok()) {
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

    /// A server with routes that no visitor can reach in the real one.
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
    async fn a_panic_answers_with_an_id_and_the_server_lives() {
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
    async fn only_this_machines_own_names_are_answered() {
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
    async fn a_page_of_another_site_changes_nothing() {
        let mut router = server();
        let post = || to("/takes").method(Method::POST);
        let refused = [
            post().header("sec-fetch-site", "cross-site"),
            post().header("sec-fetch-site", "same-site"),
            post().header("origin", "http://evil.example"),
            post().header("origin", "http://localhost:3001"),
            post().header("origin", "null"),
        ];
        for request in refused {
            assert_eq!(ask(&mut router, request, Body::empty()).await.0, StatusCode::FORBIDDEN);
        }
        let allowed =
            [post(), post().header("sec-fetch-site", "same-origin"), post().header("origin", "http://localhost:3000")];
        for request in allowed {
            assert_eq!(ask(&mut router, request, Body::empty()).await.0, StatusCode::OK);
        }
    }

    #[tokio::test]
    async fn too_large_a_body_is_refused_with_or_without_its_length() {
        let mut router = server();
        let most = vec![b'x'; BODY_LIMIT];
        let post = || to("/takes").method(Method::POST);
        assert_eq!(ask(&mut router, post(), Body::from(most.clone())).await.2, BODY_LIMIT.to_string());
        let more = [most, vec![b'x']].concat();
        assert_eq!(ask(&mut router, post(), Body::from(more.clone())).await.0, StatusCode::PAYLOAD_TOO_LARGE);
        let told = post().header(CONTENT_LENGTH, more.len());
        assert_eq!(ask(&mut router, told, Body::from(more)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    }
}
