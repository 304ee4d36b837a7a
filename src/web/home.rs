//! The home page: the maps of the workspace, and ways to create one.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use crate::live::{MapsToCreate, Snapshot};
use crate::storage::accounts::Role;
use vsm::samples::{self, Sample};
use vsm::validate::map;
use vsm::{Map, ValidationError};

use crate::web::access::{CanCreate, CanList};
use crate::web::error::AppError;
use crate::web::maps::cards::{CardList, sample_body};
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::{flash, urls};

/// `after`: the last map of the previous page; `trashed`: the map that was just moved to the trash.
type HomeQuery = BTreeMap<String, String>;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    can_create: bool,
    form: Form,
    /// With their timeline and metrics as HTML.
    samples: Vec<(&'static Sample, String)>,
    list: CardList,
    /// The name of the map that was just moved to the trash, and the address that restores it.
    trashed: Option<(String, String)>,
}

pub(crate) async fn index(workspace: CanList, Query(query): Query<HomeQuery>) -> Result<Response, AppError> {
    Ok(page(home(&workspace, &query, Form::default()).await?.render()?))
}

/// `POST /maps`: creates a map, blank or from an example.
pub(crate) async fn create(workspace: CanCreate, posted: Posted) -> Result<Response, AppError> {
    let map = match posted.get("template") {
        "" | "blank" => blank(posted.get("name")),
        slug => {
            let sample = Sample::find(slug).ok_or(AppError::NotFound)?;
            return Ok(redirect_to(&urls::map(&example(&workspace, sample).await?.id)));
        }
    };
    match map {
        Ok(map) => {
            let fragment = if map.steps.is_empty() { "add" } else { "" };
            let created = workspace.create_once(map).await?;
            Ok(redirect_to(&flash::url(&urls::map(&created.id), &[], fragment)))
        }
        Err(error) => {
            Ok(form_with_errors(home(&workspace, &HomeQuery::new(), Form::with_error(&posted, error)).await?.render()?))
        }
    }
}

/// Creates the map of an example together with its related maps, so that they can be compared.
async fn example(workspace: &CanCreate, sample: &Sample) -> Result<Arc<Snapshot>, AppError> {
    let related: Vec<&Sample> = sample.family().collect();
    let mut maps = MapsToCreate::of_process(related.iter().map(|one| one.map()).collect::<Result<_, _>>()?);
    while let Some(map) = maps.next() {
        maps.created(workspace.create_once(map).await?);
    }
    let created = related.iter().zip(maps.finish()).find(|(one, _)| one.slug == sample.slug);
    created.map(|(_, snapshot)| snapshot).ok_or(AppError::NotFound)
}

fn blank(name: &str) -> Result<Map, ValidationError> {
    let map = Map::new(name);
    map::check_map_fields(&map)?;
    Ok(map)
}

async fn home(workspace: &CanList, query: &HomeQuery, form: Form) -> Result<HomePage, AppError> {
    let after = query.get("after").map(String::as_str);
    let trashed = match query.get("trashed") {
        Some(id) => workspace.map(id).await?.filter(|s| s.trashed),
        None => None,
    };
    Ok(HomePage {
        can_create: workspace.role() >= Role::Editor,
        form,
        samples: samples::ALL.iter().map(|sample| (sample, sample_body(sample))).collect(),
        list: CardList::load(workspace, false, after, urls::home_after).await?,
        trashed: trashed.map(|s| (s.map.name.clone(), urls::map_restore(&s.id))),
    })
}
