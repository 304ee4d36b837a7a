//! Earlier revisions of a map, computed backwards from the current one by applying the inverses of its edits.

use std::sync::Arc;

use serde_json::Value;

use crate::live::edit_request::{EditError, EditRequest, SavedEdit};
use crate::live::map_handle::MapHandle;
use crate::live::snapshot::Snapshot;
use crate::storage::{InverseEntry, StorageError, StoredMap};
use vsm::edit::diff::difference;
use vsm::edit::{Edit, apply_all};
use vsm::{Map, ValidationError};

/// The number of inverses that are read and applied at a time.
const AT_ONCE: u32 = 200;

/// The maximum number of attempts to restore a revision while others change the map.
const MAX_TRIES: usize = 5;

/// Why an earlier revision can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// This version can't reverse one of the later changes, or its inverse wasn't logged.
    #[error("{}", .0.message)]
    Unreadable(ValidationError),
}

impl MapHandle {
    /// Converts and logs the error if the map, its log or an earlier revision couldn't be read for an edit.
    pub(crate) fn readable<T>(&self, read: Result<T, impl Into<HistoryError>>) -> Result<T, EditError> {
        read.map_err(|error| match error.into() {
            HistoryError::Unreadable(reason) => EditError::Rejected(reason),
            HistoryError::Storage(error) => {
                tracing::error!(%error, map = self.id, "couldn’t read the map or its log");
                EditError::NotSaved
            }
        })
    }

    /// The map at a revision, in the trash or not. `None` if there is no such map or revision.
    ///
    /// It takes longer the further back the revision is. The work runs outside the threads that serve requests.
    pub async fn at_revision(&self, revision: u64) -> Result<Option<Arc<Snapshot>>, HistoryError> {
        let Some(now) = self.hub.snapshot_including_trashed(&self.id).await? else { return Ok(None) };
        if revision == 0 || revision > now.revision {
            return Ok(None);
        }
        let key = (self.id.clone(), revision);
        if let Some(cached) = self.hub.revisions.get(&key) {
            return Ok(Some(cached));
        }
        let then = self.reconstruct(&now, revision).await?;
        if revision < now.revision {
            self.hub.revisions.insert(key, Arc::clone(&then));
        }
        Ok(Some(then))
    }

    /// Makes the map equal to an earlier revision in a single edit. `None` if it is already equal.
    pub async fn restore_revision(&self, revision: u64, edit_id: &str) -> Result<Option<SavedEdit>, EditError> {
        let mut tries = 0;
        loop {
            let now = self.snapshot().await?;
            if !(1..=now.revision).contains(&revision) {
                return Err(EditError::NotFound);
            }
            let then = self.readable(self.reconstruct(&now, revision).await)?;
            if then.map == now.map {
                return Ok(None);
            }
            let request = EditRequest {
                edit_id: edit_id.to_owned(),
                edit: difference(&now.map, &then.map),
                if_match: Some(now.revision),
            };
            tries += 1;
            match self.send_edit(request, Some(format!("restored version {revision}")), None).await {
                Err(EditError::Stale { .. }) if tries < MAX_TRIES => {}
                result => return result.map(Some),
            }
        }
    }

    /// The map at a revision earlier than this snapshot's.
    pub(crate) async fn reconstruct(&self, now: &Arc<Snapshot>, revision: u64) -> Result<Arc<Snapshot>, HistoryError> {
        let map = self.previous_map(&now.workspace, (Arc::clone(&now.map), now.revision), revision).await?;
        if revision >= now.revision {
            return Ok(Arc::clone(now));
        }
        let entries = self.storage().history(&now.workspace, &now.id, revision + 1, 1).await?;
        // This snapshot is shown but never written, so the positions of its steps don't matter.
        let mut stored = StoredMap::clone(&now.stored);
        (stored.revision, stored.map) = (revision, map);
        stored.changed_at_ms = entries.first().map_or(now.changed_at_ms, |entry| entry.at_ms);
        Ok(self.hub.maps.snapshot_of(Arc::new(stored)))
    }

    /// The map at a revision, computed from the map at a later one.
    pub(crate) async fn previous_map(
        &self,
        workspace: &str,
        (mut map, mut at): (Arc<Map>, u64),
        revision: u64,
    ) -> Result<Arc<Map>, HistoryError> {
        while at > revision {
            let entries = self.storage().inverses((workspace, &self.id), at, revision, AT_ONCE).await?;
            let to = at.saturating_sub(entries.len() as u64);
            if entries.is_empty()
                || entries.iter().zip((to + 1..=at).rev()).any(|(entry, expected)| entry.revision != expected)
            {
                return Err(irreversible(at));
            }
            let applied = tokio::task::spawn_blocking(move || apply_inverses(map, &entries)).await;
            map = applied.map_err(|_| StorageError::Unrecognized("a log that cannot be reversed".to_owned()))??;
            at = to;
        }
        Ok(map)
    }
}

/// Reverses log entries, newest first.
fn apply_inverses(map: Arc<Map>, entries: &[InverseEntry]) -> Result<Arc<Map>, HistoryError> {
    let edits = entries.iter().filter_map(|entry| inverse(entry).transpose()).collect::<Result<Vec<Edit>, _>>()?;
    if edits.is_empty() {
        return Ok(map);
    }
    apply_all(&map, &edits).map(Arc::new).map_err(HistoryError::Unreadable)
}

/// The inverse of an entry; `None` if it didn't change the map's content, such as moving the map to the trash.
fn inverse(entry: &InverseEntry) -> Result<Option<Edit>, HistoryError> {
    let text = entry.inverse.as_deref().ok_or_else(|| irreversible(entry.revision))?;
    if let Ok(edit) = serde_json::from_str(text) {
        return Ok(Some(edit));
    }
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    match value.get("type").and_then(Value::as_str) {
        Some("bin_map" | "bring_back_map") => Ok(None),
        _ => Err(irreversible(entry.revision)),
    }
}

fn irreversible(revision: u64) -> HistoryError {
    let sentence = format!(
        "Version {revision} contains a change that this version of Weir can’t reverse, so earlier versions can’t be \
         shown."
    );
    HistoryError::Unreadable(ValidationError::new("not_known", sentence))
}
