//! Who makes edits: names, and whose rows the log can refer to.

use std::sync::Arc;

use crate::clock::Clock;
use crate::live::cache::Cache;
use crate::storage::{Actor, ActorKind, Storage, StorageError};

#[derive(Debug, Clone, Default)]
struct CachedActor {
    /// Name and kind; `None` for an actor without a row in the database.
    stored: Option<(String, ActorKind)>,
}

/// The actors of a database, cached.
#[derive(Debug)]
pub(crate) struct ActorCache {
    storage: Storage,
    clock: Clock,
    actors: Cache<CachedActor>,
}

impl ActorCache {
    pub(crate) fn new(storage: Storage, clock: Clock) -> ActorCache {
        ActorCache { storage, clock, actors: Cache::default() }
    }

    /// The actor with this id and its present name; a guest without a name as long as it has no row.
    pub(crate) async fn get(&self, workspace: &Arc<str>, id: &str) -> Result<Actor, StorageError> {
        let (name, kind) = self.cached(workspace, id).await?.stored.unwrap_or((String::new(), ActorKind::Guest));
        Ok(Actor { id: id.to_owned(), workspace: Arc::clone(workspace), kind, name })
    }

    pub(crate) async fn rename(&self, actor: &Actor) -> Result<(), StorageError> {
        let renamed = self.storage.rename_actor(actor, self.clock.now_ms()).await;
        // After an error too: it may have come after the name was written.
        self.actors.clear();
        renamed
    }

    /// Makes sure that the log can refer to an actor.
    pub(crate) async fn ensure(&self, actor: &Actor) -> Result<(), StorageError> {
        if *actor != Actor::solo() && self.cached(&actor.workspace, &actor.id).await?.stored.is_none() {
            self.storage.ensure_actor(actor, self.clock.now_ms()).await?;
            self.actors.clear();
        }
        Ok(())
    }

    /// Drops everything: another process may have renamed actors.
    pub(crate) fn clear(&self) {
        self.actors.clear();
    }

    async fn cached(&self, workspace: &str, id: &str) -> Result<CachedActor, StorageError> {
        let read = async { Ok(Some(CachedActor { stored: self.storage.actor(workspace, id).await? })) };
        Ok(self.actors.get(id, read, |_| true).await?.unwrap_or_default())
    }
}
