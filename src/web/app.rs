//! What every handler can reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Semaphore, watch};

use crate::live::Hub;

use super::error::Failure;

/// How many PNGs, PDFs and uploads are worked on at once, so that they never take all the cores from the pages.
const HEAVY_AT_ONCE: usize = 2;

/// The state of the web room. Cheap to clone.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
}

struct Shared {
    hub: Arc<Hub>,
    heavy: Arc<Semaphore>,
    draining: AtomicBool,
    ending: watch::Sender<bool>,
}

impl App {
    /// The state around the open maps.
    #[must_use]
    pub fn new(hub: Arc<Hub>) -> App {
        let heavy = Arc::new(Semaphore::new(HEAVY_AT_ONCE));
        App {
            shared: Arc::new(Shared {
                hub,
                heavy,
                draining: AtomicBool::new(false),
                ending: watch::Sender::new(false),
            }),
        }
    }

    /// The maps that are open now.
    #[must_use]
    pub fn hub(&self) -> &Hub {
        &self.shared.hub
    }

    /// From now on this process says that it is not ready.
    pub fn drain(&self) {
        self.shared.draining.store(true, Ordering::Relaxed);
    }

    /// Ends the streams of all who follow a map, and lets nobody follow one any more.
    pub fn end_streams(&self) {
        self.shared.ending.send_replace(true);
    }

    /// Turns true when streams have to end.
    pub(super) fn ending(&self) -> watch::Receiver<bool> {
        self.shared.ending.subscribe()
    }

    pub(super) fn is_ending(&self) -> bool {
        *self.shared.ending.borrow()
    }

    /// Able to write, and not about to stop.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.shared.draining.load(Ordering::Relaxed) && self.shared.hub.ready()
    }

    /// Does work that keeps a core busy for longer than a blink, away from the threads that answer requests and only
    /// [`HEAVY_AT_ONCE`] at a time.
    ///
    /// # Errors
    /// [`Failure::Broken`] if the work panicked.
    pub async fn heavy<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let turn = self.shared.heavy.clone().acquire_owned().await;
        let turn = turn.map_err(|cause| Failure::broken("waiting for a turn", &cause))?;
        let done = tokio::task::spawn_blocking(move || {
            // Held by the work itself: a visitor who goes away meanwhile must not make room for one more.
            let _turn = turn;
            work()
        });
        done.await.map_err(|cause| Failure::broken("working on a file", &cause))
    }
}
