//! Who makes edits: the rows that the log refers to. An actor belongs to one workspace: a person has one in each that they
//! are a member of.

use std::sync::Arc;

use sqlx::Row;

use crate::storage::Storage;
use crate::storage::error::StorageError;

/// The workspace that is there from the beginning; its row is made by the first migration. As long as there are no
/// accounts it is the only one, and the first account owns it.
pub const FIRST_WORKSPACE: &str = "00000000-0000-7000-8000-000000000001";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The id of its row: the log refers to it.
    pub id: String,
    pub workspace: Arc<str>,
    pub kind: ActorKind,
    /// What people see; empty for somebody who has not said their name.
    pub name: String,
}

/// What somebody who makes edits is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// Whoever sits at the machine.
    Solo,
    /// A member of the workspace.
    Member,
    /// Somebody who came by a link; a browser without an account.
    Guest,
    /// A program with a token.
    Token,
}

impl ActorKind {
    /// As the database keeps it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ActorKind::Solo => "solo",
            ActorKind::Member => "member",
            ActorKind::Guest => "guest",
            ActorKind::Token => "token",
        }
    }

    /// As the database keeps it; what is not known is a guest.
    #[must_use]
    pub fn parse(word: &str) -> ActorKind {
        match word {
            "solo" => ActorKind::Solo,
            "member" => ActorKind::Member,
            "token" => ActorKind::Token,
            _ => ActorKind::Guest,
        }
    }
}

const ACTOR: &str = "select name, kind from actor where workspace = $1 and id = $2";

const KEEP: &str = "insert into actor (id, workspace, kind, name, created_at) values ($1, $2, $3, $4, $5) \
    on conflict (id) do nothing";

const RENAME: &str = "insert into actor (id, workspace, kind, name, created_at) values ($1, $2, $3, $4, $5) \
    on conflict (id) do update set name = excluded.name where actor.workspace = excluded.workspace";

impl Actor {
    /// Whoever sits at the machine; its row is made by the first migration.
    #[must_use]
    pub fn solo() -> Actor {
        Actor {
            id: "00000000-0000-7000-8000-000000000002".to_owned(),
            workspace: FIRST_WORKSPACE.into(),
            kind: ActorKind::Solo,
            name: "This computer".to_owned(),
        }
    }
}

impl Storage {
    /// Name and kind of an actor; `None` when it has no row.
    pub async fn actor(&self, workspace: &str, id: &str) -> Result<Option<(String, ActorKind)>, StorageError> {
        let row =
            sqlx::query(ACTOR).bind(workspace.to_owned()).bind(id.to_owned()).fetch_optional(&self.readers).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some((row.try_get("name")?, ActorKind::parse(&row.try_get::<String, _>("kind")?))))
    }

    /// Makes an actor's row unless it is there.
    pub async fn keep_actor(&self, actor: &Actor, now_ms: i64) -> Result<(), StorageError> {
        self.write_actor(KEEP, actor, now_ms).await
    }

    /// Gives an actor its name, with or without a row so far.
    pub async fn rename_actor(&self, actor: &Actor, now_ms: i64) -> Result<(), StorageError> {
        self.write_actor(RENAME, actor, now_ms).await
    }

    async fn write_actor(&self, statement: &'static str, actor: &Actor, now_ms: i64) -> Result<(), StorageError> {
        let mut turn = self.writer.turn().await?;
        written(statement, actor, now_ms).execute(turn.connection()).await?;
        turn.keep();
        Ok(())
    }
}

/// An actor's row, within a transaction of somebody else's.
pub(crate) fn kept(actor: &Actor, now_ms: i64) -> crate::storage::maps::step_row::Query {
    written(KEEP, actor, now_ms)
}

fn written(statement: &'static str, actor: &Actor, now_ms: i64) -> crate::storage::maps::step_row::Query {
    sqlx::query(statement)
        .bind(actor.id.clone())
        .bind(actor.workspace.to_string())
        .bind(actor.kind.as_str())
        .bind(actor.name.clone())
        .bind(now_ms)
}
