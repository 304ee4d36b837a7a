//! Steps as rows, with one typed column per field.

use std::sync::Arc;

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::storage::StoredMap;
use crate::storage::error::StorageError;
use crate::storage::maps::bulk::{ManyRows, divided, many_rows};
use crate::storage::query::{Query, query};
use vsm::model::duration::{Range, Seconds, WorkingCalendar};
use vsm::model::step::{Kind, Source, Spellings};
use vsm::{Step, StepId};

/// Selects all steps of a map in order.
pub(crate) const SELECT: &str = "select id, position, name, kind, team, wait_seconds, wait_low, wait_high, \
    wait_reason, every_seconds, queue, work_seconds, work_low, work_high, lead_seconds, complete_accurate, people, \
    people_per_item, batch, downtime_seconds, automated, observed, reversible, source, spellings, open_ranges, note, other \
    from step where workspace = $1 and map = $2 order by position, id";

const INSERT_INTO: &str = "insert into step (workspace, map, id, position, name, kind, team, wait_seconds, wait_low, \
    wait_high, wait_reason, every_seconds, queue, work_seconds, work_low, work_high, lead_seconds, complete_accurate, \
    people, people_per_item, batch, downtime_seconds, automated, observed, reversible, source, spellings, \
    open_ranges, note, other) values ";
const ROW: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const ON_CONFLICT_UPDATE: &str = " on conflict (map, id) do update set position = excluded.position, name = excluded.name, \
    kind = excluded.kind, \
    team = excluded.team, wait_seconds = excluded.wait_seconds, wait_low = excluded.wait_low, \
    wait_high = excluded.wait_high, wait_reason = excluded.wait_reason, every_seconds = excluded.every_seconds, \
    queue = excluded.queue, work_seconds = excluded.work_seconds, work_low = excluded.work_low, \
    work_high = excluded.work_high, lead_seconds = excluded.lead_seconds, \
    complete_accurate = excluded.complete_accurate, people = excluded.people, \
    people_per_item = excluded.people_per_item, batch = excluded.batch, \
    downtime_seconds = excluded.downtime_seconds, automated = excluded.automated, observed = excluded.observed, \
    reversible = excluded.reversible, source = excluded.source, \
    spellings = excluded.spellings, open_ranges = excluded.open_ranges, note = excluded.note, other = excluded.other \
    where step.workspace = excluded.workspace";
const UPSERTS: &[ManyRows] = many_rows!(INSERT_INTO, [8, 1], ROW, ON_CONFLICT_UPDATE);

/// A step with its map and its position.
pub(crate) type Placed<'a> = (&'a StoredMap, i64, &'a Step);

/// Inserts or updates steps.
pub(crate) async fn upsert(connection: &mut AnyConnection, steps: &[Placed<'_>]) -> Result<(), StorageError> {
    for (upsert, steps) in divided(steps, UPSERTS) {
        steps.iter().fold(query!(upsert), bound).execute(&mut *connection).await?;
    }
    Ok(())
}

fn bound(query: Query, (map, position, step): &Placed<'_>) -> Query {
    // Destructured, so that the compiler reports a new field that is missing here.
    let Step {
        id,
        name,
        kind,
        team,
        wait,
        wait_range,
        wait_reason,
        every,
        queue,
        work,
        work_range,
        lead,
        complete_accurate,
        people,
        people_per_item,
        batch,
        downtime,
        automated,
        observed,
        reversible,
        source,
        spellings,
        note,
        other,
    } = step;
    query
        .bind(&*map.workspace)
        .bind(&map.id)
        .bind(id.as_str())
        .bind(position)
        .bind(name)
        .bind(kind.map(Kind::as_str))
        .bind(team)
        .bind(seconds(*wait))
        .bind(seconds(wait_range.map(|range| range.low)))
        .bind(seconds(wait_range.map(upper_end)))
        .bind(wait_reason)
        .bind(seconds(*every))
        .bind(queue)
        .bind(seconds(*work))
        .bind(seconds(work_range.map(|range| range.low)))
        .bind(seconds(work_range.map(upper_end)))
        .bind(seconds(*lead))
        .bind(complete_accurate)
        .bind(people)
        .bind(people_per_item)
        .bind(batch)
        .bind(seconds(*downtime))
        .bind(automated.map(i64::from))
        .bind(observed.map(i64::from))
        .bind(reversible.map(i64::from))
        .bind(source.map(Source::as_str))
        .bind(spellings.code())
        .bind(open_ranges(*wait_range, *work_range))
        .bind(note)
        .bind(json_text(other))
}

/// Reads a step and its position.
pub(crate) fn read(row: &AnyRow, calendar: &WorkingCalendar) -> Result<(Arc<Step>, i64), StorageError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let number = |column: &str| row.try_get::<Option<f64>, _>(column);
    let open_ranges: &str = row.try_get("open_ranges")?;
    let is_open = |name: &str| open_ranges.split(' ').any(|open| open == name);
    let mut step = Step {
        id: StepId::from(text("id")?),
        name: text("name")?,
        kind: word(row, "kind", Kind::parse)?,
        team: text("team")?,
        wait: duration(row, "wait_seconds")?,
        wait_range: range(row, "wait_low", "wait_high", is_open(WAIT))?,
        wait_reason: text("wait_reason")?,
        every: duration(row, "every_seconds")?,
        queue: number("queue")?,
        work: duration(row, "work_seconds")?,
        work_range: range(row, "work_low", "work_high", is_open(WORK))?,
        lead: duration(row, "lead_seconds")?,
        complete_accurate: number("complete_accurate")?,
        people: number("people")?,
        people_per_item: number("people_per_item")?,
        batch: number("batch")?,
        downtime: duration(row, "downtime_seconds")?,
        automated: answer(row, "automated")?,
        observed: answer(row, "observed")?,
        reversible: answer(row, "reversible")?,
        source: word(row, "source", Source::parse)?,
        spellings: Spellings::from_code(row.try_get("spellings")?),
        note: text("note")?,
        other: json(row.try_get("other")?)?,
    };
    // In a rolling upgrade, a version without this column may have changed a time since.
    step.settle(calendar);
    Ok((Arc::new(step), row.try_get("position")?))
}

/// Seconds as the database stores them. The longest duration is far below the limit of `i64`.
pub(crate) fn seconds(duration: Option<Seconds>) -> Option<i64> {
    duration.map(|seconds| i64::try_from(seconds).unwrap_or(i64::MAX))
}

pub(crate) fn duration(row: &AnyRow, column: &str) -> Result<Option<Seconds>, StorageError> {
    let seconds: Option<i64> = row.try_get(column)?;
    let read = |seconds| u64::try_from(seconds).map_err(|_| StorageError::Unrecognized(format!("{column} {seconds}")));
    seconds.map(read).transpose()
}

/// A range; `is_open` if it had no upper end when it was written.
fn range(row: &AnyRow, low: &str, high: &str, is_open: bool) -> Result<Option<Range>, StorageError> {
    let ends = duration(row, low)?.zip(duration(row, high)?);
    // In a rolling upgrade, a version that knows only closed ranges may have changed it since.
    Ok(ends.map(|(low, high)| Range { low, high: (!is_open || high != low).then_some(high) }))
}

/// The upper end as it is stored: without one, the lower end.
fn upper_end(range: Range) -> Seconds {
    range.high.unwrap_or(range.low)
}

/// The names of the ranges without an upper end, in their column.
const WAIT: &str = "wait";
const WORK: &str = "work";

fn open_ranges(wait: Option<Range>, work: Option<Range>) -> String {
    let named = [(WAIT, wait), (WORK, work)];
    let open = named.into_iter().filter(|(_, range)| range.is_some_and(|range| range.high.is_none()));
    open.map(|(name, _)| name).collect::<Vec<_>>().join(" ")
}

fn answer(row: &AnyRow, column: &str) -> Result<Option<bool>, StorageError> {
    let number: Option<i64> = row.try_get(column)?;
    Ok(number.map(|number| number != 0))
}

/// Reads a column whose text is one of a closed set of words.
pub(crate) fn word<W>(row: &AnyRow, column: &str, from: impl Fn(&str) -> Option<W>) -> Result<Option<W>, StorageError> {
    let text: Option<&str> = row.try_get(column)?;
    text.map(|text| from(text).ok_or_else(|| StorageError::Unrecognized(format!("{column} “{text}”")))).transpose()
}

/// Fields unknown to this version, as JSON text.
pub(crate) fn json_text(fields: &serde_json::Map<String, serde_json::Value>) -> String {
    if fields.is_empty() {
        return "{}".to_owned();
    }
    serde_json::Value::Object(fields.clone()).to_string()
}

pub(crate) fn json(text: &str) -> Result<serde_json::Map<String, serde_json::Value>, StorageError> {
    serde_json::from_str(text).map_err(|error| StorageError::Unrecognized(format!("a JSON object ({error})")))
}
