//! The version history: entries, viewing a map at any revision, and restoring it.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;
use vsm::Map;
use vsm::edit::Edit;
use weir::live::{Actor, EditError, HistoryEntry, HistoryError, Hub};
use weir::storage::DATABASE;

use crate::random;
use crate::support::{edit, hub, map, send, sql, wait};

async fn sentences(hub: &Arc<Hub>, map: &str) -> Vec<String> {
    hub.map(map, &Actor::solo()).history(u64::MAX, 100).await.unwrap().into_iter().map(|line| line.sentence).collect()
}

#[tokio::test]
async fn history_entries_say_who_when_and_what() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let solo = Actor::solo();
    let made = hub.create(map(), &solo).await.unwrap();
    let step = &made.map.steps[2];
    send(&hub, &made.id, "one", edit(json!({ "type": "remove_step", "step": step.id }))).await.unwrap();
    hub.map(&made.id, &solo).trash().await.unwrap();
    hub.map(&made.id, &solo).restore().await.unwrap();
    let listed = sentences(&hub, &made.id).await;
    assert_eq!(listed[..2], ["restored the map from trash", "moved the map to trash"]);
    assert!(listed[2].starts_with(&format!("deleted “{}”", step.name)), "{}", listed[2]);
    assert_eq!(listed[3], format!("created the map “{}” with {} steps", made.map.name, made.map.steps.len()));

    let lines = hub.map(&made.id, &Actor::solo()).history(3, 1).await.unwrap();
    let [HistoryEntry { revision, edit_id, actor, kind, at_ms, .. }] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((*revision, edit_id.as_str(), kind.as_deref()), (2, "one", Some("remove_step")));
    assert_eq!(actor, &solo);
    assert!(*at_ms >= made.changed_at_ms);
    assert!(hub.map("no such map", &Actor::solo()).history(u64::MAX, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn history_shows_the_current_name_of_an_actor() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let made = hub.create(map(), &Actor::solo()).await.unwrap();
    sql(directory.path(), "update actor set name = 'Ana'").await;
    assert_eq!(hub.map(&made.id, &Actor::solo()).history(u64::MAX, 1).await.unwrap()[0].actor.name, "Ana");
}

#[tokio::test]
async fn any_revision_can_be_viewed_and_restored() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let solo = Actor::solo();
    let made = hub.create(map(), &solo).await.unwrap();
    let step = made.map.steps[3].id.clone();
    send(&hub, &made.id, "a", wait(&step, 7200)).await.unwrap();
    hub.map(&made.id, &solo).trash().await.unwrap();
    hub.map(&made.id, &solo).restore().await.unwrap();
    send(&hub, &made.id, "b", edit(json!({ "type": "remove_step", "step": step }))).await.unwrap();

    let second = hub.map(&made.id, &Actor::solo()).at_revision(2).await.unwrap().unwrap();
    assert_eq!((second.revision, second.map.step(&step).unwrap().wait), (2, Some(7200)));
    assert_eq!(second.frame().part("summary"), "revision 2");
    assert_eq!(hub.map(&made.id, &Actor::solo()).at_revision(1).await.unwrap().unwrap().map, made.map);
    for none in [0, 6, u64::MAX] {
        assert!(hub.map(&made.id, &Actor::solo()).at_revision(none).await.unwrap().is_none());
        let refused = hub.map(&made.id, &solo).restore_revision(none, "none").await;
        assert_eq!(refused.unwrap_err(), EditError::NotFound);
    }
    assert!(hub.map("no such map", &Actor::solo()).at_revision(1).await.unwrap().is_none());

    let done = hub.map(&made.id, &solo).restore_revision(2, "back").await.unwrap().unwrap();
    assert_eq!((done.revision, &done.snapshot.map), (6, &second.map));
    assert_eq!(sentences(&hub, &made.id).await[0], "restored version 2");
    // Repeating it changes nothing.
    assert!(hub.map(&made.id, &solo).restore_revision(2, "back").await.unwrap().is_none());
    assert!(hub.map(&made.id, &solo).restore_revision(6, "same").await.unwrap().is_none());
    assert!(hub.map(&made.id, &Actor::solo()).at_revision(5).await.unwrap().unwrap().map.step(&step).is_none());
}

#[tokio::test]
async fn restoring_a_revision_includes_concurrent_edits() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let solo = Actor::solo();
    let made = hub.create(map(), &solo).await.unwrap();
    let step = made.map.steps[3].id.clone();
    send(&hub, &made.id, "first", wait(&step, 1)).await.unwrap();
    let handle = hub.map(&made.id, &solo);
    let (back, other) =
        tokio::join!(handle.restore_revision(1, "back"), send(&hub, &made.id, "other", wait(&step, 2)),);
    let (back, other) = (back.unwrap().unwrap().revision, other.unwrap().revision);
    assert_eq!(hub.map(&made.id, &Actor::solo()).at_revision(back).await.unwrap().unwrap().map, made.map);
    assert_eq!(back.max(other), 4);
}

#[tokio::test]
async fn log_entries_of_older_versions_are_described_by_their_type() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::File::create(directory.path().join(DATABASE)).unwrap();
    sql(directory.path(), include_str!("schema_1.sql")).await;
    let hub = hub(directory.path()).await;
    send(&hub, "m", "e", wait("build", 5)).await.unwrap();
    assert_eq!(
        sentences(&hub, "m").await[1],
        "made a change that this version of Weir doesn’t support: “something_newer”"
    );
    assert!(hub.map("m", &Actor::solo()).at_revision(7).await.unwrap().is_some());
    // That log entry has no inverse.
    let refused = hub.map("m", &Actor::solo()).at_revision(6).await.unwrap_err();
    assert!(matches!(&refused, HistoryError::Unreadable(error) if error.message.contains("Version 7")), "{refused}");
    let refused = hub.map("m", &Actor::solo()).restore_revision(6, "back").await.unwrap_err();
    assert!(matches!(refused, EditError::Rejected(_)));
    sql(directory.path(), "update edit set edit = '{\"type\":\"move_step\"}' where revision = 7").await;
    assert_eq!(sentences(&hub, "m").await[1], "moved a step (no details recorded)");
}

#[test]
fn every_revision_equals_the_map_at_that_time() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    let edits = proptest::collection::vec((random::any_edit(), 0..12_u8), 1..40);
    proptest!(config, |(first in random::valid_map(), edits in edits)| {
        let directory = tempfile::tempdir().unwrap();
        runtime.block_on(all_revisions(directory.path(), first, edits));
    });
}

async fn all_revisions(directory: &Path, first: Map, edits: Vec<(Edit, u8)>) {
    let (hub, solo) = (hub(directory).await, Actor::solo());
    let made = hub.create(first, &solo).await.unwrap();
    let mut was = vec![Arc::clone(&made.map)];
    for (n, (edit, also)) in edits.into_iter().enumerate() {
        match send(&hub, &made.id, &format!("e{n}"), edit).await {
            Ok(done) => was.push(Arc::clone(&done.snapshot.map)),
            Err(EditError::Rejected(_)) => {}
            Err(other) => panic!("{other}"),
        }
        match also {
            0 => {
                hub.map(&made.id, &solo).trash().await.unwrap();
                hub.map(&made.id, &solo).restore().await.unwrap();
                let same = was.last().cloned().unwrap();
                was.extend([Arc::clone(&same), same]);
            }
            1 => {
                let revision = (n % was.len()) as u64 + 1;
                let done = hub.map(&made.id, &solo).restore_revision(revision, &format!("b{n}")).await.unwrap();
                was.extend(done.map(|done| Arc::clone(&done.snapshot.map)));
            }
            _ => {}
        }
    }
    for (map, revision) in was.iter().zip(1..) {
        let then = hub.map(&made.id, &Actor::solo()).at_revision(revision).await.unwrap().unwrap();
        assert_eq!((then.revision, &then.map), (revision, map));
    }
    assert!(hub.map(&made.id, &Actor::solo()).at_revision(was.len() as u64 + 1).await.unwrap().is_none());
    let lines = hub.map(&made.id, &Actor::solo()).history(u64::MAX, 200).await.unwrap();
    assert!(lines.iter().map(|line| line.revision).eq((1..=was.len() as u64).rev()));
    assert!(lines.iter().all(|line| !line.sentence.is_empty()));
    hub.shutdown().await;
}

#[tokio::test]
async fn distant_revisions_are_reached_in_parts() {
    const EDITS: u64 = 450;
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let made = hub.create(map(), &Actor::solo()).await.unwrap();
    let step = made.map.steps[0].id.clone();
    let sent: Vec<_> = (1..=EDITS)
        .map(|n| {
            let (hub, id, step) = (Arc::clone(&hub), made.id.clone(), step.clone());
            tokio::spawn(async move { (send(&hub, &id, &n.to_string(), wait(&step, n)).await.unwrap().revision, n) })
        })
        .collect();
    for task in sent {
        let (revision, seconds) = task.await.unwrap();
        if revision % 50 < 3 {
            let then = hub.map(&made.id, &Actor::solo()).at_revision(revision).await.unwrap().unwrap();
            assert_eq!((then.revision, then.map.step(&step).unwrap().wait), (revision, Some(seconds)));
        }
    }
    assert_eq!(hub.map(&made.id, &Actor::solo()).at_revision(1).await.unwrap().unwrap().map, made.map);
}
