//! The last maps that somebody looked at as they were, so that the long way back to them is walked once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::live::snapshot::Snapshot;

/// So many are kept. What a map was never changes, so that none of them has to be forgotten.
const MOST: usize = 8;

/// Maps as they were, the one that was asked for last at the end.
#[derive(Default)]
pub(crate) struct PastKept(Mutex<VecDeque<Arc<Snapshot>>>);

impl PastKept {
    /// A map at a revision, if it is kept.
    pub(crate) fn get(&self, map_id: &str, revision: u64) -> Option<Arc<Snapshot>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|then| then.revision == revision && then.id == map_id)?;
        let found = kept.remove(at)?;
        kept.push_back(Arc::clone(&found));
        Some(found)
    }

    /// Keeps one more, and forgets the one that nobody has asked for the longest.
    pub(crate) fn keep(&self, then: Arc<Snapshot>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.revision != then.revision || other.id != then.id);
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back(then);
    }
}
