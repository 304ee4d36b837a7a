//! The audit: who signed in, failed to, invited, shared, took away, and the like. Lines are only added.

use sqlx::Row;

use crate::clock;
use crate::storage::error::StorageError;
use crate::storage::maps::step_row::Query;
use crate::storage::{Storage, Writing};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    pub workspace: String,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// Who did it, as people call them.
    pub who: String,
    /// A word that programs can rely on: `sign_in`, `invite`, `export` …
    pub kind: &'static str,
    pub about: String,
    pub address: String,
}

/// A line of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Its id: where a list goes on.
    pub id: String,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    pub who: String,
    /// What was done, as a word.
    pub kind: String,
    pub about: String,
    pub address: String,
}

const NOTE: &str =
    "insert into audit (id, workspace, at, who, kind, about, address) values ($1, $2, $3, $4, $5, $6, $7)";

const LIST: &str = "select id, at, who, kind, about, address from audit where workspace = $1 and id < $2 \
    order by id desc limit $3";

/// With the id of the workspace for that of the line: one statement makes all of a person's lines.
const NOTE_EVERYWHERE: &str = "insert into audit (id, workspace, at, who, kind, about, address) \
    select $1 || '-' || workspace, workspace, $3, $4, $5, $6, $7 from membership where person = $2";

impl Writing {
    pub(super) async fn note(&mut self, noted: &Noted) -> Result<(), StorageError> {
        self.run(line(noted)).await?;
        Ok(())
    }

    /// Adds a line in each workspace that a person is a member of now; in that of the line when there is none.
    pub(super) async fn note_everywhere(&mut self, person: &str, noted: &Noted) -> Result<(), StorageError> {
        let query = sqlx::query(NOTE_EVERYWHERE)
            .bind(clock::new_id())
            .bind(person.to_owned())
            .bind(noted.at_ms)
            .bind(noted.who.clone())
            .bind(noted.kind)
            .bind(noted.about.clone())
            .bind(noted.address.clone());
        if self.run(query).await? == 0 {
            self.note(noted).await?;
        }
        Ok(())
    }
}

impl Storage {
    /// Adds lines of what changed nothing else.
    pub async fn note(&self, lines: &[Noted]) -> Result<(), StorageError> {
        let mut writing = self.write().await?;
        for noted in lines {
            writing.note(noted).await?;
        }
        writing.commit().await
    }

    /// The audit of a workspace before a line, newest first.
    pub async fn audit(
        &self,
        workspace: &str,
        before: Option<&str>,
        most: u32,
    ) -> Result<Vec<AuditLine>, StorageError> {
        // Ids are made of digits and letters, all of which stand before this.
        let before = before.unwrap_or("~").to_owned();
        let query = sqlx::query(LIST).bind(workspace.to_owned()).bind(before).bind(i64::from(most));
        let rows = query.fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| {
                Ok(AuditLine {
                    id: row.try_get("id")?,
                    at_ms: row.try_get("at")?,
                    who: row.try_get("who")?,
                    kind: row.try_get("kind")?,
                    about: row.try_get("about")?,
                    address: row.try_get("address")?,
                })
            })
            .collect()
    }
}

fn line(noted: &Noted) -> Query {
    sqlx::query(NOTE)
        .bind(clock::new_id())
        .bind(noted.workspace.clone())
        .bind(noted.at_ms)
        .bind(noted.who.clone())
        .bind(noted.kind)
        .bind(noted.about.clone())
        .bind(noted.address.clone())
}
