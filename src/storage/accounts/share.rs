//! Share links with their join codes, and the lock that makes a map view only for guests.

use std::sync::Arc;

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::accounts::{AuditEntry, Outcome};
use crate::storage::error::StorageError;
use crate::storage::query::query;
use crate::storage::{Actor, Storage, actors};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShareKind {
    /// Shows only the map's image, for embedding in other sites.
    Image,
    /// Shows the map (view only) and its image.
    View,
    Edit,
}

impl ShareKind {
    pub const ALL: [ShareKind; 3] = [ShareKind::View, ShareKind::Edit, ShareKind::Image];

    pub fn as_str(self) -> &'static str {
        match self {
            ShareKind::Image => "picture",
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
    /// The code by which people join. `None` if none was assigned yet, and for an image link.
    pub code: Option<String>,
}

#[derive(Debug, Clone)]
pub struct NewShareLink {
    pub share: ShareLink,
    /// The hash of the link's secret.
    pub hash: String,
}

const INSERT: &str = "insert into share (id, workspace, map, hash, kind, note, made_by, created_at, expires_at) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const FIND: &str = "select id, workspace, map, kind, note, created_at, expires_at, code from share \
    where hash = $1 and withdrawn_at is null";
const FIND_BY_CODE: &str = "select id, workspace, map, kind, note, created_at, expires_at, code from share \
    where code = $1 and withdrawn_at is null";
const LIST: &str = "select id, workspace, map, kind, note, created_at, expires_at, code from share \
    where workspace = $1 and map = $2 and withdrawn_at is null order by created_at desc, id desc";
const REVOKE: &str = "update share set withdrawn_at = $4, code = null \
    where workspace = $1 and map = $2 and id = $3 and withdrawn_at is null";

/// SQL: gives a link a code that no other link has.
macro_rules! set_code {
    () => {
        "update share set code = $4 where workspace = $1 and map = $2 and id = $3 and withdrawn_at is null \
         and kind in ('view', 'edit') and not exists (select 1 from share as other where other.code = $4)"
    };
}

const SET_CODE: &str = set_code!();
const SET_FIRST_CODE: &str = concat!(set_code!(), " and code is null");
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
        let ShareLink { id, workspace, map, kind, note, created_at_ms, expires_at_ms, code: _ } = &new.share;
        let (workspace, hash, kind) = (&**workspace, &new.hash, kind.as_str());
        let actor = actors::insert_if_missing(by, *created_at_ms);
        let share = query!(INSERT, id, workspace, map, hash, kind, note, &by.id, created_at_ms, expires_at_ms);
        self.change_all([actor, share], Some(entry)).await
    }

    /// Finds a link by the hash of its secret, expired or not.
    pub async fn share(&self, hash: &str) -> Result<Option<ShareLink>, StorageError> {
        self.one(query!(FIND, hash), share).await
    }

    /// A map's links, expired or not.
    pub async fn shares(&self, workspace: &str, map: &str) -> Result<Vec<ShareLink>, StorageError> {
        self.all(query!(LIST, workspace, map), share).await
    }

    /// Revokes a link; its guests lose access.
    pub async fn revoke_share(
        &self,
        (workspace, map): (&str, &str),
        id: &str,
        now_ms: i64,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        self.change(query!(REVOKE, workspace, map, id, now_ms), Some(entry)).await
    }

    /// Finds a link by its join code, expired or not.
    pub async fn share_by_code(&self, code: &str) -> Result<Option<ShareLink>, StorageError> {
        self.one(query!(FIND_BY_CODE, code), share).await
    }

    /// Gives a link without a join code its first one. Returns [`Outcome::NotFound`] if there is no such link, it has a
    /// code, or the code belongs to another link.
    pub async fn set_first_code(
        &self,
        (workspace, map): (&str, &str),
        id: &str,
        code: &str,
    ) -> Result<Outcome, StorageError> {
        self.change(query!(SET_FIRST_CODE, workspace, map, id, code), None).await
    }

    /// Replaces the join code of a link; the former code opens nothing any more. Returns [`Outcome::NotFound`] if there
    /// is no such link or the code belongs to another one.
    pub async fn renew_code(
        &self,
        (workspace, map): (&str, &str),
        id: &str,
        code: &str,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        self.change(query!(SET_CODE, workspace, map, id, code), Some(entry)).await
    }

    /// Returns whether a map is view only for guests.
    pub async fn is_locked(&self, workspace: &str, map: &str) -> Result<bool, StorageError> {
        Ok(query!(LOCKED, workspace, map).fetch_optional(&self.readers).await?.is_some())
    }

    /// Locks a map for guests, or unlocks it.
    pub async fn lock(
        &self,
        (workspace, map): (&str, &str),
        locked: bool,
        now_ms: i64,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let query = if locked { query!(LOCK, map, workspace, now_ms) } else { query!(UNLOCK, map, workspace) };
        self.change_all([query], Some(entry)).await
    }
}

fn share(row: &AnyRow) -> Result<ShareLink, StorageError> {
    Ok(ShareLink {
        id: row.try_get("id")?,
        workspace: Arc::from(row.try_get::<&str, _>("workspace")?),
        map: row.try_get("map")?,
        // A kind written by a newer version falls back to the least privileged one.
        kind: ShareKind::parse(row.try_get("kind")?).unwrap_or(ShareKind::Image),
        note: row.try_get("note")?,
        created_at_ms: row.try_get("created_at")?,
        expires_at_ms: row.try_get("expires_at")?,
        code: row.try_get("code")?,
    })
}
