//! Many clients on one map: random edits, lost responses, retries, a server that is killed meanwhile. At the end, all
//! have the same map, and the log has every acknowledged edit exactly once.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::live::Stream;
use crate::site::{Site, json_of, small_map, wait_until};

/// Repeatable random numbers (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % below as u64).unwrap()
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.roll(items.len())]
    }
}

/// A random edit. It may name deleted steps: a rejection is a valid response.
fn any_edit(dice: &mut Dice, client: usize, turn: usize, seen: &[String]) -> Value {
    let step = dice.of(seen).clone();
    let other = dice.of(seen).clone();
    let time = format!("{}h", 1 + dice.roll(40));
    match dice.roll(10) {
        0 | 1 => {
            let new =
                json!({ "id": format!("n{client}-{turn}"), "name": format!("Step {client}.{turn}"), "wait": time });
            let place = *dice.of(&["after", "before", "beside"]);
            json!({ "type": "add_step", "step": new, place: step })
        }
        // The initial steps stay.
        2 if step.starts_with('n') => json!({ "type": "remove_step", "step": step }),
        3 => json!({ "type": "move_step", "step": step, "after": other }),
        4 => json!({ "type": "connect", "from": step, "to": other }),
        5 => json!({ "type": "set_rework", "from": step, "to": other, "share": 1 + dice.roll(30) }),
        6 => json!({ "type": "batch", "edits": [
            { "type": "change_step", "step": step, "set": { "work": time } },
            { "type": "change_map", "set": { "note": format!("{client}.{turn}") } },
        ] }),
        _ => json!({ "type": "change_step", "step": step, "set": { "wait": time, "team": format!("Team {client}") } }),
    }
}

/// What one client sent and received.
#[derive(Default)]
struct Outcome {
    /// Acknowledged: edit id and revision.
    acknowledged: BTreeMap<String, u64>,
    /// Added steps.
    steps: Vec<String>,
    /// Rejected for good.
    refused: usize,
    /// Retried without knowing whether it had been applied.
    again: usize,
}

/// Sends an edit until there is a response, whatever happens to the server.
fn send(client: &Client, address: &RwLock<String>, map: &str, sent: &Value, dice: &mut Dice, outcome: &mut Outcome) {
    let id = sent["id"].as_str().unwrap();
    let mut tries = 0;
    loop {
        tries += 1;
        assert!(tries < 400, "no answer to {sent}");
        let url = format!("{}/api/v1/maps/{map}/edits", address.read().unwrap());
        // Sometimes the client gives up waiting: a lost network, a closed lid.
        let patience = if dice.roll(12) == 0 { Duration::from_millis(1) } else { Duration::from_secs(20) };
        match client.post(url).timeout(patience).body(sent.to_string()).send() {
            Ok(answer) if answer.status() == StatusCode::OK => {
                let revision = json_of(answer)["revision"].as_u64().unwrap();
                let before = outcome.acknowledged.insert(id.to_owned(), revision);
                assert!(before.is_none_or(|before| before == revision), "the same edit has one revision");
                // Sometimes it is sent again after the response.
                if dice.roll(10) == 0 && before.is_none() {
                    continue;
                }
                return;
            }
            Ok(answer) if answer.status().is_client_error() => {
                assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{sent}: {}", answer.text().unwrap());
                assert!(!outcome.acknowledged.contains_key(id), "{id} was acknowledged and is now rejected");
                outcome.refused += 1;
                return;
            }
            _ => {
                outcome.again += 1;
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }
}

#[test]
fn concurrent_editors_converge_without_lost_or_repeated_edits() {
    const CLIENTS: usize = 8;
    const TURNS: usize = 40;
    const KILLS: usize = 4;
    let seed = std::env::var("WEIR_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_123);
    println!("WEIR_SEED={seed}");
    let mut site = Site::start();
    let map = site.small_map();
    let address = RwLock::new(site.url(""));
    let outcomes = Mutex::new(Vec::new());
    let turns = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for n in 0..CLIENTS {
            let (address, map, outcomes, turns) = (&address, &map, &outcomes, &turns);
            scope.spawn(move || {
                let mut dice = Dice(seed + n as u64);
                let client = crate::site::client();
                let mut mine = Outcome::default();
                for turn in 0..TURNS {
                    // The client knows its own steps and the initial ones.
                    let mut known = vec!["a".to_owned(), "b".to_owned(), "c".to_owned()];
                    known.extend(mine.steps.iter().rev().take(5).cloned());
                    let edit = any_edit(&mut dice, n, turn, &known);
                    let sent = json!({ "id": format!("{n}-{turn}"), "edit": edit });
                    send(&client, address, map, &sent, &mut dice, &mut mine);
                    if sent["edit"]["type"] == "add_step" && mine.acknowledged.contains_key(&format!("{n}-{turn}")) {
                        mine.steps.push(format!("n{n}-{turn}"));
                    }
                    turns.fetch_add(1, Ordering::Relaxed);
                    // As a person pauses between edits.
                    std::thread::sleep(Duration::from_millis(dice.roll(30) as u64));
                }
                outcomes.lock().unwrap().push(mine);
            });
        }
        for kill in 1..=KILLS {
            let reached = kill * CLIENTS * TURNS / (KILLS + 1);
            wait_until("the clients go on", || turns.load(Ordering::Relaxed) >= reached);
            // Dropping it kills it with SIGKILL.
            site.restart();
            *address.write().unwrap() = site.url("");
        }
    });

    let outcomes = outcomes.into_inner().unwrap();
    let acknowledged: HashMap<&str, u64> = outcomes
        .iter()
        .flat_map(|outcome| outcome.acknowledged.iter().map(|(id, revision)| (id.as_str(), *revision)))
        .collect();
    let (refused, again) = outcomes.iter().fold((0, 0), |(r, a), outcome| (r + outcome.refused, a + outcome.again));
    println!("{} acknowledged, {refused} rejected, {again} sent again", acknowledged.len());
    assert!(acknowledged.len() > CLIENTS * TURNS / 4 && again > 0, "too few edits or retries");

    // The log has every acknowledged edit once, under the acknowledged revision, and nothing else.
    let log = log_of(&site, &map);
    let mut revisions: Vec<u64> = log.iter().map(|(_, revision)| *revision).collect();
    revisions.sort_unstable();
    assert_eq!(revisions, (1..=revisions.len() as u64).collect::<Vec<_>>(), "no gaps and no duplicate revisions");
    let logged: HashMap<&str, u64> = log.iter().map(|(id, revision)| (id.as_str(), *revision)).collect();
    assert_eq!(logged.len(), log.len(), "no duplicate ids");
    for (id, revision) in &acknowledged {
        assert_eq!(logged.get(id), Some(revision), "{id}");
    }
    let of_clients = logged.keys().filter(|id| !acknowledged.contains_key(*id)).count();
    assert_eq!(of_clients, 1, "the only other edit creates the map");

    // Viewers see the same as the page, the API and a restarted server.
    let streams: Vec<Stream> = (0..3).map(|_| Stream::open(&site.url(&format!("/maps/{map}/live")), "")).collect();
    let frames: Vec<Value> = streams.iter().map(|stream| stream.next_of("frame").data).collect();
    assert!(frames.iter().all(|frame| *frame == frames[0] && frame["revision"] == revisions.len() as u64));
    let page = site.get(&format!("/maps/{map}")).text().unwrap();
    assert!(page.contains(frames[0]["parts"]["table"].as_str().unwrap()));
    let before = site.map(&map);
    site.restart();
    assert_eq!(site.map(&map), before);
    assert_ne!(before["steps"], small_map()["steps"]);
}

/// The ids and revisions of a map's log.
fn log_of(site: &Site, map: &str) -> Vec<(String, u64)> {
    let url = format!("sqlite://{}", site.data().join("weir.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use sqlx::{Connection, Row};
        let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
        let rows = sqlx::query("select id, revision from edit where map = $1").bind(map);
        let rows = rows.fetch_all(&mut connection).await.unwrap();
        let line =
            |row: &sqlx::sqlite::SqliteRow| (row.get::<String, _>(0), u64::try_from(row.get::<i64, _>(1)).unwrap());
        rows.iter().map(line).collect()
    })
}
