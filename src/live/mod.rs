//! The live layer: open maps in memory, and the path of an edit. An edit is applied, made durable together with all
//! other waiting edits, and only then shown and answered.
//!
//! [`Hub`] is the entry point and [`MapHandle`] represents one map. In the background, one task writes edits in batches
//! per map ([`writing`]), and another one watches for writes by other processes (`external_changes`).

mod accounts;
mod actors;
mod cache;
mod edit_request;
mod external_changes;
pub(crate) mod history;
mod hub;
mod map_handle;
mod maps_to_create;
mod open_maps;
mod recent_edits;
mod related_maps;
mod rendered;
mod snapshot;
mod subscription;
pub mod viewers;
pub(crate) mod writing;

pub use crate::live::accounts::{Accounts, MapSharing};
pub use crate::live::edit_request::{EditError, EditRequest, SavedEdit};
pub use crate::live::history::entries::{HistoryEntry, original_description};
pub use crate::live::history::revisions::HistoryError;
pub use crate::live::history::trends::{Trend, TrendPoint};
pub use crate::live::history::undo::{Direction, Undoable};
pub use crate::live::history::undo_by::{KeptChange, UndoneChanges};
pub use crate::live::hub::Hub;
pub use crate::live::map_handle::MapHandle;
pub use crate::live::maps_to_create::MapsToCreate;
pub use crate::live::open_maps::Spotlight;
pub use crate::live::related_maps::RelatedMaps;
pub use crate::live::snapshot::{FrameRenderer, RenderFrames, Shown, Snapshot};
pub use crate::live::subscription::{SubscribeError, Subscription};
pub use crate::live::viewers::frame::{DrawingLayout, Frame};
pub use crate::live::viewers::presence::{Presence, color_of};
pub use crate::live::writing::conflicts::CHANGED_SINCE;

pub use crate::storage::{Actor, ActorKind, LogEntry, MapSummary};
