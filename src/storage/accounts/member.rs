//! Members of a workspace.

use sqlx::Row;

use crate::storage::accounts::{Noted, Outcome, Role, role};
use crate::storage::error::StorageError;
use crate::storage::{Storage, Writing};

/// A member, as the others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub person: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// Since when they are a member, in milliseconds since 1970.
    pub since_ms: i64,
}

const LIST: &str = "select person.id as person, person.name as name, person.email as email, membership.role as role, \
    membership.created_at as since from membership join person on person.id = membership.person \
    where membership.workspace = $1 order by person.name, person.id";
const SET_ROLE: &str = "update membership set role = $3 where workspace = $1 and person = $2";
const REMOVE: &str = "delete from membership where workspace = $1 and person = $2";
const OWNER: &str = "select 1 from membership where workspace = $1 and role = 'owner' limit 1";
const RENEW: &str = "update session set renew = 1 where person = $1";
const FORGET_RESETS: &str = "delete from reset where made_by = $1";
const REVOKE: &str = "update token set revoked_at = $3 where workspace = $1 and person = $2 and revoked_at is null";

impl Storage {
    /// The members of a workspace, by their names.
    pub async fn members(&self, workspace: &str) -> Result<Vec<Member>, StorageError> {
        let rows = sqlx::query(LIST).bind(workspace.to_owned()).fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| {
                Ok(Member {
                    person: row.try_get("person")?,
                    name: row.try_get("name")?,
                    email: row.try_get("email")?,
                    role: role(row)?,
                    since_ms: row.try_get("since")?,
                })
            })
            .collect()
    }

    /// Gives a member another role, and their sessions new secrets.
    pub async fn set_role(
        &self,
        workspace: &str,
        person: &str,
        role: Role,
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        if role != Role::Owner {
            writing.forget_made_by(workspace, person).await?;
        }
        let query = sqlx::query(SET_ROLE).bind(workspace.to_owned()).bind(person.to_owned()).bind(role.as_str());
        if writing.run(query).await? == 0 {
            return writing.refused(Outcome::NotThere).await;
        }
        writing.after_change(workspace, person, noted).await
    }

    /// Ends a membership, with the tokens that came with it.
    pub async fn remove_member(
        &self,
        workspace: &str,
        person: &str,
        now_ms: i64,
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        writing.forget_made_by(workspace, person).await?;
        let query = sqlx::query(REMOVE).bind(workspace.to_owned()).bind(person.to_owned());
        if writing.run(query).await? == 0 {
            return writing.refused(Outcome::NotThere).await;
        }
        writing.run(sqlx::query(REVOKE).bind(workspace.to_owned()).bind(person.to_owned()).bind(now_ms)).await?;
        writing.after_change(workspace, person, noted).await
    }
}

impl Writing {
    /// What an owner has made and nobody has used goes with their right to make it: their invitations into the workspace,
    /// and links for passwords.
    async fn forget_made_by(&mut self, workspace: &str, person: &str) -> Result<(), StorageError> {
        self.forget_invites_of(workspace, person).await?;
        self.run(sqlx::query(FORGET_RESETS).bind(person.to_owned())).await?;
        Ok(())
    }

    /// Looked at after the change, within it: however many owners go at once, one stays.
    async fn after_change(mut self, workspace: &str, person: &str, noted: &Noted) -> Result<Outcome, StorageError> {
        if self.one(sqlx::query(OWNER).bind(workspace.to_owned())).await?.is_none() {
            return self.refused(Outcome::LastOwner).await;
        }
        self.run(sqlx::query(RENEW).bind(person.to_owned())).await?;
        self.done(Some(noted)).await
    }
}
