//! Compressed drawings of draw.io: deflated, then base64-encoded.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use percent_encoding::percent_decode;

use vsm::model::error::ValidationError;

/// The maximum uncompressed size of a drawing, in bytes.
const MAX_UNPACKED: u64 = 20_000_000;

/// The XML of a compressed drawing.
pub(crate) fn unpack(packed: &str) -> Result<String, ValidationError> {
    let packed: String = packed.split_ascii_whitespace().collect();
    let deflated = STANDARD.decode(packed).map_err(|_| damaged())?;
    let mut encoded = Vec::new();
    DeflateDecoder::new(deflated.as_slice()).take(MAX_UNPACKED + 1).read_to_end(&mut encoded).map_err(|_| damaged())?;
    if encoded.len() as u64 > MAX_UNPACKED {
        return Err(ValidationError::new("too_large", "The drawing in this file is too large and wasn’t opened."));
    }
    percent_decode(&encoded).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| damaged())
}

/// The error for a file that draw.io can’t have written.
pub(crate) fn damaged() -> ValidationError {
    ValidationError::new("not_readable", "This draw.io file is damaged and can’t be read.")
}
