//! Reading maps from files or standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::cli::hints;
use crate::cli::tables::TableArgs;
use crate::live::MapsToCreate;
use exchange::Format;
use exchange::table::options::TableOptions;
use vsm::Map;
use vsm::model::finding::Finding;

/// Reads the map in a file, or standard input for `-`. Reports warnings on standard error.
pub(super) fn map(path: &Path, tables: &TableArgs) -> Result<Map, String> {
    let mut reader = Reader::new(tables)?;
    let map = reader.map(path)?;
    reader.finish();
    Ok(map)
}

/// Reads map files, each with its warnings on standard error.
pub(super) struct Reader {
    options: TableOptions,
    /// Whether a working calendar is doubtful.
    doubts_calendar: bool,
}

impl Reader {
    pub(super) fn new(tables: &TableArgs) -> Result<Reader, String> {
        Ok(Reader { options: tables.options()?, doubts_calendar: false })
    }

    /// The only map in a file, or the first of several.
    pub(super) fn map(&mut self, path: &Path) -> Result<Map, String> {
        let (name, bytes) = (name(path), bytes(path)?);
        let maps = self.read(path, &bytes)?;
        let (map, findings) = exchange::first(maps, &bytes).map_err(|error| hints::with_place(&name, &error))?;
        self.report(&name, &findings);
        Ok(map)
    }

    /// All maps in a file.
    pub(super) fn maps(&mut self, path: &Path) -> Result<MapsToCreate, String> {
        let (name, bytes) = (name(path), bytes(path)?);
        let (maps, findings): (Vec<Map>, Vec<Vec<Finding>>) = self.read(path, &bytes)?.into_iter().unzip();
        for findings in findings {
            self.report(&name, &findings);
        }
        Ok(MapsToCreate::of_file(maps, Format::from_content(&bytes) == Format::Zip))
    }

    /// Says once how to choose another working calendar, if the files hint at one.
    pub(super) fn finish(self) {
        if self.doubts_calendar {
            eprintln!("{}", hints::CALENDAR);
        }
    }

    fn read(&self, path: &Path, bytes: &[u8]) -> Result<Vec<exchange::Read>, String> {
        exchange::read_all_with(&title(path), bytes, &self.options).map_err(|error| {
            let message = hints::with_place(&name(path), &error);
            if exchange::is_table(bytes) { message + &hints::after(&error, &self.options) } else { message }
        })
    }

    fn report(&mut self, name: &str, findings: &[Finding]) {
        for finding in findings {
            eprintln!("{name}: {}", finding.sentence);
            self.doubts_calendar |= finding.code == "calendar";
        }
    }
}

fn name(path: &Path) -> String {
    if is_standard(path) { "standard input".to_owned() } else { path.display().to_string() }
}

pub(super) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    read_limited(path).map_err(|cause| format!("Can’t read {}: {cause}.", name(path)))
}

fn read_limited(path: &Path) -> io::Result<Vec<u8>> {
    // Read one byte more than allowed, so that a file that is too large is detected without reading all of it.
    let max = exchange::MAX_PIXEL_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if is_standard(path) {
        io::stdin().lock().take(max).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(max).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// The name for a map whose file doesn't contain one.
fn title(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.filter(|_| !is_standard(path)).unwrap_or_else(|| "Release".to_owned())
}
