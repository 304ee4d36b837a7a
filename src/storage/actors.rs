//! Actors: the rows that log entries refer to as the authors of edits. An actor belongs to one workspace, so a person
//! has one actor per workspace membership.

use std::sync::Arc;

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::Storage;
use crate::storage::error::StorageError;
use crate::storage::query::{Query, query};

/// The workspace created by the first migration. It is the only one in solo mode, and the first account owns it.
pub const FIRST_WORKSPACE: &str = "00000000-0000-7000-8000-000000000001";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The id of the actor's row, which log entries refer to.
    pub id: String,
    pub workspace: Arc<str>,
    pub kind: ActorKind,
    /// Empty if not given.
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// The local user in solo mode, before there are accounts.
    Solo,
    Member,
    /// Someone without an account who joined through a link.
    Guest,
    /// A program with an API token.
    Token,
}

impl ActorKind {
    pub fn as_str(self) -> &'static str {
        match self {
            ActorKind::Solo => "solo",
            ActorKind::Member => "member",
            ActorKind::Guest => "guest",
            ActorKind::Token => "token",
        }
    }

    /// Unknown kinds, written by a newer version, become guests.
    pub fn parse(word: &str) -> ActorKind {
        let known = [ActorKind::Solo, ActorKind::Member, ActorKind::Token];
        known.into_iter().find(|kind| kind.as_str() == word).unwrap_or(ActorKind::Guest)
    }
}

/// The name of the local user in the database, as the first migration wrote it.
const LOCAL: &str = "This computer";

const ACTOR: &str = "select name, kind from actor where workspace = $1 and id = $2";

const INSERT_IF_MISSING: &str = "insert into actor (id, workspace, kind, name, created_at) values ($1, $2, $3, $4, $5) \
    on conflict (id) do nothing";

const RENAME: &str = "insert into actor (id, workspace, kind, name, created_at) values ($1, $2, $3, $4, $5) \
    on conflict (id) do update set name = excluded.name where actor.workspace = excluded.workspace";

impl Actor {
    /// The local user; its row is created by the first migration.
    pub fn solo() -> Actor {
        Actor {
            id: "00000000-0000-7000-8000-000000000002".to_owned(),
            workspace: FIRST_WORKSPACE.into(),
            kind: ActorKind::Solo,
            name: LOCAL.to_owned(),
        }
    }

    /// Whether it is someone who works alone and has given no name, with or without a browser.
    pub fn is_you(&self) -> bool {
        self.kind == ActorKind::Solo && matches!(self.name.as_str(), "" | LOCAL)
    }

    /// Whether it is a guest who has given no name.
    pub fn is_anonymous(&self) -> bool {
        self.kind != ActorKind::Solo && self.name.is_empty()
    }

    /// The name for people.
    pub fn display_name(&self) -> &str {
        if self.is_you() { "You" } else { guest_name(&self.name) }
    }

    /// The name within a sentence: `by you`, `by a guest`.
    pub fn name_in_sentence(&self) -> &str {
        match self {
            you if you.is_you() => "you",
            guest if guest.is_anonymous() => "a guest",
            Actor { name, .. } => name,
        }
    }
}

/// The name of a guest for people, who may have given none.
pub fn guest_name(name: &str) -> &str {
    if name.is_empty() { "Guest" } else { name }
}

impl Storage {
    /// An actor's name and kind; `None` if it has no row.
    pub async fn actor(&self, workspace: &str, id: &str) -> Result<Option<(String, ActorKind)>, StorageError> {
        let read = |row: &AnyRow| Ok((row.try_get("name")?, ActorKind::parse(row.try_get("kind")?)));
        self.one(query!(ACTOR, workspace, id), read).await
    }

    /// Inserts an actor unless it already has a row.
    pub async fn ensure_actor(&self, actor: &Actor, now_ms: i64) -> Result<(), StorageError> {
        self.write_actor(INSERT_IF_MISSING, actor, now_ms).await
    }

    /// Sets an actor's name, inserting its row if it has none.
    pub async fn rename_actor(&self, actor: &Actor, now_ms: i64) -> Result<(), StorageError> {
        self.write_actor(RENAME, actor, now_ms).await
    }

    async fn write_actor(&self, statement: &'static str, actor: &Actor, now_ms: i64) -> Result<(), StorageError> {
        let mut guard = self.writer.guard().await?;
        written(statement, actor, now_ms).execute(guard.connection()).await?;
        guard.keep();
        Ok(())
    }
}

/// The same as [`Storage::ensure_actor`], as a query to run inside another transaction.
pub(crate) fn insert_if_missing(actor: &Actor, now_ms: i64) -> Query {
    written(INSERT_IF_MISSING, actor, now_ms)
}

fn written(statement: &'static str, actor: &Actor, now_ms: i64) -> Query {
    query!(statement, &actor.id, &*actor.workspace, actor.kind.as_str(), &actor.name, now_ms)
}
