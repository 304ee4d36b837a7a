//! Durable edits over HTTP: many editors, each waiting for its acknowledgement, against one SQLite commit per edit.

use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use vsm::file;

use crate::client::{Client, create, runtime};
use crate::drawing::in_turns;
use crate::server::Server;
use crate::table::Table;
use crate::{Outcome, sample};

const LONG: Duration = Duration::from_secs(4);

/// The result of a run.
struct Run {
    a_second: f64,
    p99: f64,
}

/// Measures both kinds of load, the first one in alternation with the floor.
pub(crate) fn measure(folder: &Path, table: &mut Table) -> Outcome<()> {
    let server = Server::weir(folder, "edits")?;
    let many = || Ok(edit(&server.address, 64, 64)?.a_second);
    let floor = || one_commit_each(folder);
    let (ours, theirs) = in_turns(3, many, floor)?;
    table.more("durable edits, 64 editors on 64 maps", "/s", ours, ("one commit each", theirs), 3.0);
    let mut runs = (0..3).map(|_| edit(&server.address, 20, 1)).collect::<Outcome<Vec<_>>>()?;
    runs.sort_by(|a, b| a.a_second.total_cmp(&b.a_second));
    let middle = runs.get(1).ok_or("no runs")?;
    table.at_least("durable edits, 20 editors on one map", "/s", middle.a_second, 4000.0);
    table.at_most("  their p99", "ms", middle.p99, 100.0);
    Ok(())
}

/// Lets a number of editors change wait times on a number of maps. Each editor makes one edit after another.
fn edit(address: &str, editors: usize, maps: usize) -> Outcome<Run> {
    runtime()?.block_on(async {
        let map = file::write_text(&sample::map(20));
        let mut client = Client::new(address).await?;
        let mut ids = Vec::new();
        for _ in 0..maps {
            ids.push(create(&mut client, &map).await?);
        }
        let mut all = tokio::task::JoinSet::new();
        for editor in 0..editors {
            let id = ids.get(editor % maps).cloned().unwrap_or_default();
            let client = Client::new(address).await?;
            all.spawn(one_editor(client, id, editor));
        }
        let start = Instant::now();
        let mut took = Vec::new();
        while let Some(done) = all.join_next().await {
            took.extend(done??);
        }
        let a_second = f64::from(u32::try_from(took.len())?) / start.elapsed().as_secs_f64();
        took.sort_by(f64::total_cmp);
        Ok(Run { a_second, p99: took.get(took.len() * 99 / 100).copied().unwrap_or(f64::NAN) })
    })
}

async fn one_editor(mut client: Client, map: String, editor: usize) -> Outcome<Vec<f64>> {
    let path = format!("/api/v1/maps/{map}/edits");
    let start = Instant::now();
    let mut took = Vec::new();
    while start.elapsed() < LONG {
        let wait = 3600 + took.len() % 1000;
        let edit = format!(
            r#"{{"id":"e{editor}-{}","edit":{{"type":"change_step","step":"s{}","set":{{"wait":{wait}}}}}}}"#,
            took.len(),
            editor % 20
        );
        let begin = Instant::now();
        let answer = client.post(&path, &edit).await?;
        if answer.status != 200 {
            return Err(format!("{}: {}", answer.head, String::from_utf8_lossy(&answer.body)).into());
        }
        took.push(begin.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(took)
}

/// The floor: one transaction per edit, which changes one row, adds one log entry and is flushed to disk.
fn one_commit_each(folder: &Path) -> Outcome<f64> {
    runtime()?.block_on(async {
        let file = folder.join("floor.db");
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        let mut database: SqliteConnection = options.connect().await?;
        sqlx::query("create table if not exists step (id integer primary key, wait integer)")
            .execute(&mut database)
            .await?;
        sqlx::query("create table if not exists log (id integer primary key, edit text)")
            .execute(&mut database)
            .await?;
        sqlx::query("insert or ignore into step values (1, 0)").execute(&mut database).await?;
        let start = Instant::now();
        let mut done = 0_i32;
        while start.elapsed() < LONG {
            let mut one = database.begin().await?;
            sqlx::query("update step set wait = $1 where id = 1").bind(done).execute(&mut *one).await?;
            let line = r#"{"type":"change_step","step":"s1","set":{"wait":3600}}"#;
            sqlx::query("insert into log (edit) values ($1)").bind(line).execute(&mut *one).await?;
            one.commit().await?;
            done += 1;
        }
        let rate = f64::from(done) / start.elapsed().as_secs_f64();
        database.close().await?;
        Ok(rate)
    })
}
