//! The form of a step, new or existing.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde_json::{Map as Json, Value};

use crate::live::Snapshot;
use vsm::edit::Edit;
use vsm::fields::catalog::StepField;
use vsm::fields::values::Style;
use vsm::model::step::Kind;
use vsm::{Step, StepId, ValidationError, WorkingCalendar};

use crate::web::access::{CanEdit, CanView, Permission};
use crate::web::error::AppError;
use crate::web::page::flash;
use crate::web::page::form::{Form, Posted, changed, form_with_errors, page, redirect_to, shown};
use crate::web::page::glossary::{self, Term};
use crate::web::page::urls::{self, NewStepPosition};
use crate::web::steps::choices::rework;

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

/// Where a new step can go: names of form fields and of the edit's fields.
pub(crate) const PLACES: [&str; 4] = ["after", "before", "beside", "below"];

#[derive(Template)]
#[template(path = "steps/form.html")]
struct StepPage<'a> {
    snapshot: &'a Snapshot,
    form: Form,
    /// The position of a new step as text.
    place: Option<String>,
    /// `None` for a new step.
    existing: Option<ExistingStep<'a>>,
    notes: Vec<&'static Term>,
    can_edit: bool,
}

impl StepPage<'_> {
    fn title(&self) -> &str {
        self.existing.as_ref().map_or("New step", |existing| &existing.step.name)
    }
}

struct ExistingStep<'a> {
    step: &'a Step,
    from: Vec<&'a str>,
    to: Vec<&'a str>,
    back: Vec<String>,
    /// Addresses and labels of the positions for a new step.
    add: [(String, &'static str); 3],
}

/// `GET /maps/{id}/steps/new`
pub(crate) async fn new(map: CanEdit, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let known = |step: &String| snapshot.map.step(step).is_some();
    let place =
        PLACES.iter().filter_map(|&place| Some((place.to_owned(), query.get(place).filter(|s| known(s))?.clone())));
    let form = Form::blank(place.take(1).collect());
    Ok(page(new_page(snapshot, form).render()?))
}

/// `POST /maps/{id}/steps`
pub(crate) async fn create(map: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let (snapshot, id) = (map.open()?, map.id());
    let edit = changed_fields(&posted, &snapshot.map.clock).map(|(mut step, _)| {
        step.entry("name").or_insert_with(|| "".into());
        let [after, before, beside, below] = PLACES.map(|name| posted.non_empty(name).map(StepId::from));
        Edit::AddStep { step, after, before, beside, below }
    });
    let done = match map.send(&posted, edit).await? {
        Ok(done) => done,
        Err(error) => return Ok(form_with_errors(new_page(snapshot, Form::with_error(&posted, error)).render()?)),
    };
    let new = done.snapshot.map.steps.iter().map(|s| &*s.id).find(|id| snapshot.map.step(id).is_none());
    let notices: Vec<_> = new.map(|step| ("added", step.to_owned())).into_iter().collect();
    let address = match (posted.get("then"), new) {
        ("quick", _) => flash::url(&urls::map(id), &notices, "add"),
        ("another", Some(step)) => urls::new_step(id, NewStepPosition::After(step)),
        (_, Some(step)) => urls::map_at(id, step),
        (_, None) => urls::map(id),
    };
    Ok(redirect_to(&address))
}

/// `GET /maps/{id}/steps/by-id/{step}`
pub(crate) async fn edit(map: CanView, Path((_, step)): Path<(String, String)>) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let step = snapshot.map.step(&step).ok_or(AppError::NotFound)?;
    let form = Form::with_values(values(step, &snapshot.map.clock));
    let can_edit = map.permission() >= Permission::Edit;
    Ok(page(StepPage { can_edit, ..edit_page(snapshot, step, form) }.render()?))
}

/// `POST /maps/{id}/steps/by-id/{step}`: changes the fields that differ from what the form showed.
pub(crate) async fn update(
    map: CanEdit,
    Path((_, step)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, AppError> {
    let (snapshot, id) = (map.open()?, map.id());
    let step = snapshot.map.step(&step).ok_or(AppError::NotFound)?;
    let next = if posted.get("then") == "another" {
        urls::new_step(id, NewStepPosition::After(&step.id))
    } else {
        urls::map_at(id, &step.id)
    };
    let changed = changed_fields(&posted, &snapshot.map.clock);
    if changed.as_ref().is_ok_and(|(set, _)| set.is_empty()) {
        return Ok(redirect_to(&next));
    }
    let edit = changed.map(|(set, was)| Edit::ChangeStep { step: step.id.clone(), set, was: Some(was) });
    match map.send(&posted, edit).await? {
        Ok(done) => {
            let notices = flash::from_edit(&done, &snapshot.map);
            if notices.is_empty() {
                return Ok(redirect_to(&next));
            }
            Ok(redirect_to(&flash::url(&urls::map(id), &notices, "")))
        }
        Err(error) => Ok(form_with_errors(edit_page(snapshot, step, Form::with_error(&posted, error)).render()?)),
    }
}

fn new_page(snapshot: &Snapshot, form: Form) -> StepPage<'_> {
    let map = &*snapshot.map;
    let place = PLACES.iter().find_map(|&place| {
        let name = &map.step(form.value(place))?.name;
        Some(match place {
            "after" => format!("It goes after “{name}”, before the next step."),
            "before" => format!("It goes before “{name}”, after the previous step."),
            "beside" => format!("It runs in parallel with “{name}”."),
            _ => format!("It goes below “{name}” in the table, without connections."),
        })
    });
    StepPage { snapshot, form, place, existing: None, notes: glossary::terms(WORDS), can_edit: true }
}

fn edit_page<'a>(snapshot: &'a Snapshot, step: &'a Step, form: Form) -> StepPage<'a> {
    let map = &*snapshot.map;
    let id = &*step.id;
    let name = |id: &'a StepId| vsm::metrics::explain::name(map, id);
    let existing = ExistingStep {
        step,
        from: map.flows.iter().filter(|f| f.to == step.id).map(|f| name(&f.from)).collect(),
        to: map.flows.iter().filter(|f| f.from == step.id).map(|f| name(&f.to)).collect(),
        back: rework(map, step),
        add: [
            (urls::new_step(&snapshot.id, NewStepPosition::Before(id)), "Add step before"),
            (urls::new_step(&snapshot.id, NewStepPosition::After(id)), "Add step after"),
            (urls::new_step(&snapshot.id, NewStepPosition::Beside(id)), "Add parallel step"),
        ],
    };
    StepPage { place: None, existing: Some(existing), ..new_page(snapshot, form) }
}

/// The values as the form shows them: a time and its range are one field.
fn values(step: &Step, clock: &WorkingCalendar) -> BTreeMap<String, String> {
    let text = |field: StepField| match field {
        StepField::Wait => step.wait_text(clock),
        StepField::Work => step.work_text(clock),
        other => shown(&other.get(step, Style::Text(clock))),
    };
    fields().map(|field| (field.key().to_owned(), text(field))).collect()
}

fn fields() -> impl Iterator<Item = StepField> {
    StepField::ALL.iter().copied().filter(|field| !matches!(field, StepField::WaitRange | StepField::WorkRange))
}

type Fields = Json<String, Value>;

/// New and old values of the fields that differ from what the form showed.
fn changed_fields(posted: &Posted, clock: &WorkingCalendar) -> Result<(Fields, Fields), ValidationError> {
    let names: Vec<&str> =
        fields().filter(|f| !matches!(f, StepField::Wait | StepField::Work)).map(StepField::key).collect();
    let (mut set, mut was) = changed(posted, &names);
    if set.get("name").is_some_and(Value::is_null) {
        set.insert("name".to_owned(), "".into());
    }
    let style = Style::Exact(clock);
    for (time, range) in [("wait", "wait_range"), ("work", "work_range")] {
        let read = |text: &str| clock.parse_estimate(text).map_err(|s| ValidationError::new("bad_value", s).at(time));
        let now = read(posted.get(time))?;
        let before = clock.parse_estimate(posted.was(time)).unwrap_or_default();
        if now.typical != before.typical {
            set.insert(time.to_owned(), style.time(now.typical));
            was.insert(time.to_owned(), style.time(before.typical));
        }
        if now.range != before.range {
            set.insert(range.to_owned(), style.range(now.range));
            was.insert(range.to_owned(), style.range(before.range));
        }
    }
    Ok((set, was))
}
