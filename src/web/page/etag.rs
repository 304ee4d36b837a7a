//! Responses that clients can cache and revalidate by their `ETag`.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::web::page::{assets, layout};

/// Cached by the client only, and revalidated each time.
const REVALIDATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// The tag of what this build renders for a revision. It differs after an upgrade, and by the bar of the page.
pub(crate) fn build_etag(revision_tag: &str) -> String {
    format!("\"{}-{}-{}\"", revision_tag.trim_matches('"'), assets::hash(), layout::bar().as_str())
}

/// The same for pages that differ by permission.
pub(crate) fn variant_etag(revision_tag: &str, variant: &str) -> String {
    format!("\"{}-{}-{variant}\"", revision_tag.trim_matches('"'), assets::hash())
}

/// Does the client have it already?
pub(crate) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    tags(headers, IF_NONE_MATCH).any(|known| known == "*" || opaque(known) == opaque(tag))
}

pub(crate) fn not_modified(tag: &str) -> Response {
    (StatusCode::NOT_MODIFIED, [(ETAG, header(tag)), (CACHE_CONTROL, REVALIDATE)]).into_response()
}

pub(crate) fn tagged(tag: &str, media_type: &'static str, body: Bytes) -> Response {
    let media_type = HeaderValue::from_static(media_type);
    ([(CONTENT_TYPE, media_type), (ETAG, header(tag)), (CACHE_CONTROL, REVALIDATE)], body).into_response()
}

/// The revision in `If-Match`: `None` without the header; 0, which no map has, if it names none of `epoch`; the newest
/// one if it names several. Weak tags count as well: a compressed response has the same revision.
pub(crate) fn revision_to_match(headers: &HeaderMap, epoch: &str) -> Option<u64> {
    let revision = |tag| opaque(tag).strip_prefix(epoch)?.strip_prefix('-')?.parse::<u64>().ok();
    headers.contains_key(IF_MATCH).then_some(())?;
    if tags(headers, IF_MATCH).any(|tag| tag == "*") {
        return None;
    }
    Some(tags(headers, IF_MATCH).filter_map(revision).max().unwrap_or(0))
}

/// The tag of a revision, as [`crate::live::Snapshot::etag`] writes it.
pub(crate) fn revision_tag(epoch: &str, revision: u64) -> String {
    format!("\"{epoch}-{revision}\"")
}

fn tags(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

/// The text between the quotes.
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}

fn header(tag: &str) -> HeaderValue {
    // Tags are made of hexadecimal digits, hyphens and quotes.
    HeaderValue::try_from(tag).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request_headers(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn tag_is_known_in_a_list_and_when_weak() {
        for known in ["\"e-1\"", "W/\"e-1\"", "\"x\", \"e-1\"", "*"] {
            assert!(is_known(&request_headers(IF_NONE_MATCH, known), "\"e-1\""), "{known}");
        }
        assert!(!is_known(&request_headers(IF_NONE_MATCH, "\"e-10\""), "\"e-1\""));
        assert!(!is_known(&HeaderMap::new(), "\"e-1\""));
    }

    #[test]
    fn if_match_header_names_a_revision() {
        let matched = |value| revision_to_match(&request_headers(IF_MATCH, value), "e");
        assert_eq!(matched("\"e-7\""), Some(7));
        assert_eq!(matched("\"e-7\", \"e-9\""), Some(9));
        assert_eq!(matched("\"other-7\""), Some(0));
        assert_eq!(matched("nonsense"), Some(0));
        assert_eq!(matched("*"), None);
        assert_eq!(revision_to_match(&HeaderMap::new(), "e"), None);
    }
}
