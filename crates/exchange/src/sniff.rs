//! Detects the format of bytes, by their first characters and by words that only one format has.

/// The text of bytes, from its first visible character on.
pub(crate) fn text_start(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start()
}

/// Whether the bytes contain `these` anywhere.
pub(crate) fn holds(bytes: &[u8], these: &[u8]) -> bool {
    bytes.windows(these.len()).any(|window| window == these)
}

/// XML of any kind: try draw.io files first.
pub(crate) fn is_svg(bytes: &[u8]) -> bool {
    text_start(bytes).first() == Some(&b'<')
}

pub(crate) fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n")
}

pub(crate) fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

pub(crate) fn is_drawio(bytes: &[u8]) -> bool {
    const BEGINNING: usize = 2_000;
    let start = text_start(bytes);
    let start = start.get(..BEGINNING).unwrap_or(start);
    start.starts_with(b"<") && (holds(start, b"<mxfile") || holds(start, b"<mxGraphModel"))
}

/// A map file.
pub(crate) fn is_map(bytes: &[u8]) -> bool {
    text_start(bytes).first() == Some(&b'{') && holds(bytes, b"\"weir-map\"")
}

/// What begins as map files do.
pub(crate) fn begins_like_map(bytes: &[u8]) -> bool {
    matches!(text_start(bytes), [b'{'] | [b'{', b' ' | b'\t' | b'\n' | b'\r' | b'\x0C', ..])
}

pub(crate) fn is_norn(bytes: &[u8]) -> bool {
    is_foreign_json(bytes, b"\"steps\"")
}

pub(crate) fn is_stream_map(bytes: &[u8]) -> bool {
    is_foreign_json(bytes, b"\"processes\"")
}

fn is_foreign_json(bytes: &[u8], steps: &[u8]) -> bool {
    text_start(bytes).first() == Some(&b'{')
        && !holds(bytes, b"\"weir-map\"")
        && holds(bytes, steps)
        && holds(bytes, b"\"connections\"")
}

pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Entry names in a ZIP file are uncompressed, so a workbook is detected without decompressing it.
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    is_zip(bytes) && holds(bytes, b"xl/workbook")
}

/// Its kind is the first entry, uncompressed unless the file was packed again.
pub(crate) fn is_open_document(bytes: &[u8]) -> bool {
    let is_packed_again = || holds(bytes, b"META-INF/manifest.xml") && holds(bytes, b"content.xml");
    is_zip(bytes) && (holds(bytes, b"application/vnd.oasis.opendocument.spreadsheet") || is_packed_again())
}

/// A workbook of an old Excel version, or an encrypted one: both are OLE files.
pub(crate) fn is_ole(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
}
