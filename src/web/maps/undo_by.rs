//! `/maps/{id}/history/by/{actor}`: undoes everything that one person, guest or program has changed on a map.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use crate::live::{KeptChange, UndoneChanges};
use crate::web::access::{CanManage, audit};
use crate::web::error::AppError;
use crate::web::page::form::{page, redirect_to};
use crate::web::page::{flash, urls};
use vsm::text::{count, quote};

/// How many of the changes that are undone, and of those that stay, are listed.
const MAX_LISTED: usize = 30;

#[derive(Template)]
#[template(path = "maps/undo_by.html")]
struct UndoByPage<'a> {
    map_name: &'a str,
    history: String,
    action: String,
    who: &'a str,
    edits: Vec<String>,
    more_edits: usize,
    /// The number of changes in words.
    changes: String,
    kept: Vec<String>,
    more: usize,
    has_older: bool,
}

/// What would be undone, and what stays.
pub(crate) async fn preview(map: CanManage, Path((_, actor)): Path<(String, String)>) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let undone = map.preview_undo_all_by(&actor).await?;
    let page_of = UndoByPage {
        map_name: &snapshot.map.name,
        history: urls::history(map.id()),
        action: urls::undo_by(map.id(), &actor),
        who: undone.actor.name_in_sentence(),
        edits: undone.edits.iter().take(MAX_LISTED).cloned().collect(),
        more_edits: undone.edits.len().saturating_sub(MAX_LISTED),
        changes: changes(undone.edits.len()),
        kept: undone.kept.iter().take(MAX_LISTED).map(sentence).collect(),
        more: undone.kept.len().saturating_sub(MAX_LISTED),
        has_older: undone.has_older,
    };
    Ok(page(page_of.render()?))
}

pub(crate) async fn undo(map: CanManage, Path((_, actor)): Path<(String, String)>) -> Result<Response, AppError> {
    map.open()?;
    let (undone, saved) = map.undo_all_by(&actor).await?;
    let mut flash = if saved.is_some() {
        record(&map, &undone).await;
        vec![("reverted", undone.edits.len().to_string())]
    } else {
        vec![("nothing_by", "1".to_owned())]
    };
    let changed_since = undone.kept.iter().filter(|kept| kept.by.is_some()).count();
    let counts = [("stays", changed_since), ("needed", undone.kept.len() - changed_since)];
    flash.extend(counts.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| (key, n.to_string())));
    Ok(redirect_to(&flash::url(&urls::map(map.id()), &flash, "")))
}

/// Records it in the audit log, if there are accounts.
pub(crate) async fn record(map: &CanManage, undone: &UndoneChanges) {
    if !map.visitor().is_solo() {
        let about = format!("{} by {}", changes(undone.edits.len()), quote(undone.actor.display_name()));
        map.app().accounts().record(audit::map_entry(map, "undo_by", &about)).await;
    }
}

/// A number of changes in words.
fn changes(edits: usize) -> String {
    count(edits, "change", "changes")
}

fn sentence(kept: &KeptChange) -> String {
    match &kept.by {
        Some(by) => format!("{}, changed since by {}", kept.what, by.name_in_sentence()),
        None => format!("{}, because other parts of the map depend on it", kept.what),
    }
}
