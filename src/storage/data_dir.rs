//! The files in a data directory: the database and its lock files.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::storage::error::StorageError;

/// The file name of the database in its data directory.
pub const DATABASE: &str = "weir.db";

/// The database for a path: the path itself if it is a file or ends in `.db`, otherwise [`DATABASE`] in that directory.
pub fn database_in(path: &Path) -> PathBuf {
    let named = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("db"));
    if path.is_file() || (named && !path.is_dir()) { path.to_owned() } else { path.join(DATABASE) }
}

/// Appends a suffix to a file name.
pub(crate) fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Creates the directory of a file, accessible only to its owner.
pub(crate) fn create_parent_dir(file: &Path) -> Result<(), StorageError> {
    let Some(directory) = file.parent().filter(|directory| !directory.as_os_str().is_empty()) else { return Ok(()) };
    if directory.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(|e| StorageError::file("Can’t create the data directory", directory, &e))
}

/// Creates the database file if missing, accessible only to its owner. SQLite gives its other files the same
/// permissions.
pub(crate) fn create_private(database: &Path) -> Result<(), StorageError> {
    if database.exists() { Ok(()) } else { open_or_create(database).map(drop) }
}

/// Opens a file. If missing, creates it accessible only to its owner.
fn open_or_create(path: &Path) -> Result<File, StorageError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|e| StorageError::file("Can’t write to the data directory:", path, &e))
}

/// Locks the database against migrations by other processes until the returned file is dropped. Blocks the thread.
pub(crate) fn migration_lock(database: &Path) -> Result<File, StorageError> {
    let path = with_suffix(database, ".migrating");
    let file = open_or_create(&path)?;
    file.lock().map_err(|e| StorageError::file("Can’t lock the data directory:", &path, &e))?;
    Ok(file)
}

/// The lock on a database, released when it is dropped or the process ends. Servers share it (there are two during a
/// rolling upgrade); a restore needs exclusive access.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

impl DataLock {
    /// Takes the lock that every server holds while it runs.
    pub fn shared(path: &Path) -> Result<DataLock, StorageError> {
        Self::acquire(
            path,
            File::try_lock_shared,
            "The database is being restored. Start again when that has finished.",
        )
    }

    pub fn exclusive(path: &Path) -> Result<DataLock, StorageError> {
        Self::acquire(path, File::try_lock, "A server is using this data directory. Stop it first.")
    }

    fn acquire(
        path: &Path,
        lock: impl Fn(&File) -> Result<(), TryLockError>,
        busy_message: &str,
    ) -> Result<DataLock, StorageError> {
        let database = database_in(path);
        create_parent_dir(&database)?;
        let path = with_suffix(&database, ".lock");
        let file = open_or_create(&path)?;
        match lock(&file) {
            Ok(()) => Ok(DataLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StorageError::Rejected(busy_message.to_owned())),
            Err(TryLockError::Error(e)) => Err(StorageError::file("Can’t lock the data directory:", &path, &e)),
        }
    }
}
