//! The history: who changed what and when, in sentences; the map at any revision; and back to it.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;
use vsm::Map;
use vsm::edit::Edit;
use weir::live::{Actor, EditError, HistoryLine, Hub, PastError};
use weir::storage::DATABASE;

use crate::random;
use crate::support::{edit, hub, map, send, sql, wait};

async fn told(hub: &Hub, map: &str) -> Vec<String> {
    hub.history(map, u64::MAX, 100).await.unwrap().into_iter().map(|line| line.sentence).collect()
}

#[tokio::test]
async fn every_line_says_who_when_and_what() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let solo = Actor::solo();
    let made = hub.create(map(), &solo).await.unwrap();
    let step = &made.map.steps[2];
    send(&hub, &made.id, "one", edit(json!({ "type": "remove_step", "step": step.id }))).await.unwrap();
    hub.bin(&made.id, &solo).await.unwrap();
    hub.bring_back(&made.id, &solo).await.unwrap();
    let sentences = told(&hub, &made.id).await;
    assert_eq!(sentences[..2], ["restored the map from trash", "moved the map to trash"]);
    assert!(sentences[2].starts_with(&format!("deleted “{}”", step.name)), "{}", sentences[2]);
    assert_eq!(sentences[3], format!("created the map “{}” with {} steps", made.map.name, made.map.steps.len()));

    let lines = hub.history(&made.id, 3, 1).await.unwrap();
    let [HistoryLine { revision, edit_id, actor, kind, at_ms, .. }] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!((*revision, edit_id.as_str(), kind.as_deref()), (2, "one", Some("remove_step")));
    assert_eq!(actor, &solo);
    assert!(*at_ms >= made.changed_at_ms);
    assert!(hub.history("no such map", u64::MAX, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_name_is_the_one_that_somebody_has_now() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let made = hub.create(map(), &Actor::solo()).await.unwrap();
    sql(directory.path(), "update actor set name = 'Ana'").await;
    assert_eq!(hub.history(&made.id, u64::MAX, 1).await.unwrap()[0].actor.name, "Ana");
}

#[tokio::test]
async fn the_map_is_seen_and_brought_back_at_any_revision() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let solo = Actor::solo();
    let made = hub.create(map(), &solo).await.unwrap();
    let step = made.map.steps[3].id.clone();
    send(&hub, &made.id, "a", wait(&step, 7200)).await.unwrap();
    hub.bin(&made.id, &solo).await.unwrap();
    hub.bring_back(&made.id, &solo).await.unwrap();
    send(&hub, &made.id, "b", edit(json!({ "type": "remove_step", "step": step }))).await.unwrap();

    let second = hub.at_revision(&made.id, 2).await.unwrap().unwrap();
    assert_eq!((second.revision, second.map.step(&step).unwrap().wait), (2, Some(7200)));
    assert_eq!(second.frame().part("summary"), "revision 2");
    assert_eq!(hub.at_revision(&made.id, 1).await.unwrap().unwrap().map, made.map);
    for none in [0, 6, u64::MAX] {
        assert!(hub.at_revision(&made.id, none).await.unwrap().is_none());
        let refused = hub.bring_back_revision(&made.id, none, &solo, "none").await;
        assert_eq!(refused.unwrap_err(), EditError::NotFound);
    }
    assert!(hub.at_revision("no such map", 1).await.unwrap().is_none());

    let done = hub.bring_back_revision(&made.id, 2, &solo, "back").await.unwrap().unwrap();
    assert_eq!((done.revision, &done.snapshot.map), (6, &second.map));
    assert_eq!(told(&hub, &made.id).await[0], "restored version 2");
    // Twice is once.
    assert!(hub.bring_back_revision(&made.id, 2, &solo, "back").await.unwrap().is_none());
    assert!(hub.bring_back_revision(&made.id, 6, &solo, "same").await.unwrap().is_none());
    assert!(hub.at_revision(&made.id, 5).await.unwrap().unwrap().map.step(&step).is_none());
}

#[tokio::test]
async fn what_others_do_meanwhile_is_in_the_way_back() {
    let directory = tempfile::tempdir().unwrap();
    let hub = hub(directory.path()).await;
    let solo = Actor::solo();
    let made = hub.create(map(), &solo).await.unwrap();
    let step = made.map.steps[3].id.clone();
    send(&hub, &made.id, "first", wait(&step, 1)).await.unwrap();
    let (back, other) = tokio::join!(
        hub.bring_back_revision(&made.id, 1, &solo, "back"),
        send(&hub, &made.id, "other", wait(&step, 2)),
    );
    let (back, other) = (back.unwrap().unwrap().revision, other.unwrap().revision);
    assert_eq!(hub.at_revision(&made.id, back).await.unwrap().unwrap().map, made.map);
    assert_eq!(back.max(other), 4);
}

#[tokio::test]
async fn lines_of_before_are_told_as_far_as_they_are_known() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::File::create(directory.path().join(DATABASE)).unwrap();
    sql(directory.path(), include_str!("schema_1.sql")).await;
    let hub = hub(directory.path()).await;
    send(&hub, "m", "e", wait("build", 5)).await.unwrap();
    assert_eq!(told(&hub, "m").await[1], "made a change that this version of Weir doesn’t support: “something_newer”");
    assert!(hub.at_revision("m", 7).await.unwrap().is_some());
    // That line holds no way back.
    let refused = hub.at_revision("m", 6).await.unwrap_err();
    assert!(matches!(&refused, PastError::Refused(refusal) if refusal.message.contains("Version 7")), "{refused}");
    let refused = hub.bring_back_revision("m", 6, &Actor::solo(), "back").await.unwrap_err();
    assert!(matches!(refused, EditError::Refused(_)));
    sql(directory.path(), "update edit set edit = '{\"type\":\"move_step\"}' where revision = 7").await;
    assert_eq!(told(&hub, "m").await[1], "moved a step (no details recorded)");
}

#[test]
fn every_revision_is_what_it_was() {
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
            Err(EditError::Refused(_)) => {}
            Err(other) => panic!("{other}"),
        }
        match also {
            0 => {
                hub.bin(&made.id, &solo).await.unwrap();
                hub.bring_back(&made.id, &solo).await.unwrap();
                let same = was.last().cloned().unwrap();
                was.extend([Arc::clone(&same), same]);
            }
            1 => {
                let revision = (n % was.len()) as u64 + 1;
                let done = hub.bring_back_revision(&made.id, revision, &solo, &format!("b{n}")).await.unwrap();
                was.extend(done.map(|done| Arc::clone(&done.snapshot.map)));
            }
            _ => {}
        }
    }
    for (map, revision) in was.iter().zip(1..) {
        let then = hub.at_revision(&made.id, revision).await.unwrap().unwrap();
        assert_eq!((then.revision, &then.map), (revision, map));
    }
    assert!(hub.at_revision(&made.id, was.len() as u64 + 1).await.unwrap().is_none());
    let lines = hub.history(&made.id, u64::MAX, 200).await.unwrap();
    assert!(lines.iter().map(|line| line.revision).eq((1..=was.len() as u64).rev()));
    assert!(lines.iter().all(|line| !line.sentence.is_empty()));
    hub.shutdown().await;
}

#[tokio::test]
async fn a_long_way_back_is_walked_in_parts() {
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
            let then = hub.at_revision(&made.id, revision).await.unwrap().unwrap();
            assert_eq!((then.revision, then.map.step(&step).unwrap().wait), (revision, Some(seconds)));
        }
    }
    assert_eq!(hub.at_revision(&made.id, 1).await.unwrap().unwrap().map, made.map);
}
