//! Undoes everything that one actor has changed on a map, as one edit.
//!
//! The log is read backwards. Each edit of the actor that still counts is reversed on top of the current map, except for
//! what others have changed since: their values stay. The difference between the map before and after is the edit, so it
//! is in the history as one entry and can itself be undone. Its id is `undo-by:<actor>:<revision>`: everything by that
//! actor up to this revision is undone, unless the entry itself is undone.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::live::edit_request::{EditError, EditRequest, SavedEdit};
use crate::live::history::entries::description_of;
use crate::live::history::undo::{REDO, UNDO, UNDO_ALL, inverse, reversed_revision};
use crate::live::map_handle::MapHandle;
use crate::live::snapshot::Snapshot;
use crate::live::writing::conflicts::{self, EditTarget};
use crate::storage::{Actor, LogEntry};
use vsm::edit::diff::difference;
use vsm::edit::{Applied, Edit, apply};
use vsm::model::map::Flow;
use vsm::text::count;
use vsm::{Map, StepId};

/// The number of log entries read at a time.
const ENTRIES: u32 = 500;
/// How far back the log is read, in entries.
const MAX_ENTRIES: usize = 5000;
/// The maximum number of attempts while others change the map.
const MAX_TRIES: usize = 5;

/// What undoing all changes of an actor does, or has done.
#[derive(Debug, Clone)]
pub struct UndoneChanges {
    pub actor: Actor,
    /// Descriptions of the actor's edits that are undone, at least in part, newest first.
    pub edits: Vec<String>,
    /// What stays as it is.
    pub kept: Vec<KeptChange>,
    /// Whether the log wasn't read to the actor's first edit, so that older changes stay.
    pub has_older: bool,
}

/// Something that the actor has changed and that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptChange {
    /// Such as `the wait time of “Build”`.
    pub what: String,
    /// Who has changed it since; `None` if it stays because other things depend on it.
    pub by: Option<Actor>,
}

impl MapHandle {
    /// What [`MapHandle::undo_all_by`] would do.
    pub async fn preview_undo_all_by(&self, actor: &str) -> Result<UndoneChanges, EditError> {
        let now = self.snapshot().await?;
        Ok(self.reverse_all_by(&now, actor).await?.0)
    }

    /// Undoes all changes of an actor in one edit. No edit is made if there is nothing to undo.
    pub async fn undo_all_by(&self, actor: &str) -> Result<(UndoneChanges, Option<SavedEdit>), EditError> {
        let mut tries = 0;
        loop {
            let now = self.snapshot().await?;
            let (undone, map) = self.reverse_all_by(&now, actor).await?;
            if map == *now.map {
                return Ok((undone, None));
            }
            let request = EditRequest {
                edit_id: format!("{UNDO_ALL}{actor}:{}", now.revision),
                edit: difference(&now.map, &map),
                if_match: Some(now.revision),
            };
            let who = undone.actor.name_in_sentence();
            let description = format!("undid: {} by {who}", count(undone.edits.len(), "change", "changes"));
            tries += 1;
            match self.send_edit(request, Some(description), None).await {
                Err(EditError::Stale { .. }) if tries < MAX_TRIES => {}
                result => return result.map(|saved| (undone, Some(saved))),
            }
        }
    }

    /// The map without the changes of an actor.
    async fn reverse_all_by(&self, now: &Arc<Snapshot>, actor: &str) -> Result<(UndoneChanges, Map), EditError> {
        let (entries, has_older) = self.entries_since_first_of(now, actor).await?;
        let reversal = Reversal::new(actor, Map::clone(&now.map));
        let reversed = tokio::task::spawn_blocking(move || reversal.of(&entries)).await;
        let Reversal { map, edits, kept, .. } = reversed.map_err(|_| EditError::NotSaved)?;
        let mut named = Vec::with_capacity(kept.len());
        for (what, by) in kept {
            let by = match by {
                Some(by) => Some(self.readable(self.hub.actor(&now.workspace, &by).await)?),
                None => None,
            };
            let kept = KeptChange { what: what.describe(&now.map, &map), by };
            if !named.contains(&kept) {
                named.push(kept);
            }
        }
        let actor = self.readable(self.hub.actor(&now.workspace, actor).await)?;
        Ok((UndoneChanges { actor, edits, kept: named, has_older }, map))
    }

    /// The log entries back to the first one of an actor, newest first, and whether there are more of that actor.
    async fn entries_since_first_of(&self, now: &Snapshot, actor: &str) -> Result<(Vec<LogEntry>, bool), EditError> {
        let (storage, mut before) = (self.storage(), now.revision.saturating_add(1));
        let mut entries = Vec::new();
        loop {
            let of_actor = storage.log_of((&now.workspace, &self.id), actor, before, 1).await;
            if self.readable(of_actor)?.is_empty() {
                return Ok((entries, false));
            }
            if entries.len() >= MAX_ENTRIES {
                return Ok((entries, true));
            }
            let more = self.readable(storage.log(&now.workspace, &self.id, before, ENTRIES).await)?;
            let Some(last) = more.last() else { return Ok((entries, false)) };
            before = last.revision;
            entries.extend(more);
        }
    }
}

/// The reversal of an actor's edits, while going back over the log.
struct Reversal {
    actor: String,
    map: Map,
    /// What others have changed since, and who was the last.
    theirs: HashMap<EditTarget, String>,
    /// Revisions that a later one undid or redid, so that both together change nothing.
    reversed: HashSet<u64>,
    /// Actors whose edits up to a revision were all undone.
    undone_up_to: HashMap<String, u64>,
    edits: Vec<String>,
    kept: Vec<(EditTarget, Option<String>)>,
}

impl Reversal {
    fn new(actor: &str, map: Map) -> Reversal {
        Reversal {
            actor: actor.to_owned(),
            map,
            theirs: HashMap::new(),
            reversed: HashSet::new(),
            undone_up_to: HashMap::new(),
            edits: Vec::new(),
            kept: Vec::new(),
        }
    }

    fn of(mut self, entries: &[LogEntry]) -> Reversal {
        for entry in entries {
            self.add(entry);
        }
        self
    }

    /// Considers the next older entry.
    fn add(&mut self, entry: &LogEntry) {
        if self.reversed.contains(&entry.revision) {
            return;
        }
        if let Some(of) = reversed_revision(entry, UNDO).or_else(|| reversed_revision(entry, REDO)) {
            self.reversed.insert(of);
            return;
        }
        if let Some((actor, up_to)) = undone_actor(entry) {
            self.undone_up_to.entry(actor).or_insert(up_to);
            return;
        }
        if self.undone_up_to.get(&entry.actor).is_some_and(|up_to| entry.revision <= *up_to) {
            return;
        }
        let Some(inverse) = inverse(entry) else { return };
        if entry.actor == self.actor {
            let before = self.map.clone();
            self.reverse(inverse);
            if self.map != before {
                self.edits.push(description_of(entry));
            }
        } else {
            for target in conflicts::targets(&inverse) {
                self.theirs.entry(target).or_insert_with(|| entry.actor.clone());
            }
        }
    }

    /// Applies what it can of the inverse of an edit.
    fn reverse(&mut self, inverse: Edit) {
        let mut parts = parts_of(inverse);
        let is_flow = |part: &Edit| matches!(part, Edit::Connect { .. } | Edit::Disconnect { .. });
        let is_removal = |part: &Edit| matches!(part, Edit::RemoveStep { .. });
        let flows_differ = parts.iter().any(|part| is_flow(part) && self.is_moot(part));
        parts.retain(|part| !self.is_moot(part));
        let mut removals = parts.iter().filter(|part| is_removal(part)).peekable();
        if removals.peek().is_some() && (flows_differ || removals.any(|part| self.conflict(part).is_some())) {
            // The flows are no longer those from which the steps were added. They close by themselves around the steps
            // that go.
            parts.retain(|part| !is_flow(part));
        }
        let mut kept = Vec::new();
        parts.retain(|part| {
            let conflict = self.conflict(part);
            let is_free = conflict.is_none();
            // What is already as it was doesn't need to be reported.
            kept.extend(conflict.filter(|_| apply(&self.map, part).is_ok_and(|applied| applied.map != self.map)));
            is_free
        });
        self.kept.extend(kept);
        let all = Edit::Batch { edits: parts.clone() };
        if let Ok(applied) = apply(&self.map, &all)
            && self.lost_to(&applied).is_none()
        {
            self.map = applied.map;
            return;
        }
        for part in parts {
            match apply(&self.map, &part) {
                Ok(applied) => match self.lost_to(&applied) {
                    None => self.map = applied.map,
                    Some(kept) => self.kept.push(kept),
                },
                Err(_) => self.kept.extend(conflicts::targets(&part).into_iter().next().map(|target| (target, None))),
            }
        }
    }

    /// Is it about something that doesn't exist any more? Then there is nothing to reverse.
    fn is_moot(&self, part: &Edit) -> bool {
        let is_gone = |id: &StepId| self.map.step(id).is_none();
        match part {
            Edit::RemoveStep { step } | Edit::ChangeStep { step, .. } | Edit::MoveStep { step, .. } => is_gone(step),
            Edit::Disconnect { from, to } => !self.has_flow(from, to),
            Edit::Connect { from, to } => self.has_flow(from, to),
            Edit::SetRework { from, to, share: None, .. } => is_gone(from) || is_gone(to),
            Edit::RemoveIdea { idea } | Edit::ChangeIdea { idea, .. } | Edit::VoteIdea { idea, .. } => {
                !self.map.ideas.contains_key(idea)
            }
            _ => false,
        }
    }

    fn has_flow(&self, from: &StepId, to: &StepId) -> bool {
        self.map.flows.contains(&Flow { from: from.clone(), to: to.clone() })
    }

    /// What others have changed since and this would change back, and who they are.
    fn conflict(&self, part: &Edit) -> Option<(EditTarget, Option<String>)> {
        let calendar = EditTarget::Map("clock".to_owned());
        if conflicts::sets_times(part)
            && let Some(by) = self.theirs.get(&calendar)
        {
            // The times were entered in a different working calendar.
            return Some((calendar, Some(by.clone())));
        }
        let changed = conflicts::targets(part).into_iter().find_map(|target| {
            let by = self.changed_by(&target)?;
            Some((target, Some(by)))
        });
        changed.or_else(|| match part {
            Edit::RemoveStep { .. } => self.lost_to(&apply(&self.map, part).ok()?),
            _ => None,
        })
    }

    /// Who has changed this since.
    fn changed_by(&self, target: &EditTarget) -> Option<String> {
        let same = self.theirs.get(target);
        same.or_else(|| self.theirs.iter().find(|(other, _)| other.overlaps(target)).map(|(_, by)| by)).cloned()
    }

    /// Something that this would remove along with what it reverses, and that isn't the actor's: an idea of someone else
    /// pinned to a step, or a rework arrow whose path would be cut.
    fn lost_to(&self, applied: &Applied) -> Option<(EditTarget, Option<String>)> {
        let ideas = self.map.ideas.keys().filter(|id| !applied.map.ideas.contains_key(*id));
        let idea = ideas.map(|id| EditTarget::Idea(id.clone())).find_map(|idea| {
            let by = self.changed_by(&idea)?;
            Some((idea, Some(by)))
        });
        idea.or_else(|| {
            applied.dropped.iter().find_map(|arrow| {
                let target = EditTarget::Rework(arrow.from.clone(), arrow.to.clone());
                let has_ends = applied.map.step(&arrow.from).is_some() && applied.map.step(&arrow.to).is_some();
                let by = self.changed_by(&target);
                (by.is_some() || has_ends).then_some((target, by))
            })
        })
    }
}

/// Whose edits an entry undid, up to which revision.
fn undone_actor(entry: &LogEntry) -> Option<(String, u64)> {
    let (actor, revision) = entry.edit_id.strip_prefix(UNDO_ALL)?.rsplit_once(':')?;
    Some((actor.to_owned(), revision.parse().ok()?))
}

/// The parts of an edit that can be applied one without the other: fields one by one, except for times of which any two
/// give the third.
fn parts_of(edit: Edit) -> Vec<Edit> {
    match edit {
        Edit::Batch { edits } => edits.into_iter().flat_map(parts_of).collect(),
        Edit::ChangeStep { step, set, was } if !set.contains_key("lead") => set
            .into_iter()
            .map(|(field, value)| {
                let was = was.as_ref().and_then(|was| Some([(field.clone(), was.get(&field)?.clone())]));
                let set = [(field, value)].into_iter().collect();
                Edit::ChangeStep { step: step.clone(), set, was: was.map(|was| was.into_iter().collect()) }
            })
            .collect(),
        Edit::ChangeMap { set, was } => set
            .into_iter()
            .map(|(field, value)| {
                let was = was.as_ref().and_then(|was| Some([(field.clone(), was.get(&field)?.clone())]));
                let set = [(field, value)].into_iter().collect();
                Edit::ChangeMap { set, was: was.map(|was| was.into_iter().collect()) }
            })
            .collect(),
        other => vec![other],
    }
}
