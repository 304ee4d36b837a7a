//! What every request passes before its handler.

pub(crate) mod client_ip;
mod code_guesses;
pub(crate) mod compression;
pub(crate) mod fair_queue;
pub(crate) mod host_check;
pub(crate) mod rate_limit;
pub(crate) mod session;
pub mod stack;

/// The largest request body: 10 MB.
pub const BODY_LIMIT: usize = 10 * 1024 * 1024;
/// The largest body of an account form: 64 KB.
pub(crate) const SMALL_BODY_LIMIT: usize = 64 * 1024;
