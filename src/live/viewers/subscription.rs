//! A seat before a map: what a page that follows along is told.

use std::sync::Arc;

use tokio::sync::watch;

use crate::clock;
use crate::live::hub::Hub;
use crate::live::open_maps::Held;
use crate::live::snapshot::Snapshot;
use crate::live::viewers::presence::{Presence, Seating, Viewer, colour_of};
use crate::storage::{Actor, ActorKind, StorageError};
use vsm::StepId;

/// Somebody follows a map: told of its newest state and of everybody who looks at it, until the seat is dropped.
#[derive(Debug)]
pub struct Seat {
    /// The id of this seat.
    pub viewer: String,
    /// The map's newest state; who is slow misses those in between.
    pub snapshots: watch::Receiver<Arc<Snapshot>>,
    /// Everybody who looks at the map.
    pub people: watch::Receiver<Presence>,
    /// Where somebody who leads has sent everybody's view; only what comes from now on.
    pub lead: watch::Receiver<Option<Lead>>,
    /// The number of one's colour on this map.
    pub colour: u8,
    held: Held,
}

/// Everybody is led to a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    pub step: StepId,
    pub by: Actor,
}

/// Why there is no seat.
#[derive(Debug, thiserror::Error)]
pub enum SeatError {
    /// There is no such map.
    #[error("This map doesn’t exist.")]
    NotFound,
    /// Very many follow it already.
    #[error("Too many open pages follow this map. Close some and reload.")]
    Full,
    /// The map cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.held.viewers().go(&self.viewer);
    }
}

impl Hub {
    /// Takes a seat before a map, in the bin or not.
    pub async fn take_seat(&self, map_id: &str, actor: &Actor) -> Result<Seat, SeatError> {
        let held = self.maps().hold(map_id).await?.ok_or(SeatError::NotFound)?;
        let viewer = clock::new_id();
        let snapshots = held.watch();
        let seating = if actor.kind == ActorKind::Solo { Seating::Free } else { Seating::Each };
        let viewer_is = Viewer {
            id: viewer.clone(),
            actor: actor.id.clone(),
            name: Some(actor.name.clone()).filter(|name| !name.is_empty()),
            guest: actor.kind == ActorKind::Guest,
            colour: colour_of(&actor.id),
            step: None,
        };
        let taken = held.viewers().come(viewer_is, seating);
        let (colour, people) = taken.ok_or(SeatError::Full)?;
        let mut lead = held.lead().subscribe();
        lead.mark_unchanged();
        Ok(Seat { viewer, snapshots, people, lead, colour, held })
    }

    /// Leads everybody who looks at a map to a step of it. False when there is no such map.
    pub async fn lead(&self, map_id: &str, lead: Lead) -> Result<bool, StorageError> {
        let held = self.maps().hold(map_id).await?;
        Ok(held.is_some_and(|held| {
            held.lead().send_replace(Some(lead));
            true
        }))
    }

    /// Somebody who has a seat selects a step, or none. False when they have none.
    pub async fn select(
        &self,
        map_id: &str,
        viewer: &str,
        actor: &Actor,
        step: Option<&StepId>,
    ) -> Result<bool, StorageError> {
        let held = self.maps().hold(map_id).await?;
        Ok(held.is_some_and(|held| held.viewers().select(viewer, &actor.id, step)))
    }
}
