//! `/maps/{id}/compare`: which map a map is to be compared with.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use crate::live::{MapSummary, Snapshot};
use vsm::model::map::State as MapState;

use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::page::form::page;
use crate::web::page::{dates, urls};

/// Maps on one page of the list.
const ON_A_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "compare/select.html")]
struct ComparePage<'a> {
    map_name: &'a str,
    map_href: String,
    copy: String,
    /// The other states of the same process.
    family: Vec<Choice>,
    choices: Vec<Choice>,
    is_first: bool,
    more: Option<String>,
}

/// A map to compare with.
struct Choice {
    name: String,
    is_future: bool,
    changed: String,
    changed_at: String,
    /// The two as they came about, and the other way round.
    href: String,
    turned: String,
    /// Which of the two comes first the other way round.
    first_then: String,
}

/// `GET /maps/{id}/compare`: the other states of the process, then the other maps of the workspace, newest change first,
/// a part at a time.
pub(crate) async fn show(may: CanView, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    let id = may.id();
    let after = query.get("after").map(String::as_str);
    let family = may.related_maps().await?;
    let mut listed = may.workspace_maps(after, ON_A_PAGE + 1).await?;
    let more = (listed.len() > ON_A_PAGE).then(|| {
        listed.truncate(ON_A_PAGE);
        listed.last().map(|last| urls::compare_with_after(id, &last.cursor()))
    });
    let compare = ComparePage {
        map_name: &snapshot.map.name,
        map_href: urls::map(id),
        copy: urls::map_copy(id),
        choices: listed
            .into_iter()
            .filter(|other| other.id != id && !family.members.iter().any(|member| member.id == other.id))
            .map(|other| choice(snapshot, other))
            .collect(),
        family: family
            .members
            .iter()
            .filter(|member| member.id != id && after.is_none())
            .map(|member| choice(snapshot, member.clone()))
            .collect(),
        is_first: after.is_none(),
        more: more.flatten(),
    };
    Ok(page(compare.render()?))
}

/// What is comes before what could be; of two that are the same in that, the one that somebody came from.
fn choice(here: &Snapshot, other: MapSummary) -> Choice {
    let is_future = other.state == MapState::Future;
    let is_first = is_future || here.map.state != MapState::Future;
    let (here_first, other_first) = (urls::compare(&here.id, &other.id), urls::compare(&other.id, &here.id));
    let (href, turned) = if is_first { (here_first, other_first) } else { (other_first, here_first) };
    Choice {
        is_future,
        changed: dates::ago(other.changed_at_ms),
        changed_at: dates::stamp(other.changed_at_ms),
        href,
        turned,
        first_then: if is_first { other.name.clone() } else { here.map.name.clone() },
        name: other.name,
    }
}
