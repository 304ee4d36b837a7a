//! Headers of downloads.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY};
use axum::response::Response;
use bytes::Bytes;
use exchange::Format;
use exchange::archive::file_name;

use crate::web::page::{etag, urls};

/// An SVG opened as a document must not run scripts, submit forms or use cookies.
pub(crate) const IMAGE_POLICY: HeaderValue =
    HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'");

/// The longest file name, in characters without the extension.
const MAX_NAME: usize = 80;

/// ASCII for old browsers, UTF-8 (RFC 5987) for all others.
pub(crate) fn content_disposition(map_name: &str, extension: &str) -> HeaderValue {
    let name = file_name(map_name, MAX_NAME);
    let ascii: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let utf8 = urls::encoded(&name);
    let header = format!("attachment; filename=\"{ascii}.{extension}\"; filename*=UTF-8''{utf8}.{extension}");
    HeaderValue::try_from(header).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

/// The response of a download that clients can cache.
pub(crate) fn attachment(tag: &str, format: Format, map_name: &str, body: Bytes) -> Response {
    let mut response = etag::tagged(tag, format.media_type(), body);
    response.headers_mut().insert(CONTENT_DISPOSITION, content_disposition(map_name, format.extension()));
    if format == Format::Svg {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, IMAGE_POLICY);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn download_names_are_safe_file_names() {
        let header = |name| content_disposition(name, "svg").to_str().unwrap().to_owned();
        assert_eq!(header("Release"), "attachment; filename=\"Release.svg\"; filename*=UTF-8''Release.svg");
        assert_eq!(
            header("Größe \"x\"\r\nX: y"),
            "attachment; filename=\"Gr__e -x-  X- y.svg\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20-x-%20%20X-%20y.svg"
        );
        let file_name = |name| file_name(name, MAX_NAME);
        assert_eq!(file_name("../../etc/passwd"), "-..-etc-passwd");
        assert_eq!(file_name("..."), "map");
        assert_eq!(file_name("a\u{202e}gpj"), "agpj");
        assert_eq!(file_name(&"長".repeat(200)).chars().count(), MAX_NAME);
    }
}
