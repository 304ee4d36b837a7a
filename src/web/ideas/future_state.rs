//! Related maps as tabs of the map page, and new future states.

use axum::response::Response;

use crate::live::RelatedMaps;
use crate::web::access::CanManage;
use crate::web::error::AppError;
use crate::web::page::form::{Posted, redirect_to};
use crate::web::page::{flash, urls};
use vsm::model::map::State as MapState;

pub(crate) struct Tab {
    pub(crate) href: String,
    /// `Current state`, or the name of the map.
    pub(crate) label: String,
    pub(crate) name: String,
    pub(crate) is_here: bool,
    pub(crate) is_future: bool,
}

/// Empty for a map without related maps.
pub(crate) fn tabs(family: &RelatedMaps, here: &str) -> Vec<Tab> {
    if family.members.len() < 2 {
        return Vec::new();
    }
    let current_states = family.members.iter().filter(|member| member.state == MapState::Current).count();
    let tab = |member: &crate::live::MapSummary| {
        let is_future = member.state == MapState::Future;
        let label = if is_future || current_states > 1 { member.name.clone() } else { "Current state".to_owned() };
        Tab { href: urls::map(&member.id), label, name: member.name.clone(), is_here: member.id == here, is_future }
    };
    family.members.iter().map(tab).collect()
}

/// `POST /maps/{id}/future`: creates a future state of this map with the given name or the next free one.
pub(crate) async fn create(map: CanManage, posted: Posted) -> Result<Response, AppError> {
    map.open()?;
    let created = map.create_future_state(posted.non_empty("name")).await?;
    Ok(redirect_to(&flash::url(&urls::map(&created.id), &[("future_created", "1".to_owned())], "")))
}
