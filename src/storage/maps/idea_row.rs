//! Ideas as rows, with one typed column per field.

use std::collections::BTreeMap;
use std::sync::Arc;

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::storage::StoredMap;
use crate::storage::error::StorageError;
use crate::storage::maps::step_row::{json, json_text, word};
use crate::storage::query::{Query, query};
use vsm::model::idea::{Idea, IdeaEffort, IdeaSaving, Status};
use vsm::{IdeaId, StepId};

/// Selects all ideas of a map.
pub(crate) const SELECT: &str = "select id, step, title, note, owner, effort, status, change, taken, promised_lead, \
    promised_downtime, measured_lead, measured_downtime, votes, other from idea where workspace = $1 and map = $2";

pub(crate) const DELETE: &str = "delete from idea where workspace = $1 and map = $2 and id = $3";

const UPSERT: &str = "insert into idea (workspace, map, id, step, title, note, owner, effort, status, change, taken, \
    promised_lead, promised_downtime, measured_lead, measured_downtime, votes, other) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
    on conflict (map, id) do update set step = excluded.step, title = excluded.title, note = excluded.note, \
    owner = excluded.owner, effort = excluded.effort, status = excluded.status, change = excluded.change, \
    taken = excluded.taken, promised_lead = excluded.promised_lead, promised_downtime = excluded.promised_downtime, \
    measured_lead = excluded.measured_lead, measured_downtime = excluded.measured_downtime, votes = excluded.votes, \
    other = excluded.other where idea.workspace = excluded.workspace";

/// Inserts or updates an idea.
pub(crate) fn upsert(map: &StoredMap, idea: &Idea) -> Query {
    // Destructured, so that the compiler reports a new field that is missing here.
    let Idea { id, title, step, note, owner, effort, status, change, taken, promised, measured, votes, other } = idea;
    let text = |value: &_| serde_json::to_string(value).ok();
    query!(UPSERT, &*map.workspace, &map.id, id.as_str(), step.as_deref(), title, note, owner)
        .bind(effort.map(IdeaEffort::as_str))
        .bind(status.as_str())
        .bind(change.as_deref().and_then(text))
        .bind(i64::from(*taken))
        .bind(promised.lead)
        .bind(promised.downtime)
        .bind(measured.lead)
        .bind(measured.downtime)
        .bind(serde_json::to_string(votes).unwrap_or_default())
        .bind(json_text(other))
}

/// Reads an idea. If a newer version wrote a change that this version can't parse, the idea is read without the change.
pub(crate) fn read(row: &AnyRow) -> Result<Arc<Idea>, StorageError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let saving = |lead: &str, downtime: &str| -> Result<IdeaSaving, StorageError> {
        Ok(IdeaSaving { lead: row.try_get(lead)?, downtime: row.try_get(downtime)? })
    };
    let change: Option<String> = row.try_get("change")?;
    let votes: BTreeMap<String, u32> = serde_json::from_str(&text("votes")?).unwrap_or_default();
    let taken: i64 = row.try_get("taken")?;
    Ok(Arc::new(Idea {
        id: IdeaId::from(text("id")?),
        title: text("title")?,
        step: row.try_get::<Option<String>, _>("step")?.map(StepId::from),
        note: text("note")?,
        owner: text("owner")?,
        effort: word(row, "effort", IdeaEffort::parse)?,
        status: word(row, "status", Status::parse)?.unwrap_or(Status::Open),
        change: change.and_then(|text| serde_json::from_str(&text).ok()).map(Arc::new),
        taken: taken != 0,
        promised: saving("promised_lead", "promised_downtime")?,
        measured: saving("measured_lead", "measured_downtime")?,
        votes,
        other: json(&text("other")?)?,
    }))
}
