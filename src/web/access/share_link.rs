//! What the secret of a link opens, before anybody has come by it.

use std::sync::Arc;

use crate::clock;
use crate::live::{Actor, ActorKind, Snapshot};
use crate::storage::accounts::{Share, ShareKind};
use crate::web::access::secret;
use crate::web::access::{App, CanView, Visitor};
use crate::web::error::AppError;

/// A link that is good now, to a map that is there.
pub(crate) struct ByLink {
    pub(crate) share: Share,
    snapshot: Arc<Snapshot>,
}

impl ByLink {
    /// Finds a link by its secret.
    pub(crate) async fn find(app: &App, visitor: &Visitor, secret: &str) -> Result<ByLink, AppError> {
        if visitor.solo.is_none() && secret::is_one(secret) {
            let share = app.accounts().store().share(&secret::hash(secret)).await?;
            let in_date = |share: &Share| share.expires_at_ms.is_none_or(|until| until > clock::now_ms());
            if let Some(share) = share.filter(in_date)
                && let Some(snapshot) = app.hub().snapshot(&share.map).await?
            {
                return Ok(ByLink { share, snapshot });
            }
        }
        app.limits().guess(visitor.address)?;
        Err(AppError::NotFound)
    }

    /// What the map is called: told to whoever has the link.
    pub(crate) fn map_name(&self) -> &str {
        &self.snapshot.map.name
    }

    /// The map, for its picture.
    pub(crate) fn picture(&self) -> Result<&Arc<Snapshot>, AppError> {
        if self.share.kind == ShareKind::Edit { Err(AppError::NotFound) } else { Ok(&self.snapshot) }
    }

    /// May they see the map already, as much of it as the link would give?
    pub(crate) async fn opens_already(&self, app: &App, visitor: &Visitor) -> Result<bool, AppError> {
        let admitted = visitor.admissions.iter().any(|admission| admission.share == self.share.id);
        match CanView::ask(app, visitor.clone(), &self.share.map).await {
            Ok(may) => Ok(admitted || may.actor().kind == ActorKind::Member),
            Err(AppError::NotFound | AppError::NotSignedIn) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// As whom a browser comes by it, with the name that it had when it came before.
    pub(crate) async fn guest(&self, app: &App, secret: &str) -> Result<Actor, AppError> {
        let id = secret::actor(secret, &self.share.workspace);
        let mut actor = app.hub().actor(&self.share.workspace, &id).await?;
        actor.kind = ActorKind::Guest;
        Ok(actor)
    }

    /// Gives a guest their name.
    pub(crate) async fn name(&self, app: &App, guest: &Actor) -> Result<(), AppError> {
        Ok(app.hub().rename(guest).await?)
    }
}
