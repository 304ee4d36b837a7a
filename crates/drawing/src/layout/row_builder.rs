//! Lays out a map one row of columns after another; the caller decides on the space between the rows.

use crate::layout::dimensions::{BOX_GAP, LEAD, MARGIN, ROW_GAP};
use crate::layout::ladder::Rung;
use crate::layout::lanes::Lanes;
use crate::layout::map_layout::MapLayout;
use crate::layout::rework::ReworkWays;
use crate::layout::rework_levels::ReworkLevels;
use crate::layout::rows::MapRow;
use crate::layout::{flows, ladder, totals, unconnected};
use crate::scene::{Part, Point};

/// A map whose rows are being laid out.
pub(crate) struct RowBuilder<'a> {
    pub(crate) layout: MapLayout<'a>,
    pub(crate) rows: Vec<MapRow>,
    lanes: Vec<Lanes>,
    boxes: Vec<Part>,
    rework: ReworkWays,
}

impl<'a> RowBuilder<'a> {
    pub(crate) fn new(layout: MapLayout<'a>, rows: Vec<MapRow>) -> RowBuilder<'a> {
        let (lanes, boxes) = (Vec::with_capacity(rows.len()), Vec::with_capacity(layout.map.steps.len() * 4));
        let rework = ReworkWays::new(&layout);
        RowBuilder { layout, rows, lanes, boxes, rework }
    }

    /// Lays out the next row, its upper end at y; returns its lower end.
    pub(crate) fn row(&mut self, at: usize, y: f64) -> f64 {
        let Some(row) = self.rows.get(at) else { return y };
        let levels = ReworkLevels::new(&self.layout, row);
        let lanes = Lanes::new(&self.layout, row, &levels, y);
        draw_boxes(&mut self.layout, row, &lanes, &mut self.boxes);
        self.rework.add(&self.layout, row, &levels, &lanes);
        let bottom = draw_ladder(&self.layout, row, lanes.bottom + BOX_GAP, &mut self.boxes);
        let bottom = bottom.unwrap_or(lanes.bottom);
        self.lanes.push(lanes);
        bottom
    }

    /// Draws the layout, and below a point the unconnected steps and the totals, if they are wanted; returns the right
    /// and lower ends.
    pub(crate) fn finish(
        &mut self,
        (left, y): Point,
        (width, with_totals): (f64, bool),
        parts: &mut Vec<Part>,
        cuts: &mut Vec<f64>,
    ) -> (f64, f64) {
        let (mut right, mut y) = (0.0_f64, y);
        flows::draw(&self.layout, &self.rows, &self.lanes, parts);
        parts.append(&mut self.boxes);
        self.rework.draw(&self.layout, parts);
        if !self.layout.grid.unconnected.is_empty() {
            if !self.rows.is_empty() {
                y += ROW_GAP;
                cuts.push(y - ROW_GAP / 2.0);
            }
            let (end, bottom) = unconnected::draw(&mut self.layout, (left, y), width, parts, cuts);
            right = right.max(end + MARGIN);
            y = bottom;
        }
        if with_totals {
            let end = self.rows.iter().map(|row| row.right).fold(right - MARGIN, f64::max);
            y = totals::draw(self.layout.map, self.layout.metrics, (MARGIN, y + 24.0), end - MARGIN, parts);
        }
        (right, y)
    }
}

/// The boxes of a row with their waits.
fn draw_boxes(layout: &mut MapLayout, row: &MapRow, lanes: &Lanes, parts: &mut Vec<Part>) {
    for (node, end) in [layout.grid.start(), layout.grid.end()].into_iter().zip(&layout.ends) {
        let column = layout.grid.column[node];
        if row.columns.contains(&column) {
            end.draw((row.x(column), lanes.get(layout.grid.lane[node]).port), parts);
        }
    }
    for place in layout.places(&row.columns) {
        let at = layout.grid.placed[place];
        let step = &layout.map.steps[at];
        let (column, lane) = (layout.grid.column[at], lanes.get(layout.grid.lane[at]));
        if let Some(marker) = layout.wait_markers[at].take() {
            let title = layout.labels[at].wait_description(step, &layout.map.clock);
            parts.push(marker.draw(step, title, (row.triangle(column), lane.port)));
        }
        let title = layout.description(at);
        let card = std::mem::take(&mut layout.cards[at]);
        parts.push(card.draw(step, title, (row.x(column), lane.top()), lane.height));
    }
}

/// The ladder of a row; returns its lower end, if a step on the critical path is in the row.
fn draw_ladder(layout: &MapLayout, row: &MapRow, top: f64, parts: &mut Vec<Part>) -> Option<f64> {
    let here = layout.path.iter().filter(|&&step| row.columns.contains(&layout.grid.column[step]));
    let rungs: Vec<Rung> = here
        .filter(|&&step| !layout.grid.unconnected.contains(&step))
        .map(|&step| {
            let column = layout.grid.column[step];
            Rung {
                step: &layout.map.steps[step],
                labels: &layout.labels[step],
                x: row.x(column),
                gap: row.x(column) - row.channel_start(column),
            }
        })
        .collect();
    ladder::draw(&rungs, &layout.map.clock, row.left + LEAD, top, parts);
    (!rungs.is_empty()).then_some(top + ladder::HEIGHT)
}
