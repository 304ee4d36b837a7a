//! Workspaces and their members.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::accounts::{AuditEntry, Outcome, Person, Role, role};
use crate::storage::error::StorageError;
use crate::storage::query::query;
use crate::storage::{Storage, WriteTransaction};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub person: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// When they became a member, in milliseconds since 1970.
    pub since_ms: i64,
}

const INSERT: &str = "insert into workspace (id, name, created_at) values ($1, $2, $3)";
const NAME: &str = "update workspace set name = $2 where id = $1";
const LIST: &str = "select person.id as person, person.name as name, person.email as email, membership.role as role, \
    membership.created_at as since from membership join person on person.id = membership.person \
    where membership.workspace = $1 order by person.name, person.id";
const SET_ROLE: &str = "update membership set role = $3 where workspace = $1 and person = $2";
const REMOVE: &str = "delete from membership where workspace = $1 and person = $2";
const OWNER: &str = "select 1 from membership where workspace = $1 and role = 'owner' limit 1";
const RENEW: &str = "update session set renew = 1 where person = $1";
const DELETE_RESETS: &str = "delete from reset where made_by = $1";
const REVOKE: &str = "update token set revoked_at = $3 where workspace = $1 and person = $2 and revoked_at is null";

impl Storage {
    /// Creates a workspace with its first owner.
    pub async fn create_workspace(
        &self,
        id: &str,
        name: &str,
        owner: &Person,
        now_ms: i64,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        transaction.run(query!(INSERT, id, name, now_ms)).await?;
        transaction.insert_member(id, (&owner.id, &owner.name), Role::Owner, now_ms).await?;
        transaction.done(Some(entry)).await
    }

    pub async fn rename_workspace(&self, id: &str, name: &str, entry: &AuditEntry) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        transaction.set_workspace_name(id, name).await?;
        transaction.done(Some(entry)).await
    }

    /// The members of a workspace, sorted by name.
    pub async fn members(&self, workspace: &str) -> Result<Vec<Member>, StorageError> {
        let read = |row: &AnyRow| {
            Ok(Member {
                person: row.try_get("person")?,
                name: row.try_get("name")?,
                email: row.try_get("email")?,
                role: role(row)?,
                since_ms: row.try_get("since")?,
            })
        };
        self.all(query!(LIST, workspace), read).await
    }

    /// Changes a member's role and marks their sessions for a new secret.
    pub async fn set_role(
        &self,
        workspace: &str,
        person: &str,
        role: Role,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        if role != Role::Owner {
            transaction.delete_created_by(workspace, person).await?;
        }
        if transaction.run(query!(SET_ROLE, workspace, person, role.as_str())).await? == 0 {
            return transaction.rejected(Outcome::NotFound).await;
        }
        transaction.after_change(workspace, person, entry).await
    }

    /// Removes a member and revokes their tokens in the workspace.
    pub async fn remove_member(
        &self,
        workspace: &str,
        person: &str,
        now_ms: i64,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        transaction.delete_created_by(workspace, person).await?;
        if transaction.run(query!(REMOVE, workspace, person)).await? == 0 {
            return transaction.rejected(Outcome::NotFound).await;
        }
        transaction.run(query!(REVOKE, workspace, person, now_ms)).await?;
        transaction.after_change(workspace, person, entry).await
    }
}

impl WriteTransaction {
    pub(super) async fn set_workspace_name(&mut self, id: &str, name: &str) -> Result<(), StorageError> {
        self.run(query!(NAME, id, name)).await?;
        Ok(())
    }

    /// Deletes the unused links an owner has created (invites and password resets), which end with their role.
    async fn delete_created_by(&mut self, workspace: &str, person: &str) -> Result<(), StorageError> {
        self.delete_invites_of(workspace, person).await?;
        self.run(query!(DELETE_RESETS, person)).await?;
        Ok(())
    }

    /// Commits the change, unless it left the workspace without an owner. The check runs after the change and inside
    /// the transaction, so one owner stays even if several leave at once.
    async fn after_change(
        mut self,
        workspace: &str,
        person: &str,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        if self.one(query!(OWNER, workspace)).await?.is_none() {
            return self.rejected(Outcome::LastOwner).await;
        }
        self.run(query!(RENEW, person)).await?;
        self.done(Some(entry)).await
    }
}
