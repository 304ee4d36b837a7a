//! Charts of headline figures, as scenes: over the revisions of one map, and over several maps.

mod bars;
mod over_time;
mod panel;

pub use crate::chart::bars::{Bar, bars};
pub use crate::chart::over_time::{Mark, Moment, over_time};

use crate::scene::{Anchor, Part, Point, Text};
use crate::style::Paint;

/// Space around a chart, in px.
const MARGIN: f64 = 16.0;
/// Width of a chart, in px.
const WIDTH: f64 = 720.0;

/// Writes a line into a room that it never leaves.
fn say((x, y): Point, anchor: Anchor, paint: Paint, words: &str, room: f64, parts: &mut Vec<Part>) {
    let (text, cut) = paint.within(room).one_line(words);
    let full = cut.then(|| words.to_owned());
    parts.push(Part::Text(Text { x, y, anchor, room, paint, text: text.into(), full }));
}
