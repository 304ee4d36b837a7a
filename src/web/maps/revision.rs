//! `/maps/{id}/history/{revision}`: the map as it was, to be looked at, and brought back.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use tokio::runtime::Handle;

use crate::live::{HistoryError, Snapshot};
use vsm::Map;
use vsm::model::graph::Graph;

use crate::web::access::{CanEdit, CanView, Permission};
use crate::web::error::AppError;
use crate::web::maps::frame;
use crate::web::maps::history::Told;
use crate::web::maps::table;
use crate::web::maps::table::Row;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::flash;
use crate::web::page::form::{Posted, page, redirect_to};
use crate::web::page::glossary;
use crate::web::page::glossary::Term;
use crate::web::page::{dates, urls};
use vsm::metrics::explain::Explanation;

#[derive(Template)]
#[template(path = "maps/revision.html")]
struct PastPage<'a> {
    then: &'a Snapshot,
    day: String,
    /// What made this revision; `None` when the log does not say.
    made: Option<Told>,
    /// How the map stands to this revision.
    now: Now,
    rows: Vec<Row>,
    knows_downtime: bool,
    flows: Vec<(String, String)>,
    links: Links,
    notes: Vec<&'static Term>,
}

/// The map as it is now.
struct Now {
    name: String,
    revision: u64,
    /// Does it hold the same?
    is_same: bool,
    trashed: bool,
    /// May they bring this back?
    can_edit: bool,
}

struct Links {
    map: String,
    history: String,
    restore: String,
    earlier: Option<String>,
    later: Option<String>,
}

impl PastPage<'_> {
    fn part(&self, name: &str) -> &str {
        self.then.frame().part(name)
    }
}

pub(crate) async fn show(may: CanView, Path((_, revision)): Path<(String, String)>) -> Result<Response, AppError> {
    let revision = revision.parse().map_err(|_| AppError::NotFound)?;
    let (now, id) = (may.snapshot(), may.id());
    let then = at(&may, revision).await?;
    let made = may.history(revision.saturating_add(1), 1).await?;
    let made = made.into_iter().find(|line| line.revision == revision);
    let of = Explanation { map: &then.map, graph: then.graph(), metrics: then.metrics() };
    let past = PastPage {
        day: dates::date(made.as_ref().map_or(then.changed_at_ms, |line| line.at_ms)),
        made: made.map(Told::from),
        rows: table::rows(id, of),
        knows_downtime: then.metrics().downtime_seconds.is_some(),
        flows: flows(&then.map, then.graph()),
        links: Links {
            map: urls::map(id),
            history: urls::history(id),
            restore: urls::restore_revision(id, revision),
            earlier: (revision > 1).then(|| urls::revision(id, revision - 1)),
            later: (revision < now.revision).then(|| urls::revision(id, revision + 1)),
        },
        now: Now {
            name: now.map.name.clone(),
            revision: now.revision,
            is_same: now.map == then.map,
            trashed: now.trashed,
            can_edit: may.permission() >= Permission::Edit,
        },
        notes: glossary::terms(frame::WORDS),
        then: &then,
    };
    Ok(page(past.render()?))
}

/// `POST /maps/{id}/history/{revision}/restore`: makes the map what it was.
pub(crate) async fn restore(
    may: CanEdit,
    Path((_, revision)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let revision: u64 = revision.parse().map_err(|_| AppError::NotFound)?;
    may.open()?;
    let (of, edit_id, runtime) = (may.clone(), posted.edit_id(may.actor()), Handle::current());
    let work = move || runtime.block_on(async { of.restore_revision(revision, &edit_id).await });
    may.count_edit(None)?;
    count(&may)?;
    let told = match may.app().pools().run(Pool::History, work).await?? {
        Some(_) => "brought",
        None => "same",
    };
    Ok(redirect_to(&flash::url(&urls::map(may.id()), &[(told, revision.to_string())], "")))
}

/// The map at a revision, with its frame. The way back may be long: few are walked at a time.
pub(crate) async fn at(may: &CanView, revision: u64) -> Result<Arc<Snapshot>, AppError> {
    count(may)?;
    let (of, runtime) = (may.clone(), Handle::current());
    let found = may.app().pools().run(Pool::History, move || {
        let found = runtime.block_on(async { of.at_revision(revision).await });
        if let Ok(Some(then)) = &found {
            // Painted here, where it keeps nobody waiting.
            then.frame();
        }
        found
    });
    match found.await? {
        Ok(found) => found.ok_or(AppError::NotFound),
        Err(HistoryError::Storage(cause)) => Err(cause.into()),
        Err(HistoryError::Unreadable(why)) => Err(AppError::Refused(why)),
    }
}

/// Counts a walk back; nothing while there are no accounts.
fn count(may: &CanView) -> Result<(), AppError> {
    if may.visitor().is_solo() { Ok(()) } else { may.app().limits().history(&may.actor().id) }
}

/// The arrows by the names of their steps, along the flow.
fn flows(map: &Map, graph: &Graph) -> Vec<(String, String)> {
    let name = |step: usize| map.steps.get(step).map_or_else(String::new, |step| step.name.clone());
    let out = |from: usize| graph.out.get(from).into_iter().flatten().map(move |&to| (from, to));
    graph.order.iter().flat_map(|&from| out(from)).map(|(from, to)| (name(from), name(to))).collect()
}
