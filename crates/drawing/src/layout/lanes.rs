//! Heights: where each lane of a row runs.

use crate::layout::dimensions::{BOX_GAP, PORT};
use crate::layout::map_layout::MapLayout;
use crate::layout::rework_levels::ReworkLevels;
use crate::layout::rows::MapRow;
use crate::layout::step::wait_marker;

/// Height that a lane needs in which flows only pass, in px.
const PASSING: f64 = 9.0;

/// The space above a row that its rework arrows may take, in px.
const ABOVE_ROW: f64 = 8.0;

/// A lane in a row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lane {
    /// Whether anything in this row uses it.
    used: bool,
    /// How far it reaches above and below its arrows, in px.
    above: f64,
    below: f64,
    /// Height of its boxes.
    pub(crate) height: f64,
    /// Where its arrows run.
    pub(crate) port: f64,
}

impl Lane {
    /// The upper edge of its boxes.
    pub(crate) fn top(&self) -> f64 {
        self.port - PORT
    }

    fn need(&mut self, above: f64, below: f64) {
        self.used = true;
        self.above = self.above.max(above);
        self.below = self.below.max(below);
    }
}

/// The lanes of one row.
#[derive(Debug, Clone)]
pub(crate) struct Lanes {
    lanes: Vec<Lane>,
    /// The lower end of the last one.
    pub(crate) bottom: f64,
}

impl Lanes {
    /// Where the lanes of a row run, when the row starts at `top`.
    pub(crate) fn new(layout: &MapLayout, row: &MapRow, levels: &ReworkLevels, top: f64) -> Lanes {
        let mut lanes = vec![Lane::default(); layout.grid.lanes];
        for &step in layout.steps_in(&row.columns) {
            let lane = &mut lanes[layout.grid.lane[step]];
            lane.height = lane.height.max(layout.cards[step].height());
            lane.need(PORT, lane.height - PORT);
            if let Some(marker) = &layout.wait_markers[step] {
                lane.need(wait_marker::ABOVE, marker.below());
            }
        }
        for column in row.columns.clone() {
            for &(left, right) in &layout.pairs[column] {
                lanes[right].need(PASSING, PASSING);
                if column == row.columns.start {
                    lanes[left].need(PASSING + 2.0, PASSING + 2.0);
                }
            }
        }
        for end in [layout.grid.start(), layout.grid.end()] {
            if row.columns.contains(&layout.grid.column[end]) {
                let (above, below) = layout.ends[end - layout.grid.steps].extent();
                lanes[layout.grid.lane[end]].need(above, below);
            }
        }
        let mut y = top;
        let mut first = true;
        for (at, lane) in lanes.iter_mut().enumerate().filter(|(_, lane)| lane.used) {
            // Above a row is some space already.
            y += if first { (levels.height(at) - ABOVE_ROW).max(0.0) } else { levels.height(at) + BOX_GAP };
            first = false;
            lane.port = y + lane.above.round();
            y = lane.port + lane.below.round();
        }
        Lanes { lanes, bottom: y }
    }

    pub(crate) fn get(&self, lane: usize) -> Lane {
        self.lanes.get(lane).copied().unwrap_or_default()
    }
}
