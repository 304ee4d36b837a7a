//! The difference between the ideas of two maps, as edits.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Map as Json, Value};

use crate::StepId;
use crate::edit::Edit;
use crate::fields::catalog::{IdeaField, OTHER};
use crate::fields::idea::write_idea;
use crate::fields::values::Style;
use crate::model::idea::Idea;
use crate::model::map::Map;

/// Ideas that go, come and change. `steps` are those of `to`: ideas of others have gone with their steps.
pub(crate) fn ideas(from: &Map, to: &Map, steps: &HashSet<&StepId>, edits: &mut Vec<Edit>) {
    if from.ideas == to.ideas {
        return;
    }
    // What went with its step is there again only if it is added anew.
    let went = |idea: &Idea| idea.step.as_ref().is_some_and(|step| !steps.contains(step));
    for (id, idea) in &from.ideas {
        if !to.ideas.contains_key(id) && !went(idea) {
            edits.push(Edit::RemoveIdea { idea: id.clone() });
        }
    }
    for (id, idea) in &to.ideas {
        match from.ideas.get(id).filter(|before| !went(before)) {
            None => edits.push(Edit::AddIdea { idea: write_idea(idea, Style::Seconds) }),
            Some(before) if Arc::ptr_eq(before, idea) || before == idea => {}
            Some(before) => change(before, idea, edits),
        }
    }
}

fn change(from: &Idea, to: &Idea, edits: &mut Vec<Edit>) {
    let (mut set, mut was) = (Json::new(), Json::new());
    for field in IdeaField::ALL.iter().filter(|field| **field != IdeaField::Votes) {
        let (old, new) = (field.get(from, Style::Seconds), field.get(to, Style::Seconds));
        if old != new {
            set.insert(field.key().to_owned(), new);
            was.insert(field.key().to_owned(), old);
        }
    }
    if from.status != to.status {
        // Said, so that it is not worked out anew.
        for field in [IdeaField::PromisedLead, IdeaField::PromisedDowntime] {
            set.insert(field.key().to_owned(), field.get(to, Style::Seconds));
        }
    }
    if from.other != to.other {
        set.insert(OTHER.to_owned(), Value::Object(to.other.clone()));
    }
    if !set.is_empty() {
        edits.push(Edit::ChangeIdea { idea: to.id.clone(), set, was: Some(was) });
    }
    // Each person's vote by itself: taking one back leaves the others.
    let voters: HashSet<&String> = from.votes.keys().chain(to.votes.keys()).collect();
    let mut voters: Vec<_> = voters.into_iter().filter(|who| from.votes.get(*who) != to.votes.get(*who)).collect();
    voters.sort_unstable();
    edits.extend(voters.into_iter().map(|who| Edit::VoteIdea {
        idea: to.id.clone(),
        votes: to.votes.get(who).copied().unwrap_or(0),
        voter: Some(who.clone()),
    }));
}
