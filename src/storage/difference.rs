//! The difference between two states of a map, as rows written and rows taken away.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sqlx::AnyConnection;

use super::error::StorageError;
use super::step_row::{self, Query};
use super::{Stored, WORKSPACE};
use crate::vsm::Step;
use crate::vsm::map::{Flow, Map};

const DELETE_STEP: &str = "delete from step where workspace = $1 and map = $2 and id = $3";
const PLACE_STEP: &str = "update step set position = $4 where workspace = $1 and map = $2 and id = $3";
const DELETE_FLOW: &str = "delete from flow where workspace = $1 and map = $2 and from_step = $3 and to_step = $4";
const INSERT_FLOW: &str = "insert into flow (workspace, map, from_step, to_step) values ($1, $2, $3, $4)";
const DELETE_REWORK: &str = "delete from rework where workspace = $1 and map = $2 and from_step = $3 and to_step = $4";
const UPSERT_REWORK: &str = "insert into rework (workspace, map, from_step, to_step, share) \
    values ($1, $2, $3, $4, $5) on conflict (map, from_step, to_step) do update set share = excluded.share \
    where rework.workspace = excluded.workspace";

/// Writes what has changed between `old` (nothing where there is none) and `new`, the maps' own fields aside.
pub(super) async fn write(
    connection: &mut AnyConnection,
    old: Option<&Stored>,
    new: &Stored,
) -> Result<(), StorageError> {
    for query in statements(old, new) {
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// The statements, in an order in which no arrow is ever without its steps.
fn statements(old: Option<&Stored>, new: &Stored) -> Vec<Query> {
    let mut statements = Vec::new();
    let about = |sql: &'static str| sqlx::query(sql).bind(WORKSPACE).bind(new.id.clone());
    let between = |sql: &'static str, from: &str, to: &str| about(sql).bind(from.to_owned()).bind(to.to_owned());
    let none = Map::new("");
    let (was, is) = (old.map_or(&none, |old| &old.map), &*new.map);

    // Maps that edits have made share what they did not change; comparing is for those that were read anew.
    statements.extend(was.flows.difference(&is.flows).map(|Flow { from, to }| between(DELETE_FLOW, from, to)));
    let gone = was.rework.keys().filter(|ends| !is.rework.contains_key(*ends));
    statements.extend(gone.map(|(from, to)| between(DELETE_REWORK, from, to)));

    if !same_ids(was, is) {
        let kept: HashSet<&str> = is.steps.iter().map(|step| step.id.as_str()).collect();
        let gone = was.steps.iter().filter(|step| !kept.contains(step.id.as_str()));
        statements.extend(gone.map(|step| about(DELETE_STEP).bind(step.id.as_str().to_owned())));
    }
    let before = Before::of(old, was, is);
    for (index, (step, position)) in is.steps.iter().zip(new.positions.iter()).enumerate() {
        match before.step(index, step) {
            Some((was, _)) if !Arc::ptr_eq(was, step) && was != step => {
                statements.push(step_row::upsert(&new.id, *position, step));
            }
            Some((_, place)) if place == *position => {}
            Some(_) => statements.push(about(PLACE_STEP).bind(step.id.as_str().to_owned()).bind(*position)),
            None => statements.push(step_row::upsert(&new.id, *position, step)),
        }
    }

    statements.extend(is.flows.difference(&was.flows).map(|Flow { from, to }| between(INSERT_FLOW, from, to)));
    let changed = is.rework.iter().filter(|(ends, share)| was.rework.get(*ends) != Some(share));
    statements.extend(changed.map(|((from, to), share)| between(UPSERT_REWORK, from, to).bind(*share)));
    statements
}

fn same_ids(was: &Map, is: &Map) -> bool {
    was.steps.len() == is.steps.len() && was.steps.iter().zip(&is.steps).all(|(was, is)| was.id == is.id)
}

/// The steps as they were, to be found by id; by index where the order is the same, which is nearly always.
enum Before<'a> {
    InOrder(&'a [Arc<Step>], &'a [i64]),
    ById(HashMap<&'a str, (&'a Arc<Step>, i64)>),
}

impl<'a> Before<'a> {
    fn of(old: Option<&'a Stored>, was: &'a Map, is: &Map) -> Self {
        let positions: &[i64] = old.map_or(&[], |old| &old.positions);
        if same_ids(was, is) {
            return Before::InOrder(&was.steps, positions);
        }
        let places = was.steps.iter().zip(positions).map(|(step, place)| (step.id.as_str(), (step, *place)));
        Before::ById(places.collect())
    }

    fn step(&self, index: usize, step: &Step) -> Option<(&'a Arc<Step>, i64)> {
        match self {
            Before::InOrder(steps, positions) => steps.get(index).zip(positions.get(index).copied()),
            Before::ById(steps) => steps.get(step.id.as_str()).copied(),
        }
    }
}
