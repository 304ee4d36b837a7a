//! What edits do to the ideas of a map.

use std::sync::Arc;

use serde_json::{Map as Json, Value};

use crate::edit::Overwritten;
use crate::edit::draft::{Draft, no_such_field};
use crate::fields::catalog::IdeaField;
use crate::fields::idea::{read_idea, set_idea};
use crate::fields::values::Style;
use crate::improve::savings::Totals;
use crate::model::error::ValidationError;
use crate::model::idea::{Idea, IdeaSaving, Status};
use crate::text::quote;
use crate::validate::idea::check_idea;
use crate::{IdeaId, Map};

type Values = Json<String, Value>;

impl Draft {
    pub(crate) fn add_idea(&mut self, fields: &Values) -> Result<(), ValidationError> {
        let idea = read_idea(fields, &self.map.clock)
            .and_then(|idea| check_idea(&idea).map(|()| idea))
            .map_err(|refusal| refusal.within("idea"))?;
        if self.map.ideas.contains_key(&idea.id) {
            let sentence = format!("Idea id {} already exists.", quote(&idea.id));
            return Err(ValidationError::new("id_twice", sentence).at("idea.id"));
        }
        self.map.ideas.insert(idea.id.clone(), Arc::new(idea));
        Ok(())
    }

    pub(crate) fn change_idea(
        &mut self,
        id: &IdeaId,
        set: &Values,
        was: Option<&Values>,
    ) -> Result<(), ValidationError> {
        let before = self.idea(id)?;
        let clock = self.map.clock;
        let mut idea = Idea::clone(&before);
        if let Some(field) = set_idea(&mut idea, set, &clock)?.first() {
            return Err(no_such_field(field, "idea"));
        }
        let says_promise = [IdeaField::PromisedLead, IdeaField::PromisedDowntime].iter();
        if !says_promise.map(|field| field.key()).any(|word| set.contains_key(word)) {
            keep_promise(&mut idea, before.status, &self.map);
        }
        check_idea(&idea)?;
        for (key, seen) in was.into_iter().flatten() {
            let Some(field) = IdeaField::from_key(key) else { continue };
            let mut then = Idea::clone(&before);
            let one = Values::from_iter([(key.clone(), seen.clone())]);
            let readable = set_idea(&mut then, &one, &clock).is_ok();
            let get = |idea: &Idea| field.get(idea, Style::Seconds);
            if !(readable && get(&then) == get(&before)) && get(&before) != get(&idea) {
                let (was, found) = (seen.clone(), field.get(&before, Style::Text(&clock)));
                let idea = Some(id.clone());
                self.overwritten.push(Overwritten { step: None, idea, field: key.clone(), was, found });
            }
        }
        self.put_idea(idea, &before);
        Ok(())
    }

    pub(crate) fn remove_idea(&mut self, id: &IdeaId) -> Result<(), ValidationError> {
        self.idea(id)?;
        self.map.ideas.remove(id);
        Ok(())
    }

    pub(crate) fn vote_idea(&mut self, id: &IdeaId, votes: u32, by: Option<&str>) -> Result<(), ValidationError> {
        let before = self.idea(id)?;
        let mut idea = Idea::clone(&before);
        let by = by.unwrap_or_default();
        match votes {
            0 => drop(idea.votes.remove(by)),
            _ => drop(idea.votes.insert(by.to_owned(), votes)),
        }
        check_idea(&idea)?;
        self.put_idea(idea, &before);
        Ok(())
    }

    pub(crate) fn apply_idea(&mut self, id: &IdeaId) -> Result<(), ValidationError> {
        let before = self.idea(id)?;
        let title = quote(&before.title);
        let refuse = |code, sentence: String| Err(ValidationError::new(code, sentence).at("idea"));
        let Some(change) = &before.change else {
            return refuse("no_change", format!("Idea {title} doesn’t define a change yet."));
        };
        if before.taken {
            return refuse("taken", format!("Idea {title} is already applied."));
        }
        let mut idea = Idea::clone(&before);
        promise(&mut idea, &self.map);
        self.apply(change).map_err(|refusal| {
            let sentence = format!("Idea {title} no longer applies to this map: {}", refusal.message);
            ValidationError::new("no_longer_fits", sentence).at("idea")
        })?;
        idea.taken = true;
        // An idea that removes its own step has done what it was for, and stays.
        idea.step = idea.step.filter(|step| self.map.step(step).is_some());
        self.map.ideas.insert(id.clone(), Arc::new(idea));
        Ok(())
    }

    /// Ideas go with the step that they are pinned to.
    pub(crate) fn remove_ideas_of(&mut self, step: &str) {
        self.map.ideas.retain(|_, idea| idea.step.as_deref() != Some(step));
    }

    fn put_idea(&mut self, idea: Idea, before: &Arc<Idea>) {
        if idea != **before {
            self.map.ideas.insert(idea.id.clone(), Arc::new(idea));
        }
    }

    fn idea(&self, id: &IdeaId) -> Result<Arc<Idea>, ValidationError> {
        self.map.ideas.get(id).cloned().ok_or_else(|| {
            ValidationError::new("no_such_idea", format!("Idea {} doesn’t exist in this map.", quote(id))).at("idea")
        })
    }
}

/// What an idea is to save is kept when it is begun, since the map will change with it; forgotten when it is open again.
fn keep_promise(idea: &mut Idea, before: Status, map: &Map) {
    let begun = |status| matches!(status, Status::InProgress | Status::Done);
    if idea.status == Status::Open {
        // What is part of the map already cannot be worked out again.
        if before != Status::Open && !idea.taken {
            idea.promised = IdeaSaving::default();
        }
    } else if begun(idea.status) && !begun(before) {
        promise(idea, map);
    }
}

/// Keeps what an idea is to save, unless that is kept already or its change is part of the map.
fn promise(idea: &mut Idea, map: &Map) {
    if idea.promised == IdeaSaving::default()
        && let Some(change) = idea.change.as_ref().filter(|_| !idea.taken)
        && let Ok(saving) = Totals::of(map).saved_by(map, change)
    {
        idea.promised = saving.gain();
    }
}
