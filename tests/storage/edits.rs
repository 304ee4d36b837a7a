//! The life of an edit.

use serde_json::json;
use weir::live::{Actor, EditError};

use crate::support::{edit, hub, map, send, wait};

#[tokio::test]
async fn an_edit_is_made_kept_and_read_again() {
    let directory = tempfile::tempdir().unwrap();
    let first = hub(directory.path()).await;
    let made = first.create(map(), &Actor::solo()).await.unwrap();
    assert_eq!((made.revision, made.binned), (1, false));
    let step = made.map.steps[2].id.clone();

    let done = send(&first, &made.id, "e1", wait(&step, 4242)).await.unwrap();
    assert_eq!((done.revision, done.repeated), (2, false));
    assert_eq!(done.snapshot.map.step(&step).unwrap().wait, Some(4242));
    assert_eq!(done.snapshot.frame().part("summary"), "revision 2");
    let added = edit(json!({ "type": "add_step", "step": { "name": "Smoke test" }, "after": step }));
    let done = send(&first, &made.id, "e2", added.clone()).await.unwrap();
    let again = send(&first, &made.id, "e2", added.clone()).await.unwrap();
    assert_eq!((again.revision, again.repeated), (done.revision, true));
    first.shutdown().await;
    assert_eq!(send(&first, &made.id, "e3", wait(&step, 1)).await.unwrap_err(), EditError::NotSaved);

    let second = hub(directory.path()).await;
    let read = second.snapshot(&made.id).await.unwrap().unwrap();
    assert_eq!(read.map, done.snapshot.map);
    assert_eq!((read.revision, read.etag()), (3, done.snapshot.etag()));
    let again = send(&second, &made.id, "e2", added).await.unwrap();
    assert_eq!((again.revision, again.repeated), (3, true));
    assert_eq!(send(&second, &made.id, "e2", wait(&step, 1)).await.unwrap_err(), EditError::Conflict);
}
