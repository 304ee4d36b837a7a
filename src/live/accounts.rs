//! Who may see what, as far as it was asked for: kept in memory, so that a page is answered without a query, and
//! forgotten as soon as anything of it changes, here or by another process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{mpsc, watch};

use crate::clock;
use crate::live::cache::Kept;
use crate::storage::accounts::{Admission, Noted, Session, Share, Token};
use crate::storage::{Storage, StorageError};

/// So many lines of the audit wait to be written.
const MAX_QUEUE: usize = 4096;
/// So many lines are written together.
const AT_ONCE: usize = 100;

/// How one comes to a map without being a member.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Doors {
    /// The links that are not withdrawn, out of date or not.
    pub shares: Vec<Share>,
    pub locked: bool,
}

/// Who there is, and who may see what.
#[derive(Debug)]
pub struct Accounts {
    storage: Storage,
    begun: AtomicBool,
    sessions: Kept<Arc<Session>>,
    tokens: Kept<Arc<Token>>,
    admissions: Kept<Arc<[Admission]>>,
    doors: Kept<Arc<Doors>>,
    changes: watch::Sender<()>,
    notes: mpsc::Sender<Noted>,
}

impl Accounts {
    /// Nothing is known yet. The second is the audit's queue, for [`write_notes`].
    pub(crate) fn new(storage: Storage) -> (Accounts, mpsc::Receiver<Noted>) {
        let (notes, queue) = mpsc::channel(MAX_QUEUE);
        let accounts = Accounts {
            storage,
            begun: AtomicBool::new(false),
            sessions: Kept::default(),
            tokens: Kept::default(),
            admissions: Kept::default(),
            doors: Kept::default(),
            changes: watch::Sender::new(()),
            notes,
        };
        (accounts, queue)
    }

    /// What is kept, for what is asked seldom, and for changes: see [`Accounts::change`].
    #[must_use]
    pub fn store(&self) -> &Storage {
        &self.storage
    }

    pub async fn begun(&self) -> Result<bool, StorageError> {
        // They never end.
        if self.begun.load(Ordering::Relaxed) {
            return Ok(true);
        }
        self.look_whether_begun().await
    }

    /// Are there accounts, as far as is known? It is asked for when the server starts and when another process writes.
    #[must_use]
    pub fn are_known_to_have_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }

    async fn look_whether_begun(&self) -> Result<bool, StorageError> {
        let begun = self.storage.has_accounts().await?;
        self.begun.fetch_or(begun, Ordering::Relaxed);
        Ok(begun)
    }

    /// The session with this secret's hash.
    pub async fn session(&self, hash: &str) -> Result<Option<Arc<Session>>, StorageError> {
        let read = async { Ok(self.storage.session(hash, clock::now_ms()).await?.map(Arc::new)) };
        // Found by its former secret it is not kept: that one ends soon, and nothing else would tell of it.
        self.sessions.get(hash, read, |session| session.hash == hash).await
    }

    /// Notes that a session is in use; nobody's rights change by it.
    pub async fn saw_session(&self, hash: &str, now_ms: i64) -> Result<(), StorageError> {
        self.storage.saw_session(hash, now_ms).await?;
        self.sessions.forget();
        Ok(())
    }

    /// The token with this secret's hash.
    pub async fn token(&self, hash: &str) -> Result<Option<Arc<Token>>, StorageError> {
        self.tokens.get(hash, async { Ok(self.storage.token(hash).await?.map(Arc::new)) }, |_| true).await
    }

    /// What the browser with this secret's hash has come by.
    pub async fn admissions(&self, hash: &str) -> Result<Arc<[Admission]>, StorageError> {
        let read = async {
            let found = self.storage.admissions(hash).await?;
            Ok(Some(found).filter(|found| !found.is_empty()).map(Arc::from))
        };
        Ok(self.admissions.get(hash, read, |_| true).await?.unwrap_or_default())
    }

    /// How one comes to a map without being a member.
    pub async fn doors(&self, workspace: &str, map: &str) -> Result<Arc<Doors>, StorageError> {
        let read = async {
            let shares = self.storage.shares(workspace, map).await?;
            let locked = self.storage.is_locked(workspace, map).await?;
            Ok(Some(Arc::new(Doors { shares, locked })))
        };
        Ok(self.doors.get(map, read, |_| true).await?.unwrap_or_default())
    }

    /// Changes who may see what: everything is asked for again after that, and whoever watches looks again.
    pub async fn change<T>(&self, change: impl Future<Output = Result<T, StorageError>>) -> Result<T, StorageError> {
        let done = change.await;
        // Also after an error: it may have come after the change was written.
        self.forget().await;
        done
    }

    /// Somebody has changed something, here or elsewhere.
    pub(crate) async fn forget(&self) {
        if !self.begun.load(Ordering::Relaxed)
            && let Err(error) = self.look_whether_begun().await
        {
            tracing::warn!(%error, "whether there are accounts cannot be read");
        }
        self.sessions.forget();
        self.tokens.forget();
        self.admissions.forget();
        self.doors.forget();
        self.changes.send_replace(());
    }

    /// Tells whenever rights may have changed.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Notes something that changed nothing: written soon. Waits for room, so that no flood of other lines drops it.
    pub async fn note(&self, noted: Noted) {
        if let Err(error) = self.notes.send(noted).await {
            tracing::warn!(%error, "a line of the audit is lost");
        }
    }

    /// Notes what anybody may have caused, such as a try that failed: it may be lost when very much is noted at once.
    pub fn note_if_there_is_room(&self, noted: Noted) {
        if let Err(error) = self.notes.try_send(noted) {
            tracing::warn!(%error, "a line of the audit is lost");
        }
    }
}

/// Writes the audit's lines until the hub ends, and those that wait then.
pub(crate) async fn write_notes(storage: Storage, mut queue: mpsc::Receiver<Noted>, mut ending: watch::Receiver<bool>) {
    let mut lines = Vec::new();
    let mut is_ending = false;
    loop {
        tokio::select! {
            count = queue.recv_many(&mut lines, AT_ONCE) => {
                if count == 0 {
                    return;
                }
                if let Err(error) = storage.note(&lines).await {
                    tracing::error!(%error, lines = lines.len(), "lines of the audit are lost");
                }
                lines.clear();
            }
            _ = ending.changed(), if !is_ending => {
                is_ending = true;
                queue.close();
            }
        }
    }
}
