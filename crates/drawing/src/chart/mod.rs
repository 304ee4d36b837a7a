//! Charts of metrics as scenes: over the versions of one map, and over several maps.

mod map_bars;
mod panel;
mod trends;

pub use crate::chart::map_bars::{MapBar, map_bars};
pub use crate::chart::trends::{TimeMark, TrendPoint, trends};

/// Space around a chart, in px.
const MARGIN: f64 = 16.0;
/// Width of a chart, in px.
const WIDTH: f64 = 720.0;
