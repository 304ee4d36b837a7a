//! Validation of maps and ideas.

pub mod idea;
pub mod map;
mod text;
