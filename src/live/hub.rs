//! The entry point of the live layer: provides maps and accepts edits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinHandle;

use crate::clock::{self, Clock};
use crate::live::accounts::{self, Accounts};
use crate::live::actors::ActorCache;
use crate::live::cache::RevisionCache;
use crate::live::edit_request::{EditError, SavedEdit};
use crate::live::external_changes;
use crate::live::open_maps::{MAX_OPEN, OpenMaps};
use crate::live::related_maps::{self, RelatedMaps};
use crate::live::snapshot::{FrameRenderer, Snapshot};
use crate::live::writing::commands::{Command, Job};
use crate::live::writing::writer::Writer;
use crate::storage::{Actor, MapSummary, Storage, StorageError};
use vsm::Map;

/// The capacity of the queue of edits. Senders wait while it is full.
const MAX_QUEUE: usize = 4096;
/// The number of maps at earlier revisions that are cached. They never change and need no invalidation.
const MAX_REVISIONS: usize = 16;

/// The open maps of a database and their single writer.
pub struct Hub {
    clock: Clock,
    pub(in crate::live) maps: Arc<OpenMaps>,
    actors: Arc<ActorCache>,
    accounts: Arc<Accounts>,
    pub(in crate::live) revisions: RevisionCache,
    queue: mpsc::Sender<Job>,
    ready: Arc<AtomicBool>,
    ending: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Hub {
    /// Starts the writer and the other background tasks. Must be called inside a tokio runtime.
    pub fn start(storage: Storage, renderer: FrameRenderer) -> Arc<Hub> {
        Hub::start_with(storage, renderer, Clock::default(), MAX_OPEN)
    }

    /// Like [`Hub::start`], with a given clock and maximum number of open maps.
    pub fn start_with(storage: Storage, renderer: FrameRenderer, clock: Clock, max_open: usize) -> Arc<Hub> {
        let maps = Arc::new(OpenMaps::new(storage, renderer, max_open));
        let actors = Arc::new(ActorCache::new(maps.storage.clone(), clock.clone()));
        let (accounts, audit) = Accounts::new(maps.storage.clone(), clock.clone());
        let accounts = Arc::new(accounts);
        let (sender, queue) = mpsc::channel(MAX_QUEUE);
        let (ending, ended) = watch::channel(false);
        let ready = Arc::new(AtomicBool::new(true));
        let writer = Writer {
            clock: clock.clone(),
            maps: Arc::clone(&maps),
            queue,
            ready: Arc::clone(&ready),
            ending: ended.clone(),
        };
        let tasks = vec![
            tokio::spawn(writer.run()),
            tokio::spawn(accounts::write_audit(maps.storage.clone(), audit, ended.clone())),
            tokio::spawn(external_changes::watch(Arc::clone(&maps), Arc::clone(&actors), Arc::clone(&accounts), ended)),
        ];
        let revisions = RevisionCache::new(MAX_REVISIONS);
        let tasks = Mutex::new(tasks);
        Arc::new(Hub { clock, maps, actors, accounts, revisions, queue: sender, ready, ending, tasks })
    }

    /// A map that isn't in the trash; `None` if there is none. Needs no query if the map is open.
    pub async fn snapshot(&self, id: &str) -> Result<Option<Arc<Snapshot>>, StorageError> {
        Ok(self.maps.snapshot(id).await?.filter(|snapshot| !snapshot.trashed))
    }

    /// A map, in the trash ([`Snapshot::trashed`]) or not; `None` if there is no such map.
    pub async fn snapshot_including_trashed(&self, id: &str) -> Result<Option<Arc<Snapshot>>, StorageError> {
        self.maps.snapshot(id).await
    }

    /// Creates a map in the actor's workspace, at revision 1. This is the first entry in the map's log.
    pub async fn create(&self, map: Map, actor: &Actor) -> Result<Arc<Snapshot>, EditError> {
        let command = Command::Create(Arc::new(map));
        Ok(self.send(clock::new_id(), clock::new_id(), actor, command).await?.snapshot)
    }

    /// The maps of a workspace, in the trash or not in it: see [`Storage::list`].
    pub async fn list(
        &self,
        workspace: &str,
        trashed: bool,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<MapSummary>, StorageError> {
        self.maps.storage.list(workspace, trashed, after, limit).await
    }

    pub async fn related_maps(&self, of: &Snapshot) -> Result<Arc<RelatedMaps>, StorageError> {
        related_maps::load(&self.maps.storage, &self.maps.related_maps, of).await
    }

    /// The actor with this id and its current name. An actor that isn't stored yet is a guest without a name.
    pub async fn actor(&self, workspace: &Arc<str>, id: &str) -> Result<Actor, StorageError> {
        self.actors.get(workspace, id).await
    }

    /// Renames an actor and shows the new name to all viewers.
    pub async fn rename(&self, actor: &Actor) -> Result<(), StorageError> {
        self.actors.rename(actor).await?;
        self.maps.all_open().iter().for_each(|open| open.viewers.rename(actor));
        Ok(())
    }

    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Whether the last attempt to save edits succeeded.
    pub fn ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// Stops accepting edits, saves the queued ones and closes the database.
    pub async fn shutdown(&self) {
        self.ending.send_replace(true);
        for task in self.tasks.lock().await.drain(..) {
            if let Err(error) = task.await {
                tracing::error!(%error, "a background task failed");
            }
        }
        self.maps.storage.close().await;
    }

    /// Sends a command to the writer and waits until it is durable.
    pub(crate) async fn send(
        &self,
        map_id: String,
        edit_id: String,
        actor: &Actor,
        command: Command,
    ) -> Result<SavedEdit, EditError> {
        self.actors.ensure(actor).await.map_err(|error| {
            tracing::error!(%error, "couldn’t save an actor");
            EditError::NotSaved
        })?;
        let (job, answer) = Job::new(map_id, actor, edit_id, command);
        // If the writer has stopped, or stops before it answers, the edit was never shown.
        self.queue.send(job).await.map_err(|_| EditError::NotSaved)?;
        answer.await.map_err(|_| EditError::NotSaved)?
    }
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("file", &self.maps.storage.file()).finish_non_exhaustive()
    }
}
