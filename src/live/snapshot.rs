//! A map at one revision, with everything that is computed from it, at most once.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use tokio::sync::OnceCell;

use crate::live::rendered::{Cell, Rendered};
use crate::live::viewers::frame::{DrawingLayout, Frame};
use crate::storage::StoredMap;
use vsm::model::graph::Graph;
use vsm::{Map, Metrics};

/// Renders what viewers see of a snapshot. Passed in by the web layer, so that this layer contains no HTML.
pub trait RenderFrames: Send + Sync {
    /// Everything except the drawing: the same for everyone.
    fn frame(&self, snapshot: &Snapshot) -> Frame;

    /// The layout that a map is drawn in for a viewer whose screen wants a given one.
    fn layout(&self, map: &Map, wanted: DrawingLayout) -> DrawingLayout;

    /// The drawing in a layout.
    fn drawing(&self, snapshot: &Snapshot, layout: DrawingLayout) -> Frame;
}

pub type FrameRenderer = Arc<dyn RenderFrames>;

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
    drawings: Rendered<DrawingLayout, DrawingCell>,
    finished: Mutex<Vec<(&'static str, Finished)>>,
    messages: Rendered<Change, OnceCell<Bytes>>,
}

/// What a viewer was last sent: a snapshot with the drawing in a layout.
#[derive(Debug, Clone)]
pub struct Shown {
    pub snapshot: Arc<Snapshot>,
    pub layout: DrawingLayout,
}

/// What a message changes for a viewer: the revision and the layout of the drawing that it was last sent, if any, and
/// the layout that it gets.
type Change = (Option<(u64, DrawingLayout)>, DrawingLayout);

fn change(shown: Option<&Shown>, layout: DrawingLayout) -> Change {
    (shown.map(|shown| (shown.snapshot.revision, shown.layout)), layout)
}

/// A drawing, rendered on first use.
type DrawingCell = OnceLock<Arc<Frame>>;

impl Cell for DrawingCell {
    fn bytes(&self) -> usize {
        self.get().map_or(0, |drawing| drawing.bytes())
    }
}

impl Cell for OnceCell<Bytes> {
    fn bytes(&self) -> usize {
        self.get().map_or(0, Bytes::len)
    }
}

/// A rendered page or download with the tag it was rendered for. Locked while rendering.
type Finished = Arc<Mutex<Option<(String, Bytes)>>>;

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
            drawings: Rendered::default(),
            finished: Mutex::default(),
            messages: Rendered::default(),
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

    /// Is all of it rendered so quickly that it isn't worth another thread?
    pub fn is_rendered_quickly(&self) -> bool {
        const FEW: usize = 300;
        self.map.steps.len() + self.map.flows.len() + self.map.rework.len() <= FEW
    }

    /// The layout that the map is drawn in for a viewer whose screen wants a given one.
    pub fn layout(&self, wanted: DrawingLayout) -> DrawingLayout {
        self.renderer.layout(&self.map, wanted)
    }

    /// The drawing in a layout.
    pub fn drawing(&self, layout: DrawingLayout) -> Arc<Frame> {
        let cell = self.drawings.cell(layout);
        if let Some(drawing) = cell.get() {
            return Arc::clone(drawing);
        }
        let drawing = Arc::clone(cell.get_or_init(|| Arc::new(self.renderer.drawing(self, layout))));
        self.drawings.trim();
        drawing
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

    /// The message to a viewer who was shown another snapshot of this map, or none, and gets the drawing in a layout;
    /// `None` if no one has needed it yet.
    pub fn cached_message(&self, shown: Option<&Shown>, layout: DrawingLayout) -> Option<Bytes> {
        self.messages.cell(change(shown, layout)).get().cloned()
    }

    /// The same message, made once for all viewers in the same state; the others wait.
    pub async fn message<E>(
        &self,
        shown: Option<&Shown>,
        layout: DrawingLayout,
        make: impl Future<Output = Result<Bytes, E>>,
    ) -> Result<Bytes, E> {
        let cell = self.messages.cell(change(shown, layout));
        let bytes = cell.get_or_try_init(|| make).await?.clone();
        self.messages.trim();
        Ok(bytes)
    }

    /// The names and contents of the parts that differ from what a viewer was shown. Another layout is another drawing:
    /// it is included as a whole.
    pub fn diff_from<'s>(
        &'s self,
        drawing: &'s Frame,
        layout: DrawingLayout,
        shown: Option<&Shown>,
    ) -> Vec<(&'s str, &'s str)> {
        let mut parts = self.frame().diff_from(shown.map(|shown| shown.snapshot.frame()));
        let before = shown.filter(|shown| shown.layout == layout).map(|shown| shown.snapshot.drawing(layout));
        parts.extend(drawing.diff_from(before.as_deref()));
        parts
    }

    /// Forgets the messages to viewers: it is no longer what they are sent.
    pub(crate) fn forget_messages(&self) {
        self.messages.clear();
    }

    fn finished(&self, name: &'static str) -> Finished {
        let mut finished = self.finished.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cell)) = finished.iter().find(|(other, _)| *other == name) {
            return Arc::clone(cell);
        }
        let cell = Finished::default();
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
