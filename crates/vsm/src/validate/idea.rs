//! Validation of ideas.

use crate::fields::catalog::IdeaField;
use crate::model::edit::Edit;
use crate::model::error::ValidationError;
use crate::model::graph::index;
use crate::model::idea::Idea;
use crate::model::limits::{MAX_NAME, MAX_NOTE, MAX_OTHER_OF_STEP};
use crate::model::map::Map;
use crate::text::{grouped, quote};
use crate::validate::{check_id, check_other, short_enough};

/// The maximum number of ideas in a map.
pub const MAX_IDEAS: usize = 500;
/// The maximum number of people who vote for one idea.
pub const MAX_VOTERS: usize = 500;
/// The maximum number of votes of an idea in a file.
pub const MAX_VOTES: u32 = 100_000;
/// The maximum number of edits in an idea's change.
pub const MAX_PROPOSED: usize = 50;
/// The maximum size of an idea's change, as JSON, in bytes.
pub const MAX_CHANGE: usize = 16 * 1024;

/// Checks all ideas of a map and returns the first error with its place.
pub(crate) fn check_ideas(map: &Map) -> Result<(), ValidationError> {
    if map.ideas.is_empty() {
        return Ok(());
    }
    if map.ideas.len() > MAX_IDEAS {
        let sentence = format!("A map can have up to {MAX_IDEAS} ideas. This one has {}.", grouped(map.ideas.len()));
        return Err(ValidationError::new("too_many_ideas", sentence).at("ideas"));
    }
    let steps = index(map);
    for idea in map.ideas.values() {
        if let Some(step) = idea.step.as_deref().filter(|step| !steps.contains_key(*step)) {
            let sentence = format!("Idea {} refers to step {}, which doesn’t exist.", quote(&idea.title), quote(step));
            return Err(ValidationError::new("no_such_step", sentence).at("step"));
        }
    }
    Ok(())
}

/// Checks one idea by itself.
///
/// # Errors
/// The first invalid field.
pub fn check_idea(idea: &Idea) -> Result<(), ValidationError> {
    check_id(&idea.id, "An idea")?;
    if idea.title.trim().is_empty() {
        return Err(ValidationError::new("no_name", "Enter a title.").at("title"));
    }
    for (field, text, most) in
        [("title", &idea.title, MAX_NAME), ("owner", &idea.owner, MAX_NAME), ("note", &idea.note, MAX_NOTE)]
    {
        short_enough(field, text, most)?;
    }
    check_other(&idea.other, MAX_OTHER_OF_STEP, IdeaField::ALL.iter().map(|field| field.key()).chain(["id"]))?;
    if let Some(change) = &idea.change {
        check_change(change)?;
    }
    let is_fair = |(who, votes): (&String, &u32)| if who.is_empty() { *votes <= MAX_VOTES } else { *votes == 1 };
    if idea.votes.len() > MAX_VOTERS || !idea.votes.iter().all(is_fair) {
        return Err(ValidationError::new("out_of_range", "Each person has one vote per idea.").at("votes"));
    }
    Ok(())
}

fn check_change(change: &Edit) -> Result<(), ValidationError> {
    let refuse = |sentence: String| Err(ValidationError::new("bad_change", sentence).at("change"));
    if change.leaves().into_iter().any(touches_ideas) {
        return refuse("An idea can change the map, but not other ideas.".to_owned());
    }
    if change.count() > MAX_PROPOSED + 1 || change.to_json().to_string().len() > MAX_CHANGE {
        return refuse(format!("An idea can make up to {MAX_PROPOSED} changes. Split it into several ideas."));
    }
    Ok(())
}

fn touches_ideas(edit: &Edit) -> bool {
    matches!(
        edit,
        Edit::AddIdea { .. }
            | Edit::ChangeIdea { .. }
            | Edit::RemoveIdea { .. }
            | Edit::VoteIdea { .. }
            | Edit::ApplyIdea { .. }
    )
}
