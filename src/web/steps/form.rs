//! The form of a new step, and what the forms of steps send. The form of an existing step is the side panel of the map.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde_json::{Map as Json, Value};

use crate::live::Snapshot;
use vsm::edit::Edit;
use vsm::fields::catalog::StepField;
use vsm::fields::values::Style;
use vsm::model::step::Kind;
use vsm::{StepId, ValidationError, WorkingCalendar};

use crate::web::access::CanEdit;
use crate::web::error::AppError;
use crate::web::page::flash;
use crate::web::page::form::{Form, Posted, changed, form_with_errors, page, redirect_to};
use crate::web::page::glossary::{self, Term};
use crate::web::page::urls::{self, NewStepPosition};

/// Terms that the form explains in place.
const WORDS: &[&str] = &[
    "kind",
    "team",
    "wait",
    "range",
    "wait-reason",
    "every",
    "queue",
    "work",
    "step-lead",
    "ca",
    "people",
    "people-per-item",
    "batch",
    "downtime",
    "automated",
    "observed",
    "reversible",
    "source",
    "rework",
];

#[derive(Template)]
#[template(path = "steps/form.html")]
struct NewStepPage<'a> {
    snapshot: &'a Snapshot,
    form: Form,
    /// The position of the step as text.
    place: Option<String>,
    notes: Vec<&'static Term>,
}

/// `GET /maps/{id}/steps/new`
pub(crate) async fn new(map: CanEdit, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let known = |step: &String| snapshot.map.step(step).is_some();
    let place = NewStepPosition::NAMES
        .iter()
        .filter_map(|&place| Some((place.to_owned(), query.get(place).filter(|s| known(s))?.clone())));
    let form = Form::blank(place.take(1).collect());
    Ok(page(new_page(snapshot, form).render()?))
}

/// `POST /maps/{id}/steps`
pub(crate) async fn create(map: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let (snapshot, id) = (map.open()?, map.id());
    let edit = changed_fields(&posted, &snapshot.map.clock).map(|(mut step, _)| {
        step.entry("name").or_insert_with(|| "".into());
        let [after, before, beside, below] =
            NewStepPosition::NAMES.map(|name| posted.non_empty(name).map(StepId::from));
        Edit::AddStep { step, after, before, beside, below }
    });
    let done = match map.send(&posted, edit).await? {
        Ok(done) => done,
        Err(error) => return Ok(form_with_errors(new_page(snapshot, Form::with_error(&posted, error)).render()?)),
    };
    let new = done.snapshot.map.steps.iter().map(|s| &*s.id).find(|id| snapshot.map.step(id).is_none());
    let notices: Vec<_> = new.map(|step| ("added", step.to_owned())).into_iter().collect();
    let address = match (posted.get("then"), new) {
        ("quick", _) => flash::url(&urls::map_list(id, "steps"), &notices, "add"),
        ("another", Some(step)) => urls::new_step(id, NewStepPosition::After(step)),
        (_, Some(step)) => urls::map_at(id, step),
        (_, None) => urls::map(id),
    };
    Ok(redirect_to(&address))
}

fn new_page(snapshot: &Snapshot, form: Form) -> NewStepPage<'_> {
    let map = &*snapshot.map;
    let place = NewStepPosition::NAMES.iter().find_map(|&place| {
        let name = &map.step(form.value(place))?.name;
        Some(match place {
            "after" => format!("It goes after “{name}”, before the next step."),
            "before" => format!("It goes before “{name}”, after the previous step."),
            "beside" => format!("It runs in parallel with “{name}”."),
            _ => format!("It goes below “{name}” in the table, without connections."),
        })
    });
    NewStepPage { snapshot, form, place, notes: glossary::terms(WORDS) }
}

pub(crate) type Fields = Json<String, Value>;

/// New and old values of the fields that differ from what the form showed. A time may be typed with its range.
pub(crate) fn changed_fields(posted: &Posted, clock: &WorkingCalendar) -> Result<(Fields, Fields), ValidationError> {
    let names: Vec<&str> = StepField::ALL.iter().map(|field| field.key()).collect();
    let (mut set, was) = changed(posted, &names);
    if set.get("name").is_some_and(Value::is_null) {
        set.insert("name".to_owned(), "".into());
    }
    let style = Style::Exact(clock);
    for (time, range) in [("wait", "wait_range"), ("work", "work_range")] {
        let Some(Value::String(text)) = set.get(time) else { continue };
        let typed = clock.parse_estimate(text).map_err(|s| ValidationError::new("bad_value", s).at(time))?;
        if let Some(ends) = typed.range {
            set.insert(time.to_owned(), style.time(typed.typical));
            set.insert(range.to_owned(), style.range(Some(ends)));
        }
    }
    Ok((set, was))
}
