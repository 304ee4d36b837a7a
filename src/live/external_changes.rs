//! Watches for writes to the database by other processes, so that this one never shows a stale map.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::live::accounts::Accounts;
use crate::live::actors::ActorCache;
use crate::live::open_maps::OpenMaps;
use crate::storage::StorageError;

const EVERY: Duration = Duration::from_millis(250);

/// Watches until the hub shuts down.
pub(crate) async fn watch(
    maps: Arc<OpenMaps>,
    actors: Arc<ActorCache>,
    accounts: Arc<Accounts>,
    mut ending: watch::Receiver<bool>,
) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut seen = None;
    let mut stamp = None;
    loop {
        tokio::select! {
            _ = ending.changed() => return,
            _ = ticks.tick() => {}
        }
        // If this fails, the writer fails too and logs the error.
        let Ok(version) = maps.storage.external_version().await else { continue };
        if seen == Some(version) {
            continue;
        }
        actors.clear();
        maps.related_maps.clear();
        let caught_up = async {
            let now = maps.storage.access_stamp().await?;
            // Also on the first pass, because something may have been cached before this task started.
            if stamp.as_ref() != Some(&now) {
                accounts.invalidate().await;
                stamp = Some(now);
            }
            catch_up(&maps).await
        };
        match caught_up.await {
            Ok(()) => seen = Some(version),
            Err(error) => tracing::warn!(%error, "maps that another process changed could not be read; trying again"),
        }
    }
}

/// Reloads every open map whose stored revision is newer than the one in memory.
async fn catch_up(maps: &OpenMaps) -> Result<(), StorageError> {
    for snapshot in maps.all() {
        let stored = maps.storage.revision(&snapshot.workspace, &snapshot.id).await?;
        if stored.is_some_and(|revision| revision > snapshot.revision)
            && let Some(open) = maps.hold(&snapshot.id).await?
            && let Some(stored) = maps.storage.load(&snapshot.id).await?
        {
            open.publish(maps.snapshot_of(stored));
        }
    }
    Ok(())
}
