//! The maps that are open now, in memory, and the life of an edit: applied, made durable with all others that wait, and
//! only then shown and answered.
//!
//! [`Hub`] is the door. Behind it one task writes (`writer`), which plans what becomes of each map (`plan`); another
//! watches for other processes on the same database (`watcher`).

mod accounts;
mod actors;
mod cache;
mod external_changes;
pub(crate) mod history;
mod hub;
mod open_maps;
mod related_maps;
mod snapshot;
pub mod viewers;
pub(crate) mod writing;

pub use crate::live::accounts::{Accounts, Doors};
pub use crate::live::history::entries::{HistoryLine, first_said};
pub use crate::live::history::revisions::PastError;
pub use crate::live::history::trends::{Figures, Point};
pub use crate::live::history::undo::{BUILT_ON, Back, Undoable};
pub use crate::live::hub::Hub;
pub use crate::live::related_maps::Family;
pub use crate::live::snapshot::{Painter, Snapshot};
pub use crate::live::viewers::frame::Frame;
pub use crate::live::viewers::presence::{Presence, colour_of};
pub use crate::live::viewers::subscription::{Lead, Seat, SeatError};
pub use crate::live::writing::edit_request::{Done, EditError, EditRequest};

pub use crate::storage::{Actor, ActorKind, Line, Listed};
