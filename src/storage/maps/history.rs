//! Reads the edit log for the version history: who changed what and when, and the inverses of edits.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::error::StorageError;
use crate::storage::maps::map_row::{integer, revision};
use crate::storage::query::query;
use crate::storage::{Actor, ActorKind, Storage};

/// A log entry without the edit's content.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryRow {
    pub revision: u64,
    pub edit_id: String,
    /// With its current name.
    pub actor: Actor,
    pub at_ms: i64,
    /// A sentence that describes the edit. Older versions did not log it.
    pub sentence: Option<String>,
    /// The beginning of the edit's JSON, which contains its type.
    pub head: String,
}

/// The inverse of a log entry.
#[derive(Debug, Clone, PartialEq)]
pub struct InverseEntry {
    pub revision: u64,
    /// As JSON.
    pub inverse: Option<String>,
}

// Selects only the beginning of an edit, because the content may be long and lists don't show it.
const HISTORY: &str = "select edit.revision as revision, edit.id as id, edit.actor as actor, actor.name as name, \
    actor.kind as kind, \
    edit.at as at, edit.sentence as sentence, substr(edit.edit, 1, 60) as head \
    from edit join actor on actor.id = edit.actor and actor.workspace = edit.workspace \
    where edit.workspace = $1 and edit.map = $2 and edit.revision < $3 order by edit.revision desc limit $4";

const SELECT_INVERSES: &str = "select revision, inverse from edit \
    where workspace = $1 and map = $2 and revision > $3 and revision <= $4 order by revision desc limit $5";

const REVISIONS: &str = "select revision, at from edit where workspace = $1 and map = $2 and revision <= $3 \
    order by revision desc limit $4";

impl Storage {
    /// A map's revisions up to `up_to`, newest first, with their times in milliseconds since 1970.
    pub async fn revisions(
        &self,
        (workspace, map): (&str, &str),
        up_to: u64,
        most: u32,
    ) -> Result<Vec<(u64, i64)>, StorageError> {
        let query = query!(REVISIONS, workspace, map, integer(up_to), i64::from(most));
        self.all(query, |row| Ok((revision(row)?, row.try_get("at")?))).await
    }

    /// A map's history before a revision, newest first.
    pub async fn history(
        &self,
        workspace: &str,
        map: &str,
        before: u64,
        most: u32,
    ) -> Result<Vec<HistoryRow>, StorageError> {
        let read = |row: &AnyRow| {
            Ok(HistoryRow {
                revision: revision(row)?,
                edit_id: row.try_get("id")?,
                actor: Actor {
                    id: row.try_get("actor")?,
                    workspace: workspace.into(),
                    kind: ActorKind::parse(row.try_get("kind")?),
                    name: row.try_get("name")?,
                },
                at_ms: row.try_get("at")?,
                sentence: row.try_get("sentence")?,
                head: row.try_get("head")?,
            })
        };
        self.all(query!(HISTORY, workspace, map, integer(before), i64::from(most)), read).await
    }

    /// At most `most` inverses that lead from one revision back to an earlier one, newest first.
    pub async fn inverses(
        &self,
        (workspace, map): (&str, &str),
        from: u64,
        to: u64,
        most: u32,
    ) -> Result<Vec<InverseEntry>, StorageError> {
        let query = query!(SELECT_INVERSES, workspace, map, integer(to), integer(from), i64::from(most));
        let read = |row: &AnyRow| Ok(InverseEntry { revision: revision(row)?, inverse: row.try_get("inverse")? });
        self.all(query, read).await
    }
}
