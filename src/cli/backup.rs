//! `weir backup OUT`: writes a verified copy of the database. Safe while the server is running.

use std::path::Path;

use crate::cli::CommandResult;
use crate::cli::database::{block_on, in_words};
use crate::storage;

pub(super) fn run(data_dir: &Path, out: &Path) -> CommandResult {
    let copied = block_on(storage::back_up(data_dir, out))?;
    eprintln!("Backed up {} to {}.", in_words(copied), out.display());
    Ok(())
}
