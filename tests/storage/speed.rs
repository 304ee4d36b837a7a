//! How many durable edits a second. Not a test: run with `cargo test --release --test storage -- --ignored --nocapture`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use weir::live::{Actor, Hub};

use crate::support::{hub, map, send, wait};

/// So long is measured.
const LONG: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures, proves nothing"]
async fn edits_a_second() {
    for (editors, maps) in [(1, 1), (20, 1), (200, 1), (64, 64), (256, 64)] {
        measure(editors, maps).await;
    }
}

async fn measure(editors: usize, maps: usize) {
    let directory = tempfile::tempdir_in(".").unwrap();
    let hub = hub(directory.path()).await;
    let mut ids = Vec::new();
    for _ in 0..maps {
        ids.push(hub.create(map(), &Actor::solo()).await.unwrap().id.clone());
    }
    let start = Instant::now();
    let tasks: Vec<_> = (0..editors)
        .map(|editor| tokio::spawn(edit_on(Arc::clone(&hub), ids[editor % maps].clone(), editor, start)))
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    let seconds = start.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    println!(
        "{editors:>3} editors, {maps:>2} maps: {:>6.0} edits/s, p50 {:.1} ms, p99 {:.1} ms",
        times.len() as f64 / seconds,
        at(50),
        at(99)
    );
    hub.shutdown().await;
}

async fn edit_on(hub: Arc<Hub>, map_id: String, editor: usize, start: Instant) -> Vec<Duration> {
    let steps: Vec<_> = hub.snapshot(&map_id).await.unwrap().unwrap().map.steps.iter().map(|s| s.id.clone()).collect();
    let mut times = Vec::new();
    while start.elapsed() < LONG {
        let n = times.len();
        let sent = Instant::now();
        let edit = wait(&steps[(editor + n) % steps.len()], (n % 100_000) as u64);
        send(&hub, &map_id, &format!("{editor}-{n}"), edit).await.unwrap();
        times.push(sent.elapsed());
    }
    times
}
