//! Compresses text responses: pages, scripts and drawings shrink to a fifth.

use std::convert::Infallible;
use std::future::ready;

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::ACCEPT_ENCODING;
use axum::response::Response;
use tower::{Layer, Service, service_fn};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// Compresses a response as `Accept-Encoding` allows, if it is text and not compressed yet.
///
/// This is applied to the finished response and not as a layer around the routes, which would cost as much as all
/// others together, even for requests that don't accept compression.
pub(crate) async fn compressed(accept: HeaderValue, response: Response) -> Response {
    let text_only = DefaultPredicate::new()
        .and(NotForContentType::const_new("font/"))
        .and(NotForContentType::const_new("application/pdf"));
    let status = response.status();
    let mut request = Request::new(Body::empty());
    request.headers_mut().insert(ACCEPT_ENCODING, accept);
    let mut finished = Some(response);
    let answer = service_fn(move |_| ready(Ok::<_, Infallible>(finished.take().unwrap_or_default())));
    match CompressionLayer::new().compress_when(text_only).layer(answer).call(request).await {
        Ok(mut response) => {
            // An encoding that isn't available (406) is answered uncompressed, because the work is already done.
            *response.status_mut() = status;
            response.map(Body::new)
        }
        Err(never) => match never {},
    }
}
