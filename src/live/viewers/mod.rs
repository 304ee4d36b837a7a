//! The open pages that follow a map and what they are sent.

pub mod frame;
pub(crate) mod presence;
pub(crate) mod throttle;
