//! The maps that are open now, in memory; a bounded number of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio::sync::watch;

use crate::live::related_maps::Families;
use crate::live::snapshot::{Painter, Snapshot};
use crate::live::viewers::presence::Viewers;
use crate::live::viewers::subscription::Lead;
use crate::live::viewers::throttle::Pace;
use crate::live::writing::recent_edits::Recent;
use crate::storage::{Storage, StorageError, Stored};

/// How many maps are open at once, unless more are being edited or watched.
pub(crate) const MAX_OPEN: usize = 512;

/// So many maps can be opened at the same time.
const DOORS: usize = 16;

#[derive(Debug)]
pub(crate) struct OpenMap {
    current: watch::Sender<Arc<Snapshot>>,
    /// What those see who follow the map: the current state, or soon.
    shown: watch::Sender<Arc<Snapshot>>,
    pace: Mutex<Pace>,
    recent: Mutex<Recent>,
    viewers: Viewers,
    /// Where somebody who leads has sent everybody's view.
    lead: watch::Sender<Option<Lead>>,
    used: AtomicU64,
    held: AtomicUsize,
}

impl OpenMap {
    /// The map as it was last made durable.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.borrow())
    }

    /// Puts a newer snapshot in place and, at once or soon, shows it to everybody who follows. An older one is left
    /// alone. Inside a tokio runtime.
    pub(crate) fn publish(self: &Arc<OpenMap>, snapshot: Arc<Snapshot>) {
        if put_newer(&self.current, snapshot)
            && self.shown.receiver_count() > 0
            && let Some(wait) = self.pace().ask()
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

    /// Shows the newest snapshot to everybody who follows.
    fn show(&self) {
        let snapshot = {
            let mut pace = self.pace();
            let snapshot = self.snapshot();
            let edits = snapshot.revision.saturating_sub(self.shown.borrow().revision);
            pace.shown(edits, self.shown.receiver_count());
            snapshot
        };
        // Painted before they are all awake, each of whom would wait for it.
        snapshot.frame();
        put_newer(&self.shown, snapshot);
    }

    /// Who made what followers have not been shown yet, when to what was made before this is added: one actor's edits
    /// after one another are theirs together.
    pub(crate) fn with_unshown(&self, made_by: Option<(u64, String)>) -> Option<(u64, String)> {
        let (since, actor) = made_by?;
        let current = self.snapshot();
        let is_unshown = since == current.revision && self.shown.borrow().revision < current.revision;
        match (&current.made_by, is_unshown) {
            (Some((before, same)), true) if *same == actor => Some((*before, actor)),
            _ => Some((since, actor)),
        }
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who is looking at it.
    pub(crate) fn viewers(&self) -> &Viewers {
        &self.viewers
    }

    /// Where everybody's view is sent.
    pub(crate) fn lead(&self) -> &watch::Sender<Option<Lead>> {
        &self.lead
    }

    /// Tells of newer snapshots from now on, the newest first.
    pub(crate) fn watch(&self) -> watch::Receiver<Arc<Snapshot>> {
        let watch = self.shown.subscribe();
        // Whoever comes has perhaps seen the page as it is now, and must not be shown an older one.
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

/// An open map that stays open while this is held.
#[derive(Debug)]
pub(crate) struct Held(Arc<OpenMap>);

impl std::ops::Deref for Held {
    type Target = Arc<OpenMap>;
    fn deref(&self) -> &Arc<OpenMap> {
        &self.0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.held.fetch_sub(1, Ordering::Release);
    }
}

pub(crate) struct OpenMaps {
    storage: Storage,
    painter: Painter,
    most: usize,
    maps: RwLock<HashMap<String, Arc<OpenMap>>>,
    /// Whoever opens a map holds its door, so that it is opened once.
    doors: [tokio::sync::Mutex<()>; DOORS],
    hasher: RandomState,
    uses: AtomicU64,
    families: Families,
}

impl OpenMaps {
    pub(crate) fn new(storage: Storage, painter: Painter, most: usize) -> OpenMaps {
        OpenMaps {
            storage,
            painter,
            most,
            maps: RwLock::default(),
            doors: Default::default(),
            hasher: RandomState::new(),
            uses: AtomicU64::new(0),
            families: Families::default(),
        }
    }

    pub(crate) fn families(&self) -> &Families {
        &self.families
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.storage
    }

    /// A snapshot of what is stored.
    pub(crate) fn snapshot_of(&self, stored: Arc<Stored>) -> Arc<Snapshot> {
        self.snapshot_by(stored, None)
    }

    /// The same, with who made the edits that led to it.
    pub(crate) fn snapshot_by(&self, stored: Arc<Stored>, made_by: Option<(u64, String)>) -> Arc<Snapshot> {
        let mut snapshot = Snapshot::new(stored, Arc::clone(self.storage.epoch()), Arc::clone(&self.painter));
        snapshot.made_by = made_by;
        Arc::new(snapshot)
    }

    /// The map's snapshot: without a query when it is open, else opened. `None` when there is no such map.
    pub(crate) async fn snapshot(&self, id: &str) -> Result<Option<Arc<Snapshot>>, StorageError> {
        if let Some(snapshot) = self.with(id, |open| open.snapshot()) {
            return Ok(Some(snapshot));
        }
        self.open(id).await
    }

    /// The open map, kept open until the answer is dropped. `None` when there is no such map.
    pub(crate) async fn hold(&self, id: &str) -> Result<Option<Held>, StorageError> {
        loop {
            // Counted under the lock: what is held is never closed.
            let held = self.with(id, |open| {
                open.held.fetch_add(1, Ordering::Acquire);
                Held(Arc::clone(open))
            });
            if held.is_some() {
                return Ok(held);
            }
            // Between opening and holding it could be closed again, if very many are opened just now.
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

    /// Puts a map in that was just made.
    pub(crate) fn insert(&self, snapshot: Arc<Snapshot>) -> Arc<Snapshot> {
        let mut maps = self.maps.write().unwrap_or_else(PoisonError::into_inner);
        // More may have been open while they were watched.
        while maps.len() >= self.most && close_one(&mut maps) {}
        let used = AtomicU64::new(self.uses.fetch_add(1, Ordering::Relaxed));
        match maps.entry(snapshot.id.clone()) {
            Entry::Occupied(open) => open.get().snapshot(),
            Entry::Vacant(place) => {
                place.insert(Arc::new(OpenMap {
                    current: watch::Sender::new(Arc::clone(&snapshot)),
                    shown: watch::Sender::new(Arc::clone(&snapshot)),
                    pace: Mutex::default(),
                    recent: Mutex::default(),
                    viewers: Viewers::default(),
                    lead: watch::Sender::new(None),
                    used,
                    held: AtomicUsize::new(0),
                }));
                snapshot
            }
        }
    }

    fn with<T>(&self, id: &str, what: impl FnOnce(&Arc<OpenMap>) -> T) -> Option<T> {
        let maps = self.maps.read().unwrap_or_else(PoisonError::into_inner);
        let open = maps.get(id)?;
        open.used.store(self.uses.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        Some(what(open))
    }

    async fn open(&self, id: &str) -> Result<Option<Arc<Snapshot>>, StorageError> {
        let door = usize::try_from(self.hasher.hash_one(id) % DOORS as u64).unwrap_or(0);
        // Between reading a map and putting it in nobody else can open it, write it and close it again: what is put in
        // is never older than what was seen before.
        let _turn = match self.doors.get(door) {
            Some(door) => Some(door.lock().await),
            None => None,
        };
        if let Some(snapshot) = self.with(id, |open| open.snapshot()) {
            return Ok(Some(snapshot));
        }
        let Some(stored) = self.storage.load(id).await? else { return Ok(None) };
        Ok(Some(self.insert(self.snapshot_of(stored))))
    }
}

/// Closes the map that nobody has used for longest, if there is one that nobody edits or watches; false if not.
fn close_one(maps: &mut HashMap<String, Arc<OpenMap>>) -> bool {
    let idle =
        maps.iter().filter(|(_, open)| open.held.load(Ordering::Acquire) == 0 && open.shown.receiver_count() == 0);
    let oldest = idle.min_by_key(|(_, open)| open.used.load(Ordering::Relaxed)).map(|(id, _)| id.clone());
    oldest.is_some_and(|id| maps.remove(&id).is_some())
}
