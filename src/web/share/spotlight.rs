//! Bringing everyone to an object of the drawing, and who follows.

use axum::http::StatusCode;
use bytes::Bytes;
use serde::Deserialize;

use crate::live::Spotlight;
use crate::web::access::{CanManage, CanView};
use crate::web::error::AppError;
use crate::web::json;
use vsm::StepId;

/// The longest name of an object in the drawing, in bytes.
const MAX_OBJECT: usize = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeadBody {
    /// The step to show; null ends it. Required: omitting it doesn't end it.
    #[serde(deserialize_with = "Option::deserialize")]
    step: Option<StepId>,
    /// The object of the drawing at that step, such as `wait=build`; the step itself without.
    #[serde(default)]
    object: Option<String>,
    /// The page that leads: it ends when that page closes.
    #[serde(default)]
    viewer: Option<String>,
    /// False while someone leads and moves on: those who no longer follow stay where they are.
    #[serde(default = "brings_everyone")]
    bring: bool,
}

fn brings_everyone() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FollowBody {
    viewer: String,
    follows: bool,
}

/// `POST /maps/{id}/lead`: brings everyone to a step or another object; with `{"step": null}`, ends it.
pub(crate) async fn lead(map: CanManage, body: Bytes) -> Result<StatusCode, AppError> {
    let expected = "{\"step\", \"object\"?, \"viewer\"?, \"bring\"?}";
    let LeadBody { step, object, viewer, bring } = json::parse(&body, "bad_lead", expected)?;
    let snapshot = map.open()?;
    let spotlight = match step {
        Some(step) if snapshot.map.step(&step).is_none() => return Err(AppError::NotFound),
        Some(step) => {
            let is_name = |object: &String| object.len() <= MAX_OBJECT && !object.chars().any(char::is_control);
            let (object, by) = (object.filter(is_name), map.actor().clone());
            Some(Spotlight { step, object, viewer, brings_everyone: bring, by })
        }
        None => None,
    };
    if map.spotlight(spotlight).await? { Ok(StatusCode::NO_CONTENT) } else { Err(AppError::NotFound) }
}

/// `POST /maps/{id}/follow`: whether a page of the visitor follows, for the others to see.
pub(crate) async fn follow(map: CanView, body: Bytes) -> Result<StatusCode, AppError> {
    let FollowBody { viewer, follows } = json::parse(&body, "bad_follow", "{\"viewer\", \"follows\"}")?;
    map.open()?;
    if map.follow(&viewer, follows).await? { Ok(StatusCode::NO_CONTENT) } else { Err(AppError::NotFound) }
}
