//! The one writer: changes of any number of maps, made durable together.
//!
//! Whoever wants to change maps opens a [`Writing`], writes a [`Change`] for each map, and commits once. Between begin and
//! commit the database's write lock is held, so that a map read inside ([`Writing::load`]) cannot be changed by another
//! process before it is written.

use std::sync::Arc;

use sqlx::AnyConnection;

use crate::storage::error::StorageError;
use crate::storage::maps::edit_log;
use crate::storage::maps::edit_log::{Answered, Line};
use crate::storage::maps::row_changes::Difference;
use crate::storage::maps::{map_row, positions};
use crate::storage::writer::Turn;
use crate::storage::{Storage, Stored, sqlite};
use vsm::Map;

/// What becomes of one map in one transaction, through any number of edits.
#[derive(Debug)]
pub struct Change {
    /// The map as it was last known; `None` for a new one.
    pub old: Option<Arc<Stored>>,
    pub workspace: Arc<str>,
    pub id: String,
    /// The map as it shall be.
    pub map: Arc<Map>,
    /// When it went to the bin, in milliseconds since 1970; `None` when it is not there.
    pub binned_at_ms: Option<i64>,
    /// One line for each edit, each with the next revision; never empty.
    pub lines: Vec<Line>,
}

/// What came of writing changes.
#[derive(Debug)]
pub enum Written {
    /// Each map as it is after the commit, in the order of the changes; `None` where somebody else has written the map
    /// since, and nothing of its change was written.
    All(Vec<Option<Arc<Stored>>>),
    /// An edit's id has been used on its map before: take the whole transaction back.
    Repeated,
}

/// A transaction that writes. Dropped without [`Writing::commit`], nothing of it happened.
#[derive(Debug)]
pub struct Writing {
    turn: Turn,
}

impl Storage {
    /// Begins to write; waits while another process does.
    pub async fn write(&self) -> Result<Writing, StorageError> {
        let mut turn = self.writer.turn().await?;
        sqlx::query(sqlite::BEGIN_WRITE).execute(turn.connection()).await?;
        Ok(Writing { turn })
    }
}

impl Writing {
    /// The connection of the transaction.
    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        self.turn.connection()
    }

    /// Writes what is different, and the lines of the log. Each map at most once.
    pub async fn changes(&mut self, changes: &[Change]) -> Result<Written, StorageError> {
        let connection = self.turn.connection();
        let written = guard(connection, changes).await?;
        let done = || changes.iter().zip(&written).filter_map(|(change, new)| Some((change, new.as_deref()?)));

        let lines = done()
            .flat_map(|(change, _)| change.lines.iter().map(|line| (&*change.workspace, change.id.as_str(), line)));
        if !edit_log::append(connection, &lines.collect::<Vec<_>>()).await? {
            return Ok(Written::Repeated);
        }
        let mut difference = Difference::default();
        for (change, new) in done() {
            difference.add(change.old.as_deref(), new);
        }
        difference.write(connection).await?;
        Ok(Written::All(written))
    }

    /// A map as it is now, with what this transaction has written.
    pub async fn load(&mut self, id: &str) -> Result<Option<Arc<Stored>>, StorageError> {
        Ok(map_row::load(self.turn.connection(), id).await?.map(Arc::new))
    }

    /// What was answered to an edit of this id; `None` when it has not been made.
    pub async fn answered(
        &mut self,
        workspace: &str,
        map: &str,
        edit_id: &str,
    ) -> Result<Option<Answered>, StorageError> {
        edit_log::answered(self.turn.connection(), workspace, map, edit_id).await
    }

    /// Makes everything durable: after this it survives a crash and a power cut.
    pub async fn commit(self) -> Result<(), StorageError> {
        self.end("commit").await
    }

    pub async fn roll_back(self) -> Result<(), StorageError> {
        self.end("rollback").await
    }

    async fn end(mut self, statement: &'static str) -> Result<(), StorageError> {
        sqlx::query(statement).execute(self.turn.connection()).await?;
        self.turn.keep();
        Ok(())
    }

    /// Writes something without meaning, to learn whether writing works.
    pub async fn probe(&mut self) -> Result<(), StorageError> {
        sqlx::query("update meta set value = value where key = $1")
            .bind("epoch")
            .execute(self.turn.connection())
            .await?;
        Ok(())
    }
}

/// Writes the maps' own rows first: where a revision is not the one that was known, nothing else of it is written.
async fn guard(connection: &mut AnyConnection, changes: &[Change]) -> Result<Vec<Option<Arc<Stored>>>, StorageError> {
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
    let written = |change: &Change| change.old.is_none() || updated.contains(&change.id);
    Ok(changes.iter().zip(states).map(|(change, new)| written(change).then_some(new)).collect())
}

/// The state that a change makes.
fn state_after(change: &Change) -> Result<Arc<Stored>, StorageError> {
    let Change { old, workspace, id, map, binned_at_ms, lines } = change;
    let Some(last) = lines.last() else {
        return Err(StorageError::NotUnderstood("a change without a line in the log".to_owned()));
    };
    Ok(Arc::new(Stored {
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
        binned_at_ms: *binned_at_ms,
    }))
}
