//! Undo and redo, per actor. What can be undone is read from the log, so undo works across page reloads.
//!
//! An undo is the inverse of an edit, sent as a new edit with the id `undo:<revision>`, where `<revision>` is the edit
//! that it undoes. A redo is the inverse of an undo, with the id `redo:<revision>` of that undo. So each is applied
//! only once, however often it is requested, and the log alone shows what has been undone.

use std::collections::HashSet;
use std::sync::Arc;

use crate::live::edit_request::{EditError, EditRequest, SavedEdit};
use crate::live::history::entries;
use crate::live::hub::Hub;
use crate::live::map_handle::MapHandle;
use crate::live::snapshot::Snapshot;
use crate::live::writing::conflicts::{self, CHANGED_SINCE, EditTarget};
use crate::storage::{Actor, ActorKind, LogEntry, RecordedAnswer};
use vsm::ValidationError;
use vsm::edit::{Edit, Overwritten};

/// The number of log entries read at a time.
const ENTRIES: u32 = 100;
/// The prefix of undo ids.
pub(super) const UNDO: &str = "undo:";
/// The prefix of redo ids.
pub(super) const REDO: &str = "redo:";
/// The prefix of the ids of edits that undo everything by one actor.
pub(super) const UNDO_ALL: &str = "undo-by:";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Undo,
    Redo,
}

/// The log entries that an actor can undo and redo.
#[derive(Debug, Clone, Default)]
pub struct Undoable {
    pub undo: Option<LogEntry>,
    /// The undo that a redo would reverse.
    pub redo: Option<LogEntry>,
}

impl Direction {
    fn prefix(self) -> &'static str {
        match self {
            Direction::Undo => UNDO,
            Direction::Redo => REDO,
        }
    }
}

impl Hub {
    /// Returns whether an id belongs to an undo or redo. Clients must not send such ids for their own edits.
    pub fn is_undo_id(id: &str) -> bool {
        [UNDO, REDO, UNDO_ALL].iter().any(|prefix| id.starts_with(prefix))
    }
}

impl MapHandle {
    /// What this actor can undo and redo.
    pub async fn undoable(&self) -> Result<Undoable, EditError> {
        self.find(UndoTarget::Newest).await
    }

    /// The actor's newest undoable edit before a revision, as an alternative to one that someone has since changed.
    pub async fn undoable_before(&self, revision: u64) -> Result<Option<LogEntry>, EditError> {
        Ok(self.find(UndoTarget::Before(revision)).await?.undo)
    }

    async fn find(&self, target: UndoTarget) -> Result<Undoable, EditError> {
        let mut candidates = UndoCandidates { target, ..UndoCandidates::default() };
        let mut before = u64::MAX;
        let Actor { id: actor, workspace, .. } = &self.actor;
        loop {
            let entries = self.readable(self.storage().log_of((workspace, &self.id), actor, before, ENTRIES).await)?;
            let Some(oldest) = entries.last() else { return Ok(candidates.undoable) };
            before = oldest.revision;
            if entries.into_iter().any(|entry| candidates.add(entry)) {
                return Ok(candidates.undoable);
            }
        }
    }

    /// Undoes this actor's last edit that isn't undone yet, or redoes their last undo. `of` selects a specific
    /// revision; repeating such a request gives the same answer. `None` if there is nothing to undo or redo.
    pub async fn undo_or_redo(
        &self,
        direction: Direction,
        of: Option<u64>,
        if_match: Option<u64>,
    ) -> Result<Option<SavedEdit>, EditError> {
        if let Some(of) = of
            && let Some(saved) = self.repeated(direction, of).await?
        {
            return Ok(Some(saved));
        }
        let Undoable { undo, redo } = self.find(of.map_or(UndoTarget::Newest, UndoTarget::Exactly)).await?;
        let entry = match direction {
            Direction::Undo => undo,
            Direction::Redo => redo.filter(|entry| of.is_none_or(|of| of == entry.revision)),
        };
        let Some(entry) = entry else { return Ok(None) };
        self.reverse(direction, &entry, if_match).await
    }

    /// Undoes a guest's edit at a revision, as a member's edit. `None` if a guest didn't make the edit or it is already
    /// undone.
    pub async fn undo_guest_edit(&self, revision: u64) -> Result<Option<SavedEdit>, EditError> {
        let Some(mut entry) = self.log_entry(revision).await? else { return Ok(None) };
        if self.readable(self.hub.actor(&self.actor.workspace, &entry.actor).await)?.kind != ActorKind::Guest {
            return Ok(None);
        }
        // If the edit was undone and redone, undo the redo.
        while let Some(undone) = self.reversed_at(UNDO, entry.revision).await? {
            let Some(redone) = self.reversed_at(REDO, undone).await? else { return Ok(None) };
            let Some(redo) = self.log_entry(redone).await? else { return Ok(None) };
            entry = redo;
        }
        self.reverse(Direction::Undo, &entry, None).await
    }

    /// The revision that undid or redid another one; `None` if there is none.
    async fn reversed_at(&self, prefix: &str, of: u64) -> Result<Option<u64>, EditError> {
        let answer = self.recorded_answer(&format!("{prefix}{of}")).await?;
        Ok(answer.map(|answer| answer.revision).filter(|revision| *revision > of))
    }

    async fn recorded_answer(&self, edit_id: &str) -> Result<Option<RecordedAnswer>, EditError> {
        self.readable(self.storage().recorded_answer(&self.actor.workspace, &self.id, edit_id).await)
    }

    async fn log_entry(&self, revision: u64) -> Result<Option<LogEntry>, EditError> {
        let entries = self.log(&self.actor.workspace, revision.saturating_add(1), 1).await?;
        Ok(entries.into_iter().find(|entry| entry.revision == revision))
    }

    async fn log(&self, workspace: &str, before: u64, limit: u32) -> Result<Vec<LogEntry>, EditError> {
        self.readable(self.storage().log(workspace, &self.id, before, limit).await)
    }

    /// Applies the inverse of a log entry.
    async fn reverse(
        &self,
        direction: Direction,
        entry: &LogEntry,
        if_match: Option<u64>,
    ) -> Result<Option<SavedEdit>, EditError> {
        let Some(edit) = inverse(entry) else { return Ok(None) };
        let now = self.snapshot().await?;
        if entry.revision > now.revision {
            // Another process made the edit and this one hasn't caught up yet; it will in a moment.
            return Err(EditError::NotSaved);
        }
        // The writer checks for later changes, because concurrent edits could slip in after a check made here.
        let then = self.readable(self.reconstruct(&now, entry.revision).await)?;
        let edit_id = format!("{}{}", direction.prefix(), entry.revision);
        let request = EditRequest { edit_id, edit: edit.clone(), if_match };
        match self.send_edit(request, Some(entries::reversal_of(entry)), Some(Arc::clone(&then.map))).await {
            Err(EditError::Rejected(reason)) if reason.code == CHANGED_SINCE => {
                let reason = self.explain_conflict(&edit, &then).await?.unwrap_or(reason);
                Err(EditError::ChangedSince { of: entry.revision, why: reason })
            }
            result => result.map(Some),
        }
    }

    /// The answer to an undo or redo that this actor has already made.
    async fn repeated(&self, direction: Direction, of: u64) -> Result<Option<SavedEdit>, EditError> {
        let Some(answer) = self.recorded_answer(&format!("{}{of}", direction.prefix())).await? else { return Ok(None) };
        let entry = self.log_entry(answer.revision).await?;
        if entry.is_none_or(|entry| entry.actor != self.actor.id) {
            return Ok(None);
        }
        let snapshot = self.snapshot().await?;
        let (dropped, overwritten) = (Vec::new(), Vec::new());
        Ok(Some(SavedEdit { revision: answer.revision, snapshot, dropped, overwritten, repeated: true }))
    }

    /// Explains who has since changed what `edit` would undo; `then` is the map after the edit to be undone.
    async fn explain_conflict(&self, edit: &Edit, then: &Arc<Snapshot>) -> Result<Option<ValidationError>, EditError> {
        let now = self.snapshot().await?;
        let Some(target) = conflicts::find(edit, &then.map, &now.map) else { return Ok(None) };
        let entries = self.log(&then.workspace, u64::MAX, ENTRIES).await?;
        let mut since = entries.iter().take_while(|entry| entry.revision > then.revision);
        let author = match since.find(|entry| inverse(entry).is_some_and(|edit| target.is_changed_by(&edit))) {
            Some(entry) => Some(self.readable(self.hub.actor(&then.workspace, &entry.actor).await)?),
            None => None,
        };
        let (who, have, possessive) = match &author {
            // Someone who works alone is the same person in every browser.
            Some(author) if author.id == self.actor.id || author.is_you() => ("You", "have", "that"),
            Some(author) if !author.is_anonymous() => (author.name.as_str(), "has", "their"),
            _ => ("Someone else", "has", "their"),
        };
        let what = target.describe(&then.map, &now.map);
        let sentence =
            format!("{who} {have} changed {what} since then. Undoing this would undo {possessive} change too.");
        Ok(Some(ValidationError::new(CHANGED_SINCE, sentence)))
    }

    /// The authors of the values that the edit of this revision replaced; `None` for a value not found in the most
    /// recent edits before it.
    pub async fn authors_of(&self, values: &[Overwritten], revision: u64) -> Result<Vec<Option<Actor>>, EditError> {
        let snapshot = self.readable(self.hub.snapshot_including_trashed(&self.id).await)?;
        let Some(snapshot) = snapshot else { return Ok(Vec::new()) };
        let entries = self.log(&snapshot.workspace, revision, ENTRIES).await?;
        let edits: Vec<(&LogEntry, Edit)> = entries.iter().filter_map(|entry| Some((entry, inverse(entry)?))).collect();
        let mut authors = Vec::with_capacity(values.len());
        for target in values.iter().map(EditTarget::from) {
            authors.push(match edits.iter().find(|(_, edit)| target.is_changed_by(edit)) {
                Some((entry, _)) => Some(self.readable(self.hub.actor(&snapshot.workspace, &entry.actor).await)?),
                None => None,
            });
        }
        Ok(authors)
    }
}

/// Which edit to undo.
#[derive(Default)]
enum UndoTarget {
    #[default]
    Newest,
    Exactly(u64),
    Before(u64),
}

impl UndoTarget {
    fn matches(&self, revision: u64) -> bool {
        match self {
            UndoTarget::Newest => true,
            UndoTarget::Exactly(this) => revision == *this,
            UndoTarget::Before(this) => revision < *this,
        }
    }

    /// Returns whether no revision from this one backwards can match.
    fn is_before(&self, revision: u64) -> bool {
        matches!(self, UndoTarget::Exactly(this) if revision < *this)
    }
}

/// The result of scanning an actor's log entries, newest first.
#[derive(Default)]
struct UndoCandidates {
    target: UndoTarget,
    /// Revisions that have been undone. If redone, the redo can be undone instead.
    undone: HashSet<u64>,
    /// Undos that have been redone.
    redone: HashSet<u64>,
    /// A newer edit was found, so earlier undos can't be redone.
    no_redo: bool,
    undoable: Undoable,
}

impl UndoCandidates {
    /// Considers the next older entry. Returns true if nothing more can be found.
    fn add(&mut self, entry: LogEntry) -> bool {
        if let Some(of) = reversed_revision(&entry, UNDO) {
            // Redone or not, the edit itself can't be undone again; its redo can.
            self.undone.insert(of);
            if !self.redone.contains(&entry.revision) && !self.no_redo && self.undoable.redo.is_none() {
                self.undoable.redo = Some(entry);
            }
            return false;
        }
        if let Some(of) = reversed_revision(&entry, REDO) {
            self.redone.insert(of);
        } else if inverse(&entry).is_some() {
            // A new edit, undone or not, makes earlier undos impossible to redo; a redo doesn't.
            self.no_redo = true;
        }
        let revision = entry.revision;
        let is_undoable =
            !self.undone.contains(&revision) && self.target.matches(revision) && inverse(&entry).is_some();
        if is_undoable && self.undoable.undo.is_none() {
            self.undoable.undo = Some(entry);
        }
        let has_undo = self.undoable.undo.is_some() || self.target.is_before(revision);
        has_undo && (self.no_redo || self.undoable.redo.is_some())
    }
}

/// The revision that an entry reverses, if it is an undo or redo.
pub(super) fn reversed_revision(entry: &LogEntry, prefix: &str) -> Option<u64> {
    entry.edit_id.strip_prefix(prefix)?.parse().ok()
}

/// The edit that reverses an entry. `None` if the entry didn't edit the map's content (creating the map, the trash) or
/// changed nothing.
pub(super) fn inverse(entry: &LogEntry) -> Option<Edit> {
    let edit = serde_json::from_str(entry.inverse.as_deref()?).ok()?;
    (!matches!(&edit, Edit::Batch { edits } if edits.is_empty())).then_some(edit)
}
