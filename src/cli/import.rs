//! `weir import FILE…`: imports maps into the first workspace. Safe while the server is running.

use std::path::{Path, PathBuf};

use crate::cli::CommandResult;
use crate::cli::database::with_hub;
use crate::cli::input::Reader;
use crate::cli::tables::TableArgs;
use crate::storage::Actor;

/// Creates nothing unless all files can be read.
pub(super) fn run(data: &Path, files: &[PathBuf], tables: &TableArgs) -> CommandResult {
    let mut reader = Reader::new(tables)?;
    let mut maps = Vec::new();
    for file in files {
        maps.extend(reader.maps(file)?);
    }
    reader.finish();
    with_hub(data, async |hub| {
        for map in maps {
            let created = hub.create(map, &Actor::solo()).await.map_err(|cause| format!("{cause:?}"))?;
            eprintln!("Imported “{}” as {}.", created.map.name, created.id);
        }
        Ok(())
    })
}
