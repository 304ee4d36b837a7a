//! The page of a map, and what is done with a map as a whole.

use std::sync::Arc;

use askama::Template;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;

use crate::live::{Back, EditError, Family, Snapshot};

use super::access::{CanEdit, CanMake, CanManage, CanView};
use super::error::Failure;
use super::face::Face;
use super::form::{Posted, on_to};
use super::ideas::advice;
use super::ideas::family::{self, Tab};
use super::notice::{self, Notice};
use super::take_away::{self, Offered};
use super::words::{self, Word};
use super::{audit, conditional, frame, me, paths};

/// The whole page around the frame: the same for everybody, save for the notice.
#[derive(Template)]
#[template(path = "map.html")]
struct MapPage<'a> {
    snapshot: &'a Snapshot,
    face: Face,
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
    share: String,
    lock: String,
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
            share: paths::share(id),
            lock: paths::lock(id),
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

/// The page of a map at a revision, the same for all who may do the same, with what its query tells after a redirect.
///
/// # Errors
/// Only if a template cannot be rendered.
fn page(snapshot: &Snapshot, family: &Family, face: Face, notice: Notice) -> Result<String, Failure> {
    let advice = if snapshot.binned { Bytes::new() } else { advice::html(snapshot)? };
    let advice = String::from_utf8_lossy(&advice);
    let page = MapPage {
        snapshot,
        face,
        notice,
        links: Links::of(&snapshot.id),
        tabs: family::tabs(family, &snapshot.id),
        advice: advice::in_two(&advice),
        notes: words::words_of(&[frame::WORDS, &["lever", "idea", "countermeasure", "future-state"]].concat()),
    };
    Ok(page.render()?)
}

/// Works out what is dear of a page, once per revision and away from the threads that answer everybody: of a map at the
/// limits it takes long.
async fn work_out(may: &CanView, snapshot: &Arc<Snapshot>) -> Result<(), Failure> {
    if snapshot.binned || advice::is_made(snapshot) {
        return Ok(());
    }
    let made = Arc::clone(snapshot);
    may.app()
        .for_page(move || {
            made.frame();
            advice::html(&made).map(drop)
        })
        .await?
}

/// `GET /maps/{id}`: the page, made once per revision for all who may do the same with it; only what a redirect has to
/// tell makes it another.
pub(super) async fn show(may: &CanView, query: Option<&str>, headers: &HeaderMap) -> Result<Response, Failure> {
    let (snapshot, family, face) = (may.snapshot(), may.family().await?, Face::of(may));
    work_out(may, snapshot).await?;
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        let notice = Notice::of_query(query, &snapshot.map);
        return Ok(me::greet(may, headers, Html(page(snapshot, &family, face, notice)?).into_response()));
    }
    let of_family = format!("{}{}", snapshot.etag().trim_end_matches('"'), family.tag);
    let tag = conditional::face_tag(&of_family, face.name());
    if conditional::is_known(headers, &tag) {
        return Ok(me::greet(may, headers, conditional::not_modified(&tag)));
    }
    let make = |snapshot: &Snapshot| page(snapshot, &family, face, Notice::default()).map(Bytes::from);
    let html = snapshot.try_bytes_for(face.name(), &family.tag, make)?;
    Ok(me::greet(may, headers, conditional::tagged(&tag, "text/html; charset=utf-8", html)))
}

/// `POST /maps/{id}/undo`: takes back the visitor's own last edit, if the map is still as the page showed it.
pub(super) async fn undo(may: CanEdit, posted: Posted) -> Result<Response, Failure> {
    let snapshot = may.open()?;
    may.counted(None)?;
    let told = match may.go_back(Back::Undo, None, posted.revision()).await {
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
    Ok(on_to(&notice::address(&paths::map(may.id()), &told, "")))
}

/// `POST /maps/{id}/bin`: puts the map into the bin.
pub(super) async fn put_into_bin(may: CanManage) -> Result<Response, Failure> {
    if !may.bin().await? {
        return Err(Failure::NotFound);
    }
    audit::of_map(&may, "bin").await;
    Ok(on_to(&notice::address(paths::HOME, &[("binned", may.id().to_owned())], "")))
}

/// `POST /maps/{id}/restore`: brings it back.
pub(super) async fn bring_back(may: CanManage) -> Result<Response, Failure> {
    if !may.bring_back().await? {
        return Err(Failure::NotFound);
    }
    audit::of_map(&may, "restore").await;
    Ok(on_to(&notice::address(&paths::map(may.id()), &[("back", "1".to_owned())], "")))
}

/// `POST /maps/{id}/copy`: makes a copy, which goes its own way from here, in the workspace that one is in.
pub(super) async fn copy(may: CanView, make: CanMake) -> Result<Response, Failure> {
    const ROOM_FOR_NAME: usize = crate::vsm::check::LONGEST_NAME - " (copy)".len();
    let snapshot = may.open()?;
    let mut map = snapshot.map.as_ref().clone();
    map.name = format!("{} (copy)", map.name.chars().take(ROOM_FOR_NAME).collect::<String>());
    let copied = make.make_once(map).await?;
    Ok(on_to(&notice::address(&paths::map(&copied.id), &[("copied", "1".to_owned())], "")))
}
