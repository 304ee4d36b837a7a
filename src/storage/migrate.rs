//! Opening a database: creates it if missing, and migrates an older one to this version's schema.

use std::path::Path;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AnyConnection, Connection};

use crate::clock;
use crate::storage::backup::{count, restrict_to_owner};
use crate::storage::data_dir::{create_parent_dir, create_private, migration_lock, with_suffix};
use crate::storage::error::StorageError;
use crate::storage::query::query;
use crate::storage::sqlite;

/// Creates and migrates the database as needed and returns its epoch.
///
/// A lock file admits one process at a time, because sqlx's migrator takes no lock on SQLite.
pub(crate) async fn open_and_migrate(database: &Path, migrations: &Migrator) -> Result<String, StorageError> {
    create_parent_dir(database)?;
    let path = database.to_owned();
    let lock = tokio::task::spawn_blocking(move || migration_lock(&path))
        .await
        .map_err(|e| StorageError::Rejected(format!("The database couldn’t be locked: {e}.")))??;
    let result = migrate(database, migrations).await;
    drop(lock);
    result.map_err(|error| error.at(database))
}

async fn migrate(database: &Path, migrations: &Migrator) -> Result<String, StorageError> {
    create_private(database)?;
    let mut connection = sqlite::connect(database).await?;
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

/// The version of the newest migration.
pub(crate) fn newest(migrations: &Migrator) -> i64 {
    migrations.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// The version of the newest migration applied to the database; `None` if the database is empty.
async fn applied(connection: &mut AnyConnection) -> Result<Option<i64>, StorageError> {
    if !sqlite::has_table(connection, "_sqlx_migrations").await? {
        if sqlite::has_any_table(connection).await? {
            return Err(StorageError::Rejected("The file is a database, but not a Weir database.".to_owned()));
        }
        return Ok(None);
    }
    Ok(sqlx::query_scalar("select max(version) from _sqlx_migrations").fetch_one(connection).await?)
}

async fn run_migrations(connection: &mut AnyConnection, migrations: &Migrator) -> Result<(), StorageError> {
    migrations.run_direct(None, connection, false).await.map_err(|error| match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => StorageError::Database(error),
        other => StorageError::Rejected(format!("The database couldn’t be upgraded: {other}.")),
    })
}

/// Rejects a database whose schema requires a newer version of Weir.
pub(crate) async fn oldest_allows(connection: &mut AnyConnection, known: i64) -> Result<(), StorageError> {
    let oldest = meta(connection, "oldest_schema").await?.and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    if known >= oldest {
        return Ok(());
    }
    Err(StorageError::Rejected(format!(
        "This database was created by a newer version of Weir (schema {oldest}; this version supports {known}). \
         Install that version."
    )))
}

/// Copies the database before the first migration of an upgrade, so that the upgrade can be reverted.
async fn copy_before_upgrade(
    connection: &mut AnyConnection,
    database: &Path,
    version: i64,
) -> Result<(), StorageError> {
    // The epoch and the number of edits are part of the name. So a later upgrade, after a restore or after work with
    // the older version, gets its own copy, while an upgrade that fails at every start doesn't fill the disk.
    let (epoch, contents) = (epoch(connection).await?, count(connection).await?);
    let copy = with_suffix(database, &format!(".before-upgrade-from-{version}-{epoch}-{}", contents.edits));
    if copy.exists() {
        return Ok(());
    }
    // Written under another name until it is complete.
    let partial = with_suffix(&copy, ".partial");
    let _not_there = std::fs::remove_file(&partial);
    create_private(&partial)?;
    sqlite::copy_into(connection, &partial).await?;
    restrict_to_owner(&partial)
        .and_then(|()| std::fs::rename(&partial, &copy))
        .map_err(|e| StorageError::file("Can’t back up the database before the upgrade:", &copy, &e))?;
    tracing::info!(copy = %copy.display(), "database backed up before the upgrade");
    Ok(())
}

/// The database's epoch, which a restore changes.
async fn epoch(connection: &mut AnyConnection) -> Result<String, StorageError> {
    if let Some(epoch) = meta(connection, "epoch").await? {
        return Ok(epoch);
    }
    new_epoch(connection).await
}

pub(crate) async fn new_epoch(connection: &mut AnyConnection) -> Result<String, StorageError> {
    let epoch = clock::new_id();
    let set =
        "insert into meta (key, value) values ('epoch', $1) on conflict (key) do update set value = excluded.value";
    query!(set, &epoch).execute(connection).await?;
    Ok(epoch)
}

async fn meta(connection: &mut AnyConnection, key: &str) -> Result<Option<String>, StorageError> {
    Ok(sqlx::query_scalar("select value from meta where key = $1").bind(key).fetch_optional(connection).await?)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use sqlx::SqlSafeStr;
    use sqlx::migrate::{Migration, MigrationType};

    use super::*;

    /// This version's migrations and one more.
    fn next(statement: &'static str) -> Migrator {
        let mut migrations: Vec<Migration> = sqlite::migrations().iter().cloned().collect();
        migrations.push(Migration::new(9001, "next".into(), MigrationType::Simple, statement.into_sql_str(), false));
        let mut migrator = Migrator::with_migrations(migrations);
        migrator.set_ignore_missing(true);
        migrator
    }

    async fn maps(database: &Path) -> u64 {
        let mut connection = sqlite::connect(database).await.unwrap();
        let count = count(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        count.maps
    }

    /// The copies made before upgrades of a database.
    fn copies(database: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(database.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
        let start = with_suffix(database, ".before-upgrade-from-").display().to_string();
        entries.filter(|path| path.display().to_string().starts_with(&start)).collect()
    }

    async fn with_a_map(database: &Path) {
        open_and_migrate(database, &sqlite::migrations()).await.unwrap();
        let mut connection = sqlite::connect(database).await.unwrap();
        let insert = "insert into map (id, workspace, revision, name, state, note, item, starts_with, ends_with, \
            mapped_on, participants, hours_per_day, days_per_week, created_at, changed_at) values \
            ('m', '00000000-0000-7000-8000-000000000001', 1, 'n', 'current', '', '', '', '', '', '', 8, 5, 0, 0)";
        sqlx::query(insert).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    #[tokio::test]
    async fn upgrade_copies_the_database_first_and_nothing_else_does() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("weir.db");
        with_a_map(&database).await;
        let epoch = open_and_migrate(&database, &sqlite::migrations()).await.unwrap();
        assert!(copies(&database).is_empty());
        let upgrade = next("alter table map add column newer text");
        assert_eq!(open_and_migrate(&database, &upgrade).await.unwrap(), epoch);
        let [copy] = copies(&database).try_into().unwrap();
        assert_eq!((maps(&database).await, maps(&copy).await), (1, 1));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
        }
        // The previous version still opens it, and so does the new one a second time.
        assert_eq!(open_and_migrate(&database, &sqlite::migrations()).await.unwrap(), epoch);
        assert_eq!(open_and_migrate(&database, &upgrade).await.unwrap(), epoch);
        // A new database has nothing to copy.
        let fresh = directory.path().join("fresh.db");
        open_and_migrate(&fresh, &upgrade).await.unwrap();
        assert!(copies(&fresh).is_empty());
    }

    #[tokio::test]
    async fn version_without_accounts_rejects_a_database_with_accounts() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("weir.db");
        open_and_migrate(&database, &sqlite::migrations()).await.unwrap();
        let mut connection = sqlite::connect(&database).await.unwrap();
        oldest_allows(&mut connection, 3).await.unwrap();
        connection.close().await.unwrap();
        let has_accounts = crate::storage::accounts::create_first_account_for_test(directory.path()).await.unwrap();
        assert_eq!(has_accounts, crate::storage::accounts::Outcome::Done);
        let mut before: Vec<Migration> = sqlite::migrations().iter().cloned().collect();
        before.retain(|migration| migration.version < 4);
        let mut before = Migrator::with_migrations(before);
        before.set_ignore_missing(true);
        let refused = open_and_migrate(&database, &before).await.unwrap_err().to_string();
        assert!(refused.contains("newer version of Weir"), "{refused}");
        open_and_migrate(&database, &sqlite::migrations()).await.unwrap();
    }

    #[tokio::test]
    async fn later_upgrade_from_the_same_schema_makes_its_own_copy() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("weir.db");
        with_a_map(&database).await;
        let broken = next("alter table nowhere add column x text");
        open_and_migrate(&database, &broken).await.unwrap_err();
        open_and_migrate(&database, &broken).await.unwrap_err();
        assert_eq!(copies(&database).len(), 1, "a repeated failure makes no second copy");
        let mut connection = sqlite::connect(&database).await.unwrap();
        new_epoch(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        open_and_migrate(&database, &next("alter table map add column newer text")).await.unwrap();
        assert_eq!(copies(&database).len(), 2);
    }

    #[tokio::test]
    async fn failed_upgrade_leaves_the_database_unchanged() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("weir.db");
        with_a_map(&database).await;
        let broken = next("alter table map add column newer text; alter table nowhere add column x text");
        assert!(open_and_migrate(&database, &broken).await.unwrap_err().to_string().ends_with('.'));
        open_and_migrate(&database, &sqlite::migrations()).await.unwrap();
        assert_eq!(maps(&database).await, 1);
        // The first half of the failed migration was rolled back.
        open_and_migrate(&database, &next("alter table map add column newer text")).await.unwrap();
    }
}
