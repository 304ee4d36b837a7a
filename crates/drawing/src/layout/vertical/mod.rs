//! The drawing for narrow screens: one column from top to bottom, the ladder at its left, parallel steps side by side,
//! rework arrows in the right margin.

mod arrows;
mod boxes;
mod ends;
mod ladder;
mod levels;
mod rework;

use crate::layout::dimensions::MARGIN;
use crate::layout::map_layout::MapLayout;
use crate::layout::vertical::arrows::WaitZone;
use crate::layout::vertical::boxes::VerticalBox;
use crate::layout::vertical::ends::Pill;
use crate::layout::vertical::levels::{Channel, Level};
use crate::layout::vertical::rework::ReworkPlan;
use crate::scene::{Anchor, Part, Text, real};
use crate::style::Paint;
use vsm::model::graph::Graph;
use vsm::{Map, Metrics};

/// Where the boxes start, and how much space they have from left to right, in px.
const BOX_LEFT: f64 = 82.0;
const BOX_WIDTH: f64 = 288.0;
const BOX_RIGHT: f64 = BOX_LEFT + BOX_WIDTH;
/// Width of the drawing if at most one rework arrow runs in its margin, in px.
const WIDTH: f64 = 390.0;
/// Height of a triangle with the arrowhead below it, in px.
const WAIT_HEIGHT: f64 = 31.0;
/// The least height between two levels, and above the end of the scope, in px.
const MIN_CHANNEL: f64 = 34.0;
const END_CHANNEL: f64 = 22.0;
/// From a box to the first horizontal line below it, and the distance of two, in px.
const TRACK: (f64, f64) = (4.0, 5.0);
/// The most space that these lines take, in px.
const MAX_TRACKS: f64 = 120.0;

/// The layout of a map in levels.
pub(super) fn layout<'a>(map: &'a Map, graph: &'a Graph, metrics: &'a Metrics) -> MapLayout<'a> {
    MapLayout::with_columns(map, graph, metrics, Some(&levels::assign(graph)))
}

/// The heights of a level.
#[derive(Debug, Clone, Copy, Default)]
struct Heights {
    /// Where the space above it starts.
    channel: f64,
    /// The upper and lower edges of its boxes.
    top: f64,
    bottom: f64,
}

/// A map whose levels are being laid out.
struct Vertical<'a, 'm> {
    layout: &'a MapLayout<'m>,
    levels: Vec<Level>,
    channels: Vec<Channel>,
    heights: Vec<Heights>,
    rework: ReworkPlan,
}

impl Vertical<'_, '_> {
    /// The height of a horizontal line above a level.
    fn track(&self, column: usize, track: usize) -> f64 {
        let tracks = self.channels[column].tracks();
        let step = TRACK.1.min(MAX_TRACKS / real(tracks.max(1)));
        self.heights[column].channel + TRACK.0 + step * real(track)
    }
}

/// Draws the flow and the unconnected steps below `y`; returns the right and lower ends.
pub(super) fn draw(layout: &MapLayout, y: f64, parts: &mut Vec<Part>) -> (f64, f64) {
    let mut y = y;
    let mut right = WIDTH - MARGIN;
    if layout.grid.columns > 0 {
        let drawn = arranged(layout, y);
        right = drawn.rework.right();
        arrows::draw(&drawn, parts);
        ladder::draw(&drawn, parts);
        for (column, level) in drawn.levels.iter().enumerate() {
            let below = drawn.levels.get(column + 1).map(|level| level.boxes().map(|(_, slot)| slot.port));
            let below: Vec<f64> = below.into_iter().flatten().collect();
            for (node, slot) in level.boxes() {
                let Heights { top, bottom, .. } = drawn.heights[column];
                if let Some(pill) = Pill::of(layout, node) {
                    pill.draw((slot.x, top), parts);
                    continue;
                }
                arrows::draw_wait(&drawn, column, node, slot, parts);
                let size = (bottom - top, below.as_slice());
                VerticalBox::new(layout, node, slot.width).draw(layout, node, (slot.x, top), size, parts);
            }
        }
        drawn.rework.draw(&drawn, parts);
        y = drawn.heights.last().map_or(y, |heights| heights.bottom) + Pill::below(layout);
    }
    (right, unconnected(layout, y, parts))
}

/// The positions of everything, from `y` on.
fn arranged<'a, 'm>(layout: &'a MapLayout<'m>, y: f64) -> Vertical<'a, 'm> {
    let levels = levels::levels(&layout.grid);
    let above = |column: usize| if column == 0 { Channel::default() } else { Channel::new(layout, &levels, column) };
    let channels: Vec<Channel> = (0..levels.len()).map(above).collect();
    let rework = ReworkPlan::new(layout, &levels);
    let mut heights = Vec::with_capacity(levels.len());
    let mut y = y;
    for (column, level) in levels.iter().enumerate() {
        let tracks = channels[column].tracks();
        let lines = match tracks {
            0 => 0.0,
            _ => TRACK.0 + (TRACK.1 * real(tracks - 1)).min(MAX_TRACKS) + 1.0,
        };
        let (least, wait) = if column + 1 == levels.len() { (END_CHANNEL, 17.0) } else { (MIN_CHANNEL, WAIT_HEIGHT) };
        let channel = if column == 0 { 0.0 } else { least.max(lines + wait) + rework.space_above(column) };
        let size = |(node, slot): (usize, &levels::Slot)| {
            Pill::of(layout, node)
                .map_or_else(|| VerticalBox::new(layout, node, slot.width).height(), |pill| pill.height())
        };
        let height = level.boxes().map(size).fold(0.0, f64::max);
        // The bottleneck tag hangs in the space below, between the arrows.
        heights.push(Heights { channel: y, top: y + channel, bottom: y + channel + height });
        y += channel + height;
    }
    Vertical { layout, levels, channels, heights, rework }
}

/// Steps without any flow, one below the other; returns the lower end.
fn unconnected(layout: &MapLayout, y: f64, parts: &mut Vec<Part>) -> f64 {
    let steps = &layout.grid.unconnected;
    if steps.is_empty() {
        return y;
    }
    let mut y = y + 30.0;
    for (paint, text) in
        [(Paint::Name, "Not connected"), (Paint::Quiet, "Connect these steps or move them into the flow.")]
    {
        parts.push(Text::new((MARGIN, y), Anchor::Start, paint.width_of(text) + 1.0, paint, text).into());
        y += 18.0;
    }
    y -= 14.0;
    for &step in steps {
        let top = y + MIN_CHANNEL;
        let zone = WaitZone { x: BOX_LEFT + 30.0, bottom: top, right: BOX_RIGHT };
        arrows::wait(layout, step, zone, parts);
        let drawn = VerticalBox::new(layout, step, BOX_WIDTH);
        let height = drawn.height();
        if layout.path == [step] {
            ladder::rung(layout, step, (y, top, top + height), parts);
        }
        drawn.draw(layout, step, (BOX_LEFT, top), (height, &[]), parts);
        y = top + height + boxes::TAG_SPACE;
    }
    y
}
