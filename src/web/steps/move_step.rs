//! Moves a step to another position.

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
use crate::web::steps::choices::step_choices;

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

/// `GET /maps/{id}/steps/by-id/{step}/move`
pub(crate) async fn edit(map: CanEdit, Path((_, step)): Path<(String, String)>) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let step = snapshot.map.step(&step).ok_or(AppError::NotFound)?;
    let form = Form::blank([("place".to_owned(), "after".to_owned())].into());
    Ok(page(move_page(snapshot, step, form).render()?))
}

pub(crate) async fn update(
    map: CanEdit,
    Path((_, step)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let (snapshot, id) = (map.open()?, map.id());
    let step = snapshot.map.step(&step).ok_or(AppError::NotFound)?;
    let moved = match posted.some("to") {
        None => Err(ValidationError::new("no_such_step", "Select a step.").at("to")),
        Some(to) => {
            let at = |place: &str| (posted.get("place") == place).then(|| StepId::from(to));
            let (before, beside, below) = (at("before"), at("beside"), at("below"));
            let after = (before.is_none() && beside.is_none() && below.is_none()).then(|| StepId::from(to));
            let edit = Edit::MoveStep { step: step.id.clone(), after, before, beside, below };
            map.send(&posted, edit).await?
        }
    };
    match moved {
        Ok(done) => {
            let notices = flash::from_edit(&done, &snapshot.map);
            let anchor = if notices.is_empty() { urls::step_anchor(&step.id) } else { String::new() };
            Ok(redirect_to(&flash::url(&urls::map(id), &notices, &anchor)))
        }
        Err(refusal) => Ok(form_with_errors(move_page(snapshot, step, Form::refused(&posted, refusal)).render()?)),
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
        others: step_choices(snapshot).into_iter().filter(|(id, _)| *id != &*step.id).collect(),
    }
}
