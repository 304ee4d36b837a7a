//! The audit log: who signed in, failed to, invited, shared, exported, and the like. Entries are only added.

use sqlx::Row;

use crate::clock;
use crate::storage::error::StorageError;
use crate::storage::maps::step_row::Query;
use crate::storage::{Storage, WriteTransaction};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub workspace: String,
    pub at_ms: i64,
    /// A name, with the email address of a member.
    pub who: String,
    /// Stable for programs: `sign_in`, `invite`, `export` …
    pub kind: &'static str,
    pub about: String,
    pub address: String,
}

/// An entry as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Where a list continues.
    pub id: String,
    pub at_ms: i64,
    pub who: String,
    pub kind: String,
    pub about: String,
    pub address: String,
}

const INSERT: &str =
    "insert into audit (id, workspace, at, who, kind, about, address) values ($1, $2, $3, $4, $5, $6, $7)";

const LIST: &str = "select id, at, who, kind, about, address from audit where workspace = $1 and id < $2 \
    order by id desc limit $3";

/// The id gets the workspace's appended: one statement inserts all entries of a person.
const INSERT_EVERYWHERE: &str = "insert into audit (id, workspace, at, who, kind, about, address) \
    select $1 || '-' || workspace, workspace, $3, $4, $5, $6, $7 from membership where person = $2";

impl WriteTransaction {
    pub(super) async fn record(&mut self, entry: &AuditEntry) -> Result<(), StorageError> {
        self.run(line(entry)).await?;
        Ok(())
    }

    /// Records an entry in each workspace that a person is a member of now, or in its own when there is none.
    pub(super) async fn record_in_all_workspaces(
        &mut self,
        person: &str,
        entry: &AuditEntry,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(INSERT_EVERYWHERE)
            .bind(clock::new_id())
            .bind(person.to_owned())
            .bind(entry.at_ms)
            .bind(entry.who.clone())
            .bind(entry.kind)
            .bind(entry.about.clone())
            .bind(entry.address.clone());
        if self.run(query).await? == 0 {
            self.record(entry).await?;
        }
        Ok(())
    }
}

impl Storage {
    /// Records what changed nothing else.
    pub async fn record(&self, lines: &[AuditEntry]) -> Result<(), StorageError> {
        let mut transaction = self.write().await?;
        for entry in lines {
            transaction.record(entry).await?;
        }
        transaction.commit().await
    }

    /// The audit log of a workspace before an entry, newest first.
    pub async fn audit(
        &self,
        workspace: &str,
        before: Option<&str>,
        most: u32,
    ) -> Result<Vec<AuditRecord>, StorageError> {
        // Ids consist of digits and letters, all of which sort before this.
        let before = before.unwrap_or("~").to_owned();
        let query = sqlx::query(LIST).bind(workspace.to_owned()).bind(before).bind(i64::from(most));
        let rows = query.fetch_all(&self.readers).await?;
        rows.iter()
            .map(|row| {
                Ok(AuditRecord {
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

fn line(entry: &AuditEntry) -> Query {
    sqlx::query(INSERT)
        .bind(clock::new_id())
        .bind(entry.workspace.clone())
        .bind(entry.at_ms)
        .bind(entry.who.clone())
        .bind(entry.kind)
        .bind(entry.about.clone())
        .bind(entry.address.clone())
}
