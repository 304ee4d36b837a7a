//! Links by which somebody who has lost their password sets a new one, once.
//!
//! Whoever sets the password of an account has the whole account, in every workspace of its owner. So a link is made only
//! by whoever runs the server, or by somebody who owns all of these workspaces anyway; and it is good only as long as
//! that is so, since anybody can make a workspace and invite people into it.

use crate::storage::Storage;
use crate::storage::accounts::person::person;
use crate::storage::accounts::{Noted, Outcome, Person};
use crate::storage::error::StorageError;

/// Who makes a link for somebody's new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetBy<'a> {
    /// A person, by their id.
    Person(&'a str),
    /// Whoever runs the server, at the machine itself.
    Machine,
}

impl ResetBy<'_> {
    fn as_str(self) -> String {
        match self {
            ResetBy::Person(id) => id.to_owned(),
            ResetBy::Machine => "machine".to_owned(),
        }
    }
}

const INSERT: &str = "insert into reset (hash, person, created_at, expires_at, made_by) values ($1, $2, $3, $4, $5)";
const FORGET: &str = "delete from reset where person = $1";
/// Asked when a link is made, when its page is shown and when it is used: is there no workspace of that person which its
/// maker does not own?
const FIND: &str = "select person.id as id, person.email as email, person.name as name, person.password as password \
    from reset join person on person.id = reset.person \
    where reset.hash = $1 and reset.used_at is null and reset.expires_at > $2 and (reset.made_by = 'machine' or ( \
    exists (select 1 from membership where membership.person = reset.person) and not exists ( \
    select 1 from membership as theirs where theirs.person = reset.person and not exists ( \
    select 1 from membership as own where own.workspace = theirs.workspace and own.person = reset.made_by \
    and own.role = 'owner'))))";
const REVOKE: &str = "update token set revoked_at = $2 where person = $1 and revoked_at is null";

impl Storage {
    /// Makes a link for a person; one that was made before is no good any more. It stands in the audit of each workspace
    /// of theirs. [`Outcome::NotYours`] when one of these is not its maker's.
    pub async fn make_reset(
        &self,
        person: &str,
        hash: &str,
        (now_ms, expires_at_ms): (i64, i64),
        by: ResetBy<'_>,
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        writing.run(sqlx::query(FORGET).bind(person.to_owned())).await?;
        let query = sqlx::query(INSERT).bind(hash.to_owned()).bind(person.to_owned()).bind(now_ms).bind(expires_at_ms);
        writing.run(query.bind(by.as_str())).await?;
        if writing.one(sqlx::query(FIND).bind(hash.to_owned()).bind(now_ms)).await?.is_none() {
            return writing.refused(Outcome::NotYours).await;
        }
        writing.note_everywhere(person, noted).await?;
        writing.done(None).await
    }

    /// Whose password a link sets, if it can be used now.
    pub async fn reset(&self, hash: &str, now_ms: i64) -> Result<Option<Person>, StorageError> {
        let row = sqlx::query(FIND).bind(hash.to_owned()).bind(now_ms).fetch_optional(&self.readers).await?;
        row.as_ref().map(person).transpose()
    }

    /// Uses a link up, sets the password, and ends all sessions and tokens of the person: whoever had the account besides
    /// its owner has it no longer.
    pub async fn use_reset(
        &self,
        hash: &str,
        password: &str,
        now_ms: i64,
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        let row = writing.one(sqlx::query(FIND).bind(hash.to_owned()).bind(now_ms)).await?;
        let Some(person) = row.as_ref().map(person).transpose()? else {
            return writing.refused(Outcome::NotThere).await;
        };
        // The link goes with the password that it was made for.
        writing.change_password(&person.id, password, "").await?;
        writing.run(sqlx::query(REVOKE).bind(person.id.clone()).bind(now_ms)).await?;
        writing.note_everywhere(&person.id, noted).await?;
        writing.done(None).await
    }
}
