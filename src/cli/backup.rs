//! `weir backup OUT`: writes a verified copy of the database. Safe while the server is running.

use std::path::Path;

use crate::cli::CommandResult;
use crate::cli::database::block_on;
use crate::storage;

pub(super) fn run(data_dir: &Path, out: &Path) -> CommandResult {
    let copied = block_on(storage::back_up(data_dir, out))?;
    eprintln!("Backed up {} maps with {} history entries to {}.", copied.maps, copied.edits, out.display());
    Ok(())
}
