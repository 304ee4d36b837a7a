//! A workspace and who is in it.

pub(super) mod audit_page;
pub(super) mod invites;
pub(super) mod members;
pub(super) mod workspaces;

// Templates find what every page needs from here.
use super::{layout, paths};
