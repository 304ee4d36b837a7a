//! What is kept: all SQL, and nothing but SQL. Statements are constants and portable; see [`mod@sqlite`] for what is not.

mod actor;
mod backup;
mod commit;
mod difference;
mod error;
mod files;
mod history;
mod idea_row;
mod log;
mod many;
mod map_row;
mod maps;
mod migrate;
mod positions;
mod restore;
mod sqlite;
mod step_row;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::AnyPool;

pub use actor::Actor;
pub use backup::{Copied, back_up};
pub use commit::{Change, Writing, Written};
pub use error::StorageError;
pub use files::{DATABASE, DataLock, database_in};
pub use history::{HistoryRow, StepBack};
pub use log::{Answered, Line};
pub use maps::Listed;
pub use restore::{Restored, restore};

use self::writer::Writer;
use crate::vsm::Map;

/// The one workspace there is until there are accounts; its row is made by the first migration. Every statement names
/// it, so that nothing has to be found again when there are several.
const WORKSPACE: &str = "00000000-0000-7000-8000-000000000001";

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
    /// Its id.
    pub id: String,
    /// 1 when it is made, one more for each edit.
    pub revision: u64,
    /// The map.
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
    ///
    /// # Errors
    /// A sentence for the operator: not writable, not a database, written by a newer version.
    pub async fn open(path: &Path) -> Result<Storage, StorageError> {
        let file: PathBuf = database_in(path);
        let epoch = migrate::bring_up(&file, &sqlite::migrations()).await?;
        Ok(Storage {
            writer: Writer::of(&file),
            readers: sqlite::readers(&file)?,
            epoch: epoch.into(),
            file: file.into(),
        })
    }

    /// Which life of the database this is: changed by a restore, part of every `ETag`.
    #[must_use]
    pub fn epoch(&self) -> &Arc<str> {
        &self.epoch
    }

    /// The database's file.
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
