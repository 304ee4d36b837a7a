//! People.

use std::sync::Arc;

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::clock;
use crate::storage::accounts::{AuditEntry, NewSession, Outcome, Role};
use crate::storage::actors;
use crate::storage::actors::{Actor, ActorKind, FIRST_WORKSPACE};
use crate::storage::error::StorageError;
use crate::storage::maps::step_row::Query;
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
const BY_ID: &str = "select id, email, name, password from person where id = $1";
const INSERT: &str = "insert into person (id, email, email_key, name, password, created_at) \
    values ($1, $2, $3, $4, $5, $6) on conflict (email_key) do nothing";
const NAME_PERSON: &str = "update person set name = $2 where id = $1";
const NAME_ACTORS: &str =
    "update actor set name = $2 where id in (select actor from membership where person = $1) and kind = 'member'";
const PASSWORD: &str = "update person set password = $2 where id = $1";
const DELETE_RESETS: &str = "delete from reset where person = $1";
const END_OTHERS: &str = "delete from session where person = $1 and hash <> $2";
/// Requires schema 4, the first one with accounts. Older versions would serve everyone as the local user.
const ONLY_WITH_ACCOUNTS: &str =
    "update meta set value = '4' where key = 'oldest_schema' and cast(value as integer) < 4";
const MEMBER: &str = "insert into membership (workspace, person, role, actor, created_at) values ($1, $2, $3, $4, $5) \
    on conflict (workspace, person) do nothing";

impl Storage {
    pub async fn has_accounts(&self) -> Result<bool, StorageError> {
        Ok(sqlx::query(ANY).fetch_optional(&self.readers).await?.is_some())
    }

    /// Finds a person by email address, ignoring case and surrounding spaces.
    pub async fn person_by_email(&self, email: &str) -> Result<Option<Person>, StorageError> {
        self.person_of(BY_EMAIL, Person::email_key(email)).await
    }

    pub async fn person(&self, id: &str) -> Result<Option<Person>, StorageError> {
        self.person_of(BY_ID, id.to_owned()).await
    }

    async fn person_of(&self, statement: &'static str, key: String) -> Result<Option<Person>, StorageError> {
        let row = sqlx::query(statement).bind(key).fetch_optional(&self.readers).await?;
        row.as_ref().map(person).transpose()
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
        if transaction.one(sqlx::query(ANY)).await?.is_some() {
            return transaction.rejected(Outcome::NotFound).await;
        }
        transaction.run(sqlx::query(ONLY_WITH_ACCOUNTS)).await?;
        transaction.insert_person(new, session.created_at_ms).await?;
        transaction.set_workspace_name(FIRST_WORKSPACE, workspace_name).await?;
        let person = Person { id: new.id.clone(), email: new.email.clone(), name: new.name.clone(), password: None };
        transaction.insert_member(FIRST_WORKSPACE, &person, Role::Owner, session.created_at_ms).await?;
        transaction.insert_session(session).await?;
        transaction.done(Some(entry)).await
    }

    /// Renames a person in all workspaces.
    pub async fn rename_person(&self, id: &str, name: &str) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        transaction.run(sqlx::query(NAME_PERSON).bind(id.to_owned()).bind(name.to_owned())).await?;
        transaction.run(sqlx::query(NAME_ACTORS).bind(id.to_owned()).bind(name.to_owned())).await?;
        transaction.done(None).await
    }

    /// Sets a password and ends all of the person's other sessions.
    pub async fn set_password(
        &self,
        id: &str,
        password: &str,
        kept_session: &str,
        entry: &[AuditEntry],
    ) -> Result<Outcome, StorageError> {
        let mut transaction = self.write().await?;
        transaction.change_password(id, password, kept_session).await?;
        for entry in entry {
            transaction.record(entry).await?;
        }
        transaction.done(None).await
    }
}

impl WriteTransaction {
    /// Inserts a person. Returns false if the email address or the identity is taken.
    pub(super) async fn insert_person(&mut self, new: &NewPerson, now_ms: i64) -> Result<bool, StorageError> {
        let query = sqlx::query(INSERT)
            .bind(new.id.clone())
            .bind(new.email.clone())
            .bind(Person::email_key(&new.email))
            .bind(new.name.clone())
            .bind(new.password.clone())
            .bind(now_ms);
        if self.run(query).await? == 0 {
            return Ok(false);
        }
        match &new.identity {
            Some(identity) => self.insert_identity(&new.id, identity, now_ms).await,
            None => Ok(true),
        }
    }

    /// Adds a member with a new actor. An existing member keeps their role.
    pub(super) async fn insert_member(
        &mut self,
        workspace: &str,
        person: &Person,
        role: Role,
        now_ms: i64,
    ) -> Result<bool, StorageError> {
        let actor = Actor {
            id: clock::new_id(),
            workspace: workspace.into(),
            kind: ActorKind::Member,
            name: person.name.clone(),
        };
        self.run(actors::insert_if_missing(&actor, now_ms)).await?;
        let query: Query = sqlx::query(MEMBER)
            .bind(workspace.to_owned())
            .bind(person.id.clone())
            .bind(role.as_str())
            .bind(actor.id)
            .bind(now_ms);
        Ok(self.run(query).await? > 0)
    }

    /// Sets a password, deletes the person's reset links, and ends all their sessions except `kept`.
    pub(super) async fn change_password(&mut self, id: &str, password: &str, kept: &str) -> Result<(), StorageError> {
        self.run(sqlx::query(PASSWORD).bind(id.to_owned()).bind(password.to_owned())).await?;
        self.run(sqlx::query(DELETE_RESETS).bind(id.to_owned())).await?;
        self.run(sqlx::query(END_OTHERS).bind(id.to_owned()).bind(kept.to_owned())).await?;
        Ok(())
    }
}

pub(super) fn person(row: &AnyRow) -> Result<Person, StorageError> {
    let password: Option<String> = row.try_get("password")?;
    Ok(Person {
        id: row.try_get("id")?,
        email: row.try_get("email")?,
        name: row.try_get("name")?,
        password: password.map(Arc::from),
    })
}
