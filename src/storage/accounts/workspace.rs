//! Workspaces.

use crate::storage::accounts::{Noted, Outcome, Person, Role};
use crate::storage::error::StorageError;
use crate::storage::{Storage, Writing};

const INSERT: &str = "insert into workspace (id, name, created_at) values ($1, $2, $3)";
const NAME: &str = "update workspace set name = $2 where id = $1";

impl Storage {
    /// Makes a workspace, owned by whoever makes it.
    pub async fn make_workspace(
        &self,
        id: &str,
        name: &str,
        owner: &Person,
        now_ms: i64,
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        writing.run(sqlx::query(INSERT).bind(id.to_owned()).bind(name.to_owned()).bind(now_ms)).await?;
        writing.make_member(id, owner, Role::Owner, now_ms).await?;
        writing.done(Some(noted)).await
    }

    /// Gives a workspace another name.
    pub async fn rename_workspace(&self, id: &str, name: &str, noted: &Noted) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        writing.name_workspace(id, name).await?;
        writing.done(Some(noted)).await
    }
}

impl Writing {
    pub(super) async fn name_workspace(&mut self, id: &str, name: &str) -> Result<(), StorageError> {
        self.run(sqlx::query(NAME).bind(id.to_owned()).bind(name.to_owned())).await?;
        Ok(())
    }
}
