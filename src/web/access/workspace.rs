//! What can be done in the workspace that one is in.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::clock;
use crate::live::{Actor, Listed, Snapshot};
use crate::storage::StorageError;
use crate::storage::accounts::Role;
use vsm::Map;

use crate::web::access::{App, Visitor};
use crate::web::error::AppError;

/// The same map asked for twice within this time is meant once.
const DOUBLE_CLICK_MS: i64 = 2000;
/// How many of the maps that changed last are looked at for that.
const LAST: usize = 5;

/// Somebody may see the maps of a workspace.
#[derive(Clone)]
pub(crate) struct CanList {
    app: App,
    visitor: Visitor,
    actor: Actor,
    role: Role,
    name: String,
}

/// Somebody may make maps in a workspace.
#[derive(Clone)]
pub(crate) struct CanCreate(CanList);

/// Somebody, signed in, owns a workspace.
#[derive(Clone)]
pub(crate) struct IsOwner(CanList);

impl CanList {
    /// The workspace that a visitor is in.
    pub(crate) fn of(app: &App, visitor: Visitor) -> Result<CanList, AppError> {
        let app = app.clone();
        if let Some(actor) = visitor.solo.clone() {
            return Ok(CanList { app, visitor, actor, role: Role::Owner, name: String::new() });
        }
        if let Some(token) = visitor.token.clone() {
            let role = token.member.ok_or(AppError::NotSignedIn)?.min(token.role);
            let (actor, name) = (token.actor.clone(), token.workspace_name.clone());
            return Ok(CanList { app, visitor, actor, role, name });
        }
        let session = visitor.session.clone().ok_or(AppError::NotSignedIn)?;
        let is_chosen = |workspace: &str| session.workspace.as_deref() == Some(workspace);
        let chosen = session.memberships.iter().find(|membership| is_chosen(&membership.actor.workspace));
        let membership = chosen.or(session.memberships.first()).ok_or(AppError::NoWorkspace)?;
        let (actor, role, name) = (membership.actor.clone(), membership.role, membership.workspace_name.clone());
        Ok(CanList { app, visitor, actor, role, name })
    }

    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    pub(crate) fn workspace(&self) -> &Arc<str> {
        &self.actor.workspace
    }

    /// Its name; empty while there are no accounts.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What they may do in it.
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
        binned: bool,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Listed>, StorageError> {
        self.app.hub().list(self.workspace(), binned, after, limit).await
    }

    /// A map of this workspace, in the bin or not.
    pub(crate) async fn map(&self, id: &str) -> Result<Option<Arc<Snapshot>>, StorageError> {
        let found = self.app.hub().snapshot_even_in_bin(id).await?;
        Ok(found.filter(|snapshot| snapshot.workspace == *self.workspace()))
    }

    /// The same, for making maps.
    pub(crate) fn into_make(self) -> Result<CanCreate, AppError> {
        if self.role >= Role::Editor { Ok(CanCreate(self)) } else { Err(AppError::ViewOnly) }
    }
}

impl CanCreate {
    pub(crate) async fn make(&self, map: Map) -> Result<Arc<Snapshot>, AppError> {
        if self.visitor.solo.is_none() {
            self.app.limits().make(&self.actor.id)?;
        }
        Ok(self.app.hub().create(map, &self.actor).await?)
    }

    /// Makes a map, unless the very same one has been made a moment ago and is untouched: then that is the one. A double
    /// click on a form makes one.
    pub(crate) async fn make_once(&self, map: Map) -> Result<Arc<Snapshot>, AppError> {
        let since = clock::now_ms() - DOUBLE_CLICK_MS;
        for listed in self.list(false, None, LAST).await? {
            if listed.revision != 1 || listed.created_at_ms < since || listed.name != map.name {
                continue;
            }
            let made = self.map(&listed.id).await?;
            if let Some(made) = made.filter(|made| !made.binned && *made.map == map) {
                return Ok(made);
            }
        }
        self.make(map).await
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
        CanList::of(app, Visitor::from_request_parts(parts, app).await?)
    }
}

impl FromRequestParts<App> for CanCreate {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<CanCreate, AppError> {
        CanList::from_request_parts(parts, app).await?.into_make()
    }
}

impl FromRequestParts<App> for IsOwner {
    type Rejection = AppError;

    /// There is nothing to own while there are no accounts.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<IsOwner, AppError> {
        let may = CanList::from_request_parts(parts, app).await?;
        if may.visitor.solo.is_some() {
            return Err(AppError::NotFound);
        }
        if may.role == Role::Owner { Ok(IsOwner(may)) } else { Err(AppError::OwnersOnly) }
    }
}
