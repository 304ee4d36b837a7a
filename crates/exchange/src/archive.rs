//! All maps in a ZIP file, each as a map file.

use std::collections::HashSet;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::json;
use crate::limits::MAX_BYTES;
use crate::outcome::Read;
use crate::sniff::is_zip;
use crate::zip_guard::{GuardedZip, Limits};
use vsm::Map;
use vsm::model::error::ValidationError;

/// The maximum sizes of a map file and of all of them together, in bytes.
const LIMITS: Limits = Limits { entry: MAX_BYTES as u64, all: 40_000_000 };
/// The maximum length of a file name in it, in characters without the extension.
const MAX_NAME: usize = 80;

/// A ZIP file with one map.
pub(crate) fn write(map: &Map) -> Result<Vec<u8>, ValidationError> {
    let mut writer = Writer::default();
    writer.add(map)?;
    writer.finish()
}

/// A ZIP file to which maps are added one by one.
#[derive(Debug)]
pub struct Writer {
    // Boxed because it is large and moves between threads.
    zip: Box<ZipWriter<Cursor<Vec<u8>>>>,
    taken: HashSet<String>,
}

impl Writer {
    /// Adds a map under a unique name.
    pub fn add(&mut self, map: &Map) -> Result<(), ValidationError> {
        let base = file_name(&map.name, MAX_NAME);
        let numbered = std::iter::once(base.clone()).chain((2..).map(|n| format!("{base} {n}")));
        // File names are case-insensitive on some systems.
        let name = numbered.into_iter().find(|name| self.taken.insert(name.to_lowercase())).unwrap_or(base);
        // Without a timestamp, so that the same maps give the same file.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        self.zip.start_file(format!("{name}.json"), options).map_err(|cause| failed(&cause))?;
        self.zip.write_all(json::write(map).as_bytes()).map_err(|cause| failed(&cause))
    }

    /// The bytes of the file.
    pub fn finish(self) -> Result<Vec<u8>, ValidationError> {
        Ok(self.zip.finish().map_err(|cause| failed(&cause))?.into_inner())
    }
}

impl Default for Writer {
    fn default() -> Self {
        Writer { zip: Box::new(ZipWriter::new(Cursor::new(Vec::new()))), taken: HashSet::new() }
    }
}

/// The maps in a ZIP file, each read by `read`, whatever its format: all or none. Archives inside archives are
/// not opened.
pub(crate) fn read(
    bytes: &[u8],
    read: impl Fn(&str, &[u8]) -> Result<Vec<Read>, ValidationError>,
) -> Result<Vec<Read>, ValidationError> {
    let mut zip = GuardedZip::open(bytes, LIMITS)?;
    let mut maps = Vec::new();
    for name in zip.names() {
        let file = name.rsplit('/').next().unwrap_or_default().to_owned();
        // Added by operating systems.
        if file.starts_with('.') || name.starts_with("__MACOSX/") {
            continue;
        }
        let inside = zip.bytes(&name)?;
        if is_zip(&inside) {
            let sentence = format!("{file}: Archives inside archives aren’t opened. Import it separately.");
            return Err(ValidationError::new("nested", sentence));
        }
        let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
        maps.extend(
            read(stem, &inside)
                .map_err(|error| ValidationError::new(error.code, format!("{file}: {}", error.message)))?,
        );
    }
    if maps.is_empty() {
        return Err(ValidationError::new("no_map", "This ZIP file contains no map."));
    }
    Ok(maps)
}

/// A map's name as a file name that is valid on any system: without characters that end a header's string,
/// change the folder, hide the file or reverse the reading direction.
pub fn file_name(map_name: &str, most: usize) -> String {
    let hides =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let safe = map_name.chars().filter(|c| !hides(*c)).map(|c| match c {
        '"' | '\\' | '/' | ':' | '*' | '?' | '<' | '>' | '|' | '%' => '-',
        c if c.is_control() => ' ',
        c => c,
    });
    let name: String = safe.take(most).collect();
    let name = name.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if name.is_empty() { "map".to_owned() } else { name.to_owned() }
}

fn failed(cause: &dyn std::error::Error) -> ValidationError {
    ValidationError::new("not_written", format!("The ZIP file couldn’t be written: {cause}."))
}
