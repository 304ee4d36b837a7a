//! The table of formats. Menus, URLs, the command line and the documentation use it. A new format is a row
//! here, a module and, if it can be imported, a function in `sniff`.

use crate::foreign::{norn, stream_map};
use crate::options::Options;
use crate::outcome::Read;
use crate::table::sheet::RawSheet;
use crate::{archive, diagram, document, drawio, image, json, markdown, mermaid, sniff, table, workbook, xlsx};
use drawing::{Arrangement, Theme};
use vsm::Map;
use vsm::model::error::ValidationError;

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The drawing, with its map embedded.
    Svg,
    /// The drawing as pixels, with its map embedded.
    Png,
    /// The drawing as a PDF.
    Pdf,
    /// Metrics, drawing and table of steps, for printing.
    Report,
    /// A workbook with live formulas.
    Xlsx,
    /// A table.
    Csv,
    /// Summary and table for a wiki.
    Markdown,
    /// A flowchart as text, rendered by GitHub and others.
    Mermaid,
    /// A draw.io drawing with editable shapes.
    Drawio,
    /// The map file.
    Json,
    /// Several map files in one.
    Zip,
    /// A spreadsheet of LibreOffice and others.
    Ods,
    /// Tables on a page, or copied from one.
    Html,
    /// A list of objects, in JSON or YAML.
    List,
    /// A process of a modeling program.
    Bpmn,
    /// The JSON of vsm-workshop (Norn).
    Norn,
    /// The JSON of value-stream-map.
    StreamMap,
}

/// The heading of a format in menus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// For slides and chats.
    Image,
    /// For printing.
    Document,
    /// For spreadsheets and wikis.
    Table,
    /// For other programs.
    OtherTools,
}

impl Group {
    /// Every group, in menu order.
    pub const ALL: &'static [Group] = &[Group::Image, Group::Document, Group::Table, Group::OtherTools];

    /// The heading.
    pub fn name(self) -> &'static str {
        match self {
            Group::Image => "Image",
            Group::Document => "Document",
            Group::Table => "Table",
            Group::OtherTools => "Other tools",
        }
    }
}

/// Writes a map. Text can always be written.
#[derive(Clone, Copy)]
enum Writer {
    Text(fn(&Map, &Options) -> String),
    Bytes(fn(&Map, &Options) -> Result<Vec<u8>, ValidationError>),
}

/// Reads what is in a file.
#[derive(Clone, Copy)]
pub(crate) enum Reader {
    /// Its map, by the file's name and bytes.
    One(fn(&str, &[u8]) -> Result<Read, ValidationError>),
    /// Its maps.
    Several(fn(&str, &[u8]) -> Result<Vec<Read>, ValidationError>),
    /// Its tables, one of which has the steps.
    Tables(fn(&[u8]) -> Result<Vec<RawSheet>, ValidationError>),
    /// The files in it.
    Archive,
}
use Reader::{Archive, One, Several, Tables};
use Writer::{Bytes, Text};

/// A format's row in the table.
struct Facts {
    format: Format,
    name: &'static str,
    /// Its purpose in a few words.
    about: &'static str,
    group: Group,
    extension: &'static str,
    media_type: &'static str,
    /// What it doesn't include of a map, as text; empty if nothing.
    omits: &'static str,
    /// Whether writing it takes so long that a server should run it in the background.
    heavy: bool,
    write: Option<Writer>,
    read: Option<Reader>,
    /// Whether the bytes look like this format. The first format that matches reads them.
    looks_like: fn(&[u8]) -> bool,
}

const EXPORT_ONLY: &str = "can’t be imported";
const XLSX_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ODS_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
const DRAWIO_TYPE: &str = "application/vnd.jgraph.mxfile";

#[rustfmt::skip]
const TABLE: &[Facts] = &[
    Facts { format: Format::Svg, name: "SVG", about: "Scales to any size", group: Group::Image, extension: "svg", media_type: "image/svg+xml",
        omits: "", heavy: false, write: Some(Text(image::svg)), read: Some(One(image::read_svg)), looks_like: sniff::is_svg },
    Facts { format: Format::Png, name: "PNG", about: "For slides and chats", group: Group::Image, extension: "png", media_type: "image/png",
        omits: "", heavy: true, write: Some(Bytes(image::png)), read: Some(One(image::read_png)), looks_like: sniff::is_png },
    // Before PDF, whose extension is the end of this one.
    Facts { format: Format::Report, name: "Report (PDF)", about: "Metrics, drawing and steps", group: Group::Document, extension: "report.pdf", media_type: "application/pdf",
        omits: EXPORT_ONLY, heavy: true, write: Some(Bytes(image::report)), read: None, looks_like: |_| false },
    Facts { format: Format::Pdf, name: "PDF", about: "Drawing only", group: Group::Document, extension: "pdf", media_type: "application/pdf",
        omits: EXPORT_ONLY, heavy: true, write: Some(Bytes(image::pdf)), read: None, looks_like: sniff::is_pdf },
    Facts { format: Format::Xlsx, name: "XLSX", about: "Spreadsheet with live formulas", group: Group::Table, extension: "xlsx", media_type: XLSX_TYPE,
        omits: "fields from newer versions of Weir", heavy: true, write: Some(Bytes(|map, _| xlsx::write(map))), read: Some(Tables(workbook::tables)), looks_like: sniff::is_workbook },
    Facts { format: Format::Csv, name: "CSV", about: "For any spreadsheet", group: Group::Table, extension: "csv", media_type: "text/csv; charset=utf-8",
        omits: "ideas and map settings, except name and working calendar", heavy: false, write: Some(Text(|map, _| table::write(map))), read: Some(Tables(document::tables)), looks_like: |_| true },
    Facts { format: Format::Markdown, name: "Markdown", about: "Summary and table for a wiki", group: Group::Table, extension: "md", media_type: "text/markdown; charset=utf-8",
        omits: "ideas, map settings and most fields of steps", heavy: true, write: Some(Text(|map, _| markdown::write(map))), read: Some(Tables(document::tables)), looks_like: |bytes| document::is(bytes, document::Kind::Markdown) && !is_only_a_diagram(bytes) },
    Facts { format: Format::Mermaid, name: "Mermaid", about: "Flowchart for GitHub", group: Group::OtherTools, extension: "mmd", media_type: "text/plain; charset=utf-8",
        omits: "map settings, ideas and most fields of steps", heavy: false, write: Some(Text(|map, _| mermaid::write(map))), read: Some(One(diagram::mermaid::read)), looks_like: |bytes| diagram::mermaid::is_mermaid(bytes) || diagram::mermaid::is_in_markdown(bytes) },
    Facts { format: Format::Drawio, name: "draw.io", about: "Editable shapes", group: Group::OtherTools, extension: "drawio", media_type: DRAWIO_TYPE,
        omits: "", heavy: false, write: Some(Text(drawio::write)), read: Some(One(drawio::read)), looks_like: sniff::is_drawio },
    Facts { format: Format::Json, name: "JSON", about: "Complete map", group: Group::OtherTools, extension: "json", media_type: "application/json",
        omits: "", heavy: false, write: Some(Text(|map, _| json::write(map))), read: Some(One(|_, bytes| json::read(bytes))), looks_like: is_map_file },
    Facts { format: Format::Zip, name: "ZIP", about: "Several map files", group: Group::OtherTools, extension: "zip", media_type: "application/zip",
        omits: "", heavy: true, write: Some(Bytes(|map, _| archive::write(map))), read: Some(Archive), looks_like: sniff::is_zip },
    Facts { format: Format::Ods, name: "ODS", about: "", group: Group::Table, extension: "ods", media_type: ODS_TYPE,
        omits: "", heavy: false, write: None, read: Some(Tables(workbook::tables)), looks_like: sniff::is_open_document },
    Facts { format: Format::Html, name: "HTML table", about: "", group: Group::Table, extension: "html", media_type: "text/html; charset=utf-8",
        omits: "", heavy: false, write: None, read: Some(Tables(document::tables)), looks_like: |bytes| document::is(bytes, document::Kind::Html) },
    Facts { format: Format::List, name: "list in JSON or YAML", about: "", group: Group::Table, extension: "yaml", media_type: "application/yaml",
        omits: "", heavy: false, write: None, read: Some(Tables(document::tables)), looks_like: |bytes| document::is(bytes, document::Kind::Json) || document::is(bytes, document::Kind::Yaml) },
    Facts { format: Format::Bpmn, name: "BPMN", about: "", group: Group::OtherTools, extension: "bpmn", media_type: "application/xml",
        omits: "", heavy: false, write: None, read: Some(One(diagram::bpmn::read)), looks_like: diagram::bpmn::is_bpmn },
    Facts { format: Format::Norn, name: "vsm-workshop (Norn) JSON", about: "", group: Group::OtherTools, extension: "json", media_type: "application/json",
        omits: "", heavy: false, write: None, read: Some(Several(norn::read)), looks_like: sniff::is_norn },
    Facts { format: Format::StreamMap, name: "value-stream-map JSON", about: "", group: Group::OtherTools, extension: "json", media_type: "application/json",
        omits: "", heavy: false, write: None, read: Some(One(stream_map::read)), looks_like: sniff::is_stream_map },
];

/// The order in which formats are tried for bytes: the most specific first.
const SNIFF_ORDER: &[Format] = &[
    Format::Png,
    Format::Pdf,
    Format::Xlsx,
    Format::Ods,
    Format::Zip,
    Format::StreamMap,
    Format::Norn,
    Format::Json,
    Format::Drawio,
    Format::Bpmn,
    Format::Markdown,
    Format::Html,
    Format::Svg,
    Format::Mermaid,
    Format::List,
    Format::Csv,
];

impl Format {
    /// Every format, in menu order.
    pub fn all() -> impl Iterator<Item = Format> {
        TABLE.iter().map(|facts| facts.format)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// Its purpose in a few words.
    pub fn about(self) -> &'static str {
        self.facts().about
    }

    /// Its heading in menus.
    pub fn group(self) -> Group {
        self.facts().group
    }

    /// The extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        self.facts().extension
    }

    /// Its media type, for `Content-Type`.
    pub fn media_type(self) -> &'static str {
        self.facts().media_type
    }

    /// What it doesn't include of a map, as text; empty if nothing.
    pub fn omits(self) -> &'static str {
        self.facts().omits
    }

    /// Whether writing it takes so long that a server should run it in the background.
    pub fn is_heavy(self) -> bool {
        self.facts().heavy
    }

    /// Whether maps can be imported from it.
    pub fn can_read(self) -> bool {
        self.facts().read.is_some()
    }

    /// Whether maps can be exported to it.
    pub fn can_write(self) -> bool {
        self.facts().write.is_some()
    }

    /// The format with this extension, ignoring case.
    pub fn from_extension(extension: &str) -> Option<Format> {
        TABLE.iter().find(|facts| facts.extension.eq_ignore_ascii_case(extension)).map(|facts| facts.format)
    }

    /// The format of a file by its name; `board.report.pdf` is a report, `board.pdf` a drawing.
    pub fn from_name(name: &str) -> Option<Format> {
        let name = name.to_lowercase();
        let ends = |facts: &&Facts| name.strip_suffix(facts.extension).is_some_and(|rest| rest.ends_with('.'));
        TABLE.iter().find(ends).map(|facts| facts.format)
    }

    /// The format of a file by its content: names and media types are often wrong. Unknown content counts
    /// as a table.
    pub fn from_content(bytes: &[u8]) -> Format {
        SNIFF_ORDER.iter().copied().find(|format| (format.facts().looks_like)(bytes)).unwrap_or(Format::Csv)
    }

    pub(crate) fn reader(self) -> Option<Reader> {
        self.facts().read
    }

    fn facts(self) -> &'static Facts {
        // A test verifies that every format has a row.
        TABLE.iter().find(|facts| facts.format == self).unwrap_or(&TABLE[0])
    }
}

/// Exports a map.
///
/// # Errors
/// `not_writable` for a format that is import only, or an error of the format: a scale out of range, an
/// image too large.
pub fn write(format: Format, map: &Map, options: &Options) -> Result<Vec<u8>, ValidationError> {
    let writer = format.facts().write.ok_or_else(|| {
        let sentence = format!("Weir can import {} but not export it. Use JSON.", format.name());
        ValidationError::new("not_writable", sentence)
    })?;
    match writer {
        Text(write) => Ok(write(map, options).into_bytes()),
        Bytes(write) => write(map, options),
    }
}

/// Whether it is a map file, also a damaged one; other JSON may hold a list.
fn is_map_file(bytes: &[u8]) -> bool {
    sniff::is_map(bytes) || sniff::begins_like_map(bytes) && !document::is(bytes, document::Kind::Json)
}

/// Whether a Markdown document has a diagram, and no table of steps.
fn is_only_a_diagram(bytes: &[u8]) -> bool {
    let has_steps = || document::tables(bytes).is_ok_and(|tables| tables.iter().any(|table| table.score() > 0));
    diagram::mermaid::is_in_markdown(bytes) && !has_steps()
}

/// A sentence for each option that had no effect, or less than requested, on the exported file.
pub fn option_warnings(format: Format, options: &Options, bytes: &[u8]) -> Vec<String> {
    let mut warnings = Vec::new();
    if format == Format::Report {
        if options.render.theme == Theme::Dark {
            warnings.push("Reports always use the light theme.".to_owned());
        }
        if options.render.arrangement != Arrangement::OneRow {
            warnings.push("Reports wrap the drawing to fit the page. The width is ignored.".to_owned());
        }
    }
    if format == Format::Png
        && let Some((actual, requested)) = png_width(bytes).zip(options.width)
        && f64::from(actual) + 1.0 < requested
    {
        warnings.push(format!(
            "The image is {actual} px wide instead of {requested} px. The limits are 100 million pixels and a scale of 8."
        ));
    }
    warnings
}

/// The width in the header of a PNG.
fn png_width(bytes: &[u8]) -> Option<u32> {
    let width = bytes.get(16..20)?;
    Some(u32::from_be_bytes(width.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_has_every_format_once() {
        let all: Vec<Format> = Format::all().collect();
        for format in &all {
            assert_eq!(format.facts().format, *format);
            assert_eq!(all.iter().filter(|other| *other == format).count(), 1);
            assert!(format.can_read() || format.can_write());
            if format.can_write() {
                assert_eq!(Format::from_extension(&format.extension().to_uppercase()), Some(*format));
                assert_eq!(Format::from_name(&format!("a.b.{}", format.extension())), Some(*format));
            }
        }
        assert_eq!((Format::from_extension("exe"), Format::from_name("pdf")), (None, None));
    }

    #[test]
    fn format_is_recognized_by_content() {
        for (bytes, format) in [
            (&b"\x89PNG\r\n\x1a\n..."[..], Format::Png),
            (b"%PDF-1.7", Format::Pdf),
            (b"\xEF\xBB\xBF \n{", Format::Json),
            (b"{\"steps\":[],\"connections\":[]}", Format::Norn),
            (b"{\"data\":{\"processes\":[],\"connections\":[]}}", Format::StreamMap),
            (b"{\"format\":\"weir-map\",\"processes\":1}", Format::Json),
            (b"<?xml version=\"1.0\"?><svg/>", Format::Svg),
            (b"<?xml version=\"1.0\"?>\n<mxfile>", Format::Drawio),
            (b"PK\x03\x04", Format::Zip),
            (b"flowchart LR\n", Format::Mermaid),
            (b"step,wait", Format::Csv),
            (b"", Format::Csv),
        ] {
            assert_eq!(Format::from_content(bytes), format);
        }
    }
}
