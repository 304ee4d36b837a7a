//! What makes maps and ideas valid.

pub mod idea;
pub mod map;
mod text;
