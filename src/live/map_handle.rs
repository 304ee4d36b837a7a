//! A map and the actor who uses it. Further methods are defined in `history` and `subscription`.

use std::sync::Arc;

use crate::clock;
use crate::live::edit_request::{EditError, EditRequest, SavedEdit, content_hash};
use crate::live::hub::Hub;
use crate::live::snapshot::Snapshot;
use crate::live::writing::commands::{Command, PendingEdit};
use crate::storage::{Actor, Storage};
use vsm::Map;
use vsm::improve::future_state;

#[derive(Debug, Clone)]
pub struct MapHandle {
    pub(in crate::live) hub: Arc<Hub>,
    pub(in crate::live) id: String,
    pub(in crate::live) actor: Actor,
}

impl Hub {
    /// A handle to a map, whether or not the map exists.
    pub fn map(self: &Arc<Hub>, id: &str, actor: &Actor) -> MapHandle {
        MapHandle { hub: Arc::clone(self), id: id.to_owned(), actor: actor.clone() }
    }
}

impl MapHandle {
    /// Makes an edit. When this returns, the edit is durable and published to everyone.
    ///
    /// The edit is made even if the caller stops waiting.
    pub async fn edit(&self, mut request: EditRequest) -> Result<SavedEdit, EditError> {
        request.edit = request.edit.by(&self.actor.id);
        self.send_edit(request, None, None).await
    }

    /// Moves the map to the trash. Returns false if there is no such map or it is already in the trash.
    pub async fn trash(&self) -> Result<bool, EditError> {
        self.send_if_there(Command::Trash).await
    }

    /// Moves the map out of the trash. Returns false if it isn't in the trash.
    pub async fn restore(&self) -> Result<bool, EditError> {
        self.send_if_there(Command::Restore).await
    }

    /// Creates a future state of a map, with the given name or the next free one.
    pub async fn create_future_state(&self, from: &Snapshot, name: Option<&str>) -> Result<Arc<Snapshot>, EditError> {
        let name = if let Some(name) = name {
            name.to_owned()
        } else {
            let related = self.readable(self.hub.related_maps(from).await)?;
            let taken: Vec<&str> = related.members.iter().map(|member| member.name.as_str()).collect();
            future_state::name(&from.map.name, &taken)
        };
        self.hub.create(future_state::draw(&from.map, &from.id, from.revision, &name), &self.actor).await
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.hub.maps.storage
    }

    /// The current map, unless it is in the trash.
    pub(crate) async fn snapshot(&self) -> Result<Arc<Snapshot>, EditError> {
        self.readable(self.hub.snapshot(&self.id).await)?.ok_or(EditError::NotFound)
    }

    /// Like [`MapHandle::edit`], with a description for the history instead of one derived from the edit. If the edit
    /// undoes another one, `then` is the map after that one, and the edit is rejected with
    /// [`crate::live::CHANGED_SINCE`] if it would also undo later changes.
    pub(crate) async fn send_edit(
        &self,
        request: EditRequest,
        description: Option<String>,
        then: Option<Arc<Map>>,
    ) -> Result<SavedEdit, EditError> {
        let EditRequest { edit_id, edit, if_match } = request;
        // The hash covers the edit as it was sent, because ids generated here differ between retries.
        let sent = content_hash(&edit);
        let edit = edit.fill_missing(&mut clock::new_id);
        let text = serde_json::to_string(&edit).unwrap_or_default();
        let pending = PendingEdit { edit, text, sent, if_match, then, description };
        self.hub.send(self.id.clone(), edit_id, &self.actor, Command::Edit(Box::new(pending))).await
    }

    async fn send_if_there(&self, command: Command) -> Result<bool, EditError> {
        match self.hub.send(self.id.clone(), clock::new_id(), &self.actor, command).await {
            Ok(_) => Ok(true),
            Err(EditError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
