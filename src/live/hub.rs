//! The hub: what the rooms above ask for maps and hand edits to.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinHandle;

use crate::clock;
use crate::live::accounts;
use crate::live::accounts::Accounts;
use crate::live::actors::People;
use crate::live::external_changes;
use crate::live::history::revision_cache::PastKept;
use crate::live::open_maps::{MAX_OPEN, OpenMaps};
use crate::live::snapshot::{Painter, Snapshot};
use crate::live::writing::commands::{Ask, AskedEdit, Work};
use crate::live::writing::edit_request::{Done, EditError, EditRequest, content_hash};
use crate::live::writing::writer::Writer;
use crate::storage::{Actor, Listed, Storage, StorageError};
use vsm::Map;

/// How many edits stand in line at most; further senders wait until there is room.
const MAX_QUEUE: usize = 4096;

/// The open maps of one database, and the one writer behind them.
pub struct Hub {
    maps: Arc<OpenMaps>,
    people: Arc<People>,
    accounts: Arc<Accounts>,
    past: PastKept,
    queue: mpsc::Sender<Work>,
    ready: Arc<AtomicBool>,
    ending: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Hub {
    /// Starts the writer, and the watcher for other processes. Inside a tokio runtime.
    #[must_use]
    pub fn start(storage: Storage, painter: Painter) -> Arc<Hub> {
        Hub::start_with(storage, painter, MAX_OPEN)
    }

    /// As [`Hub::start`], with another number of maps that are open at once.
    #[must_use]
    pub fn start_with(storage: Storage, painter: Painter, most_open: usize) -> Arc<Hub> {
        let maps = Arc::new(OpenMaps::new(storage, painter, most_open));
        let people = Arc::new(People::default());
        let (accounts, notes) = Accounts::new(maps.storage().clone());
        let accounts = Arc::new(accounts);
        let (sender, queue) = mpsc::channel(MAX_QUEUE);
        let (ending, ended) = watch::channel(false);
        let ready = Arc::new(AtomicBool::new(true));
        let writer = Writer { maps: Arc::clone(&maps), queue, ready: Arc::clone(&ready), ending: ended.clone() };
        let tasks = vec![
            tokio::spawn(writer.run()),
            tokio::spawn(accounts::write_notes(maps.storage().clone(), notes, ended.clone())),
            tokio::spawn(external_changes::watch(Arc::clone(&maps), Arc::clone(&people), Arc::clone(&accounts), ended)),
        ];
        let past = PastKept::default();
        Arc::new(Hub { maps, people, accounts, past, queue: sender, ready, ending, tasks: Mutex::new(tasks) })
    }

    /// A map that is not in the bin; without a query when it is open. `None` when there is no such map.
    pub async fn snapshot(&self, id: &str) -> Result<Option<Arc<Snapshot>>, StorageError> {
        Ok(self.maps.snapshot(id).await?.filter(|snapshot| !snapshot.binned))
    }

    /// A map, in the bin ([`Snapshot::binned`]) or not. `None` when there is no such map.
    pub async fn snapshot_even_in_bin(&self, id: &str) -> Result<Option<Arc<Snapshot>>, StorageError> {
        self.maps.snapshot(id).await
    }

    /// Makes a map, in the workspace of who makes it. It is line 1 of its log, revision 1.
    pub async fn create(&self, map: Map, actor: &Actor) -> Result<Arc<Snapshot>, EditError> {
        let done = self.ask(clock::new_id(), clock::new_id(), actor, Ask::Create(Arc::new(map))).await?;
        Ok(done.snapshot)
    }

    /// Makes an edit. When this returns it is durable, and everybody sees it.
    ///
    /// Senders that give up waiting do not take their edit back.
    pub async fn edit(&self, mut request: EditRequest) -> Result<Done, EditError> {
        request.edit = request.edit.by(&request.actor.id);
        self.edit_saying(request, None).await
    }

    /// As [`Hub::edit`]; the history says this of it, instead of what can be read from the edit.
    pub(crate) async fn edit_saying(&self, request: EditRequest, sentence: Option<String>) -> Result<Done, EditError> {
        self.edit_if(request, sentence, None).await
    }

    /// As [`Hub::edit`], for an edit that takes another one back, which had left the map as it was `then`: refused with
    /// [`crate::live::BUILT_ON`] when it would take back more than that.
    pub(crate) async fn edit_taking_back(
        &self,
        request: EditRequest,
        sentence: String,
        then: Arc<Map>,
    ) -> Result<Done, EditError> {
        self.edit_if(request, Some(sentence), Some(then)).await
    }

    async fn edit_if(
        &self,
        request: EditRequest,
        sentence: Option<String>,
        then: Option<Arc<Map>>,
    ) -> Result<Done, EditError> {
        let EditRequest { map_id, edit_id, edit, actor, if_match } = request;
        // The hash is of what was sent: ids made here differ from try to try.
        let sent = content_hash(&edit);
        let edit = edit.fill_missing_ids(&mut clock::new_id);
        let text = serde_json::to_string(&edit).unwrap_or_default();
        let asked = AskedEdit { edit, text, sent, if_match, then, sentence };
        self.ask(map_id, edit_id, &actor, Ask::Edit(Box::new(asked))).await
    }

    /// Puts a map into the bin. False when there is no such map, or it is there already.
    pub async fn bin(&self, id: &str, actor: &Actor) -> Result<bool, EditError> {
        self.was_there(id, actor, Ask::Bin).await
    }

    /// Takes a map out of the bin. False when there is no such map in it.
    pub async fn bring_back(&self, id: &str, actor: &Actor) -> Result<bool, EditError> {
        self.was_there(id, actor, Ask::BringBack).await
    }

    /// The maps of a workspace that are, or are not, in the bin: see [`Storage::list`].
    pub async fn list(
        &self,
        workspace: &str,
        binned: bool,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Listed>, StorageError> {
        self.maps.storage().list(workspace, binned, after, limit).await
    }

    #[must_use]
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Can edits be saved, as far as is known?
    #[must_use]
    pub fn ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// Takes no more edits, makes those that stand in line, and closes the database.
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

    /// Whose a map is; `None` when there is no such map.
    pub(crate) async fn workspace_of(&self, map_id: &str) -> Result<Option<Arc<str>>, StorageError> {
        Ok(self.maps.snapshot(map_id).await?.map(|snapshot| Arc::clone(&snapshot.workspace)))
    }

    pub(crate) fn past(&self) -> &PastKept {
        &self.past
    }

    pub(crate) fn people(&self) -> &People {
        &self.people
    }

    async fn was_there(&self, id: &str, actor: &Actor, ask: Ask) -> Result<bool, EditError> {
        match self.ask(id.to_owned(), clock::new_id(), actor, ask).await {
            Ok(_) => Ok(true),
            Err(EditError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn ask(&self, map_id: String, edit_id: String, actor: &Actor, ask: Ask) -> Result<Done, EditError> {
        self.keep(actor).await?;
        let (work, answer) = Work::new(map_id, actor, edit_id, ask);
        // No writer, or one that ends before it answers: nobody has seen the edit.
        self.queue.send(work).await.map_err(|_| EditError::NotSaved)?;
        answer.await.map_err(|_| EditError::NotSaved)?
    }
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("file", &self.maps.storage().file()).finish_non_exhaustive()
    }
}
