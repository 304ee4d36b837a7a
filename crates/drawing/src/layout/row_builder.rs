//! A map that is being drawn, one row of columns after another; the places between them are the caller's.

use crate::layout::ladder;
use crate::layout::ladder::Rung;
use crate::layout::lanes::Lanes;
use crate::layout::map_layout::Plan;
use crate::layout::rework::Regions;
use crate::layout::rows::{MARGIN, Row};
use crate::layout::{LADDER_GAP, ROW_GAP, flows, totals, unconnected};
use crate::scene::Part;

/// A map that is being drawn.
pub(crate) struct Sketch<'a> {
    plan: Plan<'a>,
    rows: Vec<Row>,
    lanes: Vec<Lanes>,
    boxes: Vec<Part>,
    ladder_top: f64,
    has_ladder: bool,
}

impl<'a> Sketch<'a> {
    pub(crate) fn of(plan: Plan<'a>, rows: Vec<Row>) -> Sketch<'a> {
        let (lanes, boxes) = (Vec::with_capacity(rows.len()), Vec::with_capacity(plan.map.steps.len() * 3));
        Sketch { plan, rows, lanes, boxes, ladder_top: 0.0, has_ladder: false }
    }

    pub(crate) fn plan(&self) -> &Plan<'a> {
        &self.plan
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Lays out the next row, its upper end at y; gives its lower end.
    pub(crate) fn row(&mut self, at: usize, y: f64) -> f64 {
        let Some(row) = self.rows.get(at) else { return y };
        let regions = Regions::of(&self.plan, row);
        let lanes = Lanes::of(&self.plan, row, &regions, y);
        draw_boxes(&mut self.plan, row, &lanes, &mut self.boxes);
        regions.draw(&self.plan, row, &lanes, &mut self.boxes);
        self.ladder_top = lanes.bottom + LADDER_GAP;
        let bottom = draw_ladder(&self.plan, row, self.ladder_top, &mut self.boxes);
        self.has_ladder |= bottom > self.ladder_top;
        self.lanes.push(lanes);
        bottom
    }

    /// Draws what was laid out, with the totals and the steps that stand alone, below `y` where they need room of their
    /// own; gives the right and lower ends.
    pub(crate) fn finish(&mut self, y: f64, width: f64, parts: &mut Vec<Part>, cuts: &mut Vec<f64>) -> (f64, f64) {
        let (mut right, mut y) = (0.0_f64, y);
        flows::draw(&self.plan, &self.rows, &self.lanes, parts);
        parts.append(&mut self.boxes);
        let (map, metrics) = (self.plan.map, self.plan.metrics);
        // The totals stand at the end of the ladder; where that is none, below everything.
        if let Some(last) = self.rows.last().filter(|_| self.has_ladder) {
            let x = last.x(last.columns.end - 1);
            right = right.max(x + totals::WIDTH + MARGIN);
            y = totals::draw(map, metrics, (x, self.ladder_top), parts).max(y);
        }
        if !self.plan.grid.loose.is_empty() {
            if !self.rows.is_empty() {
                y += ROW_GAP;
                cuts.push(y - ROW_GAP / 2.0);
            }
            let (end, bottom) = unconnected::draw(&mut self.plan, y, width, parts, cuts);
            right = right.max(end + MARGIN);
            y = bottom;
        }
        if !self.has_ladder {
            y = totals::draw(map, metrics, (MARGIN, y + 26.0), parts);
        }
        (right, y)
    }
}

/// The boxes of a row with their waits.
fn draw_boxes(plan: &mut Plan, row: &Row, lanes: &Lanes, parts: &mut Vec<Part>) {
    for (node, end) in [plan.grid.start(), plan.grid.end()].into_iter().zip(&plan.ends) {
        let column = plan.grid.column[node];
        if row.columns.contains(&column) {
            end.draw((row.x(column), lanes.get(plan.grid.lane[node]).port), parts);
        }
    }
    for place in plan.places(&row.columns) {
        let at = plan.grid.placed[place];
        let step = &plan.map.steps[at];
        let (column, lane) = (plan.grid.column[at], lanes.get(plan.grid.lane[at]));
        if let Some(slot) = plan.slots[at].take() {
            slot.draw((row.triangle(column), lane.port), parts);
        }
        let title = plan.in_words(at);
        let card = std::mem::take(&mut plan.cards[at]);
        parts.push(card.draw(step, title, (row.x(column), lane.top()), lane.header));
    }
}

/// The ladder of a row; gives its lower end.
fn draw_ladder(plan: &Plan, row: &Row, top: f64, parts: &mut Vec<Part>) -> f64 {
    let here = plan.path.iter().filter(|&&step| row.columns.contains(&plan.grid.column[step]));
    let rungs: Vec<Rung> = here
        .filter(|&&step| !plan.grid.loose.contains(&step))
        .map(|&step| {
            let column = plan.grid.column[step];
            Rung { step: &plan.map.steps[step], told: &plan.told[step], x: row.x(column), wait: row.triangle(column) }
        })
        .collect();
    let first = row.columns.start;
    let from = if first == 0 { row.right_of(0) } else { row.channel(first) };
    ladder::draw(&rungs, &plan.map.clock, from, top, parts);
    if rungs.is_empty() { top } else { top + ladder::HEIGHT }
}
