//! Several processes on one database, as in a rolling upgrade. To SQLite, two hubs on one file are like two processes.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use vsm::edit::Edit;
use weir::live::{Actor, EditError, Hub};
use weir::storage::Storage;

use crate::support::{edit, hub, map, send, wait};

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_edit_one_map_without_losing_edits() {
    let directory = tempfile::tempdir().unwrap();
    let hubs = [hub(directory.path()).await, hub(directory.path()).await];
    let id = hubs[0].create(map(), &Actor::solo()).await.unwrap().id.clone();
    let tasks: Vec<_> = (0..8_usize)
        .map(|editor| {
            let (hub, id) = (Arc::clone(&hubs[editor % 2]), id.clone());
            tokio::spawn(async move {
                for n in 0..25 {
                    let step = json!({ "id": format!("x{editor}-{n}"), "name": "x" });
                    let edit = edit(json!({ "type": "add_step", "step": step }));
                    send(&hub, &id, &format!("{editor}-{n}"), edit).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let disk = Storage::open(directory.path()).await.unwrap().load(&id).await.unwrap().unwrap();
    assert_eq!(disk.revision, 201);
    for editor in 0..8 {
        for n in 0..25 {
            assert!(disk.map.step(&format!("x{editor}-{n}")).is_some(), "edit {n} of editor {editor} was lost");
        }
    }
    for hub in &hubs {
        wait_for(hub, &id, 201).await;
        assert_eq!(hub.snapshot(&id).await.unwrap().unwrap().map, disk.map);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn busy_process_does_not_starve_the_other() {
    let directory = tempfile::tempdir().unwrap();
    let (busy, other) = (hub(directory.path()).await, hub(directory.path()).await);
    let made = busy.create(map(), &Actor::solo()).await.unwrap();
    let (id, step) = (made.id.clone(), made.map.steps[0].id.clone());
    let noise = {
        let (busy, id, step) = (Arc::clone(&busy), id.clone(), step.clone());
        tokio::spawn(async move {
            for n in 0.. {
                send(&busy, &id, &format!("noise{n}"), wait(&step, n)).await.unwrap();
            }
        })
    };
    for n in 0..10 {
        let edit_id = format!("other{n}");
        let sent = send(&other, &id, &edit_id, wait(&step, n));
        tokio::time::timeout(Duration::from_secs(5), sent).await.unwrap().unwrap();
    }
    noise.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn edit_sent_to_both_processes_is_made_once() {
    let directory = tempfile::tempdir().unwrap();
    let hubs = [hub(directory.path()).await, hub(directory.path()).await];
    let made = hubs[0].create(map(), &Actor::solo()).await.unwrap();
    let (id, step) = (made.id.clone(), made.map.steps[0].id.clone());
    for n in 0..20 {
        let edit_id = format!("both{n}");
        let (one, two) =
            tokio::join!(send(&hubs[0], &id, &edit_id, wait(&step, n)), send(&hubs[1], &id, &edit_id, wait(&step, n)));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(one.revision, two.revision);
        assert!(one.repeated != two.repeated);
        assert_eq!(one.revision, n + 2);
        let other = send(&hubs[1], &id, &edit_id, wait(&step, 9999)).await;
        assert_eq!(other.unwrap_err(), EditError::Conflict);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_of_another_process_are_shown() {
    let directory = tempfile::tempdir().unwrap();
    let (one, two) = (hub(directory.path()).await, hub(directory.path()).await);
    let made = one.create(map(), &Actor::solo()).await.unwrap();
    let mut subscription = two.map(&made.id, &Actor::solo()).subscribe(0).await.unwrap();
    assert_eq!(subscription.snapshots.borrow_and_update().revision, 1);
    send(&one, &made.id, "e", wait(&made.map.steps[0].id, 77)).await.unwrap();
    tokio::time::timeout(Duration::from_secs(3), subscription.snapshots.changed()).await.unwrap().unwrap();
    assert_eq!(subscription.snapshots.borrow().map.steps[0].wait, Some(77));
    // Moving the map to the trash is shown too.
    assert!(one.map(&made.id, &Actor::solo()).trash().await.unwrap());
    tokio::time::timeout(Duration::from_secs(3), subscription.snapshots.changed()).await.unwrap().unwrap();
    assert!(two.snapshot(&made.id).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn edit_known_to_another_process_is_not_rejected() {
    let directory = tempfile::tempdir().unwrap();
    let (one, two) = (hub(directory.path()).await, hub(directory.path()).await);
    let made = one.create(map(), &Actor::solo()).await.unwrap();
    two.snapshot(&made.id).await.unwrap().unwrap();
    for n in 0..10 {
        let new = format!("n{n}");
        let step = serde_json::from_value(serde_json::json!({ "id": new, "name": "New" })).unwrap();
        let add = Edit::AddStep { step, after: None, before: None, beside: None, below: None };
        send(&one, &made.id, &format!("add {n}"), add).await.unwrap();
        send(&two, &made.id, &format!("change {n}"), wait(&new, 60)).await.unwrap();
    }
    // The same applies to moving the map out of the trash.
    one.map(&made.id, &Actor::solo()).trash().await.unwrap();
    assert!(send(&two, &made.id, "binned", wait("n1", 5)).await.is_err());
    one.map(&made.id, &Actor::solo()).restore().await.unwrap();
    send(&two, &made.id, "back", wait("n1", 6)).await.unwrap();
}

#[test]
fn new_database_can_be_opened_eight_times_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let new = directory.path().join("not/there/yet");
    let epochs: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                    runtime.block_on(async {
                        let hub = hub(&new).await;
                        hub.create(map(), &Actor::solo()).await.unwrap().epoch.to_string()
                    })
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(epochs.iter().all(|epoch| *epoch == epochs[0]));
}

/// Waits until a hub shows a revision.
async fn wait_for(hub: &Hub, id: &str, revision: u64) {
    for _ in 0..100 {
        if hub.snapshot(id).await.unwrap().is_some_and(|snapshot| snapshot.revision >= revision) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("revision {revision} wasn't shown in time");
}
