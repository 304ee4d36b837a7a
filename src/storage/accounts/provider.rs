//! People as an OpenID Connect provider knows them: by issuer and subject, never by address.

use sqlx::Row;

use crate::storage::accounts::person::person;
use crate::storage::accounts::{NewPerson, NewSession, Noted, Outcome, Person, Role};
use crate::storage::error::StorageError;
use crate::storage::{Storage, Writing};

const FIND: &str = "select person.id as id, person.email as email, person.name as name, person.password as password \
    from identity join person on person.id = identity.person where identity.issuer = $1 and identity.subject = $2";
const OF: &str = "select issuer from identity where person = $1 order by created_at";
const INSERT: &str = "insert into identity (issuer, subject, person, created_at) values ($1, $2, $3, $4) \
    on conflict (issuer, subject) do nothing";

impl Storage {
    /// The person that a provider knows by this subject.
    pub async fn person_by_identity(&self, issuer: &str, subject: &str) -> Result<Option<Person>, StorageError> {
        let query = sqlx::query(FIND).bind(issuer.to_owned()).bind(subject.to_owned());
        query.fetch_optional(&self.readers).await?.as_ref().map(person).transpose()
    }

    /// The issuers by which a person can sign in.
    pub async fn issuers_of(&self, person: &str) -> Result<Vec<String>, StorageError> {
        let rows = sqlx::query(OF).bind(person.to_owned()).fetch_all(&self.readers).await?;
        rows.iter().map(|row| Ok(row.try_get("issuer")?)).collect()
    }

    /// Lets a person sign in by a provider. [`Outcome::Taken`] when somebody does so already.
    pub async fn link_identity(
        &self,
        person: &str,
        identity: &(String, String),
        now_ms: i64,
        noted: &[Noted],
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        if !writing.make_identity(person, identity, now_ms).await? {
            return writing.refused(Outcome::Taken).await;
        }
        for noted in noted {
            writing.note(noted).await?;
        }
        writing.done(None).await
    }

    /// Makes the account of somebody who comes by a provider and is let in by their address's domain.
    pub async fn let_in(
        &self,
        new: &NewPerson,
        workspace: &str,
        role: Role,
        session: &NewSession,
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        if !writing.make_person(new, session.created_at_ms).await? {
            return writing.refused(Outcome::Taken).await;
        }
        let person = Person { id: new.id.clone(), email: new.email.clone(), name: new.name.clone(), password: None };
        writing.make_member(workspace, &person, role, session.created_at_ms).await?;
        writing.make_session(session).await?;
        writing.done(Some(noted)).await
    }
}

impl Writing {
    /// Links a person to an identity; false when it is somebody else's.
    pub(super) async fn make_identity(
        &mut self,
        person: &str,
        (issuer, subject): &(String, String),
        now_ms: i64,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(INSERT).bind(issuer.clone()).bind(subject.clone()).bind(person.to_owned()).bind(now_ms);
        Ok(self.run(query).await? > 0)
    }
}
