//! People editing one map together: the time from an edit until the last of the other people has received it.
//!
//! This program plays all the people, for Weir and for its peers alike: the same rates, the same timing, one socket per
//! viewer. It reads as little of each message as possible, so that it doesn't do more work for one than for the other.

mod crowd;
mod lag;
mod ours;
mod peers;
mod size;
mod usage;
mod websocket;
mod yjs;

use std::path::Path;

use crate::Outcome;
use crate::table::Table;

use crowd::Crowd;
use lag::{Run, middle};
use ours::Ours;
use peers::{Peer, Service};

/// Edits per second of each viewer.
const EACH: f64 = 2.0;
/// The largest acceptable lag in milliseconds when searching for the highest rate.
const MAX_LAG: f64 = 100.0;
/// The rates to try on one map, in edits per second, until one can't be sustained.
const RATES: [f64; 14] = [
    1000.0, 2000.0, 3000.0, 4000.0, 5000.0, 6000.0, 7000.0, 8000.0, 9000.0, 10_000.0, 12_000.0, 14_000.0, 16_000.0,
    20_000.0,
];

pub(crate) fn measure(folder: &Path, table: &mut Table) -> Outcome<()> {
    size::measure(folder, table)?;
    for viewers in [2, 20, 100] {
        together(folder, viewers, table)?;
    }
    most(folder, table)
}

/// Measures a number of viewers who each make two edits per second.
fn together(folder: &Path, viewers: u32, table: &mut Table) -> Outcome<()> {
    let rounds = if viewers == 100 { 3 } else { 1 };
    let crowd = Crowd { people: viewers, a_second: f64::from(viewers) * EACH, seconds: 6.0, ways: 1 };
    let mut runs: [Vec<Run>; 3] = Default::default();
    for round in 0..rounds {
        let [ours, ywebsocket, hocuspocus] = &mut runs;
        let name = format!("live-{viewers}-{round}");
        ours.push(Ours::start(folder, &name)?.run(&crowd)?);
        for (peer, runs) in [(Peer::YWebsocket, ywebsocket), (Peer::Hocuspocus, hocuspocus)] {
            runs.push(Service::start(peer, folder, &name)?.run(&crowd)?);
        }
    }
    let [ours, ywebsocket, hocuspocus] = runs.map(|runs| middle(&runs));
    let all = [("Weir", &ours), (Peer::YWebsocket.name(), &ywebsocket), (Peer::Hocuspocus.name(), &hocuspocus)];
    let text = |run: &Run| format!("{:.1} / {:.1} ms", run.p50, run.p99);
    let peers = |text: &dyn Fn(&Run) -> String| {
        all.iter().skip(1).map(|(name, run)| format!("{name}: {}", text(run))).collect::<Vec<_>>().join(", ")
    };
    let work = format!("edit → seen by the last of {viewers} viewers, {:.0} edits/s: p50 / p99", crowd.a_second);
    table.info(&work, &text(&ours), &peers(&text));
    if viewers == 100 {
        for (name, peer) in &all[1..] {
            table.less("  p99", "ms", ours.p99, (name, peer.p99), 1.0);
            table.less("  CPU of the server", "% of a core", ours.cpu, (name, peer.cpu), 1.0);
        }
    } else {
        let text = |run: &Run| format!("{:.1} % of a core", run.cpu);
        table.info("  CPU of the server", &text(&ours), &peers(&text));
    }
    let text = |run: &Run| format!("{:.0} MB", run.megabytes);
    table.info("  memory of the server", &text(&ours), &peers(&text));
    table.info(
        "  CPU of the benchmark",
        &format!("{:.0}%", ours.own_cpu),
        &peers(&|run| format!("{:.0} %", run.own_cpu)),
    );
    Ok(())
}

/// Measures the highest rate of edits on one map by 20 editors who all follow it.
fn most(folder: &Path, table: &mut Table) -> Outcome<()> {
    // Each editor has several edits in flight, as with the peers, whose editors don't wait for an answer.
    let crowd = |a_second: f64| Crowd { people: 20, a_second, seconds: 2.5, ways: 8 };
    let ours = highest(|rate| Ours::start(folder, &format!("most-{rate}"))?.run(&crowd(rate)))?;
    let theirs = |peer| highest(|rate| Service::start(peer, folder, &format!("most-{rate}"))?.run(&crowd(rate)));
    let work = "most edits on one map, 20 editors who follow it, p99 < 100 ms";
    table.at_least(work, "/s", ours.a_second, 4000.0);
    for peer in [Peer::YWebsocket, Peer::Hocuspocus] {
        let theirs = theirs(peer)?;
        table.more("  the same", "/s", ours.a_second, (peer.name(), theirs.a_second), 1.0);
    }
    table.info("  at that rate: p50 / p99", &format!("{:.0} / {:.0} ms", ours.p50, ours.p99), "");
    table.info("  CPU of the server", &format!("{:.0}% of a core", ours.cpu), "");
    table.info("  CPU of the benchmark", &format!("{:.0}%", ours.own_cpu), "");
    Ok(())
}

/// The run at the highest sustained rate. A rate has a second try, so that one stall of the machine decides nothing.
fn highest(run: impl Fn(f64) -> Outcome<Run>) -> Outcome<Run> {
    let mut best = None;
    for rate in RATES {
        let try_once = || -> Outcome<Option<Run>> {
            let run = run(rate)?;
            eprintln!(
                "  {rate:.0}/s: {:.0}/s received, p50 {:.1} ms, p99 {:.1} ms, CPU {:.0} %, own {:.0} %",
                run.a_second, run.p50, run.p99, run.cpu, run.own_cpu
            );
            Ok((run.p99 < MAX_LAG && run.a_second >= rate * 0.95).then_some(run))
        };
        let sustained = match try_once()? {
            None => try_once()?,
            first => first,
        };
        if sustained.is_none() {
            break;
        }
        best = sustained;
    }
    Ok(best.unwrap_or_default())
}
