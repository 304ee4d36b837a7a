//! `weir backup OUT`: a checked copy of the database; servers go on meanwhile.

use std::path::Path;

use crate::storage;
use crate::storage::StorageError;

/// Copies the database of a data directory to a new file, and says so.
///
/// # Errors
/// A sentence for the person who asked.
pub(super) fn run(data_dir: &Path, out: &Path) -> Result<(), String> {
    let copied = wait_for(storage::back_up(data_dir, out))?;
    eprintln!("Backed up {} maps with {} history entries to {}.", copied.maps, copied.edits, out.display());
    Ok(())
}

/// Waits for work on a database, outside of any server.
pub(super) fn wait_for<T>(work: impl Future<Output = Result<T, StorageError>>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|cause| format!("Weir can’t start: {cause}."))?;
    runtime.block_on(work).map_err(|error| error.to_string())
}
