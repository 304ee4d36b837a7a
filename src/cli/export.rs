//! `weir export OUT`: exports all maps of the first workspace, except those in the trash, to a ZIP file. Safe while the
//! server is running.

use std::path::Path;

use crate::cli::database::with_hub;
use crate::cli::{CommandResult, output};
use crate::storage::{FIRST_WORKSPACE, MapSummary};
use exchange::archive::Writer;

const PAGE_SIZE: usize = 100;

pub(super) fn run(data: &Path, out: &Path) -> CommandResult {
    let (bytes, maps) = with_hub(data, async |hub| {
        let mut writer = Writer::default();
        let (mut after, mut maps) = (None::<String>, 0);
        loop {
            let listed = hub
                .list(FIRST_WORKSPACE, false, after.as_deref(), PAGE_SIZE)
                .await
                .map_err(|cause| cause.to_string())?;
            for item in &listed {
                let snapshot = hub.snapshot(&item.id).await.map_err(|cause| cause.to_string())?;
                let Some(snapshot) = snapshot else { continue };
                writer.add(&snapshot.map).map_err(|error| error.message)?;
                maps += 1;
            }
            after = listed.last().map(MapSummary::cursor);
            if listed.len() < PAGE_SIZE {
                break;
            }
        }
        Ok((writer.finish().map_err(|error| error.message)?, maps))
    })?;
    output::write(out, &bytes)?;
    eprintln!("Exported {} to {}.", vsm::text::count(maps, "map", "maps"), out.display());
    Ok(())
}
