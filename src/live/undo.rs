//! Undo: the inverse of an actor's last edit, sent as a new one. Each actor undoes their own.

use std::collections::HashSet;

use super::answer::{Done, EditError, EditRequest};
use super::hub::Hub;
use crate::storage::{Actor, Line};
use crate::vsm::edit::Edit;

/// How many lines of the log are read at once.
const LINES: u32 = 100;

impl Hub {
    /// How the ids of undos begin; nobody else may give such an id. The edit that undoes revision 7 has the id `undo:7`: it
    /// is made once, and the log tells it apart.
    pub const UNDO_IDS: &str = "undo:";

    /// Takes back this actor's last edit of a map that is not taken back yet, whatever others did since. `None` when there
    /// is nothing to take back.
    ///
    /// # Errors
    /// As for [`Hub::edit`]: refused when what others did since does not allow it.
    pub async fn undo(&self, map_id: &str, actor: &Actor) -> Result<Option<Done>, EditError> {
        self.undo_at(map_id, actor, None).await
    }

    /// As [`Hub::undo`], only if the map is at this revision: who asks twice in one breath takes back one edit, not two.
    ///
    /// # Errors
    /// As for [`Hub::edit`]; [`EditError::Stale`] when the map has moved on.
    pub async fn undo_at(&self, map_id: &str, actor: &Actor, if_match: Option<u64>) -> Result<Option<Done>, EditError> {
        let Some((revision, edit)) = self.last_of(map_id, actor).await? else { return Ok(None) };
        let request = EditRequest {
            map_id: map_id.to_owned(),
            edit_id: format!("{}{revision}", Self::UNDO_IDS),
            edit,
            actor: actor.clone(),
            if_match,
        };
        self.edit(request).await.map(Some)
    }

    /// The revision of the edit to take back, and its inverse.
    async fn last_of(&self, map_id: &str, actor: &Actor) -> Result<Option<(u64, Edit)>, EditError> {
        let mut undone = HashSet::new();
        let mut before = u64::MAX;
        loop {
            let lines = self.storage().log(map_id, before, LINES).await.map_err(|error| {
                tracing::error!(%error, map = map_id, "the log cannot be read");
                EditError::NotSaved
            })?;
            for line in lines.iter().filter(|line| line.actor == actor.id) {
                if let Some(revision) = undoes(line) {
                    undone.insert(revision);
                } else if !undone.contains(&line.revision)
                    && let Some(inverse) = inverse(line)
                {
                    return Ok(Some((line.revision, inverse)));
                }
            }
            match lines.last() {
                Some(oldest) => before = oldest.revision,
                None => return Ok(None),
            }
        }
    }
}

/// The revision that a line took back.
fn undoes(line: &Line) -> Option<u64> {
    line.edit_id.strip_prefix(Hub::UNDO_IDS)?.parse().ok()
}

/// The edit that takes a line back; `None` for what is no edit of the map's content (its making, the bin).
fn inverse(line: &Line) -> Option<Edit> {
    serde_json::from_str(line.inverse.as_deref()?).ok()
}
