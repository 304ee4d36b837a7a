//! The difference between two maps, as one edit.
//!
//! Applying `difference(a, b)` to `a` gives `b`. The inverse of every edit is computed this way, so that
//! there is only one mechanism to trust. Steps are matched by id, whatever their names.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use crate::fields::catalog::{IdeaField, MapField, OTHER, StepField};
use crate::fields::idea::write_idea;
use crate::fields::map::set_map;
use crate::fields::values::{Object, Style};
use crate::file::write_step;
use crate::model::duration::WorkingCalendar;
use crate::model::edit::Edit;
use crate::model::idea::Idea;
use crate::model::map::{Flow, Map, SentBack};
use crate::model::step::{Step, StepId};

/// The edit that turns `from` into `to`. Durations in it are as [`Style::Exact`] writes them on the calendar of
/// `to`: a change of calendar comes first.
pub fn difference(from: &Map, to: &Map) -> Edit {
    let mut edits = Vec::new();
    // A change of calendar rescales every duration. Compare against the rescaled map.
    let rescaled = change_map(from, to, &mut edits);
    let from = rescaled.as_ref().unwrap_or(from);

    let old: HashMap<&StepId, &Arc<Step>> = from.steps.iter().map(|step| (&step.id, step)).collect();
    let new: HashSet<&StepId> = to.steps.iter().map(|step| &step.id).collect();

    let removed = from.flows.difference(&to.flows);
    edits.extend(removed.map(|Flow { from, to }| Edit::Disconnect { from: from.clone(), to: to.clone() }));
    for step in from.steps.iter().filter(|step| !new.contains(&step.id)) {
        edits.push(Edit::RemoveStep { step: step.id.clone() });
    }
    let mut remaining: Vec<&StepId> = from.steps.iter().map(|step| &step.id).filter(|id| new.contains(id)).collect();
    steps(&old, &mut remaining, to, &mut edits);
    let added = to.flows.difference(&from.flows);
    edits.extend(added.map(|Flow { from, to }| Edit::Connect { from: from.clone(), to: to.clone() }));
    rework(from, to, &new, &mut edits);
    ideas(from, to, &new, &mut edits);
    match <[Edit; 1]>::try_from(edits) {
        Ok([only]) => only,
        Err(edits) => Edit::Batch { edits },
    }
}

/// The map's own fields. Returns the map after these edits if they changed the steps.
fn change_map(from: &Map, to: &Map, edits: &mut Vec<Edit>) -> Option<Map> {
    let values = MapField::ALL.iter().map(|field| (field.key(), field.get(from), field.get(to)));
    let (set, was) = set_and_was(values.filter(|(_, old, new)| old != new), &from.other, &to.other);
    if set.is_empty() {
        return None;
    }
    let mut after = from.clone();
    // Values taken from a valid map are always accepted.
    let changed = from.clock != to.clock && set_map(&mut after, &set).is_ok();
    edits.push(Edit::ChangeMap { set, was: Some(was) });
    changed.then_some(after)
}

/// The new and the old values of an edit, from the keys of the fields to set with their old and new values, and from the
/// unknown fields if these differ.
fn set_and_was(
    values: impl Iterator<Item = (&'static str, Value, Value)>,
    old_other: &Object,
    new_other: &Object,
) -> (Object, Object) {
    let pairs = values.map(|(key, old, new)| ((key.to_owned(), new), (key.to_owned(), old)));
    let (mut set, was): (Object, Object) = pairs.unzip();
    if old_other != new_other {
        set.insert(OTHER.to_owned(), Value::Object(new_other.clone()));
    }
    (set, was)
}

/// Steps that are added, changed or reordered. `remaining` holds the ids of the old steps that stay, in their
/// order.
fn steps(old: &HashMap<&StepId, &Arc<Step>>, remaining: &mut Vec<&StepId>, to: &Map, edits: &mut Vec<Edit>) {
    let stay = in_order(remaining, to);
    let mut above = StepId::from("");
    for step in &to.steps {
        match old.get(&step.id) {
            None => {
                let below = Some(above);
                let step = write_step(step, Style::Exact(&to.clock));
                edits.push(Edit::AddStep { step, after: None, before: None, beside: None, below });
            }
            Some(before) => {
                if !stay.contains(&step.id) {
                    let (step, below) = (step.id.clone(), Some(above));
                    edits.push(Edit::MoveStep { step, after: None, before: None, beside: None, below });
                }
                edits.extend(change_step(before, step, &to.clock));
            }
        }
        above = step.id.clone();
    }
}

/// The fields in which two states of a step differ.
fn change_step(from: &Arc<Step>, to: &Arc<Step>, clock: &WorkingCalendar) -> Option<Edit> {
    if Arc::ptr_eq(from, to) || from == to {
        return None;
    }
    // The times depend on each other only if the lead time alone is known. Otherwise each changed time is
    // set by itself, so that undo leaves the others to concurrent edits.
    let times_differ =
        (from.lead.is_some() || to.lead.is_some()) && (from.wait, from.work, from.lead) != (to.wait, to.work, to.lead);
    let values = StepField::ALL.iter().filter_map(|field| {
        let [old, new] = [from, to].map(|step| field.get(step, Style::Exact(clock)));
        // Of wait, work and lead time any two give the third, so they are set together.
        (old != new || times_differ && field.is_part_of_lead()).then_some((field.key(), old, new))
    });
    let (set, was) = set_and_was(values, &from.other, &to.other);
    Some(Edit::ChangeStep { step: to.id.clone(), set, was: Some(was) })
}

fn rework(from: &Map, to: &Map, steps: &HashSet<&StepId>, edits: &mut Vec<Edit>) {
    let edit = |(from, to): &(StepId, StepId), share, wait| Edit::SetRework {
        from: from.clone(),
        to: to.clone(),
        share,
        wait,
    };
    // Arrows of a removed step are removed with it.
    let removed = from.rework.keys().filter(|arrow| !to.rework.contains_key(*arrow));
    let removed = removed.filter(|(from, to)| steps.contains(from) && steps.contains(to));
    edits.extend(removed.map(|arrow| edit(arrow, None, None)));
    let set = to.rework.iter().filter(|(arrow, sent_back)| from.rework.get(*arrow) != Some(sent_back));
    edits.extend(set.map(|(arrow, SentBack { share, wait })| {
        let differs = from.rework.get(arrow).and_then(|before| before.wait) != *wait;
        edit(arrow, Some(*share), differs.then(|| Style::Exact(&to.clock).time(*wait)))
    }));
}

/// The largest set of remaining steps that are in the new order already (longest increasing subsequence),
/// so that moving one step is one edit and not a move of all the others.
fn in_order<'m>(remaining: &[&'m StepId], to: &Map) -> HashSet<&'m StepId> {
    let place: HashMap<&StepId, usize> = to.steps.iter().enumerate().map(|(i, step)| (&step.id, i)).collect();
    let places: Vec<usize> = remaining.iter().map(|id| place.get(*id).copied().unwrap_or(0)).collect();
    // tails[n]: the position with the smallest end of a run of length n + 1; previous: the one before it in
    // its run.
    let (mut tails, mut previous): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), vec![None; places.len()]);
    for at in 0..places.len() {
        let length = tails.partition_point(|&tail| places[tail] < places[at]);
        previous[at] = length.checked_sub(1).map(|n| tails[n]);
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    std::iter::successors(tails.last().copied(), |&at| previous[at]).map(|at| remaining[at]).collect()
}

/// Ideas that are removed, added or changed. `steps` are those of `to`: ideas of other steps are removed
/// with them.
fn ideas(from: &Map, to: &Map, steps: &HashSet<&StepId>, edits: &mut Vec<Edit>) {
    if from.ideas == to.ideas {
        return;
    }
    // An idea removed with its step exists again only if it is added again.
    let is_removed = |idea: &Idea| idea.step.as_ref().is_some_and(|step| !steps.contains(step));
    for (id, idea) in &from.ideas {
        if !to.ideas.contains_key(id) && !is_removed(idea) {
            edits.push(Edit::RemoveIdea { idea: id.clone() });
        }
    }
    for (id, idea) in &to.ideas {
        match from.ideas.get(id).filter(|before| !is_removed(before)) {
            None => edits.push(Edit::AddIdea { idea: write_idea(idea, Style::Seconds) }),
            Some(before) if Arc::ptr_eq(before, idea) || before == idea => {}
            Some(before) => change_idea(before, idea, edits),
        }
    }
}

fn change_idea(from: &Idea, to: &Idea, edits: &mut Vec<Edit>) {
    let fields = IdeaField::ALL.iter().filter(|field| **field != IdeaField::Votes);
    let values = fields.map(|field| (field.key(), field.get(from, Style::Seconds), field.get(to, Style::Seconds)));
    let (mut set, was) = set_and_was(values.filter(|(_, old, new)| old != new), &from.other, &to.other);
    if from.status != to.status {
        // Set explicitly, so that they aren't computed again.
        for field in [IdeaField::PromisedLead, IdeaField::PromisedDowntime] {
            set.insert(field.key().to_owned(), field.get(to, Style::Seconds));
        }
    }
    if !set.is_empty() {
        edits.push(Edit::ChangeIdea { idea: to.id.clone(), set, was: Some(was) });
    }
    // Each person's vote separately: reversing one leaves the others.
    let voters: HashSet<&String> = from.votes.keys().chain(to.votes.keys()).collect();
    let mut voters: Vec<_> = voters.into_iter().filter(|who| from.votes.get(*who) != to.votes.get(*who)).collect();
    voters.sort_unstable();
    edits.extend(voters.into_iter().map(|who| Edit::VoteIdea {
        idea: to.id.clone(),
        votes: to.votes.get(who).copied().unwrap_or(0),
        voter: Some(who.clone()),
    }));
}
