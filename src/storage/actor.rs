//! Who makes edits: the rows that the log refers to.

use sqlx::Row;

use super::error::StorageError;
use super::{Storage, WORKSPACE};

/// Who makes an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The id of its row: the log refers to it.
    pub id: String,
    /// What people see; empty for somebody who has not said their name.
    pub name: String,
}

const NAME: &str = "select name from actor where workspace = $1 and id = $2";

const KEEP: &str = "insert into actor (id, workspace, kind, name, created_at) values ($1, $2, 'guest', $3, $4) \
    on conflict (id) do nothing";

const RENAME: &str = "insert into actor (id, workspace, kind, name, created_at) values ($1, $2, 'guest', $3, $4) \
    on conflict (id) do update set name = excluded.name";

impl Actor {
    /// Whoever sits at the machine; its row is made by the first migration.
    #[must_use]
    pub fn solo() -> Actor {
        Actor { id: "00000000-0000-7000-8000-000000000002".to_owned(), name: "This computer".to_owned() }
    }
}

impl Storage {
    /// The name of an actor; `None` when it has no row.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn actor_name(&self, id: &str) -> Result<Option<String>, StorageError> {
        let row = sqlx::query(NAME).bind(WORKSPACE).bind(id).fetch_optional(&self.readers).await?;
        Ok(row.map(|row| row.try_get("name")).transpose()?)
    }

    /// Makes an actor's row unless it is there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_actor(&self, actor: &Actor, now_ms: i64) -> Result<(), StorageError> {
        self.write_actor(KEEP, actor, now_ms).await
    }

    /// Gives an actor its name, with or without a row so far.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rename_actor(&self, actor: &Actor, now_ms: i64) -> Result<(), StorageError> {
        self.write_actor(RENAME, actor, now_ms).await
    }

    async fn write_actor(&self, statement: &'static str, actor: &Actor, now_ms: i64) -> Result<(), StorageError> {
        let mut turn = self.writer.turn().await?;
        sqlx::query(statement)
            .bind(actor.id.clone())
            .bind(WORKSPACE)
            .bind(actor.name.clone())
            .bind(now_ms)
            .execute(turn.connection())
            .await?;
        turn.keep();
        Ok(())
    }
}
