//! Heights: where each lane of a row runs.

use crate::layout::map_layout::Plan;
use crate::layout::rework::Regions;
use crate::layout::rows::Row;
use crate::layout::step::wait_marker;

/// Space between two lanes, in px.
const GAP: f64 = crate::layout::step::card::BADGE + 7.0;
/// Space that a lane needs in which only flows pass, in px.
const PASSING: f64 = 9.0;

/// A lane in a row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lane {
    /// Does anything in this row use it?
    used: bool,
    /// How far it reaches above and below its arrows.
    above: f64,
    below: f64,
    /// Height of the process boxes in it.
    pub(crate) header: f64,
    /// The height of its arrows.
    pub(crate) port: f64,
}

impl Lane {
    /// The upper edge of its process boxes.
    pub(crate) fn top(&self) -> f64 {
        self.port - self.header / 2.0
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
    pub(crate) fn of(plan: &Plan, row: &Row, regions: &Regions, top: f64) -> Lanes {
        let mut lanes = vec![Lane::default(); plan.grid.lanes];
        for &step in plan.steps_in(&row.columns) {
            let lane = &mut lanes[plan.grid.lane[step]];
            lane.header = lane.header.max(plan.cards[step].header());
        }
        for &step in plan.steps_in(&row.columns) {
            let lane = &mut lanes[plan.grid.lane[step]];
            let middle = lane.header / 2.0;
            lane.need(middle, plan.cards[step].height(lane.header) - middle);
            if let Some(slot) = &plan.slots[step] {
                lane.need(wait_marker::ABOVE, slot.below());
            }
        }
        for column in row.columns.clone() {
            for &(left, right) in &plan.pairs[column] {
                lanes[right].need(PASSING, PASSING);
                if column == row.columns.start {
                    lanes[left].need(PASSING + 2.0, PASSING + 2.0);
                }
            }
        }
        for end in [plan.grid.start(), plan.grid.end()] {
            if row.columns.contains(&plan.grid.column[end]) {
                let half = plan.ends[end - plan.grid.steps].height() / 2.0;
                lanes[plan.grid.lane[end]].need(half + crate::layout::ends::CAPTION, half);
            }
        }
        let mut y = top;
        let mut first = true;
        for (at, lane) in lanes.iter_mut().enumerate().filter(|(_, lane)| lane.used) {
            y += regions.height(at) + if first { 0.0 } else { GAP };
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
