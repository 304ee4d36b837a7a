//! Files that people have and that can’t become a map: each is named, with what to do instead.

use crate::sniff::{holds, is_ole, is_zip};
use crate::table::bytes::decode;
use crate::table::cells::clip;
use crate::table::event_log;
use vsm::model::error::ValidationError;

/// The bytes at the start of a file in which formats are recognized.
const BEGINNING: usize = 4_000;

/// A file, and what formats are recognized by.
struct File<'b> {
    bytes: &'b [u8],
    /// Its first characters in lower case, if it is a text.
    start: String,
    /// The name of the first element of XML, in lower case and without its prefix.
    root: String,
}

impl File<'_> {
    fn begins(&self, with: &[u8]) -> bool {
        self.bytes.starts_with(with)
    }

    /// Whether it is a ZIP file with such an entry.
    fn has_entry(&self, name: &str) -> bool {
        is_zip(self.bytes) && holds(self.bytes, name.as_bytes())
    }

    /// Whether it is an OLE file with such a part.
    fn has_part(&self, name: &str) -> bool {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        is_ole(self.bytes) && holds(self.bytes, &wide)
    }

    /// The lines at the start that say something.
    fn lines(&self) -> impl Iterator<Item = &str> {
        let is_comment = |line: &&str| line.is_empty() || line.starts_with("//") || line.starts_with(['#', '@']);
        self.start.lines().map(str::trim).filter(move |line| !is_comment(line))
    }

    fn first_line(&self) -> &str {
        self.lines().next().unwrap_or_default()
    }
}

/// How a file is recognized, what it is, and what to do with it.
struct Other {
    is: fn(&File<'_>) -> bool,
    name: &'static str,
    advice: &'static str,
}

const COPY_TABLE: &str = "Copy its table of steps and paste it, or save the table as XLSX or CSV.";
const TYPE_STEPS: &str =
    "Weir can’t read steps from a picture. Enter them, or import a table or the diagram’s own file.";
const BY_DRAWIO: &str = "Open it in draw.io, save it there as .drawio, and import that file.";
const TYPE_DIAGRAM: &str = "Weir can’t read it. Enter one line per step, or import a table or a draw.io diagram.";
const UNPACK: &str = "Unpack it and import the file inside.";

#[rustfmt::skip]
const OTHERS: &[Other] = &[
    Other { is: |file| file.begins(b"%PDF-"), name: "a PDF", advice: COPY_TABLE },
    Other { is: |file| file.begins(b"\xFF\xD8\xFF"), name: "a JPEG picture", advice: TYPE_STEPS },
    Other { is: |file| file.begins(b"GIF87a") || file.begins(b"GIF89a"), name: "a GIF picture", advice: TYPE_STEPS },
    Other { is: |file| file.begins(b"RIFF") && file.bytes.get(8..12) == Some(b"WEBP"), name: "a WebP picture", advice: TYPE_STEPS },
    Other { is: |file| file.begins(b"BM") && file.bytes.get(6..10) == Some(&[0; 4]), name: "a BMP picture", advice: TYPE_STEPS },
    Other { is: |file| file.begins(b"II*\0") || file.begins(b"MM\0*"), name: "a TIFF picture", advice: TYPE_STEPS },
    Other { is: |file| matches!(file.bytes.get(4..12), Some(b"ftypheic" | b"ftypheix" | b"ftypmif1" | b"ftypavif")), name: "a photo (HEIC or AVIF)", advice: TYPE_STEPS },
    Other { is: |file| file.has_entry("word/document"), name: "a Word document", advice: COPY_TABLE },
    Other { is: |file| file.has_entry("ppt/presentation"), name: "a PowerPoint presentation", advice: COPY_TABLE },
    Other { is: |file| file.has_entry("visio/document"), name: "a Visio drawing", advice: BY_DRAWIO },
    Other { is: |file| file.has_entry("application/vnd.oasis.opendocument.text"), name: "an OpenDocument text", advice: COPY_TABLE },
    Other { is: |file| file.has_entry("application/vnd.oasis.opendocument.presentation"), name: "an OpenDocument presentation", advice: COPY_TABLE },
    Other { is: |file| file.has_entry("application/vnd.oasis.opendocument.graphics"), name: "an OpenDocument drawing", advice: TYPE_DIAGRAM },
    Other { is: |file| file.has_entry("Index/CalculationEngine.iwa") && file.has_entry("Index/Tables/"), name: "a Numbers spreadsheet", advice: "Export it as Excel or CSV (File > Export To) and import that file." },
    Other { is: |file| file.has_entry("Index/Document.iwa") || file.has_entry("Index.zip"), name: "a document of Numbers, Pages or Keynote", advice: "Export it as Excel or CSV, or copy its table of steps and paste it." },
    Other { is: |file| file.has_entry("content.json") && file.has_entry("metadata.json"), name: "an XMind map", advice: TYPE_DIAGRAM },
    Other { is: |file| file.has_part("WordDocument"), name: "an old Word document", advice: COPY_TABLE },
    Other { is: |file| file.has_part("PowerPoint Document"), name: "an old PowerPoint presentation", advice: COPY_TABLE },
    Other { is: |file| file.has_part("VisioDocument"), name: "an old Visio drawing", advice: BY_DRAWIO },
    Other { is: |file| file.has_part("   114") && file.has_part("Props"), name: "a Microsoft Project plan", advice: "Save it as an Excel workbook and import that file." },
    Other { is: |file| file.begins(b"\x1F\x8B") || file.begins(b"7z\xBC\xAF\x27\x1C") || file.begins(b"Rar!"), name: "a compressed archive", advice: UNPACK },
    Other { is: |file| file.begins(b"SQLite format 3\0"), name: "a database", advice: "If it is a backup of Weir, restore it with “weir restore”." },
    Other { is: |file| file.begins(b"PAR1"), name: "a Parquet file", advice: "Save the table as CSV and import that file." },
    Other { is: |file| file.start.starts_with("{\\rtf"), name: "an RTF document", advice: COPY_TABLE },
    Other { is: |file| file.start.starts_with("mime-version:") && file.start.contains("multipart/"), name: "a web archive (MHTML)", advice: "Open it in a browser or in Word, and copy its table of steps and paste it." },
    Other { is: |file| file.root == "project" && file.start.contains("schemas.microsoft.com/project"), name: "a Microsoft Project plan (XML)", advice: "Save it as an Excel workbook and import that file." },
    Other { is: |file| file.root == "workbook" && file.start.contains("office:spreadsheet"), name: "an Excel 2003 workbook (XML)", advice: "Open it in Excel and save it as XLSX." },
    Other { is: |file| file.root == "visiodocument", name: "an old Visio drawing (XML)", advice: BY_DRAWIO },
    Other { is: |file| file.start.starts_with("id,name,shape library,"), name: "a Lucidchart list of shapes", advice: "Export the diagram as Visio (VDX or VSDX), open it in draw.io, save it there as .drawio, and import that file." },
    Other { is: |file| file.start.contains("@startuml") || file.start.contains("@startmindmap"), name: "a PlantUML diagram", advice: TYPE_DIAGRAM },
    Other { is: |file| file.start.starts_with('{') && file.start.contains("\"excalidraw\""), name: "an Excalidraw drawing", advice: TYPE_DIAGRAM },
    Other { is: is_graphviz, name: "a Graphviz diagram", advice: TYPE_DIAGRAM },
    Other { is: is_d2, name: "a D2 diagram", advice: TYPE_DIAGRAM },
    Other { is: is_feature, name: "a Gherkin feature file", advice: "Weir can’t read it. Enter one row per step with its wait and work time." },
];

/// The error for a file that is known and can’t be imported.
pub(crate) fn refusal(bytes: &[u8]) -> Option<ValidationError> {
    let file = file(bytes);
    if let Some(kind) = event_log_format(&file) {
        return Some(event_log::refusal(kind));
    }
    let other = OTHERS.iter().find(|other| (other.is)(&file))?;
    Some(ValidationError::new("not_readable", format!("This is {}. {}", other.name, other.advice)))
}

/// The error for XML that no other reader knows.
pub(crate) fn unknown_xml(bytes: &[u8]) -> Option<ValidationError> {
    let root = file(bytes).root;
    if matches!(root.as_str(), "html" | "body") {
        let sentence =
            "This HTML page contains no table. Import a page with a table of steps, or copy the table and paste it.";
        return Some(ValidationError::new("not_readable", sentence));
    }
    let sentence = format!(
        "This is XML of another program (it begins with “{}”). Import a table, a draw.io diagram or a map file instead.",
        clip(&root)
    );
    (!root.is_empty()).then(|| ValidationError::new("not_readable", sentence))
}

fn file(bytes: &[u8]) -> File<'_> {
    let (start, _) = decode(bytes.get(..BEGINNING).unwrap_or(bytes));
    let start = start.trim_start().to_lowercase();
    let root = root(&start).unwrap_or_default().to_owned();
    File { bytes, start, root }
}

/// The name of the first element.
fn root(start: &str) -> Option<&str> {
    let mut rest = start;
    loop {
        let inside = rest.trim_start().strip_prefix('<')?;
        let end = match inside.as_bytes().first()? {
            b'!' if inside.starts_with("!--") => "-->",
            b'!' | b'?' => ">",
            _ => {
                let name = inside.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?;
                let name = name.rsplit(':').next()?;
                return name.starts_with(|c: char| c.is_alphabetic() || c == '_').then_some(name);
            }
        };
        rest = inside.split_once(end)?.1;
    }
}

fn event_log_format(file: &File<'_>) -> Option<&'static str> {
    let has = |these: &[u8]| holds(file.bytes, these);
    let is_json = file.start.starts_with('{');
    if file.root == "log" && (has(b"<trace") || file.start.contains("xes.")) {
        Some("XES")
    } else if (file.root == "log" && has(b"<object") && has(b"<event"))
        || (is_json && (has(b"\"ocel:events\"") || (has(b"\"eventTypes\"") && has(b"\"objectTypes\""))))
    {
        Some("OCEL")
    } else {
        None
    }
}

fn is_graphviz(file: &File<'_>) -> bool {
    let line = file.first_line();
    let line = line.strip_prefix("strict ").unwrap_or(line);
    let after = line.strip_prefix("digraph").or_else(|| line.strip_prefix("graph"));
    after.is_some_and(|after| after.starts_with([' ', '{']) && after.contains('{')) || line == "digraph"
}

/// D2 has nothing at its start: it is told by its blocks and arrows.
fn is_d2(file: &File<'_>) -> bool {
    let is_arrow = |line: &str| line.contains(" -> ") || line.contains(" <- ") || line.contains(" <-> ");
    let is_block = |line: &str| {
        line.ends_with(": {")
            || line.contains(".shape: ")
            || line.starts_with("shape: ")
            || line.starts_with("direction: ")
    };
    !file.start.starts_with(['{', '<']) && file.lines().any(is_arrow) && file.lines().any(is_block)
}

fn is_feature(file: &File<'_>) -> bool {
    let is_scenario =
        |line: &str| ["scenario", "background:", "rule:", "example:"].iter().any(|word| line.starts_with(word));
    file.first_line().starts_with("feature:") && file.lines().any(is_scenario)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ole(part: &str) -> Vec<u8> {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.extend(part.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    }

    #[test]
    fn files_are_named_with_what_to_do() {
        for (bytes, name) in [
            (b"%PDF-1.7"[..].to_vec(), "a PDF"),
            (b"\xFF\xD8\xFF\xE0".to_vec(), "a JPEG"),
            (b"GIF89a".to_vec(), "a GIF"),
            (b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), "a WebP"),
            (b"PK\x03\x04 word/document.xml".to_vec(), "a Word document"),
            (b"PK\x03\x04 ppt/presentation.xml".to_vec(), "a PowerPoint"),
            (b"PK\x03\x04 visio/document.xml".to_vec(), "a Visio drawing. Open it in draw.io"),
            (b"PK\x03\x04 Index/CalculationEngine.iwa Index/Tables/DataList.iwa".to_vec(), "a Numbers spreadsheet"),
            (b"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.text".to_vec(), "an OpenDocument text"),
            (ole("WordDocument"), "an old Word"),
            (ole("   114 Props12"), "a Microsoft Project plan"),
            (b"\x1F\x8B\x08".to_vec(), "a compressed archive"),
            (b"{\\rtf1\\ansi".to_vec(), "an RTF"),
            (b"MIME-Version: 1.0\nContent-Type: multipart/related; x".to_vec(), "a web archive"),
            (
                b"<?xml version='1.0'?><Project xmlns=\"http://schemas.microsoft.com/project\">".to_vec(),
                "a Microsoft Project plan (XML)",
            ),
            (
                b"<?xml version='1.0'?>\n<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>".to_vec(),
                "an Excel 2003",
            ),
            (b"Id,Name,Shape Library,Page ID,Contained By\n1,Document,,,\n".to_vec(), "a Lucidchart"),
            (b"{\n  \"type\": \"excalidraw\",\n  \"elements\": []}".to_vec(), "an Excalidraw"),
            (b"' notes\n@startuml\nA -> B\n@enduml".to_vec(), "a PlantUML"),
            (b"// x\ndigraph G {\n a -> b }".to_vec(), "a Graphviz"),
            (b"strict graph {\n a -- b }".to_vec(), "a Graphviz"),
            (b"direction: right\na -> b: 2d\n".to_vec(), "a D2"),
            (b"# c\nbuild: Build {\n  shape: step\n}\nbuild -> test".to_vec(), "a D2"),
            (b"@vsm\nFeature: Map\n\n  Scenario: x\n    Given y".to_vec(), "a Gherkin"),
            (
                b"<?xml version='1.0'?><!-- x --><log xes.version='1.0'><trace><event>".to_vec(),
                "an event log (XES): one entry per event",
            ),
            (b"<log><events><event/></events><objects><object/></objects></log>".to_vec(), "an event log (OCEL)"),
            (b"{\"ocel:events\": {}}".to_vec(), "an event log (OCEL)"),
            (b"{\"objectTypes\": [], \"eventTypes\": [], \"events\": []}".to_vec(), "an event log (OCEL)"),
        ] {
            let found = refusal(&bytes).map_or(String::new(), |error| error.message);
            assert!(found.starts_with(&format!("This is {name}")), "{name}: {found}");
        }
    }

    #[test]
    fn importable_files_are_not_refused() {
        for text in [
            "step,wait\nBuild -> Test,2d\n",
            "Build -> Test -> Ship",
            "Feature,Wait\nScenario,2d",
            "graph,wait\n{a},2d",
            "graph LR\n  A --> B",
            "Step\tWait\nBM\t2d",
            "Id,Name,Wait\n1,Build,2d",
            "{\"steps\":[{\"name\":\"A\"}],\"connections\":[]}",
            "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "<log>x</log>",
            "",
        ] {
            assert_eq!(refusal(text.as_bytes()).map(|error| error.message), None, "{text}");
        }
    }

    #[test]
    fn unknown_xml_is_named_by_its_first_element() {
        let error = unknown_xml(b"<?xml version='1.0'?><!DOCTYPE x><p:plan a='b'/>").unwrap();
        assert!(error.message.starts_with("This is XML of another program (it begins with “plan”)."));
        let error = unknown_xml(b"<!doctype html><html><p>Hello").unwrap();
        assert!(error.message.starts_with("This HTML page contains no table."));
        for text in ["a < b", "<", "<<", "< a", "<!-- ", "<1>"] {
            assert_eq!(unknown_xml(text.as_bytes()), None, "{text}");
        }
    }
}
