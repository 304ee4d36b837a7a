//! Guests: browsers that joined a map through a share link, and those that were removed from it.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::accounts::{AuditEntry, Outcome, ShareLink};
use crate::storage::error::StorageError;
use crate::storage::query::query;
use crate::storage::{Actor, Storage, actors};

/// A link that a guest's browser has joined through, with the guest's actor on that map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestAccess {
    pub share: String,
    pub map: String,
    pub actor: String,
}

/// A guest of a map as its members see them: an actor, whatever the number of links they joined through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    pub actor: String,
    pub name: String,
    /// When they joined, or were removed, in milliseconds since 1970.
    pub since_ms: i64,
}

impl Guest {
    /// The name for people.
    pub fn display_name(&self) -> &str {
        actors::guest_name(&self.name)
    }
}

/// The maximum number of guests that are listed.
const MAX_LISTED: i64 = 1000;

const INSERT: &str = "insert into guest (hash, share, workspace, actor, created_at) values ($1, $2, $3, $4, $5) \
    on conflict (hash, share) do nothing";
const ACCESS: &str = "select guest.share as share, share.map as map, guest.actor as actor from guest \
    join share on share.id = guest.share where guest.hash = $1";
const LIST: &str = "select guest.actor as actor, actor.name as name, min(guest.created_at) as since from share \
    join guest on guest.share = share.id join actor on actor.id = guest.actor and actor.workspace = guest.workspace \
    where share.workspace = $1 and share.map = $2 and share.withdrawn_at is null \
    group by guest.actor, actor.name order by since, guest.actor limit $3";
const LIST_REMOVED: &str = "select removed_guest.actor as actor, actor.name as name, \
    max(removed_guest.removed_at) as since from share \
    join removed_guest on removed_guest.share = share.id \
    join actor on actor.id = removed_guest.actor and actor.workspace = removed_guest.workspace \
    where share.workspace = $1 and share.map = $2 \
    group by removed_guest.actor, actor.name order by since desc, removed_guest.actor limit $3";
const FIND: &str = "select guest.actor as actor, actor.name as name, min(guest.created_at) as since from share \
    join guest on guest.share = share.id join actor on actor.id = guest.actor and actor.workspace = guest.workspace \
    where share.workspace = $1 and share.map = $2 and guest.actor = $3 group by guest.actor, actor.name";
const FIND_REMOVED: &str = "select removed_guest.actor as actor, actor.name as name, \
    max(removed_guest.removed_at) as since from share \
    join removed_guest on removed_guest.share = share.id \
    join actor on actor.id = removed_guest.actor and actor.workspace = removed_guest.workspace \
    where share.workspace = $1 and share.map = $2 and removed_guest.actor = $3 \
    group by removed_guest.actor, actor.name";
const MARK_REMOVED: &str = "insert into removed_guest (hash, share, workspace, actor, removed_at) \
    select hash, share, workspace, actor, $4 from guest where actor = $3 \
    and share in (select id from share where workspace = $1 and map = $2) on conflict (hash, share) do nothing";
const DELETE: &str = "delete from guest where actor = $3 \
    and share in (select id from share where workspace = $1 and map = $2)";
const ALLOW: &str = "delete from removed_guest where actor = $3 \
    and share in (select id from share where workspace = $1 and map = $2)";
const IS_REMOVED: &str = "select 1 from removed_guest join share on share.id = removed_guest.share \
    where removed_guest.hash = $1 and share.map = $2";

impl Storage {
    /// Adds a guest's browser to a link.
    pub async fn admit_guest(
        &self,
        hash: &str,
        share: &ShareLink,
        as_actor: &Actor,
        now_ms: i64,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let actor = actors::insert_if_missing(as_actor, now_ms);
        let guest = query!(INSERT, hash, &share.id, &*share.workspace, &as_actor.id, now_ms);
        self.change_all([actor, guest], Some(entry)).await
    }

    /// The links that a guest's browser has joined through.
    pub async fn guest_access(&self, hash: &str) -> Result<Vec<GuestAccess>, StorageError> {
        let read = |row: &AnyRow| {
            Ok(GuestAccess { share: row.try_get("share")?, map: row.try_get("map")?, actor: row.try_get("actor")? })
        };
        self.all(query!(ACCESS, hash), read).await
    }

    /// The guests of a map's links that were not revoked, in the order in which they joined.
    pub async fn guests(&self, workspace: &str, map: &str) -> Result<Vec<Guest>, StorageError> {
        self.all(query!(LIST, workspace, map, MAX_LISTED), guest).await
    }

    /// The guests who were removed from a map and can't join it again, the last one first. It doesn't matter whether the
    /// link by which they joined was revoked: they can't join by any other link of the map either.
    pub async fn removed_guests(&self, workspace: &str, map: &str) -> Result<Vec<Guest>, StorageError> {
        self.all(query!(LIST_REMOVED, workspace, map, MAX_LISTED), guest).await
    }

    /// A guest of a map, and whether they were removed.
    pub async fn find_guest(
        &self,
        workspace: &str,
        map: &str,
        actor: &str,
    ) -> Result<Option<(Guest, bool)>, StorageError> {
        if let Some(found) = self.one(query!(FIND, workspace, map, actor), guest).await? {
            return Ok(Some((found, false)));
        }
        Ok(self.one(query!(FIND_REMOVED, workspace, map, actor), guest).await?.map(|removed| (removed, true)))
    }

    /// Returns whether a guest's browser was removed from a map. The table says by which link it had joined, but it is
    /// kept out of the map by every link.
    pub async fn is_removed_guest(&self, hash: &str, map: &str) -> Result<bool, StorageError> {
        Ok(query!(IS_REMOVED, hash, map).fetch_optional(&self.readers).await?.is_some())
    }

    /// Removes a guest from a map: their browser loses access and can't join again.
    pub async fn remove_guest(
        &self,
        (workspace, map): (&str, &str),
        actor: &str,
        now_ms: i64,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        transaction.run(query!(MARK_REMOVED, workspace, map, actor, now_ms)).await?;
        if transaction.run(query!(DELETE, workspace, map, actor)).await? == 0 {
            return transaction.rejected(Outcome::NotFound).await;
        }
        transaction.done(Some(entry)).await
    }

    /// Lets a removed guest join again.
    pub async fn allow_guest(
        &self,
        (workspace, map): (&str, &str),
        actor: &str,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        self.change(query!(ALLOW, workspace, map, actor), Some(entry)).await
    }
}

fn guest(row: &AnyRow) -> Result<Guest, StorageError> {
    Ok(Guest { actor: row.try_get("actor")?, name: row.try_get("name")?, since_ms: row.try_get("since")? })
}
