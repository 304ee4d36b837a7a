//! `/maps/{id}/history/{revision}`: an older version of the map, and restoring it.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use tokio::runtime::Handle;

use crate::live::{Frame, Snapshot};

use crate::web::access::{CanEdit, CanView, Permission};
use crate::web::error::AppError;
use crate::web::maps::frame;
use crate::web::maps::history::HistoryEntryView;
use crate::web::maps::layouts;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::form::{Posted, page, redirect_to};
use crate::web::page::glossary::{self, Term};
use crate::web::page::{dates, flash, urls};
use vsm::metrics::explain::Explanation;

#[derive(Template)]
#[template(path = "maps/revision.html")]
struct RevisionPage<'a> {
    then: &'a Snapshot,
    day: String,
    /// The change that led to this revision; `None` if it is unknown.
    change: Option<HistoryEntryView>,
    now: &'a Snapshot,
    can_restore: bool,
    flows: Vec<(&'a str, &'a str)>,
    earlier: Option<String>,
    later: Option<String>,
    notes: Vec<&'static Term>,
}

impl RevisionPage<'_> {
    fn part(&self, name: &str) -> &str {
        self.then.frame().part(name)
    }

    fn drawing(&self) -> Arc<Frame> {
        self.then.drawing(layouts::DEFAULT)
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
        flows: frame::flow_names(of).collect(),
        earlier: (revision > 1).then(|| urls::revision(id, revision - 1)),
        later: (revision < now.revision).then(|| urls::revision(id, revision + 1)),
        can_restore: now.map != then.map && !now.trashed && map.permission() >= Permission::Edit,
        now,
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
        Some(_) => "restored",
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
            then.drawing(layouts::DEFAULT);
        }
        found
    });
    found.await??.ok_or(AppError::NotFound)
}

/// Rate limit; none in solo mode.
fn check_limit(map: &CanView) -> Result<(), AppError> {
    if map.visitor().is_solo() { Ok(()) } else { map.app().limits().history(&map.actor().id) }
}
