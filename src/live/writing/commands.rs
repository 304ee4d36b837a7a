//! The jobs that the writer processes.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::live::edit_request::{EditError, SavedEdit};
use crate::storage::Actor;
use vsm::Map;
use vsm::edit::Edit;

pub(crate) type Answer = Result<SavedEdit, EditError>;

/// One command for one map.
#[derive(Debug)]
pub(crate) struct Job {
    /// The workspace of a map to be created. Existing maps have their own.
    pub(crate) workspace: Arc<str>,
    pub(crate) map_id: String,
    pub(crate) actor: String,
    /// The edit's id in the log.
    pub(crate) edit_id: String,
    pub(crate) command: Command,
    /// `None` once the job has been answered.
    reply: Option<oneshot::Sender<Answer>>,
}

#[derive(Debug)]
pub(crate) enum Command {
    Create(Arc<Map>),
    Edit(Box<PendingEdit>),
    Trash,
    Restore,
}

/// An edit with values computed before it is queued.
#[derive(Debug)]
pub(crate) struct PendingEdit {
    pub(crate) edit: Edit,
    /// The edit as the log stores it.
    pub(crate) text: String,
    /// A hash of the edit as it was sent.
    pub(crate) sent: String,
    pub(crate) if_match: Option<u64>,
    /// For an edit that undoes another one: the map after that one.
    pub(crate) then: Option<Arc<Map>>,
    /// The sentence for the history, if the edit alone doesn't show its intent.
    pub(crate) description: Option<String>,
}

impl Job {
    pub(crate) fn new(
        map_id: String,
        actor: &Actor,
        edit_id: String,
        command: Command,
    ) -> (Job, oneshot::Receiver<Answer>) {
        let (reply, answer) = oneshot::channel();
        let (workspace, actor) = (Arc::clone(&actor.workspace), actor.id.clone());
        (Job { workspace, map_id, actor, edit_id, command, reply: Some(reply) }, answer)
    }

    /// Sends the answer, only once. It doesn't matter if the sender has stopped waiting.
    pub(crate) fn answer(&mut self, answer: Answer) {
        if let Some(reply) = self.reply.take() {
            let _gone = reply.send(answer);
        }
    }

    pub(crate) fn is_answered(&self) -> bool {
        self.reply.is_none()
    }
}
