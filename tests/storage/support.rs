//! What the storage tests share.

use std::path::Path;
use std::sync::Arc;

use sqlx::Connection;
use vsm::edit::Edit;
use vsm::{Map, samples as sample};
use weir::live::{Actor, EditError, EditRequest, Frame, FrameRenderer, Hub, SavedEdit};
use weir::storage::{DATABASE, Storage};

/// Renders the revision.
pub(crate) fn renderer() -> FrameRenderer {
    Arc::new(|snapshot| Frame::of([("summary", format!("revision {}", snapshot.revision))]))
}

/// A hub on the database of a directory.
pub(crate) async fn hub(directory: &Path) -> Arc<Hub> {
    Hub::start(Storage::open(directory).await.unwrap(), renderer())
}

/// A map with twelve steps or so.
pub(crate) fn map() -> Map {
    sample::Sample::find("monthly").unwrap().map().unwrap()
}

/// An edit, from JSON.
pub(crate) fn edit(value: serde_json::Value) -> Edit {
    serde_json::from_value(value).unwrap()
}

/// An edit that gives a step a wait in seconds.
pub(crate) fn wait(step: &str, seconds: u64) -> Edit {
    edit(serde_json::json!({ "type": "change_step", "step": step, "set": { "wait": seconds } }))
}

/// Sends an edit as whoever sits at the machine.
pub(crate) async fn send(hub: &Arc<Hub>, map_id: &str, edit_id: &str, edit: Edit) -> Result<SavedEdit, EditError> {
    let request = EditRequest { edit_id: edit_id.to_owned(), edit, if_match: None };
    hub.map(map_id, &Actor::solo()).edit(request).await
}

/// Runs a statement on a database behind everybody's back.
pub(crate) async fn sql(directory: &Path, statement: &'static str) {
    sqlx::any::install_default_drivers();
    let address = format!("sqlite://{}", directory.join(DATABASE).display());
    let mut connection = sqlx::AnyConnection::connect(&address).await.unwrap();
    sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
