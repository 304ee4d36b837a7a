//! All that is SQLite's own: how a connection is opened and set up, its traps, its copies.
//!
//! Another database needs another file like this one and its own migrations; all other statements are portable.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, percent_encode};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, AnyPool, ConnectOptions, Executor};

use crate::storage::error::StorageError;

/// The schema, step by step.
pub(crate) fn migrations() -> Migrator {
    let mut migrations = sqlx::migrate!("migrations/sqlite");
    // The previous program runs on the next schema, while one replaces the other.
    migrations.set_ignore_missing(true);
    migrations
}

/// Takes the write lock at once: a transaction that first reads and then writes fails when another wrote in between,
/// however long the busy timeout is.
pub(crate) const BEGIN_WRITE: &str = "begin immediate";

/// WAL databases can be corrupted by older versions.
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

/// How many connections read at once. They are opened when they are needed and closed after a minute of rest.
const READERS: u32 = 4;

/// What may stand in a path but not in an address.
const IN_ADDRESS: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`');

/// How a connection to a file is opened; the file has to be there.
fn options(file: &Path) -> Result<AnyConnectOptions, StorageError> {
    sqlx::any::install_default_drivers();
    let path = percent_encode(file.as_os_str().as_encoded_bytes(), IN_ADDRESS);
    Ok(AnyConnectOptions::from_str(&format!("sqlite://{path}?mode=rw"))?.disable_statement_logging())
}

/// Sets up a writing connection. The busy timeout is already set when it opens (5 s, sqlx's default), which has to come
/// before the journal mode.
async fn set_up_writer(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    connection.execute("pragma foreign_keys = on").await?;
    connection.execute("pragma synchronous = full").await?;
    // 16 MB of log before it is written back, so that a burst of edits does not pay for it in every thousandth page.
    connection.execute("pragma wal_autocheckpoint = 4000").await?;
    connection.execute("pragma journal_size_limit = 67108864").await?;
    Ok(())
}

pub(crate) async fn connect(file: &Path) -> Result<AnyConnection, StorageError> {
    let mut connection = options(file)?.connect().await?;
    set_up_writer(&mut connection).await?;
    Ok(connection)
}

pub(crate) fn readers(file: &Path) -> Result<AnyPool, StorageError> {
    Ok(AnyPoolOptions::new()
        .max_connections(READERS)
        .test_before_acquire(false)
        .idle_timeout(Duration::from_mins(1))
        .max_lifetime(None)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute("pragma query_only = on").await?;
                Ok(())
            })
        })
        .connect_lazy_with(options(file)?))
}

/// Refuses a library that is too old, and makes the database one that is read while it is written.
pub(crate) async fn prepare(connection: &mut AnyConnection) -> Result<(), StorageError> {
    let (version,): (String,) = sqlx::query_as("select sqlite_version()").fetch_one(&mut *connection).await?;
    if !new_enough(&version) {
        let oldest = OLDEST_SQLITE.map(|n| n.to_string()).join(".");
        return Err(StorageError::Refused(format!(
            "This build uses SQLite {version}, which can damage databases. SQLite {oldest} or newer is required."
        )));
    }
    let (mode,): (String,) = sqlx::query_as("pragma journal_mode = wal").fetch_one(&mut *connection).await?;
    if mode.eq_ignore_ascii_case("wal") {
        return Ok(());
    }
    Err(StorageError::Refused(format!(
        "The journal mode is “{mode}” and can’t be changed to WAL. Move the data directory off network drives."
    )))
}

fn new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let version = [(); 3].map(|()| parts.next().unwrap_or(0));
    version >= OLDEST_SQLITE
}

/// A number that changes whenever another connection, of this or another process, has committed.
pub(crate) async fn data_version(connection: &mut AnyConnection) -> Result<i64, StorageError> {
    let (version,): (i64,) = sqlx::query_as("pragma data_version").fetch_one(connection).await?;
    Ok(version)
}

/// Writes a compact copy of the database, as of one moment, to a file that is not there yet. Others may go on writing.
pub(crate) async fn copy_into(connection: &mut AnyConnection, copy: &Path) -> Result<(), StorageError> {
    let name = copy.to_str().ok_or_else(|| {
        StorageError::Refused(format!("{} isn’t a valid text path. Choose another name.", copy.display()))
    })?;
    sqlx::query("vacuum into $1").bind(name).execute(connection).await?;
    Ok(())
}

/// Writes the log of changes back into the database's file, so that the file alone is the whole database.
pub(crate) async fn make_whole(connection: &mut AnyConnection) -> Result<(), StorageError> {
    let (busy, _, _): (i64, i64, i64) = sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(connection).await?;
    if busy == 0 { Ok(()) } else { Err(StorageError::Refused("The database is in use.".to_owned())) }
}

/// The files that SQLite keeps beside a database, by the ends of their names.
pub(crate) const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// Reads the whole database and says what is damaged; nothing when all is well.
pub(crate) async fn damage(connection: &mut AnyConnection) -> Result<Option<String>, StorageError> {
    let lines: Vec<(String,)> = sqlx::query_as("pragma integrity_check(10)").fetch_all(&mut *connection).await?;
    let bad: Vec<String> = lines.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect();
    if !bad.is_empty() {
        return Ok(Some(bad.join("; ")));
    }
    let dangling: Vec<(String,)> =
        sqlx::query_as("select distinct \"table\" from pragma_foreign_key_check").fetch_all(&mut *connection).await?;
    let tables: Vec<String> = dangling.into_iter().map(|(table,)| table).collect();
    Ok(if tables.is_empty() { None } else { Some(format!("orphaned rows in {}", tables.join(", "))) })
}

/// Does the database have this table?
pub(crate) async fn has_table(connection: &mut AnyConnection, table: &str) -> Result<bool, StorageError> {
    let found: Option<(i64,)> = sqlx::query_as("select 1 from sqlite_master where type = 'table' and name = $1")
        .bind(table)
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some())
}

/// Does the database have any table at all?
pub(crate) async fn has_any_table(connection: &mut AnyConnection) -> Result<bool, StorageError> {
    let found: Option<(i64,)> =
        sqlx::query_as("select 1 from sqlite_master where type = 'table' limit 1").fetch_optional(connection).await?;
    Ok(found.is_some())
}

/// Is it the error for a file that is no database at all?
pub(crate) fn is_no_database(error: &sqlx::Error) -> bool {
    // 26 is SQLITE_NOTADB.
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| code == "26")
}

#[cfg(test)]
mod tests {
    use crate::storage::sqlite::new_enough;

    #[test]
    fn versions_compare_by_number() {
        for (version, good) in
            [("3.51.3", true), ("3.51.10", true), ("3.52", true), ("4.0.0", true), ("3.51.2", false), ("3.9.9", false)]
        {
            assert_eq!(new_enough(version), good, "{version}");
        }
    }
}
