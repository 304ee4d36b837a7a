//! The life of an edit: applied, durable, and only then seen; answered once.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use weir::clock::Clock;
use weir::live::{Actor, Direction, EditError, EditRequest, Hub};
use weir::storage::{FIRST_WORKSPACE, Storage};

use crate::support::{edit, hub, map, renderer, send, sql, wait};

#[tokio::test]
async fn edit_is_durable_and_read_again() {
    let directory = tempfile::tempdir().unwrap();
    let first = hub(directory.path()).await;
    let made = first.create(map(), &Actor::solo()).await.unwrap();
    assert_eq!((made.revision, made.trashed), (1, false));
    let step = made.map.steps[2].id.clone();

    let done = send(&first, &made.id, "e1", wait(&step, 4242)).await.unwrap();
    assert_eq!((done.revision, done.repeated), (2, false));
    assert_eq!(done.snapshot.map.step(&step).unwrap().wait, Some(4242));
    assert_eq!(done.snapshot.frame().part("summary"), "revision 2");
    // Its id is made on the way: a retry is known all the same.
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

#[tokio::test]
async fn side_effects_are_answered_again_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let first = hub(directory.path()).await;
    let made = first.create(map(), &Actor::solo()).await.unwrap();
    let ((from, to), _) = made.map.rework.iter().next().expect("the example has rework");
    let remove = edit(json!({ "type": "remove_step", "step": from }));
    let done = send(&first, &made.id, "gone", remove.clone()).await.unwrap();
    assert!(done.dropped.iter().any(|arrow| arrow.from == *from && arrow.to == *to));
    let stale = edit(json!({
        "type": "change_map", "set": { "name": "Mine" }, "was": { "name": "Something else" }
    }));
    let over = send(&first, &made.id, "over", stale.clone()).await.unwrap();
    assert_eq!(over.overwritten.len(), 1);
    first.shutdown().await;

    let second = hub(directory.path()).await;
    let again = send(&second, &made.id, "gone", remove).await.unwrap();
    assert_eq!((again.revision, &again.dropped, again.repeated), (2, &done.dropped, true));
    let again = send(&second, &made.id, "over", stale).await.unwrap();
    assert_eq!((again.revision, &again.overwritten), (3, &over.overwritten));
}

#[tokio::test]
async fn rejected_edit_fails_alone() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let made = hub.create(map(), &Actor::solo()).await.unwrap();
    let (first, second) = (made.map.steps[0].id.clone(), made.map.steps[1].id.clone());
    let circle = edit(json!({ "type": "connect", "from": second, "to": first }));
    let (good, bad, unknown, better) = tokio::join!(
        send(&hub, &made.id, "1", wait(&first, 1)),
        send(&hub, &made.id, "2", circle),
        send(&hub, "no such map", "3", wait(&first, 3)),
        send(&hub, &made.id, "4", wait(&second, 4)),
    );
    assert_eq!((good.unwrap().revision, better.unwrap().revision), (2, 3));
    assert!(matches!(bad.unwrap_err(), EditError::Refused(refusal) if refusal.code == "circle"));
    assert_eq!(unknown.unwrap_err(), EditError::NotFound);
}

#[tokio::test]
async fn if_match_is_compared_with_the_revision_at_commit() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let made = hub.create(map(), &Actor::solo()).await.unwrap();
    let only_if = |edit_id: &str, revision| EditRequest {
        edit_id: edit_id.to_owned(),
        edit: wait(&made.map.steps[0].id, 5),
        if_match: Some(revision),
    };
    let handle = hub.map(&made.id, &Actor::solo());
    let (one, two) = tokio::join!(handle.edit(only_if("a", 1)), handle.edit(only_if("b", 1)));
    assert_eq!(one.unwrap().revision, 2);
    assert_eq!(two.unwrap_err(), EditError::Stale { revision: 2 });
    // A retry of what was made is no stale edit.
    assert!(handle.edit(only_if("a", 1)).await.unwrap().repeated);
    assert_eq!(handle.edit(only_if("b", 2)).await.unwrap().revision, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_of_many_maps_share_commits() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let mut ids = Vec::new();
    for _ in 0..10 {
        ids.push(hub.create(map(), &Actor::solo()).await.unwrap().id.clone());
    }
    let step = map().steps[0].id.clone();
    let tasks: Vec<_> = (0..40_u64)
        .map(|editor| {
            let (hub, id, step) = (Arc::clone(&hub), ids[usize::try_from(editor % 10).unwrap()].clone(), step.clone());
            tokio::spawn(async move {
                for n in 0..20 {
                    send(&hub, &id, &format!("{editor}-{n}"), wait(&step, editor * 100 + n)).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let disk = Storage::open(directory.path()).await.unwrap();
    for id in &ids {
        let (memory, disk) = (hub.snapshot(id).await.unwrap().unwrap(), disk.load(id).await.unwrap().unwrap());
        assert_eq!((disk.revision, &disk.map), (81, &memory.map));
    }
}

#[tokio::test]
async fn unsaved_edits_are_never_shown() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let made = hub.create(map(), &Actor::solo()).await.unwrap();
    let step = made.map.steps[0].id.clone();
    let seat = hub.map(&made.id, &Actor::solo()).subscribe().await.unwrap();

    sql(directory.path(), "alter table edit rename to elsewhere").await;
    let (one, two) = tokio::join!(send(&hub, &made.id, "a", wait(&step, 1)), send(&hub, &made.id, "b", wait(&step, 2)));
    assert_eq!((one.unwrap_err(), two.unwrap_err()), (EditError::NotSaved, EditError::NotSaved));
    assert!(!hub.ready());
    assert!(!seat.snapshots.has_changed().unwrap());
    let shown = hub.snapshot(&made.id).await.unwrap().unwrap();
    assert_eq!((shown.revision, &shown.map), (1, &made.map));
    assert_eq!(hub.create(map(), &Actor::solo()).await.unwrap_err(), EditError::NotSaved);
    assert_eq!(hub.list(FIRST_WORKSPACE, false, None, 10).await.unwrap().len(), 1);

    sql(directory.path(), "alter table elsewhere rename to edit").await;
    let done = send(&hub, &made.id, "a", wait(&step, 1)).await.unwrap();
    assert_eq!((done.revision, done.repeated), (2, false));
    assert!(hub.ready());
}

#[tokio::test]
async fn readiness_returns_when_the_database_can_be_written() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    sql(directory.path(), "alter table map rename to elsewhere").await;
    assert_eq!(hub.create(map(), &Actor::solo()).await.unwrap_err(), EditError::NotSaved);
    assert!(!hub.ready());
    sql(directory.path(), "alter table elsewhere rename to map").await;
    for _ in 0..100 {
        if hub.ready() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never said that it is ready again");
}

#[tokio::test]
async fn trashed_map_is_hidden_until_it_is_restored() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let solo = Actor::solo();
    let made = hub.create(map(), &solo).await.unwrap();
    let step = made.map.steps[0].id.clone();
    assert!(hub.map(&made.id, &solo).trash().await.unwrap());
    assert!(!hub.map(&made.id, &solo).trash().await.unwrap());
    assert!(!hub.map("no such map", &solo).trash().await.unwrap());
    assert!(hub.snapshot(&made.id).await.unwrap().is_none());
    assert!(hub.snapshot_including_trashed(&made.id).await.unwrap().unwrap().trashed);
    assert_eq!(send(&hub, &made.id, "e", wait(&step, 1)).await.unwrap_err(), EditError::NotFound);
    assert!(hub.list(FIRST_WORKSPACE, false, None, 10).await.unwrap().is_empty());
    assert_eq!(hub.list(FIRST_WORKSPACE, true, None, 10).await.unwrap()[0].id, made.id);

    assert!(hub.map(&made.id, &solo).restore().await.unwrap());
    assert!(!hub.map(&made.id, &solo).restore().await.unwrap());
    let back = hub.snapshot(&made.id).await.unwrap().unwrap();
    assert_eq!((back.revision, &back.map), (3, &made.map));
    assert_eq!(send(&hub, &made.id, "e", wait(&step, 1)).await.unwrap().revision, 4);
}

#[tokio::test]
async fn map_list_is_paged_from_the_newest_change() {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::manual(1_000);
    let hub = Hub::start_with(Storage::open(directory.path()).await.unwrap(), renderer(), clock.clone(), 3);
    let mut ids = Vec::new();
    for _ in 0..7 {
        ids.push(hub.create(map(), &Actor::solo()).await.unwrap().id.clone());
    }
    ids.reverse();
    let mut listed = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = hub.list(FIRST_WORKSPACE, false, after.as_deref(), 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.cursor());
        listed.extend(page.into_iter().map(|map| map.id));
    }
    assert_eq!(listed, ids);
    assert!(hub.list(FIRST_WORKSPACE, false, Some("nonsense"), 3).await.unwrap().is_empty());
    clock.advance(Duration::from_millis(1));
    send(&hub, &ids[6], "e", wait(&map().steps[0].id, 1)).await.unwrap();
    assert_eq!(hub.list(FIRST_WORKSPACE, false, None, 1).await.unwrap()[0].id, ids[6]);
}

#[tokio::test]
async fn open_maps_are_limited() {
    let directory = tempfile::tempdir().unwrap();
    let hub = Hub::start_with(Storage::open(directory.path()).await.unwrap(), renderer(), Clock::default(), 3);
    let step = map().steps[0].id.clone();
    let mut ids = Vec::new();
    for _ in 0..10 {
        ids.push(hub.create(map(), &Actor::solo()).await.unwrap().id.clone());
    }
    let mut seat = hub.map(&ids[0], &Actor::solo()).subscribe().await.unwrap();
    for round in 0..3 {
        for (n, id) in ids.iter().enumerate() {
            let done = send(&hub, id, &format!("e{round}"), wait(&step, n as u64)).await.unwrap();
            assert_eq!(done.revision, round + 2);
        }
    }
    // Ids of maps that were closed meanwhile are still known.
    assert!(send(&hub, &ids[3], "e0", wait(&step, 3)).await.unwrap().repeated);
    assert_eq!(seat.snapshots.borrow_and_update().revision, 4);
}

#[tokio::test]
async fn undo_reverses_the_last_edit_then_the_one_before() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let solo = Actor::solo();
    let made = hub.create(map(), &solo).await.unwrap();
    assert!(hub.map(&made.id, &solo).undo_or_redo(Direction::Undo, None, None).await.unwrap().is_none());
    let step = made.map.steps[3].id.clone();
    send(&hub, &made.id, "a", wait(&step, 1)).await.unwrap();
    send(&hub, &made.id, "b", edit(json!({ "type": "remove_step", "step": step }))).await.unwrap();
    let undone = hub.map(&made.id, &solo).undo_or_redo(Direction::Undo, None, None).await.unwrap().unwrap();
    assert_eq!(undone.snapshot.map.step(&step).unwrap().wait, Some(1));
    let undone = hub.map(&made.id, &solo).undo_or_redo(Direction::Undo, None, None).await.unwrap().unwrap();
    assert_eq!(undone.snapshot.map, made.map);
    assert!(hub.map(&made.id, &solo).undo_or_redo(Direction::Undo, None, None).await.unwrap().is_none());
    // A new edit can be undone again.
    send(&hub, &made.id, "c", wait(&step, 9)).await.unwrap();
    assert_eq!(
        hub.map(&made.id, &solo).undo_or_redo(Direction::Undo, None, None).await.unwrap().unwrap().snapshot.map,
        made.map
    );
}
