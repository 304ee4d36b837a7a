//! Invites: single-use links that add a member and expire after a few days.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::accounts::{AuditEntry, NewPerson, NewSession, Outcome, Person, Role, role};
use crate::storage::error::StorageError;
use crate::storage::query::query;
use crate::storage::{Actor, Storage, WriteTransaction};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    pub id: String,
    pub workspace: String,
    pub workspace_name: String,
    pub role: Role,
    pub note: String,
    /// The creator's name.
    pub created_by: String,
    /// In milliseconds since 1970.
    pub created_at_ms: i64,
    pub expires_at_ms: i64,
}

#[derive(Debug, Clone, Copy)]
pub enum Joiner<'a> {
    /// Someone without an account: joining creates one and signs them in.
    New(&'a NewPerson, &'a NewSession),
    Existing(&'a Person),
}

const INSERT: &str = "insert into invite (id, workspace, hash, role, note, made_by, created_at, expires_at) \
    values ($1, $2, $3, $4, $5, $6, $7, $8)";

/// SQL condition: the invite's creator (a person, or the person behind an API token) still owns the workspace.
/// Otherwise a former owner could rejoin with an invite they saved.
macro_rules! of_an_owner {
    () => {
        "(exists (select 1 from membership where membership.workspace = invite.workspace and membership.role = 'owner' \
         and membership.actor = invite.made_by) or exists (select 1 from token join membership on \
         membership.person = token.person and membership.workspace = token.workspace where token.id = invite.made_by \
         and token.workspace = invite.workspace and token.revoked_at is null and token.role = 'owner' \
         and membership.role = 'owner'))"
    };
}

macro_rules! good {
    () => {
        "select invite.id as id, invite.workspace as workspace, workspace.name as workspace_name, \
         invite.role as role, invite.note as note, actor.name as made_by, invite.created_at as created_at, \
         invite.expires_at as expires_at from invite join workspace on workspace.id = invite.workspace \
         join actor on actor.id = invite.made_by where invite.used_at is null and "
    };
}

const FIND: &str = concat!(good!(), of_an_owner!(), " and invite.hash = $1 and invite.expires_at > $2");
const LIST: &str = concat!(
    good!(),
    of_an_owner!(),
    " and invite.workspace = $1 and invite.expires_at > $2 order by invite.created_at desc"
);
const MARK_USED: &str = concat!(
    "update invite set used_at = $2 where id = $1 and used_at is null and expires_at > $2 and ",
    of_an_owner!()
);
const DELETE_OF_MEMBER: &str = "delete from invite where workspace = $1 and used_at is null and (made_by in \
    (select actor from membership where workspace = $1 and person = $2) or made_by in \
    (select id from token where workspace = $1 and person = $2))";
const REVOKE: &str = "delete from invite where workspace = $1 and id = $2 and used_at is null";

impl Storage {
    pub async fn create_invite(
        &self,
        invite: &Invite,
        hash: &str,
        by: &Actor,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let Invite { id, workspace, role, note, created_at_ms, expires_at_ms, .. } = invite;
        let role = role.as_str();
        let insert = query!(INSERT, id, workspace, hash, role, note, &by.id, created_at_ms, expires_at_ms);
        self.change_all([insert], Some(entry)).await
    }

    /// Finds an invite by the hash of its secret, if it can be used now.
    pub async fn invite(&self, hash: &str, now_ms: i64) -> Result<Option<Invite>, StorageError> {
        self.one(query!(FIND, hash, now_ms), invite).await
    }

    /// The invites of a workspace that can be used now.
    pub async fn invites(&self, workspace: &str, now_ms: i64) -> Result<Vec<Invite>, StorageError> {
        self.all(query!(LIST, workspace, now_ms), invite).await
    }

    pub async fn revoke_invite(&self, workspace: &str, id: &str, entry: &AuditEntry) -> Result<Outcome, StorageError> {
        self.change(query!(REVOKE, workspace, id), Some(entry)).await
    }

    /// Uses an invite and adds the member. Returns [`Outcome::NotFound`] if it was used or has expired.
    pub async fn join(
        &self,
        invite: &Invite,
        joiner: Joiner<'_>,
        now_ms: i64,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        if transaction.run(query!(MARK_USED, &invite.id, now_ms)).await? == 0 {
            return transaction.rejected(Outcome::NotFound).await;
        }
        match joiner {
            Joiner::New(new, session) => {
                if !transaction.insert_account(new, &invite.workspace, invite.role, session).await? {
                    return transaction.rejected(Outcome::Taken).await;
                }
            }
            Joiner::Existing(Person { id, name, .. }) => {
                transaction.insert_member(&invite.workspace, (id, name), invite.role, now_ms).await?;
            }
        }
        transaction.done(Some(entry)).await
    }
}

impl WriteTransaction {
    /// Revokes a member's unused invites. Call it before they stop being a member or an owner.
    pub(super) async fn delete_invites_of(&mut self, workspace: &str, person: &str) -> Result<(), StorageError> {
        self.run(query!(DELETE_OF_MEMBER, workspace, person)).await?;
        Ok(())
    }
}

fn invite(row: &AnyRow) -> Result<Invite, StorageError> {
    Ok(Invite {
        id: row.try_get("id")?,
        workspace: row.try_get("workspace")?,
        workspace_name: row.try_get("workspace_name")?,
        role: role(row)?,
        note: row.try_get("note")?,
        created_by: row.try_get("made_by")?,
        created_at_ms: row.try_get("created_at")?,
        expires_at_ms: row.try_get("expires_at")?,
    })
}
