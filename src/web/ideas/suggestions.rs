//! Suggestions and ideas. They take longer to compute than the frame, which is sent after every edit, so they are
//! rendered once per revision on request, and an open page requests them a moment after the last edit.

use std::sync::Arc;

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;

use crate::live::Snapshot;
use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::ideas::views::{IdeaList, LeverView};
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::{etag, urls};
use vsm::fields::catalog::IdeaField;
use vsm::improve::countermeasures;
use vsm::improve::levers::{self, levers_and_untried};
use vsm::model::idea::Status;
use vsm::model::map::State;

/// Levers that are shown; the others are collapsed.
const MAX_SHOWN: usize = 6;
/// The same for proven practices, which need more space.
const MAX_PRACTICES_SHOWN: usize = 4;
const MAX_LEVERS: usize = 60;

#[derive(Template)]
#[template(path = "ideas/suggestions.html")]
struct SuggestionsPart<'a> {
    snapshot: &'a Snapshot,
    line: String,
    levers: LeversPart,
    ideas: IdeaList<'a>,
}

struct LeversPart {
    first: Vec<LeverView>,
    more: Vec<LeverView>,
    /// Levers that were not tried because the map is very large.
    untried: usize,
    /// Levers without a saving.
    idle: Vec<LeverView>,
    measures: Vec<LeverView>,
    more_measures: Vec<LeverView>,
}

const CACHE_KEY: &str = "advice";

pub(crate) fn is_cached(snapshot: &Snapshot) -> bool {
    snapshot.has_bytes(CACHE_KEY)
}

/// Rendered once per revision.
pub(crate) fn html(snapshot: &Snapshot) -> Result<Bytes, AppError> {
    snapshot.try_bytes(CACHE_KEY, |snapshot| Ok(Bytes::from(suggestions(snapshot).render()?)))
}

/// The sections of the suggestions and ideas, without the elements around them.
pub(crate) struct Advice<'h> {
    /// The top suggestion; may be empty.
    pub(crate) line: &'h str,
    pub(crate) ideas: &'h str,
    pub(crate) levers: &'h str,
}

/// Splits what [`html`] returns.
pub(crate) fn split(html: &str) -> Advice<'_> {
    let section = |name: &str| {
        let begins = format!("<div data-advice=\"{name}\">");
        let after = html.split_once(&*begins).map_or("", |(_, after)| after);
        let whole = after.split_once("\n<div data-advice=").map_or(after, |(section, _)| section);
        whole.trim_end().trim_end_matches("</div>")
    };
    Advice { line: section("line"), ideas: section("ideas"), levers: section("levers") }
}

fn suggestions(snapshot: &Snapshot) -> SuggestionsPart<'_> {
    let (map, metrics) = (&*snapshot.map, snapshot.metrics());
    let (all, untried) = levers_and_untried(map);
    let line = levers::first_sentence(map, metrics, &all).unwrap_or_default();
    let (helping, idle): (Vec<_>, Vec<_>) = all.iter().partition(|lever| !lever.is_idle());
    let mut views: Vec<LeverView> = helping
        .into_iter()
        .map(|lever| LeverView::of_lever(lever, map, metrics))
        .filter(|view| !view.saving.is_worse)
        .take(MAX_LEVERS)
        .collect();
    let more = views.split_off(views.len().min(MAX_SHOWN));
    let matching_practices = countermeasures::matching_practices(map);
    let mut measures: Vec<LeverView> =
        matching_practices.iter().map(|practice| LeverView::of_practice(practice, map, metrics)).collect();
    let more_measures = measures.split_off(measures.len().min(MAX_PRACTICES_SHOWN));
    SuggestionsPart {
        snapshot,
        line,
        levers: LeversPart {
            first: views,
            untried,
            more,
            idle: idle.into_iter().take(MAX_LEVERS).map(|lever| LeverView::of_lever(lever, map, metrics)).collect(),
            measures,
            more_measures,
        },
        ideas: IdeaList::new(snapshot),
    }
}

/// `GET /maps/{id}/advice`: all of it, for an open page.
pub(crate) async fn show(map: CanView, headers: HeaderMap) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let tag = etag::build_etag(&snapshot.etag());
    if etag::is_known(&headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let rendered = Arc::clone(snapshot);
    let html = map.app().pools().run(Pool::Page, move || html(&rendered)).await??;
    Ok(etag::tagged(&tag, "text/html; charset=utf-8", html))
}
