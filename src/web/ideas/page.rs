//! `/maps/{id}/ideas`: all ideas of a map.

use askama::Template;
use axum::response::Response;
use serde_json::{Map as Json, Value};

use crate::live::Snapshot;
use crate::web::access::{CanEdit, CanView, Permission};
use crate::web::error::AppError;
use crate::web::ideas::views::{IdeaList, LeverView};
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to, sent};
use crate::web::page::glossary::{self, Term};
use crate::web::page::{flash, urls};
use vsm::ValidationError;
use vsm::edit::Edit;
use vsm::fields::catalog::IdeaField;
use vsm::improve::{countermeasures, levers};
use vsm::model::idea::Status;

#[derive(Template)]
#[template(path = "ideas/page.html")]
struct IdeasPage<'a> {
    permission: Permission,
    snapshot: &'a Snapshot,
    form: Form,
    list: IdeaList<'a>,
    related: Vec<RelatedIdeas>,
    notes: Vec<&'static Term>,
}

/// A related map with open ideas that this map doesn't have.
struct RelatedIdeas {
    name: String,
    href: String,
    /// Addresses and titles.
    ideas: Vec<(String, String)>,
}

pub(crate) async fn index(map: CanView) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    Ok(page(ideas_page(&map, snapshot, Form::blank([].into())).await?.render()?))
}

/// `POST /maps/{id}/ideas`: adds an idea, or saves a suggestion as one.
pub(crate) async fn create(map: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let edit = new_idea(&posted, snapshot).map(|idea| Edit::AddIdea { idea });
    match map.send(&posted, edit).await? {
        Ok(_) => {
            let is_from_list = posted.get("then") == "list";
            let back = if is_from_list { urls::ideas(map.id()) } else { urls::map_list(map.id(), "ideas") };
            Ok(redirect_to(&flash::url(&back, &[("idea", "1".to_owned())], "")))
        }
        Err(error) => {
            let back = ideas_page(&map, snapshot, Form::with_error(&posted, error)).await?;
            Ok(form_with_errors(back.render()?))
        }
    }
}

fn new_idea(posted: &Posted, snapshot: &Snapshot) -> Result<Json<String, Value>, ValidationError> {
    let (map, metrics) = (&*snapshot.map, snapshot.metrics());
    let suggestion = if let Some(id) = posted.non_empty("lever") {
        levers::find(map, id).map(|lever| LeverView::of_lever(&lever, map, metrics))
    } else if let Some(id) = posted.non_empty("measure") {
        countermeasures::find(map, id).map(|practice| LeverView::of_practice(&practice, map, metrics))
    } else {
        let fields = ["title", "step", "note", "owner", "effort"].into_iter();
        return Ok(fields.filter_map(|name| Some((name.to_owned(), sent(posted.non_empty(name)?)))).collect());
    };
    match suggestion {
        Some(LeverView { idea: Value::Object(idea), .. }) => Ok(idea),
        _ => Err(ValidationError::new(
            "gone",
            "The map has changed, and this suggestion no longer applies. Current suggestions are below.",
        )),
    }
}

async fn ideas_page<'a>(map: &CanView, snapshot: &'a Snapshot, form: Form) -> Result<IdeasPage<'a>, AppError> {
    let mut related = Vec::new();
    for member in &map.related_maps().await?.members {
        if member.id == snapshot.id {
            continue;
        }
        let Some(other) = map.other_map(&member.id).await? else { continue };
        let missing =
            other.map.ideas.values().filter(|idea| idea.is_open() && !snapshot.map.ideas.contains_key(&idea.id));
        let ideas: Vec<_> = missing.map(|idea| (urls::idea(&other.id, &idea.id), idea.title.clone())).collect();
        if !ideas.is_empty() {
            related.push(RelatedIdeas { name: other.map.name.clone(), href: urls::ideas(&other.id), ideas });
        }
    }
    Ok(IdeasPage {
        permission: map.permission(),
        snapshot,
        form,
        list: IdeaList::new(snapshot).seen_by(&map.actor().id),
        related,
        notes: glossary::terms(&["idea"]),
    })
}
