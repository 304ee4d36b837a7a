//! Restores a backup and sets the previous database aside.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sqlx::Connection;

use crate::clock::{self, Clock};
use crate::storage::backup::{DatabaseContents, count, is_ours, restrict_to_owner, sync_directory_of};
use crate::storage::data_dir::{DataLock, database_in, with_suffix};
use crate::storage::error::StorageError;
use crate::storage::{migrate, sqlite};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub contents: DatabaseContents,
    /// Where the previous database was moved.
    pub before: Option<PathBuf>,
}

/// Replaces the database of a data directory with a backup. The backup file itself is only read.
pub async fn restore(copy: &Path, data: &Path) -> Result<Restored, StorageError> {
    let database = database_in(data);
    if !copy.is_file() {
        return Err(StorageError::Rejected(format!("The file {} doesn’t exist.", copy.display())));
    }
    let _lock = DataLock::exclusive(data)?;
    let same = std::fs::canonicalize(copy).ok().zip(std::fs::canonicalize(&database).ok());
    if same.is_some_and(|(copy, database)| copy == database) {
        return Err(StorageError::Rejected(format!("{} is the current database, not a backup.", copy.display())));
    }
    let staged = with_suffix(&database, &format!(".restoring-{}", clock::new_id()));
    let restored = replace_database(copy, &staged, &database).await;
    for end in ["", "-wal", "-shm"] {
        let _not_there = std::fs::remove_file(with_suffix(&staged, end));
    }
    restored
}

async fn replace_database(copy: &Path, staged: &Path, database: &Path) -> Result<Restored, StorageError> {
    let contents = stage(copy, staged).await?;
    let before = set_aside(database).await?;
    let placed = std::fs::rename(staged, database).and_then(|()| sync_directory_of(database));
    placed.map_err(|error| StorageError::file("Can’t replace the database", database, &error))?;
    tracing::info!(maps = contents.maps, "database restored");
    Ok(Restored { contents, before })
}

/// Copies the backup next to the database, checks it there and gives it a new epoch.
async fn stage(copy: &Path, staged: &Path) -> Result<DatabaseContents, StorageError> {
    let copied = std::fs::copy(copy, staged).and_then(|_| {
        // A copy made by hand may have its latest changes in a WAL file next to it.
        let wal = with_suffix(copy, "-wal");
        if wal.is_file() {
            std::fs::copy(wal, with_suffix(staged, "-wal"))?;
        }
        restrict_to_owner(staged)
    });
    copied.map_err(|error| StorageError::file("Can’t copy the backup to the data directory:", copy, &error))?;

    let mut connection = sqlite::connect(staged).await.map_err(|error| error.at(copy))?;
    if !is_ours(&mut connection).await.map_err(|error| error.at(copy))? {
        return Err(StorageError::Rejected(format!("{} is not a Weir database.", copy.display())));
    }
    if let Some(damage) = sqlite::damage(&mut connection).await? {
        return Err(StorageError::Rejected(format!("{} is damaged: {damage}.", copy.display())));
    }
    migrate::oldest_allows(&mut connection, migrate::newest(&sqlite::migrations())).await?;
    sqlite::prepare(&mut connection).await?;
    // A new epoch keeps browsers and programs from mistaking it for the database they know.
    migrate::new_epoch(&mut connection).await?;
    let contents = count(&mut connection).await?;
    sqlite::checkpoint_wal(&mut connection).await?;
    connection.close().await?;
    let synced = File::open(staged).and_then(|file| file.sync_all());
    synced.map_err(|error| StorageError::file("Can’t write the backup to the data directory:", staged, &error))?;
    Ok(contents)
}

/// Links the current database under another name. It keeps its own name too, so that a database exists at all times.
async fn set_aside(database: &Path) -> Result<Option<PathBuf>, StorageError> {
    if !database.exists() {
        clear_beside(database, None)?;
        return Ok(None);
    }
    // A damaged database is set aside as it is, together with its WAL files.
    let whole = async {
        let mut connection = sqlite::connect(database).await?;
        sqlite::checkpoint_wal(&mut connection).await?;
        connection.close().await?;
        Ok::<(), StorageError>(())
    };
    if let Err(error) = whole.await {
        tracing::warn!(%error, "the previous database is incomplete");
    }
    let aside = with_suffix(database, &format!(".before-restore-{}", Clock::default().now_ms()));
    let linked = std::fs::hard_link(database, &aside).or_else(|_| std::fs::copy(database, &aside).map(drop));
    linked.map_err(|error| StorageError::file("Can’t save the current database as", &aside, &error))?;
    clear_beside(database, Some(&aside))?;
    Ok(Some(aside))
}

/// Moves or deletes the old database's WAL files, which must not be mistaken for the new one's.
fn clear_beside(database: &Path, aside: Option<&Path>) -> Result<(), StorageError> {
    for end in sqlite::WAL_SUFFIXES {
        let file = with_suffix(database, end);
        let cleared = match aside {
            Some(aside) => std::fs::rename(&file, with_suffix(aside, end)),
            None => std::fs::remove_file(&file),
        };
        match cleared {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(StorageError::file("This file must be moved first:", &file, &error));
            }
            _ => {}
        }
    }
    Ok(())
}
