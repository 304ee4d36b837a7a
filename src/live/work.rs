//! What the writer is asked to do.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::answer::{Done, EditError};
use crate::storage::Actor;
use crate::vsm::Map;
use crate::vsm::edit::Edit;

/// What the asker gets.
pub(super) type Answer = Result<Done, EditError>;

/// One thing to do to one map.
#[derive(Debug)]
pub(super) struct Work {
    /// Whose a map is that is being made; of others their own state tells it.
    pub(super) workspace: Arc<str>,
    pub(super) map_id: String,
    pub(super) actor: String,
    /// The id under which it stands in the log.
    pub(super) edit_id: String,
    pub(super) ask: Ask,
    /// Taken when it is answered.
    reply: Option<oneshot::Sender<Answer>>,
}

/// What is asked.
#[derive(Debug)]
pub(super) enum Ask {
    /// Make this map.
    Create(Arc<Map>),
    /// Make this edit.
    Edit(Box<AskedEdit>),
    /// Put the map into the bin.
    Bin,
    /// Take it out.
    BringBack,
}

/// An edit with what is computed from it before it stands in line.
#[derive(Debug)]
pub(super) struct AskedEdit {
    pub(super) edit: Edit,
    /// The edit as the log keeps it.
    pub(super) text: String,
    /// A hash of what was sent.
    pub(super) sent: String,
    pub(super) if_match: Option<u64>,
    /// For an edit that takes another one back: the map as that one had left it.
    pub(super) then: Option<Arc<Map>>,
    /// What the history says of it, where its content alone would not tell what was meant.
    pub(super) sentence: Option<String>,
}

impl Work {
    pub(super) fn new(map_id: String, actor: &Actor, edit_id: String, ask: Ask) -> (Work, oneshot::Receiver<Answer>) {
        let (reply, answer) = oneshot::channel();
        let (workspace, actor) = (Arc::clone(&actor.workspace), actor.id.clone());
        (Work { workspace, map_id, actor, edit_id, ask, reply: Some(reply) }, answer)
    }

    /// Answers, once. Whoever asked may have gone away, which changes nothing.
    pub(super) fn answer(&mut self, answer: Answer) {
        if let Some(reply) = self.reply.take() {
            let _gone = reply.send(answer);
        }
    }

    pub(super) fn is_answered(&self) -> bool {
        self.reply.is_none()
    }
}
