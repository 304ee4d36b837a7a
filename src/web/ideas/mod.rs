//! What would make the release better: levers and countermeasures that the map offers of itself, and people's ideas.

pub(crate) mod export;
pub(crate) mod form;
pub(crate) mod future_state;
pub(crate) mod list;
pub(crate) mod page;
mod proposal;
pub(crate) mod suggestions;
mod views;

// What every template asks of the room that it belongs to.
