//! Rows: which columns share one, and where each column is.
//!
//! All rows have the same positions for their boxes, so that boxes, gaps and ladders line up below each other.

use std::ops::Range;

use crate::Arrangement;
use crate::layout::dimensions::{CARD_WIDTH, END_GAP, END_WIDTH, GAP, LEAD, MARGIN, TAIL};
use crate::layout::map_layout::MapLayout;
use crate::layout::routing::Routing;
use crate::scene::real;

/// Distance of two tracks.
const TRACK: f64 = 10.0;
/// The least width of the arrow into a step, with the triangle and its text.
const MIN_ARROW: f64 = 66.0;
/// Distance of two rework arrows in the left margin.
const MARGIN_TRACK: f64 = 7.0;

/// The space in front of the boxes of a column: tracks first, then the arrow into the boxes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Channel {
    /// Width of the tracks of the flows, and the distance of two.
    flows: f64,
    track: f64,
    /// Width of the tracks of rework arrows, and the distance of two.
    rework: f64,
    rework_track: f64,
    /// Width of all of it.
    width: f64,
}

impl Channel {
    fn new(routing: &Routing, rework: usize, is_end: bool) -> Channel {
        let tracks = routing.tracks;
        let track = TRACK.min(150.0 / real(tracks.max(1)));
        let flows = if tracks > 0 { 12.0 + track * real(tracks - 1) } else { 0.0 };
        let rework_track = TRACK.min(100.0 / real(rework.max(1)));
        let rework = if rework > 0 { 8.0 + rework_track * real(rework - 1) } else { 0.0 };
        let (least, arrow) = if is_end { (END_GAP, END_GAP - 12.0) } else { (GAP, MIN_ARROW) };
        Channel { flows, track, rework, rework_track, width: least.max(flows + rework + arrow) }
    }

    /// Wide enough for the same column of another map too.
    fn widened_to(self, other: &Channel) -> Channel {
        Channel { width: self.width.max(other.width), ..self }
    }
}

/// A way to divide a map into rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowChoice {
    /// The number of steps, or the end, one after the other in a row.
    per_row: usize,
    /// The width of the drawing, in px.
    pub(crate) width: f64,
}

impl RowChoice {
    pub(crate) fn arrangement(self) -> Arrangement {
        Arrangement::Columns(u16::try_from(self.per_row).unwrap_or(u16::MAX))
    }
}

/// A map divided into rows.
#[derive(Debug, Clone)]
pub(crate) struct RowPlan {
    /// The number of steps, or the end, one after the other in a row.
    per_row: usize,
    /// The space in front of each column; the first column, where the scope starts, has none.
    channels: Vec<Channel>,
    /// For each rework arrow within a row: the channel before which column it changes lanes in, and on which track.
    lane_changes: Vec<Option<(usize, usize)>>,
    /// For each rework arrow between two rows: its track in the left margin, from the right.
    margin_tracks: Vec<Option<usize>>,
    /// The number of tracks in the left margin.
    margin: usize,
}

impl RowPlan {
    /// Rows of at most `per_row` steps one after the other.
    pub(crate) fn new(layout: &MapLayout, per_row: usize) -> RowPlan {
        let grid = &layout.grid;
        let per_row = per_row.clamp(1, grid.columns.saturating_sub(1).max(1));
        let row = |node: usize| row_of(grid.column[node], per_row);
        let mut rework = vec![0; grid.columns];
        let lane_changes = layout.rework.iter().map(|arrow| {
            let (from, to) = (arrow.from, arrow.to);
            if row(from) != row(to) || grid.lane[from] == grid.lane[to] {
                return None;
            }
            // The deeper end changes lanes: right before the sender, or right after the receiver.
            let column = if grid.lane[from] > grid.lane[to] { grid.column[from] } else { grid.column[to] + 1 };
            let tracks = rework.get_mut(column)?;
            *tracks += 1;
            Some((column, *tracks - 1))
        });
        let lane_changes = lane_changes.collect();
        let spans = layout.rework.iter().map(|arrow| (row(arrow.to), row(arrow.from)));
        let margin_tracks = margin_tracks(&spans.collect::<Vec<_>>());
        let channel = |column: usize| match column {
            0 => Channel::default(),
            _ => Channel::new(&layout.routings[column], rework[column], column + 1 == grid.columns),
        };
        let margin = margin_tracks.iter().flatten().max().map_or(0, |&track| track + 1);
        RowPlan { per_row, channels: (0..grid.columns).map(channel).collect(), lane_changes, margin_tracks, margin }
    }

    /// As few rows as fit into a width in px, filled as evenly as possible; at least one step each.
    pub(crate) fn within(layout: &MapLayout, width: f64) -> RowPlan {
        RowPlan::fitting(layout.grid.columns, width, |per_row| RowPlan::new(layout, per_row), RowPlan::width)
    }

    /// Of the plans by the number of steps in a row, the one with the fewest rows that fits, filled evenly.
    pub(crate) fn fitting<P>(columns: usize, width: f64, plan: impl Fn(usize) -> P, width_of: impl Fn(&P) -> f64) -> P {
        let nodes = columns.saturating_sub(1).max(1);
        let narrowest = CARD_WIDTH + GAP;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of boxes")]
        let most = (width / narrowest).clamp(1.0, 10_000.0) as usize;
        for per_row in (1..=most.min(nodes)).rev() {
            let found = plan(per_row);
            if per_row > 1 && width_of(&found) > width {
                continue;
            }
            let even = plan(nodes.div_ceil(nodes.div_ceil(per_row)));
            return if width_of(&even) <= width { even } else { found };
        }
        plan(1)
    }

    /// One choice for each number of rows from one on, each narrower than the one before, down to a width in px.
    pub(crate) fn choices(columns: usize, least: f64, width_of: impl Fn(usize) -> f64) -> Vec<RowChoice> {
        let nodes = columns.saturating_sub(1);
        let mut choices: Vec<RowChoice> = Vec::new();
        for rows in 1..=nodes {
            let per_row = nodes.div_ceil(rows);
            if choices.last().is_some_and(|before| before.per_row == per_row) {
                continue;
            }
            let width = width_of(per_row);
            if width < least {
                break;
            }
            if choices.last().is_none_or(|before| width < before.width - 1.0) {
                choices.push(RowChoice { per_row, width });
            }
        }
        choices
    }

    /// The same plan with channels as wide as those of another map, if it has as many columns.
    pub(crate) fn widened_to(mut self, other: &RowPlan) -> RowPlan {
        self.margin = self.margin.max(other.margin);
        if self.channels.len() == other.channels.len() {
            for (channel, other) in self.channels.iter_mut().zip(&other.channels) {
                *channel = channel.widened_to(other);
            }
        }
        self
    }

    /// The width of the drawing, in px.
    pub(crate) fn width(&self) -> f64 {
        self.rows().iter().map(|row| row.right).fold(0.0, f64::max) + MARGIN
    }

    /// The rows with the positions of their columns.
    fn rows(&self) -> Vec<MapRow> {
        let columns = self.channels.len();
        if columns == 0 {
            return Vec::new();
        }
        let mut gaps = vec![GAP; self.per_row];
        for (at, channel) in self.channels.iter().enumerate().take(columns - 1).skip(1) {
            let gap = &mut gaps[(at - 1) % self.per_row];
            *gap = channel.width.max(*gap);
        }
        let left = MARGIN + self.margin_track() * real(self.margin.saturating_sub(1));
        let mut rows = Vec::new();
        let mut first = 0;
        while first < columns {
            let end = if first == 0 { 1 + self.per_row } else { first + self.per_row }.min(columns);
            rows.push(self.row(first..end, &gaps, left));
            first = end;
        }
        rows
    }

    /// Divides a map into these rows: decides where rework arrows run and how wide the texts below triangles may be.
    pub(crate) fn arrange(&self, layout: &mut MapLayout) -> Vec<MapRow> {
        let rows = self.rows();
        for (at, arrow) in layout.rework.iter_mut().enumerate() {
            arrow.lane_change = self.lane_changes.get(at).copied().flatten();
            arrow.margin_x = rows.first().and_then(|row| self.margin_x(at, row.left));
        }
        layout.set_rows(&(0..layout.grid.columns).map(|column| row_of(column, self.per_row)).collect::<Vec<_>>());
        layout.wait_markers = vec![None; layout.map.steps.len()];
        for row in &rows {
            for place in layout.places(&row.columns) {
                let step = layout.grid.placed[place];
                let (from, to) = row.arrow(layout.grid.column[step]);
                layout.wait_markers[step] = layout.wait_marker(step, to - from - 4.0);
            }
        }
        rows
    }

    fn row(&self, columns: Range<usize>, gaps: &[f64], left: f64) -> MapRow {
        let mut places = Vec::with_capacity(columns.len());
        let mut right = left + LEAD;
        for column in columns.clone() {
            let is_end = column + 1 == self.channels.len();
            let channel = self.channels[column];
            let place = if column == 0 {
                Place { start: left, x: left, width: LEAD, channel }
            } else if is_end {
                Place { start: right, x: right + channel.width, width: END_WIDTH, channel }
            } else {
                Place { start: right, x: right + gaps[(column - 1) % self.per_row], width: CARD_WIDTH, channel }
            };
            right = place.x + place.width;
            places.push(place);
        }
        let continues = columns.end < self.channels.len();
        MapRow { columns, places, left, right: right + if continues { TAIL } else { 0.0 } }
    }

    /// The distance of two rework arrows in the left margin.
    fn margin_track(&self) -> f64 {
        MARGIN_TRACK.min(60.0 / real(self.margin.max(1)))
    }

    /// The position of a rework arrow in the left margin, if it leads from one row to another.
    fn margin_x(&self, arrow: usize, left: f64) -> Option<f64> {
        let track = self.margin_tracks.get(arrow).copied().flatten()?;
        Some(left - MARGIN_TRACK - self.margin_track() * real(track))
    }
}

/// The row of a column.
fn row_of(column: usize, per_row: usize) -> usize {
    column.saturating_sub(1) / per_row
}

/// A track in the margin for each arrow between two rows, the shortest ones nearest to the rows.
pub(crate) fn margin_tracks(spans: &[(usize, usize)]) -> Vec<Option<usize>> {
    let mut tracks = vec![None; spans.len()];
    let mut order: Vec<usize> = (0..spans.len()).filter(|&at| spans[at].0 != spans[at].1).collect();
    order.sort_by_key(|&at| spans[at].0.abs_diff(spans[at].1));
    let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
    for at in order {
        let span = (spans[at].0.min(spans[at].1), spans[at].0.max(spans[at].1));
        let is_free = |track: &Vec<(usize, usize)>| track.iter().all(|&(top, end)| end < span.0 || span.1 < top);
        let track = taken.iter().position(is_free).unwrap_or(taken.len());
        if track == taken.len() {
            taken.push(Vec::new());
        }
        taken[track].push(span);
        tracks[at] = Some(track);
    }
    tracks
}

/// A column in a row.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Where the channel before it starts.
    start: f64,
    /// The left edge of its boxes.
    x: f64,
    /// Their width.
    width: f64,
    channel: Channel,
}

/// A row of columns with their positions.
#[derive(Debug, Clone)]
pub(crate) struct MapRow {
    /// The columns in it.
    pub(crate) columns: Range<usize>,
    places: Vec<Place>,
    /// Its left end.
    pub(crate) left: f64,
    /// Its right end.
    pub(crate) right: f64,
}

impl MapRow {
    fn place(&self, column: usize) -> Place {
        self.places[column.saturating_sub(self.columns.start).min(self.places.len() - 1)]
    }

    /// Left edge of the boxes in a column.
    pub(crate) fn x(&self, column: usize) -> f64 {
        self.place(column).x
    }

    /// Right edge of the boxes in a column.
    pub(crate) fn right_of(&self, column: usize) -> f64 {
        self.place(column).x + self.place(column).width
    }

    /// Where the channel before a column starts.
    pub(crate) fn channel_start(&self, column: usize) -> f64 {
        self.place(column).start
    }

    /// A track of the flows in the channel before a column.
    pub(crate) fn track(&self, column: usize, track: usize) -> f64 {
        let Place { start, channel, .. } = self.place(column);
        start + 9.0 + channel.track * real(track)
    }

    /// A track of the rework arrows in the channel before a column.
    pub(crate) fn rework_track(&self, column: usize, track: usize) -> f64 {
        let Place { start, channel, .. } = self.place(column);
        start + channel.flows + 6.0 + channel.rework_track * real(track)
    }

    /// Where the arrow into the boxes of a column starts and ends: behind all tracks.
    pub(crate) fn arrow(&self, column: usize) -> (f64, f64) {
        let Place { start, x, channel, .. } = self.place(column);
        (start + channel.flows + channel.rework, x)
    }

    /// The middle of a waiting triangle before a column.
    pub(crate) fn triangle(&self, column: usize) -> f64 {
        let (from, to) = self.arrow(column);
        f64::midpoint(from, to) - 2.0
    }
}
