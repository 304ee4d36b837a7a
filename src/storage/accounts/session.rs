//! Sessions: who is signed in and in which browser.

use std::sync::Arc;

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::accounts::person::{BY_ID, END_OTHERS, person};
use crate::storage::accounts::{AuditEntry, Outcome, Person, Role, role};
use crate::storage::actors::{Actor, ActorKind};
use crate::storage::error::StorageError;
use crate::storage::query::query;
use crate::storage::{Storage, WriteTransaction};

/// A signed-in person with everything that determines what they may see.
#[derive(Debug, Clone)]
pub struct Session {
    /// The hash of the session's secret.
    pub hash: String,
    pub id: String,
    pub person: Person,
    pub memberships: Vec<Membership>,
    /// The selected workspace.
    pub workspace: Option<String>,
    /// When the session was last used, in milliseconds since 1970.
    pub seen_at_ms: i64,
    /// When the session ends, even if it is in use.
    pub expires_at_ms: i64,
    /// Whether it needs a new secret because permissions have changed.
    pub renew: bool,
}

#[derive(Debug, Clone)]
pub struct Membership {
    pub workspace_name: String,
    pub role: Role,
    /// The actor that edits are attributed to; it also names the workspace.
    pub actor: Actor,
}

#[derive(Debug, Clone)]
pub struct NewSession {
    /// The hash of the session's secret.
    pub hash: String,
    pub id: String,
    pub person: String,
    /// Such as “Firefox on Linux”.
    pub browser: String,
    pub created_at_ms: i64,
    /// When the session ends, even if it is in use.
    pub expires_at_ms: i64,
}

/// A session as listed on its owner's account page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSummary {
    pub id: String,
    /// Such as “Firefox on Linux”.
    pub browser: String,
    pub created_at_ms: i64,
    pub seen_at_ms: i64,
}

const FIND: &str = "select hash, id, person, workspace, seen_at, expires_at, renew from session \
    where hash = $1 or (former = $1 and former_until > $2)";
const MEMBERSHIPS: &str = "select membership.workspace as workspace, workspace.name as workspace_name, \
    membership.role as role, membership.actor as actor, actor.name as name from membership \
    join workspace on workspace.id = membership.workspace join actor on actor.id = membership.actor \
    where membership.person = $1 order by workspace.name, workspace.id";
const INSERT: &str = "insert into session (hash, id, person, browser, created_at, seen_at, expires_at) \
    values ($1, $2, $3, $4, $5, $5, $6)";
const UPDATE_SEEN: &str = "update session set seen_at = $2 where hash = $1 and seen_at < $2";
const SWITCH_WORKSPACE: &str = "update session set workspace = $2 where hash = $1";
const RENEW: &str = "update session set hash = $2, former = $1, former_until = $3, renew = 0 where hash = $1";
const LIST: &str = "select id, browser, created_at, seen_at from session \
    where person = $1 and expires_at > $2 and seen_at > $3 order by seen_at desc, id";
const END: &str = "delete from session where person = $1 and id = $2";
const CLEAR: &str = "delete from session where expires_at <= $1";

impl Storage {
    /// Finds a session by the hash of its secret, expired or not.
    pub async fn session(&self, hash: &str, now_ms: i64) -> Result<Option<Session>, StorageError> {
        let mut transaction = self.readers.begin().await?;
        let row = query!(FIND, hash, now_ms).fetch_optional(&mut *transaction).await?;
        let Some(row) = row else { return Ok(None) };
        let id: String = row.try_get("person")?;
        let found = query!(BY_ID, &id).fetch_optional(&mut *transaction).await?;
        let Some(found) = found else { return Ok(None) };
        let memberships = query!(MEMBERSHIPS, id).fetch_all(&mut *transaction).await?;
        transaction.commit().await?;
        let membership = |row: &AnyRow| -> Result<Membership, StorageError> {
            let actor = Actor {
                id: row.try_get("actor")?,
                workspace: Arc::from(row.try_get::<String, _>("workspace")?),
                kind: ActorKind::Member,
                name: row.try_get("name")?,
            };
            Ok(Membership { workspace_name: row.try_get("workspace_name")?, role: role(row)?, actor })
        };
        Ok(Some(Session {
            hash: row.try_get("hash")?,
            id: row.try_get("id")?,
            person: person(&found)?,
            memberships: memberships.iter().map(membership).collect::<Result<_, _>>()?,
            workspace: row.try_get("workspace")?,
            seen_at_ms: row.try_get("seen_at")?,
            expires_at_ms: row.try_get("expires_at")?,
            renew: row.try_get::<i64, _>("renew")? != 0,
        }))
    }

    /// Creates a session, records it in all of the person's workspaces, and deletes expired sessions.
    pub async fn create_session(&self, session: &NewSession, entry: &AuditEntry) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        transaction.run(query!(CLEAR, session.created_at_ms)).await?;
        transaction.insert_session(session).await?;
        transaction.record_in_all_workspaces(&session.person, entry).await?;
        // No permissions have changed, so nothing needs to be invalidated.
        transaction.commit().await?;
        Ok(Outcome::Done)
    }

    /// Records that a session is in use.
    pub async fn touch_session(&self, hash: &str, now_ms: i64) -> Result<(), StorageError> {
        let mut transaction = self.write().await?;
        transaction.run(query!(UPDATE_SEEN, hash, now_ms)).await?;
        transaction.commit().await
    }

    pub async fn switch_workspace(&self, hash: &str, workspace: &str) -> Result<Outcome, StorageError> {
        self.change_all([query!(SWITCH_WORKSPACE, hash, workspace)], None).await
    }

    /// Gives a session a new secret; the old one is valid until `until_ms`. Returns false if another request was first.
    pub async fn renew_session(&self, hash: &str, new_hash: &str, until_ms: i64) -> Result<bool, StorageError> {
        let mut transaction = self.write().await?;
        let renewed = transaction.run(query!(RENEW, hash, new_hash, until_ms)).await? > 0;
        transaction.done(None).await?;
        Ok(renewed)
    }

    /// A person's sessions that have not expired and were used since `seen_since_ms`.
    pub async fn sessions_of(
        &self,
        person: &str,
        now_ms: i64,
        seen_since_ms: i64,
    ) -> Result<Vec<SessionSummary>, StorageError> {
        let read = |row: &AnyRow| {
            Ok(SessionSummary {
                id: row.try_get("id")?,
                browser: row.try_get("browser")?,
                created_at_ms: row.try_get("created_at")?,
                seen_at_ms: row.try_get("seen_at")?,
            })
        };
        self.all(query!(LIST, person, now_ms, seen_since_ms), read).await
    }

    pub async fn end_session(&self, person: &str, id: &str, entries: &[AuditEntry]) -> Result<Outcome, StorageError> {
        self.change(query!(END, person, id), entries).await
    }

    /// Ends all of a person's sessions, except the one with the hash `but`.
    pub async fn end_sessions(
        &self,
        person: &str,
        but: Option<&str>,
        entries: &[AuditEntry],
    ) -> Result<Outcome, StorageError> {
        // No hash is empty.
        self.change_all([query!(END_OTHERS, person, but.unwrap_or_default())], entries).await
    }
}

impl WriteTransaction {
    pub(super) async fn insert_session(&mut self, session: &NewSession) -> Result<(), StorageError> {
        let NewSession { hash, id, person, browser, created_at_ms, expires_at_ms } = session;
        self.run(query!(INSERT, hash, id, person, browser, created_at_ms, expires_at_ms)).await?;
        Ok(())
    }
}
