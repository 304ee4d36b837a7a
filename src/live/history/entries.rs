//! The version history: who changed what and when, in sentences.

use crate::live::map_handle::MapHandle;
use crate::storage::{Actor, HistoryRow, LogEntry, StorageError};
use vsm::text::quote;

/// Prefixes of an undo's description: the current one, and the one that older versions wrote.
const UNDID: [&str; 2] = ["undid: ", "took back: "];
/// Prefixes of a redo's description: the current one, and the one that older versions wrote.
const REDID: [&str; 2] = ["redid: ", "did again: "];

/// One entry of a map's version history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    pub revision: u64,
    /// In milliseconds since 1970.
    pub at_ms: i64,
    /// With the actor's current name, which is empty if not given.
    pub actor: Actor,
    pub edit_id: String,
    /// The edit's type, such as `change_step`.
    pub kind: Option<String>,
    /// What the edit did, without its author and without a period.
    pub sentence: String,
}

impl MapHandle {
    /// The history before a revision, newest first. Empty if there is no such map.
    pub async fn history(&self, before: u64, limit: u32) -> Result<Vec<HistoryEntry>, StorageError> {
        let Some(now) = self.hub.snapshot_including_trashed(&self.id).await? else { return Ok(Vec::new()) };
        let rows = self.storage().history(&now.workspace, &self.id, before, limit).await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in &rows {
            let sentence = match reversed_revision(row) {
                Some(revision) => match rows.iter().find(|other| other.revision == revision) {
                    Some(other) => reversal(&description(other)),
                    None => reversal(&self.description_at(&now.workspace, revision).await?),
                },
                None => description(row),
            };
            let HistoryRow { revision, edit_id, actor, at_ms, .. } = row.clone();
            entries.push(HistoryEntry {
                revision,
                at_ms,
                actor,
                edit_id,
                kind: kind(row).map(str::to_owned),
                sentence,
            });
        }
        Ok(entries)
    }

    async fn description_at(&self, workspace: &str, revision: u64) -> Result<String, StorageError> {
        let rows = self.storage().history(workspace, &self.id, revision.saturating_add(1), 1).await?;
        Ok(rows.iter().find(|row| row.revision == revision).map_or_else(|| "a change".to_owned(), description))
    }
}

/// The revision that an entry undid or redid, if its own description doesn't mention the undo or redo.
fn reversed_revision(row: &HistoryRow) -> Option<u64> {
    let is_described = row.sentence.as_deref().is_some_and(|s| begins(s, UNDID) || begins(s, REDID));
    let (what, revision) = row.edit_id.split_once(':').filter(|_| !is_described)?;
    matches!(what, "undo" | "redo").then(|| revision.parse().ok())?
}

fn begins(description: &str, with: [&str; 2]) -> bool {
    with.iter().any(|prefix| description.starts_with(prefix))
}

/// What an entry did, without its author.
pub(crate) fn description_of(entry: &LogEntry) -> String {
    describe(entry.sentence.as_deref(), kind_of(&entry.edit, entry.revision))
}

/// The description of an edit that undoes or redoes this entry.
pub(crate) fn reversal_of(entry: &LogEntry) -> String {
    reversal(&description_of(entry))
}

/// The description of an edit that undoes or redoes one with this description.
fn reversal(description: &str) -> String {
    let [prefix, _] = if begins(description, UNDID) { REDID } else { UNDID };
    format!("{prefix}{}", original_description(description))
}

/// The description of the original edit, without any undo or redo prefix.
pub fn original_description(description: &str) -> &str {
    // Several prefixes if an older version of Weir on the same database undid an undo of this one.
    let mut rest = description;
    while let Some(original) = UNDID.iter().chain(&REDID).find_map(|prefix| rest.strip_prefix(prefix)) {
        rest = original;
    }
    rest
}

fn description(row: &HistoryRow) -> String {
    describe(row.sentence.as_deref(), kind(row))
}

/// The logged description, or one derived from the edit's type if none was logged.
fn describe(sentence: Option<&str>, kind: Option<&str>) -> String {
    if let Some(sentence) = sentence {
        return sentence.to_owned();
    }
    let did = match kind {
        Some("create_map") => return "created the map".to_owned(),
        Some("bin_map") => return "moved the map to trash".to_owned(),
        Some("bring_back_map") => return "restored the map from trash".to_owned(),
        Some("add_step") => "added a step",
        Some("change_step") => "changed a step",
        Some("move_step") => "moved a step",
        Some("remove_step") => "deleted a step",
        Some("connect") => "connected two steps",
        Some("disconnect") => "disconnected two steps",
        Some("set_rework") => "changed a rework arrow",
        Some("change_map") => "changed the map settings",
        Some("batch") => "made several changes",
        Some(other) => return format!("made a change that this version of Weir doesn’t support: {}", quote(other)),
        None => "made a change",
    };
    format!("{did} (no details recorded)")
}

fn kind(row: &HistoryRow) -> Option<&str> {
    kind_of(&row.head, row.revision)
}

/// The type of an edit, which its JSON begins with. The JSON of a map's first entry begins with the map instead.
fn kind_of(json: &str, revision: u64) -> Option<&str> {
    match json.strip_prefix("{\"type\":\"") {
        Some(rest) => rest.split_once('"').map(|(kind, _)| kind),
        None => (revision == 1).then_some("create_map"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(head: &str, sentence: Option<&str>) -> HistoryRow {
        let (edit_id, actor) = ("undo:7".to_owned(), Actor::solo());
        HistoryRow {
            revision: 8,
            edit_id,
            actor,
            at_ms: 0,
            sentence: sentence.map(str::to_owned),
            head: head.to_owned(),
        }
    }

    #[test]
    fn entry_without_a_description_shows_its_type() {
        let described = |head: &str| description(&row(head, None));
        assert_eq!(described("{\"type\":\"change_step\",\"st"), "changed a step (no details recorded)");
        assert_eq!(described("{\"type\":\"bin_map\"}"), "moved the map to trash");
        assert_eq!(
            described("{\"type\":\"simulate\"}"),
            "made a change that this version of Weir doesn’t support: “simulate”"
        );
        assert_eq!(described("garbage"), "made a change (no details recorded)");
        assert_eq!(description(&row("{\"type\":\"batch\"", Some("deleted “A”"))), "deleted “A”");
    }

    #[test]
    fn undo_and_redo_describe_the_original_edit() {
        let back = reversal("deleted “A”");
        assert_eq!(back, "undid: deleted “A”");
        assert_eq!(reversal(&back), "redid: deleted “A”");
        assert_eq!(reversal(&reversal(&back)), back);
        assert_eq!(reversed_revision(&row("", Some("added “A”"))), Some(7));
        assert_eq!(reversed_revision(&row("", Some(&back))), None);
        // Prefixes that older versions wrote.
        assert_eq!(reversal("took back: removed “A”"), "redid: removed “A”");
        assert_eq!(reversal("did again: removed “A”"), "undid: removed “A”");
        assert_eq!(reversed_revision(&row("", Some("took back: removed “A”"))), None);
    }
}
