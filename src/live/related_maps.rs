//! Related maps: the current and future states of one process, cached so that a map's page needs no query for them.

use std::sync::Arc;

use crate::live::cache::Cache;
use crate::live::edit_request::content_hash;
use crate::live::snapshot::Snapshot;
use crate::storage::{MapSummary, Storage, StorageError};

/// The maximum number of related maps that are listed. The oldest are.
const MAX_MEMBERS: usize = 50;

/// The maps of one process that aren't in the trash, oldest first.
#[derive(Debug, Default)]
pub struct RelatedMaps {
    pub members: Vec<MapSummary>,
    /// Changes whenever anything shown of these maps changes; empty if there are no related maps.
    pub tag: String,
}

pub(crate) type RelatedMapsCache = Cache<Arc<RelatedMaps>>;

impl RelatedMaps {
    fn new(members: Vec<MapSummary>) -> RelatedMaps {
        // A map by itself has no related maps.
        let shown: Vec<_> = members.iter().map(|m| (&m.id, &m.name, m.state.as_str())).collect();
        let tag = if members.len() > 1 { content_hash(&shown) } else { String::new() };
        RelatedMaps { members, tag }
    }
}

/// Returns whether a change affects the list of related maps.
pub(crate) fn changes_related_maps(before: &Snapshot, after: &Snapshot) -> bool {
    let shown = |one: &Snapshot| (one.trashed, one.map.state, one.map.name.clone(), one.map.family.clone());
    !Arc::ptr_eq(&before.map, &after.map) && shown(before) != shown(after) || before.trashed != after.trashed
}

/// The related maps of a map, from the cache or the database.
pub(crate) async fn load(
    storage: &Storage,
    cache: &RelatedMapsCache,
    of: &Snapshot,
) -> Result<Arc<RelatedMaps>, StorageError> {
    // The id of the first of them, which all share.
    let id = if of.map.family.is_empty() { &of.id } else { &of.map.family };
    // The workspace is part of the key, because an imported file may refer to a map of another workspace.
    let key = format!("{}/{id}", of.workspace);
    let read = async {
        let members = storage.related_maps(&of.workspace, id, MAX_MEMBERS).await?;
        Ok(Some(Arc::new(RelatedMaps::new(members))))
    };
    Ok(cache.get(&key, read, |_| true).await?.unwrap_or_default())
}
