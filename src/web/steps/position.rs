//! The forms that move a step and remove it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use crate::live::Snapshot;
use vsm::edit::Edit;
use vsm::{Step, StepId, ValidationError};

use crate::web::access::CanEdit;
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::{flash, urls};

/// Where a step can be put, and beside which one.
#[derive(Template)]
#[template(path = "steps/move.html")]
struct MovePage<'a> {
    step: &'a Step,
    map_name: &'a str,
    map_href: String,
    step_href: String,
    action: String,
    form: Form,
    others: Vec<(&'a str, String)>,
}

/// What goes with a step that is removed.
#[derive(Template)]
#[template(path = "steps/delete.html")]
struct RemovePage<'a> {
    step: &'a Step,
    map_name: &'a str,
    map_href: String,
    step_href: String,
    action: String,
    form: Form,
    rework: usize,
}

/// `GET /maps/{id}/steps/by-id/{step}/move`: asks where to.
pub(crate) async fn move_form(may: CanEdit, Path((_, step)): Path<(String, String)>) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    let step = snapshot.map.step(&step).ok_or(AppError::NotFound)?;
    let form = Form::blank([("place".to_owned(), "after".to_owned())].into());
    Ok(page(move_page(snapshot, step, form).render()?))
}

pub(crate) async fn move_to(
    may: CanEdit,
    Path((_, step)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let (snapshot, id) = (may.open()?, may.id());
    let step = snapshot.map.step(&step).ok_or(AppError::NotFound)?;
    let moved = match posted.some("to") {
        None => Err(ValidationError::new("no_such_step", "Select a step.").at("to")),
        Some(to) => {
            let at = |place: &str| (posted.get("place") == place).then(|| StepId::from(to));
            let (before, beside, below) = (at("before"), at("beside"), at("below"));
            let after = (before.is_none() && beside.is_none() && below.is_none()).then(|| StepId::from(to));
            let edit = Edit::MoveStep { step: step.id.clone(), after, before, beside, below };
            may.send(&posted, edit).await?
        }
    };
    match moved {
        Ok(done) => {
            let told = flash::from_edit(&done, &snapshot.map);
            let anchor = if told.is_empty() { urls::step_anchor(&step.id) } else { String::new() };
            Ok(redirect_to(&flash::url(&urls::map(id), &told, &anchor)))
        }
        Err(refusal) => Ok(form_with_errors(move_page(snapshot, step, Form::refused(&posted, refusal)).render()?)),
    }
}

/// `GET /maps/{id}/steps/by-id/{step}/remove`: asks before it is removed.
pub(crate) async fn remove_form(may: CanEdit, Path((_, step)): Path<(String, String)>) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    let step = snapshot.map.step(&step).ok_or(AppError::NotFound)?;
    Ok(page(remove_page(snapshot, step, Form::blank([].into())).render()?))
}

pub(crate) async fn remove(
    may: CanEdit,
    Path((_, step)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let (snapshot, id) = (may.open()?, may.id());
    let Some(step) = snapshot.map.step(&step) else {
        // Sent twice, or somebody else was faster: it is gone, which is what was wanted.
        return Ok(redirect_to(&urls::map(id)));
    };
    match may.send(&posted, Edit::RemoveStep { step: step.id.clone() }).await? {
        Ok(done) => {
            let mut told = vec![("removed", step.name.clone())];
            told.extend(flash::from_edit(&done, &snapshot.map));
            Ok(redirect_to(&flash::url(&urls::map(id), &told, "")))
        }
        Err(refusal) => Ok(form_with_errors(remove_page(snapshot, step, Form::refused(&posted, refusal)).render()?)),
    }
}

fn move_page<'a>(snapshot: &'a Snapshot, step: &'a Step, form: Form) -> MovePage<'a> {
    MovePage {
        step,
        map_name: &snapshot.map.name,
        map_href: urls::map(&snapshot.id),
        step_href: urls::step(&snapshot.id, &step.id),
        action: urls::step_move(&snapshot.id, &step.id),
        form,
        others: choices(snapshot).into_iter().filter(|(id, _)| *id != &*step.id).collect(),
    }
}

fn remove_page<'a>(snapshot: &'a Snapshot, step: &'a Step, form: Form) -> RemovePage<'a> {
    RemovePage {
        step,
        map_name: &snapshot.map.name,
        map_href: urls::map(&snapshot.id),
        step_href: urls::step(&snapshot.id, &step.id),
        action: urls::step_remove(&snapshot.id, &step.id),
        form,
        rework: snapshot.map.rework.keys().filter(|(from, to)| *from == step.id || *to == step.id).count(),
    }
}

/// The steps of a map to choose from, in the order of the table: their ids, and their rows with their names.
pub(crate) fn choices(snapshot: &Snapshot) -> Vec<(&str, String)> {
    let steps = snapshot.graph().order.iter().filter_map(|&at| snapshot.map.steps.get(at));
    steps.enumerate().map(|(row, step)| (&*step.id, format!("{}. {}", row + 1, step.name))).collect()
}
