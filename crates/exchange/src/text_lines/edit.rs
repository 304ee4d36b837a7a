//! What was pasted, as one edit: one line in the history, one undo.

use crate::text_lines::Pasted;
use vsm::edit::Edit;
use vsm::model::error::ValidationError;
use vsm::text::grouped;
use vsm::validate::map::MAX_STEPS;
use vsm::{Map, StepId};

impl Pasted {
    /// The edit that adds the steps, the first one after `after` (at the end where that is nothing and the map is one
    /// chain), each next one after the one before. `make_id` makes the ids of the steps, since later ones name earlier
    /// ones. None when there is nothing to add.
    pub fn edit(&self, after: Option<&StepId>, make_id: &mut dyn FnMut() -> String) -> Option<Edit> {
        let mut after = after.cloned();
        let edits = self.steps.iter().map(|fields| {
            let id = make_id();
            let mut step = fields.clone();
            step.insert("id".to_owned(), id.as_str().into());
            let place = after.replace(StepId::from(id));
            Edit::AddStep { step, after: place, before: None, beside: None, below: None }
        });
        let edits: Vec<Edit> = edits.collect();
        (!edits.is_empty()).then_some(Edit::Batch { edits })
    }

    /// Is there room for the steps in this map?
    ///
    /// # Errors
    /// A sentence that says how many fit.
    pub fn fits(&self, map: &Map) -> Result<(), ValidationError> {
        let room = MAX_STEPS.saturating_sub(map.steps.len());
        if self.steps.len() <= room {
            return Ok(());
        }
        let sentence = format!(
            "A map can have up to {} steps. This one has {}, so {} can be added. You pasted {}.",
            grouped(MAX_STEPS),
            grouped(map.steps.len()),
            if room == 0 { "none".to_owned() } else { format!("{} more", grouped(room)) },
            grouped(self.steps.len()),
        );
        Err(ValidationError::new("too_many_steps", sentence).at("text"))
    }
}
