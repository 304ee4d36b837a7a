//! The page of a map, undo and duplicate.

use std::sync::{Arc, OnceLock};

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;

use crate::live::{Direction, EditError, RelatedMaps, Snapshot};

use crate::web::access::{CanCreate, CanEdit, CanView};
use crate::web::account::me;
use crate::web::error::AppError;
use crate::web::ideas::future_state::{self, Tab};
use crate::web::ideas::suggestions;
use crate::web::maps::frame;
use crate::web::maps::variant::PageVariant;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::flash::{self, Flash};
use crate::web::page::form::{Posted, page, redirect_to};
use crate::web::page::glossary::{self, Term};
use crate::web::page::{etag, urls};
use vsm::fields::catalog::{StepField, catalog_json};

/// The page around the frame: the same for everyone with the same permission, except for the notice.
#[derive(Template)]
#[template(path = "maps/page.html")]
struct MapPage<'a> {
    snapshot: &'a Snapshot,
    variant: PageVariant,
    notice: Flash,
    /// Related maps.
    tabs: Vec<Tab>,
    /// The top suggestion as one line, and all suggestions and ideas.
    advice: (&'a str, &'a str),
    notes: Vec<&'static Term>,
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
}

fn render(snapshot: &Snapshot, family: &RelatedMaps, variant: PageVariant, notice: Flash) -> Result<String, AppError> {
    let advice = if snapshot.trashed { Bytes::new() } else { suggestions::html(snapshot)? };
    let advice = String::from_utf8_lossy(&advice);
    let page = MapPage {
        snapshot,
        variant,
        notice,
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
    let prepare = move || {
        prepared.frame();
        suggestions::html(&prepared).map(drop)
    };
    map.app().pools().run(Pool::Page, prepare).await?
}

/// `GET /maps/{id}`: the page, rendered once per revision and variant, unless a redirect adds a message.
pub(crate) async fn show(map: &CanView, query: Option<&str>, headers: &HeaderMap) -> Result<Response, AppError> {
    let (snapshot, family, variant) = (map.snapshot(), map.related_maps().await?, PageVariant::new(map));
    prepare(map, snapshot).await?;
    let of_family = format!("{}{}", snapshot.etag().trim_end_matches('"'), family.tag);
    let tag = etag::variant_etag(&of_family, variant.name());
    let response = if let Some(query) = query.filter(|query| !query.is_empty()) {
        page(render(snapshot, &family, variant, Flash::from_query(query, &snapshot.map))?)
    } else if etag::is_known(headers, &tag) {
        etag::not_modified(&tag)
    } else {
        let html = |snapshot: &Snapshot| render(snapshot, &family, variant, Flash::default()).map(Bytes::from);
        let html = snapshot.try_bytes_for(variant.name(), &family.tag, html)?;
        etag::tagged(&tag, "text/html; charset=utf-8", html)
    };
    Ok(me::ensure_browser_cookie(map, headers, response))
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
