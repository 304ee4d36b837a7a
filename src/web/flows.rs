//! `/maps/{id}/flows`: the connections of a map, which are flows and rework arrows.

use std::collections::HashMap;

use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;

use serde_json::Value;

use crate::live::Snapshot;
use vsm::edit::Edit;
use vsm::model::map::SentBack;
use vsm::{StepId, ValidationError};

use crate::web::access::{CanEdit, CanView};
use crate::web::error::AppError;
use crate::web::maps::page as map_page;
use crate::web::maps::panel::Rejected;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::glossary::{self, Term};
use crate::web::page::{flash, urls};
use crate::web::steps::choices::step_choices;

#[derive(Template)]
#[template(path = "flows.html")]
struct FlowsPage<'a> {
    snapshot: &'a Snapshot,
    form: Form,
    steps: Vec<(&'a str, String)>,
    flows: Vec<ArrowRow<'a>>,
    rework_arrows: Vec<ArrowRow<'a>>,
    notes: Vec<&'static Term>,
}

struct ArrowRow<'a> {
    from: &'a str,
    to: &'a str,
    from_name: &'a str,
    to_name: &'a str,
    /// In percent, of rework.
    share: f64,
    /// The wait of rework; empty if unknown.
    wait: String,
}

pub(crate) async fn index(map: CanEdit) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    Ok(page(flows_page(snapshot, Form::blank([].into())).render()?))
}

/// `POST /maps/{id}/flows`
pub(crate) async fn connect(map: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let edit = ends(&posted).map(|(from, to)| Edit::Connect { from, to });
    apply(&map, &posted, edit, "").await
}

/// `POST /maps/{id}/flows/disconnect`
pub(crate) async fn disconnect(map: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let edit = ends(&posted).map(|(from, to)| Edit::Disconnect { from, to });
    apply(&map, &posted, edit, "").await
}

/// `POST /maps/{id}/rework`: sets the share of a rework arrow, or deletes the arrow.
pub(crate) async fn set_rework(map: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let edit = ends(&posted).and_then(|(from, to)| {
        let is_removed =
            posted.get("then") == "remove" || (posted.get("then") == "arrow" && posted.get("share").is_empty());
        let share = if is_removed { None } else { Some(share(posted.get("share"))?) };
        // A form without the field leaves the wait as it is.
        let wait = posted.find("wait").map(|wait| if wait.is_empty() { Value::Null } else { wait.into() });
        Ok(Edit::SetRework { from, to, share, wait })
    });
    apply(&map, &posted, edit, "rework").await
}

/// `GET /maps/{id}/rework`: the page of the map. After a rejected form of its panel, the browser is at this address, and
/// what is selected there is the query.
pub(crate) async fn show_map(map: CanView, RawQuery(query): RawQuery) -> Result<Response, AppError> {
    map.open()?;
    Ok(redirect_to(&format!("{}?{}", urls::map(map.id()), query.unwrap_or_default())))
}

/// Was it sent from the panel of the map page: from that of a step, or of an arrow, where an empty share deletes it?
fn is_from_panel(posted: &Posted) -> bool {
    ["panel", "arrow"].contains(&posted.get("then"))
}

async fn apply(
    map: &CanEdit,
    posted: &Posted,
    edit: Result<Edit, ValidationError>,
    anchor: &str,
) -> Result<Response, AppError> {
    let (snapshot, id) = (map.open()?, map.id());
    match map.send(posted, edit).await? {
        Ok(done) => {
            let notices = flash::from_edit(&done, &snapshot.map);
            if is_from_panel(posted) {
                let notices = [vec![("saved", "1".to_owned())], notices].concat();
                return Ok(redirect_to(&flash::url(&urls::map_at(id, posted.get("from")), &notices, "")));
            }
            if notices.is_empty() {
                return Ok(redirect_to(&flash::url(&urls::flows(id), &notices, anchor)));
            }
            Ok(redirect_to(&flash::url(&urls::map(id), &notices, "")))
        }
        Err(error) if is_from_panel(posted) && matches!(error.field.as_deref(), Some("share" | "wait")) => {
            let (from, to) = (posted.get("from"), posted.get("to"));
            let at = if posted.get("then") == "arrow" { urls::rework_at(from, to) } else { urls::at_step(from) };
            map_page::with_rejected(map, &at, Rejected::Rework(Form::with_error(posted, error))).await
        }
        Err(error) => Ok(form_with_errors(flows_page(snapshot, Form::with_error(posted, error)).render()?)),
    }
}

fn ends(posted: &Posted) -> Result<(StepId, StepId), ValidationError> {
    let end = |name: &'static str| {
        posted
            .non_empty(name)
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

fn flows_page(snapshot: &Snapshot, form: Form) -> FlowsPage<'_> {
    let map = &*snapshot.map;
    let steps = step_choices(snapshot);
    let rows: HashMap<&str, usize> = steps.iter().enumerate().map(|(row, (id, _))| (*id, row)).collect();
    let names: HashMap<&str, &str> = map.steps.iter().map(|step| (&*step.id, step.name.as_str())).collect();
    let name = |id: &str| names.get(id).copied().unwrap_or_default();
    let arrow = |from, to, SentBack { share, wait }: SentBack| {
        let wait = wait.map_or_else(String::new, |wait| map.clock.print(wait));
        ArrowRow { from, to, from_name: name(from), to_name: name(to), share, wait }
    };
    let mut flows: Vec<_> = map.flows.iter().map(|flow| arrow(&flow.from, &flow.to, 0.0.into())).collect();
    flows.sort_by_key(|arrow| (rows.get(arrow.from), rows.get(arrow.to)));
    let rework_arrows = map.rework.iter().map(|((from, to), sent_back)| arrow(from, to, *sent_back)).collect();
    FlowsPage { snapshot, form, flows, rework_arrows, notes: glossary::terms(&["flow", "rework", "ca"]), steps }
}
