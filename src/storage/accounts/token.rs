//! API tokens, which programs send instead of a session cookie.

use std::sync::Arc;

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::accounts::{AuditEntry, Outcome, Role, role};
use crate::storage::error::StorageError;
use crate::storage::query::query;
use crate::storage::{Actor, ActorKind, Storage, actors};

/// An API token that has not been revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// The actor that edits are attributed to. Its id is also the token's id, and it names the workspace.
    pub actor: Actor,
    pub workspace_name: String,
    /// The hash of the token's secret.
    pub hash: String,
    pub person: String,
    pub name: String,
    /// The highest role the token can act with.
    pub role: Role,
    /// The role of the token's owner in the workspace; `None` if they are no longer a member.
    pub member: Option<Role>,
    /// In milliseconds since 1970.
    pub created_at_ms: i64,
    /// `None` if it never expires.
    pub expires_at_ms: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct NewApiToken {
    pub actor: Actor,
    pub person: String,
    /// The hash of the token's secret.
    pub hash: String,
    pub name: String,
    /// The highest role the token can act with.
    pub role: Role,
    pub created_at_ms: i64,
    pub expires_at_ms: Option<i64>,
}

const INSERT: &str = "insert into token (id, workspace, person, hash, name, role, created_at, expires_at) \
    values ($1, $2, $3, $4, $5, $6, $7, $8)";
macro_rules! tokens {
    () => {
        "select token.id as id, token.workspace as workspace, workspace.name as workspace_name, token.hash as hash, \
         token.person as person, token.name as name, token.role as role, membership.role as member, \
         actor.name as actor, token.created_at as created_at, token.expires_at as expires_at from token \
         join workspace on workspace.id = token.workspace join actor on actor.id = token.id \
         left join membership on membership.workspace = token.workspace and membership.person = token.person \
         where token.revoked_at is null and "
    };
}

const FIND: &str = concat!(tokens!(), "token.hash = $1");
const LIST: &str = concat!(tokens!(), "token.person = $1 order by token.created_at desc, token.id");
const REVOKE: &str = "update token set revoked_at = $3 where person = $1 and id = $2 and revoked_at is null";

impl Storage {
    pub async fn create_token(&self, new: &NewApiToken, entry: &AuditEntry) -> Result<Outcome, StorageError> {
        let NewApiToken { actor, person, hash, name, role, created_at_ms, expires_at_ms } = new;
        let (id, workspace, role) = (&actor.id, &*actor.workspace, role.as_str());
        let actor = actors::insert_if_missing(actor, *created_at_ms);
        let token = query!(INSERT, id, workspace, person, hash, name, role, created_at_ms, expires_at_ms);
        self.change_all([actor, token], Some(entry)).await
    }

    /// Finds a token by the hash of its secret, expired or not.
    pub async fn token(&self, hash: &str) -> Result<Option<ApiToken>, StorageError> {
        self.one(query!(FIND, hash), token).await
    }

    /// A person's tokens, newest first.
    pub async fn tokens_of(&self, person: &str) -> Result<Vec<ApiToken>, StorageError> {
        self.all(query!(LIST, person), token).await
    }

    pub async fn revoke_token(
        &self,
        person: &str,
        id: &str,
        now_ms: i64,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        self.change(query!(REVOKE, person, id, now_ms), Some(entry)).await
    }
}

fn token(row: &AnyRow) -> Result<ApiToken, StorageError> {
    let member: Option<&str> = row.try_get("member")?;
    Ok(ApiToken {
        actor: Actor {
            id: row.try_get("id")?,
            workspace: Arc::from(row.try_get::<&str, _>("workspace")?),
            kind: ActorKind::Token,
            name: row.try_get("actor")?,
        },
        workspace_name: row.try_get("workspace_name")?,
        hash: row.try_get("hash")?,
        person: row.try_get("person")?,
        name: row.try_get("name")?,
        role: role(row)?,
        member: member.map(|word| Role::parse(word).unwrap_or(Role::Viewer)),
        created_at_ms: row.try_get("created_at")?,
        expires_at_ms: row.try_get("expires_at")?,
    })
}
