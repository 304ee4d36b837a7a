//! What the secret of a share link opens, before the visitor has joined.

use std::sync::Arc;

use crate::live::{Actor, ActorKind, Snapshot};
use crate::storage::accounts::{ShareKind, ShareLink};
use crate::web::access::{App, CanView, Visitor};
use crate::web::error::AppError;
use crate::web::secret;

/// A valid link to a map that is not in the trash.
pub(crate) struct OpenShareLink {
    pub(crate) share: ShareLink,
    snapshot: Arc<Snapshot>,
}

impl OpenShareLink {
    pub(crate) async fn find(app: &App, visitor: &Visitor, secret: &str) -> Result<OpenShareLink, AppError> {
        if !visitor.is_solo() && secret::is_secret(secret) {
            let share = app.accounts().share(&secret::hash(secret)).await?;
            let is_current = |share: &ShareLink| share.expires_at_ms.is_none_or(|until| until > app.clock().now_ms());
            if let Some(share) = share.filter(is_current)
                && let Some(snapshot) = app.hub().snapshot(&share.map).await?
            {
                return Ok(OpenShareLink { share, snapshot });
            }
        }
        app.limits().guess(visitor.address)?;
        Err(AppError::NotFound)
    }

    /// The name of the map, which the link reveals.
    pub(crate) fn map_name(&self) -> &str {
        &self.snapshot.map.name
    }

    /// The map, for its image.
    pub(crate) fn image(&self) -> Result<&Arc<Snapshot>, AppError> {
        if self.share.kind == ShareKind::Edit { Err(AppError::NotFound) } else { Ok(&self.snapshot) }
    }

    /// Does the visitor have this access already?
    pub(crate) async fn is_joined(&self, app: &App, visitor: &Visitor) -> Result<bool, AppError> {
        let admitted = visitor.guest_access.iter().any(|admission| admission.share == self.share.id);
        match CanView::find(app, visitor.clone(), &self.share.map).await {
            Ok(map) => Ok(admitted || map.actor().kind == ActorKind::Member),
            Err(AppError::NotFound | AppError::NotSignedIn) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// The guest of a browser, with the name from last time.
    pub(crate) async fn guest(&self, app: &App, secret: &str) -> Result<Actor, AppError> {
        let id = secret::actor_id(secret, &self.share.workspace);
        let mut actor = app.hub().actor(&self.share.workspace, &id).await?;
        actor.kind = ActorKind::Guest;
        Ok(actor)
    }

    pub(crate) async fn rename(&self, app: &App, guest: &Actor) -> Result<(), AppError> {
        Ok(app.hub().rename(guest).await?)
    }
}
