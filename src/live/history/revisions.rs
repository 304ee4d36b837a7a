//! A map as it was: walked back from how it is now, over what takes each edit back; never forward.

use std::sync::Arc;

use serde_json::Value;

use crate::live::hub::Hub;
use crate::live::snapshot::Snapshot;
use crate::live::writing::edit_request::{Done, EditError, EditRequest};
use crate::storage::{Actor, StepBack, StorageError, Stored};
use vsm::edit::diff::difference;
use vsm::edit::{Edit, apply_all};
use vsm::{Map, ValidationError};

/// So many steps back are read and walked at once.
const AT_ONCE: u32 = 200;

/// How often bringing back is tried anew when others change the map meanwhile.
const MAX_TRIES: usize = 5;

/// Why an earlier revision cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum PastError {
    /// The log cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A change on the way is not understood, or what takes it back was not kept; with a sentence.
    #[error("{}", .0.message)]
    Refused(ValidationError),
}

impl Hub {
    /// A map, in the bin or not, as it was at a revision. `None` when there is no such map, or it never had this revision.
    ///
    /// The further back, the longer it takes; the work is done away from the threads that answer requests.
    pub async fn at_revision(&self, map_id: &str, revision: u64) -> Result<Option<Arc<Snapshot>>, PastError> {
        let Some(now) = self.snapshot_even_in_bin(map_id).await? else { return Ok(None) };
        if revision == 0 || revision > now.revision {
            return Ok(None);
        }
        if let Some(kept) = self.past().get(map_id, revision) {
            return Ok(Some(kept));
        }
        let then = self.walk_back(&now, revision).await?;
        if revision < now.revision {
            self.past().keep(Arc::clone(&then));
        }
        Ok(Some(then))
    }

    /// Makes a map what it was at a revision: one edit, which one undo takes back. `None` when that is what it is.
    pub async fn bring_back_revision(
        &self,
        map_id: &str,
        revision: u64,
        actor: &Actor,
        edit_id: &str,
    ) -> Result<Option<Done>, EditError> {
        let mut tries = 0;
        loop {
            let now = self.snapshot(map_id).await.map_err(|error| unread(map_id, &error))?;
            let now = now.filter(|now| (1..=now.revision).contains(&revision)).ok_or(EditError::NotFound)?;
            let then = self.walk_back(&now, revision).await.map_err(|error| match error {
                PastError::Refused(refusal) => EditError::Refused(refusal),
                PastError::Storage(error) => unread(map_id, &error),
            })?;
            if then.map == now.map {
                return Ok(None);
            }
            let request = EditRequest {
                map_id: map_id.to_owned(),
                edit_id: edit_id.to_owned(),
                edit: difference(&now.map, &then.map),
                actor: actor.clone(),
                if_match: Some(now.revision),
            };
            tries += 1;
            match self.edit_saying(request, Some(format!("restored version {revision}"))).await {
                Err(EditError::Stale { .. }) if tries < MAX_TRIES => {}
                made => return made.map(Some),
            }
        }
    }

    /// A map as it was at an earlier revision of this snapshot's.
    pub(crate) async fn walk_back(&self, now: &Arc<Snapshot>, revision: u64) -> Result<Arc<Snapshot>, PastError> {
        let map = self.map_before((&now.workspace, &now.id), (Arc::clone(&now.map), now.revision), revision).await?;
        if revision >= now.revision {
            return Ok(Arc::clone(now));
        }
        let made = self.storage().history(&now.workspace, &now.id, revision + 1, 1).await?;
        // It is shown and never written: where its rows stand is nobody's business.
        let mut stored = Stored::clone(&now.stored);
        (stored.revision, stored.map) = (revision, map);
        stored.changed_at_ms = made.first().map_or(now.changed_at_ms, |line| line.at_ms);
        Ok(self.maps().snapshot_of(Arc::new(stored)))
    }
}

impl Hub {
    /// A map as it was at a revision, from how it was at a later one.
    pub(crate) async fn map_before(
        &self,
        of: (&str, &str),
        (mut map, mut at): (Arc<Map>, u64),
        revision: u64,
    ) -> Result<Arc<Map>, PastError> {
        while at > revision {
            let way = self.storage().way_back(of, at, revision, AT_ONCE).await?;
            let to = at.saturating_sub(way.len() as u64);
            if way.is_empty() || way.iter().zip((to + 1..=at).rev()).any(|(step, expected)| step.revision != expected) {
                return Err(not_kept(at));
            }
            let walked = tokio::task::spawn_blocking(move || walk(map, &way)).await;
            map = walked.map_err(|_| StorageError::NotUnderstood("a log that cannot be walked back".to_owned()))??;
            at = to;
        }
        Ok(map)
    }
}

/// Walks from a map back over lines of its log, newest first.
fn walk(map: Arc<Map>, way: &[StepBack]) -> Result<Arc<Map>, PastError> {
    let edits = way.iter().filter_map(|step| inverse(step).transpose()).collect::<Result<Vec<Edit>, _>>()?;
    if edits.is_empty() {
        return Ok(map);
    }
    apply_all(&map, &edits).map(Arc::new).map_err(PastError::Refused)
}

/// What takes a line back; `None` when it did nothing to the map's content, as the way into the bin and out of it.
fn inverse(step: &StepBack) -> Result<Option<Edit>, PastError> {
    let text = step.inverse.as_deref().ok_or_else(|| not_kept(step.revision))?;
    if let Ok(edit) = serde_json::from_str(text) {
        return Ok(Some(edit));
    }
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    match value.get("type").and_then(Value::as_str) {
        Some("bin_map" | "bring_back_map") => Ok(None),
        _ => Err(not_kept(step.revision)),
    }
}

fn not_kept(revision: u64) -> PastError {
    let sentence = format!(
        "Version {revision} contains a change that this version of Weir can’t reverse, so earlier versions can’t be \
         shown."
    );
    PastError::Refused(ValidationError::new("not_known", sentence))
}

fn unread(map_id: &str, error: &StorageError) -> EditError {
    tracing::error!(%error, map = map_id, "the log cannot be read");
    EditError::NotSaved
}
