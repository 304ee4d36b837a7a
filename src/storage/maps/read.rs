//! Reading maps: single maps and lists, and detecting writes by other processes.

use std::sync::Arc;

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::error::StorageError;
use crate::storage::maps::map_row::{self, integer, revision};
use crate::storage::maps::step_row::word;
use crate::storage::query::query;
use crate::storage::{Storage, StoredMap, sqlite};
use vsm::model::map::State;

#[derive(Debug, Clone, PartialEq)]
pub struct MapSummary {
    pub id: String,
    pub name: String,
    pub state: State,
    /// The id of the first of its related maps; empty for that first map and for a map without related maps.
    pub family: String,
    pub revision: u64,
    /// In milliseconds since 1970.
    pub created_at_ms: i64,
    pub changed_at_ms: i64,
    pub trashed_at_ms: Option<i64>,
}

impl MapSummary {
    /// The pagination cursor: pass it as `after` to continue the list after this map.
    pub fn cursor(&self) -> String {
        format!("{}.{}", self.changed_at_ms, self.id)
    }
}

const LIST: &str = "select id, name, state, family, revision, created_at, changed_at, binned_at from map \
    where workspace = $1 and binned_at is null and (changed_at < $2 or (changed_at = $2 and id < $3)) \
    order by changed_at desc, id desc limit $4";

const LIST_TRASH: &str = "select id, name, state, family, revision, created_at, changed_at, binned_at from map \
    where workspace = $1 and binned_at is not null and (changed_at < $2 or (changed_at = $2 and id < $3)) \
    order by changed_at desc, id desc limit $4";

const RELATED_MAPS: &str = "select id, name, state, family, revision, created_at, changed_at, binned_at from map \
    where workspace = $1 and (family = $2 or id = $2) and binned_at is null order by created_at, id limit $3";

const REVISION: &str = "select revision from map where workspace = $1 and id = $2";

impl Storage {
    /// Loads a map, in the trash or not; `None` if there is no map with this id.
    pub async fn load(&self, id: &str) -> Result<Option<Arc<StoredMap>>, StorageError> {
        let mut transaction = self.readers.begin().await?;
        let stored = map_row::load(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(stored.map(Arc::new))
    }

    /// At most `limit` maps of a workspace, in the trash or not in it, most recently changed first. Continues after the
    /// map whose [`MapSummary::cursor`] is `after`. The list is empty for an invalid cursor.
    pub async fn list(
        &self,
        workspace: &str,
        trashed: bool,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<MapSummary>, StorageError> {
        let place = match after {
            None => Some((i64::MAX, "")),
            Some(cursor) => cursor.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id))),
        };
        let Some((at, id)) = place else { return Ok(Vec::new()) };
        let list = if trashed { LIST_TRASH } else { LIST };
        self.all(query!(list, workspace, at, id, integer(limit as u64)), listed).await
    }

    /// At most `limit` related maps that aren't in the trash, oldest first. `id` is the id of the first of them.
    pub async fn related_maps(&self, workspace: &str, id: &str, limit: usize) -> Result<Vec<MapSummary>, StorageError> {
        self.all(query!(RELATED_MAPS, workspace, id, integer(limit as u64)), listed).await
    }

    /// A map's revision; `None` if there is no map with this id.
    pub async fn revision(&self, workspace: &str, id: &str) -> Result<Option<u64>, StorageError> {
        self.one(query!(REVISION, workspace, id), revision).await
    }

    /// A number that changes when another process writes, but not when this one does.
    ///
    /// It is read on the writing connection, because any other connection would count this process's own writes too.
    pub async fn external_version(&self) -> Result<i64, StorageError> {
        let mut guard = self.writer.guard().await?;
        let version = sqlite::data_version(guard.connection()).await?;
        guard.keep();
        Ok(version)
    }
}

fn listed(row: &AnyRow) -> Result<MapSummary, StorageError> {
    Ok(MapSummary {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        state: word(row, "state", State::parse)?.unwrap_or(State::Current),
        family: row.try_get("family")?,
        revision: revision(row)?,
        created_at_ms: row.try_get("created_at")?,
        changed_at_ms: row.try_get("changed_at")?,
        trashed_at_ms: row.try_get("binned_at")?,
    })
}
