//! Lag: the time from sending an edit until the last of the other people has received it.

use std::time::Instant;

use super::usage::Used;

/// A sent edit: by whom, when, and its number in the order of changes that all viewers see.
#[derive(Clone, Copy)]
pub(super) struct Sent {
    pub(super) person: u32,
    pub(super) at: Instant,
    pub(super) number: u64,
}

/// The result of a run.
#[derive(Default, Clone)]
pub(super) struct Run {
    /// Edits per second that everyone received.
    pub(super) a_second: f64,
    /// In milliseconds.
    pub(super) p50: f64,
    /// In milliseconds; infinite if 1% or more of the edits were not received by everyone.
    pub(super) p99: f64,
    /// CPU use of the server, in percent of a core.
    pub(super) cpu: f64,
    /// CPU use of the benchmark, in percent of a core.
    pub(super) own_cpu: f64,
    pub(super) megabytes: f64,
}

impl Run {
    /// `seen_by(person, number)` is when a person first received the edit with that number.
    pub(super) fn of(people: u32, sent: &[Sent], used: &Used, seen_by: impl Fn(u32, u64) -> Option<Instant>) -> Run {
        let mut lags: Vec<f64> = Vec::with_capacity(sent.len());
        let mut last_seen = None;
        for edit in sent {
            let others = (0..people).filter(|person| *person != edit.person);
            // Collecting gives `None` if any of the others never received the edit.
            let seen: Option<Vec<Instant>> = others.map(|person| seen_by(person, edit.number)).collect();
            let Some(last) = seen.and_then(|seen| seen.into_iter().max()) else {
                lags.push(f64::INFINITY);
                continue;
            };
            lags.push(last.saturating_duration_since(edit.at).as_secs_f64() * 1000.0);
            last_seen = last_seen.max(Some(last));
        }
        lags.sort_by(f64::total_cmp);
        let first = sent.iter().map(|edit| edit.at).min();
        let took = first.zip(last_seen).map_or(f64::INFINITY, |(first, last)| (last - first).as_secs_f64());
        let seen = lags.iter().filter(|lag| lag.is_finite()).count();
        let at = |share: usize| lags.get(lags.len() * share / 100).copied().unwrap_or(f64::INFINITY);
        #[expect(clippy::cast_precision_loss, reason = "a count")]
        let a_second = seen as f64 / took;
        Run { a_second, p50: at(50), p99: at(99), cpu: used.cpu, own_cpu: used.own_cpu, megabytes: used.megabytes }
    }
}

/// The median of several runs, computed separately for each value.
pub(super) fn middle(runs: &[Run]) -> Run {
    let of = |figure: fn(&Run) -> f64| crate::median(runs.iter().map(figure).collect());
    Run {
        a_second: of(|run| run.a_second),
        p50: of(|run| run.p50),
        p99: of(|run| run.p99),
        cpu: of(|run| run.cpu),
        own_cpu: of(|run| run.own_cpu),
        megabytes: of(|run| run.megabytes),
    }
}
