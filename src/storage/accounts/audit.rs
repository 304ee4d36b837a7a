//! The audit log: sign-ins (successful and failed), invites, share links, exports and so on. It is append-only.

use serde::Serialize;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::clock;
use crate::storage::error::StorageError;
use crate::storage::query::query;
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

/// A stored entry, also as the API returns it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
        let AuditEntry { workspace, at_ms, who, kind, about, address } = entry;
        self.run(query!(INSERT, clock::new_id(), workspace, at_ms, who, kind, about, address)).await?;
        Ok(())
    }

    /// Records an entry in every workspace the person belongs to, or in the entry's own workspace if there are none.
    pub(super) async fn record_in_all_workspaces(
        &mut self,
        person: &str,
        entry: &AuditEntry,
    ) -> Result<(), StorageError> {
        let AuditEntry { workspace: _, at_ms, who, kind, about, address } = entry;
        let query = query!(INSERT_EVERYWHERE, clock::new_id(), person, at_ms, who, kind, about, address);
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
        let query = query!(LIST, workspace, before.unwrap_or("~"), i64::from(most));
        let read = |row: &AnyRow| {
            Ok(AuditRecord {
                id: row.try_get("id")?,
                at_ms: row.try_get("at")?,
                who: row.try_get("who")?,
                kind: row.try_get("kind")?,
                about: row.try_get("about")?,
                address: row.try_get("address")?,
            })
        };
        self.all(query, read).await
    }
}
