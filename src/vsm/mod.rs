//! The domain: maps, their edits, their figures. Pure: no I/O, no async, no clock, no randomness of its own.

pub mod bottleneck;
pub mod check;
pub mod critical;
pub mod derive;
pub mod difference;
mod draft;
pub mod duration;
pub mod edit;
pub mod field;
pub mod file;
pub mod graph;
pub mod map;
pub mod metrics;
pub mod refusal;
pub mod sample;
pub mod say;
mod say_value;
pub mod sentence;
pub mod step;
pub mod value;
pub mod visits;

pub use duration::{Clock, Seconds};
pub use map::Map;
pub use metrics::Metrics;
pub use refusal::Refusal;
pub use step::{Step, StepId};
