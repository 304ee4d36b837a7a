//! Workspaces, their members, invites and audit log.

pub(crate) mod audit_log;
pub(crate) mod invites;
pub(crate) mod members;
pub(crate) mod workspaces;
