//! `weir export` and `weir import`: all maps of a workspace as one file, and files into a workspace; also while it is
//! served.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::input;
use crate::cli::{Outcome, output};
use crate::live::Hub;
use crate::storage::{Actor, DataLock, FIRST_WORKSPACE, Storage};
use crate::web;
use exchange::archive::Writer;

/// So many maps are listed at once.
const AT_ONCE: usize = 100;

/// Writes all maps of the first workspace, save those in the bin, into one ZIP file.
///
/// # Errors
/// A sentence for the person who asked.
pub(super) fn export(data: &Path, out: &Path) -> Outcome {
    let (bytes, maps) = with_hub(data, async |hub| {
        let mut writer = Writer::new();
        let (mut after, mut maps) = (None::<String>, 0);
        loop {
            let listed =
                hub.list(FIRST_WORKSPACE, false, after.as_deref(), AT_ONCE).await.map_err(|cause| cause.to_string())?;
            for item in &listed {
                let snapshot = hub.snapshot(&item.id).await.map_err(|cause| cause.to_string())?;
                let Some(snapshot) = snapshot else { continue };
                writer.add(&snapshot.map).map_err(|refusal| refusal.message)?;
                maps += 1;
            }
            after = listed.last().map(crate::storage::Listed::cursor);
            if listed.len() < AT_ONCE {
                break;
            }
        }
        Ok((writer.finish().map_err(|refusal| refusal.message)?, maps))
    })?;
    output::write(out, &bytes)?;
    eprintln!("Exported {} to {}.", vsm::text::count(maps, "map", "maps"), out.display());
    Ok(())
}

/// Brings files into the workspace: each map of them becomes one of its own. Nothing is made unless all can be read.
///
/// # Errors
/// A sentence for the person who asked.
pub(super) fn import(data: &Path, files: &[PathBuf]) -> Outcome {
    let mut maps = Vec::new();
    for file in files {
        maps.extend(input::maps(file)?);
    }
    with_hub(data, async |hub| {
        for map in maps {
            let made = hub.create(map, &Actor::solo()).await.map_err(|cause| format!("{cause:?}"))?;
            eprintln!("Imported “{}” as {}.", made.map.name, made.id);
        }
        Ok(())
    })
}

fn with_hub<T>(data: &Path, work: impl AsyncFnOnce(Arc<Hub>) -> Result<T, String>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|cause| format!("Weir can’t start its threads: {cause}."))?;
    runtime.block_on(async {
        let _lock = DataLock::shared(data).map_err(|cause| cause.to_string())?;
        let storage = Storage::open(data).await.map_err(|cause| cause.to_string())?;
        let hub = Hub::start(storage, web::painter());
        let done = work(Arc::clone(&hub)).await;
        hub.shutdown().await;
        done
    })
}
