//! The map that a command works on: from a file or from standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::exchange;
use crate::vsm::Map;

/// Reads a map; `-` is standard input. What was read but not understood is told on standard error.
///
/// # Errors
/// A sentence that names the file.
pub(super) fn map(path: &Path) -> Result<Map, String> {
    let name = if is_standard(path) { "standard input".to_owned() } else { path.display().to_string() };
    let bytes = bytes(path).map_err(|cause| format!("{name} cannot be read: {cause}."))?;
    let (map, findings) = exchange::read(&title(path), &bytes).map_err(|refusal| {
        let place = refusal.field.as_ref().filter(|field| field.contains('[')).map(|field| format!(" ({field})"));
        format!("{name}: {}{}", refusal.message, place.unwrap_or_default())
    })?;
    for finding in findings {
        eprintln!("{name}: {}", finding.sentence);
    }
    Ok(map)
}

/// Is it `-`?
pub(super) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    // One byte more than is taken, so that a larger file is noticed without being read whole.
    let most = exchange::MOST_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if is_standard(path) {
        io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// What a map is called whose file does not say it.
fn title(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.filter(|_| !is_standard(path)).unwrap_or_else(|| "Release".to_owned())
}
