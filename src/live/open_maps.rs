//! The maps that are currently open, in memory. Their number is bounded.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio::sync::watch;
use tokio::time::Instant;

use crate::live::recent_edits::RecentEdits;
use crate::live::related_maps::RelatedMapsCache;
use crate::live::snapshot::{FrameRenderer, Snapshot};
use crate::live::viewers::presence::Viewers;
use crate::live::viewers::throttle::BroadcastThrottle;
use crate::storage::{Actor, Storage, StorageError, StoredMap};
use vsm::StepId;

/// The maximum number of open maps, unless more are being edited or watched.
pub(crate) const MAX_OPEN: usize = 512;

/// The number of locks for opening maps, and so of maps that can be opened concurrently.
const OPEN_LOCKS: usize = 16;

/// Shows an object of the drawing to all viewers who follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spotlight {
    pub step: StepId,
    /// The object at the step, as the drawing names it; `None` for the step itself.
    pub object: Option<String>,
    /// The subscription that leads, for as long as it lasts; `None` to show this once.
    pub viewer: Option<String>,
    /// Whether this also brings those who no longer follow.
    pub brings_everyone: bool,
    pub by: Actor,
}

#[derive(Debug)]
pub(crate) struct OpenMap {
    current: watch::Sender<Arc<Snapshot>>,
    /// The snapshot that subscribers were last shown. It catches up with `current` immediately or soon.
    shown: watch::Sender<Arc<Snapshot>>,
    throttle: Mutex<BroadcastThrottle>,
    recent: Mutex<RecentEdits>,
    pub(crate) viewers: Viewers,
    /// What was last shown to everyone; `None` if nothing was, or the leader has stopped.
    pub(crate) spotlight: watch::Sender<Option<Spotlight>>,
    used: AtomicU64,
    held: AtomicUsize,
}

impl OpenMap {
    /// The map's newest durable state.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.borrow())
    }

    /// Replaces the current snapshot with a newer one and shows it to all subscribers, immediately or soon. Ignores an
    /// older one. Must be called inside a tokio runtime.
    pub(crate) fn publish(self: &Arc<OpenMap>, snapshot: Arc<Snapshot>) {
        if put_newer(&self.current, snapshot)
            && self.shown.receiver_count() > 0
            && let Some(wait) = self.throttle().schedule(Instant::now())
        {
            let open = Arc::clone(self);
            tokio::spawn(async move {
                if !wait.is_zero() {
                    tokio::time::sleep(wait).await;
                }
                open.show();
            });
        }
    }

    /// Shows the newest snapshot to all subscribers.
    fn show(&self) {
        let snapshot = {
            let mut throttle = self.throttle();
            let snapshot = self.snapshot();
            let edits = snapshot.revision.saturating_sub(self.shown.borrow().revision);
            throttle.sent(Instant::now(), edits, self.shown.receiver_count());
            snapshot
        };
        // Rendered before the subscribers wake up, because each of them would wait for it. What takes longer they render
        // themselves: off this thread, and each layout without waiting for the others.
        if snapshot.is_rendered_quickly() {
            snapshot.frame();
            for layout in self.viewers.layouts() {
                snapshot.drawing(snapshot.layout(layout));
            }
        }
        let before = Arc::clone(&self.shown.borrow());
        if put_newer(&self.shown, snapshot) {
            before.forget_messages();
        }
    }

    /// Extends `changed_by` to all edits not yet shown to subscribers, if the same actor made them.
    pub(crate) fn with_unshown(&self, changed_by: Option<(u64, String)>) -> Option<(u64, String)> {
        let (since, actor) = changed_by?;
        let current = self.snapshot();
        let is_unshown = since == current.revision && self.shown.borrow().revision < current.revision;
        match (&current.changed_by, is_unshown) {
            (Some((before, same)), true) if *same == actor => Some((*before, actor)),
            _ => Some((since, actor)),
        }
    }

    fn throttle(&self) -> MutexGuard<'_, BroadcastThrottle> {
        self.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn recent(&self) -> MutexGuard<'_, RecentEdits> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Subscribes to new snapshots. Slow receivers only get the newest one.
    pub(crate) fn watch(&self) -> watch::Receiver<Arc<Snapshot>> {
        let watch = self.shown.subscribe();
        // The new subscriber's page may already show the current map and must not get an older one.
        put_newer(&self.shown, self.snapshot());
        watch
    }
}

fn put_newer(place: &watch::Sender<Arc<Snapshot>>, snapshot: Arc<Snapshot>) -> bool {
    place.send_if_modified(|current| {
        let newer = snapshot.revision > current.revision;
        if newer {
            *current = snapshot;
        }
        newer
    })
}

/// Keeps a map open until it is dropped.
#[derive(Debug)]
pub(crate) struct OpenMapGuard(Arc<OpenMap>);

impl std::ops::Deref for OpenMapGuard {
    type Target = Arc<OpenMap>;
    fn deref(&self) -> &Arc<OpenMap> {
        &self.0
    }
}

impl Drop for OpenMapGuard {
    fn drop(&mut self) {
        self.0.held.fetch_sub(1, Ordering::Release);
    }
}

pub(crate) struct OpenMaps {
    pub(crate) storage: Storage,
    renderer: FrameRenderer,
    max_open: usize,
    maps: RwLock<HashMap<String, Arc<OpenMap>>>,
    /// Held while a map is being opened, so that it is opened only once.
    open_locks: [tokio::sync::Mutex<()>; OPEN_LOCKS],
    hasher: RandomState,
    uses: AtomicU64,
    pub(crate) related_maps: RelatedMapsCache,
}

impl OpenMaps {
    pub(crate) fn new(storage: Storage, renderer: FrameRenderer, max_open: usize) -> OpenMaps {
        OpenMaps {
            storage,
            renderer,
            max_open,
            maps: RwLock::default(),
            open_locks: Default::default(),
            hasher: RandomState::new(),
            uses: AtomicU64::new(0),
            related_maps: RelatedMapsCache::default(),
        }
    }

    /// A snapshot of a stored map.
    pub(crate) fn snapshot_of(&self, stored: Arc<StoredMap>) -> Arc<Snapshot> {
        self.snapshot_by(stored, None)
    }

    /// The same, with the author of the edits since an earlier revision.
    pub(crate) fn snapshot_by(&self, stored: Arc<StoredMap>, changed_by: Option<(u64, String)>) -> Arc<Snapshot> {
        let mut snapshot = Snapshot::new(stored, Arc::clone(self.storage.epoch()), Arc::clone(&self.renderer));
        snapshot.changed_by = changed_by;
        Arc::new(snapshot)
    }

    /// The map's snapshot. Opens the map if needed; needs no query if it is open. `None` if there is no such map.
    pub(crate) async fn snapshot(&self, id: &str) -> Result<Option<Arc<Snapshot>>, StorageError> {
        if let Some(snapshot) = self.with(id, |open| open.snapshot()) {
            return Ok(Some(snapshot));
        }
        self.open(id).await
    }

    /// The open map, kept open until the guard is dropped. `None` if there is no such map.
    pub(crate) async fn hold(&self, id: &str) -> Result<Option<OpenMapGuard>, StorageError> {
        loop {
            // Counted while the map list is locked, so that a held map is never closed.
            let guard = self.with(id, |open| {
                open.held.fetch_add(1, Ordering::Acquire);
                OpenMapGuard(Arc::clone(open))
            });
            if guard.is_some() {
                return Ok(guard);
            }
            // The map may be closed again before it is held, if very many maps are being opened. Then the loop retries.
            if self.open(id).await?.is_none() {
                return Ok(None);
            }
        }
    }

    pub(crate) fn all(&self) -> Vec<Arc<Snapshot>> {
        self.all_open().iter().map(|open| open.snapshot()).collect()
    }

    pub(crate) fn all_open(&self) -> Vec<Arc<OpenMap>> {
        self.maps.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Inserts a map that was just created.
    pub(crate) fn insert(&self, snapshot: Arc<Snapshot>) -> Arc<Snapshot> {
        let mut maps = self.maps.write().unwrap_or_else(PoisonError::into_inner);
        // There may be more than `max_open`, if all of them were held or watched.
        while maps.len() >= self.max_open && close_one(&mut maps) {}
        let used = AtomicU64::new(self.uses.fetch_add(1, Ordering::Relaxed));
        match maps.entry(snapshot.id.clone()) {
            Entry::Occupied(open) => open.get().snapshot(),
            Entry::Vacant(place) => {
                place.insert(Arc::new(OpenMap {
                    current: watch::Sender::new(Arc::clone(&snapshot)),
                    shown: watch::Sender::new(Arc::clone(&snapshot)),
                    throttle: Mutex::default(),
                    recent: Mutex::default(),
                    viewers: Viewers::default(),
                    spotlight: watch::Sender::new(None),
                    used,
                    held: AtomicUsize::new(0),
                }));
                snapshot
            }
        }
    }

    fn with<T>(&self, id: &str, use_map: impl FnOnce(&Arc<OpenMap>) -> T) -> Option<T> {
        let maps = self.maps.read().unwrap_or_else(PoisonError::into_inner);
        let open = maps.get(id)?;
        open.used.store(self.uses.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        Some(use_map(open))
    }

    async fn open(&self, id: &str) -> Result<Option<Arc<Snapshot>>, StorageError> {
        let index = usize::try_from(self.hasher.hash_one(id) % OPEN_LOCKS as u64).unwrap_or(0);
        // While a map is being read and inserted, no other task can open, write and close it. So the inserted state is
        // never older than one that was seen before.
        let _lock = self.open_locks[index].lock().await;
        if let Some(snapshot) = self.with(id, |open| open.snapshot()) {
            return Ok(Some(snapshot));
        }
        let Some(stored) = self.storage.load(id).await? else { return Ok(None) };
        Ok(Some(self.insert(self.snapshot_of(stored))))
    }
}

/// Closes the least recently used map that has no holder and no subscriber. Returns false if there is none.
fn close_one(maps: &mut HashMap<String, Arc<OpenMap>>) -> bool {
    let idle =
        maps.iter().filter(|(_, open)| open.held.load(Ordering::Acquire) == 0 && open.shown.receiver_count() == 0);
    let oldest = idle.min_by_key(|(_, open)| open.used.load(Ordering::Relaxed)).map(|(id, _)| id.clone());
    oldest.is_some_and(|id| maps.remove(&id).is_some())
}
