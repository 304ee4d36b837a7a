//! What can go wrong with the database. The messages are for the log and the console, never for visitors.

use std::path::Path;

/// Why the database could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database can't be used; a sentence for the operator.
    #[error("{0}")]
    Refused(String),
    /// A row contains what this version can't have written.
    #[error("the database contains something that this version doesn’t recognize: {0}")]
    Unrecognized(String),
    /// A full or read-only disk, a missing file, a lock held too long.
    #[error("database error: {0}")]
    Database(#[from] sqlx::Error),
}

impl StorageError {
    /// About a file or directory that could not be used.
    pub(crate) fn file(what: &str, path: &Path, error: &std::io::Error) -> Self {
        StorageError::Refused(format!("{what} {}: {error}.", path.display()))
    }
}
