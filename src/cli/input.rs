//! Reading maps from files or standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use exchange::table::Mode;
use exchange::table::mapping::{Choice, Table};
use vsm::{Map, ValidationError};

/// Reads a map from a file, or from standard input for `-`. Reports warnings on standard error.
pub(super) fn map(path: &Path) -> Result<Map, String> {
    read(path, |bytes| exchange::read(&title(path), bytes))
}

/// The same, but table values that can't be read are moved to the notes of their steps.
pub(super) fn lenient(path: &Path) -> Result<Map, String> {
    read(path, |bytes| {
        if !exchange::is_table(bytes) {
            return exchange::read(&title(path), bytes);
        }
        let table = Table::open(bytes, &Choice::default())?;
        let mut maps = table.read(&title(path), &table.guess(), Mode::Lenient).maps?;
        maps.truncate(1);
        maps.pop().ok_or_else(|| ValidationError::new("no_map", "The file contains no map."))
    })
}

/// Reads all maps in a file.
pub(super) fn maps(path: &Path) -> Result<Vec<Map>, String> {
    let (name, bytes) = (name(path), bytes(path)?);
    let read = exchange::read_all(&title(path), &bytes).map_err(|error| with_place(&name, &error))?;
    Ok(read.into_iter().map(|read| report(&name, read)).collect())
}

fn read(path: &Path, read: impl FnOnce(&[u8]) -> Result<exchange::Read, ValidationError>) -> Result<Map, String> {
    let (name, bytes) = (name(path), bytes(path)?);
    read(&bytes).map(|read| report(&name, read)).map_err(|error| with_place(&name, &error))
}

fn name(path: &Path) -> String {
    if is_standard(path) { "standard input".to_owned() } else { path.display().to_string() }
}

fn report(name: &str, (map, findings): exchange::Read) -> Map {
    for finding in findings {
        eprintln!("{name}: {}", finding.sentence);
    }
    map
}

fn with_place(name: &str, error: &ValidationError) -> String {
    let place = error.field.as_ref().filter(|field| field.contains('[')).map(|field| format!(" ({field})"));
    format!("{name}: {}{}", error.message, place.unwrap_or_default())
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
