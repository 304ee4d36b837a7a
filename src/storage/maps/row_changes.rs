//! The difference between two states of maps, as rows to write and delete.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sqlx::AnyConnection;

use crate::storage::StoredMap;
use crate::storage::error::StorageError;
use crate::storage::maps::bulk::{ManyRows, divided, many_rows};
use crate::storage::maps::idea_row;
use crate::storage::maps::step_row::{self, Placed};
use crate::storage::query::{Query, query};
use vsm::Step;
use vsm::model::duration::Spelling;
use vsm::model::idea::Idea;
use vsm::model::map::{Flow, Map, SentBack};

const DELETE_STEP: &str = "delete from step where workspace = $1 and map = $2 and id = $3";
const PLACE_STEP: &str = "update step set position = $4 where workspace = $1 and map = $2 and id = $3";
const DELETE_FLOW: &str = "delete from flow where workspace = $1 and map = $2 and from_step = $3 and to_step = $4";
const INTO_FLOW: &str = "insert into flow (workspace, map, from_step, to_step) values ";
const INSERT_FLOWS: &[ManyRows] = many_rows!(INTO_FLOW, [32, 1], "(?, ?, ?, ?)", "");
const DELETE_REWORK: &str = "delete from rework where workspace = $1 and map = $2 and from_step = $3 and to_step = $4";
const UPSERT_REWORK: &str = "insert into rework (workspace, map, from_step, to_step, share, wait_seconds, wait_spelling) \
    values ($1, $2, $3, $4, $5, $6, $7) on conflict (map, from_step, to_step) do update set share = excluded.share, \
    wait_seconds = excluded.wait_seconds, wait_spelling = excluded.wait_spelling \
    where rework.workspace = excluded.workspace";

/// The row changes of any number of maps, except the maps' own fields. They are written in the order of the struct's
/// fields, so that no arrow ever lacks its steps.
#[derive(Default)]
pub(crate) struct RowChanges<'a> {
    deleted: Vec<Query>,
    steps: Vec<Placed<'a>>,
    moved: Vec<Query>,
    flows: Vec<(&'a StoredMap, &'a Flow)>,
    rework: Vec<Query>,
    ideas: Vec<Query>,
}

impl<'a> RowChanges<'a> {
    pub(crate) async fn write(self, connection: &mut AnyConnection) -> Result<(), StorageError> {
        for query in self.deleted {
            query.execute(&mut *connection).await?;
        }
        step_row::upsert(connection, &self.steps).await?;
        let flows = divided(&self.flows, INSERT_FLOWS);
        let flows = flows.map(|(insert, flows)| flows.iter().fold(query!(insert), bound));
        for query in self.moved.into_iter().chain(flows).chain(self.rework).chain(self.ideas) {
            query.execute(&mut *connection).await?;
        }
        Ok(())
    }

    /// Adds the changes of one map: what is new or different in `new`, and what `new` no longer contains.
    pub(crate) fn add(&mut self, old: Option<&StoredMap>, new: &'a StoredMap) {
        let about = |sql: &'static str| query!(sql, &*new.workspace, &new.id);
        let between = |sql: &'static str, from: &str, to: &str| about(sql).bind(from).bind(to);
        let none = Map::new("");
        let (was, is) = (old.map_or(&none, |old| &old.map), &*new.map);

        let gone = was.flows.difference(&is.flows);
        self.deleted.extend(gone.map(|Flow { from, to }| between(DELETE_FLOW, from, to)));
        let gone = was.rework.keys().filter(|ends| !is.rework.contains_key(*ends));
        self.deleted.extend(gone.map(|(from, to)| between(DELETE_REWORK, from, to)));
        let gone = was.ideas.keys().filter(|id| !is.ideas.contains_key(*id));
        self.deleted.extend(gone.map(|id| about(idea_row::DELETE).bind(id.as_str())));
        if !same_ids(was, is) {
            let current: HashSet<&str> = is.steps.iter().map(|step| step.id.as_str()).collect();
            let gone = was.steps.iter().filter(|step| !current.contains(step.id.as_str()));
            self.deleted.extend(gone.map(|step| about(DELETE_STEP).bind(step.id.as_str())));
        }

        let before = Before::new(old, was, is);
        for (index, (step, position)) in is.steps.iter().zip(new.positions.iter()).enumerate() {
            match before.step(index, step) {
                // Edits share unchanged steps, so comparing pointers is enough unless a map was reloaded.
                Some((was, place)) if Arc::ptr_eq(was, step) || was == step => {
                    if place != *position {
                        self.moved.push(about(PLACE_STEP).bind(step.id.as_str()).bind(*position));
                    }
                }
                _ => self.steps.push((new, *position, step)),
            }
        }

        let join = is.flows.iter().filter(|flow| !was.flows.contains(*flow));
        self.flows.extend(join.map(|flow| (new, flow)));
        let changed = is.rework.iter().filter(|(ends, sent_back)| was.rework.get(*ends) != Some(sent_back));
        self.rework.extend(changed.map(|((from, to), SentBack { share, wait })| {
            let spelling = wait.and_then(|wait| wait.spelling).map_or_else(String::new, Spelling::code);
            let wait = step_row::seconds(wait.map(|wait| wait.seconds));
            between(UPSERT_REWORK, from, to).bind(*share).bind(wait).bind(spelling)
        }));
        // Deleting a step also deletes the rows of its ideas, so an idea that is now pinned elsewhere is written again.
        let went = |idea: &Idea| idea.step.as_deref().is_some_and(|step| is.step(step).is_none());
        let same = |id, idea: &Arc<Idea>| {
            was.ideas.get(id).is_some_and(|was| !went(was) && (Arc::ptr_eq(was, idea) || was == idea))
        };
        let changed = is.ideas.iter().filter(|(id, idea)| !same(*id, idea));
        self.ideas.extend(changed.map(|(_, idea)| idea_row::upsert(new, idea)));
    }
}

fn bound(query: Query, (map, Flow { from, to }): &(&StoredMap, &Flow)) -> Query {
    query.bind(&*map.workspace).bind(&map.id).bind(from.as_str()).bind(to.as_str())
}

fn same_ids(was: &Map, is: &Map) -> bool {
    was.steps.len() == is.steps.len() && was.steps.iter().zip(&is.steps).all(|(was, is)| was.id == is.id)
}

/// The old steps, looked up by id; or by index if the order is unchanged, which is nearly always the case.
enum Before<'a> {
    InOrder(&'a [Arc<Step>], &'a [i64]),
    ById(HashMap<&'a str, (&'a Arc<Step>, i64)>),
}

impl<'a> Before<'a> {
    fn new(old: Option<&'a StoredMap>, was: &'a Map, is: &Map) -> Self {
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
