//! Everything specific to SQLite: connections and their settings, pitfalls, copies.
//!
//! Supporting another database takes a file like this and its own migrations; all other statements are portable.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, percent_encode};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::error::DatabaseError;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, AnyPool, ConnectOptions, Executor, SqlSafeStr};

use crate::storage::error::StorageError;
use crate::storage::query::query;

/// The schema, step by step: number, name and statements. `sqlx::migrate!` would compile SQLite a second time for it.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "maps", include_str!("../../migrations/sqlite/0001_maps.sql")),
    (2, "sentences", include_str!("../../migrations/sqlite/0002_sentences.sql")),
    (3, "ideas", include_str!("../../migrations/sqlite/0003_ideas.sql")),
    (4, "accounts", include_str!("../../migrations/sqlite/0004_accounts.sql")),
    (5, "reset made by", include_str!("../../migrations/sqlite/0005_reset_made_by.sql")),
    (6, "times as written", include_str!("../../migrations/sqlite/0006_times_as_written.sql")),
    (7, "join codes", include_str!("../../migrations/sqlite/0007_join_codes.sql")),
    (8, "open ranges and rework waits", include_str!("../../migrations/sqlite/0008_open_ranges_and_rework_waits.sql")),
];

pub(crate) fn migrations() -> Migrator {
    let migration = |&(number, name, sql): &(i64, &'static str, &'static str)| {
        Migration::new(number, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    let mut migrations = Migrator::with_migrations(MIGRATIONS.iter().map(migration).collect());
    // During a rolling upgrade, the previous version runs on the newer schema.
    migrations.set_ignore_missing(true);
    migrations
}

/// Takes the write lock right away. A transaction that reads first and writes later fails if another one wrote in
/// between, however long the busy timeout is.
pub(crate) const BEGIN_WRITE: &str = "begin immediate";

/// Older versions can corrupt databases in WAL mode.
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

/// The maximum number of reading connections. They are opened on demand and closed after a minute of idling.
const READERS: u32 = 4;

/// The characters of a path that must be escaped in a URL.
const ESCAPED_IN_URL: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`');

/// Connection options for a file, which must exist.
fn options(file: &Path) -> Result<AnyConnectOptions, StorageError> {
    sqlx::any::install_default_drivers();
    let path = percent_encode(file.as_os_str().as_encoded_bytes(), ESCAPED_IN_URL);
    Ok(AnyConnectOptions::from_str(&format!("sqlite://{path}?mode=rw"))?.disable_statement_logging())
}

/// Opens a connection that can write. The busy timeout must be set before the journal mode; sqlx does so when it opens
/// the connection (5 s by default).
pub(crate) async fn connect(file: &Path) -> Result<AnyConnection, StorageError> {
    let mut connection = options(file)?.connect().await?;
    connection.execute("pragma foreign_keys = on").await?;
    connection.execute("pragma synchronous = full").await?;
    // A checkpoint after 16 MB of WAL, so that a burst of edits doesn't pay for one every thousand pages.
    connection.execute("pragma wal_autocheckpoint = 4000").await?;
    connection.execute("pragma journal_size_limit = 67108864").await?;
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

/// Rejects a SQLite library that is too old, and enables WAL mode.
pub(crate) async fn prepare(connection: &mut AnyConnection) -> Result<(), StorageError> {
    let version: String = sqlx::query_scalar("select sqlite_version()").fetch_one(&mut *connection).await?;
    if !new_enough(&version) {
        let oldest = OLDEST_SQLITE.map(|n| n.to_string()).join(".");
        return Err(StorageError::Rejected(format!(
            "This build uses SQLite {version}, which can damage databases. SQLite {oldest} or newer is required."
        )));
    }
    let mode: String = sqlx::query_scalar("pragma journal_mode = wal").fetch_one(&mut *connection).await?;
    if mode.eq_ignore_ascii_case("wal") {
        return Ok(());
    }
    Err(StorageError::Rejected(format!(
        "The journal mode is “{mode}” and can’t be changed to WAL. Move the data directory off network drives."
    )))
}

fn new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let version = [(); 3].map(|()| parts.next().unwrap_or(0));
    version >= OLDEST_SQLITE
}

/// A number that changes whenever another connection, in this process or another, commits.
pub(crate) async fn data_version(connection: &mut AnyConnection) -> Result<i64, StorageError> {
    Ok(sqlx::query_scalar("pragma data_version").fetch_one(connection).await?)
}

/// Writes a compact and consistent copy of the database to a new file. Others can write to the database meanwhile.
pub(crate) async fn copy_into(connection: &mut AnyConnection, copy: &Path) -> Result<(), StorageError> {
    let name = copy.to_str().ok_or_else(|| {
        StorageError::Rejected(format!("{} isn’t a valid text path. Choose another name.", copy.display()))
    })?;
    query!("vacuum into $1", name).execute(connection).await?;
    Ok(())
}

/// Writes the WAL back into the database file, so that this file alone is the whole database.
pub(crate) async fn checkpoint_wal(connection: &mut AnyConnection) -> Result<(), StorageError> {
    let (busy, _, _): (i64, i64, i64) = sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(connection).await?;
    if busy == 0 { Ok(()) } else { Err(StorageError::Rejected("The database is in use.".to_owned())) }
}

/// The suffixes of the files that SQLite creates next to a database.
pub(crate) const WAL_SUFFIXES: [&str; 2] = ["-wal", "-shm"];

/// Checks the whole database. Returns a description of the damage, or `None` if there is none.
pub(crate) async fn damage(connection: &mut AnyConnection) -> Result<Option<String>, StorageError> {
    let mut bad: Vec<String> = sqlx::query_scalar("pragma integrity_check(10)").fetch_all(&mut *connection).await?;
    bad.retain(|line| line != "ok");
    if !bad.is_empty() {
        return Ok(Some(bad.join("; ")));
    }
    let dangling = sqlx::query_scalar("select distinct \"table\" from pragma_foreign_key_check");
    let tables: Vec<String> = dangling.fetch_all(connection).await?;
    Ok(if tables.is_empty() { None } else { Some(format!("orphaned rows in {}", tables.join(", "))) })
}

pub(crate) async fn has_table(connection: &mut AnyConnection, table: &str) -> Result<bool, StorageError> {
    let query = query!("select 1 from sqlite_master where type = 'table' and name = $1", table);
    Ok(query.fetch_optional(connection).await?.is_some())
}

pub(crate) async fn has_any_table(connection: &mut AnyConnection) -> Result<bool, StorageError> {
    let query = query!("select 1 from sqlite_master where type = 'table' limit 1");
    Ok(query.fetch_optional(connection).await?.is_some())
}

impl StorageError {
    /// Adds the file name to a database error.
    pub(crate) fn at(self, file: &Path) -> Self {
        let is_no_database = |error: &sqlx::Error| {
            // 26 is SQLITE_NOTADB.
            error.as_database_error().and_then(DatabaseError::code).is_some_and(|code| code == "26")
        };
        match self {
            StorageError::Database(error) if is_no_database(&error) => {
                StorageError::Rejected(format!("{} is not a database.", file.display()))
            }
            StorageError::Database(error) => {
                StorageError::Rejected(format!("Can’t use the database {}: {error}.", file.display()))
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::storage::sqlite::{MIGRATIONS, new_enough};

    #[test]
    fn versions_compare_by_number() {
        for (version, good) in
            [("3.51.3", true), ("3.51.10", true), ("3.52", true), ("4.0.0", true), ("3.51.2", false), ("3.9.9", false)]
        {
            assert_eq!(new_enough(version), good, "{version}");
        }
    }

    #[test]
    fn every_migration_file_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        let listed: Vec<_> =
            MIGRATIONS.iter().map(|(number, name, _)| format!("{number:04}_{}.sql", name.replace(' ', "_"))).collect();
        assert_eq!(files, listed);
    }
}
