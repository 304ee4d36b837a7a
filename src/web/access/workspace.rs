//! What visitors can do in their current workspace.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::live::{Actor, MapSummary, Snapshot};
use crate::storage::StorageError;
use crate::storage::accounts::Role;
use vsm::Map;

use crate::web::access::{App, Identity, Visitor};
use crate::web::error::AppError;

/// Creating the same map twice within this time creates it once.
const DOUBLE_CLICK_MS: i64 = 2000;
/// How many recently changed maps are checked for that.
const RECENT: usize = 5;

/// Grants listing the maps of this workspace.
#[derive(Clone)]
pub(crate) struct CanList {
    app: App,
    visitor: Visitor,
    actor: Actor,
    role: Role,
    name: String,
}

/// Grants creating maps in this workspace.
#[derive(Clone)]
pub(crate) struct CanCreate(CanList);

/// The visitor is signed in and owns this workspace.
#[derive(Clone)]
pub(crate) struct IsOwner(CanList);

impl CanList {
    pub(crate) fn new(app: &App, visitor: Visitor) -> Result<CanList, AppError> {
        let (actor, role, name) = match &visitor.identity {
            Identity::Solo(actor) => (actor.clone(), Role::Owner, String::new()),
            Identity::Token(token) => {
                let role = token.member.ok_or(AppError::NotSignedIn)?.min(token.role);
                (token.actor.clone(), role, token.workspace_name.clone())
            }
            Identity::Session(session) => {
                let is_current = |workspace: &str| session.workspace.as_deref() == Some(workspace);
                let current = session.memberships.iter().find(|membership| is_current(&membership.actor.workspace));
                let membership = current.or(session.memberships.first()).ok_or(AppError::NoWorkspace)?;
                (membership.actor.clone(), membership.role, membership.workspace_name.clone())
            }
            Identity::Guest => return Err(AppError::NotSignedIn),
        };
        Ok(CanList { app: app.clone(), visitor, actor, role, name })
    }

    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    pub(crate) fn workspace(&self) -> &Arc<str> {
        &self.actor.workspace
    }

    /// The name of the workspace; empty without accounts.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn role(&self) -> Role {
        self.role
    }

    pub(crate) fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    pub(crate) async fn list(
        &self,
        trashed: bool,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<MapSummary>, StorageError> {
        self.app.hub().list(self.workspace(), trashed, after, limit).await
    }

    /// A map of this workspace, in the trash or not.
    pub(crate) async fn map(&self, id: &str) -> Result<Option<Arc<Snapshot>>, StorageError> {
        let found = self.app.hub().snapshot_including_trashed(id).await?;
        Ok(found.filter(|snapshot| snapshot.workspace == *self.workspace()))
    }

    pub(crate) fn into_create(self) -> Result<CanCreate, AppError> {
        if self.role >= Role::Editor { Ok(CanCreate(self)) } else { Err(AppError::ViewOnly) }
    }
}

impl CanCreate {
    pub(crate) async fn create(&self, map: Map) -> Result<Arc<Snapshot>, AppError> {
        if !self.visitor.is_solo() {
            self.app.limits().create(&self.actor.id)?;
        }
        Ok(self.app.hub().create(map, &self.actor).await?)
    }

    /// Creates a map, or returns the same map if it was created a moment ago and not edited since: a double click on a
    /// form creates one map.
    pub(crate) async fn create_once(&self, map: Map) -> Result<Arc<Snapshot>, AppError> {
        let since = self.app.clock().now_ms() - DOUBLE_CLICK_MS;
        for listed in self.list(false, None, RECENT).await? {
            if listed.revision != 1 || listed.created_at_ms < since || listed.name != map.name {
                continue;
            }
            let created = self.map(&listed.id).await?;
            if let Some(created) = created.filter(|created| !created.trashed && *created.map == map) {
                return Ok(created);
            }
        }
        self.create(map).await
    }
}

impl Deref for CanCreate {
    type Target = CanList;
    fn deref(&self) -> &CanList {
        &self.0
    }
}

impl Deref for IsOwner {
    type Target = CanList;
    fn deref(&self) -> &CanList {
        &self.0
    }
}

impl FromRequestParts<App> for CanList {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<CanList, AppError> {
        CanList::new(app, Visitor::from_request_parts(parts, app).await?)
    }
}

impl FromRequestParts<App> for CanCreate {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<CanCreate, AppError> {
        CanList::from_request_parts(parts, app).await?.into_create()
    }
}

impl FromRequestParts<App> for IsOwner {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<IsOwner, AppError> {
        let workspace = CanList::from_request_parts(parts, app).await?;
        workspace.visitor.require_accounts()?;
        if workspace.role == Role::Owner { Ok(IsOwner(workspace)) } else { Err(AppError::OwnersOnly) }
    }
}
