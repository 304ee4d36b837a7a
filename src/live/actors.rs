//! The authors of edits: their names, and making sure they have a row that the log can refer to.

use std::sync::Arc;

use crate::clock::Clock;
use crate::live::cache::Cache;
use crate::storage::{Actor, ActorKind, Storage, StorageError};

/// A cache of a database's actors.
#[derive(Debug)]
pub(crate) struct ActorCache {
    storage: Storage,
    clock: Clock,
    /// Names and kinds; `None` for an actor that has no row in the database.
    actors: Cache<Option<(String, ActorKind)>>,
}

impl ActorCache {
    pub(crate) fn new(storage: Storage, clock: Clock) -> ActorCache {
        ActorCache { storage, clock, actors: Cache::default() }
    }

    /// The actor with this id and its current name. An actor without a row is a guest without a name.
    pub(crate) async fn get(&self, workspace: &Arc<str>, id: &str) -> Result<Actor, StorageError> {
        let (name, kind) = self.cached(workspace, id).await?.unwrap_or((String::new(), ActorKind::Guest));
        Ok(Actor { id: id.to_owned(), workspace: Arc::clone(workspace), kind, name })
    }

    pub(crate) async fn rename(&self, actor: &Actor) -> Result<(), StorageError> {
        let renamed = self.storage.rename_actor(actor, self.clock.now_ms()).await;
        // Also after an error, which may have occurred after the name was written.
        self.actors.clear();
        renamed
    }

    /// Inserts an actor's row if missing, so that the log can refer to it.
    pub(crate) async fn ensure(&self, actor: &Actor) -> Result<(), StorageError> {
        if *actor != Actor::solo() && self.cached(&actor.workspace, &actor.id).await?.is_none() {
            self.storage.ensure_actor(actor, self.clock.now_ms()).await?;
            self.actors.clear();
        }
        Ok(())
    }

    /// Drops the cache, because another process may have renamed actors.
    pub(crate) fn clear(&self) {
        self.actors.clear();
    }

    async fn cached(&self, workspace: &str, id: &str) -> Result<Option<(String, ActorKind)>, StorageError> {
        let read = async { Ok(Some(self.storage.actor(workspace, id).await?)) };
        Ok(self.actors.get(id, read, |_| true).await?.flatten())
    }
}
