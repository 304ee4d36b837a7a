//! `/me`: the visitor as others see them, and their name.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

use crate::clock;
use crate::live::{Actor, ActorKind, EditError, color_of};
use vsm::ValidationError;

use crate::web::access::{App, CanView, Visitor};
use crate::web::account::parse_line;
use crate::web::error::AppError;
use crate::web::json;
use crate::web::page::cookies::{self, CookieJar, MAX_SECONDS};

/// Longest name of a person, in characters.
const MAX_NAME: usize = 80;

/// A new secret for the browser of a local user.
pub(crate) type NewSecret = Option<String>;

/// Gives the browser of a local user a secret if it has none, and uses the actor that belongs to it.
pub(crate) fn with_browser_secret(map: CanView, headers: &HeaderMap) -> (NewSecret, CanView) {
    if !needs_secret(&map, headers) {
        return (None, map);
    }
    let secret = clock::new_secret();
    let map = map.with_browser_secret(&secret);
    (Some(secret), map)
}

fn needs_secret(map: &CanView, headers: &HeaderMap) -> bool {
    map.visitor().is_solo() && CookieJar::new(headers, false).secret(cookies::BROWSER).is_none()
}

pub(crate) fn set_browser_cookie(secret: NewSecret, mut response: Response) -> Response {
    if let Some(secret) = secret {
        cookies::set(&mut response, cookies::BROWSER, &secret, MAX_SECONDS, false);
    }
    response
}

/// Gives the browser of a local user a secret if it has none.
pub(crate) fn ensure_browser_cookie(map: &CanView, headers: &HeaderMap, response: Response) -> Response {
    set_browser_cookie(needs_secret(map, headers).then(clock::new_secret), response)
}

/// An actor as pages show them.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ActorView {
    actor: String,
    name: Option<String>,
    #[serde(rename = "colour")]
    color: u8,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    guest: bool,
}

impl ActorView {
    /// With their color on this map.
    pub(crate) fn with_color(actor: &Actor, color: u8) -> ActorView {
        let name = Some(actor.name.clone()).filter(|name| !name.is_empty());
        ActorView { actor: actor.id.clone(), name, color, guest: actor.kind == ActorKind::Guest }
    }
}

impl From<&Actor> for ActorView {
    fn from(actor: &Actor) -> ActorView {
        ActorView::with_color(actor, color_of(&actor.id))
    }
}

pub(crate) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Json<ActorView>, AppError> {
    let actors = visitor.actors(&app).await?;
    actors.first().map(|actor| Json(ActorView::from(actor))).ok_or(AppError::NotSignedIn)
}

pub(crate) async fn update(State(app): State<App>, visitor: Visitor, body: Bytes) -> Result<Response, AppError> {
    let mut actors = visitor.actors(&app).await?;
    let Some(first) = actors.first() else { return Err(AppError::NotSignedIn) };
    if first == app.solo() {
        return Err(rejected("Open a map before you set a name. Reload the page."));
    }
    if first.kind == ActorKind::Token {
        return Err(rejected("You can’t change the name of a token."));
    }
    let name = parse_name(&json::read(&body)?["name"]).map_err(EditError::Rejected)?;
    visitor.rename(&app, &mut actors, &name).await?;
    Ok(Json(actors.first().map(ActorView::from)).into_response())
}

pub(crate) fn parse_name(given: &serde_json::Value) -> Result<String, ValidationError> {
    parse_line(given, ("bad_name", "name"), MAX_NAME, Some("Enter a name."))
}

fn rejected(sentence: &str) -> AppError {
    EditError::Rejected(ValidationError::new("bad_name", sentence).at("name")).into()
}
