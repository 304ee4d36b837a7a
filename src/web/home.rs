//! The home page: ways to begin, and the maps that are there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use bytes::Bytes;

use crate::live::Snapshot;
use crate::storage::MapSummary;
use crate::storage::accounts::Role;
use drawing::small_strip;
use vsm::model::map::{Origin, State as MapState};
use vsm::samples;
use vsm::samples::Sample;
use vsm::text::{count, percent};
use vsm::validate::map;
use vsm::{Map, ValidationError};

use crate::web::access::{CanCreate, CanList};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::{dates, urls};

/// Maps on one page of the list.
pub(crate) const ON_A_PAGE: usize = 50;

/// What the address may say: `after` which map the list goes on, and which was `trashed` just now.
type Parameters = BTreeMap<String, String>;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    /// May they make maps here?
    can_make: bool,
    form: Form,
    samples: Vec<SampleCard>,
    cards: Vec<Card>,
    /// The address of the next page, when there are more maps.
    more: Option<String>,
    is_first: bool,
    /// The name of the map that has just gone into the bin, and where it comes back.
    trashed: Option<(String, String)>,
}

struct SampleCard {
    sample: &'static Sample,
    body: String,
}

/// One map of the list.
pub(crate) struct Card {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) restore: String,
    pub(crate) is_future: bool,
    pub(crate) changed: String,
    pub(crate) changed_at: String,
    /// The strip and the figures, as HTML.
    pub(crate) body: String,
}

/// What is told of a map on its card.
#[derive(Template)]
#[template(path = "maps/card_body.html")]
struct CardBody {
    strip: String,
    lead: Option<String>,
    at_least: bool,
    efficiency: Option<String>,
    bottleneck: Option<String>,
    steps: String,
}

pub(crate) async fn show(may: CanList, Query(query): Query<Parameters>) -> Result<Response, AppError> {
    Ok(page(home(&may, &query, Form::default()).await?.render()?))
}

/// `POST /maps`: begins a map, blank or from an example.
pub(crate) async fn create(may: CanCreate, posted: Posted) -> Result<Response, AppError> {
    let map = match posted.get("begin") {
        "" | "blank" => blank(posted.get("name")),
        slug => {
            let sample = Sample::find(slug).ok_or(AppError::NotFound)?;
            return Ok(redirect_to(&urls::map(&example(&may, sample).await?.id)));
        }
    };
    match map {
        Ok(map) => {
            let fragment = if map.steps.is_empty() { "add" } else { "" };
            let made = may.create_once(map).await?;
            Ok(redirect_to(&crate::web::page::flash::url(&urls::map(&made.id), &[], fragment)))
        }
        Err(refusal) => {
            Ok(form_with_errors(home(&may, &Parameters::new(), Form::refused(&posted, refusal)).await?.render()?))
        }
    }
}

/// Makes a map of an example; where it belongs to a family, of each of them, since they are there to be compared.
async fn example(may: &CanCreate, sample: &Sample) -> Result<Arc<Snapshot>, AppError> {
    let mut today: Option<Arc<Snapshot>> = None;
    let mut wanted = None;
    for one in sample.family() {
        let mut map = one.map()?;
        if let Some(today) = &today {
            map.family.clone_from(&today.id);
            map.origin = Some(Origin { map: today.id.clone(), revision: today.revision, name: today.map.name.clone() });
        }
        let made = may.create_once(map).await?;
        if one.slug == sample.slug {
            wanted = Some(Arc::clone(&made));
        }
        today.get_or_insert(made);
    }
    wanted.ok_or(AppError::NotFound)
}

fn blank(name: &str) -> Result<Map, ValidationError> {
    let map = Map::new(name);
    map::check_map_fields(&map)?;
    Ok(map)
}

async fn home(may: &CanList, query: &Parameters, form: Form) -> Result<HomePage, AppError> {
    let after = query.get("after").map(String::as_str);
    let mut listed = may.list(false, after, ON_A_PAGE + 1).await?;
    let more = (listed.len() > ON_A_PAGE).then(|| {
        listed.truncate(ON_A_PAGE);
        listed.last().map(|last| urls::home_after(&last.cursor()))
    });
    let trashed = match query.get("binned") {
        Some(id) => may.map(id).await?.filter(|s| s.trashed),
        None => None,
    };
    Ok(HomePage {
        can_make: may.role() >= Role::Editor,
        form,
        samples: samples::ALL.iter().map(|sample| SampleCard { sample, body: sample_body(sample) }).collect(),
        cards: cards(may, listed).await?,
        more: more.flatten(),
        is_first: after.is_none(),
        trashed: trashed.map(|s| (s.map.name.clone(), urls::map_restore(&s.id))),
    })
}

/// The cards of listed maps.
pub(crate) async fn cards(may: &CanList, listed: Vec<MapSummary>) -> Result<Vec<Card>, AppError> {
    let mut cards = Vec::with_capacity(listed.len());
    for item in listed {
        // Gone between the list and now: then it is not on the list any more.
        let Some(snapshot) = may.map(&item.id).await? else { continue };
        let body = snapshot.bytes("card", |snapshot| Bytes::from(card_of(snapshot)));
        cards.push(Card {
            name: snapshot.map.name.clone(),
            href: urls::map(&snapshot.id),
            restore: urls::map_restore(&snapshot.id),
            is_future: snapshot.map.state == MapState::Future,
            changed: dates::ago(snapshot.changed_at_ms),
            changed_at: dates::stamp(snapshot.changed_at_ms),
            body: String::from_utf8_lossy(&body).into_owned(),
        });
    }
    Ok(cards)
}

fn card_of(snapshot: &Snapshot) -> String {
    card_body(&snapshot.map, snapshot.metrics())
}

fn sample_body(sample: &Sample) -> String {
    sample.map().map(|map| card_body(&map, &vsm::Metrics::of(&map))).unwrap_or_default()
}

fn card_body(map: &Map, metrics: &vsm::Metrics) -> String {
    let body = CardBody {
        strip: small_strip(map, metrics),
        lead: metrics.lead_seconds.map(|seconds| map.clock.print(seconds)),
        at_least: metrics.at_least,
        efficiency: metrics.flow_efficiency.map(percent),
        bottleneck: metrics.bottleneck.as_ref().and_then(|b| map.step(&b.step)).map(|step| step.name.clone()),
        steps: if map.steps.is_empty() { "No steps yet".to_owned() } else { count(map.steps.len(), "step", "steps") },
    };
    let mut html = String::new();
    if let Err(cause) = write!(html, "{body}") {
        tracing::error!(%cause, "a card of the home page could not be painted");
    }
    html
}
