//! model.

pub mod duration;
pub mod error;
pub mod graph;
pub mod idea;
pub mod ids;
pub mod map;
pub mod step;
