//! Maps that forms make: a double click makes one.

use std::sync::Arc;

use crate::clock;
use crate::live::{Actor, Snapshot};
use crate::vsm::Map;

use super::App;
use super::error::Failure;

/// The same map asked for twice within this time is meant once.
const DOUBLE_CLICK_MS: i64 = 2000;

/// How many of the maps that changed last are looked at.
const LAST: usize = 5;

/// Makes a map, unless the very same one has been made a moment ago and is untouched: then that is the one.
///
/// # Errors
/// What the database said.
pub(super) async fn once(app: &App, map: Map, actor: &Actor) -> Result<Arc<Snapshot>, Failure> {
    let since = clock::now_ms() - DOUBLE_CLICK_MS;
    for listed in app.hub().list(false, None, LAST).await? {
        if listed.revision != 1 || listed.created_at_ms < since || listed.name != map.name {
            continue;
        }
        if let Some(made) = app.hub().snapshot(&listed.id).await?.filter(|made| *made.map == map) {
            return Ok(made);
        }
    }
    Ok(app.hub().create(map, actor).await?)
}
