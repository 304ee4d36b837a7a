//! `/maps/{id}/ideas/by-id/{idea}`: the form of an idea; vote, apply, delete.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use serde_json::{Map as Json, Value};

use crate::live::Snapshot;
use crate::web::access::{CanEdit, CanView, Permission};
use crate::web::error::AppError;
use crate::web::ideas::proposal::{FIELDS, propose, proposed};
use crate::web::ideas::views::{SavingView, saving_words};
use crate::web::page::form::{Form, Posted, changed, form_with_errors, page, redirect_to, shown};
use crate::web::page::glossary::{self, Term};
use crate::web::page::{flash, urls};
use crate::web::steps::choices::step_choices;
use vsm::edit::Edit;
use vsm::edit::describe::proposal;
use vsm::fields::catalog::IdeaField;
use vsm::fields::idea::write_idea;
use vsm::fields::values::Style;
use vsm::improve::edit_savings::Saving;
use vsm::improve::idea_savings::{IdeaSavings, idea_savings};
use vsm::model::idea::{Idea, IdeaEffort, Status};
use vsm::text::quote;
use vsm::{IdeaId, Map};

/// Fields of the idea with one form field each.
const PLAIN: [&str; 8] = ["title", "step", "note", "owner", "effort", "status", "measured_lead", "measured_downtime"];

#[derive(Template)]
#[template(path = "ideas/form.html")]
struct IdeaPage<'a> {
    permission: Permission,
    snapshot: &'a Snapshot,
    idea: &'a Idea,
    form: Form,
    steps: Vec<(&'a str, String)>,
    changes: Vec<String>,
    on_top: Option<SavingView>,
    alone: Option<SavingView>,
    unfit: Option<String>,
    unfit_on_top: Option<String>,
    promised: String,
    measured: String,
    has_voted: bool,
    /// Maps that its change can be applied to.
    apply_targets: Vec<ApplyTarget>,
    notes: Vec<&'static Term>,
}

struct ApplyTarget {
    href: String,
    name: String,
    /// The name of the step there, if it differs.
    step_there: Option<String>,
}

fn other_step_name(idea: &Idea, here: &Map, there: &Map) -> Option<String> {
    let id = idea.step.as_ref()?;
    let (here, there) = (here.step(id)?, there.step(id)?);
    (here.name != there.name).then(|| quote(&there.name))
}

pub(crate) async fn edit(map: CanView, Path((_, idea)): Path<(String, String)>) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let idea = find(snapshot, &idea)?;
    let form = Form::with_values(values(idea, &snapshot.map));
    Ok(page(idea_page(&map, snapshot, idea, form).await?.render()?))
}

/// `POST /maps/{id}/ideas/by-id/{idea}`: changes the fields that differ from what the form showed.
pub(crate) async fn update(
    map: CanEdit,
    Path((_, idea)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let idea = find(snapshot, &idea)?;
    let (mut set, mut was) = changed(&posted, &PLAIN);
    let edit = proposed(&posted, idea, &snapshot.map).map(|proposed| {
        if let Some(change) = proposed {
            set.insert(IdeaField::Change.key().to_owned(), change);
            let before = IdeaField::Change.get(idea, Style::Text(&snapshot.map.clock));
            was.insert(IdeaField::Change.key().to_owned(), before);
        }
        Edit::ChangeIdea { idea: idea.id.clone(), set, was: Some(was) }
    });
    if matches!(&edit, Ok(Edit::ChangeIdea { set, .. }) if set.is_empty()) {
        return Ok(redirect_to(&ideas_on_map(map.id())));
    }
    match map.send(&posted, edit).await? {
        Ok(done) => Ok(redirect_to(&flash::url(
            &urls::map_list(map.id(), "ideas"),
            &flash::from_edit(&done, &snapshot.map),
            "",
        ))),
        Err(error) => {
            let form = Form::with_error(&posted, error);
            Ok(form_with_errors(idea_page(&map, snapshot, idea, form).await?.render()?))
        }
    }
}

/// `POST …/vote`: `votes` is 1 or 0.
pub(crate) async fn vote(
    map: CanEdit,
    Path((_, idea)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let votes = u32::from(posted.get("votes") != "0");
    let edit = Edit::VoteIdea { idea: IdeaId::from(idea.as_str()), votes, voter: None };
    let back = match posted.get("then") {
        "idea" => urls::idea(map.id(), &idea),
        "ideas" => flash::url(&urls::ideas(map.id()), &[], &format!("idea-{idea}")),
        _ => ideas_on_map(map.id()),
    };
    send_edit(&map, &posted, edit, &back).await
}

pub(crate) async fn destroy(
    map: CanEdit,
    Path((_, idea)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    send_edit(&map, &posted, Edit::RemoveIdea { idea: IdeaId::from(idea.as_str()) }, &ideas_on_map(map.id())).await
}

/// `POST …/apply`: applies the idea's change to this map. If only a related map has the idea, `from` names that map,
/// and the same edit copies the idea.
pub(crate) async fn apply(
    map: CanEdit,
    Path((_, idea)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let apply = Edit::ApplyIdea { idea: IdeaId::from(idea.as_str()) };
    let edit = match posted.non_empty("from").filter(|_| !snapshot.map.ideas.contains_key(idea.as_str())) {
        None => apply,
        Some(from) => {
            let other = map.other_map(from).await?.ok_or(AppError::NotFound)?;
            let source = find(&other, &idea)?;
            Edit::Batch { edits: vec![copy_idea(source, &other.map, &snapshot.map), apply] }
        }
    };
    send_edit(
        &map,
        &posted,
        edit,
        // To the top of the map, with a message and an undo button.
        &flash::url(&urls::map_list(map.id(), "ideas"), &[("applied", "1".to_owned())], ""),
    )
    .await
}

/// Copies an idea of a related map, pinned to the same step and with status open.
fn copy_idea(idea: &Idea, from: &Map, to: &Map) -> Edit {
    let mut copy = idea.clone();
    copy.step = copy.step.filter(|step| to.step(step).is_some());
    copy.status = Status::Open;
    copy.taken = false;
    Edit::AddIdea { idea: write_idea(&copy, Style::Text(&from.clock)) }
}

async fn send_edit(map: &CanEdit, posted: &Posted, edit: Edit, back: &str) -> Result<Response, AppError> {
    match map.send(posted, Ok(edit)).await? {
        Ok(_) => Ok(redirect_to(back)),
        Err(error) => Err(AppError::Rejected(error)),
    }
}

fn ideas_on_map(id: &str) -> String {
    urls::map_list(id, "ideas")
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
    access: &CanView,
    snapshot: &'a Snapshot,
    idea: &'a Idea,
    form: Form,
) -> Result<IdeaPage<'a>, AppError> {
    let (map, metrics) = (&*snapshot.map, snapshot.metrics());
    let savings: Option<IdeaSavings> = idea_savings(map).into_iter().find(|one| one.idea.id == idea.id);
    let view = |pick: fn(&IdeaSavings) -> Option<Saving>| {
        savings.as_ref().and_then(pick).map(|saving| SavingView::new(&saving, map, metrics))
    };
    let mut apply_targets = Vec::new();
    if idea.change.is_some() {
        for member in &access.related_maps().await?.members {
            let Some(other) = access.other_map(&member.id).await? else { continue };
            if other.map.ideas.get(&idea.id).is_none_or(|there| !there.taken) {
                apply_targets.push(ApplyTarget {
                    href: urls::idea_apply(&member.id, &idea.id),
                    name: other.map.name.clone(),
                    step_there: other_step_name(idea, map, &other.map),
                });
            }
        }
    }
    Ok(IdeaPage {
        permission: access.permission(),
        snapshot,
        idea,
        form,
        steps: step_choices(snapshot),
        changes: idea.change.as_deref().map_or_else(Vec::new, |change| proposal(map, change)),
        alone: view(|one| one.alone),
        // Shown only if it differs.
        on_top: view(|one| one.on_top.filter(|on_top| one.alone != Some(*on_top))),
        unfit: savings.as_ref().and_then(|one| one.unfit.clone()),
        unfit_on_top: savings.as_ref().and_then(|one| one.unfit_on_top.clone()),
        promised: saving_words(idea.promised, map),
        measured: saving_words(idea.measured, map),
        has_voted: idea.votes.contains_key(&access.actor().id),
        apply_targets,
        notes: glossary::terms(&["idea", "effort-size", "saving", "future-state"]),
    })
}
