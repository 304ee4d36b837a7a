//! Subscriptions: what a page that follows a map receives.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::clock;
use crate::live::map_handle::MapHandle;
use crate::live::open_maps::{OpenMapGuard, Spotlight};
use crate::live::snapshot::Snapshot;
use crate::live::viewers::frame::DrawingLayout;
use crate::live::viewers::presence::{Presence, Viewer, ViewerQuota, color_of};
use crate::storage::{ActorKind, StorageError};
use vsm::StepId;

/// A leader who loses the connection has this long to return before the others are free.
const LEADER_RETURNS: Duration = Duration::from_secs(10);

/// An open page that follows a map, until it is dropped.
#[derive(Debug)]
pub struct Subscription {
    /// The id of this subscription.
    pub viewer: String,
    /// The map's newest state. A slow page skips intermediate states.
    pub snapshots: watch::Receiver<Arc<Snapshot>>,
    /// Everyone who views the map.
    pub people: watch::Receiver<Presence>,
    /// What is shown to everyone, starting with the first change after subscribing.
    pub spotlight: watch::Receiver<Option<Spotlight>>,
    /// How the page arranges the drawing.
    pub layout: watch::Receiver<DrawingLayout>,
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

impl Subscription {
    /// What someone who leads now shows to everyone.
    pub fn led_by(&self) -> Option<Spotlight> {
        self.spotlight.borrow().clone().filter(|spotlight| spotlight.viewer.is_some())
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.open.viewers.leave(&self.viewer);
        let leads = |spotlight: &Option<Spotlight>, viewer: &str| {
            spotlight.as_ref().is_some_and(|spotlight| spotlight.viewer.as_deref() == Some(viewer))
        };
        if !leads(&self.open.spotlight.borrow(), &self.viewer) {
            return;
        }
        // Without a runtime, the process ends anyway.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (open, viewer) = (Arc::clone(&self.open), std::mem::take(&mut self.viewer));
        runtime.spawn(async move {
            tokio::time::sleep(LEADER_RETURNS).await;
            open.spotlight.send_if_modified(|spotlight| leads(spotlight, &viewer) && spotlight.take().is_some());
        });
    }
}

impl MapHandle {
    /// Subscribes to the map, in the trash or not, for a page that arranges the drawing in a layout.
    pub async fn subscribe(&self, layout: DrawingLayout) -> Result<Subscription, SubscribeError> {
        let (id, actor) = (clock::new_id(), &self.actor);
        let open = self.hub.maps.hold(&self.id).await?.ok_or(SubscribeError::NotFound)?;
        let snapshots = open.watch();
        let quota = if actor.kind == ActorKind::Solo { ViewerQuota::Unlimited } else { ViewerQuota::PerActor };
        let arranged = watch::Sender::new(layout);
        let layout = arranged.subscribe();
        let viewer = Viewer {
            id: id.clone(),
            actor: actor.id.clone(),
            name: Some(actor.name.clone()).filter(|name| !name.is_empty()),
            guest: actor.kind == ActorKind::Guest,
            color: color_of(&actor.id),
            step: None,
            follows: true,
            layout: arranged,
        };
        let (color, people) = open.viewers.join(viewer, quota).ok_or(SubscribeError::Full)?;
        let mut spotlight = open.spotlight.subscribe();
        spotlight.mark_unchanged();
        Ok(Subscription { viewer: id, snapshots, people, spotlight, layout, color, open })
    }

    /// Shows an object to everyone who views the map and follows, or ends that. Returns false if there is no such map,
    /// or no such subscription of the actor to lead.
    pub async fn spotlight(&self, spotlight: Option<Spotlight>) -> Result<bool, StorageError> {
        let open = self.hub.maps.hold(&self.id).await?;
        Ok(open.is_some_and(|open| {
            let brings_everyone = spotlight.as_ref().is_some_and(|spotlight| spotlight.brings_everyone);
            let leader = spotlight.as_ref().and_then(|spotlight| spotlight.viewer.clone());
            let show = || drop(open.spotlight.send_replace(spotlight));
            let is_shown = if let Some(leader) = leader {
                // A leader who leaves ends it, so it must not begin after they have left.
                open.viewers.while_here(&leader, &self.actor.id, |_| show())
            } else {
                show();
                true
            };
            if is_shown && brings_everyone {
                open.viewers.all_follow();
            }
            is_shown
        }))
    }

    /// Sets whether one of the actor's subscriptions follows. Returns false if there is no such subscription.
    pub async fn follow(&self, viewer: &str, follows: bool) -> Result<bool, StorageError> {
        let open = self.hub.maps.hold(&self.id).await?;
        Ok(open.is_some_and(|open| open.viewers.follow(viewer, &self.actor.id, follows)))
    }

    /// Sets how the page of one of the actor's subscriptions arranges the drawing. Returns false if there is no such
    /// subscription.
    pub async fn arrange(&self, viewer: &str, layout: DrawingLayout) -> Result<bool, StorageError> {
        let open = self.hub.maps.hold(&self.id).await?;
        Ok(open.is_some_and(|open| open.viewers.arrange(viewer, &self.actor.id, layout)))
    }

    /// Selects a step, or none, in one of the actor's subscriptions. Returns false if there is no such subscription.
    pub async fn select(&self, viewer: &str, step: Option<&StepId>) -> Result<bool, StorageError> {
        let open = self.hub.maps.hold(&self.id).await?;
        Ok(open.is_some_and(|open| open.viewers.select(viewer, &self.actor.id, step)))
    }
}
