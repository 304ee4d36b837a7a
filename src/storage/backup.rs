//! Backups: a consistent copy of the database, checked before it gets its final name. Servers keep running meanwhile.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use sqlx::{AnyConnection, Connection};

use crate::clock;
use crate::storage::data_dir::{DataLock, create_private, database_in, with_suffix};
use crate::storage::error::StorageError;
use crate::storage::sqlite;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatabaseContents {
    /// Includes maps in the trash.
    pub maps: u64,
    /// The number of log entries.
    pub edits: u64,
}

/// Copies the database of a data directory to a new file.
pub async fn back_up(data: &Path, out: &Path) -> Result<DatabaseContents, StorageError> {
    let database = database_in(data);
    if !database.is_file() {
        return Err(StorageError::Rejected(format!("There is no database in {}.", data.display())));
    }
    if out.symlink_metadata().is_ok() {
        return Err(StorageError::Rejected(format!("{} already exists. Choose another name.", out.display())));
    }
    let _lock = DataLock::shared(data)?;
    let partial = with_suffix(out, &format!(".{}.partial", clock::new_id()));
    let copied = copy(&database, &partial, out).await;
    for end in ["", "-wal", "-shm", "-journal"] {
        // Removes an unfinished copy; after a finished one there is nothing to remove.
        let _not_there = std::fs::remove_file(with_suffix(&partial, end));
    }
    copied
}

async fn copy(database: &Path, partial: &Path, out: &Path) -> Result<DatabaseContents, StorageError> {
    let mut source = sqlite::connect(database).await.map_err(|error| error.at(database))?;
    if !is_ours(&mut source).await.map_err(|error| error.at(database))? {
        return Err(StorageError::Rejected(format!("{} is not a Weir database.", database.display())));
    }
    let before = count(&mut source).await?;
    // SQLite fills an existing empty file, so creating it first keeps its permissions restricted while it is written.
    create_private(partial).map_err(|_| {
        let out = out.display();
        StorageError::Rejected(format!("Can’t write {out}: its directory doesn’t exist or isn’t writable."))
    })?;
    sqlite::copy_into(&mut source, partial).await.map_err(|error| error.at(out))?;
    let after = count(&mut source).await?;
    source.close().await?;

    let mut copy = sqlite::connect(partial).await?;
    if let Some(damage) = sqlite::damage(&mut copy).await? {
        return Err(StorageError::Rejected(format!("The backup is damaged, and the database may be too: {damage}.")));
    }
    let copied = count(&mut copy).await?;
    copy.close().await?;
    // Maps and log entries are only added, so the copy's counts must lie between those before and after it.
    let whole =
        (before.maps..=after.maps).contains(&copied.maps) && (before.edits..=after.edits).contains(&copied.edits);
    if !whole {
        return Err(StorageError::Rejected("The backup is incomplete.".to_owned()));
    }
    name(partial, out).map_err(|error| StorageError::file("Can’t write the backup", out, &error))?;
    Ok(copied)
}

/// Gives the finished copy its final name, unless a file with that name has been created meanwhile.
fn name(partial: &Path, out: &Path) -> std::io::Result<()> {
    restrict_to_owner(partial)?;
    File::open(partial)?.sync_all()?;
    match std::fs::hard_link(partial, out) {
        Ok(()) => std::fs::remove_file(partial)?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
        // The file system doesn't support hard links.
        Err(_) => std::fs::rename(partial, out)?,
    }
    sync_directory_of(out)
}

/// Returns whether the database has the tables of a Weir database.
pub(crate) async fn is_ours(connection: &mut AnyConnection) -> Result<bool, StorageError> {
    for table in ["_sqlx_migrations", "meta", "workspace", "map", "step", "edit"] {
        if !sqlite::has_table(connection, table).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(crate) async fn count(connection: &mut AnyConnection) -> Result<DatabaseContents, StorageError> {
    let maps = sqlx::query_scalar("select count(*) from map").fetch_one(&mut *connection).await?;
    let edits = sqlx::query_scalar("select count(*) from edit").fetch_one(connection).await?;
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(DatabaseContents { maps: number(maps), edits: number(edits) })
}

pub(crate) fn restrict_to_owner(file: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    std::fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

/// Syncs the directory of a file, so that its new name is durable.
pub(crate) fn sync_directory_of(file: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let directory = file.parent().filter(|directory| !directory.as_os_str().is_empty());
        File::open(directory.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
