//! Where a command's result goes: a file or standard output.

use std::io::{self, Write};
use std::path::Path;

use crate::cli::input::is_standard;

/// Writes the result whole; `-` is standard output.
///
/// # Errors
/// A sentence that names the file.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if is_standard(path) {
        return print(bytes);
    }
    std::fs::write(path, bytes).map_err(|cause| format!("Can’t write {}: {cause}.", path.display()))
}

/// Writes to standard output. That its reader went away (`| head`) is no error.
///
/// # Errors
/// A sentence, when it cannot be written for another reason.
pub(super) fn print(bytes: &[u8]) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("Can’t write to standard output: {cause}."))
        }
        _ => Ok(()),
    }
}
