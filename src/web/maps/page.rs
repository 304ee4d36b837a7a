//! The page of a map, undo and duplicate.

use std::sync::{Arc, OnceLock};

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;

use crate::live::{Direction, EditError, RelatedMaps, Snapshot, original_description};

use crate::web::access::{CanCreate, CanEdit, CanView};
use crate::web::account::me;
use crate::web::error::AppError;
use crate::web::ideas::future_state;
use crate::web::ideas::suggestions::{self, Advice};
use crate::web::maps::frame;
use crate::web::maps::layouts;
use crate::web::maps::panel::{Panel, Rejected};
use crate::web::maps::variant::PageVariant;
use crate::web::maps::view::{self, Tab, View};
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::flash::{self, Flash};
use crate::web::page::form::{Posted, form_with_errors, page, redirect_to};
use crate::web::page::glossary::{self, Term};
use crate::web::page::parts::escaped;
use crate::web::page::{etag, urls};
use vsm::fields::catalog::{StepField, catalog_json};
use vsm::model::map::State;

/// The page around the frame: the same for everyone with the same permission, except for what the query asks for.
#[derive(Template)]
#[template(path = "maps/page.html")]
struct MapPage<'a> {
    snapshot: &'a Snapshot,
    variant: PageVariant,
    view: &'a View<'a>,
    notice: Flash,
    tabs: Vec<future_state::Tab>,
    advice: Advice<'a>,
    panel: String,
    notes: Vec<&'static Term>,
}

impl MapPage<'_> {
    fn part(&self, name: &str) -> &str {
        self.snapshot.frame().part(name)
    }

    /// The drawing in rows, and the one for narrow screens.
    fn drawings(&self) -> [String; 2] {
        [layouts::DEFAULT, layouts::VERTICAL].map(|layout| {
            let drawing = self.snapshot.drawing(layout);
            let step = |id: &str| format!("class=\"step\" href=\"{}\"", escaped(&urls::at_step(id)));
            self.marked(drawing.part("drawing"), step, "class", "aria-current=\"step\" class")
        })
    }

    fn table(&self) -> String {
        let row = |id: &str| format!("<tr id=\"{}\"", escaped(&urls::step_anchor(id)));
        self.marked(self.part("table"), row, "<tr", "<tr class=\"is-selected\"")
    }

    /// A part of the frame, which is the same for everyone, with the selected step marked: in the tag of the step, one
    /// text is replaced by another.
    fn marked(&self, part: &str, tag: impl Fn(&str) -> String, text: &str, by: &str) -> String {
        let Some(step) = self.view.step() else { return part.to_owned() };
        let tag = tag(&step.id);
        part.replacen(&tag, &tag.replacen(text, by, 1), 1)
    }

    /// The catalog of fields for the scripts, as JSON that is safe inside HTML.
    fn field_catalog() -> &'static str {
        static JSON: OnceLock<String> = OnceLock::new();
        JSON.get_or_init(|| catalog_json().to_string().replace('<', "\\u003c"))
    }
}

/// What a page shows beyond the map: who looks at it, and what its query asks for.
struct Request<'a> {
    related: &'a RelatedMaps,
    variant: PageVariant,
    query: &'a str,
    /// A form of the panel as it was rejected.
    rejected: Option<Rejected>,
}

fn render(snapshot: &Snapshot, request: Request<'_>) -> Result<String, AppError> {
    let Request { related, variant, query, rejected } = request;
    let advice = if snapshot.trashed { Bytes::new() } else { suggestions::html(snapshot)? };
    let advice = String::from_utf8_lossy(&advice);
    let advice = suggestions::split(&advice);
    let view = View::from_query(query, &snapshot.map);
    let page = MapPage {
        snapshot,
        variant,
        notice: if query.is_empty() { Flash::default() } else { Flash::from_query(query, &snapshot.map) },
        tabs: future_state::tabs(related, &snapshot.id),
        panel: Panel::new(snapshot, variant, &view, advice.line, rejected).render()?,
        view: &view,
        advice,
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
        prepared.drawing(layouts::DEFAULT);
        prepared.drawing(layouts::VERTICAL);
        suggestions::html(&prepared).map(drop)
    };
    map.app().pools().run(Pool::Page, prepare).await?
}

/// `GET /maps/{id}`: the page, rendered once per revision and variant, unless its query asks for something.
pub(crate) async fn show(map: &CanView, query: Option<&str>, headers: &HeaderMap) -> Result<Response, AppError> {
    let (snapshot, related, variant) = (map.snapshot(), map.related_maps().await?, PageVariant::new(map));
    let query = query.unwrap_or_default();
    if let Some(address) = view::redirect(query, map.id()) {
        return Ok(redirect_to(&address));
    }
    prepare(map, snapshot).await?;
    let of_family = format!("{}{}", snapshot.etag().trim_end_matches('"'), related.tag);
    let tag = etag::variant_etag(&of_family, variant.name());
    let request = Request { related: &related, variant, query, rejected: None };
    let response = if !query.is_empty() {
        page(render(snapshot, request)?)
    } else if etag::is_known(headers, &tag) {
        etag::not_modified(&tag)
    } else {
        let html = |snapshot: &Snapshot| render(snapshot, request).map(Bytes::from);
        let html = snapshot.try_bytes_for(variant.name(), &related.tag, html)?;
        etag::tagged(&tag, "text/html; charset=utf-8", html)
    };
    Ok(me::ensure_browser_cookie(map, headers, response))
}

/// The page with a form of its panel that was rejected. `address` selects what the form is about.
pub(crate) async fn with_rejected(map: &CanView, address: &str, rejected: Rejected) -> Result<Response, AppError> {
    let (snapshot, related, variant) = (map.snapshot(), map.related_maps().await?, PageVariant::new(map));
    prepare(map, snapshot).await?;
    let query = address.trim_start_matches('?');
    let html = render(snapshot, Request { related: &related, variant, query, rejected: Some(rejected) })?;
    Ok(form_with_errors(html))
}

/// `POST /maps/{id}/undo`: undoes the visitor's own last edit if the map is still as the page showed it.
pub(crate) async fn undo(map: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    map.count_edit(None)?;
    let last = map.undoable().await?.undo.and_then(|entry| entry.sentence);
    let notices = match map.undo_or_redo(Direction::Undo, None, posted.revision()).await {
        // A double click, or someone else was faster: the last edit is no longer the one that the page showed.
        Err(EditError::Stale { .. }) => vec![("moved", "1".to_owned())],
        Err(other) => return Err(other.into()),
        Ok(None) => vec![("nothing", "1".to_owned())],
        Ok(Some(done)) => {
            let mut notices = vec![match last {
                Some(sentence) => ("undid", original_description(&sentence).to_owned()),
                None => ("undone", "1".to_owned()),
            }];
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
