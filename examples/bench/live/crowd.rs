//! Who makes an edit when: the same for everybody who is measured.

use std::time::{Duration, Instant};

/// People who all follow one map and edit it.
#[derive(Clone, Copy)]
pub(super) struct Crowd {
    pub(super) people: u32,
    /// Edits a second of all together.
    pub(super) a_second: f64,
    pub(super) seconds: f64,
    /// How many edits of one person may be on their way at once, where each is answered.
    pub(super) ways: u32,
}

impl Crowd {
    /// When a person makes an edit: at even times, each beginning at another moment.
    pub(super) fn due(&self, person: u32, edit: u32) -> Duration {
        let every = f64::from(self.people) / self.a_second;
        // As if by chance, and the same in each run.
        let begin = f64::from(person.wrapping_add(1).wrapping_mul(2_654_435_769) >> 16) / 65536.0;
        Duration::from_secs_f64(every * (f64::from(edit) + begin))
    }

    /// How many edits each person makes.
    pub(super) fn edits_each(&self) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
        let edits = (self.seconds * self.a_second / f64::from(self.people)) as u32;
        edits
    }

    /// Waits until an edit is due, and gives the moment from which it counts: when it is sent, unless that is late.
    pub(super) async fn wait(start: Instant, due: Duration) -> Instant {
        /// The clock of the runtime ticks in milliseconds.
        const TICK: Duration = Duration::from_millis(4);
        let due = start + due;
        tokio::time::sleep_until(due.into()).await;
        let now = Instant::now();
        if now - due > TICK { due } else { now }
    }
}
