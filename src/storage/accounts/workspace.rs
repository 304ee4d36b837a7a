//! Workspaces.

use crate::storage::accounts::{AuditEntry, Outcome, Person, Role};
use crate::storage::error::StorageError;
use crate::storage::{Storage, WriteTransaction};

const INSERT: &str = "insert into workspace (id, name, created_at) values ($1, $2, $3)";
const NAME: &str = "update workspace set name = $2 where id = $1";

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
        transaction.run(sqlx::query(INSERT).bind(id.to_owned()).bind(name.to_owned()).bind(now_ms)).await?;
        transaction.insert_member(id, owner, Role::Owner, now_ms).await?;
        transaction.done(Some(entry)).await
    }

    pub async fn rename_workspace(&self, id: &str, name: &str, entry: &AuditEntry) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        transaction.set_workspace_name(id, name).await?;
        transaction.done(Some(entry)).await
    }
}

impl WriteTransaction {
    pub(super) async fn set_workspace_name(&mut self, id: &str, name: &str) -> Result<(), StorageError> {
        self.run(sqlx::query(NAME).bind(id.to_owned()).bind(name.to_owned())).await?;
        Ok(())
    }
}
