//! Where the layers above ask for maps and hand in edits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinHandle;

use crate::clock;
use crate::clock::Clock;
use crate::live::accounts;
use crate::live::accounts::Accounts;
use crate::live::actors::ActorCache;
use crate::live::cache::RevisionCache;
use crate::live::edit_request::{EditError, SavedEdit};
use crate::live::external_changes;
use crate::live::open_maps::{MAX_OPEN, OpenMaps};
use crate::live::related_maps;
use crate::live::related_maps::RelatedMaps;
use crate::live::snapshot::{FrameRenderer, Snapshot};
use crate::live::writing::commands::{Command, Job};
use crate::live::writing::writer::Writer;
use crate::storage::{Actor, MapSummary, Storage, StorageError};
use vsm::Map;

/// How many edits wait in the queue at most; further senders wait until there is a place.
const MAX_QUEUE: usize = 4096;
/// How many maps of earlier revisions are cached. They never change, so none of them has to be invalidated.
const MAX_REVISIONS: usize = 8;

/// The open maps of one database, and the one writer behind them.
pub struct Hub {
    clock: Clock,
    maps: Arc<OpenMaps>,
    actors: Arc<ActorCache>,
    accounts: Arc<Accounts>,
    revisions: RevisionCache,
    queue: mpsc::Sender<Job>,
    ready: Arc<AtomicBool>,
    ending: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Hub {
    /// Starts the writer, and the watcher for other processes. Inside a tokio runtime.
    #[must_use]
    pub fn start(storage: Storage, renderer: FrameRenderer) -> Arc<Hub> {
        Hub::start_with(storage, renderer, Clock::default(), MAX_OPEN)
    }

    /// As [`Hub::start`], with another clock and another number of maps that are open at once.
    #[must_use]
    pub fn start_with(storage: Storage, renderer: FrameRenderer, clock: Clock, max_open: usize) -> Arc<Hub> {
        let maps = Arc::new(OpenMaps::new(storage, renderer, max_open));
        let actors = Arc::new(ActorCache::new(maps.storage().clone(), clock.clone()));
        let (accounts, audit) = Accounts::new(maps.storage().clone(), clock.clone());
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
            tokio::spawn(accounts::write_audit(maps.storage().clone(), audit, ended.clone())),
            tokio::spawn(external_changes::watch(Arc::clone(&maps), Arc::clone(&actors), Arc::clone(&accounts), ended)),
        ];
        let revisions = RevisionCache::new(MAX_REVISIONS);
        let tasks = Mutex::new(tasks);
        Arc::new(Hub { clock, maps, actors, accounts, revisions, queue: sender, ready, ending, tasks })
    }

    /// A map that is not in the trash; without a query when it is open. `None` when there is no such map.
    pub async fn snapshot(&self, id: &str) -> Result<Option<Arc<Snapshot>>, StorageError> {
        Ok(self.maps.snapshot(id).await?.filter(|snapshot| !snapshot.trashed))
    }

    /// A map, in the trash ([`Snapshot::trashed`]) or not. `None` when there is no such map.
    pub async fn snapshot_including_trashed(&self, id: &str) -> Result<Option<Arc<Snapshot>>, StorageError> {
        self.maps.snapshot(id).await
    }

    /// Creates a map in the actor's workspace. It is entry 1 of its log, revision 1.
    pub async fn create(&self, map: Map, actor: &Actor) -> Result<Arc<Snapshot>, EditError> {
        let command = Command::Create(Arc::new(map));
        Ok(self.send(clock::new_id(), clock::new_id(), actor, command).await?.snapshot)
    }

    /// The maps of a workspace that are, or are not, in the trash: see [`Storage::list`].
    pub async fn list(
        &self,
        workspace: &str,
        trashed: bool,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<MapSummary>, StorageError> {
        self.maps.storage().list(workspace, trashed, after, limit).await
    }

    /// The maps of the same process.
    pub async fn related_maps(&self, of: &Snapshot) -> Result<Arc<RelatedMaps>, StorageError> {
        related_maps::load(self.storage(), self.maps.related_maps(), of).await
    }

    /// The actor with this id and its present name; a guest without a name as long as it has made no edit.
    pub async fn actor(&self, workspace: &Arc<str>, id: &str) -> Result<Actor, StorageError> {
        self.actors.get(workspace, id).await
    }

    /// Gives an actor a name, which everyone sees from now on.
    pub async fn rename(&self, actor: &Actor) -> Result<(), StorageError> {
        self.actors.rename(actor).await?;
        self.maps.all_open().iter().for_each(|open| open.viewers().rename(actor));
        Ok(())
    }

    #[must_use]
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Could edits be saved when last tried?
    #[must_use]
    pub fn ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// Takes no more edits, saves those that wait, and closes the database.
    pub async fn shutdown(&self) {
        self.ending.send_replace(true);
        for task in self.tasks.lock().await.drain(..) {
            if let Err(error) = task.await {
                tracing::error!(%error, "a task of the hub broke");
            }
        }
        self.maps.storage().close().await;
    }

    pub(crate) fn storage(&self) -> &Storage {
        self.maps.storage()
    }

    pub(crate) fn maps(&self) -> &OpenMaps {
        &self.maps
    }

    pub(crate) fn revisions(&self) -> &RevisionCache {
        &self.revisions
    }

    /// Hands a command to the writer and waits until it is durable.
    pub(crate) async fn send(
        &self,
        map_id: String,
        edit_id: String,
        actor: &Actor,
        command: Command,
    ) -> Result<SavedEdit, EditError> {
        self.actors.ensure(actor).await.map_err(|error| {
            tracing::error!(%error, "an actor cannot be written");
            EditError::NotSaved
        })?;
        let (job, answer) = Job::new(map_id, actor, edit_id, command);
        // No writer, or one that ends before it answers: nobody has seen the edit.
        self.queue.send(job).await.map_err(|_| EditError::NotSaved)?;
        answer.await.map_err(|_| EditError::NotSaved)?
    }
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("file", &self.maps.storage().file()).finish_non_exhaustive()
    }
}
