//! The embedded files: styles, scripts, fonts.
//!
//! All of them are served under one hash of everything (`/static/<hash>/css/page.css`), so that browsers can cache them
//! forever and relative imports between them work. A page that was loaded before an upgrade still requests the old hash
//! and gets the current file, uncached.

use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::web::error::AppError;
use crate::web::secret::hex;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort_unstable();
    let mut hasher = Sha256::new();
    for name in &names {
        hasher.update(name.as_bytes());
        if let Some(file) = Files::get(name) {
            hasher.update(file.metadata.sha256_hash());
        }
    }
    hex(&hasher.finalize()[..8])
});

/// The hash of all embedded files: 16 hexadecimal digits.
pub fn hash() -> &'static str {
    &HASH
}

pub async fn serve(Path((requested, path)): Path<(String, String)>) -> Result<Response, AppError> {
    let file = Files::get(&path).ok_or(AppError::NotFound)?;
    let body = match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
    };
    let cache_control = if requested == hash() { IMMUTABLE } else { NO_STORE };
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(media_type(&path))), (CACHE_CONTROL, cache_control)];
    Ok((headers, Body::from(body)).into_response())
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "json" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
