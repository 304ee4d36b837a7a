//! Links to one map, who came by them, and the lock that keeps them from editing.

use std::sync::Arc;

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::accounts::{Noted, Outcome};
use crate::storage::actors;
use crate::storage::error::StorageError;
use crate::storage::{Actor, Storage};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShareKind {
    /// The picture of the map, for a page elsewhere.
    Picture,
    /// The map, to look at; and its picture.
    View,
    Edit,
}

impl ShareKind {
    pub const ALL: [ShareKind; 3] = [ShareKind::View, ShareKind::Edit, ShareKind::Picture];

    /// As forms, the API and the database say it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ShareKind::Picture => "picture",
            ShareKind::View => "view",
            ShareKind::Edit => "edit",
        }
    }

    /// The kind of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<ShareKind> {
        ShareKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A link that has not been withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub id: String,
    pub workspace: Arc<str>,
    pub map: String,
    /// What it opens of it.
    pub kind: ShareKind,
    /// For whom it is, as whoever made it wrote it down.
    pub note: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at_ms: i64,
    /// Until when it is good; `None`: until it is withdrawn.
    pub expires_at_ms: Option<i64>,
}

/// A link that is being made.
#[derive(Debug, Clone)]
pub struct NewShare {
    pub share: Share,
    /// The hash of its secret.
    pub hash: String,
}

/// What a browser has come by: a link, and the actor that it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    pub share: String,
    /// Which map it is about.
    pub map: String,
    pub actor: String,
}

const INSERT: &str = "insert into share (id, workspace, map, hash, kind, note, made_by, created_at, expires_at) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const FIND: &str = "select id, workspace, map, kind, note, created_at, expires_at from share \
    where hash = $1 and withdrawn_at is null";
const LIST: &str = "select id, workspace, map, kind, note, created_at, expires_at from share \
    where workspace = $1 and map = $2 and withdrawn_at is null order by created_at desc, id desc";
const WITHDRAW: &str = "update share set withdrawn_at = $4 \
    where workspace = $1 and map = $2 and id = $3 and withdrawn_at is null";
const ADMIT: &str = "insert into guest (hash, share, workspace, actor, created_at) values ($1, $2, $3, $4, $5) \
    on conflict (hash, share) do nothing";
const ADMISSIONS: &str = "select guest.share as share, share.map as map, guest.actor as actor from guest \
    join share on share.id = guest.share where guest.hash = $1";
const LOCK: &str = "insert into map_lock (map, workspace, locked_at) values ($1, $2, $3) on conflict (map) do nothing";
const UNLOCK: &str = "delete from map_lock where workspace = $2 and map = $1";
const LOCKED: &str = "select 1 from map_lock where workspace = $1 and map = $2";

impl Storage {
    pub async fn make_share(&self, new: &NewShare, by: &Actor, noted: &Noted) -> Result<Outcome, StorageError> {
        let Share { id, workspace, map, kind, note, created_at_ms, expires_at_ms } = &new.share;
        let mut writing = self.write().await?;
        writing.run(actors::kept(by, *created_at_ms)).await?;
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
        writing.run(query).await?;
        writing.done(Some(noted)).await
    }

    /// The link with this secret, out of date or not.
    pub async fn share(&self, hash: &str) -> Result<Option<Share>, StorageError> {
        let row = sqlx::query(FIND).bind(hash.to_owned()).fetch_optional(&self.readers).await?;
        row.as_ref().map(share).transpose()
    }

    /// The links to a map, out of date or not.
    pub async fn shares(&self, workspace: &str, map: &str) -> Result<Vec<Share>, StorageError> {
        let query = sqlx::query(LIST).bind(workspace.to_owned()).bind(map.to_owned());
        query.fetch_all(&self.readers).await?.iter().map(share).collect()
    }

    /// Withdraws a link: whoever came by it has nothing to see any more.
    pub async fn withdraw_share(
        &self,
        (workspace, map): (&str, &str),
        id: &str,
        now_ms: i64,
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        let query =
            sqlx::query(WITHDRAW).bind(workspace.to_owned()).bind(map.to_owned()).bind(id.to_owned()).bind(now_ms);
        if writing.run(query).await? == 0 {
            return writing.refused(Outcome::NotThere).await;
        }
        writing.done(Some(noted)).await
    }

    /// Lets a browser in by a link.
    pub async fn admit(
        &self,
        hash: &str,
        share: &Share,
        as_actor: &Actor,
        now_ms: i64,
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        writing.run(actors::kept(as_actor, now_ms)).await?;
        let query = sqlx::query(ADMIT)
            .bind(hash.to_owned())
            .bind(share.id.clone())
            .bind(share.workspace.to_string())
            .bind(as_actor.id.clone())
            .bind(now_ms);
        writing.run(query).await?;
        writing.done(Some(noted)).await
    }

    /// What a browser has come by.
    pub async fn admissions(&self, hash: &str) -> Result<Vec<Admission>, StorageError> {
        let rows = sqlx::query(ADMISSIONS).bind(hash.to_owned()).fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| {
                Ok(Admission { share: row.try_get("share")?, map: row.try_get("map")?, actor: row.try_get("actor")? })
            })
            .collect()
    }

    /// May guests only look at a map?
    pub async fn is_locked(&self, workspace: &str, map: &str) -> Result<bool, StorageError> {
        let query = sqlx::query(LOCKED).bind(workspace.to_owned()).bind(map.to_owned());
        Ok(query.fetch_optional(&self.readers).await?.is_some())
    }

    /// Locks a map, or unlocks it.
    pub async fn lock(
        &self,
        (workspace, map): (&str, &str),
        locked: bool,
        now_ms: i64,
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        let query = sqlx::query(if locked { LOCK } else { UNLOCK }).bind(map.to_owned()).bind(workspace.to_owned());
        writing.run(if locked { query.bind(now_ms) } else { query }).await?;
        writing.done(Some(noted)).await
    }
}

fn share(row: &AnyRow) -> Result<Share, StorageError> {
    let kind: String = row.try_get("kind")?;
    Ok(Share {
        id: row.try_get("id")?,
        workspace: Arc::from(row.try_get::<String, _>("workspace")?),
        map: row.try_get("map")?,
        // A kind that only a newer version knows opens the least.
        kind: ShareKind::parse(&kind).unwrap_or(ShareKind::Picture),
        note: row.try_get("note")?,
        created_at_ms: row.try_get("created_at")?,
        expires_at_ms: row.try_get("expires_at")?,
    })
}
