//! A workspace and who is in it.

pub(crate) mod audit;
pub(crate) mod audit_log;
pub(crate) mod invites;
pub(crate) mod members;
pub(crate) mod workspaces;

// Templates find what every page needs from here.
