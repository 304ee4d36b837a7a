//! Accounts and permissions, cached in memory so that a page needs no query. All caches are dropped whenever any of it
//! changes, in this process or another.
//!
//! Handlers access accounts only through this module. Every change drops the caches here, so no handler can forget to.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{mpsc, watch};

use crate::clock::Clock;
use crate::live::cache::Cache;
use crate::storage::accounts::{
    ApiToken, AuditEntry, AuditRecord, Guest, GuestAccess, Invite, Joiner, Member, NewApiToken, NewPerson, NewSession,
    NewShareLink, Outcome, Person, ResetBy, Role, Session, SessionSummary, ShareLink,
};
use crate::storage::{Actor, Storage, StorageError};

/// The maximum number of audit entries waiting to be written.
const MAX_QUEUE: usize = 4096;
/// The maximum number of audit entries per transaction.
const MAX_BATCH: usize = 100;

/// How people who aren't members of a map's workspace can access it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct MapSharing {
    /// Links that have not been revoked, expired or not.
    pub shares: Vec<ShareLink>,
    pub locked: bool,
}

#[derive(Debug)]
pub struct Accounts {
    storage: Storage,
    clock: Clock,
    exist: AtomicBool,
    sessions: Cache<Arc<Session>>,
    tokens: Cache<Arc<ApiToken>>,
    guest_access: Cache<Arc<[GuestAccess]>>,
    map_sharing: Cache<Arc<MapSharing>>,
    changes: watch::Sender<()>,
    audit_queue: mpsc::Sender<AuditEntry>,
}

impl Accounts {
    /// Starts with empty caches. The second value is the queue for [`write_audit`].
    pub(crate) fn new(storage: Storage, clock: Clock) -> (Accounts, mpsc::Receiver<AuditEntry>) {
        let (audit_queue, receiver) = mpsc::channel(MAX_QUEUE);
        let accounts = Accounts {
            storage,
            clock,
            exist: AtomicBool::new(false),
            sessions: Cache::default(),
            tokens: Cache::default(),
            guest_access: Cache::default(),
            map_sharing: Cache::default(),
            changes: watch::Sender::new(()),
            audit_queue,
        };
        (accounts, receiver)
    }

    /// Returns whether any accounts exist.
    pub async fn exist(&self) -> Result<bool, StorageError> {
        // Accounts are never deleted, so once there is one, this stays true.
        if self.is_known_to_exist() {
            return Ok(true);
        }
        let exist = self.storage.has_accounts().await?;
        self.exist.fetch_or(exist, Ordering::Relaxed);
        Ok(exist)
    }

    /// The cached result of [`Accounts::exist`], refreshed at the start and whenever permissions change.
    pub fn is_known_to_exist(&self) -> bool {
        self.exist.load(Ordering::Relaxed)
    }

    /// Finds a session by the hash of its secret, expired or not.
    pub async fn session(&self, hash: &str) -> Result<Option<Arc<Session>>, StorageError> {
        let read = async { Ok(self.storage.session(hash, self.clock.now_ms()).await?.map(Arc::new)) };
        // A session found by its former secret isn't cached, because that secret soon expires without any invalidation.
        self.sessions.get(hash, read, |session| session.hash == hash).await
    }

    /// Records that a session is in use. No permissions change.
    pub async fn touch_session(&self, hash: &str, now_ms: i64) -> Result<(), StorageError> {
        self.storage.touch_session(hash, now_ms).await?;
        self.sessions.clear();
        Ok(())
    }

    /// Creates a session. No permissions change.
    pub async fn create_session(&self, session: &NewSession, entry: &AuditEntry) -> Result<Outcome, StorageError> {
        self.storage.create_session(session, entry).await
    }

    /// Finds a token by the hash of its secret, expired or not.
    pub async fn token(&self, hash: &str) -> Result<Option<Arc<ApiToken>>, StorageError> {
        self.tokens.get(hash, async { Ok(self.storage.token(hash).await?.map(Arc::new)) }, |_| true).await
    }

    /// The links that a guest's browser has joined through, by the hash of its secret.
    pub async fn guest_access(&self, hash: &str) -> Result<Arc<[GuestAccess]>, StorageError> {
        let read = async {
            let found = self.storage.guest_access(hash).await?;
            Ok(Some(found).filter(|found| !found.is_empty()).map(Arc::from))
        };
        Ok(self.guest_access.get(hash, read, |_| true).await?.unwrap_or_default())
    }

    pub async fn map_sharing(&self, workspace: &str, map: &str) -> Result<Arc<MapSharing>, StorageError> {
        let read = async {
            let shares = self.storage.shares(workspace, map).await?;
            let locked = self.storage.is_locked(workspace, map).await?;
            Ok(Some(Arc::new(MapSharing { shares, locked })))
        };
        Ok(self.map_sharing.get(map, read, |_| true).await?.unwrap_or_default())
    }

    /// Drops all caches and notifies the receivers of [`Accounts::changes`].
    pub(crate) async fn invalidate(&self) {
        if let Err(error) = self.exist().await {
            tracing::warn!(%error, "couldn’t read whether there are accounts");
        }
        self.sessions.clear();
        self.tokens.clear();
        self.guest_access.clear();
        self.map_sharing.clear();
        self.changes.send_replace(());
    }

    /// Signals whenever permissions may have changed.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// Queues an audit entry that belongs to no other change. Waits while the queue is full, so that a flood of other
    /// entries can't drop this one.
    pub async fn record(&self, entry: AuditEntry) {
        if let Err(error) = self.audit_queue.send(entry).await {
            tracing::warn!(%error, "an audit entry is lost");
        }
    }

    /// Queues an audit entry that anyone can trigger, such as a failed sign-in. It is dropped if the queue is full.
    pub fn try_record(&self, entry: AuditEntry) {
        if let Err(error) = self.audit_queue.try_send(entry) {
            tracing::warn!(%error, "an audit entry is lost");
        }
    }
}

/// Defines methods of [`Accounts`] that call the same method of [`Storage`]. `read` methods aren't cached; `change`
/// methods drop the caches afterwards.
macro_rules! storage_methods {
    (read { $($read:ident($($r:ident: $read_type:ty),*) -> $found:ty;)* }
     change { $($change:ident($($c:ident: $change_type:ty),*) -> $done:ty;)* }) => {
        impl Accounts {
            $(pub async fn $read(&self, $($r: $read_type),*) -> Result<$found, StorageError> {
                self.storage.$read($($r),*).await
            })*
            $(pub async fn $change(&self, $($c: $change_type),*) -> Result<$done, StorageError> {
                let done = self.storage.$change($($c),*).await;
                // Also after an error, which may have occurred after the change was written.
                self.invalidate().await;
                done
            })*
        }
    };
}

storage_methods! {
    read {
        person_by_email(email: &str) -> Option<Person>;
        person_by_identity(issuer: &str, subject: &str) -> Option<Person>;
        issuers_of(person: &str) -> Vec<String>;
        members(workspace: &str) -> Vec<Member>;
        invite(hash: &str, now_ms: i64) -> Option<Invite>;
        invites(workspace: &str, now_ms: i64) -> Vec<Invite>;
        reset(hash: &str, now_ms: i64) -> Option<Person>;
        sessions_of(person: &str, now_ms: i64, seen_since_ms: i64) -> Vec<SessionSummary>;
        share(hash: &str) -> Option<ShareLink>;
        share_by_code(code: &str) -> Option<ShareLink>;
        guests(workspace: &str, map: &str) -> Vec<Guest>;
        removed_guests(workspace: &str, map: &str) -> Vec<Guest>;
        find_guest(workspace: &str, map: &str, actor: &str) -> Option<(Guest, bool)>;
        is_removed_guest(hash: &str, map: &str) -> bool;
        shares(workspace: &str, map: &str) -> Vec<ShareLink>;
        tokens_of(person: &str) -> Vec<ApiToken>;
        audit(workspace: &str, before: Option<&str>, limit: u32) -> Vec<AuditRecord>;
    }
    change {
        create_first_account(new: &NewPerson, workspace_name: &str, session: &NewSession, entry: &AuditEntry) -> Outcome;
        provision_member(
            new: &NewPerson, workspace: &str, role: Role, session: &NewSession, entry: &AuditEntry
        ) -> Outcome;
        rename_person(id: &str, name: &str) -> Outcome;
        set_password(id: &str, password: &str, kept_session: &str, entries: &[AuditEntry]) -> Outcome;
        link_identity(person: &str, identity: &(String, String), now_ms: i64, entries: &[AuditEntry]) -> Outcome;
        create_reset(person: &str, hash: &str, times: (i64, i64), by: ResetBy<'_>, entry: &AuditEntry) -> Outcome;
        use_reset(hash: &str, password: &str, now_ms: i64, entry: &AuditEntry) -> Outcome;
        renew_session(hash: &str, new_hash: &str, until_ms: i64) -> bool;
        switch_workspace(hash: &str, workspace: &str) -> Outcome;
        end_session(person: &str, id: &str, entries: &[AuditEntry]) -> Outcome;
        end_sessions(person: &str, except: Option<&str>, entries: &[AuditEntry]) -> Outcome;
        create_workspace(id: &str, name: &str, owner: &Person, now_ms: i64, entry: &AuditEntry) -> Outcome;
        rename_workspace(id: &str, name: &str, entry: &AuditEntry) -> Outcome;
        set_role(workspace: &str, person: &str, role: Role, entry: &AuditEntry) -> Outcome;
        remove_member(workspace: &str, person: &str, now_ms: i64, entry: &AuditEntry) -> Outcome;
        create_invite(invite: &Invite, hash: &str, by: &Actor, entry: &AuditEntry) -> Outcome;
        revoke_invite(workspace: &str, id: &str, entry: &AuditEntry) -> Outcome;
        join(invite: &Invite, joiner: Joiner<'_>, now_ms: i64, entry: &AuditEntry) -> Outcome;
        create_share(new: &NewShareLink, by: &Actor, entry: &AuditEntry) -> Outcome;
        revoke_share(map: (&str, &str), id: &str, now_ms: i64, entry: &AuditEntry) -> Outcome;
        set_first_code(map: (&str, &str), id: &str, code: &str) -> Outcome;
        renew_code(map: (&str, &str), id: &str, code: &str, entry: &AuditEntry) -> Outcome;
        remove_guest(map: (&str, &str), actor: &str, now_ms: i64, entry: &AuditEntry) -> Outcome;
        allow_guest(map: (&str, &str), actor: &str, entry: &AuditEntry) -> Outcome;
        admit_guest(hash: &str, share: &ShareLink, guest: &Actor, now_ms: i64, entry: &AuditEntry) -> Outcome;
        lock(map: (&str, &str), locked: bool, now_ms: i64, entry: &AuditEntry) -> Outcome;
        create_token(new: &NewApiToken, entry: &AuditEntry) -> Outcome;
        revoke_token(person: &str, id: &str, now_ms: i64, entry: &AuditEntry) -> Outcome;
    }
}

/// Writes audit entries until the hub has shut down and the queue is empty.
pub(crate) async fn write_audit(
    storage: Storage,
    mut queue: mpsc::Receiver<AuditEntry>,
    mut ending: watch::Receiver<bool>,
) {
    let mut entries = Vec::new();
    let mut is_ending = false;
    loop {
        tokio::select! {
            count = queue.recv_many(&mut entries, MAX_BATCH) => {
                if count == 0 {
                    return;
                }
                if let Err(error) = storage.record(&entries).await {
                    tracing::error!(%error, entries = entries.len(), "audit entries are lost");
                }
                entries.clear();
            }
            _ = ending.changed(), if !is_ending => {
                is_ending = true;
                queue.close();
            }
        }
    }
}
