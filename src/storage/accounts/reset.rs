//! Password resets: single-use links for people who have lost their password.
//!
//! A new password gives access to the person's whole account, in all of their workspaces. So only the server operator,
//! or someone who owns all of these workspaces, can create a link. The link is valid only while that holds, because
//! anyone can create a workspace and invite people to it.

use crate::storage::Storage;
use crate::storage::accounts::person::{DELETE_RESETS, person};
use crate::storage::accounts::{AuditEntry, Outcome, Person};
use crate::storage::error::StorageError;
use crate::storage::query::query;

/// The creator of a reset link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetBy<'a> {
    /// A person's id.
    Person(&'a str),
    /// The server operator, using the command line.
    Machine,
}

impl ResetBy<'_> {
    fn as_str(&self) -> &str {
        match self {
            ResetBy::Person(id) => id,
            ResetBy::Machine => "machine",
        }
    }
}

const INSERT: &str = "insert into reset (hash, person, created_at, expires_at, made_by) values ($1, $2, $3, $4, $5)";
/// Finds a link whose creator owns all of the person's workspaces. Checked when the link is created, shown and used.
const FIND: &str = "select person.id as id, person.email as email, person.name as name, person.password as password \
    from reset join person on person.id = reset.person \
    where reset.hash = $1 and reset.used_at is null and reset.expires_at > $2 and (reset.made_by = 'machine' or ( \
    exists (select 1 from membership where membership.person = reset.person) and not exists ( \
    select 1 from membership as theirs where theirs.person = reset.person and not exists ( \
    select 1 from membership as own where own.workspace = theirs.workspace and own.person = reset.made_by \
    and own.role = 'owner'))))";
const REVOKE: &str = "update token set revoked_at = $2 where person = $1 and revoked_at is null";

impl Storage {
    /// Creates a reset link for a person, replacing any earlier one, and records it in all of their workspaces.
    /// Returns [`Outcome::NotAllowed`] if the creator doesn't own all of these.
    pub async fn create_reset(
        &self,
        person: &str,
        hash: &str,
        (now_ms, expires_at_ms): (i64, i64),
        by: ResetBy<'_>,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        transaction.run(query!(DELETE_RESETS, person)).await?;
        transaction.run(query!(INSERT, hash, person, now_ms, expires_at_ms, by.as_str())).await?;
        if transaction.one(query!(FIND, hash, now_ms)).await?.is_none() {
            return transaction.rejected(Outcome::NotAllowed).await;
        }
        transaction.record_in_all_workspaces(person, entry).await?;
        transaction.done(None).await
    }

    /// The person whose password a link resets, if it can be used now.
    pub async fn reset(&self, hash: &str, now_ms: i64) -> Result<Option<Person>, StorageError> {
        self.one(query!(FIND, hash, now_ms), person).await
    }

    /// Uses a link to set the password, ends all of the person's sessions and revokes their tokens, which locks out an
    /// intruder.
    pub async fn use_reset(
        &self,
        hash: &str,
        password: &str,
        now_ms: i64,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        let row = transaction.one(query!(FIND, hash, now_ms)).await?;
        let Some(person) = row.as_ref().map(person).transpose()? else {
            return transaction.rejected(Outcome::NotFound).await;
        };
        // Changing the password deletes the link.
        transaction.change_password(&person.id, password, "").await?;
        transaction.run(query!(REVOKE, &person.id, now_ms)).await?;
        transaction.record_in_all_workspaces(&person.id, entry).await?;
        transaction.done(None).await
    }
}
