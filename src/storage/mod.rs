//! What is kept: all SQL, and nothing but SQL. Statements are constants and portable; see [`mod@sqlite`] for what is not.

pub mod accounts;
mod actors;
mod backup;
mod commit;
mod data_dir;
mod error;
pub(crate) mod maps;
mod migrate;
mod restore;
mod sqlite;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::AnyPool;

pub use crate::storage::actors::{Actor, ActorKind, FIRST_WORKSPACE};
pub use crate::storage::backup::{Copied, back_up};
pub use crate::storage::commit::{Change, Writing, Written};
pub use crate::storage::data_dir::{DATABASE, DataLock, database_in};
pub use crate::storage::error::StorageError;
pub use crate::storage::maps::edit_log::{Answered, Line};
pub use crate::storage::maps::history::{HistoryRow, StepBack};
pub use crate::storage::maps::read::Listed;
pub use crate::storage::restore::{Restored, restore};

use crate::storage::writer::Writer;
use vsm::Map;

/// An open database. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Storage {
    writer: Writer,
    readers: AnyPool,
    epoch: Arc<str>,
    file: Arc<Path>,
}

/// A map as it stands in the database.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Whose it is. Every statement about a map names its workspace.
    pub workspace: Arc<str>,
    pub id: String,
    /// 1 when it is made, one more for each edit.
    pub revision: u64,
    pub map: Arc<Map>,
    /// Where each step stands in the order; runs upwards.
    positions: Arc<[i64]>,
    /// When it was made, in milliseconds since 1970.
    pub created_at_ms: i64,
    /// When it was last changed.
    pub changed_at_ms: i64,
    /// When it went to the bin; `None` when it is not there.
    pub binned_at_ms: Option<i64>,
}

impl Storage {
    /// Opens a database, made where there is none: `weir.db` in a directory, or a file.
    pub async fn open(path: &Path) -> Result<Storage, StorageError> {
        let file: PathBuf = database_in(path);
        let epoch = crate::storage::migrate::bring_up(&file, &crate::storage::sqlite::migrations()).await?;
        Ok(Storage {
            writer: Writer::of(&file),
            readers: crate::storage::sqlite::readers(&file)?,
            epoch: epoch.into(),
            file: file.into(),
        })
    }

    /// Which life of the database this is: changed by a restore, part of every `ETag`.
    #[must_use]
    pub fn epoch(&self) -> &Arc<str> {
        &self.epoch
    }

    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Closes all connections; waits for what is under way.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
