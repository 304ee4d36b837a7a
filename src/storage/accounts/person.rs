//! People and their identities at an OpenID Connect provider.

use std::sync::Arc;

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::clock;
use crate::storage::accounts::{AuditEntry, NewSession, Outcome, Role};
use crate::storage::actors::{self, Actor, ActorKind, FIRST_WORKSPACE};
use crate::storage::error::StorageError;
use crate::storage::query::query;
use crate::storage::{Storage, WriteTransaction};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: String,
    /// As the person spells it.
    pub email: String,
    pub name: String,
    /// The password hash; `None` for people without a password.
    pub password: Option<Arc<str>>,
}

#[derive(Debug, Clone)]
pub struct NewPerson {
    pub id: String,
    /// As the person spells it.
    pub email: String,
    pub name: String,
    /// The password hash.
    pub password: Option<String>,
    /// Issuer and subject at an OpenID Connect provider.
    pub identity: Option<(String, String)>,
}

impl Person {
    pub fn name_and_email(&self) -> String {
        format!("{} <{}>", self.name, self.email)
    }

    /// The same for all spellings of an address.
    pub fn email_key(email: &str) -> String {
        email.trim().to_lowercase()
    }
}

impl NewPerson {
    pub fn name_and_email(&self) -> String {
        format!("{} <{}>", self.name, self.email)
    }
}

const ANY: &str = "select 1 from person limit 1";
const BY_EMAIL: &str = "select id, email, name, password from person where email_key = $1";
pub(super) const BY_ID: &str = "select id, email, name, password from person where id = $1";
const INSERT: &str = "insert into person (id, email, email_key, name, password, created_at) \
    values ($1, $2, $3, $4, $5, $6) on conflict (email_key) do nothing";
const NAME_PERSON: &str = "update person set name = $2 where id = $1";
const NAME_ACTORS: &str =
    "update actor set name = $2 where id in (select actor from membership where person = $1) and kind = 'member'";
const PASSWORD: &str = "update person set password = $2 where id = $1";
pub(super) const DELETE_RESETS: &str = "delete from reset where person = $1";
pub(super) const END_OTHERS: &str = "delete from session where person = $1 and hash <> $2";
/// Requires schema 4, the first one with accounts. Older versions would serve everyone as the local user.
const ONLY_WITH_ACCOUNTS: &str =
    "update meta set value = '4' where key = 'oldest_schema' and cast(value as integer) < 4";
/// Identities are keyed by issuer and subject, never by email address.
const BY_IDENTITY: &str = "select person.id as id, person.email as email, person.name as name, \
    person.password as password from identity join person on person.id = identity.person \
    where identity.issuer = $1 and identity.subject = $2";
const ISSUERS: &str = "select issuer from identity where person = $1 order by created_at";
const INSERT_IDENTITY: &str = "insert into identity (issuer, subject, person, created_at) values ($1, $2, $3, $4) \
    on conflict (issuer, subject) do nothing";
const MEMBER: &str = "insert into membership (workspace, person, role, actor, created_at) values ($1, $2, $3, $4, $5) \
    on conflict (workspace, person) do nothing";

impl Storage {
    pub async fn has_accounts(&self) -> Result<bool, StorageError> {
        Ok(query!(ANY).fetch_optional(&self.readers).await?.is_some())
    }

    /// Finds a person by email address, ignoring case and surrounding spaces.
    pub async fn person_by_email(&self, email: &str) -> Result<Option<Person>, StorageError> {
        self.one(query!(BY_EMAIL, Person::email_key(email)), person).await
    }

    pub async fn person(&self, id: &str) -> Result<Option<Person>, StorageError> {
        self.one(query!(BY_ID, id), person).await
    }

    /// Creates the first account, which owns the first workspace. Returns [`Outcome::NotFound`] if an account exists.
    pub async fn create_first_account(
        &self,
        new: &NewPerson,
        workspace_name: &str,
        session: &NewSession,
        entry: &AuditEntry,
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        if transaction.one(query!(ANY)).await?.is_some() {
            return transaction.rejected(Outcome::NotFound).await;
        }
        transaction.run(query!(ONLY_WITH_ACCOUNTS)).await?;
        transaction.set_workspace_name(FIRST_WORKSPACE, workspace_name).await?;
        if !transaction.insert_account(new, FIRST_WORKSPACE, Role::Owner, session).await? {
            return transaction.rejected(Outcome::Taken).await;
        }
        transaction.done(Some(entry)).await
    }

    pub async fn person_by_identity(&self, issuer: &str, subject: &str) -> Result<Option<Person>, StorageError> {
        self.one(query!(BY_IDENTITY, issuer, subject), person).await
    }

    /// The issuers a person can sign in with.
    pub async fn issuers_of(&self, person: &str) -> Result<Vec<String>, StorageError> {
        self.all(query!(ISSUERS, person), |row| Ok(row.try_get("issuer")?)).await
    }

    /// Links an identity to a person. Returns [`Outcome::Taken`] if it is already linked.
    pub async fn link_identity(
        &self,
        person: &str,
        identity: &(String, String),
        now_ms: i64,
        entries: &[AuditEntry],
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        if !transaction.insert_identity(person, identity, now_ms).await? {
            return transaction.rejected(Outcome::Taken).await;
        }
        transaction.done(entries).await
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
        if !transaction.insert_account(new, workspace, role, session).await? {
            return transaction.rejected(Outcome::Taken).await;
        }
        transaction.done(Some(entry)).await
    }

    /// Renames a person in all workspaces.
    pub async fn rename_person(&self, id: &str, name: &str) -> Result<Outcome, StorageError> {
        self.change_all([query!(NAME_PERSON, id, name), query!(NAME_ACTORS, id, name)], None).await
    }

    /// Sets a password and ends all of the person's other sessions.
    pub async fn set_password(
        &self,
        id: &str,
        password: &str,
        kept_session: &str,
        entries: &[AuditEntry],
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        transaction.change_password(id, password, kept_session).await?;
        transaction.done(entries).await
    }
}

impl WriteTransaction {
    /// Inserts a person with a membership and a session. Returns false if the email address or the identity is taken.
    pub(super) async fn insert_account(
        &mut self,
        new: &NewPerson,
        workspace: &str,
        role: Role,
        session: &NewSession,
    ) -> Result<bool, StorageError> {
        if !self.insert_person(new, session.created_at_ms).await? {
            return Ok(false);
        }
        self.insert_member(workspace, (&new.id, &new.name), role, session.created_at_ms).await?;
        self.insert_session(session).await?;
        Ok(true)
    }

    async fn insert_person(&mut self, new: &NewPerson, now_ms: i64) -> Result<bool, StorageError> {
        let NewPerson { id, email, name, password, identity } = new;
        let query = query!(INSERT, id, email, Person::email_key(email), name, password.as_deref(), now_ms);
        if self.run(query).await? == 0 {
            return Ok(false);
        }
        match identity {
            Some(identity) => self.insert_identity(id, identity, now_ms).await,
            None => Ok(true),
        }
    }

    /// Inserts an identity. Returns false if it is already linked.
    async fn insert_identity(
        &mut self,
        person: &str,
        (issuer, subject): &(String, String),
        now_ms: i64,
    ) -> Result<bool, StorageError> {
        Ok(self.run(query!(INSERT_IDENTITY, issuer, subject, person, now_ms)).await? > 0)
    }

    /// Adds a member with a new actor. An existing member keeps their role.
    pub(super) async fn insert_member(
        &mut self,
        workspace: &str,
        (person, name): (&str, &str),
        role: Role,
        now_ms: i64,
    ) -> Result<(), StorageError> {
        let (id, kind, name) = (clock::new_id(), ActorKind::Member, name.to_owned());
        let actor = Actor { id, workspace: workspace.into(), kind, name };
        self.run(actors::insert_if_missing(&actor, now_ms)).await?;
        self.run(query!(MEMBER, workspace, person, role.as_str(), actor.id, now_ms)).await?;
        Ok(())
    }

    /// Sets a password, deletes the person's reset links, and ends all their sessions except `kept_session`.
    pub(super) async fn change_password(
        &mut self,
        id: &str,
        password: &str,
        kept_session: &str,
    ) -> Result<(), StorageError> {
        self.run(query!(PASSWORD, id, password)).await?;
        self.run(query!(DELETE_RESETS, id)).await?;
        self.run(query!(END_OTHERS, id, kept_session)).await?;
        Ok(())
    }
}

pub(super) fn person(row: &AnyRow) -> Result<Person, StorageError> {
    Ok(Person {
        id: row.try_get("id")?,
        email: row.try_get("email")?,
        name: row.try_get("name")?,
        password: row.try_get::<Option<&str>, _>("password")?.map(Arc::from),
    })
}
