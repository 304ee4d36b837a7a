//! `/maps/{id}/history/{revision}`: an older version of the map, and restoring it.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use tokio::runtime::Handle;

use crate::live::{HistoryError, Snapshot};
use vsm::Map;
use vsm::fields::catalog::StepField;
use vsm::model::graph::Graph;

use crate::web::access::{CanEdit, CanView, Permission};
use crate::web::error::AppError;
use crate::web::maps::frame;
use crate::web::maps::history::HistoryEntryView;
use crate::web::maps::table;
use crate::web::maps::table::StepRow;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::flash;
use crate::web::page::form::{Posted, page, redirect_to};
use crate::web::page::glossary;
use crate::web::page::glossary::Term;
use crate::web::page::{dates, urls};
use vsm::metrics::explain::Explanation;

#[derive(Template)]
#[template(path = "maps/revision.html")]
struct RevisionPage<'a> {
    then: &'a Snapshot,
    day: String,
    /// The change that led to this revision; `None` if it is unknown.
    change: Option<HistoryEntryView>,
    now: CurrentVersion,
    rows: Vec<StepRow>,
    knows_downtime: bool,
    flows: Vec<(String, String)>,
    links: RevisionLinks,
    notes: Vec<&'static Term>,
}

struct CurrentVersion {
    name: String,
    revision: u64,
    /// Is the content the same?
    is_same: bool,
    trashed: bool,
    can_edit: bool,
}

struct RevisionLinks {
    map: String,
    history: String,
    restore: String,
    earlier: Option<String>,
    later: Option<String>,
}

impl RevisionPage<'_> {
    fn part(&self, name: &str) -> &str {
        self.then.frame().part(name)
    }
}

pub(crate) async fn show(map: CanView, Path((_, revision)): Path<(String, String)>) -> Result<Response, AppError> {
    let revision = revision.parse().map_err(|_| AppError::NotFound)?;
    let (now, id) = (map.snapshot(), map.id());
    let then = at(&map, revision).await?;
    let change = map.history(revision.saturating_add(1), 1).await?;
    let change = change.into_iter().find(|line| line.revision == revision);
    let of = Explanation { map: &then.map, graph: then.graph(), metrics: then.metrics() };
    let past = RevisionPage {
        day: dates::date(change.as_ref().map_or(then.changed_at_ms, |line| line.at_ms)),
        change: change.map(|line| HistoryEntryView::new(line, map.app().clock().now_ms())),
        rows: table::rows(id, of),
        knows_downtime: then.metrics().downtime_seconds.is_some(),
        flows: flows(&then.map, then.graph()),
        links: RevisionLinks {
            map: urls::map(id),
            history: urls::history(id),
            restore: urls::restore_revision(id, revision),
            earlier: (revision > 1).then(|| urls::revision(id, revision - 1)),
            later: (revision < now.revision).then(|| urls::revision(id, revision + 1)),
        },
        now: CurrentVersion {
            name: now.map.name.clone(),
            revision: now.revision,
            is_same: now.map == then.map,
            trashed: now.trashed,
            can_edit: map.permission() >= Permission::Edit,
        },
        notes: glossary::terms(frame::WORDS),
        then: &then,
    };
    Ok(page(past.render()?))
}

/// `POST /maps/{id}/history/{revision}/restore`
pub(crate) async fn restore(
    map: CanEdit,
    Path((_, revision)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let revision: u64 = revision.parse().map_err(|_| AppError::NotFound)?;
    map.open()?;
    let (of, edit_id, runtime) = (map.clone(), posted.edit_id(map.actor()), Handle::current());
    let work = move || runtime.block_on(async { of.restore_revision(revision, &edit_id).await });
    map.count_edit(None)?;
    check_limit(&map)?;
    let notice = match map.app().pools().run(Pool::History, work).await?? {
        Some(_) => "brought",
        None => "same",
    };
    Ok(redirect_to(&flash::url(&urls::map(map.id()), &[(notice, revision.to_string())], "")))
}

/// The map at a revision, with its frame. Long histories take time, so few are computed at once.
pub(crate) async fn at(map: &CanView, revision: u64) -> Result<Arc<Snapshot>, AppError> {
    check_limit(map)?;
    let (of, runtime) = (map.clone(), Handle::current());
    let found = map.app().pools().run(Pool::History, move || {
        let found = runtime.block_on(async { of.at_revision(revision).await });
        if let Ok(Some(then)) = &found {
            // Rendered here, off the request threads.
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

/// Rate limit; none in solo mode.
fn check_limit(map: &CanView) -> Result<(), AppError> {
    if map.visitor().is_solo() { Ok(()) } else { map.app().limits().history(&map.actor().id) }
}

/// The names of the steps at each flow, in flow order.
fn flows(map: &Map, graph: &Graph) -> Vec<(String, String)> {
    let name = |step: usize| map.steps.get(step).map_or_else(String::new, |step| step.name.clone());
    let out = |from: usize| graph.out.get(from).into_iter().flatten().map(move |&to| (from, to));
    graph.order.iter().flat_map(|&from| out(from)).map(|(from, to)| (name(from), name(to))).collect()
}
