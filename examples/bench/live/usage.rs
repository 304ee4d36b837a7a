//! What a process takes of the machine, as Linux tells it.

use std::time::Instant;

use crate::Outcome;
use crate::start::megabytes;

/// The clock in which Linux tells processor time: `getconf CLK_TCK`, 100 everywhere.
const TICKS_A_SECOND: f64 = 100.0;

/// What a server and this program took while something ran.
pub(super) struct Used {
    /// Per cent of a core.
    pub(super) cpu: f64,
    pub(super) own_cpu: f64,
    /// At the end.
    pub(super) megabytes: f64,
}

/// A measurement under way.
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

/// The processor time that a process has taken.
fn ticks(process: u32) -> Outcome<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program may hold anything; what comes after it is plain. User and system time are 14 and 15.
    let (_, after) = stat.rsplit_once(')').ok_or("no name in stat")?;
    let mut fields = after.split_whitespace().skip(11);
    let mut next = || Outcome::Ok(fields.next().ok_or("no times in stat")?.parse::<f64>()?);
    Ok(next()? + next()?)
}
