//! What can go wrong with the database. The texts are for the log and the console, never for a visitor.

use std::path::Path;

use crate::storage::sqlite;

/// Why the database could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database refuses to be opened, in a sentence for the operator.
    #[error("{0}")]
    Refused(String),
    /// A row says what no row of ours can.
    #[error("the database contains something that this version doesn’t recognize: {0}")]
    NotUnderstood(String),
    /// The database failed: full or unwritable disk, file gone, too long locked.
    #[error("database error: {0}")]
    Database(#[from] sqlx::Error),
}

impl StorageError {
    /// A sentence for the operator about a file or directory that could not be used.
    pub(crate) fn file(what: &str, path: &Path, error: &std::io::Error) -> Self {
        StorageError::Refused(format!("{what} {}: {error}.", path.display()))
    }

    /// The same, said of a file where only the database's own words are known.
    pub(crate) fn at(self, file: &Path) -> Self {
        match self {
            StorageError::Database(error) if sqlite::is_no_database(&error) => {
                StorageError::Refused(format!("{} is not a database.", file.display()))
            }
            StorageError::Database(error) => {
                StorageError::Refused(format!("Can’t use the database {}: {error}.", file.display()))
            }
            other => other,
        }
    }
}
