//! `weir restore IN`: a copy becomes the database again.

use std::path::Path;

use crate::cli::backup::wait_for;
use crate::storage;

/// Puts a copy in the place of a data directory's database, and says so.
///
/// # Errors
/// A sentence for the person who asked; nothing has changed then.
pub(super) fn run(input: &Path, data_dir: &Path) -> Result<(), String> {
    let restored = wait_for(storage::restore(input, data_dir))?;
    eprintln!("Restored {} maps with {} history entries.", restored.holds.maps, restored.holds.edits);
    if let Some(before) = restored.before {
        eprintln!("The previous database was saved as {}.", before.display());
    }
    Ok(())
}
