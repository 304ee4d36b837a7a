//! What makes the ideas of a map valid.

use crate::edit::{Edit, count};
use crate::fields::idea_catalog::IdeaField;
use crate::fields::values;
use crate::model::error::Refusal;
use crate::model::graph::index;
use crate::model::idea::Idea;
use crate::model::map::Map;
use crate::text::{grouped, quote};
use crate::validate::map::{LONGEST_ID, LONGEST_NAME, LONGEST_NOTE, MOST_OTHER_OF_STEP, check_other, short_enough};

/// Most ideas in a map.
pub const MOST_IDEAS: usize = 500;
/// Most people who vote for one idea.
pub const MOST_VOTERS: usize = 500;
/// Most votes that an idea brings along in a file.
pub const MOST_VOTES: u32 = 100_000;
/// Most edits in what an idea changes.
pub const MOST_PROPOSED: usize = 50;
/// Most bytes, as JSON, of what an idea changes.
pub const LONGEST_CHANGE: usize = 16 * 1024;

/// Checks all ideas of a map.
///
/// # Errors
/// The first thing that is wrong, with a sentence that names the place.
pub(crate) fn check_ideas(map: &Map) -> Result<(), Refusal> {
    if map.ideas.is_empty() {
        return Ok(());
    }
    if map.ideas.len() > MOST_IDEAS {
        let sentence = format!("A map can have up to {MOST_IDEAS} ideas. This one has {}.", grouped(map.ideas.len()));
        return Err(Refusal::new("too_many_ideas", sentence).at("ideas"));
    }
    let steps = index(map);
    for idea in map.ideas.values() {
        if let Some(step) = idea.step.as_deref().filter(|step| !steps.contains_key(*step)) {
            let sentence = format!("Idea {} refers to step {}, which doesn’t exist.", quote(&idea.title), quote(step));
            return Err(Refusal::new("no_such_step", sentence).at("step"));
        }
    }
    Ok(())
}

/// Checks one idea by itself.
///
/// # Errors
/// A sentence at the field.
pub fn check_idea(idea: &Idea) -> Result<(), Refusal> {
    let id = idea.id.as_str();
    let plain = !matches!(id, "" | "." | "..") && !id.chars().any(char::is_control);
    if !plain || id.chars().count() > LONGEST_ID {
        let sentence = format!("An idea id must have 1 to {LONGEST_ID} characters and no control characters.");
        return Err(Refusal::new("bad_id", sentence).at("id"));
    }
    if idea.title.trim().is_empty() {
        return Err(Refusal::new("no_name", "Enter a title.").at("title"));
    }
    for (field, text, most) in
        [("title", &idea.title, LONGEST_NAME), ("owner", &idea.owner, LONGEST_NAME), ("note", &idea.note, LONGEST_NOTE)]
    {
        short_enough(field, text, most)?;
    }
    check_other(&idea.other, MOST_OTHER_OF_STEP, IdeaField::ALL.iter().map(|field| field.word()).chain(["id"]))?;
    if let Some(change) = &idea.change {
        check_change(change)?;
    }
    let is_fair = |(who, votes): (&String, &u32)| if who.is_empty() { *votes <= MOST_VOTES } else { *votes == 1 };
    if idea.votes.len() > MOST_VOTERS || !idea.votes.iter().all(is_fair) {
        return Err(Refusal::new("out_of_range", "Each person has one vote per idea.").at("votes"));
    }
    Ok(())
}

fn check_change(change: &Edit) -> Result<(), Refusal> {
    let refuse = |sentence: String| Err(Refusal::new("bad_change", sentence).at("change"));
    if touches_ideas(change) {
        return refuse("An idea can change the map, but not other ideas.".to_owned());
    }
    if count(change) > MOST_PROPOSED + 1 || values::of_edit(change).to_string().len() > LONGEST_CHANGE {
        return refuse(format!("An idea can make up to {MOST_PROPOSED} changes. Split it into several ideas."));
    }
    Ok(())
}

fn touches_ideas(edit: &Edit) -> bool {
    match edit {
        Edit::Batch { edits } => edits.iter().any(touches_ideas),
        Edit::AddIdea { .. }
        | Edit::ChangeIdea { .. }
        | Edit::RemoveIdea { .. }
        | Edit::VoteIdea { .. }
        | Edit::ApplyIdea { .. } => true,
        _ => false,
    }
}
