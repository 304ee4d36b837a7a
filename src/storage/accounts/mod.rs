//! Who there is and who may see what: people, their sessions, members of workspaces, invitations, links, tokens, and the
//! audit of what was done with them. Secrets come in as hashes.
//!
//! What changes anything of this is one transaction, with its line in the audit and with a new stamp: by the stamp other
//! processes learn that what they remember may be out of date.

mod audit;
mod invite;
mod member;
mod person;
mod provider;
mod reset;
mod session;
mod share;
mod token;
mod workspace;

use sqlx::Row;
use sqlx::any::AnyRow;

pub use crate::storage::accounts::audit::{AuditLine, Noted};
pub use crate::storage::accounts::invite::{Invite, Joiner};
pub use crate::storage::accounts::member::Member;
pub use crate::storage::accounts::person::{NewPerson, Person};
pub use crate::storage::accounts::reset::ResetBy;
pub use crate::storage::accounts::session::{Membership, NewSession, OpenSession, Session};
pub use crate::storage::accounts::share::{Admission, NewShare, Share, ShareKind};
pub use crate::storage::accounts::token::{NewToken, Token};

use crate::clock;
use crate::storage::error::StorageError;
use crate::storage::maps::step_row::Query;
use crate::storage::{Storage, Writing};

/// What a member may do in a workspace; each includes what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Viewer,
    /// Make, change and share maps.
    Editor,
    /// Say who is a member.
    Owner,
}

impl Role {
    /// All of them, the most careful first.
    pub const ALL: [Role; 3] = [Role::Viewer, Role::Editor, Role::Owner];

    /// As forms, the API and the database say it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Editor => "editor",
            Role::Owner => "owner",
        }
    }

    /// As screens show it by itself.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Role::Viewer => "Viewer",
            Role::Editor => "Editor",
            Role::Owner => "Owner",
        }
    }

    /// As it stands in a sentence: `an editor`.
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            Role::Viewer => "a viewer",
            Role::Editor => "an editor",
            Role::Owner => "an owner",
        }
    }

    /// The role of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// What came of a change that can be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// There is nothing of this kind: not there, used up, out of date, or of another workspace.
    NotThere,
    /// Somebody has this e-mail address already.
    Taken,
    /// The workspace would be left without an owner.
    LastOwner,
    /// It is about more than whoever asks for it owns.
    NotYours,
}

const STAMP: &str = "insert into meta (key, value) values ('access', $1) \
    on conflict (key) do update set value = excluded.value";
const STAMPED: &str = "select value from meta where key = 'access'";

impl Writing {
    /// Runs one statement; how many rows it was about.
    pub(crate) async fn run(&mut self, query: Query) -> Result<u64, StorageError> {
        Ok(query.execute(self.connection()).await?.rows_affected())
    }

    pub(crate) async fn one(&mut self, query: Query) -> Result<Option<AnyRow>, StorageError> {
        Ok(query.fetch_optional(self.connection()).await?)
    }

    /// Ends a change of who may see what.
    pub(crate) async fn done(mut self, noted: Option<&Noted>) -> Result<Outcome, StorageError> {
        if let Some(noted) = noted {
            self.note(noted).await?;
        }
        self.run(sqlx::query(STAMP).bind(clock::new_id())).await?;
        self.commit().await?;
        Ok(Outcome::Done)
    }

    /// Takes a change back that turned out not to be possible.
    pub(crate) async fn refused(self, why: Outcome) -> Result<Outcome, StorageError> {
        self.roll_back().await?;
        Ok(why)
    }
}

impl Storage {
    /// Differs from what it was when somebody has changed who may see what.
    pub async fn access_stamp(&self) -> Result<Option<String>, StorageError> {
        let row = sqlx::query(STAMPED).fetch_optional(&self.readers).await?;
        Ok(row.map(|row| row.try_get("value")).transpose()?)
    }
}

/// The role that a row says.
fn role(row: &AnyRow) -> Result<Role, StorageError> {
    let word: String = row.try_get("role")?;
    // A role that only a newer version knows gives the least.
    Ok(Role::parse(&word).unwrap_or(Role::Viewer))
}

/// Makes the first account of a database.
#[cfg(test)]
pub(crate) async fn begin_for_test(data: &std::path::Path) -> Result<Outcome, StorageError> {
    let storage = Storage::open(data).await?;
    let person = NewPerson {
        id: "p".to_owned(),
        email: "ana@example.org".to_owned(),
        name: "Ana".to_owned(),
        password: None,
        identity: None,
    };
    let session = NewSession {
        hash: "h".to_owned(),
        id: "s".to_owned(),
        person: "p".to_owned(),
        browser: String::new(),
        created_at_ms: 1,
        expires_at_ms: 2,
    };
    let noted = Noted {
        workspace: crate::storage::FIRST_WORKSPACE.to_owned(),
        at_ms: 1,
        who: String::new(),
        kind: "set_up",
        about: String::new(),
        address: String::new(),
    };
    let begun = storage.begin_accounts(&person, "W", &session, &noted).await?;
    storage.close().await;
    Ok(begun)
}
