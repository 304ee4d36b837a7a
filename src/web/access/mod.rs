//! Access control: the only way to a map. [`App`] gives the open maps to this module alone, and a handler gets a map by
//! the permission it needs: [`CanView`], [`CanEdit`] or [`CanManage`], which only [`permissions::grant`] grants.
//! Handlers that are not about one map use [`CanList`], [`CanCreate`] or [`IsOwner`], which are about a workspace.
//!
//! A map that a visitor can't see looks the same as one that doesn't exist.

pub(crate) mod audit;
mod identity;
mod map;
mod permissions;
mod share_link;
mod workspace;

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use crate::live::{Actor, Snapshot};

use crate::web::error::AppError;

pub(crate) use crate::web::access::identity::{IDLE_MS, Identity, Visitor};
use crate::web::access::permissions::Grant;
pub(crate) use crate::web::access::permissions::Permission;
pub(crate) use crate::web::access::share_link::OpenShareLink;
pub(crate) use crate::web::access::workspace::{CanCreate, CanList, IsOwner};
pub use crate::web::state::App;

/// Grants viewing this map, in the trash or not.
#[derive(Clone)]
pub(crate) struct CanView {
    app: App,
    visitor: Visitor,
    grant: Grant,
    snapshot: Arc<Snapshot>,
    is_locked: bool,
}

/// Grants editing this map.
#[derive(Clone)]
pub(crate) struct CanEdit(CanView);

/// Grants sharing this map, locking it and moving it to the trash.
#[derive(Clone)]
pub(crate) struct CanManage(CanEdit);

impl CanView {
    pub(crate) async fn find(app: &App, visitor: Visitor, id: &str) -> Result<CanView, AppError> {
        if !visitor.is_known() {
            return Err(AppError::NotSignedIn);
        }
        let snapshot = app.hub().snapshot_including_trashed(id).await?.ok_or(AppError::NotFound)?;
        let (grant, is_locked) = granted(app, &visitor, &snapshot).await?;
        let mut grant = grant.ok_or(AppError::NotFound)?;
        if grant.actor.name.is_empty() && !visitor.is_solo() {
            let kind = grant.actor.kind;
            grant.actor = app.hub().actor(&snapshot.workspace, &grant.actor.id).await?;
            grant.actor.kind = kind;
        }
        Ok(CanView { app: app.clone(), visitor, grant, snapshot, is_locked })
    }

    /// The same map with current permissions. `None` if there are none any more.
    pub(crate) async fn reload(&self) -> Result<Option<CanView>, AppError> {
        let Some(visitor) = self.visitor.reload(&self.app).await? else { return Ok(None) };
        match CanView::find(&self.app, visitor, &self.snapshot.id).await {
            Ok(map) => Ok(Some(map)),
            Err(AppError::NotFound | AppError::NotSignedIn) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// The same for a local user whose browser was just given its secret.
    pub(crate) fn with_browser_secret(mut self, secret: &str) -> CanView {
        if self.visitor.is_solo() {
            self.grant.actor = identity::local_user_with_secret(&self.app, secret);
            self.visitor.identity = Identity::Solo(self.grant.actor.clone());
        }
        self
    }

    /// The map as it was at the start of the request.
    pub(crate) fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The map, unless it is in the trash.
    pub(crate) fn open(&self) -> Result<&Arc<Snapshot>, AppError> {
        if self.snapshot.trashed { Err(AppError::NotFound) } else { Ok(&self.snapshot) }
    }

    pub(crate) fn id(&self) -> &str {
        &self.snapshot.id
    }

    pub(crate) fn actor(&self) -> &Actor {
        &self.grant.actor
    }

    pub(crate) fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    pub(crate) fn permission(&self) -> Permission {
        self.grant.permission
    }

    /// In milliseconds since 1970; the permission can end earlier.
    pub(crate) fn expires_at_ms(&self) -> Option<i64> {
        self.grant.expires_at_ms
    }

    /// Is it view only for guests?
    pub(crate) fn is_locked(&self) -> bool {
        self.is_locked
    }

    pub(crate) fn workspace(&self) -> &Arc<str> {
        &self.snapshot.workspace
    }

    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    pub(crate) fn into_edit(self) -> Result<CanEdit, AppError> {
        if self.permission() >= Permission::Edit {
            return Ok(CanEdit(self));
        }
        Err(if self.is_locked { AppError::Locked } else { AppError::ViewOnly })
    }
}

/// The current permission, and whether the map is locked.
async fn granted(app: &App, visitor: &Visitor, snapshot: &Snapshot) -> Result<(Option<Grant>, bool), AppError> {
    let sharing = if app.is_team() {
        app.accounts().map_sharing(&snapshot.workspace, &snapshot.id).await?
    } else {
        Arc::default()
    };
    let grant = permissions::grant(visitor, &snapshot.workspace, &snapshot.id, &sharing, app.clock().now_ms());
    Ok((grant, sharing.locked))
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

    /// For routes with a map `{id}`.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<CanView, AppError> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let parameters = RawPathParams::from_request_parts(parts, app).await;
        let parameters = parameters.map_err(|_| AppError::NotFound)?;
        let id = parameters.iter().find(|(name, _)| *name == "id").map(|(_, id)| id.to_owned());
        CanView::find(app, visitor, &id.ok_or(AppError::NotFound)?).await
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
        let map = CanView::from_request_parts(parts, app).await?;
        if map.permission() >= Permission::Manage { Ok(CanManage(CanEdit(map))) } else { Err(AppError::MembersOnly) }
    }
}
