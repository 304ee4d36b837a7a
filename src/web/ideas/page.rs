//! `/maps/{id}/ideas`: the ideas by themselves; a new one is posted here.

use askama::Template;
use axum::response::Response;
use serde_json::{Map as Json, Value};

use crate::live::Snapshot;
use crate::web::access::{CanEdit, CanView};
use crate::web::error::AppError;
use crate::web::ideas::list::List;
use crate::web::ideas::views::Chance;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to, sent};
use crate::web::page::glossary;
use crate::web::page::glossary::Term;
use crate::web::page::{flash, urls};
use vsm::ValidationError;
use vsm::edit::Edit;
use vsm::improve::{countermeasures, levers};

#[derive(Template)]
#[template(path = "ideas/page.html")]
struct IdeasPage<'a> {
    map_name: &'a str,
    map_href: String,
    form: Form,
    list: List,
    /// Ideas of the family's other maps that this one does not have: the map, and what each would be here.
    others: Vec<Other>,
    notes: Vec<&'static Term>,
}

/// A map of the family with ideas that are not here.
struct Other {
    name: String,
    href: String,
    ideas: Vec<(String, String)>,
}

pub(crate) async fn show(may: CanView) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    Ok(page(ideas_page(&may, snapshot, Form::blank([].into())).await?.render()?))
}

/// `POST /maps/{id}/ideas`: writes an idea down: words, or a lever or countermeasure of the map as it is.
pub(crate) async fn add(may: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    let idea = match new_idea(&posted, snapshot) {
        Ok(idea) => may.send(&posted, Edit::AddIdea { idea }).await?,
        Err(refusal) => Err(refusal),
    };
    match idea {
        Ok(_) => {
            let back = if posted.get("then") == "list" { urls::ideas(may.id()) } else { urls::map(may.id()) };
            Ok(redirect_to(&flash::url(&back, &[("idea", "1".to_owned())], "ideas")))
        }
        Err(refusal) => {
            let back = ideas_page(&may, snapshot, Form::refused(&posted, refusal)).await?;
            Ok(form_with_errors(back.render()?))
        }
    }
}

fn new_idea(posted: &Posted, snapshot: &Snapshot) -> Result<Json<String, Value>, ValidationError> {
    let (map, metrics) = (&*snapshot.map, snapshot.metrics());
    let gone = || {
        ValidationError::new(
            "gone",
            "The map has changed, and this suggestion no longer applies. Current suggestions are below.",
        )
    };
    let chance = if let Some(id) = posted.some("lever") {
        Some(levers::find(map, id).map(|lever| Chance::of_lever(&lever, map, metrics)).ok_or_else(gone)?)
    } else if let Some(id) = posted.some("measure") {
        Some(countermeasures::find(map, id).map(|offer| Chance::of_offer(&offer, map, metrics)).ok_or_else(gone)?)
    } else {
        None
    };
    if let Some(Chance { idea: Value::Object(idea), .. }) = chance {
        return Ok(idea);
    }
    let field = |name: &str| (name.to_owned(), sent(posted.get(name)));
    Ok(["title", "step", "note", "owner", "effort"]
        .into_iter()
        .map(field)
        .filter(|(_, value)| !value.is_null())
        .collect())
}

async fn ideas_page<'a>(may: &CanView, snapshot: &'a Snapshot, form: Form) -> Result<IdeasPage<'a>, AppError> {
    let mut others = Vec::new();
    for member in &may.related_maps().await?.members {
        if member.id == snapshot.id {
            continue;
        }
        let Some(other) = may.other_map(&member.id).await? else { continue };
        let missing =
            other.map.ideas.values().filter(|idea| idea.is_open() && !snapshot.map.ideas.contains_key(&idea.id));
        let ideas: Vec<_> = missing.map(|idea| (urls::idea(&other.id, &idea.id), idea.title.clone())).collect();
        if !ideas.is_empty() {
            others.push(Other { name: other.map.name.clone(), href: urls::ideas(&other.id), ideas });
        }
    }
    Ok(IdeasPage {
        map_name: &snapshot.map.name,
        map_href: urls::map(&snapshot.id),
        form,
        list: List::of(snapshot).seen_by(&may.actor().id),
        others,
        notes: glossary::terms(&["idea"]),
    })
}
