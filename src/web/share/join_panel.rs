//! `GET /maps/{id}/join-code`: how to join the map, for a corner of its page.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use crate::storage::accounts::{ShareKind, ShareLink};
use crate::web::access::CanManage;
use crate::web::error::AppError;
use crate::web::page::form::page;
use crate::web::page::urls;
use crate::web::share::codes::{self, JoinView};

#[derive(Template)]
#[template(path = "share/join_panel.html")]
struct JoinPanel {
    share: String,
    join: Option<JoinView>,
    can_edit: bool,
}

/// A fragment that shows how to join with the newest edit link, or the newest view link if there is none; `?kind=view`
/// prefers view links.
pub(crate) async fn show(map: CanManage, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, AppError> {
    let shares = codes::shares_with_codes(&map).await?;
    let preferred = query.get("kind").and_then(|kind| ShareKind::parse(kind)).unwrap_or(ShareKind::Edit);
    let mut active: Vec<&ShareLink> = shares.iter().filter(|share| codes::can_be_joined(&map, share)).collect();
    // The newest of its kind stays first.
    active.sort_by_key(|share| share.kind != preferred);
    let share = active.first();
    let panel = JoinPanel {
        share: urls::share(map.id()),
        join: share.and_then(|share| JoinView::new(&map, share)),
        can_edit: share.is_some_and(|share| share.kind == ShareKind::Edit),
    };
    Ok(page(panel.render()?))
}
