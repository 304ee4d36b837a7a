//! Files that people bring and take: one table of formats, and what reads and writes each.

mod comparison;
pub mod csv;
pub mod ideas;
mod json;
pub mod paste;
mod picture;

use crate::drawing::Look;
pub use crate::drawing::layout::Pair;
pub use crate::drawing::pdf::Paper;
use crate::vsm::Map;
use crate::vsm::check::Finding;
use crate::vsm::refusal::Refusal;

pub use comparison::{can_write_comparison, write_comparison};

/// Most bytes that a file may have.
pub const MOST_BYTES: usize = 10_000_000;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The map file.
    Json,
    /// A spreadsheet.
    Csv,
    /// The drawing, with its map inside.
    Svg,
    /// The drawing as pixels, with its map inside.
    Png,
    /// The drawing on paper.
    Pdf,
}

/// What there is to know about a format.
struct Facts {
    format: Format,
    name: &'static str,
    extension: &'static str,
    media_type: &'static str,
    readable: bool,
    writable: bool,
}

#[rustfmt::skip]
const TABLE: &[Facts] = &[
    Facts { format: Format::Svg, name: "SVG", extension: "svg", media_type: "image/svg+xml", readable: true, writable: true },
    Facts { format: Format::Png, name: "PNG", extension: "png", media_type: "image/png", readable: true, writable: true },
    Facts { format: Format::Pdf, name: "PDF", extension: "pdf", media_type: "application/pdf", readable: false, writable: true },
    Facts { format: Format::Csv, name: "CSV", extension: "csv", media_type: "text/csv; charset=utf-8", readable: true, writable: true },
    Facts { format: Format::Json, name: "JSON", extension: "json", media_type: "application/json", readable: true, writable: true },
];

impl Format {
    /// Every format, in the order in which people are offered them.
    pub fn all() -> impl Iterator<Item = Format> {
        TABLE.iter().map(|facts| facts.format)
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.facts().map_or("", |facts| facts.name)
    }

    /// How its files end, without the point.
    #[must_use]
    pub fn extension(self) -> &'static str {
        self.facts().map_or("", |facts| facts.extension)
    }

    /// What it is called in a `Content-Type`.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        self.facts().map_or("", |facts| facts.media_type)
    }

    /// Does such a file hold a map that can be opened again?
    #[must_use]
    pub fn can_read(self) -> bool {
        self.facts().is_some_and(|facts| facts.readable)
    }

    /// Can a map be written as such a file?
    #[must_use]
    pub fn can_write(self) -> bool {
        self.facts().is_some_and(|facts| facts.writable)
    }

    /// The format whose files end so, whatever the case.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Format> {
        TABLE.iter().find(|facts| facts.extension.eq_ignore_ascii_case(extension)).map(|facts| facts.format)
    }

    /// What the bytes look like: their beginning decides, since names and media types are often wrong. What looks like
    /// nothing else is taken for a table.
    #[must_use]
    pub fn of_content(bytes: &[u8]) -> Format {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Format::Png;
        }
        if bytes.starts_with(b"%PDF-") {
            return Format::Pdf;
        }
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        match text.first() {
            Some(b'{' | b'[') => Format::Json,
            Some(b'<') => Format::Svg,
            _ => Format::Csv,
        }
    }

    fn facts(self) -> Option<&'static Facts> {
        TABLE.iter().find(|facts| facts.format == self)
    }
}

/// How a picture is to be made. Other formats need no choices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Theme and rows.
    pub look: Look,
    /// Pixels of a PNG for each px of the drawing, above 0 and at most 8.
    pub scale: f32,
    /// The paper of a PDF.
    pub paper: Paper,
}

impl Default for Options {
    fn default() -> Self {
        Options { look: Look::default(), scale: 2.0, paper: Paper::Fit }
    }
}

/// Writes a map.
///
/// # Errors
/// A sentence, when a picture cannot be made as asked.
pub fn write(format: Format, map: &Map, options: &Options) -> Result<Vec<u8>, Refusal> {
    match format {
        Format::Json => Ok(json::write(map)),
        Format::Csv => Ok(csv::write(map).into_bytes()),
        Format::Svg => Ok(picture::svg(map, options)),
        Format::Png => picture::png(map, options),
        Format::Pdf => picture::pdf(map, options),
    }
}

/// Reads a map from a file of any kind that holds one. `name` is what it is called where the file does not say it: the
/// file's own name without its ending.
///
/// # Errors
/// A sentence that names the place.
pub fn read(name: &str, bytes: &[u8]) -> Result<(Map, Vec<Finding>), Refusal> {
    if bytes.len() > MOST_BYTES {
        let sentence = format!("The file is larger than {} MB.", MOST_BYTES / 1_000_000);
        return Err(Refusal::new("too_large", sentence));
    }
    match Format::of_content(bytes) {
        Format::Json => json::read(bytes),
        Format::Csv => csv::read(bytes, name),
        Format::Svg => picture::read_svg(bytes),
        Format::Png => picture::read_png(bytes),
        Format::Pdf => {
            let sentence = "A PDF holds no map that can be opened again. Bring the JSON, CSV, SVG or PNG of it.";
            Err(Refusal::new("not_readable", sentence))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_knows_every_format_once() {
        for format in [Format::Json, Format::Csv, Format::Svg, Format::Png, Format::Pdf] {
            assert_eq!(Format::all().filter(|other| *other == format).count(), 1);
            assert_eq!(Format::from_extension(&format.extension().to_uppercase()), Some(format));
        }
        assert_eq!(Format::from_extension("exe"), None);
    }

    #[test]
    fn content_decides() {
        for (bytes, format) in [
            (&b"\x89PNG\r\n\x1a\n..."[..], Format::Png),
            (b"%PDF-1.7", Format::Pdf),
            (b"\xEF\xBB\xBF \n{", Format::Json),
            (b"<?xml version=\"1.0\"?><svg/>", Format::Svg),
            (b"step,wait", Format::Csv),
            (b"", Format::Csv),
        ] {
            assert_eq!(Format::of_content(bytes), format);
        }
    }
}
