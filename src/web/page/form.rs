//! Forms: reads the submitted values, and shows them again with the error at its field if they are rejected.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Map as Json, Value};

use crate::clock;
use crate::live::Actor;
use vsm::ValidationError;

use crate::web::error::AppError;
use crate::web::page::edit_id;
use crate::web::state::App;

/// Fields that are not trimmed: a step id may contain a space, pasted rows may begin with an empty cell, and a password
/// counts as typed.
const UNTRIMMED_FIELDS: [&str; 11] =
    ["from", "to", "after", "before", "beside", "below", "text", "step", "beside_step", "password", "old_password"];

/// The submitted fields: values with plain line breaks, trimmed except for [`UNTRIMMED_FIELDS`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Posted {
    /// The path of the request.
    path: String,
    fields: BTreeMap<String, String>,
}

impl Posted {
    /// The value of a field; empty if it was not sent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// The value of a field; `None` if the form has no such field.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// The value of a field that must not be empty.
    pub(crate) fn non_empty(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// All fields.
    pub(crate) fn fields(&self) -> &BTreeMap<String, String> {
        &self.fields
    }

    /// The id that the form was rendered with, or one derived from its content and its page's revision, so that sending
    /// it twice applies it once; otherwise a new one.
    pub(crate) fn edit_id(&self, actor: &Actor) -> String {
        if let Some(id) = self.non_empty("edit_id").filter(|id| edit_id::is_allowed(id)) {
            return id.to_owned();
        }
        match self.revision() {
            Some(revision) => edit_id::from_form(&actor.id, revision, &self.path, &self.fields),
            None => clock::new_id(),
        }
    }

    /// The revision that the page of the form showed, if sent.
    pub(crate) fn revision(&self) -> Option<u64> {
        self.get("revision").parse().ok()
    }

    /// The value when the form was rendered, from the hidden field with the prefix `was_`.
    pub(crate) fn was(&self, name: &str) -> &str {
        self.get(&format!("was_{name}"))
    }
}

impl FromRequest<App> for Posted {
    type Rejection = AppError;

    async fn from_request(request: Request, app: &App) -> Result<Self, AppError> {
        let path = request.uri().path().to_owned();
        let form = axum::extract::Form::<Vec<(String, String)>>::from_request(request, app).await;
        let form = form.map_err(|cause| AppError::from_status(cause.status(), &cause.body_text()))?;
        let cleaned = form.0.into_iter().map(|(name, value)| {
            let value = value.replace("\r\n", "\n");
            let value = if UNTRIMMED_FIELDS.contains(&&*name) { value } else { value.trim().to_owned() };
            (name, value)
        });
        Ok(Posted { path, fields: cleaned.collect() })
    }
}

/// A form as it is shown: its values, its hidden `was_` values, and its errors.
#[derive(Debug, Default)]
pub(crate) struct Form {
    values: BTreeMap<String, String>,
    /// The values of the hidden `was_` fields.
    pub(crate) was: BTreeMap<String, String>,
    pub(crate) error: Option<ValidationError>,
    /// The id of the edit that it sends.
    pub(crate) edit_id: String,
}

impl Form {
    /// A form that shows these values for the first time.
    pub(crate) fn with_values(values: BTreeMap<String, String>) -> Form {
        Form { was: values.clone(), values, error: None, edit_id: clock::new_id() }
    }

    /// A form that is empty except for these values.
    pub(crate) fn blank(values: BTreeMap<String, String>) -> Form {
        Form { values, edit_id: clock::new_id(), ..Form::default() }
    }

    /// The submitted form with the error. Its edit was rejected, so the next one gets a new id.
    pub(crate) fn with_error(posted: &Posted, mut error: ValidationError) -> Form {
        // An edit that adds a step or an idea nests its fields; a form doesn’t.
        let within = |field: &str| {
            let inner = ["step.", "idea."].iter().find_map(|place| field.strip_prefix(place));
            inner.unwrap_or(field).to_owned()
        };
        error.field = error.field.map(|field| within(&field));
        let mut form = Form { edit_id: clock::new_id(), error: Some(error), ..Form::default() };
        for (name, value) in &posted.fields {
            match name.strip_prefix("was_") {
                Some(name) => form.was.insert(name.to_owned(), value.clone()),
                None => form.values.insert(name.clone(), value.clone()),
            };
        }
        form
    }

    /// The value of a field.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Is this the selected choice?
    pub(crate) fn is(&self, name: &str, choice: &str) -> bool {
        self.value(name) == choice
    }

    /// The error of this field.
    pub(crate) fn field_error(&self, name: &str) -> Option<&str> {
        let error = self.error.as_ref()?;
        let field = error.field.as_deref()?;
        (field == name).then_some(error.message.as_str())
    }

    /// The error for the top of the form.
    pub(crate) fn form_error(&self) -> Option<&str> {
        self.error.as_ref().map(|error| error.message.as_str())
    }
}

/// A JSON value as a form shows it.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The JSON value of a field: empty means unknown.
pub(crate) fn sent(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::from(text) }
}

/// The fields whose values differ from what the form showed: new and old values.
pub(crate) fn changed(posted: &Posted, names: &[&str]) -> (Json<String, Value>, Json<String, Value>) {
    let (mut set, mut was) = (Json::new(), Json::new());
    for &name in names {
        let (now, before) = (posted.get(name), posted.was(name));
        if now != before {
            set.insert(name.to_owned(), sent(now));
            was.insert(name.to_owned(), sent(before));
        }
    }
    (set, was)
}

pub(crate) fn page(html: String) -> Response {
    Html(html).into_response()
}

/// The form again, with its errors (422).
pub(crate) fn form_with_errors(html: String) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response()
}

/// Redirects after a POST (303), so that reloading sends nothing again.
pub(crate) fn redirect_to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// For a hint that goes on after a label and a colon.
pub(crate) fn uncapitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
