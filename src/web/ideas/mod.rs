//! What would make the release better: levers and countermeasures that the map offers of itself, and people's ideas.

pub(super) mod advice;
pub(super) mod family;
pub(super) mod form;
pub(super) mod list;
pub(super) mod page;
mod proposal;
pub(super) mod take;
mod view;

// What every template asks of the room that it belongs to.
use super::{layout, paths, words};
