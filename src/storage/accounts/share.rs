//! Share links, the guests who joined through them, and the lock that makes a map view only for guests.

use std::sync::Arc;

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::accounts::{AuditEntry, Outcome};
use crate::storage::actors;
use crate::storage::error::StorageError;
use crate::storage::{Actor, Storage};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShareKind {
    /// Shows only the map's image, for embedding in other sites.
    Picture,
    /// Shows the map (view only) and its image.
    View,
    Edit,
}

impl ShareKind {
    pub const ALL: [ShareKind; 3] = [ShareKind::View, ShareKind::Edit, ShareKind::Picture];

    pub fn as_str(self) -> &'static str {
        match self {
            ShareKind::Picture => "picture",
            ShareKind::View => "view",
            ShareKind::Edit => "edit",
        }
    }

    pub fn parse(word: &str) -> Option<ShareKind> {
        ShareKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A share link that has not been revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareLink {
    pub id: String,
    pub workspace: Arc<str>,
    pub map: String,
    pub kind: ShareKind,
    pub note: String,
    /// In milliseconds since 1970.
    pub created_at_ms: i64,
    /// `None` if it never expires.
    pub expires_at_ms: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct NewShareLink {
    pub share: ShareLink,
    /// The hash of the link's secret.
    pub hash: String,
}

/// A link that a guest's browser has joined through, with the guest's actor on that map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestAccess {
    pub share: String,
    pub map: String,
    pub actor: String,
}

const INSERT: &str = "insert into share (id, workspace, map, hash, kind, note, made_by, created_at, expires_at) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const FIND: &str = "select id, workspace, map, kind, note, created_at, expires_at from share \
    where hash = $1 and withdrawn_at is null";
const LIST: &str = "select id, workspace, map, kind, note, created_at, expires_at from share \
    where workspace = $1 and map = $2 and withdrawn_at is null order by created_at desc, id desc";
const REVOKE: &str = "update share set withdrawn_at = $4 \
    where workspace = $1 and map = $2 and id = $3 and withdrawn_at is null";
const INSERT_GUEST: &str = "insert into guest (hash, share, workspace, actor, created_at) values ($1, $2, $3, $4, $5) \
    on conflict (hash, share) do nothing";
const GUEST_ACCESS: &str = "select guest.share as share, share.map as map, guest.actor as actor from guest \
    join share on share.id = guest.share where guest.hash = $1";
const LOCK: &str = "insert into map_lock (map, workspace, locked_at) values ($1, $2, $3) on conflict (map) do nothing";
const UNLOCK: &str = "delete from map_lock where workspace = $2 and map = $1";
const LOCKED: &str = "select 1 from map_lock where workspace = $1 and map = $2";

impl Storage {
    pub async fn create_share(
        &self,
        new: &NewShareLink,
        by: &Actor,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let ShareLink { id, workspace, map, kind, note, created_at_ms, expires_at_ms } = &new.share;
        let mut transaction = self.write().await?;
        transaction.run(actors::insert_if_missing(by, *created_at_ms)).await?;
        let query = sqlx::query(INSERT)
            .bind(id.clone())
            .bind(workspace.to_string())
            .bind(map.clone())
            .bind(new.hash.clone())
            .bind(kind.as_str())
            .bind(note.clone())
            .bind(by.id.clone())
            .bind(*created_at_ms)
            .bind(*expires_at_ms);
        transaction.run(query).await?;
        transaction.done(Some(entry)).await
    }

    /// Finds a link by the hash of its secret, expired or not.
    pub async fn share(&self, hash: &str) -> Result<Option<ShareLink>, StorageError> {
        let row = sqlx::query(FIND).bind(hash.to_owned()).fetch_optional(&self.readers).await?;
        row.as_ref().map(share).transpose()
    }

    /// A map's links, expired or not.
    pub async fn shares(&self, workspace: &str, map: &str) -> Result<Vec<ShareLink>, StorageError> {
        let query = sqlx::query(LIST).bind(workspace.to_owned()).bind(map.to_owned());
        query.fetch_all(&self.readers).await?.iter().map(share).collect()
    }

    /// Revokes a link; its guests lose access.
    pub async fn revoke_share(
        &self,
        (workspace, map): (&str, &str),
        id: &str,
        now_ms: i64,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        let query =
            sqlx::query(REVOKE).bind(workspace.to_owned()).bind(map.to_owned()).bind(id.to_owned()).bind(now_ms);
        if transaction.run(query).await? == 0 {
            return transaction.rejected(Outcome::NotFound).await;
        }
        transaction.done(Some(entry)).await
    }

    /// Adds a guest's browser to a link.
    pub async fn admit_guest(
        &self,
        hash: &str,
        share: &ShareLink,
        as_actor: &Actor,
        now_ms: i64,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        transaction.run(actors::insert_if_missing(as_actor, now_ms)).await?;
        let query = sqlx::query(INSERT_GUEST)
            .bind(hash.to_owned())
            .bind(share.id.clone())
            .bind(share.workspace.to_string())
            .bind(as_actor.id.clone())
            .bind(now_ms);
        transaction.run(query).await?;
        transaction.done(Some(entry)).await
    }

    /// The links that a guest's browser has joined through.
    pub async fn guest_access(&self, hash: &str) -> Result<Vec<GuestAccess>, StorageError> {
        let rows = sqlx::query(GUEST_ACCESS).bind(hash.to_owned()).fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| {
                Ok(GuestAccess { share: row.try_get("share")?, map: row.try_get("map")?, actor: row.try_get("actor")? })
            })
            .collect()
    }

    /// Returns whether a map is view only for guests.
    pub async fn is_locked(&self, workspace: &str, map: &str) -> Result<bool, StorageError> {
        let query = sqlx::query(LOCKED).bind(workspace.to_owned()).bind(map.to_owned());
        Ok(query.fetch_optional(&self.readers).await?.is_some())
    }

    /// Locks a map for guests, or unlocks it.
    pub async fn lock(
        &self,
        (workspace, map): (&str, &str),
        locked: bool,
        now_ms: i64,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        let query = sqlx::query(if locked { LOCK } else { UNLOCK }).bind(map.to_owned()).bind(workspace.to_owned());
        transaction.run(if locked { query.bind(now_ms) } else { query }).await?;
        transaction.done(Some(entry)).await
    }
}

fn share(row: &AnyRow) -> Result<ShareLink, StorageError> {
    let kind: String = row.try_get("kind")?;
    Ok(ShareLink {
        id: row.try_get("id")?,
        workspace: Arc::from(row.try_get::<String, _>("workspace")?),
        map: row.try_get("map")?,
        // A kind written by a newer version falls back to the least privileged one.
        kind: ShareKind::parse(&kind).unwrap_or(ShareKind::Picture),
        note: row.try_get("note")?,
        created_at_ms: row.try_get("created_at")?,
        expires_at_ms: row.try_get("expires_at")?,
    })
}
