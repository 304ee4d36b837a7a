//! Who asks. As long as there are no accounts, a browser is one actor: known by a secret in a cookie, with a name that it
//! may say. Who sends no cookie is whoever sits at the machine.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::clock;
use crate::live::{Actor, EditError, colour_of};
use crate::vsm::{Refusal, value};

use super::App;
use super::api::json;
use super::error::Failure;

/// The name of the cookie.
const COOKIE_NAME: &str = "weir_browser";
/// As long as browsers keep one at most: 400 days.
const MAX_AGE: u32 = 400 * 24 * 60 * 60;
/// Length of a secret: 256 bits in hexadecimal.
const SECRET: usize = 64;
/// Longest name that people may say, in characters.
const LONGEST_NAME: usize = 80;

/// Who asks.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    /// Whose edits these are.
    pub(super) actor: Actor,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let actor = match secret(&parts.headers) {
            Some(secret) => app.hub().actor(&actor_of(secret)).await?,
            None => Actor::solo(),
        };
        Ok(Visitor { actor })
    }
}

/// The secret of a browser that has one.
fn secret(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, secret) = pairs.find(|(name, _)| *name == COOKIE_NAME)?;
    let is_ours = secret.len() == SECRET && secret.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_ours.then_some(secret)
}

/// The id of the actor with this secret: a hash, so that everybody may see the id and nobody learns the secret from it.
/// Written as a UUID of version 8, which is for such.
fn actor_of(secret: &str) -> String {
    let digest = Sha256::new().chain_update("weir actor ").chain_update(secret).finalize();
    let half = digest.iter().take(16).fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
    let marked = half & !(0xf << 76) & !(0b11 << 62) | (8 << 76) | (0b10 << 62);
    let hex = format!("{marked:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// The secret of a browser, to be kept by it.
pub(super) struct Secret(String);

impl Secret {
    /// Has the browser keep it, from this answer on for as long as browsers do.
    pub(super) fn kept_by(&self, mut response: Response) -> Response {
        let cookie = format!("{COOKIE_NAME}={}; Path=/; Max-Age={MAX_AGE}; HttpOnly; SameSite=Lax", self.0);
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

impl Visitor {
    /// The visitor's secret, or a new one, and whose it is.
    pub(super) async fn or_new(self, app: &App, headers: &HeaderMap) -> Result<(Secret, Actor), Failure> {
        if let Some(secret) = secret(headers) {
            return Ok((Secret(secret.to_owned()), self.actor));
        }
        let secret = clock::new_secret();
        let actor = app.hub().actor(&actor_of(&secret)).await?;
        Ok((Secret(secret), actor))
    }
}

/// Gives a browser that has no secret yet one; the answer to it is nobody else's business.
pub(super) fn greet(headers: &HeaderMap, response: Response) -> Response {
    if secret(headers).is_some() { response } else { Secret(clock::new_secret()).kept_by(response) }
}

/// How a visitor is shown.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Shown {
    actor: String,
    name: Option<String>,
    colour: u8,
}

impl Shown {
    /// With the colour that they have where they are.
    pub(super) fn of(actor: &Actor, colour: u8) -> Shown {
        let name = Some(actor.name.clone()).filter(|name| !name.is_empty());
        Shown { actor: actor.id.clone(), name, colour }
    }
}

impl From<&Actor> for Shown {
    fn from(actor: &Actor) -> Shown {
        Shown::of(actor, colour_of(&actor.id))
    }
}

/// `GET /me`: who the server takes you for.
pub(super) async fn show(visitor: Visitor) -> Json<Shown> {
    Json(Shown::from(&visitor.actor))
}

/// `POST /me`: says one's name.
pub(super) async fn rename(State(app): State<App>, visitor: Visitor, body: Bytes) -> Result<Response, Failure> {
    let mut actor = visitor.actor;
    if actor == Actor::solo() {
        return Err(refused("Only a browser that has opened a map can have a name; load the page again."));
    }
    actor.name = value::line(&json::read(&body)?["name"]).map_err(|sentence| refused(&sentence))?;
    match actor.name.chars().count() {
        0 => return Err(refused("A name has at least one character.")),
        1..=LONGEST_NAME => {}
        _ => return Err(refused(&format!("A name has at most {LONGEST_NAME} characters."))),
    }
    app.hub().rename(&actor).await?;
    Ok(Json(Shown::from(&actor)).into_response())
}

fn refused(sentence: &str) -> Failure {
    EditError::Refused(Refusal::new("bad_name", sentence).at("name")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(cookie).unwrap())])
    }

    #[test]
    fn a_secret_is_found_among_cookies_and_nothing_else_is_one() {
        let ours = "0123456789abcdef".repeat(4);
        assert_eq!(secret(&with(&format!("a=b; weir_browser={ours}; c=d"))), Some(&*ours));
        for bad in ["weir_browser=", "weir_browser=abc", &format!("weir_browser={}", "X".repeat(64)), "other=1"] {
            assert_eq!(secret(&with(bad)), None, "{bad}");
        }
    }

    #[test]
    fn an_actor_is_a_uuid_that_does_not_tell_the_secret() {
        let id = actor_of(&"a".repeat(64));
        assert_eq!((id.len(), &id[14..15]), (36, "8"));
        assert!("89ab".contains(&id[19..20]), "{id}");
        assert_eq!(id, actor_of(&"a".repeat(64)));
        assert_ne!(id, actor_of(&"b".repeat(64)));
    }
}
