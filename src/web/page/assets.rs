//! The embedded files: styles, scripts, fonts.
//!
//! All of them are served under one hash of everything (`/static/<hash>/css/page.css`), so that browsers can cache them
//! forever and relative imports between them work. A page that was loaded before an upgrade still requests the old hash
//! and gets the current file, uncached.
//!
//! The style sheets are also served as one ([`SHEET`]), and a script that a page starts comes with everything it imports:
//! a browser on a slow network asks once and not a hundred times. Nothing is written for that; [`bundles`] puts them
//! together in memory. A debug build reads the files of the checkout, and puts them together again after an edit.

mod bundles;
mod join;
mod module;
mod tokens;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::web::error::AppError;
use crate::web::page::layout;
use crate::web::secret::hex;
use bundles::Bundles;

pub(crate) use bundles::SHEET;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Can the files change while the server runs?
const IS_EDITABLE: bool = cfg!(debug_assertions);

static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = Sha256::new();
    for name in names() {
        hasher.update(name.as_bytes());
        if let Some(file) = Files::get(&name) {
            hasher.update(file.metadata.sha256_hash());
        }
    }
    hex(&hasher.finalize()[..8])
});

/// The hash of all embedded files: 16 hexadecimal digits.
pub fn hash() -> &'static str {
    &HASH
}

pub async fn serve(Path((requested, path)): Path<(String, String)>, headers: HeaderMap) -> Result<Response, AppError> {
    let body = bundles().files.get(&path).cloned().or_else(|| file(&path)).ok_or(AppError::NotFound)?;
    let media_type = (CONTENT_TYPE, HeaderValue::from_static(media_type(&path)));
    let cache_control = match requested == hash() {
        false => NO_STORE,
        true if IS_EDITABLE => return Ok(revalidated(body, media_type, &headers)),
        true => IMMUTABLE,
    };
    Ok(([media_type, (CACHE_CONTROL, cache_control)], Body::from(body)).into_response())
}

/// For files that may have changed since the browser asked last.
fn revalidated(body: Bytes, media_type: (HeaderName, HeaderValue), headers: &HeaderMap) -> Response {
    let tag = hex(&Sha256::digest(&body)[..8]);
    let known = headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let status =
        if known.is_some_and(|known| known.contains(&tag)) { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let tag = HeaderValue::try_from(format!("\"{tag}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"\""));
    let body = if status == StatusCode::OK { Body::from(body) } else { Body::empty() };
    (status, [media_type, (CACHE_CONTROL, REVALIDATE), (ETAG, tag)], body).into_response()
}

fn file(path: &str) -> Option<Bytes> {
    Some(match Files::get(path)?.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

fn names() -> Vec<String> {
    let mut names: Vec<String> = Files::iter().map(std::borrow::Cow::into_owned).collect();
    names.sort_unstable();
    names
}

/// What is put together from the files as they are now.
fn bundles() -> Arc<Bundles> {
    static LAST: Mutex<Option<(u64, Arc<Bundles>)>> = Mutex::new(None);
    let stamp = if IS_EDITABLE { stamp() } else { 0 };
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, bundles)) = last.as_ref().filter(|(known, _)| *known == stamp) {
        return bundles.clone();
    }
    let text = |path: &str| String::from_utf8(file(path)?.to_vec()).ok();
    let bundles = Arc::new(Bundles::new(layout::SHEETS, &names(), &text));
    for fault in &bundles.faults {
        tracing::error!("styles or scripts can’t be put together: {fault}");
    }
    *last = Some((stamp, bundles.clone()));
    bundles
}

/// Differs after a file was written, added or removed.
fn stamp() -> u64 {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
    let mut hasher = DefaultHasher::new();
    for name in names() {
        let written = std::fs::metadata(folder.join(&name)).and_then(|file| file.modified());
        (name, written.ok()).hash(&mut hasher);
    }
    hasher.finish()
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
        "json" | "map" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_style_sheet_and_script_can_be_joined() {
        let bundles = bundles();
        assert!(bundles.faults.is_empty(), "{:#?}", bundles.faults);
        let sheet = String::from_utf8(bundles.files[SHEET].to_vec()).unwrap();
        assert!(layout::SHEETS.iter().all(|name| sheet.contains(&format!("/* {name} */"))));
        assert!(bundles.files.contains_key("js/main.js.map"));
    }

    /// A script that another one imports is served alone: with its imports it would have a second state of its own.
    #[test]
    fn scripts_of_pages_are_the_joined_ones() {
        let scripts = |text: &str| -> Vec<String> {
            let rest = text.split("asset(\"js/").skip(1).filter_map(|rest| rest.split('"').next());
            rest.map(|name| format!("js/{name}")).collect()
        };
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")];
        let mut started = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    started.extend(scripts(&std::fs::read_to_string(path).unwrap()));
                }
            }
        }
        let bundles = bundles();
        let joined: BTreeSet<_> = bundles.files.keys().filter(|name| bundles::is_script(name)).cloned().collect();
        assert_eq!(started, joined, "those that pages start, and those that no other script imports");
    }
}
