//! The state that every handler can reach. The open maps are reserved for `access`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

use crate::clock::Clock;
use crate::live::{Accounts, Actor, Hub};

use crate::web::middleware::fair_queue::Pools;
use crate::web::middleware::rate_limit::Limits;
use crate::web::settings::Settings;

/// The state of the web server. Cheap to clone.
#[derive(Clone)]
pub struct App {
    shared: Arc<Shared>,
}

struct Shared {
    hub: Arc<Hub>,
    settings: Settings,
    solo: Actor,
    limits: Limits,
    pools: Pools,
    draining: AtomicBool,
    ending: watch::Sender<bool>,
}

impl App {
    /// The state for the local user.
    pub fn new(hub: Arc<Hub>) -> App {
        App::with_settings(hub, Settings::default())
    }

    pub fn with_settings(hub: Arc<Hub>, settings: Settings) -> App {
        App {
            shared: Arc::new(Shared {
                limits: Limits::new(hub.clock()),
                hub,
                settings,
                solo: Actor::solo(),
                pools: Pools::default(),
                draining: AtomicBool::new(false),
                ending: watch::Sender::new(false),
            }),
        }
    }

    /// The open maps: only for `access`, which decides who can see which.
    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.shared.hub
    }

    pub(crate) fn accounts(&self) -> &Accounts {
        self.shared.hub.accounts()
    }

    pub(crate) fn clock(&self) -> &Clock {
        self.shared.hub.clock()
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// The local user, without accounts.
    pub(crate) fn solo(&self) -> &Actor {
        &self.shared.solo
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    pub(crate) fn pools(&self) -> &Pools {
        &self.shared.pools
    }

    /// Does everyone have to sign in?
    pub(crate) fn is_team(&self) -> bool {
        self.shared.settings.team || self.accounts().is_known_to_exist()
    }

    /// Is only the setup page served, because the first account is missing?
    pub(crate) fn waits_for_set_up(&self) -> bool {
        self.shared.settings.team && !self.accounts().is_known_to_exist()
    }

    /// From now on, this process reports that it is not ready.
    pub fn drain(&self) {
        self.shared.draining.store(true, Ordering::Relaxed);
    }

    /// Ends all event streams, and refuses new ones.
    pub fn end_streams(&self) {
        self.shared.ending.send_replace(true);
    }

    /// Becomes true when streams have to end.
    pub(crate) fn ending(&self) -> watch::Receiver<bool> {
        self.shared.ending.subscribe()
    }

    pub(crate) fn is_ending(&self) -> bool {
        *self.shared.ending.borrow()
    }

    /// Can the database be written, and is the process not shutting down?
    pub fn is_ready(&self) -> bool {
        !self.shared.draining.load(Ordering::Relaxed) && self.shared.hub.ready()
    }
}
