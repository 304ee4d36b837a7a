//! Sizes and distances shared by several parts of the layout, in px.

/// Space around the whole drawing.
pub(crate) const MARGIN: f64 = 24.0;
/// The narrowest drawing.
pub(crate) const MIN_WIDTH: f64 = 420.0;
/// Space between two rows.
pub(crate) const ROW_GAP: f64 = 44.0;
/// Space for the connectors where a flow leaves a row and continues in the next.
pub(crate) const CONNECTOR_WIDTH: f64 = 34.0;

/// Width of a step's box.
pub(crate) const CARD_WIDTH: f64 = 176.0;
/// Space between the edge of a step's box and its text.
pub(crate) const CARD_PADDING: f64 = 12.0;
/// Width of the text in a step's box.
pub(crate) const CARD_TEXT_WIDTH: f64 = CARD_WIDTH - 2.0 * CARD_PADDING;
/// Height of the bottleneck badge, which hangs below the box.
pub(crate) const BADGE_HEIGHT: f64 = 23.0;
/// Space below a box, so that a badge fits: between two lanes, and above the ladder.
pub(crate) const BOX_GAP: f64 = BADGE_HEIGHT + 7.0;

/// Width of the boxes where the scope starts and ends.
pub(crate) const END_WIDTH: f64 = 108.0;
/// Width of the totals at the end of the ladder.
pub(crate) const TOTALS_WIDTH: f64 = 176.0;
