//! The page of a map, undo and duplicate.

use std::sync::{Arc, OnceLock};

use askama::Template;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;

use crate::live::{Direction, EditError, RelatedMaps, Snapshot};

use crate::web::access::{CanCreate, CanEdit, CanView};
use crate::web::account::me;
use crate::web::error::AppError;
use crate::web::ideas::future_state;
use crate::web::ideas::future_state::Tab;
use crate::web::ideas::suggestions;
use crate::web::maps::export;
use crate::web::maps::export::FormatGroup;
use crate::web::maps::frame;
use crate::web::maps::variant::PageVariant;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::flash;
use crate::web::page::flash::Flash;
use crate::web::page::form::{Posted, redirect_to};
use crate::web::page::glossary;
use crate::web::page::glossary::Term;
use crate::web::page::{etag, urls};
use vsm::fields::catalog::{StepField, catalog_json};

/// The page around the frame: the same for everyone with the same permission, except for the notice.
#[derive(Template)]
#[template(path = "maps/page.html")]
struct MapPage<'a> {
    snapshot: &'a Snapshot,
    variant: PageVariant,
    notice: Flash,
    links: MapLinks,
    /// Related maps.
    tabs: Vec<Tab>,
    /// The top suggestion as one line, and all suggestions and ideas.
    advice: (&'a str, &'a str),
    notes: Vec<&'static Term>,
}

struct MapLinks {
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

impl MapLinks {
    fn new(id: &str) -> MapLinks {
        MapLinks {
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

    /// The catalog of fields for the scripts, as JSON that is safe inside HTML.
    fn field_catalog() -> &'static str {
        static JSON: OnceLock<String> = OnceLock::new();
        JSON.get_or_init(|| catalog_json().to_string().replace('<', "\\u003c"))
    }

    fn format_groups(&self) -> Vec<FormatGroup> {
        export::format_groups(&self.snapshot.id)
    }
}

fn render(snapshot: &Snapshot, family: &RelatedMaps, variant: PageVariant, notice: Flash) -> Result<String, AppError> {
    let advice = if snapshot.trashed { Bytes::new() } else { suggestions::html(snapshot)? };
    let advice = String::from_utf8_lossy(&advice);
    let page = MapPage {
        snapshot,
        variant,
        notice,
        links: MapLinks::new(&snapshot.id),
        tabs: future_state::tabs(family, &snapshot.id),
        advice: suggestions::line_and_rest(&advice),
        notes: glossary::terms(&[frame::WORDS, &["lever", "idea", "countermeasure", "future-state"]].concat()),
    };
    Ok(page.render()?)
}

/// Renders the expensive parts once per revision, off the request threads, because this takes long for a map at the
/// limits.
async fn prepare(map: &CanView, snapshot: &Arc<Snapshot>) -> Result<(), AppError> {
    if snapshot.trashed || suggestions::is_cached(snapshot) {
        return Ok(());
    }
    let prepared = Arc::clone(snapshot);
    map.app()
        .pools()
        .run(Pool::Page, move || {
            prepared.frame();
            suggestions::html(&prepared).map(drop)
        })
        .await?
}

/// `GET /maps/{id}`: the page, rendered once per revision and variant, unless a redirect adds a message.
pub(crate) async fn show(map: &CanView, query: Option<&str>, headers: &HeaderMap) -> Result<Response, AppError> {
    let (snapshot, family, variant) = (map.snapshot(), map.related_maps().await?, PageVariant::new(map));
    prepare(map, snapshot).await?;
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        let notice = Flash::from_query(query, &snapshot.map);
        return Ok(me::ensure_browser_cookie(
            map,
            headers,
            Html(render(snapshot, &family, variant, notice)?).into_response(),
        ));
    }
    let of_family = format!("{}{}", snapshot.etag().trim_end_matches('"'), family.tag);
    let tag = etag::variant_etag(&of_family, variant.name());
    if etag::is_known(headers, &tag) {
        return Ok(me::ensure_browser_cookie(map, headers, etag::not_modified(&tag)));
    }
    let html = |snapshot: &Snapshot| render(snapshot, &family, variant, Flash::default()).map(Bytes::from);
    let html = snapshot.try_bytes_for(variant.name(), &family.tag, html)?;
    Ok(me::ensure_browser_cookie(map, headers, etag::tagged(&tag, "text/html; charset=utf-8", html)))
}

/// `POST /maps/{id}/undo`: undoes the visitor's own last edit if the map is still as the page showed it.
pub(crate) async fn undo(map: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    map.count_edit(None)?;
    let notices = match map.undo_or_redo(Direction::Undo, None, posted.revision()).await {
        // A double click, or someone else was faster: the last edit is no longer the one that the page showed.
        Err(EditError::Stale { .. }) => vec![("moved", "1".to_owned())],
        Err(other) => return Err(other.into()),
        Ok(None) => vec![("nothing", "1".to_owned())],
        Ok(Some(done)) => {
            let mut notices = vec![("undone", "1".to_owned())];
            notices.extend(flash::from_edit(&done, &snapshot.map));
            notices
        }
    };
    Ok(redirect_to(&flash::url(&urls::map(map.id()), &notices, "")))
}

/// `POST /maps/{id}/copy`: duplicates the map in the visitor's workspace.
pub(crate) async fn copy(map: CanView, workspace: CanCreate) -> Result<Response, AppError> {
    const ROOM_FOR_NAME: usize = vsm::validate::map::MAX_NAME - " (copy)".len();
    let snapshot = map.open()?;
    let mut map = snapshot.map.as_ref().clone();
    map.name = format!("{} (copy)", map.name.chars().take(ROOM_FOR_NAME).collect::<String>());
    let copied = workspace.create_once(map).await?;
    Ok(redirect_to(&flash::url(&urls::map(&copied.id), &[("copied", "1".to_owned())], "")))
}
