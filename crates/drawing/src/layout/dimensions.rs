//! Sizes and distances shared by several parts of the layout, in px.

/// Space around the whole drawing.
pub(crate) const MARGIN: f64 = 15.0;
/// The narrowest drawing.
pub(crate) const MIN_WIDTH: f64 = 390.0;
/// Space between two rows.
pub(crate) const ROW_GAP: f64 = 16.0;

/// Width of a step's box.
pub(crate) const CARD_WIDTH: f64 = 154.0;
/// Space between the edge of a step's box and its text.
pub(crate) const CARD_PADDING: f64 = 9.0;
/// Width of the text in a step's box.
pub(crate) const CARD_TEXT_WIDTH: f64 = CARD_WIDTH - 2.0 * CARD_PADDING;
/// From the upper edge of a box to the arrows that reach and leave it.
pub(crate) const PORT: f64 = 24.0;
/// Height of the bottleneck tag, which hangs below the box.
pub(crate) const TAG_HEIGHT: f64 = 13.5;
/// Space below a box, so that a tag fits: between two lanes, and above the ladder. Every box has it, so that nothing
/// moves when another step becomes the bottleneck.
pub(crate) const BOX_GAP: f64 = TAG_HEIGHT + 2.5;

/// Space between two boxes, with a triangle and the wait below it.
pub(crate) const GAP: f64 = 80.0;
/// Space at the left of a row: for the start of the scope, or for a connector.
pub(crate) const LEAD: f64 = 70.0;
/// Space at the right end of a row for a connector.
pub(crate) const TAIL: f64 = 25.0;
/// Width of the pill where the scope ends.
pub(crate) const END_WIDTH: f64 = 92.0;
/// Space in front of it.
pub(crate) const END_GAP: f64 = 34.0;
