//! The layout of a map: turns it into a [`Scene`](crate::scene::Scene).
//!
//! `grid` assigns columns and lanes, `routing` the tracks between columns, `rows` the widths and the wrapping, `lanes`
//! the heights. The other modules draw their part at these positions.

mod dimensions;
mod flows;
mod grid;
mod heading;
mod ladder;
mod lanes;
mod map_layout;
mod map_scene;
mod pair;
mod rework;
mod rework_arrows;
mod rework_levels;
mod routing;
mod row_builder;
mod rows;
mod scope_ends;
mod step;
mod timeline;
mod totals;
mod unconnected;
mod vertical;
mod wrapping;

pub use crate::layout::map_scene::map_scene;
pub use crate::layout::pair::{Pair, PairSide};
pub use crate::layout::wrapping::{for_area, for_page_size, for_paper, for_screen, pair_for_paper, pair_for_screen};
