//! `/maps/{id}/cells`: which of many values a step would not take. A script that has sent them as one edit asks this when
//! the edit was refused, saves the others, and shows each of these in its cell.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map as JsonMap, Value};

use vsm::edit::MAX_EDITS;
use vsm::fields::step::set_step;
use vsm::validate::map::check_step;
use vsm::{Map, Step, StepId, ValidationError, WorkingCalendar};

use crate::web::access::CanEdit;
use crate::web::error::AppError;
use crate::web::json;
use crate::web::middleware::fair_queue::Pool;

#[derive(Deserialize)]
struct CellsRequest {
    cells: Vec<Cell>,
}

/// One cell: the field that was typed into, and the values that it sets, as in `change_step`.
#[derive(Deserialize)]
struct Cell {
    step: StepId,
    field: String,
    set: JsonMap<String, Value>,
}

#[derive(Serialize)]
struct CellsResponse {
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct Problem {
    step: StepId,
    field: String,
    message: String,
}

/// `POST /maps/{id}/cells`: changes nothing.
pub(crate) async fn check(map: CanEdit, body: Bytes) -> Result<Response, AppError> {
    map.count_bytes(body.len())?;
    let CellsRequest { cells } = serde_json::from_value(json::read(&body)?).map_err(|cause| {
        let sentence =
            format!("Invalid request body. Expected {{\"cells\": [{{\"step\", \"field\", \"set\"}}]}}: {cause}.");
        AppError::not_understood("not_understood", sentence)
    })?;
    let checked = Arc::clone(&map.open()?.map);
    let problems = map.app().pools().run(Pool::Import, move || problems(&checked, cells)).await?;
    Ok(Json(CellsResponse { problems }).into_response())
}

fn problems(map: &Map, cells: Vec<Cell>) -> Vec<Problem> {
    let steps: HashMap<&StepId, &Step> = map.steps.iter().map(|step| (&step.id, &**step)).collect();
    let cells = cells.into_iter().take(MAX_EDITS);
    let problem = |Cell { step, field, set }| {
        let error = match steps.get(&step) {
            None => ValidationError::new("no_such_step", "This step no longer exists."),
            Some(found) => refused(found, &set, &map.clock)?,
        };
        Some(Problem { step, field, message: error.message })
    };
    cells.filter_map(problem).collect()
}

/// Why a step would not take these values.
fn refused(step: &Step, set: &JsonMap<String, Value>, clock: &WorkingCalendar) -> Option<ValidationError> {
    let mut changed = step.clone();
    set_step(&mut changed, set, clock).and_then(|_| check_step(&changed, clock)).err()
}
