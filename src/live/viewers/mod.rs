//! live viewers.

pub mod frame;
pub(crate) mod presence;
pub(crate) mod subscription;
pub(crate) mod throttle;
