//! What visitors can do with a map, by permission.

use std::io;
use std::sync::Arc;

use crate::live::{
    Actor, ActorKind, Direction, DrawingLayout, EditError, EditRequest, HistoryEntry, HistoryError, LogEntry,
    MapHandle, MapSummary, RelatedMaps, SavedEdit, Snapshot, Spotlight, SubscribeError, Subscription, Trend, Undoable,
    UndoneChanges,
};
use crate::storage::StorageError;
use vsm::edit::{Edit, Overwritten};
use vsm::{StepId, ValidationError};

use crate::web::access::{CanEdit, CanManage, CanView};
use crate::web::error::AppError;
use crate::web::page::form::Posted;

/// The largest edit of a guest, in bytes: more than anyone pastes in a workshop.
const MAX_GUEST_EDIT: usize = 1024 * 1024;

impl CanView {
    fn handle(&self) -> MapHandle {
        self.app.hub().map(self.id(), self.actor())
    }

    pub(crate) async fn history(&self, before: u64, limit: u32) -> Result<Vec<HistoryEntry>, StorageError> {
        self.handle().history(before, limit).await
    }

    pub(crate) async fn at_revision(&self, revision: u64) -> Result<Option<Arc<Snapshot>>, HistoryError> {
        self.handle().at_revision(revision).await
    }

    /// The related maps. A guest joined one map and sees no other.
    pub(crate) async fn related_maps(&self) -> Result<Arc<RelatedMaps>, StorageError> {
        if self.actor().kind == ActorKind::Guest {
            return Ok(Arc::default());
        }
        self.app.hub().related_maps(self.snapshot()).await
    }

    pub(crate) async fn trend(&self) -> Result<Trend, HistoryError> {
        self.handle().trend(self.snapshot()).await
    }

    /// The maps of the same workspace, newest change first. A guest joined one map and sees no other.
    pub(crate) async fn workspace_maps(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<MapSummary>, StorageError> {
        if self.actor().kind == ActorKind::Guest {
            return Ok(Vec::new());
        }
        self.app.hub().list(self.workspace(), false, after, limit).await
    }

    /// Another map, if the visitor can view it and it is not in the trash.
    pub(crate) async fn other_map(&self, id: &str) -> Result<Option<Arc<Snapshot>>, AppError> {
        match CanView::find(&self.app, self.visitor.clone(), id).await {
            Ok(map) => Ok(map.open().ok().cloned()),
            Err(AppError::NotFound) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    pub(crate) async fn subscribe(&self, layout: DrawingLayout) -> Result<Subscription, SubscribeError> {
        self.handle().subscribe(layout).await
    }

    pub(crate) async fn arrange(&self, viewer: &str, layout: DrawingLayout) -> Result<bool, StorageError> {
        self.handle().arrange(viewer, layout).await
    }

    pub(crate) async fn select(&self, viewer: &str, step: Option<&StepId>) -> Result<bool, StorageError> {
        self.handle().select(viewer, step).await
    }

    pub(crate) async fn follow(&self, viewer: &str, follows: bool) -> Result<bool, StorageError> {
        self.handle().follow(viewer, follows).await
    }

    /// The actor with this id, who has edited this map.
    pub(crate) async fn actor_of(&self, id: &str) -> Result<Actor, StorageError> {
        self.app.hub().actor(&self.snapshot.workspace, id).await
    }

    pub(crate) async fn undoable(&self) -> Result<Undoable, EditError> {
        self.handle().undoable().await
    }
}

impl CanEdit {
    pub(crate) async fn edit(&self, edit_id: String, edit: Edit, if_match: Option<u64>) -> Result<SavedEdit, AppError> {
        self.count_edit(Some(&edit))?;
        // A guest joined one map and can't relate it to others.
        if self.actor().kind == ActorKind::Guest && edit.changes_related_maps() {
            let sentence = "Only workspace members can change related maps.";
            return Err(AppError::Rejected(ValidationError::new("members_only", sentence)));
        }
        Ok(self.handle().edit(EditRequest { edit_id, edit, if_match }).await?)
    }

    /// Sends the edit of a form, unless its fields were rejected. The inner error is shown in the form.
    pub(crate) async fn send(
        &self,
        posted: &Posted,
        edit: Result<Edit, ValidationError>,
    ) -> Result<Result<SavedEdit, ValidationError>, AppError> {
        let edit = match edit {
            Ok(edit) => edit,
            Err(error) => return Ok(Err(error)),
        };
        match self.edit(posted.edit_id(self.actor()), edit, None).await {
            Ok(done) => Ok(Ok(done)),
            Err(AppError::Rejected(error)) => Ok(Err(error)),
            Err(other) => Err(other),
        }
    }

    /// Counts an edit against the limits, by its size. The local user has no limit.
    pub(crate) fn count_edit(&self, edit: Option<&Edit>) -> Result<(), AppError> {
        if self.visitor.is_solo() {
            return Ok(());
        }
        let mut size = Size(0);
        if let Some(edit) = edit {
            serde_json::to_writer(&mut size, edit).map_err(|cause| AppError::internal("measuring an edit", &cause))?;
        }
        self.count_bytes(size.0)
    }

    /// Counts a request that takes as much work as an edit of this size.
    pub(crate) fn count_bytes(&self, bytes: usize) -> Result<(), AppError> {
        let (limits, actor) = (self.app.limits(), self.actor());
        match actor.kind {
            ActorKind::Solo => Ok(()),
            ActorKind::Guest if bytes > MAX_GUEST_EDIT => Err(AppError::TooLarge),
            ActorKind::Guest => limits.guest_edit(&actor.id, self.visitor.address, bytes),
            ActorKind::Member | ActorKind::Token => limits.edit(&actor.id, bytes),
        }
    }

    pub(crate) async fn authors_of(
        &self,
        values: &[Overwritten],
        revision: u64,
    ) -> Result<Vec<Option<Actor>>, EditError> {
        self.handle().authors_of(values, revision).await
    }

    pub(crate) async fn undoable_before(&self, revision: u64) -> Result<Option<LogEntry>, EditError> {
        self.handle().undoable_before(revision).await
    }

    pub(crate) async fn undo_or_redo(
        &self,
        direction: Direction,
        of: Option<u64>,
        if_match: Option<u64>,
    ) -> Result<Option<SavedEdit>, EditError> {
        self.handle().undo_or_redo(direction, of, if_match).await
    }

    pub(crate) async fn restore_revision(&self, revision: u64, edit_id: &str) -> Result<Option<SavedEdit>, EditError> {
        self.handle().restore_revision(revision, edit_id).await
    }
}

impl CanManage {
    pub(crate) async fn create_future_state(&self, name: Option<&str>) -> Result<Arc<Snapshot>, AppError> {
        if !self.visitor.is_solo() {
            self.app.limits().create(&self.actor().id)?;
        }
        Ok(self.handle().create_future_state(self.snapshot(), name).await?)
    }

    pub(crate) async fn undo_guest_edit(&self, revision: u64) -> Result<Option<SavedEdit>, EditError> {
        self.handle().undo_guest_edit(revision).await
    }

    pub(crate) async fn preview_undo_all_by(&self, actor: &str) -> Result<UndoneChanges, AppError> {
        self.count_history()?;
        Ok(self.handle().preview_undo_all_by(actor).await?)
    }

    /// Undoes everything that an actor has changed on this map.
    pub(crate) async fn undo_all_by(&self, actor: &str) -> Result<(UndoneChanges, Option<SavedEdit>), AppError> {
        self.count_history()?;
        Ok(self.handle().undo_all_by(actor).await?)
    }

    /// Reading the log takes longer the longer it is.
    fn count_history(&self) -> Result<(), AppError> {
        if self.visitor.is_solo() { Ok(()) } else { self.app.limits().history(&self.actor().id) }
    }

    /// Renames a guest and shows the new name to everyone.
    pub(crate) async fn rename_guest(&self, actor: &str, name: &str) -> Result<(), StorageError> {
        let mut guest = self.actor_of(actor).await?;
        name.clone_into(&mut guest.name);
        self.app.hub().rename(&guest).await
    }

    /// Shows an object to everyone who views the map and follows, or ends that.
    pub(crate) async fn spotlight(&self, spotlight: Option<Spotlight>) -> Result<bool, StorageError> {
        self.handle().spotlight(spotlight).await
    }

    pub(crate) async fn trash(&self) -> Result<bool, EditError> {
        self.handle().trash().await
    }

    pub(crate) async fn restore(&self) -> Result<bool, EditError> {
        self.handle().restore().await
    }
}

/// Counts the bytes written to it.
struct Size(usize);

impl io::Write for Size {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
