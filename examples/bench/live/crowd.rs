//! The schedule of edits, the same for Weir and its peers.

use std::time::{Duration, Instant};

/// A number of people who all follow and edit one map.
#[derive(Clone, Copy)]
pub(super) struct Crowd {
    pub(super) people: u32,
    /// The total number of edits per second.
    pub(super) a_second: f64,
    pub(super) seconds: f64,
    /// The number of edits that one person may have in flight at once, if each is answered.
    pub(super) ways: u32,
}

impl Crowd {
    /// When a person makes an edit: at regular intervals, with a different offset for each person.
    pub(super) fn due(&self, person: u32, edit: u32) -> Duration {
        let every = f64::from(self.people) / self.a_second;
        // Pseudo-random, but the same in each run.
        let begin = f64::from(person.wrapping_add(1).wrapping_mul(2_654_435_769) >> 16) / 65536.0;
        Duration::from_secs_f64(every * (f64::from(edit) + begin))
    }

    /// The number of edits per person.
    pub(super) fn edits_each(&self) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
        let edits = (self.seconds * self.a_second / f64::from(self.people)) as u32;
        edits
    }

    /// Waits until an edit is due and returns the time to measure from: now, or the due time if that was missed.
    pub(super) async fn wait(start: Instant, due: Duration) -> Instant {
        /// The runtime's timer has a resolution of milliseconds, so small delays are expected.
        const TICK: Duration = Duration::from_millis(4);
        let due = start + due;
        tokio::time::sleep_until(due.into()).await;
        let now = Instant::now();
        if now - due > TICK { due } else { now }
    }
}
