//! Links by which somebody who has lost their password sets a new one, once.

use super::super::Storage;
use super::super::error::StorageError;
use super::person::person;
use super::{Noted, Outcome, Person};

const INSERT: &str = "insert into reset (hash, person, created_at, expires_at) values ($1, $2, $3, $4)";
const FORGET: &str = "delete from reset where person = $1";
const FIND: &str = "select person.id as id, person.email as email, person.name as name, person.password as password \
    from reset join person on person.id = reset.person \
    where reset.hash = $1 and reset.used_at is null and reset.expires_at > $2";
const USE: &str = "update reset set used_at = $2 where hash = $1 and used_at is null and expires_at > $2";

impl Storage {
    /// Makes a link for a person; one that was made before is no good any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn make_reset(
        &self,
        person: &str,
        hash: &str,
        (now_ms, expires_at_ms): (i64, i64),
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        writing.run(sqlx::query(FORGET).bind(person.to_owned())).await?;
        let query = sqlx::query(INSERT).bind(hash.to_owned()).bind(person.to_owned()).bind(now_ms).bind(expires_at_ms);
        writing.run(query).await?;
        writing.done(Some(noted)).await
    }

    /// Whose password a link sets, if it can be used now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reset(&self, hash: &str, now_ms: i64) -> Result<Option<Person>, StorageError> {
        let row = sqlx::query(FIND).bind(hash.to_owned()).bind(now_ms).fetch_optional(&self.readers).await?;
        row.as_ref().map(person).transpose()
    }

    /// Uses a link up, sets the password and ends all sessions of the person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_reset(
        &self,
        hash: &str,
        person: &str,
        password: &str,
        now_ms: i64,
        noted: &[Noted],
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        if writing.run(sqlx::query(USE).bind(hash.to_owned()).bind(now_ms)).await? == 0 {
            return writing.refused(Outcome::NotThere).await;
        }
        writing.change_password(person, password, "").await?;
        for noted in noted {
            writing.note(noted).await?;
        }
        writing.done(None).await
    }
}
