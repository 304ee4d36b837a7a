//! What a share link opens, by its secret or its join code, before the visitor has joined.

use std::sync::Arc;

use crate::live::{Actor, ActorKind, Snapshot};
use crate::storage::accounts::{ShareKind, ShareLink};
use crate::web::access::{App, CanView, Visitor};
use crate::web::error::AppError;
use crate::web::{join_code, secret};

/// A valid link to a map that is not in the trash.
pub(crate) struct OpenShareLink {
    pub(crate) share: ShareLink,
    snapshot: Arc<Snapshot>,
}

impl OpenShareLink {
    /// The link with this secret.
    pub(crate) async fn find(app: &App, visitor: &Visitor, secret: &str) -> Result<OpenShareLink, AppError> {
        if !visitor.is_solo() && secret::is_secret(secret) {
            let share = app.accounts().share(&secret::hash(secret)).await?;
            if let Some(link) = OpenShareLink::open(app, share).await? {
                return Ok(link);
            }
        }
        app.limits().guess(visitor.address)?;
        Err(AppError::NotFound)
    }

    /// The link with this join code; `None` if no code of an active link is the same. An unknown code, an expired link and
    /// a map in the trash can't be told apart.
    pub(crate) async fn find_by_code(
        app: &App,
        visitor: &Visitor,
        code: &str,
    ) -> Result<Option<OpenShareLink>, AppError> {
        visitor.require_accounts()?;
        // Text that can't be a code is no guess.
        let Some(code) = join_code::parse(code) else { return Ok(None) };
        let guess = app.limits().guess_code(visitor.address)?;
        let share = app.accounts().share_by_code(&code).await?;
        let link = OpenShareLink::open(app, share).await?;
        if link.is_some() {
            guess.was_right();
        }
        Ok(link)
    }

    async fn open(app: &App, share: Option<ShareLink>) -> Result<Option<OpenShareLink>, AppError> {
        let is_current = |share: &ShareLink| share.expires_at_ms.is_none_or(|until| until > app.clock().now_ms());
        let Some(share) = share.filter(is_current) else { return Ok(None) };
        let snapshot = app.hub().snapshot(&share.map).await?;
        Ok(snapshot.map(|snapshot| OpenShareLink { share, snapshot }))
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

    /// Was the browser with this secret removed from the map?
    pub(crate) async fn has_removed(&self, app: &App, secret: &str) -> Result<bool, AppError> {
        Ok(app.accounts().is_removed_guest(&secret::hash(secret), &self.share.map).await?)
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
