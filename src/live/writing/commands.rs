//! What the writer is asked to do.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::live::writing::edit_request::{Done, EditError};
use crate::storage::Actor;
use vsm::Map;
use vsm::edit::Edit;

pub(crate) type Answer = Result<Done, EditError>;

/// One thing to do to one map.
#[derive(Debug)]
pub(crate) struct Work {
    /// Whose a map is that is being made; of others their own state tells it.
    pub(crate) workspace: Arc<str>,
    pub(crate) map_id: String,
    pub(crate) actor: String,
    /// The id under which it stands in the log.
    pub(crate) edit_id: String,
    pub(crate) ask: Ask,
    /// Taken when it is answered.
    reply: Option<oneshot::Sender<Answer>>,
}

#[derive(Debug)]
pub(crate) enum Ask {
    Create(Arc<Map>),
    Edit(Box<AskedEdit>),
    /// Put the map into the bin.
    Bin,
    BringBack,
}

/// An edit with what is computed from it before it stands in line.
#[derive(Debug)]
pub(crate) struct AskedEdit {
    pub(crate) edit: Edit,
    /// The edit as the log keeps it.
    pub(crate) text: String,
    /// A hash of what was sent.
    pub(crate) sent: String,
    pub(crate) if_match: Option<u64>,
    /// For an edit that takes another one back: the map as that one had left it.
    pub(crate) then: Option<Arc<Map>>,
    /// What the history says of it, where its content alone would not tell what was meant.
    pub(crate) sentence: Option<String>,
}

impl Work {
    pub(crate) fn new(map_id: String, actor: &Actor, edit_id: String, ask: Ask) -> (Work, oneshot::Receiver<Answer>) {
        let (reply, answer) = oneshot::channel();
        let (workspace, actor) = (Arc::clone(&actor.workspace), actor.id.clone());
        (Work { workspace, map_id, actor, edit_id, ask, reply: Some(reply) }, answer)
    }

    /// Answers, once. Whoever asked may have gone away, which changes nothing.
    pub(crate) fn answer(&mut self, answer: Answer) {
        if let Some(reply) = self.reply.take() {
            let _gone = reply.send(answer);
        }
    }

    pub(crate) fn is_answered(&self) -> bool {
        self.reply.is_none()
    }
}
