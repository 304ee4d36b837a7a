//! The jobs for one map in one commit: edits applied one after another in memory, before anything is written or shown.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde_json::json;

use crate::live::edit_request::{EditError, SideEffects};
use crate::live::open_maps::OpenMapGuard;
use crate::live::recent_edits::AppliedEdit;
use crate::live::writing::commands::{Command, Job, PendingEdit};
use crate::live::writing::conflicts::{self, CHANGED_SINCE};
use crate::storage::{LogEntry, MapChange, StoredMap};
use vsm::edit::describe::describe_edit;
use vsm::text::{count, quote};
use vsm::{Map, ValidationError, edit, file};

/// The result of one job.
#[derive(Debug, Clone)]
pub(crate) enum EditOutcome {
    /// Applied; final once the commit is durable.
    Applied(AppliedEdit),
    /// A retry of an earlier edit.
    Repeated(AppliedEdit),
    Failed(EditError),
}

/// One map's part of a commit.
#[derive(Debug)]
pub(crate) struct CommitBatch {
    pub(crate) workspace: Arc<str>,
    pub(crate) id: String,
    /// The open map; `None` for one that is being created.
    pub(crate) guard: Option<OpenMapGuard>,
    /// The indices of this map's jobs in order of arrival.
    pub(crate) jobs: Vec<usize>,
    /// The results of jobs that are waiting for the commit.
    pub(crate) outcomes: Vec<(usize, EditOutcome)>,
    /// The written state, once there is one.
    pub(crate) written: Option<Arc<StoredMap>>,
    /// The state that the batch starts from.
    pub(crate) base: Option<Arc<StoredMap>>,
    map: Arc<Map>,
    trashed_at_ms: Option<i64>,
    revision: u64,
    lines: Vec<LogEntry>,
    applied: HashMap<String, AppliedEdit>,
    author: Author,
}

/// Who made the edits of a batch.
#[derive(Debug, Default)]
enum Author {
    #[default]
    NoOne,
    One(String),
    Several,
}

impl Author {
    fn add(&mut self, actor: &str) {
        match self {
            Author::NoOne => *self = Author::One(actor.to_owned()),
            Author::One(one) if one == actor => {}
            Author::One(_) | Author::Several => *self = Author::Several,
        }
    }
}

impl CommitBatch {
    /// A batch for an open map or for one that is being created.
    pub(crate) fn new(workspace: &Arc<str>, id: &str, guard: Option<OpenMapGuard>) -> CommitBatch {
        let base = guard.as_ref().map(|guard| Arc::clone(&guard.snapshot().stored));
        let workspace = base.as_ref().map_or(workspace, |base| &base.workspace);
        let mut batch = CommitBatch {
            workspace: Arc::clone(workspace),
            id: id.to_owned(),
            guard,
            jobs: Vec::new(),
            outcomes: Vec::new(),
            written: None,
            base: None,
            map: Arc::new(Map::new("")),
            trashed_at_ms: None,
            revision: 0,
            lines: Vec::new(),
            applied: HashMap::new(),
            author: Author::NoOne,
        };
        batch.start_from(base);
        batch
    }

    /// Discards all applied edits and restarts from this state.
    pub(crate) fn start_from(&mut self, base: Option<Arc<StoredMap>>) {
        if let Some(base) = &base {
            self.map = Arc::clone(&base.map);
            self.trashed_at_ms = base.trashed_at_ms;
            self.revision = base.revision;
        }
        self.base = base;
        self.lines.clear();
        self.applied.clear();
        self.author = Author::NoOne;
        self.outcomes.clear();
    }

    /// Returns whether there is nothing to write (yet).
    pub(crate) fn is_clean(&self) -> bool {
        self.lines.is_empty()
    }

    /// Takes the change to be written and leaves the batch clean.
    pub(crate) fn take_change(&mut self) -> MapChange {
        MapChange {
            old: self.base.clone(),
            workspace: Arc::clone(&self.workspace),
            id: self.id.clone(),
            map: Arc::clone(&self.map),
            trashed_at_ms: self.trashed_at_ms,
            lines: std::mem::take(&mut self.lines),
        }
    }

    /// The revision that the batch starts from and the actor who made all of its edits, if it was a single actor.
    pub(crate) fn author(&self) -> Option<(u64, String)> {
        match &self.author {
            Author::One(actor) => Some((self.base.as_ref()?.revision, actor.clone())),
            Author::NoOne | Author::Several => None,
        }
    }

    /// Applies a job on top of the previous ones.
    pub(crate) fn apply(&mut self, job: &Job, now_ms: i64) -> EditOutcome {
        match &job.command {
            Command::Create(map) => {
                self.map = Arc::clone(map);
                let edit = json!({ "type": "create_map", "map": file::write(map) }).to_string();
                let steps = count(map.steps.len(), "step", "steps");
                let sentence = Some(format!("created the map {} with {steps}", quote(&map.name)));
                self.log(job, now_ms, LogEntry { edit, sentence, ..LogEntry::default() }, &SideEffects::default())
            }
            Command::Edit(pending) => self.edit(job, pending, now_ms),
            Command::Trash if self.base.is_some() && self.trashed_at_ms.is_none() => {
                self.trashed_at_ms = Some(now_ms);
                self.log_plain(job, now_ms, ["bin_map", "bring_back_map"], "moved the map to trash")
            }
            Command::Restore if self.trashed_at_ms.is_some() => {
                self.trashed_at_ms = None;
                self.log_plain(job, now_ms, ["bring_back_map", "bin_map"], "restored the map from trash")
            }
            Command::Trash | Command::Restore => EditOutcome::Failed(EditError::NotFound),
        }
    }

    fn edit(&mut self, job: &Job, pending: &PendingEdit, now_ms: i64) -> EditOutcome {
        // Checked first: a retry of an edit made before the map was trashed still gets its answer.
        if let Some(applied) = self.find_repeated(&job.edit_id) {
            let same = *applied.sent == *pending.sent;
            return if same { EditOutcome::Repeated(applied) } else { EditOutcome::Failed(EditError::Conflict) };
        }
        if self.base.is_none() || self.trashed_at_ms.is_some() {
            return EditOutcome::Failed(EditError::NotFound);
        }
        if pending.if_match.is_some_and(|revision| revision != self.revision) {
            return EditOutcome::Failed(EditError::Stale { revision: self.revision });
        }
        if let Some(then) = &pending.then
            && !Arc::ptr_eq(then, &self.map)
            && conflicts::find(&pending.edit, then, &self.map).is_some()
        {
            let sentence = "Someone else has changed this since then. Undoing this would undo their change too.";
            return EditOutcome::Failed(EditError::Rejected(ValidationError::new(CHANGED_SINCE, sentence)));
        }
        // A bug in applying an edit must not stop the writer. A panic leaves nothing half done, because the map is only
        // read.
        match catch_unwind(AssertUnwindSafe(|| edit::apply(&self.map, &pending.edit))) {
            Err(_) => {
                tracing::error!(map = self.id, edit = pending.text, "applying an edit panicked; the edit was rejected");
                EditOutcome::Failed(EditError::NotSaved)
            }
            Ok(Err(error)) => EditOutcome::Failed(EditError::Rejected(error)),
            Ok(Ok(applied)) => {
                // A panic while describing the edit must not lose it.
                let describe = || describe_edit(&self.map, &pending.edit, &applied.map);
                let sentence = pending.description.clone().or_else(|| catch_unwind(AssertUnwindSafe(describe)).ok());
                self.map = Arc::new(applied.map);
                let side_effects = SideEffects { dropped: applied.dropped, overwritten: applied.overwritten };
                // Edits consist of text and numbers, which can always be serialized.
                let inverse = serde_json::to_string(&applied.inverse).ok();
                let (edit, sent) = (pending.text.clone(), pending.sent.clone());
                self.log(job, now_ms, LogEntry { sent, edit, inverse, sentence, ..LogEntry::default() }, &side_effects)
            }
        }
    }

    fn find_repeated(&self, edit_id: &str) -> Option<AppliedEdit> {
        let recent = || self.guard.as_ref().and_then(|guard| guard.recent().get(edit_id).cloned());
        self.applied.get(edit_id).cloned().or_else(recent)
    }

    fn log_plain(&mut self, job: &Job, now_ms: i64, [edit, inverse]: [&str; 2], sentence: &str) -> EditOutcome {
        let line = |name: &str| json!({ "type": name }).to_string();
        let (inverse, sentence) = (Some(line(inverse)), Some(sentence.to_owned()));
        let entry = LogEntry { edit: line(edit), inverse, sentence, ..LogEntry::default() };
        self.log(job, now_ms, entry, &SideEffects::default())
    }

    /// Logs an edit. Fills in the fields of its entry that are the same for all commands.
    fn log(&mut self, job: &Job, at_ms: i64, entry: LogEntry, side_effects: &SideEffects) -> EditOutcome {
        self.revision += 1;
        self.author.add(&job.actor);
        let answer = side_effects.to_json();
        let side_effects = answer.is_some().then(|| Arc::new(side_effects.clone()));
        let applied = AppliedEdit { sent: entry.sent.as_str().into(), revision: self.revision, side_effects };
        self.applied.insert(job.edit_id.clone(), applied.clone());
        let (edit_id, actor) = (job.edit_id.clone(), job.actor.clone());
        self.lines.push(LogEntry { revision: self.revision, edit_id, actor, at_ms, answer, ..entry });
        EditOutcome::Applied(applied)
    }
}
