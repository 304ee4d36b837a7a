//! The audit log: sign-ins (successful and failed), invites, share links, exports and so on. It is append-only.

use sqlx::Row;

use crate::clock;
use crate::storage::error::StorageError;
use crate::storage::maps::step_row::Query;
use crate::storage::{Storage, WriteTransaction};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub workspace: String,
    pub at_ms: i64,
    /// The actor's name; for members, followed by their email address.
    pub who: String,
    /// A stable identifier for programs: `sign_in`, `invite`, `export` …
    pub kind: &'static str,
    pub about: String,
    pub address: String,
}

/// A stored entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// The pagination cursor: pass it as `before` to get the next page.
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

/// Appends the workspace id to each entry id, so that one statement can insert a person's entries in all workspaces.
const INSERT_EVERYWHERE: &str = "insert into audit (id, workspace, at, who, kind, about, address) \
    select $1 || '-' || workspace, workspace, $3, $4, $5, $6, $7 from membership where person = $2";

impl WriteTransaction {
    pub(super) async fn record(&mut self, entry: &AuditEntry) -> Result<(), StorageError> {
        self.run(line(entry)).await?;
        Ok(())
    }

    /// Records an entry in every workspace the person belongs to, or in the entry's own workspace if there are none.
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
    /// Records entries for events that change nothing else in the database.
    pub async fn record(&self, lines: &[AuditEntry]) -> Result<(), StorageError> {
        let mut transaction = self.write().await?;
        for entry in lines {
            transaction.record(entry).await?;
        }
        transaction.commit().await
    }

    /// A workspace's audit entries older than `before`, newest first.
    pub async fn audit(
        &self,
        workspace: &str,
        before: Option<&str>,
        most: u32,
    ) -> Result<Vec<AuditRecord>, StorageError> {
        // Ids contain only digits, letters and hyphens, all of which sort before `~`.
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
