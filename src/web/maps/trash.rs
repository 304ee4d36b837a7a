//! The trash: deleted maps that can be restored.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use crate::storage::accounts::Role;

use crate::web::access::{CanList, CanManage, audit};
use crate::web::error::AppError;
use crate::web::maps::cards::CardList;
use crate::web::page::form::{page, redirect_to};
use crate::web::page::{flash, urls};

#[derive(Template)]
#[template(path = "maps/trash.html")]
struct TrashPage {
    can_create: bool,
    list: CardList,
}

/// `GET /trash`; the list continues after the map that `after` names.
pub(crate) async fn index(
    workspace: CanList,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, AppError> {
    let after = query.get("after").map(String::as_str);
    let list = CardList::load(&workspace, true, after, urls::trash_after).await?;
    Ok(page(TrashPage { can_create: workspace.role() >= Role::Editor, list }.render()?))
}

/// `POST /maps/{id}/bin`
pub(crate) async fn move_to_trash(map: CanManage) -> Result<Response, AppError> {
    record(&map, map.trash().await?, "bin").await?;
    Ok(redirect_to(&flash::url(urls::HOME, &[("trashed", map.id().to_owned())], "")))
}

/// `POST /maps/{id}/restore`
pub(crate) async fn restore(map: CanManage) -> Result<Response, AppError> {
    record(&map, map.restore().await?, "restore").await?;
    Ok(redirect_to(&flash::url(&urls::map(map.id()), &[("back", "1".to_owned())], "")))
}

/// Records that a map was moved to the trash or restored, if it was there.
pub(crate) async fn record(map: &CanManage, was_there: bool, kind: &'static str) -> Result<(), AppError> {
    if !was_there {
        return Err(AppError::NotFound);
    }
    audit::record_map(map, kind).await;
    Ok(())
}
