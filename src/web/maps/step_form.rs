//! The form of an existing step, which is the side panel of its map.

use axum::extract::{Path, RawQuery};
use axum::response::Response;

use vsm::edit::Edit;

use crate::web::access::{CanEdit, CanView};
use crate::web::error::AppError;
use crate::web::maps::page;
use crate::web::maps::panel::Rejected;
use crate::web::page::form::{Form, Posted, redirect_to};
use crate::web::page::{flash, urls};
use crate::web::steps::form::changed_fields;

/// `GET /maps/{id}/steps/by-id/{step}`: the page of the map with the step selected. After a rejected form, the browser is
/// at this address, and what is selected there is the query.
pub(crate) async fn show(
    map: CanView,
    Path((_, step)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, AppError> {
    let step = map.open()?.map.step(&step).ok_or(AppError::NotFound)?;
    Ok(redirect_to(&match query {
        Some(query) => format!("{}?{query}", urls::map(map.id())),
        None => urls::map_at(map.id(), &step.id),
    }))
}

/// `POST /maps/{id}/steps/by-id/{step}`: changes the fields that differ from what the form showed.
pub(crate) async fn update(
    map: CanEdit,
    Path((_, step)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let (snapshot, id) = (map.open()?, map.id());
    let step = snapshot.map.step(&step).ok_or(AppError::NotFound)?;
    let next = urls::map_at(id, &step.id);
    let changed = changed_fields(&posted, &snapshot.map.clock);
    if changed.as_ref().is_ok_and(|(set, _)| set.is_empty()) {
        return Ok(redirect_to(&next));
    }
    let edit = changed.map(|(set, was)| Edit::ChangeStep { step: step.id.clone(), set, was: Some(was) });
    match map.send(&posted, edit).await? {
        Ok(done) => {
            let mut notices = vec![("saved", "1".to_owned())];
            notices.extend(flash::from_edit(&done, &snapshot.map));
            Ok(redirect_to(&flash::url(&next, &notices, "")))
        }
        Err(error) => {
            let rejected = Rejected::Step(Form::with_error(&posted, error));
            page::with_rejected(&map, &urls::at_step(&step.id), rejected).await
        }
    }
}
