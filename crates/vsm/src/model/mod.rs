//! The types of the domain: maps, steps, ideas, edits, durations and the graph.

pub mod counted;
pub mod duration;
pub mod edit;
pub mod error;
pub mod finding;
pub mod graph;
pub mod idea;
pub mod ids;
pub mod limits;
pub mod map;
pub mod number;
pub mod step;
mod unit;
mod words;
