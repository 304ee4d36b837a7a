//! What visitors can do with a map, by permission.

use std::io;
use std::sync::Arc;

use crate::live::{
    Actor, ActorKind, Back, Done, EditError, EditRequest, Family, Figures, HistoryLine, Lead, Line, Listed, PastError,
    Seat, SeatError, Snapshot, Undoable,
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
    pub(crate) async fn history(&self, before: u64, limit: u32) -> Result<Vec<HistoryLine>, StorageError> {
        self.app.hub().history(self.id(), before, limit).await
    }

    pub(crate) async fn at_revision(&self, revision: u64) -> Result<Option<Arc<Snapshot>>, PastError> {
        self.app.hub().at_revision(self.id(), revision).await
    }

    /// The related maps. A guest joined one map and sees no other.
    pub(crate) async fn family(&self) -> Result<Arc<Family>, StorageError> {
        if self.actor().kind == ActorKind::Guest {
            return Ok(Arc::default());
        }
        self.app.hub().family(self.snapshot()).await
    }

    pub(crate) async fn figures(&self) -> Result<Figures, PastError> {
        self.app.hub().figures(self.snapshot()).await
    }

    /// The maps of the same workspace, newest change first. A guest joined one map and sees no other.
    pub(crate) async fn workspace_maps(&self, after: Option<&str>, limit: usize) -> Result<Vec<Listed>, StorageError> {
        if self.actor().kind == ActorKind::Guest {
            return Ok(Vec::new());
        }
        self.app.hub().list(self.workspace(), false, after, limit).await
    }

    /// Another map, if the visitor may view it and it is not in the trash.
    pub(crate) async fn other_map(&self, id: &str) -> Result<Option<Arc<Snapshot>>, AppError> {
        match CanView::find(&self.app, self.visitor.clone(), id).await {
            Ok(map) => Ok(map.open().ok().cloned()),
            Err(AppError::NotFound) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    pub(crate) async fn take_seat(&self) -> Result<Seat, SeatError> {
        self.app.hub().take_seat(self.id(), self.actor()).await
    }

    pub(crate) async fn select(&self, viewer: &str, step: Option<&StepId>) -> Result<bool, StorageError> {
        self.app.hub().select(self.id(), viewer, self.actor(), step).await
    }

    /// Someone who has edited this map.
    pub(crate) async fn actor_of(&self, id: &str) -> Result<Actor, StorageError> {
        self.app.hub().actor(&self.snapshot.workspace, id).await
    }

    pub(crate) async fn undoable(&self) -> Result<Undoable, EditError> {
        self.app.hub().undoable(self.id(), self.actor()).await
    }
}

impl CanEdit {
    pub(crate) async fn edit(&self, edit_id: String, edit: Edit, if_match: Option<u64>) -> Result<Done, AppError> {
        self.count_edit(Some(&edit))?;
        let (map_id, actor) = (self.id().to_owned(), self.actor().clone());
        // A guest joined one map and can’t relate it to others.
        if actor.kind == ActorKind::Guest && edit.changes_related_maps() {
            let sentence = "Only workspace members can change related maps.";
            return Err(AppError::Refused(ValidationError::new("members_only", sentence)));
        }
        Ok(self.app.hub().edit(EditRequest { map_id, edit_id, edit, actor, if_match }).await?)
    }

    /// Makes the edit that a form describes. The inner error is shown in the form.
    pub(crate) async fn send(&self, posted: &Posted, edit: Edit) -> Result<Result<Done, ValidationError>, AppError> {
        match self.edit(posted.edit_id(self.actor()), edit, None).await {
            Ok(done) => Ok(Ok(done)),
            Err(AppError::Refused(refusal)) => Ok(Err(refusal)),
            Err(other) => Err(other),
        }
    }

    /// Counts an edit against the limits, by its size. The local user has none.
    pub(crate) fn count_edit(&self, edit: Option<&Edit>) -> Result<(), AppError> {
        if self.visitor.is_solo() {
            return Ok(());
        }
        let mut size = Size(0);
        if let Some(edit) = edit {
            serde_json::to_writer(&mut size, edit).map_err(|cause| AppError::internal("measuring an edit", &cause))?;
        }
        let (limits, actor) = (self.app.limits(), self.actor());
        match actor.kind {
            ActorKind::Guest if size.0 > MAX_GUEST_EDIT => Err(AppError::TooLarge),
            ActorKind::Guest => limits.guest_edit(&actor.id, self.visitor.address, size.0),
            _ => limits.edit(&actor.id, size.0),
        }
    }

    pub(crate) async fn who_wrote(
        &self,
        values: &[Overwritten],
        revision: u64,
    ) -> Result<Vec<Option<Actor>>, EditError> {
        self.app.hub().who_wrote(self.id(), values, revision).await
    }

    pub(crate) async fn undoable_before(&self, revision: u64) -> Result<Option<Line>, EditError> {
        self.app.hub().undoable_before(self.id(), self.actor(), revision).await
    }

    pub(crate) async fn go_back(
        &self,
        back: Back,
        of: Option<u64>,
        if_match: Option<u64>,
    ) -> Result<Option<Done>, EditError> {
        self.app.hub().go_back(back, self.id(), self.actor(), of, if_match).await
    }

    pub(crate) async fn bring_back_revision(&self, revision: u64, edit_id: &str) -> Result<Option<Done>, EditError> {
        self.app.hub().bring_back_revision(self.id(), revision, self.actor(), edit_id).await
    }
}

impl CanManage {
    pub(crate) async fn draw_future(&self, name: Option<&str>) -> Result<Arc<Snapshot>, AppError> {
        if !self.visitor.is_solo() {
            self.app.limits().create(&self.actor().id)?;
        }
        Ok(self.app.hub().draw_future(self.snapshot(), name, self.actor()).await?)
    }

    pub(crate) async fn take_back_of_guest(&self, revision: u64) -> Result<Option<Done>, EditError> {
        self.app.hub().take_back_of_guest(self.id(), revision, self.actor()).await
    }

    /// Shows a step to everyone who views the map.
    pub(crate) async fn spotlight(&self, step: StepId) -> Result<bool, StorageError> {
        self.app.hub().lead(self.id(), Lead { step, by: self.actor().clone() }).await
    }

    pub(crate) async fn bin(&self) -> Result<bool, EditError> {
        self.app.hub().bin(self.id(), self.actor()).await
    }

    pub(crate) async fn bring_back(&self) -> Result<bool, EditError> {
        self.app.hub().bring_back(self.id(), self.actor()).await
    }
}

/// Counts what is written.
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
