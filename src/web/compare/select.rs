//! `/maps/{id}/compare`: selects the map to compare with.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use crate::live::{MapSummary, Snapshot};
use vsm::model::map::State as MapState;

use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::maps::variant::PageVariant;
use crate::web::page::form::page;
use crate::web::page::{dates, urls};

/// Maps per page.
const PAGE_SIZE: usize = 50;

#[derive(Template)]
#[template(path = "compare/select.html")]
struct SelectPage<'a> {
    snapshot: &'a Snapshot,
    /// Related maps.
    family: Vec<MapChoice<'a>>,
    choices: Vec<MapChoice<'a>>,
    is_first: bool,
    can_duplicate: bool,
    more: Option<String>,
}

struct MapChoice<'a> {
    name: &'a str,
    is_future: bool,
    changed: String,
    changed_at: String,
    /// The comparison in its natural order, and swapped.
    href: String,
    swapped: String,
    /// The map that comes first when swapped.
    first_when_swapped: &'a str,
}

/// `GET /maps/{id}/compare`: related maps, then the other maps of the workspace, latest change first.
pub(crate) async fn index(map: CanView, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let (id, now_ms) = (map.id(), map.app().clock().now_ms());
    let after = query.get("after").map(String::as_str);
    let family = map.related_maps().await?;
    let mut listed = map.workspace_maps(after, PAGE_SIZE + 1).await?;
    let more = (listed.len() > PAGE_SIZE).then(|| {
        listed.truncate(PAGE_SIZE);
        listed.last().map(|last| urls::compare_with_after(id, &last.cursor()))
    });
    let compare = SelectPage {
        snapshot,
        choices: listed
            .iter()
            .filter(|other| other.id != id && !family.members.iter().any(|member| member.id == other.id))
            .map(|other| choice(snapshot, other, now_ms))
            .collect(),
        family: family
            .members
            .iter()
            .filter(|member| member.id != id && after.is_none())
            .map(|member| choice(snapshot, member, now_ms))
            .collect(),
        is_first: after.is_none(),
        can_duplicate: PageVariant::new(&map).can_duplicate(),
        more: more.flatten(),
    };
    Ok(page(compare.render()?))
}

/// The current state comes before a future state; otherwise the visitor's current map is first.
fn choice<'a>(here: &'a Snapshot, other: &'a MapSummary, now_ms: i64) -> MapChoice<'a> {
    let is_future = other.state == MapState::Future;
    let is_first = is_future || here.map.state != MapState::Future;
    let (here_first, other_first) = (urls::compare(&here.id, &other.id), urls::compare(&other.id, &here.id));
    let (href, swapped) = if is_first { (here_first, other_first) } else { (other_first, here_first) };
    MapChoice {
        is_future,
        changed: dates::ago(other.changed_at_ms, now_ms),
        changed_at: dates::stamp(other.changed_at_ms),
        href,
        swapped,
        first_when_swapped: if is_first { &other.name } else { &here.map.name },
        name: &other.name,
    }
}
