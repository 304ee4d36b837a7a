//! The bin: maps that were put away, and come back.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use crate::storage::accounts::Role;

use crate::web::access::CanList;
use crate::web::error::AppError;
use crate::web::home::{Card, ON_A_PAGE, cards};
use crate::web::page::form::page;
use crate::web::page::urls;

#[derive(Template)]
#[template(path = "maps/trash.html")]
struct BinPage {
    /// May they bring maps back?
    can_make: bool,
    cards: Vec<Card>,
    /// The address of the next page, when there are more maps.
    more: Option<String>,
    is_first: bool,
}

/// `GET /bin`; `after` says which map the list goes on after.
pub(crate) async fn show(may: CanList, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, AppError> {
    let after = query.get("after").map(String::as_str);
    let mut listed = may.list(true, after, ON_A_PAGE + 1).await?;
    let more = (listed.len() > ON_A_PAGE).then(|| {
        listed.truncate(ON_A_PAGE);
        listed.last().map(|last| urls::trash_after(&last.cursor()))
    });
    Ok(page(
        BinPage {
            can_make: may.role() >= Role::Editor,
            cards: cards(&may, listed).await?,
            more: more.flatten(),
            is_first: after.is_none(),
        }
        .render()?,
    ))
}
