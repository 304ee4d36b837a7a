//! The CPU time and memory of processes, as reported by Linux.

use std::time::Instant;

use crate::Outcome;
use crate::start::megabytes;

/// The unit in which Linux reports CPU time: `getconf CLK_TCK`, which is 100 everywhere.
const TICKS_A_SECOND: f64 = 100.0;

/// What the server and this program used during a measurement.
pub(super) struct Used {
    /// In percent of a core.
    pub(super) cpu: f64,
    pub(super) own_cpu: f64,
    /// At the end of the measurement.
    pub(super) megabytes: f64,
}

/// A measurement in progress.
pub(super) struct Watch {
    process: u32,
    begin: Instant,
    ticks: f64,
    own_ticks: f64,
}

impl Watch {
    pub(super) fn start(process: u32) -> Outcome<Watch> {
        let (ticks, own_ticks) = (ticks(process)?, ticks(std::process::id())?);
        Ok(Watch { process, begin: Instant::now(), ticks, own_ticks })
    }

    pub(super) fn end(&self) -> Outcome<Used> {
        let share = |ticks: f64| ticks / TICKS_A_SECOND / self.begin.elapsed().as_secs_f64() * 100.0;
        Ok(Used {
            cpu: share(ticks(self.process)? - self.ticks),
            own_cpu: share(ticks(std::process::id())? - self.own_ticks),
            megabytes: megabytes(self.process)?,
        })
    }
}

/// The CPU time that a process has used, in ticks.
fn ticks(process: u32) -> Outcome<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The program name can contain anything, so parsing starts after it. User and system time are fields 14 and 15.
    let (_, after) = stat.rsplit_once(')').ok_or("no name in stat")?;
    let mut fields = after.split_whitespace().skip(11);
    let mut next = || Outcome::Ok(fields.next().ok_or("no times in stat")?.parse::<f64>()?);
    Ok(next()? + next()?)
}
