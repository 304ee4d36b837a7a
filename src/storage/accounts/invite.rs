//! Invitations: links that make a member, once, for some days.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::accounts::{NewPerson, NewSession, Noted, Outcome, Person, Role, role};
use crate::storage::error::StorageError;
use crate::storage::{Actor, Storage, Writing};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    pub id: String,
    pub workspace: String,
    pub workspace_name: String,
    /// What the member will be.
    pub role: Role,
    /// For whom it is, as whoever made it wrote it down.
    pub note: String,
    /// Who made it, as people call them.
    pub made_by: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at_ms: i64,
    /// Until when it can be used.
    pub expires_at_ms: i64,
}

#[derive(Debug, Clone, Copy)]
pub enum Joiner<'a> {
    /// Somebody whose account is made with it, and who is signed in by it.
    New(&'a NewPerson, &'a NewSession),
    Known(&'a Person),
}

const INSERT: &str = "insert into invite (id, workspace, hash, role, note, made_by, created_at, expires_at) \
    values ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Does whoever made an invitation, by themselves or by a token of theirs, still own the workspace? Who owns it no longer
/// must not come back by what they kept.
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
const USE: &str = concat!(
    "update invite set used_at = $2 where id = $1 and used_at is null and expires_at > $2 and ",
    of_an_owner!()
);
const FORGET_OF_MEMBER: &str = "delete from invite where workspace = $1 and used_at is null and (made_by in \
    (select actor from membership where workspace = $1 and person = $2) or made_by in \
    (select id from token where workspace = $1 and person = $2))";
const WITHDRAW: &str = "delete from invite where workspace = $1 and id = $2 and used_at is null";

impl Storage {
    pub async fn make_invite(
        &self,
        invite: &Invite,
        hash: &str,
        by: &Actor,
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        let query = sqlx::query(INSERT)
            .bind(invite.id.clone())
            .bind(invite.workspace.clone())
            .bind(hash.to_owned())
            .bind(invite.role.as_str())
            .bind(invite.note.clone())
            .bind(by.id.clone())
            .bind(invite.created_at_ms)
            .bind(invite.expires_at_ms);
        writing.run(query).await?;
        writing.done(Some(noted)).await
    }

    /// The invitation with this secret, if it can be used now.
    pub async fn invite(&self, hash: &str, now_ms: i64) -> Result<Option<Invite>, StorageError> {
        let row = sqlx::query(FIND).bind(hash.to_owned()).bind(now_ms).fetch_optional(&self.readers).await?;
        row.as_ref().map(invite).transpose()
    }

    /// The invitations of a workspace that can be used now.
    pub async fn invites(&self, workspace: &str, now_ms: i64) -> Result<Vec<Invite>, StorageError> {
        let rows = sqlx::query(LIST).bind(workspace.to_owned()).bind(now_ms).fetch_all(&self.readers).await?;
        rows.iter().map(invite).collect()
    }

    pub async fn withdraw_invite(&self, workspace: &str, id: &str, noted: &Noted) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        if writing.run(sqlx::query(WITHDRAW).bind(workspace.to_owned()).bind(id.to_owned())).await? == 0 {
            return writing.refused(Outcome::NotThere).await;
        }
        writing.done(Some(noted)).await
    }

    /// Uses an invitation up and makes its taker a member. [`Outcome::NotThere`] when it is used up or out of date.
    pub async fn join(
        &self,
        invite: &Invite,
        joiner: Joiner<'_>,
        now_ms: i64,
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        if writing.run(sqlx::query(USE).bind(invite.id.clone()).bind(now_ms)).await? == 0 {
            return writing.refused(Outcome::NotThere).await;
        }
        match joiner {
            Joiner::New(new, session) => {
                if !writing.make_person(new, now_ms).await? {
                    return writing.refused(Outcome::Taken).await;
                }
                let person =
                    Person { id: new.id.clone(), email: new.email.clone(), name: new.name.clone(), password: None };
                writing.make_member(&invite.workspace, &person, invite.role, now_ms).await?;
                writing.make_session(session).await?;
            }
            Joiner::Known(person) => {
                writing.make_member(&invite.workspace, person, invite.role, now_ms).await?;
            }
        }
        writing.done(Some(noted)).await
    }
}

impl Writing {
    /// Withdraws what a member has made, before they are a member or an owner no more.
    pub(super) async fn forget_invites_of(&mut self, workspace: &str, person: &str) -> Result<(), StorageError> {
        self.run(sqlx::query(FORGET_OF_MEMBER).bind(workspace.to_owned()).bind(person.to_owned())).await?;
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
        made_by: row.try_get("made_by")?,
        created_at_ms: row.try_get("created_at")?,
        expires_at_ms: row.try_get("expires_at")?,
    })
}
