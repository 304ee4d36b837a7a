//! The recent edits of an open map, so that a retry is recognized without a database query.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::live::edit_request::SideEffects;
use crate::storage::RecordedAnswer;

/// The number of edits remembered per map. Older ones are looked up in the log.
const MAX_EDITS: usize = 1000;

#[derive(Debug, Clone)]
pub(crate) struct AppliedEdit {
    /// A hash of the edit as it was sent.
    pub(crate) sent: Arc<str>,
    /// The revision that the edit created.
    pub(crate) revision: u64,
    /// Nearly always `None`.
    pub(crate) side_effects: Option<Arc<SideEffects>>,
}

impl AppliedEdit {
    pub(crate) fn from_log(answered: &RecordedAnswer) -> AppliedEdit {
        let side_effects = answered.answer.as_deref().map(|text| Arc::new(SideEffects::from_json(Some(text))));
        AppliedEdit { sent: answered.sent.as_str().into(), revision: answered.revision, side_effects }
    }

    pub(crate) fn side_effects(&self) -> SideEffects {
        self.side_effects.as_deref().cloned().unwrap_or_default()
    }
}

/// The recent edits of one map by id.
#[derive(Debug, Default)]
pub(crate) struct RecentEdits {
    applied: HashMap<Arc<str>, AppliedEdit>,
    order: VecDeque<Arc<str>>,
}

impl RecentEdits {
    pub(crate) fn get(&self, edit_id: &str) -> Option<&AppliedEdit> {
        self.applied.get(edit_id)
    }

    pub(crate) fn remember(&mut self, edit_id: &str, applied: AppliedEdit) {
        let edit_id: Arc<str> = edit_id.into();
        if self.applied.insert(Arc::clone(&edit_id), applied).is_some() {
            return;
        }
        self.order.push_back(edit_id);
        if self.order.len() > MAX_EDITS
            && let Some(oldest) = self.order.pop_front()
        {
            self.applied.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oldest_edit_is_forgotten() {
        let mut recent = RecentEdits::default();
        for revision in 0..=MAX_EDITS as u64 {
            recent.remember(&format!("e{revision}"), AppliedEdit { sent: "h".into(), revision, side_effects: None });
        }
        assert!(recent.get("e0").is_none());
        assert_eq!(recent.get("e1").map(|applied| applied.revision), Some(1));
        assert_eq!(recent.applied.len(), recent.order.len());
    }
}
