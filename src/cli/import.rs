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
    let mut all = Vec::new();
    for file in files {
        all.push(reader.maps(file)?);
    }
    reader.finish();
    with_hub(data, async |hub| {
        for mut maps in all {
            while let Some(map) = maps.next() {
                let created = hub.create(map, &Actor::solo()).await.map_err(|cause| format!("{cause:?}"))?;
                let related = created.map.origin.as_ref().filter(|origin| origin.map == created.map.family);
                let of = related.map_or_else(String::new, |origin| format!(", a future state of “{}”", origin.name));
                eprintln!("Imported “{}”{of} as {}.", created.map.name, created.id);
                maps.created(created);
            }
        }
        Ok(())
    })
}
