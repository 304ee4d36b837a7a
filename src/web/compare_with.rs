//! `/maps/{id}/compare`: which map a map is to be compared with.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use crate::live::Listed;
use crate::vsm::map::State as MapState;

use super::App;
use super::error::Failure;
use super::form::page;
use super::{paths, when};

/// Maps on one page of the list.
const ON_A_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "compare_with.html")]
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
    /// The map that it is compared with came before this one, or after it.
    as_after: String,
    as_before: String,
}

/// `GET /maps/{id}/compare`: the other states of the process, then the other maps of the workspace, newest change first,
/// a part at a time.
pub(super) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let snapshot = app.hub().snapshot(&id).await?.ok_or(Failure::NotFound)?;
    let after = query.get("after").map(String::as_str);
    let family = app.hub().family(&snapshot).await?;
    let mut listed = app.hub().list(false, after, ON_A_PAGE + 1).await?;
    let more = (listed.len() > ON_A_PAGE).then(|| {
        listed.truncate(ON_A_PAGE);
        listed.last().map(|last| paths::compare_with_after(&id, &last.cursor()))
    });
    let compare = ComparePage {
        map_name: &snapshot.map.name,
        map_href: paths::map(&id),
        copy: paths::map_copy(&id),
        choices: listed
            .into_iter()
            .filter(|other| other.id != id && !family.members.iter().any(|member| member.id == other.id))
            .map(|other| choice(&id, other))
            .collect(),
        family: family
            .members
            .iter()
            .filter(|member| member.id != id && after.is_none())
            .map(|member| choice(&id, member.clone()))
            .collect(),
        is_first: after.is_none(),
        more: more.flatten(),
    };
    Ok(page(compare.render()?))
}

fn choice(id: &str, other: Listed) -> Choice {
    Choice {
        is_future: other.state == MapState::Future,
        changed: when::ago(other.changed_at_ms),
        changed_at: when::stamp(other.changed_at_ms),
        as_after: paths::compare(id, &other.id),
        as_before: paths::compare(&other.id, id),
        name: other.name,
    }
}
