//! Acknowledged edits survive the end of the process.

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::site::{Site, client, field, json_of, wait_until};

const EDITORS: usize = 16;

#[test]
fn acknowledged_edits_survive_a_kill() {
    let mut site = Site::start();
    // Half of the clients share a map, the others have one each.
    let shared = site.small_map();
    let maps: Vec<String> =
        (0..EDITORS).map(|editor| if editor % 2 == 0 { shared.clone() } else { site.small_map() }).collect();

    for round in 0..3 {
        let acknowledged = Mutex::new(Vec::new());
        let killed = AtomicBool::new(false);
        let process = site.server().id().to_string();
        let urls: Vec<String> = maps.iter().map(|map| site.url(&format!("/api/v1/maps/{map}/edits"))).collect();
        std::thread::scope(|scope| {
            for (editor, (map, url)) in maps.iter().zip(urls).enumerate() {
                let (acknowledged, killed) = (&acknowledged, &killed);
                scope.spawn(move || {
                    let client = client();
                    for i in 0.. {
                        let step = format!("r{round}-e{editor}-{i}");
                        let edit = json!({ "type": "add_step", "step": { "id": step, "name": "x" }, "beside": "b" });
                        let sent = client.post(&url).body(json!({ "id": step, "edit": edit }).to_string()).send();
                        match sent {
                            Ok(answer) if answer.status().is_success() => {
                                let revision = json_of(answer)["revision"].as_u64().unwrap();
                                acknowledged.lock().unwrap().push((map.clone(), step, revision));
                            }
                            Ok(answer) => panic!("{}", answer.text().unwrap()),
                            Err(_) => {
                                assert!(killed.load(Ordering::SeqCst), "the server stopped without being killed");
                                return;
                            }
                        }
                    }
                });
            }
            wait_until("150 edits are acknowledged", || acknowledged.lock().unwrap().len() >= 150);
            killed.store(true, Ordering::SeqCst);
            let done = std::process::Command::new("kill").args(["-KILL", &process]).status();
            assert!(done.unwrap().success());
        });
        site.server().wait();
        assert_eq!(integrity(&site), "ok");
        site.restart();

        let acknowledged = acknowledged.into_inner().unwrap();
        let mut revisions = HashSet::new();
        for (map, step, revision) in &acknowledged {
            assert!(revisions.insert((map, revision)), "two edits of one revision");
            let file = site.map(map);
            assert!(file["revision"].as_u64().unwrap() >= *revision);
            let steps = file["steps"].as_array().unwrap();
            assert!(steps.iter().any(|s| field(s, "id") == *step), "{step} was acknowledged and is gone");
        }
    }
}

/// Reads the database directly while no server is running.
fn integrity(site: &Site) -> String {
    let url = format!("sqlite://{}", site.data().join("weir.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use sqlx::Connection;
        let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::query_scalar("pragma integrity_check").fetch_one(&mut connection).await.unwrap()
    })
}
