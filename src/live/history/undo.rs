//! Undo and redo, each actor their own, across reloads: what can be undone is read from the log.
//!
//! An undo is the inverse of an edit, sent as a new edit with the id `undo:<revision>` of the edit that it undoes. A redo is
//! the inverse of an undo, with the id `redo:<revision>` of that undo. So each is made once however often it is requested,
//! and the log alone says what has been undone.

use std::collections::HashSet;
use std::sync::Arc;

use crate::live::edit_request::{EditError, EditRequest, SavedEdit};
use crate::live::history::entries;
use crate::live::hub::Hub;
use crate::live::map_handle::MapHandle;
use crate::live::snapshot::Snapshot;
use crate::live::writing::conflicts;
use crate::live::writing::conflicts::{CHANGED_SINCE, EditTarget};
use crate::storage::{Actor, ActorKind, LogEntry, RecordedAnswer};
use vsm::ValidationError;
use vsm::edit::{Edit, Overwritten};

/// How many entries of the log are read at once.
const ENTRIES: u32 = 100;
/// Who changed it since, where it is the one who asks.
const YOU: &str = "You";
/// How the ids of undos begin.
const UNDO: &str = "undo:";
/// How the ids of redos begin.
const REDO: &str = "redo:";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Undo,
    Redo,
}

/// What an actor can undo and redo: entries of the log.
#[derive(Debug, Clone, Default)]
pub struct Undoable {
    pub undo: Option<LogEntry>,
    /// The undo that redo would reverse.
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
    /// Does this id belong to an undo or a redo? Nobody else may send such an id.
    #[must_use]
    pub fn is_undo_id(id: &str) -> bool {
        id.starts_with(UNDO) || id.starts_with(REDO)
    }
}

impl MapHandle {
    /// What this actor can undo and redo.
    pub async fn undoable(&self) -> Result<Undoable, EditError> {
        self.find(UndoTarget::Newest).await
    }

    /// What this actor can undo instead of an edit that someone has changed since: their newest one before it.
    pub async fn undoable_before(&self, revision: u64) -> Result<Option<LogEntry>, EditError> {
        Ok(self.find(UndoTarget::Before(revision)).await?.undo)
    }

    async fn find(&self, target: UndoTarget) -> Result<Undoable, EditError> {
        let mut candidates = UndoCandidates { target, ..UndoCandidates::default() };
        let mut before = u64::MAX;
        let Actor { id: actor, workspace, .. } = self.actor();
        loop {
            let entries = self.storage().log_of((workspace, self.id()), actor, before, ENTRIES).await;
            let entries = entries.map_err(|error| self.unreadable(&error))?;
            let Some(oldest) = entries.last() else { return Ok(candidates.undoable) };
            before = oldest.revision;
            if entries.into_iter().any(|entry| candidates.add(entry)) {
                return Ok(candidates.undoable);
            }
        }
    }

    /// Undoes this actor's last edit that is not undone yet, or redoes what they undid last. `of` names the revision to
    /// undo, the last one or not: asked again, the answer is the same. `None` when there is nothing to do.
    pub async fn undo_or_redo(
        &self,
        direction: Direction,
        of: Option<u64>,
        if_match: Option<u64>,
    ) -> Result<Option<SavedEdit>, EditError> {
        if let Some(of) = of
            && let Some(done) = self.repeated(direction, of).await?
        {
            return Ok(Some(done));
        }
        let Undoable { undo, redo } = self.find(of.map_or(UndoTarget::Newest, UndoTarget::This)).await?;
        let entry = match direction {
            Direction::Undo => undo,
            Direction::Redo => redo.filter(|entry| of.is_none_or(|of| of == entry.revision)),
        };
        let Some(entry) = entry else { return Ok(None) };
        self.reverse(direction, &entry, if_match).await
    }

    /// Undoes what a guest did at a revision, as a member's edit. `None` when it was no guest, or there is nothing to undo.
    pub async fn undo_guest_edit(&self, revision: u64) -> Result<Option<SavedEdit>, EditError> {
        let Some(mut entry) = self.log_entry(revision).await? else { return Ok(None) };
        let author = self.hub().actor(&self.actor().workspace, &entry.actor).await;
        if author.map_err(|error| self.unreadable(&error))?.kind != ActorKind::Guest {
            return Ok(None);
        }
        // Where it was undone and redone, the redo is undone.
        while let Some(undone) = self.reversed_at(UNDO, entry.revision).await? {
            let Some(redone) = self.reversed_at(REDO, undone).await? else { return Ok(None) };
            let Some(redo) = self.log_entry(redone).await? else { return Ok(None) };
            entry = redo;
        }
        self.reverse(Direction::Undo, &entry, None).await
    }

    /// The revision that undid or redid another one; `None` when nobody has.
    async fn reversed_at(&self, prefix: &str, of: u64) -> Result<Option<u64>, EditError> {
        let answer = self.recorded_answer(&format!("{prefix}{of}")).await?;
        Ok(answer.map(|answer| answer.revision).filter(|revision| *revision > of))
    }

    async fn recorded_answer(&self, edit_id: &str) -> Result<Option<RecordedAnswer>, EditError> {
        let answer = self.storage().recorded_answer(&self.actor().workspace, self.id(), edit_id).await;
        answer.map_err(|error| self.unreadable(&error))
    }

    async fn log_entry(&self, revision: u64) -> Result<Option<LogEntry>, EditError> {
        let entries = self.log(&self.actor().workspace, revision.saturating_add(1), 1).await?;
        Ok(entries.into_iter().find(|entry| entry.revision == revision))
    }

    async fn log(&self, workspace: &str, before: u64, limit: u32) -> Result<Vec<LogEntry>, EditError> {
        let entries = self.storage().log(workspace, self.id(), before, limit).await;
        entries.map_err(|error| self.unreadable(&error))
    }

    /// Makes the inverse of an entry of the log.
    async fn reverse(
        &self,
        direction: Direction,
        entry: &LogEntry,
        if_match: Option<u64>,
    ) -> Result<Option<SavedEdit>, EditError> {
        let Some(edit) = inverse(entry) else { return Ok(None) };
        let now = self.snapshot().await?;
        if entry.revision > now.revision {
            // Another process has made it, and this one has not seen it yet; it will in a moment.
            return Err(EditError::NotSaved);
        }
        // The writer checks whether anyone has changed it since: concurrent edits come before that check or after it.
        let then = self.walk_back(&now, entry.revision).await.map_err(|error| self.edit_error(error))?;
        let edit_id = format!("{}{}", direction.prefix(), entry.revision);
        let request = EditRequest { edit_id, edit: edit.clone(), if_match };
        let description = entries::reversal_of(entry);
        match self.edit_as_undo(request, description, Arc::clone(&then.map)).await {
            Err(EditError::Refused(reason)) if reason.code == CHANGED_SINCE => {
                let reason = self.explain_conflict(&edit, &then).await?.unwrap_or(reason);
                Err(EditError::ChangedSince { of: entry.revision, why: reason })
            }
            done => done.map(Some),
        }
    }

    /// The answer to an undo or redo that this actor has made before.
    async fn repeated(&self, direction: Direction, of: u64) -> Result<Option<SavedEdit>, EditError> {
        let Some(answer) = self.recorded_answer(&format!("{}{of}", direction.prefix())).await? else { return Ok(None) };
        let entry = self.log_entry(answer.revision).await?;
        if entry.is_none_or(|entry| entry.actor != self.actor().id) {
            return Ok(None);
        }
        let snapshot = self.snapshot().await?;
        let (dropped, overwritten) = (Vec::new(), Vec::new());
        Ok(Some(SavedEdit { revision: answer.revision, snapshot, dropped, overwritten, repeated: true }))
    }

    /// Says who has changed what `edit` would undo since the map was as in `then`.
    async fn explain_conflict(&self, edit: &Edit, then: &Arc<Snapshot>) -> Result<Option<ValidationError>, EditError> {
        let now = self.snapshot().await?;
        let Some(target) = conflicts::find(edit, &then.map, &now.map) else { return Ok(None) };
        let entries = self.log(&then.workspace, u64::MAX, ENTRIES).await?;
        let mut since = entries.iter().take_while(|entry| entry.revision > then.revision);
        let who = match since.find(|entry| inverse(entry).is_some_and(|edit| target.is_changed_by(&edit))) {
            Some(entry) if entry.actor == self.actor().id => YOU.to_owned(),
            Some(entry) => {
                let actor = self.hub().actor(&then.workspace, &entry.actor).await;
                actor.map_err(|error| self.unreadable(&error))?.name
            }
            None => String::new(),
        };
        let (who, have, whose) = match who.as_str() {
            "" => ("Someone else", "has", "their"),
            YOU => (YOU, "have", "that"),
            name => (name, "has", "their"),
        };
        let what = target.describe(&then.map, &now.map);
        let sentence = format!("{who} {have} changed {what} since then. Undoing this would undo {whose} change too.");
        Ok(Some(ValidationError::new(CHANGED_SINCE, sentence)))
    }

    /// Who wrote the values that the edit of this revision replaced; `None` for one not found among the edits shortly
    /// before it.
    pub async fn authors_of(&self, values: &[Overwritten], revision: u64) -> Result<Vec<Option<Actor>>, EditError> {
        let workspace = match self.hub().snapshot_including_trashed(self.id()).await {
            Ok(Some(snapshot)) => Arc::clone(&snapshot.workspace),
            Ok(None) => return Ok(Vec::new()),
            Err(error) => return Err(self.unreadable(&error)),
        };
        let entries = self.log(&workspace, revision, ENTRIES).await?;
        let edits: Vec<(&LogEntry, Edit)> = entries.iter().filter_map(|entry| Some((entry, inverse(entry)?))).collect();
        let mut authors = Vec::with_capacity(values.len());
        for target in values.iter().map(EditTarget::from) {
            authors.push(match edits.iter().find(|(_, edit)| target.is_changed_by(edit)) {
                Some((entry, _)) => {
                    let actor = self.hub().actor(&workspace, &entry.actor).await;
                    Some(actor.map_err(|error| self.unreadable(&error))?)
                }
                None => None,
            });
        }
        Ok(authors)
    }
}

/// Which edit is to be undone.
#[derive(Default)]
enum UndoTarget {
    #[default]
    Newest,
    This(u64),
    Before(u64),
}

impl UndoTarget {
    fn matches(&self, revision: u64) -> bool {
        match self {
            UndoTarget::Newest => true,
            UndoTarget::This(this) => revision == *this,
            UndoTarget::Before(this) => revision < *this,
        }
    }

    /// Can nothing match from this revision backwards?
    fn is_before(&self, revision: u64) -> bool {
        matches!(self, UndoTarget::This(this) if revision < *this)
    }
}

/// What has been found in an actor's log entries, newest first.
#[derive(Default)]
struct UndoCandidates {
    target: UndoTarget,
    /// Revisions that have been undone; a redo stands in for them.
    undone: HashSet<u64>,
    /// Undos that have been redone.
    redone: HashSet<u64>,
    /// A newer edit ends what could be redone before it.
    no_redo: bool,
    undoable: Undoable,
}

impl UndoCandidates {
    /// Considers the next older entry; true when nothing more can be found.
    fn add(&mut self, entry: LogEntry) -> bool {
        if let Some(of) = reversed_revision(&entry, UNDO) {
            // Redone or not, the edit itself can't be undone: its redo can.
            self.undone.insert(of);
            if !self.redone.contains(&entry.revision) && !self.no_redo && self.undoable.redo.is_none() {
                self.undoable.redo = Some(entry);
            }
            return false;
        }
        if let Some(of) = reversed_revision(&entry, REDO) {
            self.redone.insert(of);
        } else if inverse(&entry).is_some() {
            // A new edit ends what could be redone before it, undone itself or not; a redo does not.
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
fn reversed_revision(entry: &LogEntry, prefix: &str) -> Option<u64> {
    entry.edit_id.strip_prefix(prefix)?.parse().ok()
}

/// The edit that reverses an entry; `None` for what does not edit the map's content (creating it, the trash), and for one
/// that changed nothing.
fn inverse(entry: &LogEntry) -> Option<Edit> {
    let edit = serde_json::from_str(entry.inverse.as_deref()?).ok()?;
    (!matches!(&edit, Edit::Batch { edits } if edits.is_empty())).then_some(edit)
}
