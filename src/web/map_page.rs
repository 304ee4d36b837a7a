//! The page of a map, and what is done with a map as a whole.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;

use crate::live::{Back, EditError, Family, Snapshot};

use super::App;
use super::error::Failure;
use super::form::{Posted, on_to, open};
use super::ideas::advice;
use super::ideas::family::{self, Tab};
use super::notice::{self, Notice};
use super::take_away::{self, Offered};
use super::visitor::{self, Visitor};
use super::words::{self, Word};
use super::{conditional, frame, made, paths};

/// The whole page around the frame: the same for everybody, save for the notice.
#[derive(Template)]
#[template(path = "map.html")]
struct MapPage<'a> {
    snapshot: &'a Snapshot,
    notice: Notice,
    links: Links,
    /// The other maps of the same process.
    tabs: Vec<Tab>,
    /// What would help most, in one line; then all of it, with the ideas.
    advice: (&'a str, &'a str),
    notes: Vec<&'static Word>,
}

struct Links {
    map: String,
    api: String,
    history: String,
    compare: String,
    paste: String,
    edit: String,
    steps: String,
    undo: String,
    copy: String,
    bin: String,
    restore: String,
    take_away: String,
    advice: String,
    future: String,
    ideas: String,
}

impl Links {
    fn of(id: &str) -> Links {
        Links {
            map: paths::map(id),
            api: paths::api_map(id),
            history: paths::history(id),
            compare: paths::compare_with(id),
            paste: paths::paste(id),
            edit: paths::map_edit(id),
            steps: paths::steps(id),
            undo: paths::undo(id),
            copy: paths::map_copy(id),
            bin: paths::map_bin(id),
            restore: paths::map_restore(id),
            take_away: paths::take_away(id),
            advice: paths::advice(id),
            future: paths::future(id),
            ideas: paths::ideas(id),
        }
    }
}

impl MapPage<'_> {
    fn part(&self, name: &str) -> &str {
        self.snapshot.frame().part(name)
    }

    fn offered(&self) -> Vec<Offered> {
        take_away::offered(&self.snapshot.id)
    }
}

/// The page of a map at a revision, the same for everybody, with what its query tells after a redirect.
///
/// # Errors
/// Only if a template cannot be rendered.
pub(super) fn page(snapshot: &Snapshot, family: &Family, notice: Notice) -> Result<String, Failure> {
    let advice = if snapshot.binned { Bytes::new() } else { advice::html(snapshot)? };
    let advice = String::from_utf8_lossy(&advice);
    let page = MapPage {
        snapshot,
        notice,
        links: Links::of(&snapshot.id),
        tabs: family::tabs(family, &snapshot.id),
        advice: advice::in_two(&advice),
        notes: words::words_of(&[frame::WORDS, &["lever", "idea", "countermeasure", "future-state"]].concat()),
    };
    Ok(page.render()?)
}

/// `GET /maps/{id}`: the page, made once per revision; only what a redirect has to tell makes it another.
pub(super) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let snapshot = app.hub().snapshot_even_in_bin(&id).await?.ok_or(Failure::NotFound)?;
    let family = app.hub().family(&snapshot).await?;
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        let notice = Notice::of_query(&query, &snapshot.map);
        return Ok(visitor::greet(&headers, Html(page(&snapshot, &family, notice)?).into_response()));
    }
    let tag = conditional::build_tag(&format!("{}{}", snapshot.etag().trim_end_matches('"'), family.tag));
    if conditional::is_known(&headers, &tag) {
        return Ok(visitor::greet(&headers, conditional::not_modified(&tag)));
    }
    let make = |snapshot: &Snapshot| page(snapshot, &family, Notice::default()).map(Bytes::from);
    let html = snapshot.try_bytes_for("page", &family.tag, make)?;
    Ok(visitor::greet(&headers, conditional::tagged(&tag, "text/html; charset=utf-8", html)))
}

/// `POST /maps/{id}/undo`: takes back the visitor's own last edit, if the map is still as the page showed it.
pub(super) async fn undo(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Result<Response, Failure> {
    let snapshot = open(&app, &id).await?;
    let told = match app.hub().go_back(Back::Undo, &id, &posted.visitor.actor, None, posted.revision()).await {
        // A double click, or somebody else was faster: what would be taken back now is not what was meant.
        Err(EditError::Stale { .. }) => vec![("moved", "1".to_owned())],
        Err(other) => return Err(other.into()),
        Ok(None) => vec![("nothing", "1".to_owned())],
        Ok(Some(done)) => {
            let mut told = vec![("undone", "1".to_owned())];
            told.extend(notice::of_edit(&done, &snapshot.map));
            told
        }
    };
    Ok(on_to(&notice::address(&paths::map(&id), &told, "")))
}

/// `POST /maps/{id}/bin`: puts the map into the bin.
pub(super) async fn put_into_bin(
    State(app): State<App>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    if !app.hub().bin(&id, &visitor.actor).await? {
        return Err(Failure::NotFound);
    }
    Ok(on_to(&notice::address(paths::HOME, &[("binned", id)], "")))
}

/// `POST /maps/{id}/restore`: brings it back.
pub(super) async fn bring_back(
    State(app): State<App>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    if !app.hub().bring_back(&id, &visitor.actor).await? {
        return Err(Failure::NotFound);
    }
    Ok(on_to(&notice::address(&paths::map(&id), &[("back", "1".to_owned())], "")))
}

/// `POST /maps/{id}/copy`: makes a copy, which goes its own way from here.
pub(super) async fn copy(
    State(app): State<App>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    const ROOM_FOR_NAME: usize = crate::vsm::check::LONGEST_NAME - " (copy)".len();
    let snapshot = open(&app, &id).await?;
    let mut map = snapshot.map.as_ref().clone();
    map.name = format!("{} (copy)", map.name.chars().take(ROOM_FOR_NAME).collect::<String>());
    let copied = made::once(&app, map, &visitor.actor).await?;
    Ok(on_to(&notice::address(&paths::map(&copied.id), &[("copied", "1".to_owned())], "")))
}
