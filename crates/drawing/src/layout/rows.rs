//! Widths: the position of each column, and how a long map is wrapped into rows.

use std::ops::Range;

use crate::layout::dimensions::{CARD_WIDTH, CONNECTOR_WIDTH, END_WIDTH, MARGIN, TOTALS_WIDTH};
use crate::layout::routing::Routing;
use crate::scene::real;

/// Width of the arrow into a step that waits, with the triangle on it.
const WAIT_ARROW: f64 = 102.0;
/// Width of the arrow into a step without a wait.
const ARROW: f64 = 26.0;
/// Distance of two tracks.
const TRACK: f64 = 10.0;

/// Widths of one column, in px.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ColumnWidths {
    /// The channel before it, and how much of it the flows take.
    channel: f64,
    flows: f64,
    /// Distance of two tracks.
    track: f64,
    /// The arrow with its triangle.
    arrow: f64,
    /// The box.
    node: f64,
}

/// The content that determines a column's widths.
pub(crate) struct ColumnContent<'a> {
    /// The flows in the channel before it; the first column has none.
    pub(crate) routing: Option<&'a Routing>,
    /// How many rework arrows go up or down in the channel before it.
    pub(crate) rework: usize,
    /// Whether a step in it waits.
    pub(crate) waits: bool,
    /// Whether it is where the scope starts or ends.
    pub(crate) end: bool,
}

impl ColumnWidths {
    pub(crate) fn new(content: &ColumnContent) -> ColumnWidths {
        let tracks = content.routing.map_or(0, |routing| routing.tracks);
        let track = if tracks > 0 { TRACK.min(150.0 / real(tracks)) } else { TRACK };
        let flows = if tracks > 0 { 12.0 + track * real(tracks - 1) } else { 0.0 };
        let rework_track = if content.rework > 0 { TRACK.min(100.0 / real(content.rework)) } else { 0.0 };
        let channel = if content.routing.is_some() { flows + rework_track * real(content.rework) + 8.0 } else { 0.0 };
        let arrow = match (content.routing.is_some(), content.waits) {
            (false, _) => 0.0,
            (true, true) => WAIT_ARROW,
            (true, false) => ARROW,
        };
        ColumnWidths { channel, flows, track, arrow, node: if content.end { END_WIDTH } else { CARD_WIDTH } }
    }

    fn width(&self) -> f64 {
        self.channel + self.arrow + self.node
    }

    /// Wide enough for the same column of another map too.
    pub(crate) fn widened_to(self, other: ColumnWidths) -> ColumnWidths {
        let flows = self.flows.max(other.flows);
        let rest = (self.channel - self.flows).max(other.channel - other.flows);
        ColumnWidths {
            channel: flows + rest,
            flows,
            track: self.track,
            arrow: self.arrow.max(other.arrow),
            node: self.node.max(other.node),
        }
    }
}

/// A row of columns with their positions.
#[derive(Debug, Clone)]
pub(crate) struct MapRow {
    /// The columns in it.
    pub(crate) columns: Range<usize>,
    /// For each of its columns: where the channel before it starts, and where its boxes start.
    places: Vec<(f64, f64)>,
    widths: Vec<ColumnWidths>,
    /// Its right end.
    pub(crate) right: f64,
}

impl MapRow {
    fn new(columns: Range<usize>, widths: &[ColumnWidths]) -> MapRow {
        let continues = columns.end < widths.len();
        let widths_here = widths[columns.clone()].to_vec();
        let mut x = MARGIN + if columns.start > 0 { CONNECTOR_WIDTH } else { 0.0 };
        let mut places = Vec::with_capacity(columns.len());
        for column in &widths_here {
            places.push((x, x + column.channel + column.arrow));
            x += column.width();
        }
        MapRow { columns, places, widths: widths_here, right: x + if continues { CONNECTOR_WIDTH } else { 0.0 } }
    }

    fn here(&self, column: usize) -> usize {
        column.saturating_sub(self.columns.start).min(self.places.len() - 1)
    }

    /// Left edge of the boxes in a column.
    pub(crate) fn x(&self, column: usize) -> f64 {
        self.places[self.here(column)].1
    }

    /// Right edge of the boxes in a column.
    pub(crate) fn right_of(&self, column: usize) -> f64 {
        self.x(column) + self.widths[self.here(column)].node
    }

    /// Where the channel before a column starts.
    pub(crate) fn channel_start(&self, column: usize) -> f64 {
        self.places[self.here(column)].0
    }

    /// A track of the flows in the channel before a column.
    pub(crate) fn track(&self, column: usize, track: usize) -> f64 {
        self.channel_start(column) + 10.0 + self.widths[self.here(column)].track * real(track)
    }

    /// A track of the rework arrows in the channel before a column.
    pub(crate) fn rework_track(&self, column: usize, track: usize, of: usize) -> f64 {
        let step = TRACK.min(100.0 / real(of.max(1)));
        self.channel_start(column) + self.widths[self.here(column)].flows + 6.0 + step * real(track)
    }

    /// The middle of a waiting triangle before a column.
    pub(crate) fn triangle(&self, column: usize) -> f64 {
        let arrow = self.widths[self.here(column)].arrow;
        self.x(column) - arrow + (arrow / 2.0 - 2.0)
    }
}

/// Wraps columns into rows at most `limit` px wide (with at least one column each), filled as evenly as
/// possible.
pub(crate) fn wrap(widths: &[ColumnWidths], limit: Option<f64>) -> Vec<MapRow> {
    if widths.is_empty() {
        return Vec::new();
    }
    let Some(limit) = limit else { return vec![MapRow::new(0..widths.len(), widths)] };
    // The narrowest limit that needs no more rows, so that the last row isn't left with one box.
    let limit = narrowest(widths, fill(widths, limit).len(), limit);
    fill(widths, limit).into_iter().map(|columns| MapRow::new(columns, widths)).collect()
}

/// The narrowest limit, in px, that takes no more than `rows` rows; `high` px are known to be enough.
fn narrowest(widths: &[ColumnWidths], rows: usize, high: f64) -> f64 {
    let (mut low, mut high) = (0.0, high);
    for _ in 0..16 {
        let middle = f64::midpoint(low, high);
        if fill(widths, middle).len() > rows { low = middle } else { high = middle }
    }
    high
}

/// The narrowest limit, in px, for each number of rows from one on, down to `least`; strictly decreasing.
pub(crate) fn limits(widths: &[ColumnWidths], least: f64) -> Vec<f64> {
    let mut limits = Vec::new();
    let mut limit = 2.0 * MARGIN + widths.iter().map(ColumnWidths::width).sum::<f64>() + TOTALS_WIDTH;
    for rows in 1..=widths.len() {
        limit = narrowest(widths, rows, limit);
        if limit < least {
            break;
        }
        if limits.last().is_none_or(|&last| limit < last - 1.0) {
            limits.push(limit);
        }
    }
    limits
}

fn fill(widths: &[ColumnWidths], limit: f64) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut first = 0;
    let mut width = 2.0 * MARGIN;
    for (at, column) in widths.iter().enumerate() {
        // The totals are below the end, and wider.
        let leaving = if at + 1 < widths.len() { CONNECTOR_WIDTH } else { TOTALS_WIDTH - END_WIDTH };
        if at > first && width + column.width() + leaving > limit {
            rows.push(first..at);
            first = at;
            width = 2.0 * MARGIN + CONNECTOR_WIDTH;
        }
        width += column.width();
    }
    rows.push(first..widths.len());
    rows
}
