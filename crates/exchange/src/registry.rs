//! The one table of formats. Menus, addresses, the command line and the documents come from it; a new format is a line
//! here and a file beside it.

use crate::foreign::{norn, stream_map};
use crate::{Options, Read, archive, drawio, image, json, markdown, mermaid, report, table, xlsx};
use vsm::Map;
use vsm::model::error::ValidationError;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The drawing, with its map inside.
    Svg,
    /// The drawing as pixels, with its map inside.
    Png,
    /// The drawing on paper.
    Pdf,
    /// Drawing, figures and table on one sheet, to hang on a wall.
    Report,
    /// A workbook that counts.
    Xlsx,
    /// A table.
    Csv,
    /// Summary and table for a wiki.
    Markdown,
    /// A flowchart as text, which GitHub and others draw.
    Mermaid,
    /// A drawing of shapes, to go on drawing.
    Drawio,
    /// The map file.
    Json,
    /// Many map files in one.
    Zip,
    /// What vsm-workshop (Norn) keeps.
    Norn,
    /// What value-stream-map keeps.
    StreamMap,
}

/// Under which heading a format is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// For slides and chats.
    Picture,
    /// For the printer.
    Paper,
    /// For people who count on.
    Table,
    /// For other programs.
    Elsewhere,
}

impl Group {
    /// All of them, in the order in which people are offered them.
    pub const ALL: &'static [Group] = &[Group::Picture, Group::Paper, Group::Table, Group::Elsewhere];

    /// The heading.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Group::Picture => "Image",
            Group::Paper => "Document",
            Group::Table => "Table",
            Group::Elsewhere => "Other tools",
        }
    }
}

type Writer = fn(&Map, &Options) -> Result<Vec<u8>, ValidationError>;
type Reader = fn(&str, &[u8]) -> Result<Vec<Read>, ValidationError>;

/// What there is to know about a format.
struct Facts {
    format: Format,
    name: &'static str,
    /// What it is good for, in a few words.
    about: &'static str,
    group: Group,
    extension: &'static str,
    media_type: &'static str,
    /// What of a map it cannot carry, for people; empty where nothing is lost.
    loses: &'static str,
    /// Does it take a while?
    heavy: bool,
    write: Option<Writer>,
    read: Option<Reader>,
    /// Do the bytes look like it? The first format that says so reads them.
    looks: fn(&[u8]) -> bool,
}

const NOT_READ: &str = "can’t be imported";
const XLSX_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const DRAWIO_TYPE: &str = "application/vnd.jgraph.mxfile";

#[rustfmt::skip]
const TABLE: &[Facts] = &[
    Facts { format: Format::Svg, name: "SVG", about: "Scales to any size", group: Group::Picture, extension: "svg", media_type: "image/svg+xml",
        loses: "", heavy: false, write: Some(image::svg), read: Some(image::read_svg), looks: image::is_svg },
    Facts { format: Format::Png, name: "PNG", about: "For slides and chats", group: Group::Picture, extension: "png", media_type: "image/png",
        loses: "", heavy: true, write: Some(image::png), read: Some(image::read_png), looks: image::is_png },
    // Before PDF, whose files end the same.
    Facts { format: Format::Report, name: "Report (PDF)", about: "Metrics, drawing and steps", group: Group::Paper, extension: "report.pdf", media_type: "application/pdf",
        loses: NOT_READ, heavy: true, write: Some(report::write), read: None, looks: |_| false },
    Facts { format: Format::Pdf, name: "PDF", about: "Drawing only", group: Group::Paper, extension: "pdf", media_type: "application/pdf",
        loses: NOT_READ, heavy: true, write: Some(image::pdf), read: None, looks: image::is_pdf },
    Facts { format: Format::Xlsx, name: "XLSX", about: "Spreadsheet with live formulas", group: Group::Table, extension: "xlsx", media_type: XLSX_TYPE,
        loses: "fields from newer versions of Weir", heavy: true, write: Some(xlsx::write), read: Some(xlsx::read), looks: xlsx::is_workbook },
    Facts { format: Format::Csv, name: "CSV", about: "For any spreadsheet", group: Group::Table, extension: "csv", media_type: "text/csv; charset=utf-8",
        loses: "ideas and map settings, except name and working calendar", heavy: false, write: Some(table::write_file), read: Some(table::read_file), looks: |_| true },
    Facts { format: Format::Markdown, name: "Markdown", about: "Summary and table for a wiki", group: Group::Table, extension: "md", media_type: "text/markdown; charset=utf-8",
        loses: NOT_READ, heavy: true, write: Some(markdown::write), read: None, looks: |_| false },
    Facts { format: Format::Mermaid, name: "Mermaid", about: "Flowchart for GitHub", group: Group::Elsewhere, extension: "mmd", media_type: "text/plain; charset=utf-8",
        loses: NOT_READ, heavy: false, write: Some(mermaid::write), read: None, looks: mermaid::is_flowchart },
    Facts { format: Format::Drawio, name: "draw.io", about: "Editable shapes", group: Group::Elsewhere, extension: "drawio", media_type: DRAWIO_TYPE,
        loses: "", heavy: false, write: Some(drawio::write), read: Some(drawio::read), looks: drawio::is_drawio },
    Facts { format: Format::Json, name: "JSON", about: "Complete map", group: Group::Elsewhere, extension: "json", media_type: "application/json",
        loses: "", heavy: false, write: Some(json::write), read: Some(json::read), looks: json::is_json },
    Facts { format: Format::Zip, name: "ZIP", about: "Several map files", group: Group::Elsewhere, extension: "zip", media_type: "application/zip",
        loses: "", heavy: true, write: Some(archive::write), read: Some(archive::read), looks: archive::is_zip },
    Facts { format: Format::Norn, name: "vsm-workshop (Norn) JSON", about: "", group: Group::Elsewhere, extension: "json", media_type: "application/json",
        loses: "", heavy: false, write: None, read: Some(norn::read), looks: norn::is_norn },
    Facts { format: Format::StreamMap, name: "value-stream-map JSON", about: "", group: Group::Elsewhere, extension: "json", media_type: "application/json",
        loses: "", heavy: false, write: None, read: Some(stream_map::read), looks: stream_map::is_stream_map },
];

/// In which order formats are asked whether bytes look like theirs: the ones that know best first.
const ASKED: &[Format] = &[
    Format::Png,
    Format::Pdf,
    Format::Xlsx,
    Format::Zip,
    Format::StreamMap,
    Format::Norn,
    Format::Json,
    Format::Drawio,
    Format::Svg,
    Format::Mermaid,
    Format::Csv,
];

impl Format {
    /// Every format, in the order in which people are offered them.
    pub fn all() -> impl Iterator<Item = Format> {
        TABLE.iter().map(|facts| facts.format)
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// What it is good for, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        self.facts().about
    }

    /// Under which heading it is offered.
    #[must_use]
    pub fn group(self) -> Group {
        self.facts().group
    }

    /// How its files end, without the point.
    #[must_use]
    pub fn extension(self) -> &'static str {
        self.facts().extension
    }

    /// What it is called in a `Content-Type`.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        self.facts().media_type
    }

    /// What of a map it cannot carry, for people; empty where nothing is lost.
    #[must_use]
    pub fn loses(self) -> &'static str {
        self.facts().loses
    }

    /// Does it take so long to make that it should not keep others waiting?
    #[must_use]
    pub fn is_heavy(self) -> bool {
        self.facts().heavy
    }

    /// Does such a file hold a map that can be opened again?
    #[must_use]
    pub fn can_read(self) -> bool {
        self.facts().read.is_some()
    }

    /// Can a map be written as such a file?
    #[must_use]
    pub fn can_write(self) -> bool {
        self.facts().write.is_some()
    }

    /// The format whose files end so, whatever the case.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Format> {
        TABLE.iter().find(|facts| facts.extension.eq_ignore_ascii_case(extension)).map(|facts| facts.format)
    }

    /// The format of a file by its name; `board.report.pdf` is a report, `board.pdf` a drawing.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Format> {
        let name = name.to_lowercase();
        let ends = |facts: &&Facts| name.strip_suffix(facts.extension).is_some_and(|rest| rest.ends_with('.'));
        TABLE.iter().find(ends).map(|facts| facts.format)
    }

    /// What the bytes look like: they decide, since names and media types are often wrong. What looks like nothing else
    /// is taken for a table.
    #[must_use]
    pub fn of_content(bytes: &[u8]) -> Format {
        ASKED.iter().copied().find(|format| (format.facts().looks)(bytes)).unwrap_or(Format::Csv)
    }

    pub(crate) fn writer(self) -> Option<Writer> {
        self.facts().write
    }

    pub(crate) fn reader(self) -> Option<Reader> {
        self.facts().read
    }

    fn facts(self) -> &'static Facts {
        // Every format has its line, which a test holds.
        TABLE.iter().find(|facts| facts.format == self).unwrap_or(&TABLE[0])
    }
}

/// The text of bytes, from its first visible character on.
pub(crate) fn text_start(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start()
}

/// Do the bytes hold these, anywhere?
pub(crate) fn holds(bytes: &[u8], these: &[u8]) -> bool {
    bytes.windows(these.len()).any(|window| window == these)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_knows_every_format_once() {
        let all: Vec<Format> = Format::all().collect();
        for format in &all {
            assert_eq!(format.facts().format, *format);
            assert_eq!(all.iter().filter(|other| *other == format).count(), 1);
            assert!(format.can_read() || format.can_write());
            if format.can_write() {
                assert_eq!(Format::from_extension(&format.extension().to_uppercase()), Some(*format));
                assert_eq!(Format::of_name(&format!("a.b.{}", format.extension())), Some(*format));
            }
        }
        assert_eq!((Format::from_extension("exe"), Format::of_name("pdf")), (None, None));
    }

    #[test]
    fn content_decides() {
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
            assert_eq!(Format::of_content(bytes), format);
        }
    }
}
