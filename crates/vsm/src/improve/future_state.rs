//! Creates a future state of a map.

use std::sync::Arc;

use crate::improve::edit_savings::Totals;
use crate::model::idea::{Idea, IdeaSaving, Status};
use crate::model::map::{Map, Origin, State};
use crate::validate::map::MAX_NAME;

/// A future state of a map: the same steps with the same ids, to be changed, with the map as its origin.
/// Open ideas and those in progress are copied, each with its projected saving on the current map.
#[must_use]
pub fn draw(from: &Map, id: &str, revision: u64, name: &str) -> Map {
    let totals = Totals::new(from);
    let ideas =
        from.ideas.iter().filter(|(_, idea)| idea.taken || !matches!(idea.status, Status::Rejected | Status::Done));
    let ideas = ideas.map(|(id, idea)| (id.clone(), Arc::new(carried_over(idea, from, &totals))));
    Map {
        name: name.chars().take(MAX_NAME).collect(),
        state: State::Future,
        ideas: ideas.collect(),
        family: if from.family.is_empty() { id.to_owned() } else { from.family.clone() },
        origin: Some(Origin { map: id.to_owned(), revision, name: from.name.clone() }),
        ..from.clone()
    }
}

fn carried_over(idea: &Idea, from: &Map, totals: &Totals) -> Idea {
    let mut idea = idea.clone();
    let change = idea.change.as_ref().filter(|_| !idea.taken && idea.promised == IdeaSaving::default());
    if let Some(saving) = change.and_then(|change| totals.saved_by(from, change).ok()) {
        idea.promised = saving.projected();
    }
    // Here it is only proposed; its status is tracked on the current state.
    if !idea.taken {
        idea.status = Status::Open;
    }
    idea
}

/// The default name of a future state: the first free one of `X, future`, `X, future 2`.
pub fn name(of: &str, taken: &[&str]) -> String {
    let stem = of.split_once(", future").map_or(of, |(stem, _)| stem);
    let room = MAX_NAME.saturating_sub(", future 1000".len());
    let stem: String = stem.chars().take(room).collect();
    let numbered = |n: u32| if n < 2 { format!("{stem}, future") } else { format!("{stem}, future {n}") };
    (1..1000).map(numbered).find(|name| !taken.contains(&name.as_str())).unwrap_or_else(|| numbered(1000))
}
