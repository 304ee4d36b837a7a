//! The domain: maps, their edits and metrics. Pure: no I/O, no async, no clock and no randomness.

#![warn(missing_docs)]

#[macro_use]
mod catalog;
pub mod compare;
pub mod edit;
pub mod fields;
pub mod file;
pub mod improve;
pub mod json_limits;
pub mod metrics;
pub mod model;
pub mod samples;
pub mod text;
pub mod validate;

pub use crate::metrics::Metrics;
pub use crate::model::duration::{Seconds, WorkingCalendar};
pub use crate::model::error::ValidationError;
pub use crate::model::ids::IdeaId;
pub use crate::model::map::Map;
pub use crate::model::step::{Step, StepId};
