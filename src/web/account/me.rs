//! Who one is for the server, and the name that one is known by.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

use crate::clock;
use crate::live::{Actor, ActorKind, EditError, colour_of};
use crate::storage::accounts::Person;
use vsm::ValidationError;
use vsm::fields::values;

use crate::web::App;
use crate::web::access::{CanView, Visitor};
use crate::web::api::json;
use crate::web::error::AppError;
use crate::web::page::cookies;
use crate::web::page::cookies::{Jar, MAX_SECONDS};

/// Longest name that people may say, in characters.
const MAX_NAME: usize = 80;

/// A new secret of a browser without an account, to be kept by it.
pub(crate) type NewSecret = Option<String>;

/// The visitor as they are; a browser without accounts that has no secret yet gets one, and is somebody of its own.
pub(crate) fn or_new(may: CanView, headers: &HeaderMap) -> (NewSecret, CanView) {
    if may.visitor().solo.is_none() || Jar::of(headers, false).get(cookies::BROWSER).is_some() {
        return (None, may);
    }
    let secret = clock::new_secret();
    let may = may.into_browser(&secret);
    (Some(secret), may)
}

/// Has the browser keep its new secret, from this answer on for as long as browsers do.
pub(crate) fn kept_by(secret: NewSecret, mut response: Response) -> Response {
    if let Some(secret) = secret {
        cookies::keep(&mut response, cookies::BROWSER, &secret, MAX_SECONDS, false);
    }
    response
}

/// Gives a browser without accounts that has no secret yet one; the answer to it is nobody else's business.
pub(crate) fn greet(may: &CanView, headers: &HeaderMap, response: Response) -> Response {
    if may.visitor().solo.is_none() || Jar::of(headers, false).get(cookies::BROWSER).is_some() {
        return response;
    }
    kept_by(Some(clock::new_secret()), response)
}

/// How a visitor is shown.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Shown {
    actor: String,
    name: Option<String>,
    colour: u8,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    guest: bool,
}

impl Shown {
    /// With the colour that they have where they are.
    pub(crate) fn of(actor: &Actor, colour: u8) -> Shown {
        let name = Some(actor.name.clone()).filter(|name| !name.is_empty());
        Shown { actor: actor.id.clone(), name, colour, guest: actor.kind == ActorKind::Guest }
    }
}

impl From<&Actor> for Shown {
    fn from(actor: &Actor) -> Shown {
        Shown::of(actor, colour_of(&actor.id))
    }
}

/// `GET /me`: who the server takes you for.
pub(crate) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Json<Shown>, AppError> {
    let actors = visitor.actors(&app).await?;
    actors.first().map(|actor| Json(Shown::from(actor))).ok_or(AppError::NotSignedIn)
}

/// `POST /me`: says one's name.
pub(crate) async fn rename(State(app): State<App>, visitor: Visitor, body: Bytes) -> Result<Response, AppError> {
    let mut actors = visitor.actors(&app).await?;
    let Some(first) = actors.first() else { return Err(AppError::NotSignedIn) };
    if first == app.solo() {
        return Err(refused("Open a map before you set a name. Reload the page."));
    }
    if first.kind == ActorKind::Token {
        return Err(refused("You can’t change the name of a token."));
    }
    let name = name_of(&json::read(&body)?["name"]).map_err(EditError::Refused)?;
    for actor in &mut actors {
        actor.name.clone_from(&name);
    }
    visitor.rename(&app, &actors, &name).await?;
    Ok(Json(actors.first().map(Shown::from)).into_response())
}

/// A name as people may say it.
pub(crate) fn name_of(given: &serde_json::Value) -> Result<String, ValidationError> {
    let wrong = |sentence: String| ValidationError::new("bad_name", sentence).at("name");
    let name = values::line(given).map_err(wrong)?;
    match name.chars().count() {
        0 => Err(wrong("Enter a name.".to_owned())),
        1..=MAX_NAME => Ok(name),
        _ => Err(wrong(format!("Use at most {MAX_NAME} characters."))),
    }
}

fn refused(sentence: &str) -> AppError {
    EditError::Refused(ValidationError::new("bad_name", sentence).at("name")).into()
}

/// What a page calls a person who has an account.
pub(crate) fn called(person: &Person) -> String {
    format!("{} <{}>", person.name, person.email)
}
