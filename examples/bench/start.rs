//! The time from process start until `/healthz` answers, and the memory of an idle server.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::client::{Client, runtime};
use crate::server::Server;
use crate::table::Table;
use crate::{Outcome, median};

/// Measures starts with an empty folder and with an existing database.
pub(crate) fn measure(folder: &Path, table: &mut Table) -> Outcome<()> {
    let mut empty = Vec::new();
    let mut existing = Vec::new();
    let mut memory = Vec::new();
    for round in 0..5 {
        let name = format!("start-{round}");
        empty.push(start(folder, &name)?.0);
        let (took, server) = start(folder, &name)?;
        existing.push(took);
        std::thread::sleep(Duration::from_millis(500));
        memory.push(megabytes(server.process_id())?);
    }
    table.at_most("start until /healthz answers, empty folder", "ms", median(empty), 50.0);
    table.at_most("start until /healthz answers, database there", "ms", median(existing), 50.0);
    table.at_most("memory at rest", "MB", median(memory), 30.0);
    Ok(())
}

fn start(folder: &Path, name: &str) -> Outcome<(f64, Server)> {
    let begin = Instant::now();
    let server = Server::weir(folder, name)?;
    let status = runtime()?.block_on(async { Client::new(&server.address).await?.get("/healthz").await })?.status;
    let took = begin.elapsed().as_secs_f64() * 1000.0;
    if status == 200 { Ok((took, server)) } else { Err(format!("/healthz answers {status}").into()) }
}

/// The resident memory of a process in MB.
pub(crate) fn megabytes(process: u32) -> Outcome<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse::<f64>()? / 1000.0)
}
