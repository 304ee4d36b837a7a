//! Writing and reading a map of 1,000 steps in each format, warm in one process, and the memory that reading takes.

use std::process::Command;
use std::time::Instant;

use exchange::{Format, Options};

use crate::table::Table;
use crate::{Outcome, median, sample, weir};

/// The longest acceptable wait for a file, in milliseconds.
const MAX_MS: f64 = 1000.0;

pub(crate) fn measure(folder: &std::path::Path, table: &mut Table) -> Outcome<()> {
    const STEPS: u32 = 1000;
    let map = sample::map(STEPS);
    let options = Options { scale: 1.0, ..Options::default() };
    for format in Format::all().filter(|format| format.can_write()) {
        let rounds = if format.is_heavy() { 5 } else { 21 };
        let mut bytes = Vec::new();
        let write = timed(rounds, || {
            bytes = exchange::write(format, &map, &options).map_err(|error| error.message)?;
            Ok(())
        })?;
        let size = bytes.len() / 1024;
        table.at_most(&format!("{} of {STEPS} steps, written ({size} KB)", format.name()), "ms", write, MAX_MS);
        if format.can_read() {
            let read = timed(rounds, || {
                let read = exchange::read("x", &bytes).map_err(|error| error.message)?;
                assert_eq!(read.0.steps.len(), map.steps.len());
                Ok(())
            })?;
            table.at_most(&format!("{} of {STEPS} steps, read", format.name()), "ms", read, MAX_MS);
            let path = folder.join(format!("large.{}", format.extension()));
            std::fs::write(&path, &bytes)?;
            if let Some(peak) = peak_memory(&path) {
                table.at_most("  memory of the process that reads it", "MB", peak, 100.0);
            }
        }
    }
    Ok(())
}

/// The median in milliseconds of some rounds, after a warm-up.
fn timed(rounds: u32, mut work: impl FnMut() -> Outcome<()>) -> Outcome<f64> {
    work()?;
    let mut all = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        work()?;
        all.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(all))
}

/// The peak memory for converting a file, in MB; `None` if GNU time isn't installed.
fn peak_memory(path: &std::path::Path) -> Option<f64> {
    let done = Command::new("/usr/bin/time")
        .args(["-f", "%M"])
        .arg(weir())
        .arg("convert")
        .arg(path)
        .args(["-", "--format", "json"])
        .output();
    let stderr = String::from_utf8(done.ok()?.stderr).ok()?;
    Some(stderr.lines().last()?.parse::<f64>().ok()? / 1024.0)
}
