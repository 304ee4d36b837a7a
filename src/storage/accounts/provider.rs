//! Identities at an OpenID Connect provider, keyed by issuer and subject, never by email address.

use sqlx::Row;

use crate::storage::accounts::person::person;
use crate::storage::accounts::{AuditEntry, NewPerson, NewSession, Outcome, Person, Role};
use crate::storage::error::StorageError;
use crate::storage::{Storage, WriteTransaction};

const FIND: &str = "select person.id as id, person.email as email, person.name as name, person.password as password \
    from identity join person on person.id = identity.person where identity.issuer = $1 and identity.subject = $2";
const OF: &str = "select issuer from identity where person = $1 order by created_at";
const INSERT: &str = "insert into identity (issuer, subject, person, created_at) values ($1, $2, $3, $4) \
    on conflict (issuer, subject) do nothing";

impl Storage {
    pub async fn person_by_identity(&self, issuer: &str, subject: &str) -> Result<Option<Person>, StorageError> {
        let query = sqlx::query(FIND).bind(issuer.to_owned()).bind(subject.to_owned());
        query.fetch_optional(&self.readers).await?.as_ref().map(person).transpose()
    }

    /// The issuers a person can sign in with.
    pub async fn issuers_of(&self, person: &str) -> Result<Vec<String>, StorageError> {
        let rows = sqlx::query(OF).bind(person.to_owned()).fetch_all(&self.readers).await?;
        rows.iter().map(|row| Ok(row.try_get("issuer")?)).collect()
    }

    /// Links an identity to a person. Returns [`Outcome::Taken`] if it is already linked.
    pub async fn link_identity(
        &self,
        person: &str,
        identity: &(String, String),
        now_ms: i64,
        entry: &[AuditEntry],
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        if !transaction.insert_identity(person, identity, now_ms).await? {
            return transaction.rejected(Outcome::Taken).await;
        }
        for entry in entry {
            transaction.record(entry).await?;
        }
        transaction.done(None).await
    }

    /// Creates an account for someone who signs in with a provider and whose email domain is allowed to join.
    pub async fn provision_member(
        &self,
        new: &NewPerson,
        workspace: &str,
        role: Role,
        session: &NewSession,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        if !transaction.insert_person(new, session.created_at_ms).await? {
            return transaction.rejected(Outcome::Taken).await;
        }
        let person = Person { id: new.id.clone(), email: new.email.clone(), name: new.name.clone(), password: None };
        transaction.insert_member(workspace, &person, role, session.created_at_ms).await?;
        transaction.insert_session(session).await?;
        transaction.done(Some(entry)).await
    }
}

impl WriteTransaction {
    /// Inserts an identity. Returns false if it is already linked.
    pub(super) async fn insert_identity(
        &mut self,
        person: &str,
        (issuer, subject): &(String, String),
        now_ms: i64,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(INSERT).bind(issuer.clone()).bind(subject.clone()).bind(person.to_owned()).bind(now_ms);
        Ok(self.run(query).await? > 0)
    }
}
