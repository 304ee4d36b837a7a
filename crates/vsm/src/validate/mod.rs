//! validate.

pub mod idea;
pub mod map;
