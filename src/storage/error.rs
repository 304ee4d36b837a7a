//! Database errors. Their messages are for the log and the console, never for visitors.

use std::path::Path;

/// An error from opening, reading or writing the database.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database can't be used; the message is for the operator.
    #[error("{0}")]
    Rejected(String),
    /// A row contains something that this version can't have written.
    #[error("the database contains something that this version doesn’t recognize: {0}")]
    Unrecognized(String),
    /// Such as a full or read-only disk, a missing file, or a lock that was held too long.
    #[error("database error: {0}")]
    Database(#[from] sqlx::Error),
}

impl StorageError {
    /// An error about a file or directory that can't be used.
    pub(crate) fn file(what: &str, path: &Path, error: &std::io::Error) -> Self {
        StorageError::Rejected(format!("{what} {}: {error}.", path.display()))
    }
}
