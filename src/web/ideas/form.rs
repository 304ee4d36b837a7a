//! `/maps/{id}/ideas/by-id/{idea}`: one idea: its words, what it changes, what became of it; vote, apply, remove.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde_json::{Map as Json, Value};

use crate::live::Snapshot;
use crate::web::access::{CanEdit, CanView};
use crate::web::error::AppError;
use crate::web::ideas::proposal::{FIELDS, propose, proposed};
use crate::web::ideas::views::{Saved, gain};
use crate::web::page::form::{Form, Posted, changed, form_with_errors, page, redirect_to, shown};
use crate::web::page::glossary;
use crate::web::page::glossary::Term;
use crate::web::page::{flash, urls};
use crate::web::steps::position::choices;
use vsm::edit::Edit;
use vsm::edit::describe_idea::proposal;
use vsm::fields::catalog::IdeaField;
use vsm::fields::idea::write_idea;
use vsm::fields::values::Style;
use vsm::improve::idea_savings::{IdeaSavings, idea_savings};
use vsm::model::idea::{Idea, IdeaEffort, Status};
use vsm::text::quote;
use vsm::{IdeaId, Map, ValidationError};

/// The fields that the form has as they are.
const PLAIN: [&str; 8] = ["title", "step", "note", "owner", "effort", "status", "measured_lead", "measured_downtime"];

#[derive(Template)]
#[template(path = "ideas/form.html")]
struct IdeaPage<'a> {
    idea: &'a Idea,
    map: &'a Map,
    map_href: String,
    list_href: String,
    action: String,
    vote: String,
    remove: String,
    form: Form,
    steps: Vec<(&'a str, String)>,
    efforts: &'static [IdeaEffort],
    statuses: &'static [Status],
    proposes: &'static [(&'static str, &'static str)],
    changes: Vec<String>,
    saved: Option<Saved>,
    alone: Option<Saved>,
    unfit: Option<String>,
    unfit_on_top: Option<String>,
    promised: String,
    measured: String,
    has_voted: bool,
    /// Where its change can be made.
    places: Vec<Place>,
    draw: String,
    notes: Vec<&'static Term>,
}

/// A map on which an idea's change can be made.
struct Place {
    href: String,
    name: String,
    /// What its step is called there, where that is something else.
    step_there: Option<String>,
}

/// What an idea's step is called on another map, if it is called otherwise there.
fn called_otherwise(idea: &Idea, here: &Map, there: &Map) -> Option<String> {
    let id = idea.step.as_ref()?;
    let (here, there) = (here.step(id)?, there.step(id)?);
    (here.name != there.name).then(|| quote(&there.name))
}

pub(crate) async fn show(may: CanView, Path((_, idea)): Path<(String, String)>) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    let idea = find(snapshot, &idea)?;
    let form = Form::with_values(values(idea, &snapshot.map));
    Ok(page(idea_page(&may, snapshot, idea, form).await?.render()?))
}

/// `POST /maps/{id}/ideas/by-id/{idea}`: changes what the form says.
pub(crate) async fn change(
    may: CanEdit,
    Path((_, idea)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    let idea = find(snapshot, &idea)?;
    let (mut set, mut was) = changed(&posted, &PLAIN);
    let answer = match proposed(&posted, idea, &snapshot.map) {
        Ok(proposed) => {
            if let Some(change) = proposed {
                set.insert(IdeaField::Change.key().to_owned(), change);
                let before = IdeaField::Change.get(idea, Style::Text(&snapshot.map.clock));
                was.insert(IdeaField::Change.key().to_owned(), before);
            }
            if set.is_empty() {
                return Ok(redirect_to(&back_to(may.id())));
            }
            let edit = Edit::ChangeIdea { idea: idea.id.clone(), set, was: Some(was) };
            may.send(&posted, edit).await?
        }
        Err(refusal) => Err(refusal),
    };
    match answer {
        Ok(done) => {
            Ok(redirect_to(&flash::url(&urls::map(may.id()), &flash::from_edit(&done, &snapshot.map), "ideas")))
        }
        Err(refusal) => {
            let form = Form::refused(&posted, refusal);
            Ok(form_with_errors(idea_page(&may, snapshot, idea, form).await?.render()?))
        }
    }
}

/// `POST …/vote`: `votes` is 1 or 0.
pub(crate) async fn vote(
    may: CanEdit,
    Path((_, idea)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let votes = u32::from(posted.get("votes") != "0");
    let edit = Edit::VoteIdea { idea: IdeaId::from(idea.as_str()), votes, voter: None };
    let back = match posted.get("then") {
        "idea" => urls::idea(may.id(), &idea),
        "ideas" => flash::url(&urls::ideas(may.id()), &[], &format!("idea-{idea}")),
        _ => back_to(may.id()),
    };
    done_or_failed(&may, &posted, edit, &back).await
}

pub(crate) async fn remove(
    may: CanEdit,
    Path((_, idea)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    done_or_failed(&may, &posted, Edit::RemoveIdea { idea: IdeaId::from(idea.as_str()) }, &back_to(may.id())).await
}

/// `POST …/apply`: makes the idea's change on this map. `from` names a map of the family that has the idea, if this one
/// does not have it yet; it is brought along, in the same edit.
pub(crate) async fn apply(
    may: CanEdit,
    Path((_, idea)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    let apply = Edit::ApplyIdea { idea: IdeaId::from(idea.as_str()) };
    let edit = match posted.some("from").filter(|_| !snapshot.map.ideas.contains_key(idea.as_str())) {
        None => apply,
        Some(from) => {
            let other = may.other_map(from).await?.ok_or(AppError::NotFound)?;
            let brought = find(&other, &idea)?;
            Edit::Batch { edits: vec![bring(brought, &other.map, &snapshot.map), apply] }
        }
    };
    done_or_failed(
        &may,
        &posted,
        edit,
        // To the top of the map, where it is told and can be taken back.
        &flash::url(&urls::map(may.id()), &[("applied", "1".to_owned())], ""),
    )
    .await
}

/// An idea of another map of the family as an idea of this one: pinned where that is, and open.
fn bring(idea: &Idea, from: &Map, to: &Map) -> Edit {
    let mut brought = idea.clone();
    brought.step = brought.step.filter(|step| to.step(step).is_some());
    brought.status = Status::Open;
    brought.taken = false;
    Edit::AddIdea { idea: write_idea(&brought, Style::Text(&from.clock)) }
}

async fn done_or_failed(may: &CanEdit, posted: &Posted, edit: Edit, back: &str) -> Result<Response, AppError> {
    match may.send(posted, edit).await? {
        Ok(_) => Ok(redirect_to(back)),
        Err(refusal) => Err(AppError::Refused(refusal)),
    }
}

fn back_to(id: &str) -> String {
    flash::url(&urls::map(id), &[], "ideas")
}

fn find<'a>(snapshot: &'a Snapshot, idea: &str) -> Result<&'a Idea, AppError> {
    snapshot.map.ideas.get(idea).map(AsRef::as_ref).ok_or(AppError::NotFound)
}

fn values(idea: &Idea, map: &Map) -> BTreeMap<String, String> {
    let style = Style::Text(&map.clock);
    let written: Json<String, Value> =
        IdeaField::ALL.iter().map(|field| (field.key().to_owned(), field.get(idea, style))).collect();
    let mut values: BTreeMap<String, String> =
        PLAIN.iter().map(|name| ((*name).to_owned(), written.get(*name).map_or_else(String::new, shown))).collect();
    values.extend(propose(idea, map));
    values
}

async fn idea_page<'a>(
    may: &CanView,
    snapshot: &'a Snapshot,
    idea: &'a Idea,
    form: Form,
) -> Result<IdeaPage<'a>, AppError> {
    let (id, map, metrics) = (&snapshot.id, &*snapshot.map, snapshot.metrics());
    let of: Option<IdeaSavings> = idea_savings(map).into_iter().find(|one| one.idea.id == idea.id);
    let saved = |saving: Option<vsm::improve::savings::Saving>| saving.map(|saving| Saved::of(&saving, map, metrics));
    let of_saving = |pick: fn(&IdeaSavings) -> Option<vsm::improve::savings::Saving>| saved(of.as_ref().and_then(pick));
    let mut places = Vec::new();
    if idea.change.is_some() {
        for member in &may.related_maps().await?.members {
            let Some(other) = may.other_map(&member.id).await? else { continue };
            if other.map.ideas.get(&idea.id).is_none_or(|there| !there.taken) {
                places.push(Place {
                    href: urls::idea_apply(&member.id, &idea.id),
                    name: other.map.name.clone(),
                    step_there: called_otherwise(idea, map, &other.map),
                });
            }
        }
    }
    Ok(IdeaPage {
        idea,
        map,
        map_href: urls::map(id),
        list_href: back_to(id),
        action: urls::idea(id, &idea.id),
        vote: urls::idea_vote(id, &idea.id),
        remove: urls::idea_remove(id, &idea.id),
        form,
        steps: choices(snapshot),
        efforts: IdeaEffort::ALL,
        statuses: Status::ALL,
        proposes: FIELDS,
        changes: idea.change.as_deref().map_or_else(Vec::new, |change| proposal(map, change)),
        alone: of_saving(|one| one.alone),
        // Told only where it is something else.
        saved: of_saving(|one| one.on_top.filter(|on_top| one.alone != Some(*on_top))),
        unfit: of.as_ref().and_then(|one| one.unfit.clone()),
        unfit_on_top: of.as_ref().and_then(|one| one.unfit_on_top.clone()),
        promised: gain(idea.promised, map),
        measured: gain(idea.measured, map),
        has_voted: idea.votes.contains_key(&may.actor().id),
        places,
        draw: urls::future(id),
        notes: glossary::terms(&["idea", "effort-size", "saving", "future-state"]),
    })
}

impl IdeaPage<'_> {
    fn from(&self) -> &str {
        self.map_href.rsplit('/').next().unwrap_or_default()
    }
}

/// Kept beside the fields so that a refusal of the proposal names a field of this form.
pub(super) fn refuse(field: &str, sentence: impl Into<String>) -> ValidationError {
    ValidationError::new("bad_change", sentence).at(field)
}
