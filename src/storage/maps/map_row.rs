//! A map's own fields as a row, and its flows and rework arrows.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::storage::StoredMap;
use crate::storage::error::StorageError;
use crate::storage::maps::bulk::{ManyRows, divided, many_rows};
use crate::storage::maps::idea_row;
use crate::storage::maps::step_row::{self, json, json_text, word};
use crate::storage::query::{Query, query};
use vsm::model::duration::{Spelling, Written};
use vsm::model::map::{Demand, Flow, Origin, Period, SentBack, State};
use vsm::{Map, StepId, WorkingCalendar};

/// The only statement about a map that doesn't name its workspace.
const WORKSPACE: &str = "select workspace from map where id = $1";

const SELECT: &str = "select revision, name, state, note, item, starts_with, ends_with, mapped_on, participants, \
    hours_per_day, days_per_week, working_hours_per_week, demand_items, demand_per, other, created_at, changed_at, \
    binned_at, family, origin_map, origin_revision, origin_name from map where workspace = $1 and id = $2";

const FLOWS: &str = "select from_step, to_step from flow where workspace = $1 and map = $2";

const REWORK: &str =
    "select from_step, to_step, share, wait_seconds, wait_spelling from rework where workspace = $1 and map = $2";

const INSERT: &str = "insert into map (workspace, id, name, state, note, item, starts_with, ends_with, mapped_on, \
    participants, hours_per_day, days_per_week, working_hours_per_week, demand_items, demand_per, other, changed_at, \
    binned_at, family, origin_map, origin_revision, origin_name, revision, created_at) values ($1, $2, $3, $4, $5, \
    $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)";

/// Updates the revision of maps whose own fields are unchanged. For a map that another process has written since, it
/// writes nothing and returns no id.
const TOUCH: &str = "update map set changed_at = v.column4, binned_at = v.column5, revision = v.column6 from (values ";
const TOUCH_ROW: &str = "(cast(? as text), cast(? as text), cast(? as bigint), cast(? as bigint), cast(? as bigint), \
    cast(? as bigint))";
const IF_REVISION_MATCHES: &str = ") as v where map.workspace = v.column1 and map.id = v.column2 and map.revision = v.column3 \
    returning map.id";
const TOUCHES: &[ManyRows] = many_rows!(TOUCH, [32, 8, 1], TOUCH_ROW, IF_REVISION_MATCHES);

/// Updates a map whose own fields have changed, with the same check of the revision.
const UPDATE: &str = "update map set name = $3, state = $4, note = $5, item = $6, starts_with = $7, ends_with = $8, \
    mapped_on = $9, participants = $10, hours_per_day = $11, days_per_week = $12, working_hours_per_week = $13, \
    demand_items = $14, demand_per = $15, other = $16, changed_at = $17, binned_at = $18, family = $19, \
    origin_map = $20, origin_revision = $21, origin_name = $22, revision = $23 \
    where workspace = $1 and id = $2 and revision = $24";

/// Inserts a new map's own fields.
pub(crate) fn insert(stored: &StoredMap) -> Query {
    fields(query!(INSERT), stored).bind(stored.created_at_ms)
}

/// Updates the revisions of maps, given as (new, old), and their own fields if these differ. Skips maps whose stored
/// revision isn't the old one. Returns the ids of the maps that were written.
pub(crate) async fn update(
    connection: &mut AnyConnection,
    maps: &[(&StoredMap, &StoredMap)],
) -> Result<HashSet<String>, StorageError> {
    let mut written = HashSet::new();
    let (touched, changed): (Vec<_>, Vec<_>) = maps.iter().partition(|(new, old)| own(&new.map) == own(&old.map));
    for (new, old) in changed {
        let query = fields(query!(UPDATE), new).bind(integer(old.revision));
        if query.execute(&mut *connection).await?.rows_affected() > 0 {
            written.insert(new.id.clone());
        }
    }
    for (touch, maps) in divided(&touched, TOUCHES) {
        let query = maps.iter().fold(query!(touch), |query, (new, old)| {
            query
                .bind(&*new.workspace)
                .bind(&new.id)
                .bind(integer(old.revision))
                .bind(new.changed_at_ms)
                .bind(new.trashed_at_ms)
                .bind(integer(new.revision))
        });
        for row in query.fetch_all(&mut *connection).await? {
            written.insert(row.try_get("id")?);
        }
    }
    Ok(written)
}

/// A map's own fields, to compare them.
fn own(map: &Map) -> impl PartialEq + '_ {
    // Destructured, so that the compiler reports a new field that is missing here.
    let Map {
        name,
        state,
        note,
        item,
        starts_with,
        ends_with,
        mapped_on,
        participants,
        clock,
        demand,
        steps: _,
        flows: _,
        rework: _,
        ideas: _,
        family,
        origin,
        other,
    } = map;
    let scope = (item, starts_with, ends_with, mapped_on, participants);
    (name, state, note, scope, clock, demand, family, origin, other)
}

fn fields(query: Query, stored: &StoredMap) -> Query {
    // Destructured, so that the compiler reports a new field that is missing here.
    let Map {
        name,
        state,
        note,
        item,
        starts_with,
        ends_with,
        mapped_on,
        participants,
        clock: WorkingCalendar { hours_per_day, days_per_week, working_hours_per_week },
        demand,
        steps: _,
        flows: _,
        rework: _,
        ideas: _,
        family,
        origin,
        other,
    } = &*stored.map;
    query
        .bind(&*stored.workspace)
        .bind(&stored.id)
        .bind(name)
        .bind(state.as_str())
        .bind(note)
        .bind(item)
        .bind(starts_with)
        .bind(ends_with)
        .bind(mapped_on)
        .bind(participants)
        .bind(hours_per_day)
        .bind(days_per_week)
        .bind(working_hours_per_week)
        .bind(demand.map(|demand| demand.items))
        .bind(demand.map(|demand| demand.per.as_str()))
        .bind(json_text(other))
        .bind(stored.changed_at_ms)
        .bind(stored.trashed_at_ms)
        .bind(family)
        .bind(origin.as_ref().map(|origin| &origin.map))
        .bind(origin.as_ref().map(|origin| integer(origin.revision)))
        .bind(origin.as_ref().map(|origin| &origin.name))
        .bind(integer(stored.revision))
}

/// Reads a whole map; `None` if there is no map with this id.
///
/// Runs several statements: call it inside a transaction, so that they see the same state.
pub(crate) async fn load(connection: &mut AnyConnection, id: &str) -> Result<Option<StoredMap>, StorageError> {
    let row = query!(WORKSPACE, id).fetch_optional(&mut *connection).await?;
    let Some(row) = row else { return Ok(None) };
    let workspace: String = row.try_get("workspace")?;
    let about = |sql| query!(sql, &workspace, id);
    let row = about(SELECT).fetch_optional(&mut *connection).await?;
    let Some(row) = row else { return Ok(None) };
    let mut map = own_fields(&row)?;

    let rows = about(step_row::SELECT).fetch_all(&mut *connection).await?;
    let mut positions = Vec::with_capacity(rows.len());
    for row in &rows {
        let (step, position) = step_row::read(row, &map.clock)?;
        map.steps.push(step);
        positions.push(position);
    }
    // Arrows share the id allocations of their steps.
    let ids: HashMap<&str, &StepId> = map.steps.iter().map(|s| (s.id.as_str(), &s.id)).collect();
    let shared = |text: String| ids.get(text.as_str()).map_or_else(|| StepId::from(text.as_str()), |id| (*id).clone());
    for row in about(FLOWS).fetch_all(&mut *connection).await? {
        map.flows.insert(Flow { from: shared(row.try_get("from_step")?), to: shared(row.try_get("to_step")?) });
    }
    for row in about(REWORK).fetch_all(&mut *connection).await? {
        let ends = (shared(row.try_get("from_step")?), shared(row.try_get("to_step")?));
        let wait = step_row::duration(&row, "wait_seconds")?;
        let spelling = Spelling::from_code(row.try_get("wait_spelling")?);
        // As with the times of steps, a version without spellings may have changed the calendar since.
        let wait = wait.map(|seconds| map.clock.settle(Written { seconds, spelling }));
        map.rework.insert(ends, SentBack { share: row.try_get("share")?, wait });
    }
    drop(ids);
    for row in about(idea_row::SELECT).fetch_all(&mut *connection).await? {
        let idea = idea_row::read(&row)?;
        map.ideas.insert(idea.id.clone(), idea);
    }
    Ok(Some(StoredMap {
        workspace: workspace.as_str().into(),
        id: id.to_owned(),
        revision: revision(&row)?,
        map: map.into(),
        positions: positions.into(),
        created_at_ms: row.try_get("created_at")?,
        changed_at_ms: row.try_get("changed_at")?,
        trashed_at_ms: row.try_get("binned_at")?,
    }))
}

fn own_fields(row: &AnyRow) -> Result<Map, StorageError> {
    let items: Option<f64> = row.try_get("demand_items")?;
    let demand = items.zip(word(row, "demand_per", Period::parse)?).map(|(items, per)| Demand { items, per });
    Ok(Map {
        name: row.try_get("name")?,
        state: word(row, "state", State::parse)?.unwrap_or(State::Current),
        note: row.try_get("note")?,
        item: row.try_get("item")?,
        starts_with: row.try_get("starts_with")?,
        ends_with: row.try_get("ends_with")?,
        mapped_on: row.try_get("mapped_on")?,
        participants: row.try_get("participants")?,
        clock: WorkingCalendar {
            hours_per_day: row.try_get("hours_per_day")?,
            days_per_week: row.try_get("days_per_week")?,
            working_hours_per_week: row.try_get("working_hours_per_week")?,
        },
        demand,
        steps: Vec::new(),
        flows: BTreeSet::new(),
        rework: BTreeMap::new(),
        ideas: BTreeMap::new(),
        family: row.try_get("family")?,
        origin: origin(row)?,
        other: json(row.try_get("other")?)?,
    })
}

fn origin(row: &AnyRow) -> Result<Option<Origin>, StorageError> {
    let Some(map) = row.try_get("origin_map")? else { return Ok(None) };
    let revision: Option<i64> = row.try_get("origin_revision")?;
    let name: Option<String> = row.try_get("origin_name")?;
    let revision = revision.and_then(|revision| u64::try_from(revision).ok()).unwrap_or(0);
    Ok(Some(Origin { map, revision, name: name.unwrap_or_default() }))
}

pub(crate) fn revision(row: &AnyRow) -> Result<u64, StorageError> {
    let revision: i64 = row.try_get("revision")?;
    u64::try_from(revision).map_err(|_| StorageError::Unrecognized(format!("revision {revision}")))
}

/// A revision as the database stores it.
pub(crate) fn integer(revision: u64) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}
