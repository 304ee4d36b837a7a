//! Who makes edits, as far as this process knows: their names, and whose rows are in the database.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::clock;
use crate::live::hub::Hub;
use crate::live::writing::edit_request::EditError;
use crate::storage::{Actor, ActorKind, StorageError};

/// So many are remembered; when there are more, all are forgotten and asked for again.
const MOST: usize = 10_000;

/// What is known of an actor.
#[derive(Debug, Clone)]
struct Known {
    name: String,
    kind: ActorKind,
    /// Is its row in the database?
    kept: bool,
}

/// The actors that have been asked for.
#[derive(Debug, Default)]
pub(crate) struct People(RwLock<HashMap<String, Known>>);

impl People {
    fn get(&self, id: &str) -> Option<Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// Notes what is known of an actor; what is known already stays unless `change` changes it.
    fn note(&self, id: &str, found: Known, change: impl FnOnce(&mut Known)) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        change(known.entry(id.to_owned()).or_insert(found));
    }

    /// Forgets everything: another process may have given names.
    pub(crate) fn forget(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Hub {
    /// The actor with this id, with the name that it has said; a guest without one as long as it has none.
    pub async fn actor(&self, workspace: &Arc<str>, id: &str) -> Result<Actor, StorageError> {
        let actor = |kind, name| Actor { id: id.to_owned(), workspace: Arc::clone(workspace), kind, name };
        if let Some(known) = self.people().get(id) {
            return Ok(actor(known.kind, known.name));
        }
        let found = self.storage().actor(workspace, id).await?;
        let kept = found.is_some();
        let (name, kind) = found.unwrap_or((String::new(), ActorKind::Guest));
        self.people().note(id, Known { name: name.clone(), kind, kept }, |_| {});
        Ok(actor(kind, name))
    }

    /// Gives an actor a name, which everybody sees from now on.
    pub async fn rename(&self, actor: &Actor) -> Result<(), StorageError> {
        self.storage().rename_actor(actor, clock::now_ms()).await?;
        let found = Known { name: actor.name.clone(), kind: actor.kind, kept: true };
        self.people().note(&actor.id, found.clone(), |known| *known = found);
        self.maps().all_open().iter().for_each(|open| open.viewers().rename(actor));
        Ok(())
    }

    /// Makes sure that the log can refer to an actor.
    pub(crate) async fn keep(&self, actor: &Actor) -> Result<(), EditError> {
        if *actor == Actor::solo() || self.people().get(&actor.id).is_some_and(|known| known.kept) {
            return Ok(());
        }
        self.storage().keep_actor(actor, clock::now_ms()).await.map_err(|error| {
            tracing::error!(%error, "an actor cannot be written");
            EditError::NotSaved
        })?;
        // They may have said a name meanwhile, which stays.
        self.people().note(&actor.id, Known { name: actor.name.clone(), kind: actor.kind, kept: true }, |known| {
            known.kept = true;
        });
        Ok(())
    }
}
