//! Improvements: suggestions derived from the map, and people's ideas.

pub(crate) mod export;
pub(crate) mod form;
pub(crate) mod future_state;
pub(crate) mod page;
mod proposal;
pub(crate) mod suggestions;
mod views;
