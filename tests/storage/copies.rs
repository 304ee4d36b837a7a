//! Backup and restore.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use weir::live::Actor;
use weir::storage::{DataLock, Storage, back_up, restore};

use crate::support::{hub, map, send, wait};

#[tokio::test(flavor = "multi_thread")]
async fn backup_taken_while_writing_is_consistent() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let hub = hub(&data).await;
    let made = hub.create(map(), &Actor::solo()).await.unwrap();
    let (id, step) = (made.id.clone(), made.map.steps[0].id.clone());
    let stop = Arc::new(AtomicBool::new(false));
    let writing = {
        let (hub, id, step, stop) = (Arc::clone(&hub), id.clone(), step.clone(), Arc::clone(&stop));
        tokio::spawn(async move {
            let mut n = 0;
            while !stop.load(Ordering::Relaxed) {
                n += 1;
                send(&hub, &id, &format!("e{n}"), wait(&step, n)).await.unwrap();
            }
            n
        })
    };
    let mut last = 0;
    let mut copies = Vec::new();
    for n in 0..3 {
        let out = directory.path().join(format!("copy{n}.db"));
        let copied = back_up(&data, &out).await.unwrap();
        assert_eq!(copied.maps, 1);
        assert!(copied.edits >= last);
        last = copied.edits;
        copies.push((out, copied));
    }
    stop.store(true, Ordering::Relaxed);
    let n = writing.await.unwrap();
    assert_eq!(file_names(directory.path()), ["copy0.db", "copy1.db", "copy2.db", "data"]);

    let (out, copied) = copies.pop().unwrap();
    hub.shutdown().await;
    let restored = restore(&out, &data).await.unwrap();
    assert_eq!(restored.contents, copied);
    let storage = Storage::open(&data).await.unwrap();
    let read = storage.load(&id).await.unwrap().unwrap();
    assert_eq!(read.revision, copied.edits);
    let wait = if copied.edits == 1 { made.map.steps[0].wait } else { Some(copied.edits - 1) };
    assert_eq!(read.map.step(&step).unwrap().wait, wait);
    assert_ne!(**storage.epoch(), *made.epoch);
    assert!(read.revision <= n + 1);
}

#[tokio::test]
async fn restore_sets_the_previous_database_aside() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let hub = hub(&data).await;
    let made = hub.create(map(), &Actor::solo()).await.unwrap();
    let out = directory.path().join("copy");
    back_up(&data, &out).await.unwrap();
    let step = made.map.steps[0].id.clone();
    send(&hub, &made.id, "later", wait(&step, 11)).await.unwrap();
    hub.shutdown().await;

    let before = restore(&out, &data).await.unwrap().before.unwrap();
    assert_eq!(Storage::open(&data).await.unwrap().load(&made.id).await.unwrap().unwrap().revision, 1);
    let elsewhere = directory.path().join("elsewhere");
    restore(&before, &elsewhere).await.unwrap();
    let previous = Storage::open(&elsewhere).await.unwrap().load(&made.id).await.unwrap().unwrap();
    assert_eq!(previous.map.step(&step).unwrap().wait, Some(11));
}

#[tokio::test]
async fn impossible_backups_and_restores_explain_why() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let out = directory.path().join("copy.db");
    let sentence = |error: weir::storage::StorageError| {
        let sentence = error.to_string();
        assert!(sentence.ends_with('.'), "{sentence}");
        sentence
    };
    assert!(sentence(back_up(&data, &out).await.unwrap_err()).contains("no database"));
    assert!(!data.exists());
    hub(&data).await.create(map(), &Actor::solo()).await.unwrap();
    back_up(&data, &out).await.unwrap();
    assert!(sentence(back_up(&data, &out).await.unwrap_err()).contains("already exists"));
    let nowhere = directory.path().join("no/such/folder/copy.db");
    sentence(back_up(&data, &nowhere).await.unwrap_err());

    let garbage = directory.path().join("garbage.db");
    std::fs::write(&garbage, "not a database, but text that is long enough to be checked for one").unwrap();
    assert!(sentence(restore(&garbage, &data).await.unwrap_err()).contains("not a database"));
    assert!(sentence(Storage::open(&garbage).await.unwrap_err()).contains("not a database"));
    assert!(sentence(restore(&directory.path().join("none"), &data).await.unwrap_err()).contains("doesn’t exist"));
    assert!(sentence(restore(&data.join("weir.db"), &data).await.unwrap_err()).contains("current database"));
    {
        let _serving = DataLock::shared(&data).unwrap();
        let _upgrading = DataLock::shared(&data).unwrap();
        assert!(sentence(restore(&out, &data).await.unwrap_err()).contains("server is using"));
        back_up(&data, &directory.path().join("while serving.db")).await.unwrap();
    }
    let truncated = directory.path().join("truncated.db");
    let whole = std::fs::read(&out).unwrap();
    std::fs::write(&truncated, &whole[..whole.len() / 2]).unwrap();
    sentence(restore(&truncated, &data).await.unwrap_err());
    assert_eq!(
        Storage::open(&data).await.unwrap().list(weir::storage::FIRST_WORKSPACE, false, None, 10).await.unwrap().len(),
        1
    );
    assert!(file_names(&data).iter().all(|name| !name.contains("restoring")), "{:?}", file_names(&data));
}

fn file_names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
