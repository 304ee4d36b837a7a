//! How often those who follow a map are shown it anew: at once when it is quiet, and the less often the more happens.
//!
//! Everybody who follows is sent every frame, so frames cost far more than edits do. Two edits within a blink are one
//! frame; where hundreds of edits come in a second, nobody can see more than some frames of them.

use std::time::{Duration, Instant};

/// The rest after a frame, for each edit that it held.
const REST_FOR_EACH: Duration = Duration::from_millis(3);
/// The rest after a frame, for each viewer that it is sent to: about as long as sending it takes. Who came too soon after
/// the frame before would wait in line behind it, and so would everybody after them.
const REST_FOR_EACH_VIEWER: Duration = Duration::from_micros(80);
/// The longest rest after a frame.
const MAX_REST: Duration = Duration::from_millis(40);

/// When the next frame may be shown.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// After this; `None` before the first frame.
    after: Option<Instant>,
    /// Somebody is about to show the next frame.
    coming: bool,
}

impl Pace {
    /// How long to wait before the next frame is shown; `None` when somebody is about to show it, with all that is new
    /// by then.
    pub(crate) fn ask(&mut self) -> Option<Duration> {
        if std::mem::replace(&mut self.coming, true) {
            return None;
        }
        Some(self.after.map_or(Duration::ZERO, |after| after.saturating_duration_since(Instant::now())))
    }

    /// A frame is shown that holds so many edits, to so many viewers.
    pub(crate) fn shown(&mut self, edits: u64, viewers: usize) {
        let edits = u32::try_from(edits).unwrap_or(u32::MAX);
        let viewers = u32::try_from(viewers).unwrap_or(u32::MAX);
        let rest = REST_FOR_EACH.saturating_mul(edits).max(REST_FOR_EACH_VIEWER.saturating_mul(viewers));
        self.coming = false;
        self.after = Some(Instant::now() + rest.min(MAX_REST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rests_the_longer_the_more_there_was() {
        let mut pace = Pace::default();
        assert_eq!(pace.ask(), Some(Duration::ZERO));
        assert_eq!(pace.ask(), None, "it is coming");
        pace.shown(1, 2);
        assert!(pace.ask().is_some_and(|wait| wait <= REST_FOR_EACH));
        pace.shown(1, 100);
        assert!(pace.ask().is_some_and(|wait| wait > REST_FOR_EACH));
        pace.shown(1_000_000, 2);
        assert!(pace.ask().is_some_and(|wait| wait > REST_FOR_EACH && wait <= MAX_REST));
    }
}
