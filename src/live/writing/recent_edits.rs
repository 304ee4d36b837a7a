//! The last edits of an open map, so that a retry is known without asking the database.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::live::writing::edit_request::Told;
use crate::storage::Answered;

/// How many edits of a map are remembered. Older ones are looked up in the log.
const REMEMBERED: usize = 1000;

/// An edit that has been made.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    /// A hash of what was sent.
    pub(crate) sent: Arc<str>,
    /// The revision that it made.
    pub(crate) revision: u64,
    /// What its sender was told; nearly always nothing.
    pub(crate) told: Option<Arc<Told>>,
}

impl Made {
    pub(crate) fn from_log(answered: &Answered) -> Made {
        let told = answered.answer.as_deref().map(|text| Arc::new(Told::from_json(Some(text))));
        Made { sent: answered.sent.as_str().into(), revision: answered.revision, told }
    }

    pub(crate) fn told(&self) -> Told {
        self.told.as_deref().cloned().unwrap_or_default()
    }
}

/// The last edits of one map, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    made: HashMap<Arc<str>, Made>,
    order: VecDeque<Arc<str>>,
}

impl Recent {
    pub(crate) fn get(&self, edit_id: &str) -> Option<&Made> {
        self.made.get(edit_id)
    }

    pub(crate) fn remember(&mut self, edit_id: &str, made: Made) {
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
