//! The edit log: one entry per edit, ordered by revision.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::storage::error::StorageError;
use crate::storage::maps::bulk::many_rows;
use crate::storage::maps::map_row::{integer, revision};
use crate::storage::maps::step_row::Query;

#[derive(Debug, Clone, PartialEq)]
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

const INTO: &str =
    "insert into edit (workspace, map, revision, id, sent, actor, at, edit, inverse, answer, sentence) values ";
const ROW: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const UNLESS_DUPLICATE: &str = " on conflict (map, id) do nothing";
const INSERT_1: &str = many_rows!(INTO, 1, ROW, UNLESS_DUPLICATE);
const INSERT_8: &str = many_rows!(INTO, 8, ROW, UNLESS_DUPLICATE);
const INSERT_32: &str = many_rows!(INTO, 32, ROW, UNLESS_DUPLICATE);

const ANSWERED: &str = "select sent, revision, answer from edit where workspace = $1 and map = $2 and id = $3";

const LINES: &str = "select revision, id, sent, actor, at, edit, inverse, answer, sentence from edit \
    where workspace = $1 and map = $2 and revision < $3 order by revision desc limit $4";

const LINES_OF: &str = "select revision, id, sent, actor, at, edit, inverse, answer, sentence from edit \
    where workspace = $1 and map = $2 and actor = $3 and revision < $4 order by revision desc limit $5";

/// Appends entries, each with its workspace and map. Returns false if an edit id has already been used on its map; the
/// caller must then roll back.
pub(crate) async fn append(
    connection: &mut AnyConnection,
    lines: &[(&str, &str, &LogEntry)],
) -> Result<bool, StorageError> {
    let (many, rest) = lines.as_chunks::<32>();
    let (some, few) = rest.as_chunks::<8>();
    let many = many.iter().map(|lines| (INSERT_32, lines.as_slice()));
    let some = some.iter().map(|lines| (INSERT_8, lines.as_slice()));
    let few = few.chunks(1).map(|line| (INSERT_1, line));
    for (insert, lines) in many.chain(some).chain(few) {
        let query =
            lines.iter().fold(sqlx::query(insert), |query, (workspace, map, line)| bound(query, workspace, map, line));
        if query.execute(&mut *connection).await?.rows_affected() < lines.len() as u64 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn bound(query: Query, workspace: &str, map: &str, line: &LogEntry) -> Query {
    let LogEntry { revision, edit_id, sent, actor, at_ms, edit, inverse, answer, sentence } = line;
    query
        .bind(workspace.to_owned())
        .bind(map.to_owned())
        .bind(integer(*revision))
        .bind(edit_id.clone())
        .bind(sent.clone())
        .bind(actor.clone())
        .bind(*at_ms)
        .bind(edit.clone())
        .bind(inverse.clone())
        .bind(answer.clone())
        .bind(sentence.clone())
}

/// The answer logged for an edit id; `None` if the id has not been used.
pub(crate) async fn recorded_answer(
    connection: &mut AnyConnection,
    workspace: &str,
    map: &str,
    edit_id: &str,
) -> Result<Option<RecordedAnswer>, StorageError> {
    let row = sqlx::query(ANSWERED)
        .bind(workspace.to_owned())
        .bind(map)
        .bind(edit_id)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(RecordedAnswer { sent: row.try_get("sent")?, revision: revision(&row)?, answer: row.try_get("answer")? }))
}

/// A map's log entries before a revision, newest first.
pub(crate) async fn lines(
    connection: &mut AnyConnection,
    workspace: &str,
    map: &str,
    before: u64,
    most: u32,
) -> Result<Vec<LogEntry>, StorageError> {
    let rows = sqlx::query(LINES)
        .bind(workspace.to_owned())
        .bind(map.to_owned())
        .bind(integer(before))
        .bind(i64::from(most))
        .fetch_all(&mut *connection)
        .await?;
    rows.iter().map(line).collect()
}

/// One actor's log entries on a map before a revision, newest first.
pub(crate) async fn lines_of(
    connection: &mut AnyConnection,
    (workspace, map): (&str, &str),
    actor: &str,
    before: u64,
    most: u32,
) -> Result<Vec<LogEntry>, StorageError> {
    let rows = sqlx::query(LINES_OF)
        .bind(workspace.to_owned())
        .bind(map.to_owned())
        .bind(actor)
        .bind(integer(before))
        .bind(i64::from(most))
        .fetch_all(&mut *connection)
        .await?;
    rows.iter().map(line).collect()
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
