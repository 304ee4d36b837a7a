//! Opening a database: made where there is none, brought to this program's schema where it is older.

use std::path::Path;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AnyConnection, Connection};

use super::error::StorageError;
use super::files::{beside, make_directory_of, migration_lock};
use super::sqlite;
use crate::clock;

/// Opens the database once, migrates it and tells its epoch.
///
/// Only one process does so at a time: sqlx's migrator takes no lock on SQLite.
pub(super) async fn bring_up(database: &Path) -> Result<String, StorageError> {
    make_directory_of(database)?;
    let path = database.to_owned();
    let lock = tokio::task::spawn_blocking(move || migration_lock(&path))
        .await
        .map_err(|e| StorageError::Refused(format!("The database could not be locked: {e}.")))??;
    let result = migrate(database, &sqlite::migrations()).await;
    drop(lock);
    result.map_err(|error| error.at(database))
}

async fn migrate(database: &Path, migrations: &Migrator) -> Result<String, StorageError> {
    let mut connection = sqlite::connect(database, true).await?;
    sqlite::prepare(&mut connection).await?;
    let known = newest(migrations);
    match applied(&mut connection).await? {
        Some(version) if version >= known => oldest_allows(&mut connection, known).await?,
        applied => {
            if let Some(version) = applied {
                copy_before_upgrade(&mut connection, database, version).await?;
            }
            run_migrations(&mut connection, migrations).await?;
            tracing::info!(schema = known, database = %database.display(), "database is ready");
        }
    }
    let epoch = epoch(&mut connection).await?;
    connection.close().await?;
    Ok(epoch)
}

/// The newest migration that a program with these migrations knows.
pub(super) fn newest(migrations: &Migrator) -> i64 {
    migrations.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// The newest migration that the database has seen; `None` when it is empty.
async fn applied(connection: &mut AnyConnection) -> Result<Option<i64>, StorageError> {
    if !sqlite::has_table(connection, "_sqlx_migrations").await? {
        if sqlite::has_any_table(connection).await? {
            return Err(StorageError::Refused("The file is a database, but not one of Weir's.".to_owned()));
        }
        return Ok(None);
    }
    let (version,): (Option<i64>,) =
        sqlx::query_as("select max(version) from _sqlx_migrations").fetch_one(connection).await?;
    Ok(version)
}

async fn run_migrations(connection: &mut AnyConnection, migrations: &Migrator) -> Result<(), StorageError> {
    migrations.run_direct(None, connection, false).await.map_err(|error| match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => StorageError::Database(error),
        other => StorageError::Refused(format!("The database could not be brought to this version: {other}.")),
    })
}

/// Refuses a database whose schema this program is too old for.
pub(super) async fn oldest_allows(connection: &mut AnyConnection, known: i64) -> Result<(), StorageError> {
    let oldest = meta(connection, "oldest_schema").await?.and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    if known >= oldest {
        return Ok(());
    }
    Err(StorageError::Refused(format!(
        "The database was written by a newer Weir (schema {oldest}; this program knows {known}). Install that version."
    )))
}

/// Before the first migration of an upgrade: the way back.
async fn copy_before_upgrade(
    connection: &mut AnyConnection,
    database: &Path,
    version: i64,
) -> Result<(), StorageError> {
    let copy = beside(database, &format!(".before-upgrade-from-{version}"));
    if copy.exists() {
        // An upgrade that was cut off: its copy is the older one, and the one to keep.
        return Ok(());
    }
    sqlite::copy_into(connection, &copy).await?;
    tracing::info!(copy = %copy.display(), "database copied before the upgrade");
    Ok(())
}

/// Says which life of the database this is; a restore begins another.
async fn epoch(connection: &mut AnyConnection) -> Result<String, StorageError> {
    if let Some(epoch) = meta(connection, "epoch").await? {
        return Ok(epoch);
    }
    new_epoch(connection).await
}

/// Begins a new life of the database.
pub(super) async fn new_epoch(connection: &mut AnyConnection) -> Result<String, StorageError> {
    let epoch = clock::new_id();
    sqlx::query(
        "insert into meta (key, value) values ('epoch', $1) on conflict (key) do update set value = excluded.value",
    )
    .bind(&epoch)
    .execute(connection)
    .await?;
    Ok(epoch)
}

async fn meta(connection: &mut AnyConnection, key: &str) -> Result<Option<String>, StorageError> {
    let row: Option<(String,)> =
        sqlx::query_as("select value from meta where key = $1").bind(key).fetch_optional(connection).await?;
    Ok(row.map(|(value,)| value))
}
