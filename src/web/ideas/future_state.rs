//! The maps of one process in its states: the tabs on the page of a map, and where a future state is drawn.

use axum::response::Response;

use crate::live::RelatedMaps;
use crate::web::access::CanManage;
use crate::web::error::AppError;
use crate::web::page::form::{Posted, redirect_to};
use crate::web::page::{flash, urls};
use vsm::model::map::State as MapState;

pub(crate) struct Tab {
    pub(crate) href: String,
    /// What it is: `Current state`, or the name of the future state.
    pub(crate) label: String,
    pub(crate) name: String,
    pub(crate) is_here: bool,
    pub(crate) is_future: bool,
}

/// The tabs of a map; none for a map by itself.
pub(crate) fn tabs(family: &RelatedMaps, here: &str) -> Vec<Tab> {
    if family.members.len() < 2 {
        return Vec::new();
    }
    let todays = family.members.iter().filter(|member| member.state == MapState::Current).count();
    let tab = |member: &crate::live::MapSummary| {
        let is_future = member.state == MapState::Future;
        let label = if is_future || todays > 1 { member.name.clone() } else { "Current state".to_owned() };
        Tab { href: urls::map(&member.id), label, name: member.name.clone(), is_here: member.id == here, is_future }
    };
    family.members.iter().map(tab).collect()
}

/// `POST /maps/{id}/future`: draws a future state from this map, under the name that is given or the next free one.
pub(crate) async fn draw(may: CanManage, posted: Posted) -> Result<Response, AppError> {
    may.open()?;
    let drawn = may.create_future_state(posted.some("name")).await?;
    Ok(redirect_to(&flash::url(&urls::map(&drawn.id), &[("drawn", "1".to_owned())], "")))
}
