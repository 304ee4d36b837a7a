//! Maps read from disk equal those in memory.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use weir::live::{Actor, Direction};
use weir::storage::{FIRST_WORKSPACE, Storage};

use crate::random::{any_edit, any_map, valid_map};
use crate::support::{hub, send};

#[test]
fn every_field_of_a_map_survives_a_round_trip() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let hub = runtime.block_on(hub(directory.path()));
    let reader = runtime.block_on(Storage::open(directory.path())).unwrap();
    let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&any_map(), |map| {
        let read = runtime.block_on(async {
            let made = hub.create(map.clone(), &Actor::solo()).await.unwrap();
            reader.load(&made.id).await.unwrap().unwrap()
        });
        prop_assert_eq!(&*read.map, &map);
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn disk_equals_memory_after_any_edits() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let hub = runtime.block_on(hub(directory.path()));
    let reader = runtime.block_on(Storage::open(directory.path())).unwrap();
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let edits = proptest::collection::vec(any_edit(), 1..40);
    let outcome = runner.run(&(valid_map(), edits), |(map, edits)| {
        runtime.block_on(async {
            let made = hub.create(map, &Actor::solo()).await.unwrap();
            let (id, made_map) = (made.id.clone(), made.map.clone());
            // Sent together, so that several of them share a commit.
            let ids: Vec<String> = (0..edits.len()).map(|n| format!("e{n}")).collect();
            let answers: Vec<_> = {
                let sent = edits.iter().zip(&ids).map(|(edit, edit_id)| send(&hub, &id, edit_id, edit.clone()));
                let mut sent: Vec<_> = sent.map(Box::pin).collect();
                let mut answers = Vec::new();
                // Poll each once, which queues it; then await them.
                for future in &mut sent {
                    let first = std::future::poll_fn(|context| std::task::Poll::Ready(future.as_mut().poll(context)));
                    answers.push(first.await);
                }
                for (future, answer) in sent.into_iter().zip(&mut answers) {
                    if answer.is_pending() {
                        *answer = std::task::Poll::Ready(future.await);
                    }
                }
                answers
            };
            let accepted = answers.iter().filter(|answer| matches!(answer, std::task::Poll::Ready(Ok(_)))).count();
            let memory = hub.snapshot(&id).await.unwrap().unwrap();
            let disk = reader.load(&id).await.unwrap().unwrap();
            prop_assert_eq!(&disk.map, &memory.map);
            prop_assert_eq!(disk.revision, memory.revision);
            prop_assert_eq!(disk.revision, 1 + accepted as u64);
            let log = reader.log(FIRST_WORKSPACE, &id, u64::MAX, 1000).await.unwrap();
            let revisions: Vec<u64> = log.iter().map(|line| line.revision).collect();
            prop_assert_eq!(revisions, (1..=disk.revision).rev().collect::<Vec<_>>());
            prop_assert!(log.last().is_some_and(|line| line.edit.contains("create_map")));
            // Undoing everything restores the original map.
            while hub.map(&id, &Actor::solo()).undo_or_redo(Direction::Undo, None, None).await.unwrap().is_some() {}
            prop_assert_eq!(&hub.snapshot(&id).await.unwrap().unwrap().map, &made_map);
            Ok(())
        })
    });
    outcome.unwrap();
}
