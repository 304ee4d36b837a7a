//! Families: the maps of one process in its states, kept in memory so that the page of a map tells them without a query.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::live::hub::Hub;
use crate::live::snapshot::Snapshot;
use crate::live::writing::edit_request::{EditError, content_hash};
use crate::storage::{Actor, Listed, StorageError};
use vsm::Map;
use vsm::improve::future_state;

/// So many families are remembered; when there are more, all are forgotten and asked for again.
const MOST: usize = 10_000;

/// So many maps of a family are told; the oldest.
const MAX_MEMBERS: usize = 50;

/// The maps of a family that are not in the bin, the first one first.
#[derive(Debug, Default)]
pub struct Family {
    pub members: Vec<Listed>,
    /// Another one whenever something of it has changed that is told here.
    pub tag: String,
}

impl Family {
    fn of(members: Vec<Listed>) -> Family {
        // A map by itself is no family.
        let told: Vec<_> = members.iter().map(|m| (&m.id, &m.name, m.state.as_str())).collect();
        let tag = if members.len() > 1 { content_hash(&told) } else { String::new() };
        Family { members, tag }
    }
}

/// The families that have been asked for.
#[derive(Debug, Default)]
pub(crate) struct Families {
    /// Counts how often families were forgotten, so that nothing older is remembered after it.
    generation: AtomicU64,
    known: RwLock<HashMap<String, Arc<Family>>>,
}

impl Families {
    fn get(&self, id: &str) -> Option<Arc<Family>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    fn remember(&self, id: &str, family: &Arc<Family>, since: u64) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if self.generation.load(Ordering::Acquire) != since {
            return;
        }
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(id.to_owned(), Arc::clone(family));
    }

    /// Forgets everything: a map has come, gone, or is called something else.
    pub(crate) fn forget(&self) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        self.generation.fetch_add(1, Ordering::AcqRel);
        known.clear();
    }
}

/// Is what a family tells of a map other than it was?
pub(crate) fn is_told_anew(before: &Snapshot, after: &Snapshot) -> bool {
    let told = |one: &Snapshot| (one.binned, one.map.state, one.map.name.clone(), one.map.family.clone());
    !Arc::ptr_eq(&before.map, &after.map) && told(before) != told(after) || before.binned != after.binned
}

/// The id of a map's family: that of its first map.
fn family_id<'m>(id: &'m str, map: &'m Map) -> &'m str {
    if map.family.is_empty() { id } else { &map.family }
}

impl Hub {
    /// The family of a map: without a query when it has been asked for.
    pub async fn family(&self, of: &Snapshot) -> Result<Arc<Family>, StorageError> {
        let (families, id) = (self.maps().families(), family_id(&of.id, &of.map));
        // What a file says of its family may name a map of others.
        let key = format!("{}/{id}", of.workspace);
        if let Some(family) = families.get(&key) {
            return Ok(family);
        }
        let since = families.generation.load(Ordering::Acquire);
        let family = Arc::new(Family::of(self.storage().family(&of.workspace, id, MAX_MEMBERS).await?));
        families.remember(&key, &family, since);
        Ok(family)
    }

    /// Draws a future state from a map, under a name or the next free one.
    pub async fn draw_future(
        &self,
        from: &Snapshot,
        name: Option<&str>,
        actor: &Actor,
    ) -> Result<Arc<Snapshot>, EditError> {
        let name = if let Some(name) = name {
            name.to_owned()
        } else {
            let family = self.family(from).await.map_err(|error| {
                tracing::error!(%error, map = from.id, "a family cannot be read");
                EditError::NotSaved
            })?;
            let taken: Vec<&str> = family.members.iter().map(|member| member.name.as_str()).collect();
            future_state::name(&from.map.name, &taken)
        };
        self.create(future_state::draw(&from.map, &from.id, from.revision, &name), actor).await
    }
}
