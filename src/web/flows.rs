//! The arrows of a map: flows forward, rework back.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;

use crate::live::Snapshot;
use vsm::edit::Edit;
use vsm::{StepId, ValidationError};

use crate::web::access::CanEdit;
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::glossary;
use crate::web::page::glossary::Term;
use crate::web::page::{flash, urls};
use crate::web::steps::position::choices;
use vsm::metrics::explain::per_cent;

/// The page of all arrows.
#[derive(Template)]
#[template(path = "flows.html")]
struct FlowsPage<'a> {
    map_name: &'a str,
    map_href: String,
    /// Of the map, as the page shows it.
    revision: u64,
    connect: String,
    disconnect: String,
    rework: String,
    /// The form that comes back, if one does.
    form: Form,
    steps: Vec<(&'a str, String)>,
    flows: Vec<Arrow<'a>>,
    back: Vec<Arrow<'a>>,
    notes: Vec<&'static Term>,
}

struct Arrow<'a> {
    from: &'a str,
    to: &'a str,
    from_name: &'a str,
    to_name: &'a str,
    share: String,
    told: String,
}

pub(crate) async fn show(may: CanEdit) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    Ok(page(arrows_page(snapshot, Form::blank([].into())).render()?))
}

/// `POST /maps/{id}/flows`: connects two steps.
pub(crate) async fn connect(may: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let edit = ends(&posted).map(|(from, to)| Edit::Connect { from, to });
    answer(&may, &posted, edit, "").await
}

/// `POST /maps/{id}/flows/disconnect`: takes a flow away.
pub(crate) async fn disconnect(may: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let edit = ends(&posted).map(|(from, to)| Edit::Disconnect { from, to });
    answer(&may, &posted, edit, "").await
}

/// `POST /maps/{id}/rework`: sets the share of a rework arrow; an empty share removes the arrow.
pub(crate) async fn set_rework(may: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let edit = ends(&posted).and_then(|(from, to)| {
        let share = if posted.get("then") == "remove" { None } else { Some(share(posted.get("share"))?) };
        Ok(Edit::SetRework { from, to, share })
    });
    answer(&may, &posted, edit, "rework").await
}

async fn answer(
    may: &CanEdit,
    posted: &Posted,
    edit: Result<Edit, ValidationError>,
    anchor: &str,
) -> Result<Response, AppError> {
    let (snapshot, id) = (may.open()?, may.id());
    let done = match edit {
        Ok(edit) => may.send(posted, edit).await?,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(done) => {
            let told = flash::from_edit(&done, &snapshot.map);
            if told.is_empty() {
                return Ok(redirect_to(&flash::url(&urls::flows(id), &told, anchor)));
            }
            Ok(redirect_to(&flash::url(&urls::map(id), &told, "")))
        }
        Err(refusal) => Ok(form_with_errors(arrows_page(snapshot, Form::refused(posted, refusal)).render()?)),
    }
}

fn ends(posted: &Posted) -> Result<(StepId, StepId), ValidationError> {
    let end = |name: &'static str| {
        posted
            .some(name)
            .map(StepId::from)
            .ok_or_else(|| ValidationError::new("no_such_step", "Select a step.").at(name))
    };
    Ok((end("from")?, end("to")?))
}

fn share(text: &str) -> Result<f64, ValidationError> {
    let number = text.trim_end_matches('%').trim_end().replace(',', ".");
    let share = number.parse().ok().filter(|share: &f64| share.is_finite());
    share.ok_or_else(|| {
        let sentence = if number.is_empty() {
            "Enter the share of items that go back, such as 20%."
        } else {
            "Enter the share as a number, such as 20."
        };
        ValidationError::new("bad_value", sentence).at("share")
    })
}

fn arrows_page(snapshot: &Snapshot, form: Form) -> FlowsPage<'_> {
    let map = &*snapshot.map;
    let steps = choices(snapshot);
    let rows: HashMap<&str, usize> = steps.iter().enumerate().map(|(row, (id, _))| (*id, row)).collect();
    let names: HashMap<&str, &str> = map.steps.iter().map(|step| (&*step.id, step.name.as_str())).collect();
    let name = |id: &'_ StepId| names.get(&**id).copied().unwrap_or_default();
    let mut flows: Vec<Arrow<'_>> = map
        .flows
        .iter()
        .map(|flow| Arrow {
            from: &flow.from,
            to: &flow.to,
            from_name: name(&flow.from),
            to_name: name(&flow.to),
            share: String::new(),
            told: String::new(),
        })
        .collect();
    flows.sort_by_key(|arrow| (rows.get(arrow.from), rows.get(arrow.to)));
    let back = map
        .rework
        .iter()
        .map(|((from, to), share)| Arrow {
            from,
            to,
            from_name: name(from),
            to_name: name(to),
            share: share.to_string(),
            told: per_cent(*share),
        })
        .collect();
    FlowsPage {
        map_name: &map.name,
        map_href: urls::map(&snapshot.id),
        revision: snapshot.revision,
        connect: urls::flows(&snapshot.id),
        disconnect: urls::flows_disconnect(&snapshot.id),
        rework: urls::rework(&snapshot.id),
        form,
        flows,
        back,
        notes: glossary::terms(&["flow", "rework", "ca"]),
        steps,
    }
}
