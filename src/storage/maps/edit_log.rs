//! The edit log: one entry per edit, ordered by revision.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::storage::Storage;
use crate::storage::error::StorageError;
use crate::storage::maps::bulk::{ManyRows, divided, many_rows};
use crate::storage::maps::map_row::{integer, revision};
use crate::storage::query::{Query, query};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct LogEntry {
    pub revision: u64,
    /// Unique per map.
    pub edit_id: String,
    /// A hash of the edit as it was sent.
    pub sent: String,
    pub actor: String,
    pub at_ms: i64,
    /// As JSON.
    pub edit: String,
    /// As JSON.
    pub inverse: Option<String>,
    /// The answer to the sender, apart from the revision, as JSON.
    pub answer: Option<String>,
    /// A sentence that describes the edit, without its author. Older versions did not log it.
    pub sentence: Option<String>,
}

/// The logged answer to an edit.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedAnswer {
    /// A hash of the edit as it was sent.
    pub sent: String,
    pub revision: u64,
    /// The rest of the answer, as JSON.
    pub answer: Option<String>,
}

const INSERT_INTO: &str =
    "insert into edit (workspace, map, revision, id, sent, actor, at, edit, inverse, answer, sentence) values ";
const ROW: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const UNLESS_DUPLICATE: &str = " on conflict (map, id) do nothing";
const INSERTS: &[ManyRows] = many_rows!(INSERT_INTO, [32, 8, 1], ROW, UNLESS_DUPLICATE);

const SELECT_ANSWER: &str = "select sent, revision, answer from edit where workspace = $1 and map = $2 and id = $3";

const LINES: &str = "select revision, id, sent, actor, at, edit, inverse, answer, sentence from edit \
    where workspace = $1 and map = $2 and revision < $3 order by revision desc limit $4";

const SELECT_BY_ACTOR: &str = "select revision, id, sent, actor, at, edit, inverse, answer, sentence from edit \
    where workspace = $1 and map = $2 and actor = $3 and revision < $4 order by revision desc limit $5";

/// Appends entries, each with its workspace and map. Returns false if an edit id has already been used on its map; the
/// caller must then roll back.
pub(crate) async fn append(
    connection: &mut AnyConnection,
    lines: &[(&str, &str, &LogEntry)],
) -> Result<bool, StorageError> {
    for (insert, lines) in divided(lines, INSERTS) {
        let query = lines.iter().fold(query!(insert), bound);
        if query.execute(&mut *connection).await?.rows_affected() < lines.len() as u64 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn bound(query: Query, (workspace, map, line): &(&str, &str, &LogEntry)) -> Query {
    let LogEntry { revision, edit_id, sent, actor, at_ms, edit, inverse, answer, sentence } = line;
    query
        .bind(workspace)
        .bind(map)
        .bind(integer(*revision))
        .bind(edit_id)
        .bind(sent)
        .bind(actor)
        .bind(at_ms)
        .bind(edit)
        .bind(inverse.as_deref())
        .bind(answer.as_deref())
        .bind(sentence.as_deref())
}

/// The answer logged for an edit id; `None` if the id has not been used.
pub(crate) async fn recorded_answer(
    connection: &mut AnyConnection,
    workspace: &str,
    map: &str,
    edit_id: &str,
) -> Result<Option<RecordedAnswer>, StorageError> {
    let row = query!(SELECT_ANSWER, workspace, map, edit_id).fetch_optional(connection).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(RecordedAnswer { sent: row.try_get("sent")?, revision: revision(&row)?, answer: row.try_get("answer")? }))
}

impl Storage {
    /// The recorded answer to the edit with this id; `None` if there is no such edit.
    pub async fn recorded_answer(
        &self,
        workspace: &str,
        map: &str,
        edit_id: &str,
    ) -> Result<Option<RecordedAnswer>, StorageError> {
        recorded_answer(&mut *self.readers.acquire().await?, workspace, map, edit_id).await
    }

    /// A map's log entries before a revision, newest first.
    pub async fn log(&self, workspace: &str, map: &str, before: u64, most: u32) -> Result<Vec<LogEntry>, StorageError> {
        self.all(query!(LINES, workspace, map, integer(before), i64::from(most)), line).await
    }

    /// One actor's log entries on a map before a revision, newest first.
    pub async fn log_of(
        &self,
        (workspace, map): (&str, &str),
        actor: &str,
        before: u64,
        most: u32,
    ) -> Result<Vec<LogEntry>, StorageError> {
        self.all(query!(SELECT_BY_ACTOR, workspace, map, actor, integer(before), i64::from(most)), line).await
    }
}

fn line(row: &AnyRow) -> Result<LogEntry, StorageError> {
    Ok(LogEntry {
        revision: revision(row)?,
        edit_id: row.try_get("id")?,
        sent: row.try_get("sent")?,
        actor: row.try_get("actor")?,
        at_ms: row.try_get("at")?,
        edit: row.try_get("edit")?,
        inverse: row.try_get("inverse")?,
        answer: row.try_get("answer")?,
        sentence: row.try_get("sentence")?,
    })
}
