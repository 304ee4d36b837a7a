//! The page of a map, and what is done with a map as a whole.

use std::sync::Arc;

use askama::Template;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;

use crate::live::{Direction, EditError, RelatedMaps, Snapshot};

use crate::web::access::audit;
use crate::web::access::{CanCreate, CanEdit, CanManage, CanView};
use crate::web::account::me;
use crate::web::error::AppError;
use crate::web::ideas::future_state;
use crate::web::ideas::future_state::Tab;
use crate::web::ideas::suggestions;
use crate::web::maps::export;
use crate::web::maps::export::Offered;
use crate::web::maps::frame;
use crate::web::maps::variant::Face;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::flash;
use crate::web::page::flash::Flash;
use crate::web::page::form::{Posted, redirect_to};
use crate::web::page::glossary;
use crate::web::page::glossary::Term;
use crate::web::page::{etag, urls};

/// The whole page around the frame: the same for everybody, save for the notice.
#[derive(Template)]
#[template(path = "maps/page.html")]
struct MapPage<'a> {
    snapshot: &'a Snapshot,
    face: Face,
    notice: Flash,
    links: Links,
    /// The other maps of the same process.
    tabs: Vec<Tab>,
    /// What would help most, in one line; then all of it, with the ideas.
    advice: (&'a str, &'a str),
    notes: Vec<&'static Term>,
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
    export: String,
    advice: String,
    future: String,
    ideas: String,
}

impl Links {
    fn of(id: &str) -> Links {
        Links {
            map: urls::map(id),
            api: urls::api_map(id),
            history: urls::history(id),
            compare: urls::compare_with(id),
            paste: urls::paste(id),
            edit: urls::map_edit(id),
            steps: urls::steps(id),
            undo: urls::undo(id),
            share: urls::share(id),
            lock: urls::lock(id),
            copy: urls::map_copy(id),
            bin: urls::map_trash(id),
            restore: urls::map_restore(id),
            export: urls::export(id),
            advice: urls::suggestions(id),
            future: urls::future(id),
            ideas: urls::ideas(id),
        }
    }
}

impl MapPage<'_> {
    fn part(&self, name: &str) -> &str {
        self.snapshot.frame().part(name)
    }

    fn offered(&self) -> Vec<Offered> {
        export::offered(&self.snapshot.id)
    }
}

/// The page of a map at a revision, the same for all who may do the same, with what its query tells after a redirect.
fn page(snapshot: &Snapshot, family: &RelatedMaps, face: Face, notice: Flash) -> Result<String, AppError> {
    let advice = if snapshot.trashed { Bytes::new() } else { suggestions::html(snapshot)? };
    let advice = String::from_utf8_lossy(&advice);
    let page = MapPage {
        snapshot,
        face,
        notice,
        links: Links::of(&snapshot.id),
        tabs: future_state::tabs(family, &snapshot.id),
        advice: suggestions::in_two(&advice),
        notes: glossary::terms(&[frame::WORDS, &["lever", "idea", "countermeasure", "future-state"]].concat()),
    };
    Ok(page.render()?)
}

/// Works out what is dear of a page, once per revision and away from the threads that answer everybody: of a map at the
/// limits it takes long.
async fn work_out(may: &CanView, snapshot: &Arc<Snapshot>) -> Result<(), AppError> {
    if snapshot.trashed || suggestions::is_made(snapshot) {
        return Ok(());
    }
    let made = Arc::clone(snapshot);
    may.app()
        .pools()
        .run(Pool::Page, move || {
            made.frame();
            suggestions::html(&made).map(drop)
        })
        .await?
}

/// `GET /maps/{id}`: the page, made once per revision for all who may do the same with it; only what a redirect has to
/// tell makes it another.
pub(crate) async fn show(may: &CanView, query: Option<&str>, headers: &HeaderMap) -> Result<Response, AppError> {
    let (snapshot, family, face) = (may.snapshot(), may.related_maps().await?, Face::of(may));
    work_out(may, snapshot).await?;
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        let notice = Flash::from_query(query, &snapshot.map);
        return Ok(me::ensure_browser_cookie(
            may,
            headers,
            Html(page(snapshot, &family, face, notice)?).into_response(),
        ));
    }
    let of_family = format!("{}{}", snapshot.etag().trim_end_matches('"'), family.tag);
    let tag = etag::variant_etag(&of_family, face.name());
    if etag::is_known(headers, &tag) {
        return Ok(me::ensure_browser_cookie(may, headers, etag::not_modified(&tag)));
    }
    let make = |snapshot: &Snapshot| page(snapshot, &family, face, Flash::default()).map(Bytes::from);
    let html = snapshot.try_bytes_for(face.name(), &family.tag, make)?;
    Ok(me::ensure_browser_cookie(may, headers, etag::tagged(&tag, "text/html; charset=utf-8", html)))
}

/// `POST /maps/{id}/undo`: takes back the visitor's own last edit, if the map is still as the page showed it.
pub(crate) async fn undo(may: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    may.count_edit(None)?;
    let told = match may.undo_or_redo(Direction::Undo, None, posted.revision()).await {
        // A double click, or somebody else was faster: what would be taken back now is not what was meant.
        Err(EditError::Stale { .. }) => vec![("moved", "1".to_owned())],
        Err(other) => return Err(other.into()),
        Ok(None) => vec![("nothing", "1".to_owned())],
        Ok(Some(done)) => {
            let mut told = vec![("undone", "1".to_owned())];
            told.extend(flash::from_edit(&done, &snapshot.map));
            told
        }
    };
    Ok(redirect_to(&flash::url(&urls::map(may.id()), &told, "")))
}

/// `POST /maps/{id}/bin`: puts the map into the bin.
pub(crate) async fn put_into_bin(may: CanManage) -> Result<Response, AppError> {
    if !may.trash().await? {
        return Err(AppError::NotFound);
    }
    audit::record_map(&may, "bin").await;
    Ok(redirect_to(&flash::url(urls::HOME, &[("binned", may.id().to_owned())], "")))
}

/// `POST /maps/{id}/restore`: brings it back.
pub(crate) async fn restore(may: CanManage) -> Result<Response, AppError> {
    if !may.restore().await? {
        return Err(AppError::NotFound);
    }
    audit::record_map(&may, "restore").await;
    Ok(redirect_to(&flash::url(&urls::map(may.id()), &[("back", "1".to_owned())], "")))
}

/// `POST /maps/{id}/copy`: makes a copy, which goes its own way from here, in the workspace that one is in.
pub(crate) async fn copy(may: CanView, make: CanCreate) -> Result<Response, AppError> {
    const ROOM_FOR_NAME: usize = vsm::validate::map::MAX_NAME - " (copy)".len();
    let snapshot = may.open()?;
    let mut map = snapshot.map.as_ref().clone();
    map.name = format!("{} (copy)", map.name.chars().take(ROOM_FOR_NAME).collect::<String>());
    let copied = make.create_once(map).await?;
    Ok(redirect_to(&flash::url(&urls::map(&copied.id), &[("copied", "1".to_owned())], "")))
}
