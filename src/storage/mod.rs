//! The storage layer: all SQL is here. Statements are portable constants; [`mod@sqlite`] has what is specific to
//! SQLite.

pub mod accounts;
mod actors;
mod backup;
mod commit;
mod data_dir;
mod error;
pub(crate) mod maps;
mod migrate;
mod query;
mod restore;
mod sqlite;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::AnyPool;

pub use crate::storage::actors::{Actor, ActorKind, FIRST_WORKSPACE, guest_name};
pub use crate::storage::backup::{DatabaseContents, back_up};
pub use crate::storage::commit::{MapChange, WriteOutcome, WriteTransaction};
pub use crate::storage::data_dir::{DATABASE, DataLock, database_in};
pub use crate::storage::error::StorageError;
pub use crate::storage::maps::edit_log::{LogEntry, RecordedAnswer};
pub use crate::storage::maps::history::{HistoryRow, InverseEntry};
pub use crate::storage::maps::read::MapSummary;
pub use crate::storage::restore::{Restored, restore};

use crate::storage::writer::Writer;
use vsm::Map;

/// An open database. Clones share the connections.
#[derive(Debug, Clone)]
pub struct Storage {
    writer: Writer,
    readers: AnyPool,
    epoch: Arc<str>,
    file: Arc<Path>,
}

/// A map as stored in the database.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredMap {
    /// Statements about a map name its workspace too.
    pub workspace: Arc<str>,
    pub id: String,
    /// 1 after creation; each edit adds one.
    pub revision: u64,
    pub map: Arc<Map>,
    /// The positions of the steps, ascending.
    positions: Arc<[i64]>,
    /// In milliseconds since 1970.
    pub created_at_ms: i64,
    pub changed_at_ms: i64,
    pub trashed_at_ms: Option<i64>,
}

impl Storage {
    /// Opens a database file, or `weir.db` in a directory, creating it if missing.
    pub async fn open(path: &Path) -> Result<Storage, StorageError> {
        let file: PathBuf = database_in(path);
        let epoch = crate::storage::migrate::open_and_migrate(&file, &crate::storage::sqlite::migrations()).await?;
        Ok(Storage {
            writer: Writer::new(&file),
            readers: crate::storage::sqlite::readers(&file)?,
            epoch: epoch.into(),
            file: file.into(),
        })
    }

    /// The database's epoch: changed by a restore, and part of every `ETag`.
    pub fn epoch(&self) -> &Arc<str> {
        &self.epoch
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Closes all connections; waits for running statements.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
