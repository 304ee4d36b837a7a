//! How often the followers of a map get a new frame: at once while it is quiet, and less often the more happens.
//!
//! Every follower is sent every frame, so frames cost far more than edits. Two edits within a few milliseconds become one
//! frame; when hundreds of edits come in a second, nobody can see more than some frames of them.

use std::time::Duration;

use tokio::time::Instant;

/// The pause after a frame, for each edit in it.
const PAUSE_PER_EDIT: Duration = Duration::from_millis(3);
/// The pause after a frame, for each viewer that it is sent to: about as long as sending it takes. A frame that came sooner
/// would wait in line behind it, and so would everything after.
const PAUSE_PER_VIEWER: Duration = Duration::from_micros(80);
const MAX_PAUSE: Duration = Duration::from_millis(40);

/// When the next frame may be broadcast.
#[derive(Debug, Default)]
pub(crate) struct BroadcastThrottle {
    /// `None` before the first frame.
    not_before: Option<Instant>,
    is_scheduled: bool,
}

impl BroadcastThrottle {
    /// Schedules the next frame: how long to wait before it is broadcast. `None` when one is scheduled already, which will
    /// hold everything that is new by then.
    pub(crate) fn schedule(&mut self, now: Instant) -> Option<Duration> {
        if std::mem::replace(&mut self.is_scheduled, true) {
            return None;
        }
        Some(self.not_before.map_or(Duration::ZERO, |not_before| not_before.saturating_duration_since(now)))
    }

    /// A frame with so many edits was broadcast to so many viewers.
    pub(crate) fn sent(&mut self, now: Instant, edits: u64, viewers: usize) {
        let edits = u32::try_from(edits).unwrap_or(u32::MAX);
        let viewers = u32::try_from(viewers).unwrap_or(u32::MAX);
        let pause = PAUSE_PER_EDIT.saturating_mul(edits).max(PAUSE_PER_VIEWER.saturating_mul(viewers));
        self.is_scheduled = false;
        self.not_before = Some(now + pause.min(MAX_PAUSE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pause_grows_with_edits_and_viewers_up_to_its_maximum() {
        let (mut throttle, start) = (BroadcastThrottle::default(), Instant::now());
        let ms = Duration::from_millis;
        assert_eq!(throttle.schedule(start), Some(Duration::ZERO));
        assert_eq!(throttle.schedule(start), None, "one is scheduled");
        throttle.sent(start, 1, 2);
        assert_eq!(throttle.schedule(start + ms(1)), Some(ms(2)));
        throttle.sent(start, 1, 100);
        assert_eq!(throttle.schedule(start), Some(ms(8)));
        throttle.sent(start, 1_000_000, 2);
        assert_eq!(throttle.schedule(start + ms(39)), Some(ms(1)));
        throttle.sent(start, 1_000_000, 2);
        assert_eq!(throttle.schedule(start + ms(40)), Some(Duration::ZERO));
    }
}
