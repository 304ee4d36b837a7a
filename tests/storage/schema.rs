//! Schema upgrades: this version reads what older versions wrote, and the previous version can still write.

use std::path::Path;

use serde_json::json;
use vsm::model::duration::Range;
use vsm::model::map::{Map, Period, State};
use vsm::model::step::{Kind, Source, StepTime};
use weir::live::{Actor, Direction};
use weir::storage::{DATABASE, FIRST_WORKSPACE, Storage};

use crate::support::{edit, hub, send, sql, wait};

/// A database with schema 1 and a map that uses every column. Never change it: it stands for what that version wrote.
const SCHEMA_1: &str = include_str!("schema_1.sql");

#[tokio::test]
async fn database_of_schema_1_is_read_and_written() {
    let directory = tempfile::tempdir().unwrap();
    make(directory.path(), SCHEMA_1).await;
    let hub = hub(directory.path()).await;
    let snapshot = hub.snapshot("m").await.unwrap().unwrap();
    assert_eq!((snapshot.revision, &*snapshot.epoch), (7, "the first life"));
    every_column(&snapshot.map);
    assert_eq!(send(&hub, "m", "e", wait("build", 5)).await.unwrap().revision, 8);
    assert!(hub.map("m", &Actor::solo()).undo_or_redo(Direction::Undo, None, None).await.unwrap().is_some());
    every_column(&hub.snapshot("m").await.unwrap().unwrap().map);
    hub.shutdown().await;

    // Schema 2 added sentences; entries written before have none.
    let lines = Storage::open(directory.path()).await.unwrap().log(FIRST_WORKSPACE, "m", u64::MAX, 9).await.unwrap();
    let sentences: Vec<_> = lines.iter().map(|line| (line.revision, line.sentence.as_deref())).collect();
    let sentence = "changed “Build”: wait time from unknown to 5s, work time from unknown to 1h 59m 55s";
    let undo = format!("undid: {sentence}");
    assert_eq!(sentences, [(9, Some(undo.as_str())), (8, Some(sentence)), (7, None)]);
}

#[tokio::test]
async fn previous_version_writes_to_this_schema() {
    let directory = tempfile::tempdir().unwrap();
    make(directory.path(), SCHEMA_1).await;
    Storage::open(directory.path()).await.unwrap().close().await;
    // A log entry as a version with schema 1 writes it.
    sql(
        directory.path(),
        "insert into edit (workspace, map, revision, id, sent, actor, at, edit, inverse, answer) \
         values ('00000000-0000-7000-8000-000000000001', 'm', 8, 'old', 'ab', '00000000-0000-7000-8000-000000000002', \
         1763800002000, '{\"type\":\"batch\",\"edits\":[]}', '{\"type\":\"batch\",\"edits\":[]}', null); \
         update map set revision = 8 where id = 'm' and revision = 7",
    )
    .await;
    let hub = hub(directory.path()).await;
    assert_eq!(send(&hub, "m", "e", wait("build", 5)).await.unwrap().revision, 9);
    hub.shutdown().await;
    let lines = Storage::open(directory.path()).await.unwrap().log(FIRST_WORKSPACE, "m", u64::MAX, 2).await.unwrap();
    assert!(lines[0].sentence.is_some() && lines[1].sentence.is_none());
}

#[tokio::test]
async fn time_changed_by_a_version_without_spellings_is_shown_exactly() {
    let directory = tempfile::tempdir().unwrap();
    make(directory.path(), SCHEMA_1).await;
    let first = hub(directory.path()).await;
    let set = |fields| edit(json!({ "type": "change_step", "step": "deploy", "set": fields }));
    let times = json!({ "wait": "1.5h", "work": "30h", "every": "0.5d", "downtime": "1.5h" });
    send(&first, "m", "e", set(times)).await.unwrap();
    first.shutdown().await;
    sql(
        directory.path(),
        "update step set wait_seconds = 100, work_seconds = 90, every_seconds = 7, downtime_seconds = 100 \
         where id = 'deploy'",
    )
    .await;
    let map = Storage::open(directory.path()).await.unwrap().load("m").await.unwrap().unwrap().map.clone();
    let step = map.step("deploy").unwrap();
    let shown = |time| step.written(time).map(|written| map.clock.print(written)).unwrap();
    let all = [StepTime::Wait, StepTime::Work, StepTime::Every, StepTime::Downtime].map(shown);
    assert_eq!(all, ["1m 40s", "1m 30s", "7s", "1m 40s"]);
    assert!(step.spellings.code().is_empty(), "{}", step.spellings.code());
}

#[tokio::test]
async fn range_without_an_upper_end_survives_a_version_that_knows_only_closed_ones() {
    let directory = tempfile::tempdir().unwrap();
    make(directory.path(), SCHEMA_1).await;
    let first = hub(directory.path()).await;
    let set = json!({ "wait": null, "wait_range": ["8h", null], "work": null, "work_range": ["1h", "1h"] });
    send(&first, "m", "e", edit(json!({ "type": "change_step", "step": "deploy", "set": set }))).await.unwrap();
    first.shutdown().await;
    let ranges = async || {
        let map = Storage::open(directory.path()).await.unwrap().load("m").await.unwrap().unwrap().map.clone();
        let step = map.step("deploy").unwrap();
        (step.wait_range, step.work_range)
    };
    let hour = Some(Range { low: 3600, high: Some(3600) });
    let open = Some(Range { low: 8 * 3600, high: None });
    assert_eq!(ranges().await, (open, hour));
    // An older version changes the team, and writes the range as it read it.
    sql(directory.path(), "update step set team = 'Other', wait_low = 28800, wait_high = 28800 where id = 'deploy'")
        .await;
    assert_eq!(ranges().await, (open, hour));
    // It changes the range itself.
    sql(directory.path(), "update step set wait_high = 57600 where id = 'deploy'").await;
    assert_eq!(ranges().await, (Some(Range { low: 8 * 3600, high: Some(16 * 3600) }), hour));
}

#[tokio::test]
async fn database_for_newer_versions_is_rejected() {
    let directory = tempfile::tempdir().unwrap();
    Storage::open(directory.path()).await.unwrap().close().await;
    // A newer schema that this version can still run on, as in a rolling upgrade.
    sql(
        directory.path(),
        "alter table map add column newer text; \
         insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (9999, 'newer', 1, x'00', 0)",
    )
    .await;
    let storage = Storage::open(directory.path()).await.unwrap();
    storage.close().await;
    sql(directory.path(), "update meta set value = '9999' where key = 'oldest_schema'").await;
    let refused = Storage::open(directory.path()).await.unwrap_err().to_string();
    assert!(refused.contains("newer version of Weir") && refused.ends_with('.'), "{refused}");
}

#[tokio::test]
async fn foreign_database_is_rejected() {
    let directory = tempfile::tempdir().unwrap();
    make(directory.path(), "create table recipe (id integer)").await;
    let refused = Storage::open(directory.path()).await.unwrap_err().to_string();
    assert!(refused.contains("not a Weir database"), "{refused}");
}

async fn make(directory: &Path, statements: &'static str) {
    std::fs::File::create(directory.join(DATABASE)).unwrap();
    sql(directory, statements).await;
}

fn every_column(map: &Map) {
    assert_eq!((map.name.as_str(), map.state, map.note.as_str()), ("Monthly release", State::Future, "a note"));
    assert_eq!((map.item.as_str(), map.starts_with.as_str(), map.ends_with.as_str()), ("change", "merged", "used"));
    assert_eq!((map.mapped_on.as_str(), map.participants.as_str()), ("2026-11-22", "Development"));
    let clock = map.clock;
    assert_eq!((clock.hours_per_day, clock.days_per_week, clock.working_hours_per_week), (24.0, 7.0, Some(37.5)));
    let demand = map.demand.unwrap();
    assert_eq!((demand.items, demand.per), (4.0, Period::Month));
    assert_eq!(map.other["newer"], json!(1));

    assert_eq!(map.steps.iter().map(|step| &*step.id).collect::<Vec<_>>(), ["build", "deploy"]);
    let step = map.step("deploy").unwrap();
    assert_eq!((step.name.as_str(), step.kind, step.team.as_str()), ("Deploy", Some(Kind::Deploy), "Operations"));
    assert_eq!((step.wait, step.wait_range), (Some(3600), Some(Range { low: 60, high: Some(7200) })));
    assert_eq!((step.wait_reason.as_str(), step.every, step.queue), ("window", Some(604_800), Some(12.0)));
    assert_eq!((step.work, step.work_range), (Some(1800), Some(Range { low: 600, high: Some(3600) })));
    assert_eq!((step.complete_accurate, step.people, step.people_per_item), (Some(87.5), Some(5.0), Some(2.5)));
    assert_eq!((step.batch, step.downtime), (Some(3.0), Some(900)));
    assert_eq!((step.automated, step.observed, step.reversible), (Some(true), Some(false), None));
    assert_eq!((step.source, step.note.as_str()), (Some(Source::Measured), "by hand"));
    assert_eq!(step.other["newer"], json!([1]));
    assert_eq!(map.step("build").unwrap().lead, Some(7200));
    assert_eq!(map.flows.len(), 1);
    assert_eq!(map.rework.values().collect::<Vec<_>>(), [&20.5.into()]);
}
