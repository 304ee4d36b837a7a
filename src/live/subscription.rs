//! Subscriptions: what a page that follows a map receives.

use std::sync::Arc;

use tokio::sync::watch;

use crate::clock;
use crate::live::map_handle::MapHandle;
use crate::live::open_maps::{OpenMapGuard, Spotlight};
use crate::live::snapshot::Snapshot;
use crate::live::viewers::presence::{Presence, Viewer, ViewerQuota, color_of};
use crate::storage::{ActorKind, StorageError};
use vsm::StepId;

/// An open page that follows a map, until it is dropped.
#[derive(Debug)]
pub struct Subscription {
    /// The id of this subscription.
    pub viewer: String,
    /// The map's newest state. A slow page skips intermediate states.
    pub snapshots: watch::Receiver<Arc<Snapshot>>,
    /// Everyone who views the map.
    pub people: watch::Receiver<Presence>,
    /// The step shown to everyone, starting with the first one after subscribing.
    pub spotlight: watch::Receiver<Option<Spotlight>>,
    /// The number of the viewer's color on this map.
    pub color: u8,
    open: OpenMapGuard,
}

#[derive(Debug, thiserror::Error)]
pub enum SubscribeError {
    #[error("This map doesn’t exist.")]
    NotFound,
    #[error("Too many open pages follow this map. Close some and reload.")]
    Full,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.open.viewers.leave(&self.viewer);
    }
}

impl MapHandle {
    /// Subscribes to the map, in the trash or not.
    pub async fn subscribe(&self) -> Result<Subscription, SubscribeError> {
        let (id, actor) = (clock::new_id(), &self.actor);
        let open = self.hub.maps.hold(&self.id).await?.ok_or(SubscribeError::NotFound)?;
        let snapshots = open.watch();
        let quota = if actor.kind == ActorKind::Solo { ViewerQuota::Unlimited } else { ViewerQuota::PerActor };
        let viewer = Viewer {
            id: id.clone(),
            actor: actor.id.clone(),
            name: Some(actor.name.clone()).filter(|name| !name.is_empty()),
            guest: actor.kind == ActorKind::Guest,
            color: color_of(&actor.id),
            step: None,
        };
        let (color, people) = open.viewers.join(viewer, quota).ok_or(SubscribeError::Full)?;
        let mut spotlight = open.spotlight.subscribe();
        spotlight.mark_unchanged();
        Ok(Subscription { viewer: id, snapshots, people, spotlight, color, open })
    }

    /// Shows a step to everyone who views the map. Returns false if there is no such map.
    pub async fn spotlight(&self, step: StepId) -> Result<bool, StorageError> {
        let open = self.hub.maps.hold(&self.id).await?;
        Ok(open.is_some_and(|open| {
            open.spotlight.send_replace(Some(Spotlight { step, by: self.actor.clone() }));
            true
        }))
    }

    /// Selects a step, or none, in one of the actor's subscriptions. Returns false if there is no such subscription.
    pub async fn select(&self, viewer: &str, step: Option<&StepId>) -> Result<bool, StorageError> {
        let open = self.hub.maps.hold(&self.id).await?;
        Ok(open.is_some_and(|open| open.viewers.select(viewer, &self.actor.id, step)))
    }
}
