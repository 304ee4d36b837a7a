//! Helpers for the storage tests.

use std::path::Path;
use std::sync::Arc;

use sqlx::Connection;
use vsm::edit::Edit;
use vsm::{Map, samples as sample};
use weir::live::{
    Actor, DrawingLayout, EditError, EditRequest, Frame, FrameRenderer, Hub, RenderFrames, SavedEdit, Snapshot,
};
use weir::storage::{DATABASE, Storage};

/// A renderer whose frame shows only the revision.
struct Revision;

impl RenderFrames for Revision {
    fn frame(&self, snapshot: &Snapshot) -> Frame {
        Frame::from_parts([("summary", format!("revision {}", snapshot.revision))])
    }

    fn layout(&self, _: &Map, wanted: DrawingLayout) -> DrawingLayout {
        wanted
    }

    fn drawing(&self, _: &Snapshot, _: DrawingLayout) -> Frame {
        Frame::default()
    }
}

pub(crate) fn renderer() -> FrameRenderer {
    Arc::new(Revision)
}

/// A hub on the database of a directory.
pub(crate) async fn hub(directory: &Path) -> Arc<Hub> {
    Hub::start(Storage::open(directory).await.unwrap(), renderer())
}

/// An example map.
pub(crate) fn map() -> Map {
    sample::Sample::find("monthly").unwrap().map().unwrap()
}

/// Parses an edit from JSON.
pub(crate) fn edit(value: serde_json::Value) -> Edit {
    serde_json::from_value(value).unwrap()
}

/// An edit that sets a step's wait time in seconds.
pub(crate) fn wait(step: &str, seconds: u64) -> Edit {
    edit(serde_json::json!({ "type": "change_step", "step": step, "set": { "wait": seconds } }))
}

/// Sends an edit as the local user.
pub(crate) async fn send(hub: &Arc<Hub>, map_id: &str, edit_id: &str, edit: Edit) -> Result<SavedEdit, EditError> {
    let request = EditRequest { edit_id: edit_id.to_owned(), edit, if_match: None };
    hub.map(map_id, &Actor::solo()).edit(request).await
}

/// Runs a statement on a database, bypassing the hub.
pub(crate) async fn sql(directory: &Path, statement: &'static str) {
    sqlx::any::install_default_drivers();
    let address = format!("sqlite://{}", directory.join(DATABASE).display());
    let mut connection = sqlx::AnyConnection::connect(&address).await.unwrap();
    sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
