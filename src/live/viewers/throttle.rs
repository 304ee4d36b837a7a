//! Limits how often the subscribers of a map get a new frame: immediately while there is little activity, and less
//! often the more edits there are.
//!
//! Every frame is sent to every subscriber, so frames cost far more than edits. Two edits within a few milliseconds
//! share a frame; at hundreds of edits per second, people couldn't see more than some of the frames anyway.

use std::time::Duration;

use tokio::time::Instant;

/// The pause after a frame per edit in it.
const PAUSE_PER_EDIT: Duration = Duration::from_millis(3);
/// The pause after a frame per viewer that it is sent to: about the time that sending takes. An earlier frame would
/// queue behind it and delay everything after.
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
    /// Schedules the next frame and returns how long to wait before broadcasting it. `None` if one is already
    /// scheduled, which will include everything new by then.
    pub(crate) fn schedule(&mut self, now: Instant) -> Option<Duration> {
        if std::mem::replace(&mut self.is_scheduled, true) {
            return None;
        }
        Some(self.not_before.map_or(Duration::ZERO, |not_before| not_before.saturating_duration_since(now)))
    }

    /// Records that a frame with this number of edits was broadcast to this number of viewers.
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
        assert_eq!(throttle.schedule(start), None, "a frame is already scheduled");
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
