//! The log: one line for each edit, in the order of revisions.

use sqlx::{AnyConnection, Row};

use super::WORKSPACE;
use super::error::StorageError;
use super::map_row::{integer, revision};
use super::step_row::Query;

/// One line of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The revision that the edit made.
    pub revision: u64,
    /// The id under which it was sent; unique in its map.
    pub edit_id: String,
    /// A hash of what was sent.
    pub sent: String,
    /// Whose edit it is.
    pub actor: String,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// The edit, as JSON.
    pub edit: String,
    /// The edit that takes it back, as JSON.
    pub inverse: Option<String>,
    /// What the sender was told besides the revision, as JSON; `None` when nothing.
    pub answer: Option<String>,
}

/// What was answered to an edit that has been made.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// A hash of what was sent.
    pub sent: String,
    /// The revision that the edit made.
    pub revision: u64,
    /// What the sender was told besides, as JSON.
    pub answer: Option<String>,
}

const INSERT_1: &str = "insert into edit (workspace, map, revision, id, sent, actor, at, edit, inverse, answer) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (map, id) do nothing";

const INSERT_8: &str = "insert into edit (workspace, map, revision, id, sent, actor, at, edit, inverse, answer) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10), \
    ($11, $12, $13, $14, $15, $16, $17, $18, $19, $20), \
    ($21, $22, $23, $24, $25, $26, $27, $28, $29, $30), \
    ($31, $32, $33, $34, $35, $36, $37, $38, $39, $40), \
    ($41, $42, $43, $44, $45, $46, $47, $48, $49, $50), \
    ($51, $52, $53, $54, $55, $56, $57, $58, $59, $60), \
    ($61, $62, $63, $64, $65, $66, $67, $68, $69, $70), \
    ($71, $72, $73, $74, $75, $76, $77, $78, $79, $80) on conflict (map, id) do nothing";

const ANSWERED: &str = "select sent, revision, answer from edit where workspace = $1 and map = $2 and id = $3";

const LINES: &str = "select revision, id, sent, actor, at, edit, inverse, answer from edit \
    where workspace = $1 and map = $2 and revision < $3 order by revision desc limit $4";

/// Writes lines; false when one of the ids has been used on this map before (the caller then takes everything back).
pub(super) async fn append(connection: &mut AnyConnection, map: &str, lines: &[Line]) -> Result<bool, StorageError> {
    // One statement for many lines: the way to the database's thread and back costs as much as the writing.
    let (eights, ones) = lines.as_chunks::<8>();
    for eight in eights {
        let query = eight.iter().fold(sqlx::query(INSERT_8), |query, line| bound(query, map, line));
        if query.execute(&mut *connection).await?.rows_affected() < 8 {
            return Ok(false);
        }
    }
    for line in ones {
        if bound(sqlx::query(INSERT_1), map, line).execute(&mut *connection).await?.rows_affected() < 1 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn bound(query: Query, map: &str, line: &Line) -> Query {
    let Line { revision, edit_id, sent, actor, at_ms, edit, inverse, answer } = line;
    query
        .bind(WORKSPACE)
        .bind(map.to_owned())
        .bind(integer(*revision))
        .bind(edit_id.clone())
        .bind(sent.clone())
        .bind(actor.clone())
        .bind(*at_ms)
        .bind(edit.clone())
        .bind(inverse.clone())
        .bind(answer.clone())
}

/// What was answered under this id; `None` when it has not been used.
pub(super) async fn answered(
    connection: &mut AnyConnection,
    map: &str,
    edit_id: &str,
) -> Result<Option<Answered>, StorageError> {
    let row = sqlx::query(ANSWERED).bind(WORKSPACE).bind(map).bind(edit_id).fetch_optional(&mut *connection).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Answered { sent: row.try_get("sent")?, revision: revision(&row)?, answer: row.try_get("answer")? }))
}

/// Lines of a map before a revision, newest first.
pub(super) async fn lines(
    connection: &mut AnyConnection,
    map: &str,
    before: u64,
    most: u32,
) -> Result<Vec<Line>, StorageError> {
    let rows = sqlx::query(LINES)
        .bind(WORKSPACE)
        .bind(map)
        .bind(integer(before))
        .bind(i64::from(most))
        .fetch_all(&mut *connection)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Line {
                revision: revision(row)?,
                edit_id: row.try_get("id")?,
                sent: row.try_get("sent")?,
                actor: row.try_get("actor")?,
                at_ms: row.try_get("at")?,
                edit: row.try_get("edit")?,
                inverse: row.try_get("inverse")?,
                answer: row.try_get("answer")?,
            })
        })
        .collect()
}
