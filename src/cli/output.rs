//! Writing results to a file or standard output.

use std::io::{self, Write};
use std::path::Path;

use crate::cli::CommandResult;
use crate::cli::input::is_standard;

/// Writes to a file, or to standard output for `-`.
pub(super) fn write(path: &Path, bytes: &[u8]) -> CommandResult {
    if is_standard(path) {
        return print(bytes);
    }
    std::fs::write(path, bytes).map_err(|cause| format!("Can’t write {}: {cause}.", path.display()))
}

/// Writes to standard output. A closed pipe (`| head`) is not an error.
pub(super) fn print(bytes: &[u8]) -> CommandResult {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("Can’t write to standard output: {cause}."))
        }
        _ => Ok(()),
    }
}
