//! `/maps/{id}/edit`: the map settings.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use serde_json::{Map as Json, Value, json};

use crate::live::Snapshot;
use vsm::edit::Edit;
use vsm::fields::catalog::MapField;
use vsm::model::map::Period;
use vsm::{Map, WorkingCalendar};

use crate::web::access::{CanEdit, CanView, Permission};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, changed, form_with_errors, page, redirect_to, sent, shown};
use crate::web::page::glossary::{self, Term};
use crate::web::page::{flash, urls};

/// Fields of the map with one form field each.
const PLAIN: [&str; 8] = ["name", "state", "item", "starts_with", "ends_with", "mapped_on", "participants", "note"];
const CLOCK: [&str; 4] = ["clock", "hours_per_day", "days_per_week", "working_hours_per_week"];
const DEMAND: [&str; 2] = ["demand", "per"];

#[derive(Template)]
#[template(path = "maps/settings.html")]
struct SettingsPage<'a> {
    snapshot: &'a Snapshot,
    form: Form,
    notes: Vec<&'static Term>,
    can_edit: bool,
}

pub(crate) async fn edit(map: CanView) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let form = Form::with_values(values(&snapshot.map));
    Ok(page(form_page(snapshot, form, map.permission() >= Permission::Edit).render()?))
}

/// `POST /maps/{id}/edit`: changes the fields that differ from what the form showed.
pub(crate) async fn update(map: CanEdit, posted: Posted) -> Result<Response, AppError> {
    let (snapshot, id) = (map.open()?, map.id());
    let (set, was) = changed_fields(&posted);
    if set.is_empty() {
        return Ok(redirect_to(&urls::map(id)));
    }
    match map.send(&posted, Ok(Edit::ChangeMap { set, was: Some(was) })).await? {
        Ok(done) => Ok(redirect_to(&flash::url(&urls::map(id), &flash::from_edit(&done, &snapshot.map), ""))),
        Err(error) => Ok(form_with_errors(form_page(snapshot, Form::with_error(&posted, error), true).render()?)),
    }
}

fn form_page(snapshot: &Snapshot, form: Form, can_edit: bool) -> SettingsPage<'_> {
    let notes = glossary::terms(&["state", "item", "scope", "clock", "demand", "capacity"]);
    SettingsPage { snapshot, form, notes, can_edit }
}

fn values(map: &Map) -> BTreeMap<String, String> {
    let mut values: BTreeMap<String, String> = PLAIN
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), shown(&MapField::from_key(name)?.get(map)))))
        .collect();
    let WorkingCalendar { hours_per_day, days_per_week, working_hours_per_week } = map.clock;
    let is = |clock: WorkingCalendar| (hours_per_day, days_per_week) == (clock.hours_per_day, clock.days_per_week);
    let preset = if is(WorkingCalendar::WORKING) {
        "working"
    } else if is(WorkingCalendar::CALENDAR) {
        "calendar"
    } else {
        "own"
    };
    let mut put = |name: &str, value: String| values.insert(name.to_owned(), value);
    put("clock", preset.to_owned());
    put("hours_per_day", hours_per_day.to_string());
    put("days_per_week", days_per_week.to_string());
    put("working_hours_per_week", working_hours_per_week.map(|h| h.to_string()).unwrap_or_default());
    put("demand", map.demand.map(|d| d.items.to_string()).unwrap_or_default());
    put("per", map.demand.map_or(Period::Month, |d| d.per).as_str().to_owned());
    values
}

type Fields = Json<String, Value>;

/// New and old values of the fields that differ from what the form showed.
fn changed_fields(posted: &Posted) -> (Fields, Fields) {
    let (mut set, mut was) = changed(posted, &PLAIN);
    if set.get("name").is_some_and(Value::is_null) {
        set.insert("name".to_owned(), "".into());
    }
    let differs = |names: &[&str]| names.iter().any(|name| posted.get(name) != posted.was(name));
    if differs(&CLOCK) {
        set.insert("clock".to_owned(), clock(&|name| posted.get(name)));
        was.insert("clock".to_owned(), clock(&|name| posted.was(name)));
    }
    if differs(&DEMAND) {
        set.insert("demand".to_owned(), demand(posted.get("demand"), posted.get("per")));
        was.insert("demand".to_owned(), demand(posted.was("demand"), posted.was("per")));
    }
    (set, was)
}

fn clock<'v>(field: &impl Fn(&str) -> &'v str) -> Value {
    let mut clock = match field("clock") {
        "calendar" => json!({ "hours_per_day": 24, "days_per_week": 7 }),
        "own" => {
            json!({ "hours_per_day": sent(field("hours_per_day")), "days_per_week": sent(field("days_per_week")) })
        }
        _ => json!({ "hours_per_day": 8, "days_per_week": 5 }),
    };
    if let Some(parts) = clock.as_object_mut() {
        parts.insert("working_hours_per_week".to_owned(), sent(field("working_hours_per_week")));
    }
    clock
}

fn demand(items: &str, per: &str) -> Value {
    if items.is_empty() { Value::Null } else { json!({ "items": items, "per": per }) }
}
