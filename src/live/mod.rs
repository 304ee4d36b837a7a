//! The maps that are open now, in memory, and the life of an edit: applied, made durable with all others that wait, and
//! only then shown and answered.
//!
//! [`Hub`] is the door. Behind it one task writes (`writer`), which plans what becomes of each map (`plan`); another
//! watches for other processes on the same database (`watcher`).

mod accounts;
mod answer;
mod built_on;
mod family;
mod figures;
pub mod frame;
mod history;
mod hub;
mod kept;
mod open;
mod pace;
mod past;
mod past_kept;
mod people;
mod plan;
mod recent;
mod seat;
mod snapshot;
mod undo;
mod viewers;
mod watcher;
mod work;
mod writer;

pub use accounts::{Accounts, Doors};
pub use answer::{Done, EditError, EditRequest};
pub use family::Family;
pub use figures::{Figures, Point};
pub use frame::Frame;
pub use history::{HistoryLine, first_said};
pub use hub::Hub;
pub use past::PastError;
pub use seat::{Lead, Seat, SeatError};
pub use snapshot::{Painter, Snapshot};
pub use undo::{BUILT_ON, Back, Undoable};
pub use viewers::{Presence, colour_of};

pub use crate::storage::{Actor, ActorKind, Line, Listed};
