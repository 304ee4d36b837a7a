//! `weir restore IN`: replaces the database with a backup.

use std::path::Path;

use crate::cli::CommandResult;
use crate::cli::database::{block_on, in_words};
use crate::storage;

/// A failed restore changes nothing.
pub(super) fn run(input: &Path, data_dir: &Path) -> CommandResult {
    let restored = block_on(storage::restore(input, data_dir))?;
    eprintln!("Restored {}.", in_words(restored.contents));
    if let Some(before) = restored.before {
        eprintln!("The previous database was saved as {}.", before.display());
    }
    Ok(())
}
