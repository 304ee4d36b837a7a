//! What stands on the page of a map beside its frame: what would help most, and the ideas. It costs more to work out
//! than the frame, which follows every keystroke; so it is made once per revision when it is asked for, and a page that
//! follows along asks for it anew a moment after the last change.

use std::sync::Arc;

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;

use crate::live::Snapshot;
use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::ideas::list::List;
use crate::web::ideas::views::{Chance, Saved};
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::etag;
use crate::web::page::urls;
use vsm::improve::countermeasures;
use vsm::improve::levers;
use vsm::improve::levers::levers_and_untried;
use vsm::model::map;

/// So many levers are shown at once; the others on asking.
const FIRST: usize = 6;
/// The same for countermeasures, which need more words.
const FIRST_MEASURES: usize = 4;
/// So many levers are told at all.
const MOST: usize = 60;

/// Everything together, in named places.
#[derive(Template)]
#[template(path = "ideas/suggestions.html")]
struct Advice {
    line: String,
    levers: Levers,
    ideas: List,
}

struct Levers {
    first: Vec<Chance>,
    more: Vec<Chance>,
    /// So many were not tried, since the map is very large.
    untried: usize,
    /// Those that change nothing that is counted, and why.
    idle: Vec<Chance>,
    measures: Vec<Chance>,
    more_measures: Vec<Chance>,
    /// Where a lever becomes an idea.
    add: String,
    /// Where a future state is drawn.
    draw: String,
    is_future: bool,
    revision: u64,
}

/// What it is kept under.
const MADE: &str = "advice";

/// Has it been made of this revision?
pub(crate) fn is_made(snapshot: &Snapshot) -> bool {
    snapshot.has_bytes(MADE)
}

/// All of it as HTML, made once per revision.
pub(crate) fn html(snapshot: &Snapshot) -> Result<Bytes, AppError> {
    snapshot.try_bytes(MADE, |snapshot| Ok(Bytes::from(advice(snapshot).render()?)))
}

/// What stands beside the figures, and what stands below the table.
pub(crate) fn in_two(html: &str) -> (&str, &str) {
    const SECOND: &str = "<div data-advice=\"ideas\">";
    html.find(SECOND).map_or((html, ""), |at| html.split_at(at))
}

fn advice(snapshot: &Snapshot) -> Advice {
    let (map, metrics) = (&*snapshot.map, snapshot.metrics());
    let (all, untried) = levers_and_untried(map);
    let line = levers::first_sentence(map, metrics, &all).unwrap_or_default();
    let (helping, idle): (Vec<_>, Vec<_>) = all.iter().partition(|lever| !lever.is_idle());
    // What makes nothing better end to end and something worse is no help.
    let helps = |saved: &Saved| !saved.is_worse;
    let mut chances: Vec<Chance> = helping
        .into_iter()
        .map(|lever| Chance::of_lever(lever, map, metrics))
        .filter(|chance| helps(&chance.saved))
        .take(MOST)
        .collect();
    let more = chances.split_off(chances.len().min(FIRST));
    let offers = countermeasures::offers(map);
    let mut measures: Vec<Chance> = offers.iter().map(|offer| Chance::of_offer(offer, map, metrics)).collect();
    let more_measures = measures.split_off(measures.len().min(FIRST_MEASURES));
    Advice {
        line,
        levers: Levers {
            first: chances,
            untried,
            more,
            idle: idle.into_iter().take(MOST).map(|lever| Chance::of_lever(lever, map, metrics)).collect(),
            measures,
            more_measures,
            add: urls::ideas(&snapshot.id),
            draw: urls::future(&snapshot.id),
            is_future: map.state == map::State::Future,
            revision: snapshot.revision,
        },
        ideas: List::of(snapshot),
    }
}

/// `GET /maps/{id}/advice`: all of it, for a page that follows along.
pub(crate) async fn show(may: CanView, headers: HeaderMap) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    let tag = etag::build_etag(&snapshot.etag());
    if etag::is_known(&headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let made = Arc::clone(snapshot);
    let html = may.app().pools().run(Pool::Page, move || html(&made)).await??;
    Ok(etag::tagged(&tag, "text/html; charset=utf-8", html))
}
