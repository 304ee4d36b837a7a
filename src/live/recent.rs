//! The last edits of an open map, so that a retry is known without asking the database.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::answer::Told;
use crate::storage::Answered;

/// How many edits of a map are remembered. Older ones are looked up in the log.
const REMEMBERED: usize = 1000;

/// An edit that has been made.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// A hash of what was sent.
    pub(super) sent: Arc<str>,
    /// The revision that it made.
    pub(super) revision: u64,
    /// What its sender was told; nearly always nothing.
    pub(super) told: Option<Arc<Told>>,
}

impl Made {
    pub(super) fn from_log(answered: &Answered) -> Made {
        let told = answered.answer.as_deref().map(|text| Arc::new(Told::from_json(Some(text))));
        Made { sent: answered.sent.as_str().into(), revision: answered.revision, told }
    }

    pub(super) fn told(&self) -> Told {
        self.told.as_deref().cloned().unwrap_or_default()
    }
}

/// The last edits of one map, by their ids.
#[derive(Debug, Default)]
pub(super) struct Recent {
    made: HashMap<Arc<str>, Made>,
    order: VecDeque<Arc<str>>,
}

impl Recent {
    pub(super) fn get(&self, edit_id: &str) -> Option<&Made> {
        self.made.get(edit_id)
    }

    pub(super) fn remember(&mut self, edit_id: &str, made: Made) {
        let edit_id: Arc<str> = edit_id.into();
        if self.made.insert(Arc::clone(&edit_id), made).is_some() {
            return;
        }
        self.order.push_back(edit_id);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.made.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_the_oldest() {
        let mut recent = Recent::default();
        for revision in 0..=REMEMBERED as u64 {
            recent.remember(&format!("e{revision}"), Made { sent: "h".into(), revision, told: None });
        }
        assert!(recent.get("e0").is_none());
        assert_eq!(recent.get("e1").map(|made| made.revision), Some(1));
        assert_eq!(recent.made.len(), recent.order.len());
    }
}
