//! Pools for CPU-heavy work. Each has few slots, and no client has more than one of them at a time, so a client with
//! many requests waits behind its own requests and not in front of everyone else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::web::error::AppError;
use crate::web::page::layout;

/// How long a request waits behind the same client's other work.
const MAX_WAIT: Duration = if cfg!(test) { Duration::from_millis(50) } else { Duration::from_secs(10) };
/// How many clients are stored before idle ones are removed.
const MAX_CLIENTS: usize = 1_000;

tokio::task_local! {
    /// The client whose request is being handled; `None` for the local user.
    static CURRENT_CLIENT: Option<Arc<str>>;
}

/// Handles a request as work of a client.
pub(crate) async fn as_client<T>(client: Option<Arc<str>>, answer: impl Future<Output = T>) -> T {
    CURRENT_CLIENT.scope(client, answer).await
}

/// The kind of work. Pools don't wait for each other: images not for imports, sign-in not for images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pool {
    /// Images, PDFs and other downloads.
    Render,
    /// Pages of changed maps.
    Page,
    /// What viewers of a large map are sent after an edit.
    Frame,
    Import,
    /// Each hash takes 19 MB of memory.
    Password,
    /// Walks back through a map's history, which may be long.
    History,
}

impl Pool {
    fn size(self) -> usize {
        match self {
            Pool::Render | Pool::Page | Pool::Frame | Pool::Import | Pool::Password => 2,
            Pool::History => 1,
        }
    }

    /// Is each client limited to one slot? Pages and passwords are short and so are exempt; frames are for all viewers.
    fn is_fair(self) -> bool {
        match self {
            Pool::Render | Pool::Import | Pool::History => true,
            Pool::Page | Pool::Frame | Pool::Password => false,
        }
    }
}

/// A slot in a pool, released on drop.
struct Permit {
    _of_client: Option<OwnedSemaphorePermit>,
    _of_pool: OwnedSemaphorePermit,
}

pub(crate) struct Pools {
    places: [Arc<Semaphore>; 6],
    /// The one slot of each client, in all fair pools together.
    clients: Mutex<HashMap<Arc<str>, Weak<Semaphore>>>,
}

impl Default for Pools {
    fn default() -> Pools {
        let pools = [Pool::Render, Pool::Page, Pool::Frame, Pool::Import, Pool::Password, Pool::History];
        Pools { places: pools.map(|pool| Arc::new(Semaphore::new(pool.size()))), clients: Mutex::default() }
    }
}

impl Pools {
    /// Runs work off the request threads as soon as a slot is free.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        pool: Pool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let permit = self.acquire(pool).await?;
        let bar = layout::bar();
        let done = tokio::task::spawn_blocking(move || {
            // Held by the work itself: a client that disconnects must not free a slot for another one.
            let _permit = permit;
            // Pages rendered here get the bar of their request.
            bar.on(work)
        });
        done.await.map_err(|cause| AppError::internal("running work in a pool", &cause))
    }

    async fn acquire(&self, pool: Pool) -> Result<Permit, AppError> {
        let closed = |cause| AppError::internal("waiting for a slot", &cause);
        let client = CURRENT_CLIENT.try_with(Clone::clone).ok().flatten().filter(|_| pool.is_fair());
        let of_client = match client {
            Some(client) => {
                let waited = timeout(MAX_WAIT, self.of_client(&client).acquire_owned()).await;
                let waited = waited.map_err(|_| AppError::TooMany { seconds: MAX_WAIT.as_secs() })?;
                Some(waited.map_err(closed)?)
            }
            None => None,
        };
        let of_pool = Arc::clone(&self.places[pool as usize]).acquire_owned().await.map_err(closed)?;
        Ok(Permit { _of_client: of_client, _of_pool: of_pool })
    }

    fn of_client(&self, client: &Arc<str>) -> Arc<Semaphore> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = clients.get(client).and_then(Weak::upgrade) {
            return place;
        }
        if clients.len() >= MAX_CLIENTS {
            clients.retain(|_, place| place.strong_count() > 0);
        }
        let place = Arc::new(Semaphore::new(1));
        clients.insert(Arc::clone(client), Arc::downgrade(&place));
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn client_waits_behind_its_own_work_only() {
        let pools = Pools::default();
        let acquire = |client: &str| as_client(Some(client.into()), pools.acquire(Pool::Render));
        let first = acquire("gus").await.unwrap();
        assert!(matches!(acquire("gus").await, Err(AppError::TooMany { .. })));
        let other = acquire("olga").await.unwrap();
        drop((first, other));
        acquire("gus").await.unwrap();
    }
}
