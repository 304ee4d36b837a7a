//! web middleware.

pub(crate) mod client_ip;
pub(crate) mod compression;
pub(crate) mod fair_queue;
pub(crate) mod host_check;
pub(crate) mod rate_limit;
pub(crate) mod session;
pub mod stack;
