//! Who changed what and when, in sentences.

use crate::live::hub::Hub;
use crate::storage::{Actor, HistoryRow, Line, StorageError};
use vsm::text::quote;

/// How the sentence of an edit begins that undoes another one: as it is written, and as older versions wrote it.
const UNDID: [&str; 2] = ["undid: ", "took back: "];
/// How the sentence of an edit begins that redoes what was undone: as it is written, and as older versions wrote it.
const REDID: [&str; 2] = ["redid: ", "did again: "];

/// One line of a map's history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryLine {
    /// The revision that the edit made.
    pub revision: u64,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// Whose edit it is, by the name that they have now; empty for somebody who has not said it.
    pub actor: Actor,
    /// The id under which it was sent.
    pub edit_id: String,
    /// The edit's type, as far as it is known: `change_step`.
    pub kind: Option<String>,
    /// What it did, without who did it and without a full stop.
    pub sentence: String,
}

impl Hub {
    /// The history of a map before a revision, newest first. Nothing for a map that is not there.
    pub async fn history(&self, map_id: &str, before: u64, limit: u32) -> Result<Vec<HistoryLine>, StorageError> {
        let Some(workspace) = self.workspace_of(map_id).await? else { return Ok(Vec::new()) };
        let rows = self.storage().history(&workspace, map_id, before, limit).await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in &rows {
            let sentence = match taken_back(row) {
                Some(revision) => match rows.iter().find(|other| other.revision == revision) {
                    Some(other) => took_back(&said(other)),
                    None => took_back(&self.said_of(&workspace, map_id, revision).await?),
                },
                None => said(row),
            };
            let HistoryRow { revision, edit_id, actor, at_ms, .. } = row.clone();
            lines.push(HistoryLine { revision, at_ms, actor, edit_id, kind: kind(row).map(str::to_owned), sentence });
        }
        Ok(lines)
    }

    /// What is said of one revision.
    async fn said_of(&self, workspace: &str, map_id: &str, revision: u64) -> Result<String, StorageError> {
        let rows = self.storage().history(workspace, map_id, revision.saturating_add(1), 1).await?;
        Ok(rows.iter().find(|row| row.revision == revision).map_or_else(|| "a change".to_owned(), said))
    }
}

/// The revision that a line took back, where its own sentence does not tell it.
fn taken_back(row: &HistoryRow) -> Option<u64> {
    let told = row.sentence.as_deref().is_some_and(|s| begins(s, UNDID) || begins(s, REDID));
    let (what, revision) = row.edit_id.split_once(':').filter(|_| !told)?;
    matches!(what, "undo" | "redo").then(|| revision.parse().ok())?
}

fn begins(said: &str, with: [&str; 2]) -> bool {
    with.iter().any(|word| said.starts_with(word))
}

/// The sentence of an edit that takes back this line.
pub(crate) fn took_back_line(line: &Line) -> String {
    took_back(&said_or(line.sentence.as_deref(), kind_of(&line.edit, line.revision)))
}

/// The sentence of an edit that takes back another one, of which this is said.
fn took_back(said: &str) -> String {
    let [again, _] = if begins(said, UNDID) { REDID } else { UNDID };
    format!("{again}{}", first_said(said))
}

/// What was said of the edit that a sentence is about, however often it was taken back and done again since.
#[must_use]
pub fn first_said(said: &str) -> &str {
    UNDID.iter().chain(&REDID).find_map(|word| said.strip_prefix(word)).unwrap_or(said)
}

fn said(row: &HistoryRow) -> String {
    said_or(row.sentence.as_deref(), kind(row))
}

/// What is said of a line; where nobody did when it was made, as much as its type tells.
fn said_or(sentence: Option<&str>, kind: Option<&str>) -> String {
    if let Some(sentence) = sentence {
        return sentence.to_owned();
    }
    let did = match kind {
        // These say all there is to say.
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

/// The type of an edit, as its JSON begins. The making of a map begins with the map.
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
    fn a_line_without_a_sentence_says_so() {
        let told = |head: &str| said(&row(head, None));
        assert_eq!(told("{\"type\":\"change_step\",\"st"), "changed a step (no details recorded)");
        assert_eq!(told("{\"type\":\"bin_map\"}"), "moved the map to trash");
        assert_eq!(
            told("{\"type\":\"simulate\"}"),
            "made a change that this version of Weir doesn’t support: “simulate”"
        );
        assert_eq!(told("garbage"), "made a change (no details recorded)");
        assert_eq!(said(&row("{\"type\":\"batch\"", Some("deleted “A”"))), "deleted “A”");
    }

    #[test]
    fn back_and_forth_is_told_of_the_first_edit() {
        let back = took_back("deleted “A”");
        assert_eq!(back, "undid: deleted “A”");
        assert_eq!(took_back(&back), "redid: deleted “A”");
        assert_eq!(took_back(&took_back(&back)), back);
        assert_eq!(taken_back(&row("", Some("added “A”"))), Some(7));
        assert_eq!(taken_back(&row("", Some(&back))), None);
        // As an older version told it.
        assert_eq!(took_back("took back: removed “A”"), "redid: removed “A”");
        assert_eq!(took_back("did again: removed “A”"), "undid: removed “A”");
        assert_eq!(taken_back(&row("", Some("took back: removed “A”"))), None);
    }
}
