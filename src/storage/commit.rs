//! Write transactions: changes to any number of maps, made durable together.
//!
//! To change maps, open a [`WriteTransaction`], write a [`MapChange`] for each map, and commit once. The transaction
//! holds the database's write lock, so no other process can change a map between reading it
//! ([`WriteTransaction::load`]) and writing it.

use std::sync::Arc;

use sqlx::AnyConnection;

use crate::storage::error::StorageError;
use crate::storage::maps::edit_log::{self, LogEntry, RecordedAnswer};
use crate::storage::maps::row_changes::RowChanges;
use crate::storage::maps::{map_row, positions};
use crate::storage::query::query;
use crate::storage::writer::WriteGuard;
use crate::storage::{Storage, StoredMap, sqlite};
use vsm::Map;

/// The changes to one map in one transaction, made by any number of edits.
#[derive(Debug)]
pub struct MapChange {
    /// The map's last known state; `None` for a new map.
    pub old: Option<Arc<StoredMap>>,
    pub workspace: Arc<str>,
    pub id: String,
    pub map: Arc<Map>,
    /// When the map was moved to the trash, in milliseconds since 1970.
    pub trashed_at_ms: Option<i64>,
    /// One log entry per edit, with consecutive revisions; never empty.
    pub lines: Vec<LogEntry>,
}

#[derive(Debug)]
pub enum WriteOutcome {
    /// The maps' states after the commit, in the order of the changes. `None` where another process has written the map
    /// since `old`; nothing of that change was written.
    Written(Vec<Option<Arc<StoredMap>>>),
    /// The id of an edit has already been used on its map: roll back the whole transaction.
    DuplicateEditId,
}

/// A write transaction. It is rolled back if dropped without [`WriteTransaction::commit`].
#[derive(Debug)]
pub struct WriteTransaction {
    guard: WriteGuard,
}

impl Storage {
    /// Begins a write transaction; waits while another process is writing.
    pub async fn write(&self) -> Result<WriteTransaction, StorageError> {
        let mut guard = self.writer.guard().await?;
        sqlx::query(sqlite::BEGIN_WRITE).execute(guard.connection()).await?;
        Ok(WriteTransaction { guard })
    }
}

impl WriteTransaction {
    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        self.guard.connection()
    }

    /// Writes the row changes and the log entries. A map can appear only once in `changes`.
    pub async fn changes(&mut self, changes: &[MapChange]) -> Result<WriteOutcome, StorageError> {
        let connection = self.guard.connection();
        let written = guard(connection, changes).await?;
        let done = || changes.iter().zip(&written).filter_map(|(change, new)| Some((change, new.as_deref()?)));

        let lines = done()
            .flat_map(|(change, _)| change.lines.iter().map(|line| (&*change.workspace, change.id.as_str(), line)));
        if !edit_log::append(connection, &lines.collect::<Vec<_>>()).await? {
            return Ok(WriteOutcome::DuplicateEditId);
        }
        let mut difference = RowChanges::default();
        for (change, new) in done() {
            difference.add(change.old.as_deref(), new);
        }
        difference.write(connection).await?;
        Ok(WriteOutcome::Written(written))
    }

    /// Loads a map, including what this transaction has written.
    pub async fn load(&mut self, id: &str) -> Result<Option<Arc<StoredMap>>, StorageError> {
        Ok(map_row::load(self.guard.connection(), id).await?.map(Arc::new))
    }

    /// The recorded answer to the edit with this id; `None` if there is no such edit.
    pub async fn recorded_answer(
        &mut self,
        workspace: &str,
        map: &str,
        edit_id: &str,
    ) -> Result<Option<RecordedAnswer>, StorageError> {
        edit_log::recorded_answer(self.guard.connection(), workspace, map, edit_id).await
    }

    /// Makes everything durable, so that it survives crashes and power failures.
    pub async fn commit(self) -> Result<(), StorageError> {
        self.end("commit").await
    }

    pub async fn roll_back(self) -> Result<(), StorageError> {
        self.end("rollback").await
    }

    async fn end(mut self, statement: &'static str) -> Result<(), StorageError> {
        sqlx::query(statement).execute(self.guard.connection()).await?;
        self.guard.keep();
        Ok(())
    }

    /// Does a write that changes nothing, to check whether writing works.
    pub async fn probe(&mut self) -> Result<(), StorageError> {
        self.run(query!("update meta set value = value where key = 'epoch'")).await?;
        Ok(())
    }
}

/// Writes the maps' own rows first. If a map's revision isn't the expected one, nothing else of that map is written.
async fn guard(
    connection: &mut AnyConnection,
    changes: &[MapChange],
) -> Result<Vec<Option<Arc<StoredMap>>>, StorageError> {
    let states = changes.iter().map(state_after).collect::<Result<Vec<_>, _>>()?;
    let mut known = Vec::with_capacity(changes.len());
    for (change, new) in changes.iter().zip(&states) {
        match &change.old {
            Some(old) => known.push((&**new, &**old)),
            None => {
                map_row::insert(new).execute(&mut *connection).await?;
            }
        }
    }
    let updated = map_row::update(connection, &known).await?;
    let written = |change: &MapChange| change.old.is_none() || updated.contains(&change.id);
    Ok(changes.iter().zip(states).map(|(change, new)| written(change).then_some(new)).collect())
}

fn state_after(change: &MapChange) -> Result<Arc<StoredMap>, StorageError> {
    let MapChange { old, workspace, id, map, trashed_at_ms, lines } = change;
    let Some(last) = lines.last() else {
        return Err(StorageError::Unrecognized("a change without a log entry".to_owned()));
    };
    Ok(Arc::new(StoredMap {
        workspace: Arc::clone(workspace),
        id: id.clone(),
        revision: last.revision,
        map: Arc::clone(map),
        positions: match old {
            Some(old) => positions::place(&old.map.steps, &old.positions, &map.steps),
            None => positions::place(&[], &Arc::from([]), &map.steps),
        },
        created_at_ms: old.as_ref().map_or(last.at_ms, |old| old.created_at_ms),
        changed_at_ms: last.at_ms,
        trashed_at_ms: *trashed_at_ms,
    }))
}
