//! People.

use std::sync::Arc;

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::clock;
use crate::storage::accounts::{NewSession, Noted, Outcome, Role};
use crate::storage::actors;
use crate::storage::actors::{Actor, ActorKind, FIRST_WORKSPACE};
use crate::storage::error::StorageError;
use crate::storage::maps::step_row::Query;
use crate::storage::{Storage, Writing};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: String,
    /// Their address as they write it.
    pub email: String,
    pub name: String,
    /// The hash of their password; `None` when they have none.
    pub password: Option<Arc<str>>,
}

/// Somebody whose account is being made.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Their id, made by the caller.
    pub id: String,
    /// Their address as they write it.
    pub email: String,
    pub name: String,
    /// The hash of their password.
    pub password: Option<String>,
    /// Issuer and subject at a provider.
    pub identity: Option<(String, String)>,
}

impl Person {
    #[must_use]
    pub fn name_and_email(&self) -> String {
        format!("{} <{}>", self.name, self.email)
    }

    /// Two spellings of an address are told to be the same by this.
    #[must_use]
    pub fn key_of(email: &str) -> String {
        email.trim().to_lowercase()
    }
}

impl NewPerson {
    #[must_use]
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
const FORGET_RESETS: &str = "delete from reset where person = $1";
const END_OTHERS: &str = "delete from session where person = $1 and hash <> $2";
/// The schema that knows accounts: a program that does not know it would serve everybody as the owner of the machine.
const ONLY_WITH_ACCOUNTS: &str =
    "update meta set value = '4' where key = 'oldest_schema' and cast(value as integer) < 4";
const MEMBER: &str = "insert into membership (workspace, person, role, actor, created_at) values ($1, $2, $3, $4, $5) \
    on conflict (workspace, person) do nothing";

impl Storage {
    pub async fn has_accounts(&self) -> Result<bool, StorageError> {
        Ok(sqlx::query(ANY).fetch_optional(&self.readers).await?.is_some())
    }

    /// The person with this address, however it is spelled.
    pub async fn person_by_email(&self, email: &str) -> Result<Option<Person>, StorageError> {
        self.person_of(BY_EMAIL, Person::key_of(email)).await
    }

    /// The person with this id.
    pub async fn person(&self, id: &str) -> Result<Option<Person>, StorageError> {
        self.person_of(BY_ID, id.to_owned()).await
    }

    async fn person_of(&self, statement: &'static str, key: String) -> Result<Option<Person>, StorageError> {
        let row = sqlx::query(statement).bind(key).fetch_optional(&self.readers).await?;
        row.as_ref().map(person).transpose()
    }

    /// Makes the first account, which owns the first workspace. [`Outcome::NotThere`] when there is an account already.
    pub async fn begin_accounts(
        &self,
        new: &NewPerson,
        workspace_name: &str,
        session: &NewSession,
        noted: &Noted,
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        if writing.one(sqlx::query(ANY)).await?.is_some() {
            return writing.refused(Outcome::NotThere).await;
        }
        writing.run(sqlx::query(ONLY_WITH_ACCOUNTS)).await?;
        writing.make_person(new, session.created_at_ms).await?;
        writing.name_workspace(FIRST_WORKSPACE, workspace_name).await?;
        let person = Person { id: new.id.clone(), email: new.email.clone(), name: new.name.clone(), password: None };
        writing.make_member(FIRST_WORKSPACE, &person, Role::Owner, session.created_at_ms).await?;
        writing.make_session(session).await?;
        writing.done(Some(noted)).await
    }

    /// Gives a person another name, everywhere.
    pub async fn rename_person(&self, id: &str, name: &str) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        writing.run(sqlx::query(NAME_PERSON).bind(id.to_owned()).bind(name.to_owned())).await?;
        writing.run(sqlx::query(NAME_ACTORS).bind(id.to_owned()).bind(name.to_owned())).await?;
        writing.done(None).await
    }

    /// Sets a password and ends all other sessions of the person.
    pub async fn set_password(
        &self,
        id: &str,
        password: &str,
        kept_session: &str,
        noted: &[Noted],
    ) -> Result<Outcome, StorageError> {
        let mut writing = self.write().await?;
        writing.change_password(id, password, kept_session).await?;
        for noted in noted {
            writing.note(noted).await?;
        }
        writing.done(None).await
    }
}

impl Writing {
    /// Makes a person's row; false when the address is taken.
    pub(super) async fn make_person(&mut self, new: &NewPerson, now_ms: i64) -> Result<bool, StorageError> {
        let query = sqlx::query(INSERT)
            .bind(new.id.clone())
            .bind(new.email.clone())
            .bind(Person::key_of(&new.email))
            .bind(new.name.clone())
            .bind(new.password.clone())
            .bind(now_ms);
        if self.run(query).await? == 0 {
            return Ok(false);
        }
        match &new.identity {
            Some(identity) => self.make_identity(&new.id, identity, now_ms).await,
            None => Ok(true),
        }
    }

    /// Makes a person a member, with an actor of their own; who is one already stays what they are.
    pub(super) async fn make_member(
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
        self.run(actors::kept(&actor, now_ms)).await?;
        let query: Query = sqlx::query(MEMBER)
            .bind(workspace.to_owned())
            .bind(person.id.clone())
            .bind(role.as_str())
            .bind(actor.id)
            .bind(now_ms);
        Ok(self.run(query).await? > 0)
    }

    /// Sets a password; all sessions but one end, and so do links for a new one.
    pub(super) async fn change_password(&mut self, id: &str, password: &str, kept: &str) -> Result<(), StorageError> {
        self.run(sqlx::query(PASSWORD).bind(id.to_owned()).bind(password.to_owned())).await?;
        self.run(sqlx::query(FORGET_RESETS).bind(id.to_owned())).await?;
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
