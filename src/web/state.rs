//! What every handler can reach. The open maps are not among it: the way to them is [`super`]'s alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::live::{Accounts, Actor, Hub};

use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Turns;
use crate::web::middleware::rate_limit::Limits;
use crate::web::page::layout;
use crate::web::settings::Settings;

/// How many PNGs and PDFs are worked on at once, so that they never take all the cores from the pages.
const HEAVY_AT_ONCE: usize = 2;
/// How many pages are worked out at once, of maps that have changed since.
const PAGES_AT_ONCE: usize = 2;
/// The same for files that are brought: they do not wait for pictures, nor pictures for them.
const READ_AT_ONCE: usize = 2;
/// How many passwords are hashed at once: each takes 19 MB and keeps a core busy.
const PASSWORDS_AT_ONCE: usize = 2;

/// How many walks back through a map's log are under way at once.
const PAST_AT_ONCE: usize = 1;

/// The state of the web room. Cheap to clone.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
}

struct Shared {
    hub: Arc<Hub>,
    settings: Settings,
    solo: Actor,
    limits: Limits,
    turns: Turns,
    heavy: Arc<Semaphore>,
    pages: Arc<Semaphore>,
    reading: Arc<Semaphore>,
    passwords: Arc<Semaphore>,
    past: Arc<Semaphore>,
    draining: AtomicBool,
    ending: watch::Sender<bool>,
}

impl App {
    /// The state around the open maps, for whoever sits at the machine.
    #[must_use]
    pub fn new(hub: Arc<Hub>) -> App {
        App::with(hub, Settings::default())
    }

    /// The state around the open maps.
    #[must_use]
    pub fn with(hub: Arc<Hub>, settings: Settings) -> App {
        App {
            shared: Arc::new(Shared {
                hub,
                settings,
                solo: Actor::solo(),
                limits: Limits::default(),
                turns: Turns::default(),
                heavy: Arc::new(Semaphore::new(HEAVY_AT_ONCE)),
                pages: Arc::new(Semaphore::new(PAGES_AT_ONCE)),
                reading: Arc::new(Semaphore::new(READ_AT_ONCE)),
                passwords: Arc::new(Semaphore::new(PASSWORDS_AT_ONCE)),
                past: Arc::new(Semaphore::new(PAST_AT_ONCE)),
                draining: AtomicBool::new(false),
                ending: watch::Sender::new(false),
            }),
        }
    }

    /// The maps that are open now: only for what decides who may see which.
    pub(crate) fn hub(&self) -> &Hub {
        &self.shared.hub
    }

    pub(crate) fn accounts(&self) -> &Accounts {
        self.shared.hub.accounts()
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// Whoever sits at the machine.
    pub(crate) fn solo(&self) -> &Actor {
        &self.shared.solo
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    /// Does everybody have to say who they are?
    pub(crate) fn is_team(&self) -> bool {
        self.shared.settings.team || self.accounts().are_known_to_have_begun()
    }

    /// Does it wait for its first account, and serves nothing else?
    pub(crate) fn waits_for_set_up(&self) -> bool {
        self.shared.settings.team && !self.accounts().are_known_to_have_begun()
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
    pub(crate) fn ending(&self) -> watch::Receiver<bool> {
        self.shared.ending.subscribe()
    }

    pub(crate) fn is_ending(&self) -> bool {
        *self.shared.ending.borrow()
    }

    /// Able to write, and not about to stop.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.shared.draining.load(Ordering::Relaxed) && self.shared.hub.ready()
    }

    /// Does work that keeps a core busy for longer than a blink, away from the threads that answer requests and only
    /// [`HEAVY_AT_ONCE`] at a time, one of each asker's.
    pub async fn heavy<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
        let turn = self.shared.turns.take(&self.shared.heavy).await?;
        in_turn(turn, work).await
    }

    /// The same for understanding a file that somebody brings.
    pub(crate) async fn on_reading<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let turn = self.shared.turns.take(&self.shared.reading).await?;
        in_turn(turn, work).await
    }

    /// The same for what a page needs, so that pictures and pages do not wait for each other.
    pub(crate) async fn for_page<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        in_turn(place(&self.shared.pages).await?, work).await
    }

    /// The same for work on passwords, so that pictures and people who sign in do not wait for each other.
    pub(crate) async fn on_password<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        in_turn(place(&self.shared.passwords).await?, work).await
    }

    /// The same for the way back to a map as it was, which may be long: pictures do not wait for it.
    pub(crate) async fn on_past<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let turn = self.shared.turns.take(&self.shared.past).await?;
        in_turn(turn, work).await
    }
}

async fn place(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, AppError> {
    let place = Arc::clone(places).acquire_owned().await;
    place.map_err(|cause| AppError::internal("waiting for a turn", &cause))
}

async fn in_turn<T: Send + 'static>(
    turn: impl Send + 'static,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    let bar = layout::bar();
    let done = tokio::task::spawn_blocking(move || {
        // Held by the work itself: a visitor who goes away meanwhile must not make room for one more.
        let _turn = turn;
        // A page that is made there has the bar of the one that was asked for.
        bar.on(work)
    });
    done.await.map_err(|cause| AppError::internal("working on it", &cause))
}
