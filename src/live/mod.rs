//! The maps that are open now, in memory, and the life of an edit: applied, made durable with all others that wait, and
//! only then shown and answered.
//!
//! [`Hub`] is the door. Behind it one task writes (`writer`), which plans what becomes of each map (`plan`); another
//! watches for other processes on the same database (`watcher`).

mod answer;
mod hub;
mod open;
mod plan;
mod recent;
mod snapshot;
mod undo;
mod watcher;
mod work;
mod writer;

pub use answer::{Done, EditError, EditRequest};
pub use hub::Hub;
pub use snapshot::{Frame, Painter, Snapshot};

pub use crate::storage::{Actor, Listed};
