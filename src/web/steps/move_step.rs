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
    snapshot: &'a Snapshot,
    step: &'a Step,
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
    let to = posted.non_empty("to").ok_or_else(|| ValidationError::new("no_such_step", "Select a step.").at("to"));
    let edit = to.map(|to| {
        let at = |place: &str| (posted.get("place") == place).then(|| StepId::from(to));
        let (before, beside, below) = (at("before"), at("beside"), at("below"));
        let after = (before.is_none() && beside.is_none() && below.is_none()).then(|| StepId::from(to));
        Edit::MoveStep { step: step.id.clone(), after, before, beside, below }
    });
    match map.send(&posted, edit).await? {
        Ok(done) => {
            let mut notices = vec![("step_moved", "1".to_owned())];
            notices.extend(flash::from_edit(&done, &snapshot.map));
            Ok(redirect_to(&flash::url(&urls::map_at(id, &step.id), &notices, "")))
        }
        Err(error) => Ok(form_with_errors(move_page(snapshot, step, Form::with_error(&posted, error)).render()?)),
    }
}

fn move_page<'a>(snapshot: &'a Snapshot, step: &'a Step, form: Form) -> MovePage<'a> {
    let others = step_choices(snapshot).into_iter().filter(|(id, _)| *id != &*step.id).collect();
    MovePage { snapshot, step, form, others }
}
