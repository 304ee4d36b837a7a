//! `make bench`: Weir's speed as ratios against peers and floors measured on the same machine.
//!
//! Pairs are measured in alternation, so that other load on the machine affects both. Reported numbers are medians. No
//! number makes the benchmark fail, because a timed test says more about the machine than about the program.

#![expect(clippy::print_stdout, reason = "the benchmark prints its results")]

mod client;
mod drawing;
mod edits;
mod exchange;
mod floor;
mod levers;
mod live;
mod pages;
mod sample;
mod server;
mod start;
mod table;

use std::path::{Path, PathBuf};

/// Any error ends the benchmark and is printed.
pub(crate) type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        // The benchmark also starts itself as the server that only sends bytes.
        ["floor", bytes] => floor::serve(bytes.parse()?),
        only => run(only),
    }
}

/// Runs the named parts, or all if none are named.
fn run(only: &[&str]) -> Outcome<()> {
    let wanted = |part: &str| only.is_empty() || only.contains(&part);
    let folder = work_folder()?;
    let mut table = table::Table::default();
    if wanted("drawing") {
        drawing::whole_process(&folder, &mut table)?;
        drawing::warm(&folder, &mut table);
    }
    if wanted("exchange") {
        exchange::measure(&folder, &mut table)?;
    }
    if wanted("levers") {
        levers::measure(&mut table);
    }
    if wanted("start") {
        start::measure(&folder, &mut table)?;
    }
    if wanted("pages") {
        pages::measure(&folder, &mut table)?;
    }
    if wanted("edits") {
        edits::measure(&folder, &mut table)?;
    }
    if wanted("live") {
        live::measure(&folder, &mut table)?;
    }
    println!("{table}");
    Ok(())
}

/// An empty folder, recreated for each run. It is on the same disk as everything else, because durability is measured.
fn work_folder() -> Outcome<PathBuf> {
    let folder = Path::new("target/bench-work").to_owned();
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The measured program.
pub(crate) fn weir() -> PathBuf {
    PathBuf::from("target/release/weir")
}

/// The median of measurements.
pub(crate) fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}
