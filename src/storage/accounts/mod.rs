//! Accounts and permissions: people, sessions, workspace members, invites, share links, guests, API tokens and the audit log.
//! Secrets are passed in as hashes.
//!
//! Each change is one transaction that also writes the audit entry and a new stamp. Other processes watch the stamp to
//! learn that their caches may be stale.

mod audit;
mod guest;
mod invite;
mod member;
mod person;
mod reset;
mod session;
mod share;
mod token;

use sqlx::Row;
use sqlx::any::AnyRow;

pub use crate::storage::accounts::audit::{AuditEntry, AuditRecord};
pub use crate::storage::accounts::guest::{Guest, GuestAccess};
pub use crate::storage::accounts::invite::{Invite, Joiner};
pub use crate::storage::accounts::member::Member;
pub use crate::storage::accounts::person::{NewPerson, Person};
pub use crate::storage::accounts::reset::ResetBy;
pub use crate::storage::accounts::session::{Membership, NewSession, Session, SessionSummary};
pub use crate::storage::accounts::share::{NewShareLink, ShareKind, ShareLink};
pub use crate::storage::accounts::token::{ApiToken, NewApiToken};

use crate::clock;
use crate::storage::error::StorageError;
use crate::storage::query::{Query, query};
use crate::storage::{Storage, WriteTransaction};

/// What a member may do in a workspace. Each role includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Viewer,
    /// Creates, edits and shares maps.
    Editor,
    /// Manages members.
    Owner,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Viewer, Role::Editor, Role::Owner];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Editor => "editor",
            Role::Owner => "owner",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Role::Viewer => "Viewer",
            Role::Editor => "Editor",
            Role::Owner => "Owner",
        }
    }

    /// For sentences: `an editor`.
    pub fn with_article(self) -> &'static str {
        match self {
            Role::Viewer => "a viewer",
            Role::Editor => "an editor",
            Role::Owner => "an owner",
        }
    }

    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// The result of a change that can be rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Missing, used, expired, or in another workspace.
    NotFound,
    /// The email address or identity is already in use.
    Taken,
    /// The workspace would be left without an owner.
    LastOwner,
    /// It affects workspaces that the requester doesn't own.
    NotAllowed,
}

const STAMP: &str = "insert into meta (key, value) values ('access', $1) \
    on conflict (key) do update set value = excluded.value";
const STAMPED: &str = "select value from meta where key = 'access'";

impl WriteTransaction {
    /// Commits a permission change: records the audit entries and writes a new stamp.
    pub(crate) async fn done<'e>(
        mut self,
        entries: impl IntoIterator<Item = &'e AuditEntry>,
    ) -> Result<Outcome, StorageError> {
        for entry in entries {
            self.record(entry).await?;
        }
        self.run(query!(STAMP, clock::new_id())).await?;
        self.commit().await?;
        Ok(Outcome::Done)
    }

    /// Rolls back a change that isn't possible.
    pub(crate) async fn rejected(self, why: Outcome) -> Result<Outcome, StorageError> {
        self.roll_back().await?;
        Ok(why)
    }
}

impl Storage {
    /// A stamp that changes with every permission change.
    pub async fn access_stamp(&self) -> Result<Option<String>, StorageError> {
        self.one(query!(STAMPED), |row| Ok(row.try_get("value")?)).await
    }

    /// Makes a permission change with these statements, whatever they affect.
    async fn change_all<'e>(
        &self,
        queries: impl IntoIterator<Item = Query>,
        entries: impl IntoIterator<Item = &'e AuditEntry>,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        for query in queries {
            transaction.run(query).await?;
        }
        transaction.done(entries).await
    }

    /// Makes a permission change with one statement. Returns [`Outcome::NotFound`] if that affects no row.
    async fn change<'e>(
        &self,
        query: Query,
        entries: impl IntoIterator<Item = &'e AuditEntry>,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        if transaction.run(query).await? == 0 {
            return transaction.rejected(Outcome::NotFound).await;
        }
        transaction.done(entries).await
    }
}

fn role(row: &AnyRow) -> Result<Role, StorageError> {
    // A role written by a newer version falls back to the least privileged one.
    Ok(Role::parse(row.try_get("role")?).unwrap_or(Role::Viewer))
}

#[cfg(test)]
pub(crate) async fn create_first_account_for_test(data: &std::path::Path) -> Result<Outcome, StorageError> {
    let storage = Storage::open(data).await?;
    let person = NewPerson {
        id: "p".to_owned(),
        email: "ana@example.org".to_owned(),
        name: "Ana".to_owned(),
        password: None,
        identity: None,
    };
    let session = NewSession {
        hash: "h".to_owned(),
        id: "s".to_owned(),
        person: "p".to_owned(),
        browser: String::new(),
        created_at_ms: 1,
        expires_at_ms: 2,
    };
    let entry = AuditEntry {
        workspace: crate::storage::FIRST_WORKSPACE.to_owned(),
        at_ms: 1,
        who: String::new(),
        kind: "set_up",
        about: String::new(),
        address: String::new(),
    };
    let has_accounts = storage.create_first_account(&person, "W", &session, &entry).await?;
    storage.close().await;
    Ok(has_accounts)
}
