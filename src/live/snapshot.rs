//! A map at one revision, with everything that is computed from it, at most once.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;

use crate::live::viewers::frame::Frame;
use crate::storage::StoredMap;
use vsm::Metrics;
use vsm::model::graph::Graph;

/// Renders what viewers see of a snapshot. Passed in by the web layer, so that this layer contains no HTML.
pub trait RenderFrames: Send + Sync {
    /// Everything except the drawing: the same for everyone.
    fn frame(&self, snapshot: &Snapshot) -> Frame;

    /// The drawing in a layout, which depends on the viewer's screen.
    fn drawing(&self, snapshot: &Snapshot, layout: DrawingLayout) -> Frame;
}

pub type FrameRenderer = Arc<dyn RenderFrames>;

/// How a viewer's screen arranges the drawing: a number that only the renderer interprets.
pub type DrawingLayout = u16;

/// A map at one revision. Shared and immutable; metrics, frame and rendered pages are computed on first use.
pub struct Snapshot {
    pub(crate) stored: Arc<StoredMap>,
    /// The database's epoch, which changes when a backup is restored.
    pub epoch: Arc<str>,
    pub trashed: bool,
    /// The actor who made all edits since an earlier revision: that revision and the actor's id. `None` if several
    /// actors did or it is unknown.
    pub(crate) changed_by: Option<(u64, String)>,
    renderer: FrameRenderer,
    graph: OnceLock<Graph>,
    metrics: OnceLock<Metrics>,
    frame: OnceLock<Frame>,
    drawings: Mutex<Vec<(DrawingLayout, DrawingCell)>>,
    finished: Mutex<Vec<(&'static str, Cell)>>,
    /// Messages to viewers, by what the viewers were last shown.
    sent: Mutex<Vec<(ShownBefore, Bytes)>>,
}

/// A drawing, rendered on first use.
type DrawingCell = Arc<OnceLock<Arc<Frame>>>;

/// The revision that a viewer was last shown, if any, and how it arranges the drawing.
type ShownBefore = (Option<u64>, DrawingLayout);

/// A rendered page or download with the tag it was rendered for. Locked while rendering.
type Cell = Arc<Mutex<Option<(String, Bytes)>>>;

impl Snapshot {
    pub(crate) fn new(stored: Arc<StoredMap>, epoch: Arc<str>, renderer: FrameRenderer) -> Snapshot {
        Snapshot {
            trashed: stored.trashed_at_ms.is_some(),
            stored,
            epoch,
            changed_by: None,
            renderer,
            graph: OnceLock::new(),
            metrics: OnceLock::new(),
            frame: OnceLock::new(),
            drawings: Mutex::default(),
            finished: Mutex::default(),
            sent: Mutex::default(),
        }
    }

    /// The graph of the map's flows.
    pub fn graph(&self) -> &Graph {
        self.graph.get_or_init(|| Graph::new(&self.map))
    }

    /// The id of the actor who made all edits since another snapshot; `None` if several did or it is unknown.
    pub fn author_since(&self, shown: &Snapshot) -> Option<&str> {
        self.changed_by.as_ref().filter(|(since, _)| *since == shown.revision).map(|(_, actor)| actor.as_str())
    }

    pub fn metrics(&self) -> &Metrics {
        self.metrics.get_or_init(|| Metrics::new(&self.map))
    }

    pub fn frame(&self) -> &Frame {
        self.frame.get_or_init(|| self.renderer.frame(self))
    }

    /// The drawing in a layout.
    pub fn drawing(&self, layout: DrawingLayout) -> Arc<Frame> {
        let cell = {
            let mut drawings = self.drawings.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, cell)) = drawings.iter().find(|(other, _)| *other == layout) {
                Arc::clone(cell)
            } else {
                let cell = DrawingCell::default();
                drawings.push((layout, Arc::clone(&cell)));
                cell
            }
        };
        Arc::clone(cell.get_or_init(|| Arc::new(self.renderer.drawing(self, layout))))
    }

    /// The layouts of the drawing that viewers were sent.
    pub(crate) fn sent_layouts(&self) -> Vec<DrawingLayout> {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut layouts: Vec<_> = sent.iter().map(|((_, layout), _)| *layout).collect();
        layouts.sort_unstable();
        layouts.dedup();
        layouts
    }

    /// The quoted entity tag: the database's epoch and the revision.
    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.epoch, self.revision)
    }

    /// A rendered page or download by name. It is rendered once; concurrent callers wait for it.
    pub fn bytes(&self, name: &'static str, make: impl FnOnce(&Snapshot) -> Bytes) -> Bytes {
        match self.try_bytes::<Infallible>(name, |snapshot| Ok(make(snapshot))) {
            Ok(bytes) => bytes,
        }
    }

    /// Returns whether a page or download has been rendered under this name, without waiting for one in progress.
    pub fn has_bytes(&self, name: &'static str) -> bool {
        self.finished(name).try_lock().is_ok_and(|finished| finished.is_some())
    }

    /// Like [`Snapshot::bytes`], for rendering that can fail. Failures aren't cached.
    pub fn try_bytes<E>(
        &self,
        name: &'static str,
        make: impl FnOnce(&Snapshot) -> Result<Bytes, E>,
    ) -> Result<Bytes, E> {
        self.try_bytes_for(name, "", make)
    }

    /// Like [`Snapshot::try_bytes`], for output that depends on more than this map: the cached bytes are used only if
    /// they were rendered for the same `tag`.
    pub fn try_bytes_for<E>(
        &self,
        name: &'static str,
        tag: &str,
        make: impl FnOnce(&Snapshot) -> Result<Bytes, E>,
    ) -> Result<Bytes, E> {
        let cell = self.finished(name);
        let mut finished = cell.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bytes)) = finished.as_ref().filter(|(of, _)| of == tag) {
            return Ok(bytes.clone());
        }
        let bytes = make(self)?;
        *finished = Some((tag.to_owned(), bytes.clone()));
        Ok(bytes)
    }

    /// The cached result of [`Snapshot::diff_from`] for a viewer who was shown another snapshot of this map, or none.
    pub fn cached_changes_since(&self, shown: Option<&Snapshot>, layout: DrawingLayout) -> Option<Bytes> {
        let from = (shown.map(|shown| shown.revision), layout);
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.iter().find(|(other, _)| *other == from).map(|(_, bytes)| bytes.clone())
    }

    /// The message to a viewer who was shown another snapshot of this map, or none. `make` builds it from the revision
    /// and the parts that differ, once for all viewers who were shown the same snapshot in the same layout.
    pub fn diff_from(
        &self,
        shown: Option<&Snapshot>,
        layout: DrawingLayout,
        make: impl FnOnce(u64, Vec<(&str, &str)>) -> Bytes,
    ) -> Bytes {
        /// Viewers are at only a few different revisions and layouts.
        const MAX_MESSAGES: usize = 16;
        let from = (shown.map(|shown| shown.revision), layout);
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bytes)) = sent.iter().find(|(other, _)| *other == from) {
            return bytes.clone();
        }
        let (drawing, before) = (self.drawing(layout), shown.map(|shown| shown.drawing(layout)));
        let mut parts = self.frame().diff_from(shown.map(Snapshot::frame));
        parts.extend(drawing.diff_from(before.as_deref()));
        let bytes = make(self.revision, parts);
        if sent.len() >= MAX_MESSAGES {
            sent.remove(0);
        }
        sent.push((from, bytes.clone()));
        bytes
    }

    fn finished(&self, name: &'static str) -> Cell {
        let mut finished = self.finished.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cell)) = finished.iter().find(|(other, _)| *other == name) {
            return Arc::clone(cell);
        }
        let cell = Cell::default();
        finished.push((name, Arc::clone(&cell)));
        cell
    }
}

impl std::ops::Deref for Snapshot {
    type Target = StoredMap;
    fn deref(&self) -> &StoredMap {
        &self.stored
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot")
            .field("id", &self.id)
            .field("revision", &self.revision)
            .field("map", &self.map)
            .finish_non_exhaustive()
    }
}
