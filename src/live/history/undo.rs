//! Undo and redo, each actor their own, across reloads: what can be taken back is read from the log.
//!
//! An undo is the inverse of an edit, sent as a new edit with the id `undo:<revision>` of the edit that it takes back. A redo
//! is the inverse of an undo, with the id `redo:<revision>` of that undo. So each is made once however often it is asked
//! for, and the log alone tells what has been taken back.

use std::collections::HashSet;
use std::sync::Arc;

use crate::live::history::conflicts;
use crate::live::history::conflicts::Place;
use crate::live::history::entries;
use crate::live::history::revisions::PastError;
use crate::live::hub::Hub;
use crate::live::snapshot::Snapshot;
use crate::live::writing::edit_request::{Done, EditError, EditRequest};
use crate::storage::{Actor, ActorKind, Line};
use vsm::ValidationError;
use vsm::edit::{Edit, Overwritten};

/// How many lines of the log are read at once.
const LINES: u32 = 100;
/// The code of a refusal to take back what somebody else has built on.
pub const BUILT_ON: &str = "built_on";
/// Who built on it, where it is the one who asks.
const YOU: &str = "You";
/// How the ids of undos begin.
const UNDO: &str = "undo:";
/// How the ids of redos begin.
const REDO: &str = "redo:";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    Undo,
    /// Do again what was taken back.
    Redo,
}

/// What an actor can take back, and what they can do again: lines of the log.
#[derive(Debug, Clone, Default)]
pub struct Undoable {
    /// The edit that undo would take back.
    pub undo: Option<Line>,
    /// The undo that redo would take back.
    pub redo: Option<Line>,
}

impl Back {
    fn prefix(self) -> &'static str {
        match self {
            Back::Undo => UNDO,
            Back::Redo => REDO,
        }
    }
}

impl Hub {
    /// Does this id belong to an undo or a redo? Nobody else may give such an id.
    #[must_use]
    pub fn is_undo_id(id: &str) -> bool {
        id.starts_with(UNDO) || id.starts_with(REDO)
    }

    /// What this actor can take back on a map, and do again.
    pub async fn undoable(&self, map_id: &str, actor: &Actor) -> Result<Undoable, EditError> {
        self.find(map_id, actor, Want::Newest).await
    }

    /// What this actor could take back instead of an edit that somebody has built on: their newest one before it.
    pub async fn undoable_before(&self, map_id: &str, actor: &Actor, revision: u64) -> Result<Option<Line>, EditError> {
        Ok(self.find(map_id, actor, Want::Before(revision)).await?.undo)
    }

    async fn find(&self, map_id: &str, actor: &Actor, want: Want) -> Result<Undoable, EditError> {
        let mut found = Found { want, ..Found::default() };
        let mut before = u64::MAX;
        let workspace = &*actor.workspace;
        loop {
            let lines =
                self.storage().log_of((workspace, map_id), &actor.id, before, LINES).await.map_err(unreadable)?;
            let Some(oldest) = lines.last() else { return Ok(found.undoable) };
            before = oldest.revision;
            if lines.into_iter().any(|line| found.look_at(line)) {
                return Ok(found.undoable);
            }
        }
    }

    /// Takes back this actor's last edit that is not taken back yet, or does again what they took back last. `of` names the
    /// revision that is to be taken back, the last one or not: asked for again, the answer is the same. `None` when there
    /// is nothing to do.
    pub async fn go_back(
        &self,
        back: Back,
        map_id: &str,
        actor: &Actor,
        of: Option<u64>,
        if_match: Option<u64>,
    ) -> Result<Option<Done>, EditError> {
        if let Some(of) = of
            && let Some(done) = self.gone_back(back, map_id, actor, of).await?
        {
            return Ok(Some(done));
        }
        let want = of.map_or(Want::Newest, Want::This);
        let Undoable { undo, redo } = self.find(map_id, actor, want).await?;
        let line = match back {
            Back::Undo => undo,
            Back::Redo => redo.filter(|line| of.is_none_or(|of| of == line.revision)),
        };
        let Some(line) = line else { return Ok(None) };
        self.take_back(back, map_id, &line, actor, if_match).await
    }

    /// Takes back what a guest did at a revision, in the name of a member. `None` when it was no guest, or there is nothing
    /// to take back.
    pub async fn take_back_of_guest(&self, map_id: &str, revision: u64, by: &Actor) -> Result<Option<Done>, EditError> {
        let Some(mut line) = self.line(by, map_id, revision).await? else { return Ok(None) };
        let actor = self.actor(&by.workspace, &line.actor).await.map_err(unreadable)?;
        if actor.kind != ActorKind::Guest {
            return Ok(None);
        }
        // Where it was taken back and done again, what did it again is taken back.
        while let Some(undone) = self.made(by, map_id, UNDO, line.revision).await? {
            let Some(redone) = self.made(by, map_id, REDO, undone).await? else { return Ok(None) };
            let Some(again) = self.line(by, map_id, redone).await? else { return Ok(None) };
            line = again;
        }
        self.take_back(Back::Undo, map_id, &line, by, None).await
    }

    /// The revision that took another one back; `None` when nobody has.
    async fn made(&self, by: &Actor, map_id: &str, way: &str, of: u64) -> Result<Option<u64>, EditError> {
        let id = format!("{way}{of}");
        let answered = self.storage().answered(&by.workspace, map_id, &id).await.map_err(unreadable)?;
        Ok(answered.map(|answered| answered.revision).filter(|revision| *revision > of))
    }

    /// The line of the log at a revision.
    async fn line(&self, by: &Actor, map_id: &str, revision: u64) -> Result<Option<Line>, EditError> {
        let before = revision.saturating_add(1);
        let lines = self.storage().log(&by.workspace, map_id, before, 1).await.map_err(unreadable)?;
        Ok(lines.into_iter().find(|line| line.revision == revision))
    }

    /// Takes back what a line of the log did.
    async fn take_back(
        &self,
        back: Back,
        map_id: &str,
        line: &Line,
        actor: &Actor,
        if_match: Option<u64>,
    ) -> Result<Option<Done>, EditError> {
        let Some(edit) = inverse(line) else { return Ok(None) };
        let now = self.snapshot(map_id).await.map_err(unreadable)?.ok_or(EditError::NotFound)?;
        if line.revision > now.revision {
            // Another process has made it, and this one has not seen it yet; it will in a moment.
            return Err(EditError::NotSaved);
        }
        // The writer looks whether anybody has built on it: whoever edits meanwhile does so before it or after it.
        let then = self.walk_back(&now, line.revision).await.map_err(of_the_past)?;
        let request = EditRequest {
            map_id: map_id.to_owned(),
            edit_id: format!("{}{}", back.prefix(), line.revision),
            edit: edit.clone(),
            actor: actor.clone(),
            if_match,
        };
        let sentence = entries::took_back_line(line);
        match self.edit_taking_back(request, sentence, Arc::clone(&then.map)).await {
            Err(EditError::Refused(why)) if why.code == BUILT_ON => {
                let why = self.who_built_on(&edit, &then, actor).await?.unwrap_or(why);
                Err(EditError::BuiltOn { of: line.revision, why })
            }
            done => done.map(Some),
        }
    }

    /// The answer to an undo or redo that has been made before by this actor.
    async fn gone_back(&self, back: Back, map_id: &str, actor: &Actor, of: u64) -> Result<Option<Done>, EditError> {
        let edit_id = format!("{}{of}", back.prefix());
        let Some(answered) = self.storage().answered(&actor.workspace, map_id, &edit_id).await.map_err(unreadable)?
        else {
            return Ok(None);
        };
        let lines = self.storage().log(&actor.workspace, map_id, answered.revision + 1, 1).await.map_err(unreadable)?;
        if lines.first().is_none_or(|line| line.actor != actor.id) {
            return Ok(None);
        }
        let snapshot = self.snapshot(map_id).await.map_err(unreadable)?.ok_or(EditError::NotFound)?;
        let (dropped, overwritten) = (Vec::new(), Vec::new());
        Ok(Some(Done { revision: answered.revision, snapshot, dropped, overwritten, repeated: true }))
    }

    /// Who has built on what `edit` would take back, which had left the map as it was `then`, in a sentence.
    async fn who_built_on(
        &self,
        edit: &Edit,
        then: &Arc<Snapshot>,
        actor: &Actor,
    ) -> Result<Option<ValidationError>, EditError> {
        let now = self.snapshot(&then.id).await.map_err(unreadable)?.ok_or(EditError::NotFound)?;
        let Some(place) = conflicts::place(edit, &then.map, &now.map) else { return Ok(None) };
        let lines = self.lines(&then.workspace, &then.id, u64::MAX).await?;
        let mut since = lines.iter().take_while(|line| line.revision > then.revision);
        let who = match since.find(|line| inverse(line).is_some_and(|edit| place.is_touched_by(&edit))) {
            Some(line) if line.actor == actor.id => YOU.to_owned(),
            Some(line) => self.actor(&then.workspace, &line.actor).await.map_err(unreadable)?.name,
            None => String::new(),
        };
        let (who, have, whose) = match who.as_str() {
            "" => ("Someone else", "has", "their"),
            YOU => (YOU, "have", "that"),
            name => (name, "has", "their"),
        };
        let what = place.told(&then.map, &now.map);
        let sentence = format!("{who} {have} changed {what} since then. Undoing this would undo {whose} change too.");
        Ok(Some(ValidationError::new(BUILT_ON, sentence)))
    }

    /// Who wrote the values that the edit of this revision has replaced, each `None` when it is not found among the edits
    /// shortly before it.
    pub async fn who_wrote(
        &self,
        map_id: &str,
        values: &[Overwritten],
        revision: u64,
    ) -> Result<Vec<Option<Actor>>, EditError> {
        let Some(workspace) = self.workspace_of(map_id).await.map_err(unreadable)? else { return Ok(Vec::new()) };
        let lines = self.lines(&workspace, map_id, revision).await?;
        let touched: Vec<(&Line, Edit)> = lines.iter().filter_map(|line| Some((line, inverse(line)?))).collect();
        let mut writers = Vec::with_capacity(values.len());
        for place in values.iter().map(Place::of) {
            writers.push(match touched.iter().find(|(_, edit)| place.is_touched_by(edit)) {
                Some((line, _)) => Some(self.actor(&workspace, &line.actor).await.map_err(unreadable)?),
                None => None,
            });
        }
        Ok(writers)
    }

    async fn lines(&self, workspace: &str, map_id: &str, before: u64) -> Result<Vec<Line>, EditError> {
        self.storage().log(workspace, map_id, before, LINES).await.map_err(unreadable)
    }
}

/// Which edit is to be taken back.
#[derive(Default)]
enum Want {
    #[default]
    Newest,
    This(u64),
    Before(u64),
}

impl Want {
    fn takes(&self, revision: u64) -> bool {
        match self {
            Want::Newest => true,
            Want::This(this) => revision == *this,
            Want::Before(this) => revision < *this,
        }
    }

    /// Can nothing be found any more from here on?
    fn is_past(&self, revision: u64) -> bool {
        matches!(self, Want::This(this) if revision < *this)
    }
}

/// What has been found in an actor's lines, newest first.
#[derive(Default)]
struct Found {
    want: Want,
    /// Revisions that have been taken back, or stand in for by a redo.
    undone: HashSet<u64>,
    /// Undos that have been taken back by a redo.
    redone: HashSet<u64>,
    /// A newer edit stands in the way of doing older ones again.
    no_redo: bool,
    undoable: Undoable,
}

impl Found {
    /// Looks at the next older line; true when nothing more can be found.
    fn look_at(&mut self, line: Line) -> bool {
        if let Some(of) = revision_in(&line, UNDO) {
            // Done again or not, the edit itself is not there to be taken back: what did it again is.
            self.undone.insert(of);
            if !self.redone.contains(&line.revision) && !self.no_redo && self.undoable.redo.is_none() {
                self.undoable.redo = Some(line);
            }
            return false;
        }
        if let Some(of) = revision_in(&line, REDO) {
            self.redone.insert(of);
        } else if inverse(&line).is_some() {
            // A new edit ends what could be done again before it, taken back itself or not; a redo does not.
            self.no_redo = true;
        }
        let revision = line.revision;
        let can_be = !self.undone.contains(&revision) && self.want.takes(revision) && inverse(&line).is_some();
        if can_be && self.undoable.undo.is_none() {
            self.undoable.undo = Some(line);
        }
        let has_undo = self.undoable.undo.is_some() || self.want.is_past(revision);
        has_undo && (self.no_redo || self.undoable.redo.is_some())
    }
}

/// The revision that a line takes back, if it is an undo or redo.
fn revision_in(line: &Line, prefix: &str) -> Option<u64> {
    line.edit_id.strip_prefix(prefix)?.parse().ok()
}

/// The edit that takes a line back; `None` for what is no edit of the map's content (its making, the bin), and for one that
/// changed nothing.
fn inverse(line: &Line) -> Option<Edit> {
    let edit = serde_json::from_str(line.inverse.as_deref()?).ok()?;
    (!matches!(&edit, Edit::Batch { edits } if edits.is_empty())).then_some(edit)
}

fn of_the_past(error: PastError) -> EditError {
    match error {
        PastError::Refused(refusal) => EditError::Refused(refusal),
        PastError::Storage(error) => unreadable(error),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "handed over by map_err")]
fn unreadable(error: crate::storage::StorageError) -> EditError {
    tracing::error!(%error, "the log cannot be read");
    EditError::NotSaved
}
