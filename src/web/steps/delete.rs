//! Deletes a step, after asking.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use crate::live::Snapshot;
use vsm::Step;
use vsm::edit::Edit;

use crate::web::access::CanEdit;
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::{flash, urls};

#[derive(Template)]
#[template(path = "steps/delete.html")]
struct DeletePage<'a> {
    snapshot: &'a Snapshot,
    step: &'a Step,
    form: Form,
    /// How many rework arrows are deleted with it.
    rework: usize,
}

/// `GET /maps/{id}/steps/by-id/{step}/remove`
pub(crate) async fn confirm(map: CanEdit, Path((_, step)): Path<(String, String)>) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let step = snapshot.map.step(&step).ok_or(AppError::NotFound)?;
    Ok(page(delete_page(snapshot, step, Form::blank([].into())).render()?))
}

pub(crate) async fn destroy(
    map: CanEdit,
    Path((_, step)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let (snapshot, id) = (map.open()?, map.id());
    let Some(step) = snapshot.map.step(&step) else {
        // Sent twice, or someone else was faster: the step is deleted, as intended.
        return Ok(redirect_to(&urls::map(id)));
    };
    match map.send(&posted, Ok(Edit::RemoveStep { step: step.id.clone() })).await? {
        Ok(done) => {
            let mut notices = vec![("removed", step.name.clone())];
            notices.extend(flash::from_edit(&done, &snapshot.map));
            Ok(redirect_to(&flash::url(&urls::map(id), &notices, "")))
        }
        Err(error) => Ok(form_with_errors(delete_page(snapshot, step, Form::with_error(&posted, error)).render()?)),
    }
}

fn delete_page<'a>(snapshot: &'a Snapshot, step: &'a Step, form: Form) -> DeletePage<'a> {
    let rework = snapshot.map.rework.keys().filter(|(from, to)| *from == step.id || *to == step.id).count();
    DeletePage { snapshot, step, form, rework }
}
