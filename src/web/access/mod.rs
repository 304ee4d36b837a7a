//! Who may do what. The only way to a map leads through here: [`App`] gives the open maps to this module alone, and a
//! handler gets a map by asking for what it needs, [`CanView`], [`CanEdit`] or [`CanManage`], which only [`decide`] makes.
//! For what is not about one map it asks for [`CanList`] or [`CanCreate`], which are about a workspace.
//!
//! Who may not see a map is told the same as of one that is not there.

mod actor_names;
mod identity;
mod map;
mod permissions;
pub(crate) mod secret;
mod share_link;
mod workspace;

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use crate::clock;
use crate::live::{Actor, Snapshot};

use crate::web::error::AppError;

pub(crate) use crate::web::access::identity::{IDLE_MS, Visitor, browser};
pub(crate) use crate::web::access::permissions::Right;
use crate::web::access::permissions::{Grant, decide};
pub(crate) use crate::web::access::share_link::ByLink;
pub(crate) use crate::web::access::workspace::{CanCreate, CanList, IsOwner};
pub(crate) use crate::web::middleware::fair_queue::asked_by;
pub use crate::web::state::App;

/// Somebody may look at a map, in the bin or not.
#[derive(Clone)]
pub(crate) struct CanView {
    app: App,
    visitor: Visitor,
    grant: Grant,
    snapshot: Arc<Snapshot>,
    is_locked: bool,
}

/// Somebody may change a map.
#[derive(Clone)]
pub(crate) struct CanEdit(CanView);

/// Somebody may share a map, lock it, put it away.
#[derive(Clone)]
pub(crate) struct CanManage(CanEdit);

impl CanView {
    /// Asks for a map by its id.
    pub(crate) async fn ask(app: &App, visitor: Visitor, id: &str) -> Result<CanView, AppError> {
        if !visitor.is_somebody() {
            return Err(AppError::NotSignedIn);
        }
        let snapshot = app.hub().snapshot_even_in_bin(id).await?.ok_or(AppError::NotFound)?;
        let (grant, is_locked) = granted(app, &visitor, &snapshot).await?;
        let mut grant = grant.ok_or(AppError::NotFound)?;
        if grant.actor.name.is_empty() && visitor.solo.is_none() {
            let kind = grant.actor.kind;
            grant.actor = app.hub().actor(&snapshot.workspace, &grant.actor.id).await?;
            grant.actor.kind = kind;
        }
        Ok(CanView { app: app.clone(), visitor, grant, snapshot, is_locked })
    }

    /// Looks again, some time later: what may they do now? `None` when there is nothing to see any more.
    pub(crate) async fn again(&self) -> Result<Option<CanView>, AppError> {
        let Some(visitor) = self.visitor.again(&self.app).await? else { return Ok(None) };
        match CanView::ask(&self.app, visitor, &self.snapshot.id).await {
            Ok(may) => Ok(Some(may)),
            Err(AppError::NotFound | AppError::NotSignedIn) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// The same, as a browser that has got its secret just now; only while there are no accounts.
    pub(crate) fn into_browser(mut self, secret: &str) -> CanView {
        if self.visitor.solo.is_some() {
            self.grant.actor = browser(&self.app, secret);
            self.visitor.solo = Some(self.grant.actor.clone());
        }
        self
    }

    /// The map as it was when it was asked for.
    pub(crate) fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The map, unless it is in the bin.
    pub(crate) fn open(&self) -> Result<&Arc<Snapshot>, AppError> {
        if self.snapshot.binned { Err(AppError::NotFound) } else { Ok(&self.snapshot) }
    }

    /// The id of the map.
    pub(crate) fn id(&self) -> &str {
        &self.snapshot.id
    }

    pub(crate) fn actor(&self) -> &Actor {
        &self.grant.actor
    }

    pub(crate) fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    pub(crate) fn right(&self) -> Right {
        self.grant.right
    }

    /// Until when, in milliseconds since 1970, unless something changes before.
    pub(crate) fn until_ms(&self) -> Option<i64> {
        self.grant.until_ms
    }

    /// May guests only look at it?
    pub(crate) fn is_locked(&self) -> bool {
        self.is_locked
    }

    pub(crate) fn workspace(&self) -> &Arc<str> {
        &self.snapshot.workspace
    }

    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// The same, for changing the map.
    pub(crate) fn into_edit(self) -> Result<CanEdit, AppError> {
        if self.right() >= Right::Edit {
            return Ok(CanEdit(self));
        }
        Err(if self.is_locked { AppError::Locked } else { AppError::ViewOnly })
    }
}

/// What one may do now, and whether the map is locked.
async fn granted(app: &App, visitor: &Visitor, snapshot: &Snapshot) -> Result<(Option<Grant>, bool), AppError> {
    let doors =
        if app.is_team() { app.accounts().doors(&snapshot.workspace, &snapshot.id).await? } else { Arc::default() };
    let grant = decide(visitor, &snapshot.workspace, &snapshot.id, &doors, clock::now_ms());
    Ok((grant, doors.locked))
}

impl Deref for CanEdit {
    type Target = CanView;
    fn deref(&self) -> &CanView {
        &self.0
    }
}

impl Deref for CanManage {
    type Target = CanEdit;
    fn deref(&self) -> &CanEdit {
        &self.0
    }
}

impl FromRequestParts<App> for CanView {
    type Rejection = AppError;

    /// For routes that name a map by `{id}`.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<CanView, AppError> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let parameters = RawPathParams::from_request_parts(parts, app).await;
        let parameters = parameters.map_err(|_| AppError::NotFound)?;
        let id = parameters.iter().find(|(name, _)| *name == "id").map(|(_, id)| id.to_owned());
        CanView::ask(app, visitor, &id.ok_or(AppError::NotFound)?).await
    }
}

impl FromRequestParts<App> for CanEdit {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<CanEdit, AppError> {
        CanView::from_request_parts(parts, app).await?.into_edit()
    }
}

impl FromRequestParts<App> for CanManage {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<CanManage, AppError> {
        let may = CanView::from_request_parts(parts, app).await?;
        if may.right() >= Right::Manage { Ok(CanManage(CanEdit(may))) } else { Err(AppError::MembersOnly) }
    }
}
